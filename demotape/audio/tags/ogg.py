"""The comment header of Ogg Vorbis and Opus, and the pages of Ogg around it.

Sources: RFC 3533 (Ogg); Ogg Vorbis I format specification, section 4.2 and appendix A; RFC 7845 (Opus in Ogg).
"""

from __future__ import annotations

import shutil
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from demotape.audio.tags import vorbis
from demotape.audio.tags.story import SOFTWARE, Story
from demotape.errors import AudioError

_HEADER = struct.Struct("<4sBBqIIIB")
_CONTINUED = 0x01
_NOTHING_ENDS = -1  # granule position of a page on which no packet ends
_MOST_SEGMENTS = 255
_LARGEST_HEADERS = 32 << 20  # a cover may be large
_REVERSED_BITS = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(frozen=True, slots=True)
class _Page:
    flags: int
    granule: int
    serial: int
    number: int
    lacing: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class _Headers:
    """The packets before the audio, and where the audio begins."""

    first: _Page
    packets: list[bytes]
    pages: int
    """How many pages they take."""


def write(source: BinaryIO, target: BinaryIO, story: Story) -> None:
    """Copy an Ogg file of one stream with the story in its comment header.

    Raises:
        AudioError: damage, or a kind of Ogg that is not written here.
    """
    headers = _headers(source)
    magic, comments, tail = _comments(headers)
    if comments is None:
        comments = vorbis.Comments(vendor=SOFTWARE.encode(), fields=())
    told = magic + vorbis.build(vorbis.with_story(comments, story)) + tail
    target.write(_built(headers.first))
    pages = list(_paged([told, *headers.packets[2:]], headers.first.serial))
    target.writelines(_built(page) for page in pages)
    shift = 1 + len(pages) - headers.pages
    if shift == 0:
        shutil.copyfileobj(source, target, 1 << 20)
        return
    while (page := _next_page(source)) is not None:
        is_ours = page.serial == headers.first.serial
        target.write(_built(replace(page, number=(page.number + shift) & 0xFFFFFFFF) if is_ours else page))


def read(source: BinaryIO) -> Story | None:
    """The story in the comment header of an Ogg file."""
    _, comments, _ = _comments(_headers(source))
    return None if comments is None else vorbis.story_in(comments)


def _headers(source: BinaryIO) -> _Headers:
    first = _next_page(source)
    if first is None:
        raise _damaged()
    packets, unfinished, size = [first.body], b"", 0
    wanted, pages = (2 if first.body.startswith(b"OpusHead") else 3), 1
    parts: list[bytes] = []
    while len(packets) < wanted:
        page = _next_page(source)
        if page is None or page.serial != first.serial or bool(page.flags & _CONTINUED) is not bool(parts):
            raise _damaged()
        pages += 1
        size += len(page.body)
        if size > _LARGEST_HEADERS:
            raise _damaged()
        at = 0
        for length in page.lacing:
            if len(packets) == wanted:
                raise AudioError("This Ogg file mixes its headers with its audio; Demotape cannot write tags into it.")
            parts.append(page.body[at : at + length])
            at += length
            if length < _MOST_SEGMENTS:
                packets.append(unfinished.join(parts))
                parts = []
    return _Headers(first=first, packets=packets, pages=pages)


def _comments(headers: _Headers) -> tuple[bytes, vorbis.Comments | None, bytes]:
    """What stands before the comments, the comments, and what the codec wants behind them."""
    magic, tail = (b"OpusTags", b"") if headers.first.body.startswith(b"OpusHead") else (b"\x03vorbis", b"\x01")
    packet = headers.packets[1]
    if not packet.startswith(magic):
        raise _damaged()
    comments = vorbis.parse(packet[len(magic) :])
    if comments is not None:
        # Vorbis ends with a framing bit. Opus keeps what follows if its first bit is set, else it is padding.
        keeps_rest = not tail and comments.rest[:1] and comments.rest[0] & 1
        comments = replace(comments, rest=comments.rest if keeps_rest else b"")
    return magic, comments, tail


def _paged(packets: list[bytes], serial: int) -> Iterator[_Page]:
    """Header packets on pages of their own, numbered from 1. The last page ends with the last packet."""
    segments: list[tuple[bytes, bool]] = []
    for packet in packets:
        cuts = range(0, len(packet) + 1, _MOST_SEGMENTS)
        pieces = [packet[cut : cut + _MOST_SEGMENTS] for cut in cuts]  # the last is shorter than 255, maybe empty
        segments += [(piece, len(piece) < _MOST_SEGMENTS) for piece in pieces]
    is_continued = False
    for number, start in enumerate(range(0, len(segments), _MOST_SEGMENTS), start=1):
        page = segments[start : start + _MOST_SEGMENTS]
        yield _Page(
            flags=_CONTINUED if is_continued else 0,
            granule=0 if any(ends for _, ends in page) else _NOTHING_ENDS,
            serial=serial,
            number=number,
            lacing=bytes(len(piece) for piece, _ in page),
            body=b"".join(piece for piece, _ in page),
        )
        is_continued = not page[-1][1]


def _next_page(source: BinaryIO) -> _Page | None:
    """The page that begins here; None at the end of the file.

    Raises:
        AudioError: damage.
    """
    header = source.read(_HEADER.size)
    if not header:
        return None
    if len(header) < _HEADER.size:
        raise _damaged()
    magic, version, flags, granule, serial, number, _, segments = _HEADER.unpack(header)
    lacing = source.read(segments)
    body = source.read(sum(lacing))
    if magic != b"OggS" or version != 0 or len(lacing) < segments or len(body) < sum(lacing):
        raise _damaged()
    return _Page(flags, granule, serial, number, lacing, body)


def _built(page: _Page) -> bytes:
    def data(checksum: int) -> bytes:
        return (
            _HEADER.pack(b"OggS", 0, page.flags, page.granule, page.serial, page.number, checksum, len(page.lacing))
            + page.lacing
            + page.body
        )

    return data(_checksum(data(0)))


def _checksum(data: bytes) -> int:
    """CRC-32 with the polynomial 0x04C11DB7, nothing reversed, beginning with 0 and not inverted at the end.

    That of zlib has the same polynomial with all bits in reverse order, and inverts before and after.
    """
    found = zlib.crc32(data.translate(_REVERSED_BITS), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int.from_bytes(found.to_bytes(4, "little").translate(_REVERSED_BITS), "big")


def _damaged() -> AudioError:
    return AudioError("The Ogg file is damaged at its start.")
