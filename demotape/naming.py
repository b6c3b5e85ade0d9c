"""Names in and from a person's words: titles, file names, and artists that a prompt may name."""

from __future__ import annotations

import re
import unicodedata

TITLE_LIMIT = 80
_WORDS_IN_A_TITLE = 60
_FILE_NAME_LIMIT = 80
_FILE_NAME_BYTES = 200
"""Linux takes 255 with the extension and whatever a browser adds."""
# What Windows, macOS or Linux refuse in a file name, or what could leave the folder.
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)

_NAME = r"(?:[Tt]he\s+)?[A-Z][\w'’.&-]*(?:\s+(?:(?:and|of|the|&)\s+)?[A-Z][\w'’.&-]*){0,4}"
# What follows these words is often the name of a person, a band or a song, if it is written like one.
_LIKE_SOMEBODY = re.compile(
    r"\b(?i:inspired by|sounds? like|sounding like|similar to|a la|à la|cover of|remix of|by|like|"
    rf"in the (?:style|manner|vein|spirit) of)\s+(?P<name>{_NAME})"
)
_STYLE_OF = re.compile(
    r"\bin the (?:style|manner) of\s+(?P<name>(?:the\s+)?\w[\w'’.&-]*(?:\s+\w[\w'’.&-]*)?)", re.IGNORECASE
)


def likely_name(prompt: str) -> str | None:
    """What may be the name of an artist, band or song in a prompt; None if nothing looks like one."""
    match = _LIKE_SOMEBODY.search(prompt) or _STYLE_OF.search(prompt)
    return match["name"].rstrip(".,'’-") if match else None


def title_from(prompt: str) -> str:
    """A short title out of a prompt: its beginning, cut between words. Never blank."""
    line = " ".join(prompt.split())
    if len(line) > _WORDS_IN_A_TITLE:
        line = line[:_WORDS_IN_A_TITLE].rsplit(" ", 1)[0].rstrip(" ,;:.-–") + "…"
    return line[:1].upper() + line[1:] or "Untitled"


def clean_title(title: str) -> str:
    """A title as a person typed it, on one line and of bounded length; blank stays blank."""
    return " ".join(title.split())[:TITLE_LIMIT].rstrip()


def file_name(title: str, extension: str) -> str:
    """A file name that every system takes and that cannot leave its folder."""
    printable = "".join(c for c in unicodedata.normalize("NFC", title) if unicodedata.category(c)[0] != "C")
    name = " ".join(_UNSAFE.sub(" ", printable).split()).strip(". …")[:_FILE_NAME_LIMIT]
    name = name.encode()[:_FILE_NAME_BYTES].decode(errors="ignore").strip(". ")
    if not name or _RESERVED.fullmatch(name):
        name = f"take {name}".strip()
    return f"{name}.{extension}"
