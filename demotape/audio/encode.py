"""Blocks of samples as an audio file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import soundfile as sf

from demotape.errors import AudioError

Block = npt.NDArray[Any]

_WRITE_FRAMES = 65_536  # minutes of audio in one write can kill the process in libsndfile's encoders


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """What libsndfile is told about a file."""

    container: str
    """Its name of the format, for example `FLAC`."""
    subtype: str
    """Its name of the encoding, for example `PCM_24`."""
    sample_rate: int
    channels: int
    compression_level: float | None = None
    """0 is the best sound of a lossy encoder, 1 the smallest file; None leaves the choice to libsndfile."""
    constant_bit_rate: bool = False


def encode(file: BinaryIO, blocks: Iterable[Block], encoding: Encoding) -> None:
    """Write blocks of shape (frames, channels) to an open file.

    Raises:
        AudioError: the format cannot hold this.
        OSError: the file cannot be written.
    """
    settings: dict[str, Any] = {}
    if encoding.compression_level is not None:
        settings["compression_level"] = encoding.compression_level
    if encoding.constant_bit_rate:
        settings["bitrate_mode"] = "CONSTANT"
    sink = _Sink(file)
    try:
        with sf.SoundFile(
            sink,
            "w",
            samplerate=encoding.sample_rate,
            channels=encoding.channels,
            format=encoding.container,
            subtype=encoding.subtype,
            **settings,
        ) as encoder:
            for block in blocks:
                for start in range(0, len(block), _WRITE_FRAMES):
                    encoder.write(block[start : start + _WRITE_FRAMES])
                sink.check()
    except (sf.SoundFileError, AssertionError) as error:
        sink.check()
        raise AudioError(f"This take could not be turned into {encoding.container}.") from error
    sink.check()


def as_16_bit(blocks: Iterable[Block], *, dither: bool = True) -> Iterator[Block]:
    """Floating point with full scale at 1.0 as int16. What exceeds full scale is clipped.

    With triangular dither of two steps quiet passages fade into noise instead of distortion. Without it, samples
    that have been 16 bits come out as they were.
    """
    rng = np.random.default_rng(0)  # the same take gives the same bytes
    for block in blocks:
        noise = rng.random(block.shape) - rng.random(block.shape) if dither else 0.0
        yield np.clip(np.rint(block * 2.0**15 + noise), -(2**15), 2**15 - 1).astype(np.int16)


def as_24_bit(blocks: Iterable[Block]) -> Iterator[Block]:
    """Rounded to 24 bits, which stand in the upper part of int32 as libsndfile wants them."""
    for block in blocks:
        steps = np.clip(np.rint(block.astype(np.float64) * 2**23), -(2**23), 2**23 - 1)
        yield steps.astype(np.int32) << 8


class _Sink:
    """The file that libsndfile writes to, which remembers an error where libsndfile would lose it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._error: OSError | None = None

    def check(self) -> None:
        """Raise the first error, if there was one."""
        if self._error is not None:
            raise self._error

    def write(self, data: bytes) -> int:
        return self._guarded(lambda: self._file.write(data))

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        # Leads to writing what is buffered.
        return self._guarded(lambda: self._file.seek(offset, whence))

    def tell(self) -> int:
        return self._file.tell()

    def flush(self) -> None:
        self._guarded(lambda: self._file.flush() or 0)

    def _guarded(self, act: Callable[[], int]) -> int:
        if self._error is None:
            try:
                return act()
            except OSError as error:
                self._error = error
        return 0
