"""The story of a take inside its file: what was asked, of whom, when, and what kind of thing it is.

MP3 carries it as ID3v2.4, FLAC, Ogg Vorbis and Opus as Vorbis comments, WAV as an `id3 ` chunk and, for programs
that read no more, RIFF INFO. Each container is written after its own specification, and nothing but tags changes:
the audio stays as it is, byte for byte. Tags of other programs are kept where they do not say the same.
"""

from __future__ import annotations

from pathlib import Path

from demotape.audio.files import whole_file
from demotape.audio.formats import sniff
from demotape.audio.tags import flac, id3, ogg, riff
from demotape.audio.tags.story import DigitalSourceType, Story, request_of, story_of
from demotape.errors import AudioError

__all__ = ["DigitalSourceType", "Story", "copy_with_story", "read_story", "request_of", "story_of", "write_story"]


def write_story(path: Path, story: Story) -> None:
    """Write a story into a file, in place of the one that it may have. For copies only, never for an original.

    The file is replaced as a whole, so that it is never half-written. Memory does not grow with its length.

    Raises:
        AudioError: no audio that Demotape reads, its structure is damaged, or the story is too long for it.
        DiskFull, DataFolderUnusable: the file cannot be written.
    """
    copy_with_story(path, path, story)


def copy_with_story(source: Path, target: Path, story: Story) -> None:
    """Copy a file to `target`, with a story in place of the one that it may have.

    Raises:
        AudioError, DiskFull, DataFolderUnusable: see `write_story`.
    """
    kind = sniff(source).name
    write = {"mp3": id3.write, "wav": riff.write, "flac": flac.write, "ogg": ogg.write, "opus": ogg.write}[kind]
    with whole_file(target, purpose="write the tags of this file") as copy, source.open("rb") as original:
        write(original, copy, story)


def read_story(path: Path) -> Story | None:
    """The story that Demotape wrote into a file; None where there is none, or none that can be trusted to be whole.

    A title that was changed in another program counts.

    Raises:
        OSError: the file cannot be read.
    """
    try:
        kind = sniff(path).name
        read = {"mp3": id3.read, "wav": riff.read, "flac": flac.read, "ogg": ogg.read, "opus": ogg.read}[kind]
        with path.open("rb") as source:
            return read(source)
    except AudioError:
        return None
