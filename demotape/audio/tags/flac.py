"""The metadata blocks of FLAC. Source: RFC 9639, section 8."""

from __future__ import annotations

import shutil
from typing import BinaryIO

from demotape.audio import mp3
from demotape.audio.tags import vorbis
from demotape.audio.tags.story import SOFTWARE, Story
from demotape.errors import AudioError

_STREAM_INFO, _PADDING, _COMMENT = 0, 1, 4
_LAST = 0x80
_LARGEST_BLOCK = (1 << 24) - 1
_MOST_BLOCKS = 1_000


def write(source: BinaryIO, target: BinaryIO, story: Story) -> None:
    """Copy a FLAC file with the story among its metadata. An ID3 tag in front, which FLAC knows nothing of, goes."""
    blocks = _blocks(source)
    if not blocks or blocks[0][0] != _STREAM_INFO:
        raise AudioError("The FLAC file is damaged at its start.")
    found = [vorbis.parse(data) for kind, data in blocks if kind == _COMMENT]
    before = found[0] if found and found[0] is not None else vorbis.Comments(vendor=SOFTWARE.encode(), fields=())
    comment = vorbis.build(vorbis.with_story(before, story))
    if len(comment) > _LARGEST_BLOCK:
        raise AudioError("The tags of this file are too long.")
    kept = [block for block in blocks if block[0] not in (_COMMENT, _PADDING)]
    kept.insert(1, (_COMMENT, comment))
    target.write(b"fLaC")
    for index, (kind, data) in enumerate(kept, start=1):
        flags = kind | (_LAST if index == len(kept) else 0)
        target.write(bytes([flags]) + len(data).to_bytes(3, "big") + data)
    shutil.copyfileobj(source, target, 1 << 20)


def read(source: BinaryIO) -> Story | None:
    """The story among the metadata of a FLAC file."""
    for kind, data in _blocks(source):
        comments = vorbis.parse(data) if kind == _COMMENT else None
        if comments is not None:
            return vorbis.story_in(comments)
    return None


def _blocks(source: BinaryIO) -> list[tuple[int, bytes]]:
    """All metadata blocks. Leaves the file at the first frame of audio.

    Raises:
        AudioError: damage.
    """
    source.seek(mp3.id3_bytes(source.read(10)))
    blocks: list[tuple[int, bytes]] = []
    is_last = source.read(4) != b"fLaC"
    if is_last:
        raise AudioError("The FLAC file is damaged at its start.")
    while not is_last:
        header = source.read(4)
        size = int.from_bytes(header[1:], "big")
        data = source.read(size)
        if len(header) < 4 or len(data) < size or len(blocks) == _MOST_BLOCKS:
            raise AudioError("The FLAC file is damaged at its start.")
        is_last = bool(header[0] & _LAST)
        blocks.append((header[0] & ~_LAST, data))
    return blocks
