"""What a person asks of the helper, one wish at a time, and what becomes of the prompt.

Wishes and the memory of the helper come from a browser, so nothing in them is taken on trust.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from demotape.prompts.sections import (
    Part,
    checked,
    find_sections,
    fitted,
    read_sections,
    sections_in_words,
    with_another,
    without,
)
from demotape.prompts.vocabulary import BPM, GROUPS, HIGHEST_BPM, LOWEST_BPM, bpm_words
from demotape.prompts.words import SECTIONS, Helped, Piece, erase, follow, write

_LENGTH_S = 60.0
"""What sections make up where the model decides on the length."""
_WORDS = {(group.slot(choice.words), choice.words) for group in GROUPS for choice in group.choices}
_SLOTS = {slot for slot, _ in _WORDS} | {BPM, SECTIONS}


def answer(helped: Helped, wish: Mapping[str, object], *, length_s: float | None) -> Helped:
    """The prompt after a wish; unchanged where the wish makes no sense.

    Args:
        helped: the prompt as it is.
        wish: `act` says what it is: `write` and `erase` a `slot` (with `words`), set the `bpm` (None: none), set the
            `sections`, `add` one, `drop` the one at `index`, `fit` them to the length.
        length_s: chosen length of the piece; None where the model decides.
    """
    parts = sections_of(helped)
    changed = helped
    match wish:
        case {"act": "write", "slot": str(slot), "words": str(words)} if (slot, words) in _WORDS:
            changed = write(helped, slot, words)
        case {"act": "erase", "slot": str(slot)} if slot in _SLOTS:
            changed = erase(helped, slot)
        case {"act": "bpm", "bpm": int() | float() as bpm} if LOWEST_BPM <= bpm <= HIGHEST_BPM:
            changed = write(helped, BPM, bpm_words(round(bpm)))
        case {"act": "bpm", "bpm": None}:
            changed = erase(helped, BPM)
        case {"act": "sections", "sections": raw}:
            changed = _planned(helped, checked(raw))
        case {"act": "add"}:
            changed = _planned(helped, with_another(parts, length_s or _total(parts) or _LENGTH_S))
        case {"act": "drop", "index": int(index)} if 0 <= index < len(parts):
            changed = _planned(helped, without(parts, index))
        case {"act": "fit"} if length_s is not None:
            changed = _planned(helped, fitted(parts, length_s))
    return changed


def keep_up(helped: Helped, prompt: str) -> Helped:
    """The helper's words in the prompt as it is now. A plan of sections that the person edited stays a plan."""
    now = follow(helped, prompt)
    had_plan = any(piece.slot == SECTIONS for piece in helped.pieces)
    if not had_plan or SECTIONS in now.chosen():
        return now
    place = find_sections(prompt)
    if place is None or any(piece.start < place[1] and place[0] < piece.end for piece in now.pieces):
        return now
    start, end = place
    before = "\n" if prompt[:start].endswith("\n") and prompt[:start].strip() else ""
    plan = Piece(SECTIONS, start - len(before), before, prompt[start:end])
    return replace(now, pieces=tuple(sorted((*now.pieces, plan), key=lambda piece: piece.start)))


def sections_of(helped: Helped) -> tuple[Part, ...]:
    """The sections that the helper wrote."""
    return read_sections(helped.chosen().get(SECTIONS, ""))


def bpm_of(helped: Helped) -> int | None:
    """The tempo that the helper wrote."""
    words = helped.chosen().get(BPM)
    return int(words.split()[0]) if words else None


def remembered(memory: object) -> Helped | None:
    """What `as_memory` wrote, from a browser that kept it; None if it is anything else."""
    match memory:
        case {"prompt": str(prompt), "pieces": list(raw), "said": list(said)}:
            pieces = []
            for each in raw:
                match each:
                    case [str(slot), int(start), str(before), str(words), str(after)] if slot in _SLOTS and words:
                        pieces.append(Piece(slot, start, before, words, after))
                    case _:
                        return None
            ends = [0, *(piece.end for piece in pieces)]
            if any(piece.start < end for piece, end in zip(pieces, ends, strict=False)):
                return None
            if any(prompt[piece.start : piece.end] != piece.text for piece in pieces):
                return None
            pairs = tuple((slot, words) for slot, words in (_pair(each) for each in said) if slot in _SLOTS)
            return Helped(prompt, tuple(pieces), pairs)
    return None


def as_memory(helped: Helped) -> dict[str, object]:
    """What a browser keeps, so that a restart of the server loses nothing. Fit for JSON."""
    pieces = [[piece.slot, piece.start, piece.before, piece.words, piece.after] for piece in helped.pieces]
    return {"prompt": helped.prompt, "pieces": pieces, "said": [list(pair) for pair in helped.said]}


def _pair(raw: object) -> tuple[str, str]:
    match raw:
        case [str(slot), str(words)]:
            return slot, words
    return "", ""


def _planned(helped: Helped, parts: tuple[Part, ...]) -> Helped:
    return write(helped, SECTIONS, sections_in_words(parts)) if parts else erase(helped, SECTIONS)


def _total(parts: tuple[Part, ...]) -> float:
    return float(sum(part.length_s for part in parts))
