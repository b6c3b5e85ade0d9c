"""Reading a prompt: its words and numbers in order, and in the end those that nothing was done with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from demotape.engines.band.reading.context import in_context
from demotape.engines.band.reading.lexicon import MOST_WORDS, Kind, Meaning, folded, look_up, spelt_out, words_of
from demotape.engines.band.reading.lyrics import find_lyrics
from demotape.engines.band.reading.numbers import Number, find_numbers
from demotape.engines.band.reading.spelling import corrected

_MARKS = re.compile(r"->|=>|[,;:!?()\[\]{}|/→•+–—\n]|\.(?=\s|$)|-(?=\s)")
_GAP = re.compile(r"[^\S\n]?[-'’‐‑_]?[^\S\n]?")
_PLUS = "+"


@dataclass(frozen=True, slots=True)
class Atom:
    """The smallest stretch of a prompt that means something."""

    kind: Kind
    value: Any
    start: int
    end: int
    text: str
    """As the person wrote it."""


class Reader:
    """A prompt as atoms, and which of them were made use of."""

    def __init__(self, prompt: str) -> None:
        self.prompt = prompt
        self.low = folded(prompt)
        self.corrections: dict[str, str] = {}
        """Misspelt words, as the person wrote them, to what they are read as."""
        self.atoms: tuple[Atom, ...] = in_context(tuple(self._read()))
        self._used: set[int] = set()

    def use(self, *atoms: Atom) -> None:
        """Note that something was made of these."""
        self._used.update(atom.start for atom in atoms)

    def is_used(self, atom: Atom) -> bool:
        return atom.start in self._used

    def unused(self, *kinds: Kind) -> list[Atom]:
        """The atoms of these kinds that nobody made use of, in order."""
        return [atom for atom in self.atoms if atom.kind in kinds and atom.start not in self._used]

    def _read(self) -> Iterator[Atom]:
        position = 0
        numbers = find_numbers(self.prompt, self.low)
        sung = [Number(first, last, Meaning(Kind.VOCAL)) for first, last in find_lyrics(self.low)]
        outside = [n for n in numbers if not any(text.start <= n.start < text.end for text in sung)]
        for number in sorted([*outside, *sung]):
            yield from self._words(position, number.start)
            yield self._atom(number.meaning, number.start, number.end)
            position = number.end
        yield from self._words(position, len(self.low))

    def _words(self, start: int, end: int) -> Iterator[Atom]:
        low = self.low
        places = [(match.start(), match.end()) for match in words_of(low[start:end])]
        places = [(start + first, start + last) for first, last in places]
        index, position = 0, start
        while index < len(places):
            count, meaning = self._longest(places[index : index + MOST_WORDS])
            first, last = places[index][0], places[index + count - 1][1]
            yield from self._marks(position, first)
            yield self._atom(meaning, first, last)
            position, index = last, index + count
        yield from self._marks(position, end)

    def _longest(self, places: Sequence[tuple[int, int]]) -> tuple[int, Meaning]:
        """How many of these words belong together, and what they mean."""
        joined = 1
        while joined < len(places) and _GAP.fullmatch(self.low, places[joined - 1][1], places[joined][0]):
            joined += 1
        words = tuple(self._spelt(first, last) for first, last in places[:joined])
        for count in range(joined, 0, -1):
            meaning = look_up(words[:count])
            if meaning is not None:
                return count, meaning
        return 1, Meaning(Kind.UNKNOWN)

    def _spelt(self, first: int, last: int) -> str:
        word = spelt_out(self.low[first:last])
        right = corrected(word)
        if right is not None:
            self.corrections[self.prompt[first:last]] = right
        return right or word

    def _marks(self, start: int, end: int) -> Iterator[Atom]:
        for match in _MARKS.finditer(self.low, start, end):
            kind = Kind.AND if match[0] == _PLUS else Kind.MARK
            yield self._atom(Meaning(kind, match[0]), match.start(), match.end())

    def _atom(self, meaning: Meaning, start: int, end: int) -> Atom:
        return Atom(meaning.kind, meaning.value, start, end, self.prompt[start:end])
