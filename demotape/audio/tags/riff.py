"""The chunks of WAV. A story is written twice: as ID3 for those who read it, and in RIFF's own few words.

Sources: Multimedia Programming Interface and Data Specifications 1.0 (IBM and Microsoft, 1991), chapter 2;
EBU Tech 3306 (RF64). INFO has no declared encoding; UTF-8 is what current programs read.
"""

from __future__ import annotations

import io
import os
import struct
from dataclasses import dataclass
from typing import BinaryIO

from demotape.audio.tags import id3
from demotape.audio.tags.story import SOFTWARE, Story, labels_of
from demotape.errors import AudioError

_OPEN_END = 0x7FFFF000  # writers that cannot seek back leave about this, or 0xFFFFFFFF, as a length
_LARGEST_RIFF = 0xFFFFFFFF
_LARGEST_TEXT = 1 << 20
_LARGEST_ID3 = 32 << 20
_MOST_CHUNKS = 10_000
_ID3_NAMES = (b"id3 ", b"ID3 ")


@dataclass(frozen=True, slots=True)
class _Chunk:
    name: bytes
    start: int
    """Where its content begins."""
    size: int
    declared: int
    """What the file says of its size. RF64 says elsewhere what is too much for 32 bits."""


def write(source: BinaryIO, target: BinaryIO, story: Story) -> None:
    """Copy a WAV file with the story behind its audio.

    Raises:
        AudioError: damage, or more than RIFF can hold.
    """
    is_rf64, chunks = _chunks(source)
    kept_frames: list[id3.Frame] = []
    kept_info: list[tuple[bytes, bytes]] = []
    kept: list[_Chunk] = []
    for chunk in chunks:
        if chunk.name in _ID3_NAMES and chunk.size <= _LARGEST_ID3:
            kept_frames += id3.frames_in(_content(source, chunk))
        elif _is_info(source, chunk):
            kept_info += _info_in(_content(source, chunk)[4:])
        else:
            kept.append(chunk)
    info = _info_of(story, kept_info)
    tag = id3.tag_of(story, keep=kept_frames)

    target.write((b"RF64" if is_rf64 else b"RIFF") + bytes(4) + b"WAVE")
    sizes_at = None
    for chunk in kept:
        size = chunk.declared if is_rf64 else min(chunk.size, _LARGEST_RIFF)
        target.write(chunk.name + struct.pack("<I", size))
        if chunk.name == b"ds64":
            sizes_at = target.tell()
        _copy(source, target, chunk)
    target.write(_built(b"LIST", info) + _built(b"id3 ", tag))
    total = target.tell() - 8
    if not is_rf64 and total > _LARGEST_RIFF:
        raise AudioError("This take is too long for WAV.")
    target.seek(4)
    target.write(struct.pack("<I", _LARGEST_RIFF if is_rf64 else total))
    if is_rf64:
        if sizes_at is None:
            raise _damaged()
        target.seek(sizes_at)
        target.write(struct.pack("<Q", total))
    target.seek(0, os.SEEK_END)


def read(source: BinaryIO) -> Story | None:
    """The story in a WAV file."""
    for chunk in _chunks(source)[1]:
        if chunk.name in _ID3_NAMES and chunk.size <= _LARGEST_ID3:
            return id3.story_in(_content(source, chunk))
    return None


def _chunks(source: BinaryIO) -> tuple[bool, list[_Chunk]]:
    """Whether the file is RF64, and its chunks. Audio whose length is left open ends with the file.

    Raises:
        AudioError: no audio, or not all of it.
    """
    end = source.seek(0, os.SEEK_END)
    source.seek(0)
    header = source.read(12)
    if header[:4] not in (b"RIFF", b"RF64") or header[8:] != b"WAVE":
        raise _damaged()
    chunks: list[_Chunk] = []
    long_size = None
    at = 12
    while at + 8 <= end and len(chunks) < _MOST_CHUNKS:
        source.seek(at)
        name, declared = struct.unpack("<4sI", source.read(8))
        left = end - at - 8
        size = declared
        if name == b"ds64" and declared >= 16 and left >= 16:
            long_size = struct.unpack("<Q", source.read(16)[8:])[0]
        elif name == b"data" and declared == _LARGEST_RIFF and long_size is not None:
            size = long_size
        elif name == b"data" and declared >= _OPEN_END:
            size = left
        if size > left:
            break
        chunks.append(_Chunk(name, at + 8, size, declared))
        at += 8 + size + size % 2
    # Behind the audio some writers leave what is no chunk.
    if not any(chunk.name == b"data" for chunk in chunks):
        raise AudioError("The WAV file is cut off or damaged.")
    return header[:4] == b"RF64", chunks


def _damaged() -> AudioError:
    return AudioError("The WAV file is damaged at its start.")


def _content(source: BinaryIO, chunk: _Chunk) -> bytes:
    source.seek(chunk.start)
    return source.read(chunk.size)


def _copy(source: BinaryIO, target: BinaryIO, chunk: _Chunk) -> None:
    source.seek(chunk.start)
    left = chunk.size
    while left:
        data = source.read(min(left, 1 << 20))
        if not data:
            raise AudioError("The WAV file is damaged.")
        target.write(data)
        left -= len(data)
    target.write(bytes(chunk.size % 2))


def _is_info(source: BinaryIO, chunk: _Chunk) -> bool:
    if chunk.name != b"LIST" or not 4 <= chunk.size <= _LARGEST_TEXT:
        return False
    source.seek(chunk.start)
    return source.read(4) == b"INFO"


def _info_in(data: bytes) -> list[tuple[bytes, bytes]]:
    found = []
    file = io.BytesIO(data)
    while len(header := file.read(8)) == 8:
        name, size = struct.unpack("<4sI", header)
        found.append((name, file.read(min(size, len(data)))))
        file.seek(size % 2, os.SEEK_CUR)
    return found


def _info_of(story: Story, keep: list[tuple[bytes, bytes]]) -> bytes:
    labels = labels_of(story)
    told = [
        (name, text.encode() + b"\0")
        for name, text in (
            (b"INAM", labels.title),
            (b"IART", labels.artist),
            (b"ICMT", labels.prompt),
            (b"ICRD", labels.date[:10]),
            (b"ISFT", SOFTWARE),
        )
        if text
    ]
    ours = {b"INAM", b"IART", b"ICMT", b"ICRD", b"ISFT"}
    fields = told + [(name, data) for name, data in keep if name not in ours]
    return b"INFO" + b"".join(_built(name, data) for name, data in fields)


def _built(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)
