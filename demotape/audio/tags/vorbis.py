"""Vorbis comments: the tags of FLAC, Ogg Vorbis and Opus.

Source: Ogg Vorbis I format specification, "comment field and header specification"; RFC 7845 section 5.2 and
RFC 9639 section 8.6, which take it over.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from demotape.audio.tags.story import CUSTOM_NAMES, PARAMETERS, SOFTWARE, Labels, Story, from_json, labels_of

_MOST_COMMENTS = 10_000
_STANDARD = frozenset({"TITLE", "ARTIST", "DATE", "COMMENT", "DESCRIPTION", "BPM", "INITIALKEY", "LYRICS", "ENCODER"})
_REPLACED = _STANDARD | {name.upper() for name in CUSTOM_NAMES}
"""What a story takes the place of, whether or not it has a text for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comments:
    """A comment header, without what a container puts around it."""

    vendor: bytes
    """Who encoded the audio."""
    fields: tuple[bytes, ...]
    """Each one `NAME=text` in UTF-8."""
    rest: bytes = b""
    """What follows the list. Opus may keep binary data there."""


def parse(data: bytes) -> Comments | None:
    """The comments in some bytes of any origin; None if they are not whole."""
    vendor, at = _sized(data, 0)
    if vendor is None or len(data) - at < 4:
        return None
    count = struct.unpack_from("<I", data, at)[0]
    at += 4
    if count > min(_MOST_COMMENTS, (len(data) - at) // 4):
        return None
    fields = []
    for _ in range(count):
        field, at = _sized(data, at)
        if field is None:
            return None
        fields.append(field)
    return Comments(vendor=vendor, fields=tuple(fields), rest=data[at:])


def build(comments: Comments) -> bytes:
    """The bytes of a comment header."""
    parts = [_with_size(comments.vendor), struct.pack("<I", len(comments.fields))]
    return b"".join([*parts, *map(_with_size, comments.fields), comments.rest])


def with_story(comments: Comments, story: Story) -> Comments:
    """The story, and those fields that it does not replace.

    Raises:
        AudioError: the story is too long, see `to_json`.
    """
    kept = [field for field in comments.fields if _name(field) not in _REPLACED]
    told = [f"{name}={text}".encode() for name, text in _story_fields(labels_of(story)) if text]
    return Comments(vendor=comments.vendor, fields=(*told, *kept), rest=comments.rest)


def story_in(comments: Comments) -> Story | None:
    """The story in comments of any origin."""
    texts: dict[str, str] = {}
    for field in comments.fields:
        texts.setdefault(_name(field), field.partition(b"=")[2].decode("utf-8", "replace"))
    parameters = texts.get(PARAMETERS.upper())
    return None if parameters is None else from_json(parameters, title=texts.get("TITLE"))


def _story_fields(labels: Labels) -> list[tuple[str, str]]:
    return [
        ("TITLE", labels.title),
        ("ARTIST", labels.artist),
        ("DATE", labels.date),
        ("COMMENT", labels.prompt),
        ("DESCRIPTION", labels.prompt),
        ("BPM", labels.tempo_bpm),
        ("INITIALKEY", labels.key),
        ("LYRICS", labels.lyrics),
        ("ENCODER", SOFTWARE),
        *((name.upper(), text) for name, text in labels.custom),
    ]


def _name(field: bytes) -> str:
    return field.partition(b"=")[0].decode("ascii", "replace").upper()


def _sized(data: bytes, at: int) -> tuple[bytes | None, int]:
    if len(data) - at < 4:
        return None, at
    size = struct.unpack_from("<I", data, at)[0]
    end = at + 4 + size
    return (data[at + 4 : end], end) if end <= len(data) else (None, at)


def _with_size(data: bytes) -> bytes:
    return struct.pack("<I", len(data)) + data
