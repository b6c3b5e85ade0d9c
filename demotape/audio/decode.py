"""Audio files as blocks of samples, with proof that nothing is missing at the end."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import soundfile as sf

from demotape.audio import mp3
from demotape.audio.formats import AudioFormat, sniff
from demotape.errors import AudioError

BLOCK_FRAMES = 65_536

_MAX_CHANNELS = 8
_SAMPLE_RATES = range(4_000, 400_000)
_LARGEST_SAMPLE = 1e4  # 80 dB over full scale: floating point, but no sound
_MP3_TOLERANCE_S = 0.25  # encoder padding, and a damaged frame or two
_UNKNOWN_SIZE = 0x7FFFF000  # writers that cannot seek back leave about this, or 0xFFFFFFFF, as a length
_UNKNOWN_FRAMES = 2**40  # beyond: the header leaves the length open
_PLAIN_WAV_CODECS = (1, 3, 6, 7, 0xFFFE)  # PCM, float, A-law, mu-law, extensible: a fixed size per frame


class Decoder:
    """An open audio file. Use it as a context manager.

    Raises:
        AudioError: on opening, what is no audio that Demotape reads; in `blocks`, damage and missing audio.
        OSError: the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.format: AudioFormat = sniff(path)
        self._path = path
        source: str | BinaryIO = str(path)
        self._promised: int | None = None
        if self.format.name == "mp3":
            data = path.read_bytes()
            self._promised = mp3.promised_samples(data)
            source = io.BytesIO(mp3.with_frame_count(data) if self._promised is None else data)
        try:
            self._file = _Sequential(source)
        except sf.SoundFileError as error:
            raise AudioError(f"The {self.format.title} file is damaged and cannot be opened.") from error
        self.sample_rate: int = self._file.samplerate
        """Hertz."""
        self.channels: int = self._file.channels
        self.subtype: str = self._file.subtype
        """libsndfile's name of the encoding, for example `PCM_24`."""
        if self.channels > _MAX_CHANNELS or self.sample_rate not in _SAMPLE_RATES:
            self._file.close()
            raise AudioError(
                f"The {self.format.title} file is damaged, or of a kind that Demotape cannot use: "
                f"{self.channels} channels at {self.sample_rate} Hz."
            )

    @property
    def frames(self) -> int | None:
        """About how many frames the file says it holds; None if it does not say. Only `blocks` tells for sure."""
        if self.format.name == "mp3" and self._promised is not None:
            return self._promised
        frames: int = self._file.frames
        return frames if 0 < frames < _UNKNOWN_FRAMES else None

    def __enter__(self) -> Decoder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def blocks(self, dtype: str = "float32") -> Iterator[npt.NDArray[Any]]:
        """All of the audio, in order, as arrays of shape (frames, channels) with at most `BLOCK_FRAMES` frames.

        Args:
            dtype: `int16` and `int32` are full scale at their own limits, `float32` and `float64` at 1.0.

        Raises:
            AudioError: after the last good block, if the audio is damaged, ends early, or there is none.
        """
        frames = 0
        damage: Exception | None = None
        while True:
            try:
                block = self._file.read(BLOCK_FRAMES, dtype=dtype, always_2d=True)
            except sf.SoundFileError as error:
                damage = error
                break
            if not len(block):
                break
            if block.dtype.kind == "f" and not np.abs(block).max() <= _LARGEST_SAMPLE:  # true of NaN as well
                raise AudioError(f"The {self.format.title} file is damaged: it holds values that are no sound.")
            frames += len(block)
            yield block
        self._check_whole(frames, damage)

    def _check_whole(self, frames: int, damage: Exception | None) -> None:
        promised, tolerance = self._promise()
        missing = promised is not None and frames < promised - tolerance
        if self.format.name == "mp3" and promised is not None and not missing:
            damage = None  # everything was there; what follows the music is a tag that the decoder stumbles over
        if missing and promised is not None and 0 < frames < promised - self.sample_rate / 10:
            raise AudioError(
                f"The {self.format.title} file is cut off or damaged: "
                f"it ends after about {frames / self.sample_rate:.1f} s of {promised / self.sample_rate:.1f} s."
            ) from damage
        if damage is not None or missing or (self.format.name in ("ogg", "opus") and not _is_whole_ogg(self._path)):
            raise AudioError(f"The {self.format.title} file is cut off or damaged.") from damage
        if not frames:
            raise AudioError(f"The {self.format.title} file holds no sound.")

    def _promise(self) -> tuple[int | None, int]:
        """How many frames the file's own header promises, and how many may be missing without harm."""
        if self.format.name == "mp3":
            return self._promised, round(_MP3_TOLERANCE_S * self.sample_rate)
        if self.format.name == "flac":
            frames: int = self._file.frames
            return (frames if frames < _UNKNOWN_FRAMES else None), 0
        return (_promised_wav_frames(self._path) if self.format.name == "wav" else None), 0


class _Sequential(sf.SoundFile):  # type: ignore[misc]  # soundfile comes without types
    """A file that is read from start to end.

    `SoundFile.read` seeks after each block of a seekable file. In MP3 that makes the decoder forget the frames
    before, and the start of the next block is garbage.
    """

    def seekable(self) -> bool:
        return False


def _promised_wav_frames(path: Path) -> int | None:
    """Frames after the size of the data chunk; None if the header leaves it open."""
    bytes_per_frame = long_size = 0
    with path.open("rb") as file:
        file.seek(12)
        while len(chunk := file.read(8)) == 8:
            name, size = struct.unpack("<4sI", chunk)
            if name == b"data":
                if size >= _UNKNOWN_SIZE:
                    size = long_size
                return size // bytes_per_frame if bytes_per_frame and size else None
            body = file.read(min(size, 64))
            if name == b"ds64" and len(body) >= 16:
                long_size = int.from_bytes(body[8:16], "little")
            if name == b"fmt " and len(body) >= 16 and int.from_bytes(body[:2], "little") in _PLAIN_WAV_CODECS:
                bytes_per_frame = int.from_bytes(body[12:14], "little")
            file.seek(size + size % 2 - len(body), io.SEEK_CUR)
    return None


def _is_whole_ogg(path: Path) -> bool:
    """Whether the file ends where a page ends. (Not every writer marks the last page as the last.)"""
    with path.open("rb") as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(max(0, size - 2 * 65_536))  # no page is longer than 65,307 bytes
        tail = file.read()
    at = tail.rfind(b"OggS")
    while at >= 0:
        segments = tail[at + 26] if at + 26 < len(tail) else 0
        lacing = tail[at + 27 : at + 27 + segments]
        end = at + 27 + segments + sum(lacing)
        if segments and len(lacing) == segments and end == len(tail):
            return True
        # The four letters can also stand inside the last page.
        at = tail.rfind(b"OggS", 0, at)
    return False
