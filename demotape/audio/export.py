"""A take as a file of another format."""

from __future__ import annotations

import errno
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import soundfile as sf
import soxr

from demotape.audio.decode import Decoder
from demotape.audio.formats import sniff
from demotape.errors import AudioError, DataFolderUnusable, DiskFull

EXPORTS = ("wav", "flac", "mp3")
"""Names, in `FORMATS`, of what `export` can write."""

_SIXTEEN_BIT = ("PCM_16", "PCM_S8", "PCM_U8", "ULAW", "ALAW")
_DEEP = ("PCM_24", "PCM_32", "FLOAT", "DOUBLE")
# MP3 has lower rates too, but LAME makes them 0.45 dB quieter.
_MP3_SAMPLE_RATES = (32_000, 44_100, 48_000)
# Measured with libsndfile 1.2.2: 0 gives 320 kbit/s, 0.25 gives 256, 0.43 gives 192, 0.66 gives 128. At 192 and
# less LAME lowers the level, by 0.27 to 0.45 dB.
_MP3_256_KBITS = 0.25
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

Block = npt.NDArray[Any]


def export(source: Path, target: Path, *, to: str) -> None:
    """Write the audio of `source` to `target` in the format `to`, all of it or nothing.

    A source that has the format already is copied, so that nothing is lost by encoding twice. Otherwise:
    WAV has 16 bits, dithered where the source has more; FLAC has 24 bits where the source is PCM or float
    of more than 16, else 16; MP3 has a constant 256 kbit/s, and sample rates other than 32, 44.1 and 48 kHz
    are brought to 44.1 or 48.

    Args:
        source: a file of any format in `FORMATS`.
        target: replaced if it exists. Its folder must exist.
        to: one of `EXPORTS`.

    Raises:
        AudioError: the source cannot be decoded whole, or does not fit the format (MP3: more than two channels).
        DiskFull: no space left.
        DataFolderUnusable: the target cannot be written for another reason.
        OSError: the source cannot be read.
    """
    if to not in EXPORTS:
        raise AudioError(f"Demotape cannot write {to}. It writes WAV, FLAC and MP3.")
    copies = sniff(source).name == to
    part = target.with_name(f".{target.name}.{uuid.uuid4().hex}.part")
    try:
        try:
            with part.open("xb") as file:
                if copies:
                    with source.open("rb") as original:
                        shutil.copyfileobj(original, file, 1 << 20)
                else:
                    _encode(source, file, to)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise DiskFull("There is no space left on the disk to export this take.") from error
        raise DataFolderUnusable("The exported file could not be written.") from error


def _encode(source: Path, file: BinaryIO, to: str) -> None:
    with Decoder(source) as decoder:
        sample_rate = decoder.sample_rate
        settings: dict[str, Any] = {"subtype": "PCM_16"}
        blocks: Iterator[Block]
        if to == "mp3":
            if decoder.channels > 2:
                raise AudioError(f"MP3 holds two channels at most, and this take has {decoder.channels}.")
            sample_rate = _mp3_sample_rate(decoder.sample_rate)
            blocks = _resampled(decoder, sample_rate)
            settings = {
                "subtype": "MPEG_LAYER_III",
                "bitrate_mode": "CONSTANT",
                "compression_level": _MP3_256_KBITS,
            }
        elif decoder.subtype in _SIXTEEN_BIT:
            blocks = decoder.blocks("int16")
        elif to == "flac" and decoder.subtype in _DEEP:
            blocks = _as_24_bit(decoder)
            settings = {"subtype": "PCM_24"}
        else:
            blocks = _as_16_bit(decoder)

        sink = _Sink(file)
        try:
            with sf.SoundFile(
                sink, "w", samplerate=sample_rate, channels=decoder.channels, format=to.upper(), **settings
            ) as encoder:
                # Blocks matter: minutes of audio in one write can kill the process in libsndfile's encoders.
                for block in blocks:
                    encoder.write(block)
        except (sf.SoundFileError, AssertionError) as error:
            sink.check()
            raise AudioError(f"This take could not be turned into {to.upper()}.") from error
        sink.check()


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


def _as_16_bit(decoder: Decoder) -> Iterator[Block]:
    """Rounded with triangular dither of two steps, so that quiet passages fade into noise instead of distortion."""
    rng = np.random.default_rng(0)  # the same take gives the same bytes
    for block in decoder.blocks("float64"):
        dither = rng.random(block.shape) - rng.random(block.shape)
        yield np.clip(np.rint(block * 2**15 + dither), -(2**15), 2**15 - 1).astype(np.int16)


def _as_24_bit(decoder: Decoder) -> Iterator[Block]:
    for block in decoder.blocks("float64"):
        steps = np.clip(np.rint(block * 2**23), -(2**23), 2**23 - 1)
        yield steps.astype(np.int32) << 8


def _mp3_sample_rate(sample_rate: int) -> int:
    if sample_rate in _MP3_SAMPLE_RATES:
        return sample_rate
    return 44_100 if sample_rate % 11_025 == 0 else 48_000


def _resampled(decoder: Decoder, sample_rate: int) -> Iterator[Block]:
    if sample_rate == decoder.sample_rate:
        for block in decoder.blocks():
            yield np.clip(block, -1.0, 1.0)
        return
    resampler = soxr.ResampleStream(decoder.sample_rate, sample_rate, decoder.channels, dtype="float32", quality="VHQ")
    for block in decoder.blocks():
        yield np.clip(resampler.resample_chunk(block), -1.0, 1.0)
    yield np.clip(resampler.resample_chunk(np.zeros((0, decoder.channels), np.float32), last=True), -1.0, 1.0)
