"""Writing words into a prompt and taking them out again, so that a person's own words stay as they are.

What was written is remembered by its place. When the person edits the prompt, the places move along; words of ours that
the person changed become the person's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import Match, SequenceMatcher

SECTIONS = "sections"
"""The slot that stands on a line of its own at the end: what follows a section belongs to that section."""
_COMMA = ", "
_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")
_TIMES = re.compile(
    r"\d\s?(?:s|sec|secs|seconds?|min|minutes?|bars?)\b|\d:\d\d|\bthen\b|\b(?:intro|verse|chorus|bridge|drop|outro)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:no|not|without|never)\s+(?:\w+\s+)?$", re.IGNORECASE)
_KEPT_SHARE = 0.5
"""Where less than this of the old prompt is left, the new one is another text."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of ours in a prompt, with what joins them to the rest."""

    slot: str
    start: int
    before: str
    words: str
    """As they stand there."""
    after: str = ""

    @property
    def text(self) -> str:
        return self.before + self.words + self.after

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Helped:
    """A prompt, and which words in it the helper wrote."""

    prompt: str = ""
    pieces: tuple[Piece, ...] = ()
    """In the order of their places; they never overlap."""
    said: tuple[tuple[str, str], ...] = ()
    """Slot and words of what was chosen while the person's own words said it already. Nothing was written for them."""

    def chosen(self) -> dict[str, str]:
        """The words of each slot that is chosen."""
        return dict(self.said) | {piece.slot: piece.words for piece in self.pieces}


def follow(helped: Helped, prompt: str) -> Helped:
    """The helper's words in the prompt as it is now, after the person edited it."""
    if prompt == helped.prompt:
        return helped
    moved = list(_moved(helped, prompt)) if helped.pieces else []
    said = tuple((slot, words) for slot, words in helped.said if _find(words, prompt, moved))
    return Helped(prompt, tuple(moved), said)


def write(helped: Helped, slot: str, words: str) -> Helped:
    """The prompt with these words in it, in the place of what the slot held before.

    Where the person says so already, nothing is written.
    """
    here = next((piece for piece in helped.pieces if piece.slot == slot), None)
    if here is not None:
        if here.words.lower() == words.lower():
            return helped
        cased = _cased(words, helped.prompt[: here.start], here.before)
        return _exchanged(helped, here, replace(here, words=cased))
    helped = erase(helped, slot)
    if _find(words, helped.prompt, helped.pieces):
        return replace(helped, said=(*helped.said, (slot, words)))
    return _inserted_section(helped, words) if slot == SECTIONS else _inserted(helped, slot, words)


def erase(helped: Helped, slot: str) -> Helped:
    """The prompt without the words of this slot. What the person wrote stays."""
    helped = replace(helped, said=tuple(each for each in helped.said if each[0] != slot))
    here = next((piece for piece in helped.pieces if piece.slot == slot), None)
    if here is None:
        return helped
    index = helped.pieces.index(here)
    following = helped.pieces[index + 1 : index + 2]
    without = _exchanged(helped, here, None)
    if here.after:
        return without
    if following and following[0].start == here.end and not following[0].after:
        # The next words of ours stand where these stood, and are joined as these were.
        heir = without.pieces[index]
        joined = here.before if heir.slot != SECTIONS or not here.before else heir.before
        words = _cased(heir.words, without.prompt[: heir.start], joined)
        return _exchanged(without, heir, replace(heir, before=joined, words=words))
    if not without.prompt[: here.start].strip() and not here.before:
        return _without_comma(without, here.start)
    return without


def _without_comma(helped: Helped, start: int) -> Helped:
    """Without the comma that a person put behind words of ours that stood first."""
    comma = re.compile(r"\s*[,;]\s*").match(helped.prompt, start)
    if comma is None or any(piece.start < comma.end() and comma.start() < piece.end for piece in helped.pieces):
        return helped
    return _spliced(helped, comma.start(), comma.end(), "")


def _inserted(helped: Helped, slot: str, words: str) -> Helped:
    mine = [piece for piece in helped.pieces if piece.slot != SECTIONS]
    plan = next((piece for piece in helped.pieces if piece.slot == SECTIONS), None)
    end = len(helped.prompt.rstrip()) if plan is None else plan.start
    if mine and (mine[-1].after or not helped.prompt[mine[-1].end : max(end, mine[-1].end)].strip()):
        last = mine[-1]
        if last.after:
            return _put(helped, Piece(slot, last.end, "", words, last.after))
        return _put(helped, Piece(slot, last.end, _COMMA, words))
    own = helped.prompt[:end]
    if plan is not None and not own.strip():
        helped = _put(helped, Piece(slot, plan.start, "", words))
        if plan.before:
            return helped
        behind = next(piece for piece in helped.pieces if piece.slot == SECTIONS)
        return _exchanged(helped, behind, replace(behind, before="\n"))
    if _TIMES.search(_masked(helped.prompt, helped.pieces)):
        # Behind a section they would speak of that section only.
        return _put(helped, Piece(slot, 0, "", words, _COMMA))
    before = _joint(own)
    return _put(helped, Piece(slot, end, before, _cased(words, own, before)))


def _inserted_section(helped: Helped, words: str) -> Helped:
    end = len(helped.prompt.rstrip())
    end = max([end, *(piece.end for piece in helped.pieces)])
    return _put(helped, Piece(SECTIONS, end, "\n" if helped.prompt[:end].strip() else "", words))


def _joint(own: str) -> str:
    """What joins words to the text before them."""
    if not own.strip() or own[-1].isspace():
        return ""
    return " " if own[-1] in ",;:.!?…" else _COMMA


def _cased(words: str, head: str, before: str) -> str:
    """The words with a capital letter if they begin a sentence."""
    begins = before == " " and head.endswith((".", "!", "?", "…"))
    return words[:1].upper() + words[1:] if begins else words


def _put(helped: Helped, piece: Piece) -> Helped:
    spliced = _spliced(helped, piece.start, piece.start, piece.text)
    return replace(spliced, pieces=tuple(sorted((*spliced.pieces, piece), key=lambda each: each.start)))


def _exchanged(helped: Helped, old: Piece, new: Piece | None) -> Helped:
    rest = replace(helped, pieces=tuple(piece for piece in helped.pieces if piece is not old))
    spliced = _spliced(rest, old.start, old.end, new.text if new else "")
    if new is None:
        return spliced
    return replace(spliced, pieces=tuple(sorted((*spliced.pieces, new), key=lambda each: each.start)))


def _spliced(helped: Helped, start: int, end: int, text: str) -> Helped:
    """The prompt with a stretch replaced, and the pieces behind it moved along."""
    shift = len(text) - (end - start)
    pieces = tuple(
        replace(piece, start=piece.start + shift) if piece.start >= end else piece for piece in helped.pieces
    )
    return replace(helped, prompt=helped.prompt[:start] + text + helped.prompt[end:], pieces=pieces)


def _masked(prompt: str, pieces: Iterable[Piece]) -> str:
    """The person's own words, ours blotted out."""
    for piece in pieces:
        prompt = prompt[: piece.start] + "\0" * len(piece.text) + prompt[piece.end :]
    return prompt


def _find(words: str, prompt: str, pieces: Sequence[Piece]) -> bool:
    """Whether the person's own words say this, and do not deny it."""
    own = _masked(prompt, pieces)
    places = re.finditer(rf"(?<![\w-]){re.escape(words)}(?![\w-])", own, re.IGNORECASE)
    return any(not _DENIED.search(own[max(0, place.start() - 40) : place.start()]) for place in places)


def _unchanged(old: list[str], new: list[str]) -> list[Match]:
    """Which stretches of the tokens are the same. What both ends share needs no search, which could take long."""
    most = min(len(old), len(new))
    head = next((index for index in range(most) if old[index] != new[index]), most)
    most -= head
    tail = next((index for index in range(most) if old[-1 - index] != new[-1 - index]), most)
    middle = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False)
    return [
        Match(0, 0, head),
        *(Match(block.a + head, block.b + head, block.size) for block in middle.get_matching_blocks()),
        Match(len(old) - tail, len(new) - tail, tail),
    ]


def _moved(helped: Helped, prompt: str) -> Iterator[Piece]:
    """The pieces whose words the person left as they are, in their new places."""
    old = [(match[0], match.start()) for match in _TOKENS.finditer(helped.prompt)]
    new = [(match[0], match.start()) for match in _TOKENS.finditer(prompt)]
    blocks = _unchanged([token for token, _ in old], [token for token, _ in new])
    kept = sum(len(old[block.a + step][0].strip()) for block in blocks for step in range(block.size))
    if kept < _KEPT_SHARE * len("".join(helped.prompt.split())):
        return
    for piece in helped.pieces:
        first = piece.start + len(piece.before)
        last = first + len(piece.words)
        for block in blocks:
            if not block.size:
                continue
            tail, place = old[block.a + block.size - 1]
            if old[block.a][1] <= first and last <= place + len(tail):
                at = first + new[block.b][1] - old[block.a][1]
                before = piece.before if prompt[:at].endswith(piece.before) else ""
                after = piece.after if prompt[at + len(piece.words) :].startswith(piece.after) else ""
                yield replace(piece, start=at - len(before), before=before, after=after)
                break
