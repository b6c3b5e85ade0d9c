"""ID3v2.4 in front of MP3, and as a chunk of WAV.

Sources: ID3 tag version 2.4.0, main structure (2000-11-01) and native frames (2000-11-01); version 2.3.0
(1999-02-03) for reading what others wrote.
"""

from __future__ import annotations

import os
import shutil
import struct
from collections.abc import Iterator
from typing import BinaryIO

from demotape.audio import mp3
from demotape.audio.tags.story import CUSTOM_NAMES, PARAMETERS, SOFTWARE, Labels, Story, from_json, labels_of
from demotape.errors import AudioError

Frame = tuple[bytes, bytes]
"""Four-letter id and body."""

_HEADER_BYTES = 10
_LARGEST_TAG = 32 << 20  # a cover may be large; a story is not
_MOST_FRAMES = 2_000
_MOST_TAGS = 16  # one behind another
_UNSYNCHRONISED, _EXTENDED = 0x80, 0x40
_LATIN_1, _UTF_16, _UTF_16_BE, _UTF_8 = range(4)
_ENCODINGS = {_LATIN_1: "latin-1", _UTF_16: "utf-16", _UTF_16_BE: "utf-16-be", _UTF_8: "utf-8"}
_OWNER = b"demotape"
# What a frame of ours replaces; frames with a description only where that is ours, too. The last three are
# how version 2.3 tells the date.
_REPLACED = {b"TIT2", b"TPE1", b"TDRC", b"TSSE", b"TBPM", b"TKEY", b"TYER", b"TDAT", b"TIME"}
_OURS = {(b"TXXX", name) for name in CUSTOM_NAMES} | {(b"COMM", "eng"), (b"USLT", "XXX")}


def write(source: BinaryIO, target: BinaryIO, story: Story) -> None:
    """Copy an MP3 with the story in front of it."""
    kept: list[Frame] = []
    at = 0
    for _ in range(_MOST_TAGS):
        source.seek(at)
        tag = _tag_at(source)
        if tag is None:
            break
        kept += frames_in(tag)
        at += mp3.id3_bytes(tag[:_HEADER_BYTES])
    if source.seek(0, os.SEEK_END) <= at:
        raise AudioError("The MP3 file holds no sound.")
    target.write(tag_of(story, keep=kept))
    source.seek(at)
    shutil.copyfileobj(source, target, 1 << 20)


def read(source: BinaryIO) -> Story | None:
    """The story in front of an MP3."""
    tag = _tag_at(source)
    return None if tag is None else story_in(tag)


def tag_of(story: Story, *, keep: list[Frame]) -> bytes:
    """A whole tag: the story, and those frames of `keep` that it does not replace.

    Raises:
        AudioError: too long, see `to_json`.
    """
    labels = labels_of(story)
    frames = list(_story_frames(labels))
    ours = {_identity(frame) for frame in frames} | _OURS
    frames += [frame for frame in keep if frame[0] not in _REPLACED and _identity(frame) not in ours]
    body = b"".join(name + _synchsafe(len(data)) + b"\0\0" + data for name, data in frames)
    if len(body) > _LARGEST_TAG:
        raise AudioError("The tags of this file are too long.")
    return b"ID3\x04\x00\x00" + _synchsafe(len(body)) + body


def story_in(tag: bytes) -> Story | None:
    """The story in a tag of any origin."""
    title = parameters = None
    for name, body in frames_in(tag):
        if name == b"TIT2" and title is None:
            title = _text(body[:1], body[1:]).split("\0", 1)[0]
        elif name == b"TXXX" and parameters is None:
            description, _, value = _text(body[:1], body[1:]).partition("\0")
            if description.lower() == PARAMETERS:
                parameters = value.removeprefix("\ufeff").rstrip("\0")
    return None if parameters is None else from_json(parameters, title=title)


def frames_in(tag: bytes) -> list[Frame]:
    """The readable frames of a tag of version 2.3 or 2.4; of a damaged one, those before the damage."""
    if len(tag) < _HEADER_BYTES or not tag.startswith(b"ID3") or tag[3] not in (3, 4):
        return []
    version, flags = tag[3], tag[5]
    body = tag[_HEADER_BYTES : _HEADER_BYTES + _size(tag[6:10], synchsafe=True)]
    if version == 3 and flags & _UNSYNCHRONISED:
        body = _resynchronised(body)
    at = 0
    if flags & _EXTENDED and len(body) >= 4:
        # Version 2.3 does not count the four bytes of the size itself.
        at = _size(body[:4], synchsafe=version == 4) + (4 if version == 3 else 0)
    frames: list[Frame] = []
    while len(frames) < _MOST_FRAMES and len(body) - at >= _HEADER_BYTES:
        name = body[at : at + 4]
        if not (name.isalnum() and name.upper() == name):
            break  # padding, or damage
        size = _size(body[at + 4 : at + 8], synchsafe=version == 4)
        status = body[at + 9]
        at += _HEADER_BYTES
        if size > len(body) - at:
            break
        content = _content(body[at : at + size], status, version)
        if content is not None:
            frames.append((name, content))
        at += size
    return frames


def _content(data: bytes, status: int, version: int) -> bytes | None:
    """A frame's body as it was before it was wrapped; None if it is compressed or encrypted."""
    if version == 3:
        if status & 0xC0:
            return None
        return data[1:] if status & 0x20 else data
    if status & 0x0C:
        return None
    data = data[(1 if status & 0x40 else 0) + (4 if status & 0x01 else 0) :]
    return _resynchronised(data) if status & 0x02 else data


def _tag_at(source: BinaryIO) -> bytes | None:
    """The tag that begins here; None if there is none. A monstrous one comes back as its header alone."""
    header = source.read(_HEADER_BYTES)
    if len(header) < _HEADER_BYTES or not header.startswith(b"ID3"):
        return None
    size = _size(header[6:10], synchsafe=True)
    return header + source.read(size) if size <= _LARGEST_TAG else header


def _story_frames(labels: Labels) -> Iterator[Frame]:
    beats = f"{float(labels.tempo_bpm):.0f}" if labels.tempo_bpm else ""  # a whole number, says the standard
    for name, text in (
        (b"TIT2", labels.title),
        (b"TPE1", labels.artist),
        (b"TDRC", labels.date.removesuffix("Z")),
        (b"TSSE", SOFTWARE),
        (b"TBPM", beats),
        (b"TKEY", labels.short_key),
    ):
        if text:
            yield name, bytes([_UTF_8]) + text.encode()
    if labels.prompt:
        yield b"COMM", bytes([_UTF_8]) + b"eng\0" + labels.prompt.encode()
    if labels.lyrics:
        yield b"USLT", bytes([_UTF_8]) + b"XXX\0" + labels.lyrics.encode()
    for description, text in labels.custom:
        yield b"TXXX", bytes([_UTF_8]) + description.encode() + b"\0" + text.encode()
    yield b"UFID", _OWNER + b"\0" + labels.take_id.encode()[:64]


def _identity(frame: Frame) -> tuple[bytes, str]:
    """What no two frames of a tag may share."""
    name, body = frame
    if name == b"TXXX":
        return name, _text(body[:1], body[1:]).partition("\0")[0].lower()
    if name in (b"COMM", b"USLT"):
        return name, body[1:4].decode("latin-1") + _text(body[:1], body[4:]).partition("\0")[0]
    if name == b"UFID":
        return name, body.partition(b"\0")[0].decode("latin-1")
    return name, "" if name.startswith(b"T") else body.hex()


def _text(encoding: bytes, data: bytes) -> str:
    name = _ENCODINGS.get(encoding[0]) if encoding else None
    return "" if name is None else data.decode(name, "replace")


def _synchsafe(size: int) -> bytes:
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def _size(data: bytes, *, synchsafe: bool) -> int:
    if not synchsafe:
        return int(struct.unpack(">I", data)[0])
    return sum((byte & 0x7F) << shift for byte, shift in zip(data, (21, 14, 7, 0), strict=True))


def _resynchronised(data: bytes) -> bytes:
    return data.replace(b"\xff\x00", b"\xff")
