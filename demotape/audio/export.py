"""A take as a file of another kind."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import soxr

from demotape.audio import mp3
from demotape.audio.decode import Decoder
from demotape.audio.encode import Block, Encoding, as_16_bit, as_24_bit, encode
from demotape.audio.files import whole_file
from demotape.audio.formats import EXPORTS, ExportKind, sniff
from demotape.errors import AudioError, Cancelled

__all__ = ["EXPORTS", "export", "is_copied"]

_SIXTEEN_BIT = ("PCM_16", "PCM_S8", "PCM_U8", "ULAW", "ALAW")
_DEEP = ("PCM_24", "PCM_32", "FLOAT", "DOUBLE")
# MP3 has lower rates too, but LAME makes them 0.45 dB quieter.
_MP3_SAMPLE_RATES = (32_000, 44_100, 48_000)
_VORBIS_SAMPLE_RATES = (8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000)
_OPUS_SAMPLE_RATE = 48_000
# Measured with libsndfile 1.2.2. At 192 and less LAME lowers the level, by 0.27 to 0.48 dB.
_MP3_LEVEL = {320: 0.0, 256: 0.25, 192: 0.43, 128: 0.66}
_MP3_KBITS = 256
_VORBIS_LEVEL = 0.3  # quality 7, about 190 to 220 kbit/s in stereo
_OPUS_LEVEL = 0.7  # about 160 kbit/s in stereo


def export(
    source: Path,
    target: Path,
    *,
    to: str,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[float], None] = lambda share: None,  # noqa: ARG005 - told to nobody
) -> None:
    """Write the audio of `source` to `target` as the kind `to`, all of it or nothing.

    A source that is of the kind already is copied, so that nothing is lost by encoding twice (see `is_copied`).
    Otherwise: 16 bits are dithered where the source has more or its sample rate changes; FLAC has 24 bits where the
    source is PCM or float of more than 16, else 16; MP3 has a constant bit rate, Ogg Vorbis quality 7, Opus about
    160 kbit/s. Rates that a format does not have are brought to 44.1 or 48 kHz.

    Args:
        source: a file of any format in `FORMATS`.
        target: replaced if it exists. Its folder must exist.
        to: a name in `EXPORTS`.
        cancelled: asked about once a second of audio.
        progress: told the share that is done, 0 to 1, as far as the source says how long it is.

    Raises:
        AudioError: the source cannot be decoded whole, or does not fit the format (more than two channels
            in a lossy one).
        Cancelled: `cancelled` said so.
        DiskFull: no space left.
        DataFolderUnusable: the target cannot be written for another reason.
        OSError: the source cannot be read.
    """
    kind = EXPORTS.get(to)
    if kind is None:
        raise AudioError(f"Demotape cannot write {to}. It writes WAV, FLAC, MP3, Ogg Vorbis and Opus.")
    copies = is_copied(source, to=to)
    with whole_file(target, purpose="export this take") as file:
        if copies:
            with source.open("rb") as original:
                shutil.copyfileobj(original, file, 1 << 20)
        else:
            with Decoder(source) as decoder:
                _encode(decoder, file, kind, _Watch(decoder, cancelled, progress))
    progress(1.0)


def is_copied(source: Path, *, to: str) -> bool:
    """Whether `export` would hand over the source as it is, because encoding it again could only lose.

    That holds for the same format, with two exceptions: an MP3 of a higher bit rate than is wanted, and a WAV of
    another depth or sample rate.

    Raises:
        AudioError: no audio, or not whole.
        OSError: the source cannot be read.
    """
    kind = EXPORTS[to]
    if sniff(source) is not kind.format:
        return False
    if kind.kbits is not None:
        found = mp3.mean_kbits(source.read_bytes())
        return found is not None and found <= kind.kbits * 1.01
    if kind.sample_rate is not None:
        with Decoder(source) as decoder:
            return decoder.sample_rate == kind.sample_rate and decoder.subtype == f"PCM_{kind.bits}"
    return True


class _Watch:
    """The blocks of a decoder, watched from outside."""

    def __init__(self, decoder: Decoder, cancelled: Callable[[], bool], progress: Callable[[float], None]) -> None:
        self._decoder, self._cancelled, self._progress = decoder, cancelled, progress

    def blocks(self, dtype: str) -> Iterator[Block]:
        frames, done = self._decoder.frames, 0
        for block in self._decoder.blocks(dtype):
            if self._cancelled():
                raise Cancelled("The export was stopped.")
            yield block
            done += len(block)
            if frames:
                self._progress(min(1.0, done / frames))


def _encode(decoder: Decoder, file: BinaryIO, kind: ExportKind, watch: _Watch) -> None:
    name = kind.format.name
    if name in ("wav", "flac"):
        blocks, encoding = _lossless(decoder, kind, watch)
    else:
        if decoder.channels > 2:
            raise AudioError(
                f"{kind.format.title} takes two channels at most here, and this take has {decoder.channels}.",
                advice="Choose WAV or FLAC.",
            )
        sample_rate = _lossy_sample_rate(name, decoder.sample_rate)
        container, subtype, level = {
            "mp3": ("MP3", "MPEG_LAYER_III", _MP3_LEVEL[kind.kbits or _MP3_KBITS]),
            "ogg": ("OGG", "VORBIS", _VORBIS_LEVEL),
            "opus": ("OGG", "OPUS", _OPUS_LEVEL),
        }[name]
        encoding = Encoding(
            container=container,
            subtype=subtype,
            sample_rate=sample_rate,
            channels=decoder.channels,
            compression_level=level,
            constant_bit_rate=name == "mp3",
        )
        blocks = (
            np.clip(block, -1.0, 1.0)
            for block in _resampled(watch.blocks("float32"), decoder.sample_rate, sample_rate, dtype="float32")
        )
    encode(file, blocks, encoding)


def _lossless(decoder: Decoder, kind: ExportKind, watch: _Watch) -> tuple[Iterable[Block], Encoding]:
    sample_rate = kind.sample_rate or decoder.sample_rate
    bits = kind.bits or (24 if decoder.subtype in _DEEP else 16)
    blocks: Iterable[Block]
    if decoder.subtype in _SIXTEEN_BIT and sample_rate == decoder.sample_rate:
        blocks = watch.blocks("int16")  # libsndfile shifts them up where 24 bits are wanted
    else:
        blocks = _resampled(watch.blocks("float64"), decoder.sample_rate, sample_rate, dtype="float64")
        blocks = as_24_bit(blocks) if bits == 24 else as_16_bit(blocks)
    return blocks, Encoding(
        container=kind.format.name.upper(), subtype=f"PCM_{bits}", sample_rate=sample_rate, channels=decoder.channels
    )


def _lossy_sample_rate(name: str, sample_rate: int) -> int:
    if name == "opus":
        return _OPUS_SAMPLE_RATE
    if sample_rate in (_MP3_SAMPLE_RATES if name == "mp3" else _VORBIS_SAMPLE_RATES):
        return sample_rate
    return 44_100 if sample_rate % 11_025 == 0 else 48_000


def _resampled(blocks: Iterator[Block], before: int, after: int, *, dtype: str) -> Iterator[Block]:
    if before == after:
        yield from blocks
        return
    resampler: soxr.ResampleStream | None = None
    channels = 0
    for block in blocks:
        if resampler is None:
            channels = block.shape[1]
            resampler = soxr.ResampleStream(before, after, channels, dtype=dtype, quality="VHQ")
        yield resampler.resample_chunk(block)
    if resampler is not None:
        yield resampler.resample_chunk(np.zeros((0, channels), dtype), last=True)
