"""A plan of sections in time, as words: `soft intro: 10 s, then loud chorus: 20 s`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

NAMES = ("intro", "verse", "pre-chorus", "chorus", "bridge", "solo section", "breakdown", "drop", "outro")
SOUNDS = ("", "soft", "loud", "sparse", "busy", "building")
"""How a section may sound; empty where nothing is said."""
MOST_SECTIONS = 12
LONGEST_S = 3600
_JOINED = ", then "
_ONE = rf"(?:({'|'.join(filter(None, SOUNDS))}) )?({'|'.join(NAMES)}): (\d+) s"
_PLAN = re.compile(rf"{_ONE}(?:{_JOINED}{_ONE})*")
_LINE = re.compile(rf"^{_PLAN.pattern}(?=[.\s]*$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Part:
    """One section."""

    name: str
    """One of `NAMES`."""
    length_s: int
    sound: str = ""
    """One of `SOUNDS`."""

    def __str__(self) -> str:
        return f"{self.sound} {self.name}: {self.length_s} s".lstrip()


def sections_in_words(parts: Sequence[Part]) -> str:
    """The plan as it is written into a prompt; empty where there are no sections."""
    return _JOINED.join(map(str, parts))


def read_sections(words: str) -> tuple[Part, ...]:
    """The sections in words that `sections_in_words` wrote; none if they are anything else."""
    if not _PLAN.fullmatch(words):
        return ()
    return tuple(Part(name, int(length), sound) for sound, name, length in re.findall(_ONE, words))


def find_sections(prompt: str) -> tuple[int, int] | None:
    """Where in a prompt a line of two sections or more stands, from and up to; the last one if there are several."""
    found = [match for match in _LINE.finditer(prompt) if _JOINED in match[0]]
    return found[-1].span() if found else None


def checked(raw: object) -> tuple[Part, ...]:
    """Sections from a browser's message, without anything that is none."""
    parts = []
    for each in raw if isinstance(raw, list) else []:
        match each:
            case {"name": str(name), "length_s": int() | float() as length, "sound": str(sound)} if (
                name in NAMES and sound in SOUNDS and 1 <= length <= LONGEST_S
            ):
                parts.append(Part(name, round(length), sound))
    return tuple(parts[:MOST_SECTIONS])


def fitted(parts: Sequence[Part], length_s: float) -> tuple[Part, ...]:
    """The same sections in proportion, so that their whole seconds make up the length; none is shorter than one second.

    Args:
        parts: sections.
        length_s: what they are to make up, at least one second a section.
    """
    total = sum(part.length_s for part in parts)
    whole = max(round(length_s), len(parts))
    if total in (0, whole):
        return tuple(parts)
    # Every section has its second; the rest is shared out, what is left over by the largest remainders.
    spare = whole - len(parts)
    shares = [spare * part.length_s / total for part in parts]
    lengths = [1 + int(share) for share in shares]
    by_remainder = sorted(range(len(parts)), key=lambda index: int(shares[index]) - shares[index])
    for index in by_remainder[: whole - sum(lengths)]:
        lengths[index] += 1
    return tuple(replace(part, length_s=length) for part, length in zip(parts, lengths, strict=True))


def with_another(parts: Sequence[Part], length_s: float) -> tuple[Part, ...]:
    """One section more: in the time that is left, else the others make room for it."""
    name = _following(parts)
    taken = sum(part.length_s for part in parts)
    left = round(length_s) - taken
    if not parts:
        # Two from the start: one section alone is no plan.
        return fitted((Part("intro", 1), Part("verse", 2)), length_s)
    if left >= max(2, length_s / (3 * (len(parts) + 1))):
        return (*parts, Part(name, left))
    share = max(1, round(taken / len(parts)))
    return fitted((*parts, Part(name, share)), length_s)


def _following(parts: Sequence[Part]) -> str:
    usual = {"intro": "verse", "verse": "chorus", "pre-chorus": "chorus", "chorus": "verse", "breakdown": "drop"}
    return usual.get(parts[-1].name, "outro") if parts else "intro"


def without(parts: Sequence[Part], index: int) -> tuple[Part, ...]:
    """One section fewer; the others take its time over. Fewer than two are none."""
    rest = [part for place, part in enumerate(parts) if place != index]
    if len(rest) < 2:
        return ()
    return fitted(rest, sum(part.length_s for part in parts))
