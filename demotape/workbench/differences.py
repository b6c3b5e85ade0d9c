"""What differs between two takes: words of the prompts, and settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from demotape.models import Request

_WORDS = re.compile(r"\s+|\w+(?:[.'’-]\w+)*|[^\w\s]")
_LETTER = re.compile(r"\w")


class Change(StrEnum):
    """What became of some words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together and share their fate."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting in which two requests differ. None: it is not set there."""

    name: str
    before: str | None
    after: str | None


def words_between(before: str, after: str) -> tuple[Piece, ...]:
    """What turns one text into another, word by word.

    The pieces that are the same or removed make up `before`, those that are the same or added `after`, character
    by character. Where words were replaced, the removed ones come first.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    removed = added = ""
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (tag, old_start, old_end, new_start, new_end) in enumerate(opcodes):
        removed_here, added_here = "".join(old[old_start:old_end]), "".join(new[new_start:new_end])
        # A space or comma between two changes is no common ground: words would be torn apart around it.
        is_between = 0 < number < len(opcodes) - 1 and not _LETTER.search(removed_here)
        if tag == "equal" and not is_between:
            pieces += _changed(removed, added)
            removed = added = ""
            pieces.append(Piece(Change.SAME, removed_here))
        else:
            removed, added = removed + removed_here, added + added_here
    return (*pieces, *_changed(removed, added))


def _changed(removed: str, added: str) -> list[Piece]:
    both = ((Change.REMOVED, removed), (Change.ADDED, added))
    return [Piece(change, text) for change, text in both if text]


def settings_between(before: Request, after: Request) -> tuple[Setting, ...]:
    """The settings in which two requests differ, in a fixed order. The prompt is none of them."""
    old, new = _settings(before), _settings(after)
    return tuple(
        Setting(name, old.get(name), new.get(name))
        for name in dict.fromkeys([*old, *new])
        if old.get(name) != new.get(name)
    )


def _settings(request: Request) -> Mapping[str, str]:
    known = {
        "Engine": request.engine,
        "Length": None if request.length_s is None else f"{request.length_s:g} s",
        "Seed": None if request.seed is None else str(request.seed),
    }
    options = {
        str(name).replace("_", " ").capitalize(): _shown(value)
        for name, value in sorted(request.options.items())
        if value is not None and name != "plan"
    }
    return {name: value for name, value in {**known, **options}.items() if value is not None}


def _shown(value: object) -> str:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)
