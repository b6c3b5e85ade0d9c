"""What kind of file some bytes are, judged by the bytes and never by a name or a header of the network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from demotape.audio import mp3
from demotape.errors import AudioError


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """A kind of audio file that Demotape reads."""

    name: str
    """Key in `FORMATS`."""
    extension: str
    """With the dot."""
    media_type: str
    title: str
    """What a person reads."""


FORMATS = {
    kind.name: kind
    for kind in (
        AudioFormat("mp3", ".mp3", "audio/mpeg", "MP3"),
        AudioFormat("wav", ".wav", "audio/wav", "WAV"),
        AudioFormat("flac", ".flac", "audio/flac", "FLAC"),
        AudioFormat("ogg", ".ogg", "audio/ogg", "Ogg Vorbis"),
        AudioFormat("opus", ".opus", "audio/ogg", "Opus"),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportKind:
    """A kind of file that a take can be handed over as."""

    name: str
    """Key in `EXPORTS`. Stable: it stands in addresses and in names of cached files."""
    format: AudioFormat
    title: str
    """What a person reads."""
    sample_rate: int | None = None
    """Hertz; None follows the source as far as the format can."""
    bits: int | None = None
    """Depth of PCM; None follows the source."""
    kbits: int | None = None
    """Constant bit rate of MP3 in kbit/s; None leaves an MP3 as it is and gives 256 to the rest."""

    @property
    def suffix(self) -> str:
        """End of the name of a cached file: no two kinds share one, and the last extension is the format's."""
        extension = self.format.extension
        return extension if extension == f".{self.name}" else f".{self.name}{extension}"


def _export_kinds() -> tuple[ExportKind, ...]:
    wav, mp3_format = FORMATS["wav"], FORMATS["mp3"]
    return (
        ExportKind(name="wav", format=wav, title="WAV", bits=16),
        *(
            ExportKind(
                name=f"wav-{hertz // 1000}-{bits}",
                format=wav,
                title=f"WAV, {bits} bit, {hertz / 1000:g} kHz",
                sample_rate=hertz,
                bits=bits,
            )
            for hertz in (44_100, 48_000)
            for bits in (16, 24)
        ),
        ExportKind(name="flac", format=FORMATS["flac"], title="FLAC"),
        ExportKind(name="mp3", format=mp3_format, title="MP3"),
        *(
            ExportKind(name=f"mp3-{kbits}", format=mp3_format, title=f"MP3, {kbits} kbit/s", kbits=kbits)
            for kbits in (128, 192, 256, 320)
        ),
        ExportKind(name="ogg", format=FORMATS["ogg"], title="Ogg Vorbis"),
        ExportKind(name="opus", format=FORMATS["opus"], title="Opus"),
    )


EXPORTS = {kind.name: kind for kind in _export_kinds()}

_HEAD_BYTES = 4096
_READABLE = "Demotape reads MP3, WAV, FLAC, Ogg Vorbis and Opus."


def sniff(path: Path, *, told_as: str = "The provider sent") -> AudioFormat:
    """The format of a file by its first bytes. Whether the rest decodes is for `measure` to find out.

    Args:
        path: the file.
        told_as: how a refusal begins, before "a web page instead of audio". For a person's own file: `This is`.

    Raises:
        AudioError: not one of `FORMATS`; the message says what it is instead.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        if not head:
            raise AudioError(f"{told_as} an empty file instead of audio.")
        name = _audio_name(head) or (_name_after_id3(file, head) if head.startswith(b"ID3") else None)
    if name is None:
        raise AudioError(f"{told_as} {_what_it_is_instead(head)}")
    return FORMATS[name]


def _audio_name(head: bytes) -> str | None:
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return "wav"
    if head.startswith(b"fLaC"):
        return "flac"
    if head.startswith(b"OggS"):
        # The first page holds the codec's name and nothing else.
        page = head[:100]
        return "ogg" if b"\x01vorbis" in page else "opus" if b"OpusHead" in page else None
    return "mp3" if mp3.begins_with_frames(head) else None


def _name_after_id3(file: BinaryIO, head: bytes) -> str | None:
    """ID3 tags stand before MP3 as a rule, but also before FLAC and AAC."""
    file.seek(mp3.id3_bytes(head))
    inside = file.read(_HEAD_BYTES)
    if inside.startswith(b"fLaC"):
        return "flac"
    is_aac = len(inside) > 1 and inside[0] == 0xFF and inside[1] & 0xF6 == 0xF0
    return None if is_aac else "mp3"


def _what_it_is_instead(head: bytes) -> str:
    for is_it, title in (
        (head[4:8] == b"ftyp", "M4A or MP4"),
        (head.startswith(b"\x1aE\xdf\xa3"), "WebM or Matroska"),
        (head.startswith(b"FORM") and head[8:12] in (b"AIFF", b"AIFC"), "AIFF"),
        (head.startswith((b"\xff\xf1", b"\xff\xf9", b"ID3")), "AAC"),
        (head.startswith(b"OggS"), "Ogg with an unknown codec"),
        (head.startswith(b"\x30\x26\xb2\x75"), "WMA"),
        (head.startswith((b"RIFF", b"RF64")), "RIFF without sound"),
    ):
        if is_it:
            return f"a kind of file that Demotape cannot read ({title}). {_READABLE}"

    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<!--")) or (
        text.startswith(b"<?xml") and b"<html" in text
    ):
        return "a web page instead of audio."
    if not _is_text(head):
        return f"something that is not audio, is damaged at its start, or has no header (raw PCM). {_READABLE}"
    if text.startswith((b"{", b"[")):
        return "a JSON message instead of audio."
    if text.startswith(b"<"):
        return "an XML message instead of audio."
    return "text instead of audio."


def _is_text(head: bytes) -> bool:
    text = head.decode("utf-8", errors="ignore")
    # The head may end in the middle of a character.
    return len(head) - len(text.encode()) < 4 and all(char.isprintable() or char.isspace() for char in text)
