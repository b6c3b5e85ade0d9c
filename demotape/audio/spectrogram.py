"""A picture of which frequencies sound when, for drawing."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from demotape.audio.cores import one_core_per_product
from demotape.audio.decode import Decoder
from demotape.audio.frames import FrameCutter, MonoStream, periodic_hann

MOST_COLUMNS = 2_000
"""Largest width. Pictures of more than a few seconds have between half of it and all of it."""
ROWS = 192
LOWEST_HZ, HIGHEST_HZ = 40.0, 16_000.0
RANGE_DB = 80.0

_SAMPLE_RATE = 44_100
_FRAME, _HOP = 4_096, 1_024


@dataclass(frozen=True, slots=True, kw_only=True)
class Spectrogram:
    """Levels by frequency and time."""

    levels: npt.NDArray[np.uint8]
    """Shape (rows, columns): the lowest frequency in the last row, the start in the first column. 255 is the loudest
    level in the file, 0 is `RANGE_DB` decibels below it or less; steps are equal in decibels."""
    top_db: float
    """The level that 255 stands for: decibels above a sine at full scale, to about 3 dB."""
    duration_s: float
    """Length of the audio, which the columns share equally."""
    lowest_hz: float
    highest_hz: float
    """Frequencies of the outer edges; rows are equal steps of the logarithm between them."""

    def png(self) -> bytes:
        """The levels as a grey PNG of eight bits, one pixel each: black is 0."""
        rows, columns = self.levels.shape
        header = struct.pack(">IIBBBBB", columns, rows, 8, 0, 0, 0, 0)
        # Each row follows the number of its filter; 2 stores the difference to the row above, which packs better.
        above = np.vstack([np.zeros((1, columns), np.uint8), self.levels[:-1]])
        lines = np.hstack([np.full((rows, 1), 2, np.uint8), self.levels - above])
        data = zlib.compress(lines.tobytes(), 6)
        chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", data), _chunk(b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def spectrogram(path: Path) -> Spectrogram:
    """Draw a file. Neither memory nor the size of the picture grows with its length.

    Args:
        path: an audio file of any kind, sample rate and number of channels that Demotape reads. What lies above half
            of its sample rate is black.

    Raises:
        AudioError: no audio, damaged, or cut off.
        OSError: the file cannot be read.
    """
    one_core_per_product()
    with Decoder(path) as source:
        mono = MonoStream(source.sample_rate, _SAMPLE_RATE)
        columns = _Columns()
        frames = 0
        for block in source.blocks():
            frames += len(block)
            columns.feed(mono.feed(block))
        columns.feed(mono.finish())
        duration_s = frames / source.sample_rate
    power = columns.finish(max(1, round(duration_s * _SAMPLE_RATE)))
    decibels = 10 * np.log10(np.maximum(power, 1e-14))
    top = float(decibels.max())
    levels = np.zeros(decibels.shape, np.uint8)
    if top > -120:  # below is silence, and its noise would be drawn as loud as music
        levels = np.rint(np.clip((decibels - top) / RANGE_DB + 1, 0, 1) * 255).astype(np.uint8)
    return Spectrogram(
        levels=np.ascontiguousarray(levels.T[::-1]),
        top_db=round(top, 1),
        duration_s=duration_s,
        lowest_hz=LOWEST_HZ,
        highest_hz=HIGHEST_HZ,
    )


class _Columns:
    """Mean power by band, in columns of equal length. When there are too many, neighbours become one."""

    def __init__(self) -> None:
        self._cutter = FrameCutter(_FRAME, _HOP)
        self._window = periodic_hann(_FRAME)
        self._filters = _band_filters()
        self._per_column = 1  # frames of the analysis
        self._columns = np.zeros((0, ROWS), np.float32)
        self._waiting = np.zeros((0, ROWS), np.float32)
        # The first frame is centred on the first sample.
        self.feed(np.zeros(_FRAME // 2, np.float32))

    def feed(self, samples: npt.NDArray[np.float32]) -> None:
        frames = self._cutter.feed(samples)
        if not len(frames):
            return
        spectra = np.fft.rfft(frames * self._window, axis=1)
        power = ((spectra.real**2 + spectra.imag**2) @ self._filters).astype(np.float32)
        self._take(power)

    def finish(self, frames: int) -> npt.NDArray[np.float32]:
        """Shape (columns, `ROWS`); the columns share `frames` frames of audio."""
        self.feed(np.zeros(_FRAME, np.float32))
        wanted = -(-frames // _HOP)  # one a hop, whatever the padding at the end has added
        if len(self._waiting):
            self._columns = np.vstack([self._columns, self._waiting.mean(axis=0)])
        return self._columns[: max(1, -(-wanted // self._per_column))]

    def _take(self, power: npt.NDArray[np.float32]) -> None:
        power = np.vstack([self._waiting, power])
        while True:
            whole = len(power) // self._per_column
            if len(self._columns) + whole <= MOST_COLUMNS:
                break
            if len(self._columns) % 2:  # an odd one goes back to where its neighbour will come from
                power = np.vstack([np.repeat(self._columns[-1:], self._per_column, axis=0), power])
                self._columns = self._columns[:-1]
            self._columns = self._columns.reshape(-1, 2, ROWS).mean(axis=1)
            self._per_column *= 2
        done = power[: whole * self._per_column].reshape(whole, self._per_column, ROWS).mean(axis=1)
        self._columns = np.vstack([self._columns, done])
        self._waiting = power[whole * self._per_column :]


def _band_filters() -> npt.NDArray[np.float32]:
    """Triangles on a logarithmic scale, none narrower than a bin, so that a sine at full scale gives 1.

    Returns:
        Weights for a power spectrum, shape (bins, `ROWS`).
    """
    frequencies = np.fft.rfftfreq(_FRAME, 1 / _SAMPLE_RATE)[:, None]
    edges = np.geomspace(LOWEST_HZ, HIGHEST_HZ, ROWS + 1)
    centre = np.sqrt(edges[:-1] * edges[1:])
    reach = np.maximum(edges[1:] - edges[:-1], _SAMPLE_RATE / _FRAME)
    triangles = np.maximum(0, 1 - np.abs(frequencies - centre) / reach)
    # A sine fills about three bins of the Hann window; together they hold 1.5 times the power of the middle one.
    full_scale = 1.5 * (_FRAME / 4) ** 2
    return np.asarray(triangles / full_scale, np.float32)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
