"""The little of MPEG audio that has to be known to tell how long an MP3 should be.

The decoder stops where the file stops, without a word, and guesses the length of a file of variable bit rate
that has no table of contents (Xing header). Both are found here by looking at the frames themselves.

Sources: ISO/IEC 11172-3, section 2.4; ISO/IEC 13818-3 for the low sample rates; the Xing header as LAME writes it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

_KBITS_MPEG1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBITS_MPEG2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_SAMPLE_RATES = (44_100, 48_000, 32_000)
_HAS_FRAME_COUNT = 1


@dataclass(frozen=True, slots=True)
class FrameHeader:
    """The header of one MPEG-1, 2 or 2.5 Layer III frame."""

    frame_bytes: int
    """Length with the header; 0 where the bit rate is not declared (free format)."""
    samples: int
    """Audio frames that it decodes to."""
    sample_rate: int
    """Hertz."""
    xing_offset: int
    """Where a Xing header would stand, after the side information."""


def parse_header(data: bytes, at: int = 0) -> FrameHeader | None:
    """The frame header at `at`, or None if there is none."""
    if len(data) < at + 4 or data[at] != 0xFF or data[at + 1] & 0xE6 != 0xE2:
        return None
    version, bit_rate, sample_rate = data[at + 1] >> 3 & 3, data[at + 2] >> 4, data[at + 2] >> 2 & 3
    if version == 1 or bit_rate == 15 or sample_rate == 3:
        return None
    is_mpeg1, is_mono = version == 3, data[at + 3] >> 6 == 3
    samples = 1152 if is_mpeg1 else 576
    hertz = _SAMPLE_RATES[sample_rate] // {3: 1, 2: 2, 0: 4}[version]
    kbits = (_KBITS_MPEG1 if is_mpeg1 else _KBITS_MPEG2)[bit_rate]
    side_bytes = (17 if is_mono else 32) if is_mpeg1 else (9 if is_mono else 17)
    length = samples // 8 * kbits * 1000 // hertz + (data[at + 2] >> 1 & 1) if kbits else 0
    return FrameHeader(frame_bytes=length, samples=samples, sample_rate=hertz, xing_offset=4 + side_bytes)


def begins_with_frames(data: bytes) -> bool:
    """Whether `data` begins with a frame and, as far as it goes, another one follows it.

    Two bytes alone are no proof: raw PCM may begin with them.
    """
    first = parse_header(data)
    if first is None:
        return False
    is_last = not first.frame_bytes or len(data) < first.frame_bytes + 4
    return is_last or parse_header(data, first.frame_bytes) is not None


def id3_bytes(data: bytes) -> int:
    """Length of the ID3v2 tag that `data` begins with; 0 without one."""
    if len(data) < 10 or not data.startswith(b"ID3"):
        return 0
    footer = 10 if data[5] & 0x10 else 0
    return 10 + footer + sum((byte & 0x7F) << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))


def promised_samples(data: bytes) -> int | None:
    """How long the file says that it is, in audio frames with the encoder's padding; None if it does not say."""
    at = id3_bytes(data)
    header = parse_header(data, at)
    if header is None:
        return None
    xing = data[at + header.xing_offset : at + header.xing_offset + 12]
    if len(xing) < 12 or xing[:4] not in (b"Xing", b"Info"):
        return None
    flags, frames = struct.unpack(">II", xing[4:])
    return frames * header.samples if flags & _HAS_FRAME_COUNT else None


def mean_kbits(data: bytes) -> float | None:
    """Average bit rate in kbit/s over the first run of frames; None where no frame declares its length."""
    start = at = id3_bytes(data)
    seconds = 0.0
    while (header := parse_header(data, at)) and header.frame_bytes:
        at += header.frame_bytes
        seconds += header.samples / header.sample_rate
    return (at - start) * 8 / seconds / 1000 if seconds else None


def with_frame_count(data: bytes) -> bytes:
    """The same audio behind a Xing header that tells the decoder how long it really is.

    Only for data without one. Tags before and after the audio are left away. Data in which no run of
    frames is found comes back as it is.
    """
    start = id3_bytes(data)
    first = parse_header(data, start)
    if first is None or not first.frame_bytes:
        return data
    at, frames = start, 0
    while (header := parse_header(data, at)) and header.frame_bytes and at + header.frame_bytes <= len(data):
        at += header.frame_bytes
        frames += 1
    info = bytearray(first.frame_bytes)
    info[:4] = data[start : start + 4]
    info[1] |= 1  # no checksum follows
    struct.pack_into(">4sII", info, first.xing_offset, b"Info", _HAS_FRAME_COUNT, frames)
    return bytes(info) + data[start:at]
