"""Misspelt words of music."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from demotape.engines.band.reading.lexicon import Kind, entries, look_up

_LEAST_LETTERS = 7
"""Shorter words have too many neighbours that are words of their own: `spring` is no `string`."""
_SURE_LETTERS = 2
"""So many letters at the start are rarely mistyped."""
_MUSICAL = (Kind.STYLE, Kind.INSTRUMENT, Kind.ROLE, Kind.STROKE, Kind.MOOD)


@lru_cache(4096)  # of what people write there is no end
def corrected(word: str) -> str | None:
    """The one word of music that a word is a misspelling of; None if it is one itself, or there are none or several.

    A misspelling has a letter more, less, other or elsewhere.

    Args:
        word: a folded word.
    """
    if len(word) < _LEAST_LETTERS or word in _all_words() or look_up((word,)) is not None:
        return None
    found = {near for shortened in _shortened(word) for near in _index().get(shortened, ())}
    near = sorted(other for other in found if other[:_SURE_LETTERS] == word[:_SURE_LETTERS])
    return near[0] if near and len({look_up((other,)) for other in near}) == 1 else None


def _shortened(word: str) -> Iterator[str]:
    """The word, and the word without each of its letters: near words have one of them in common."""
    yield word
    for index in range(len(word)):
        yield word[:index] + word[index + 1 :]


@cache
def _all_words() -> frozenset[str]:
    return frozenset(word for words, _ in entries() for word in words)


@cache
def _index() -> Mapping[str, tuple[str, ...]]:
    musical = {word for words, meaning in entries() if meaning.kind in _MUSICAL for word in words}
    index: dict[str, tuple[str, ...]] = {}
    for word in sorted(word for word in musical if len(word) >= _LEAST_LETTERS - 1):
        if look_up((word,)) is None:
            continue  # it means nothing but beside others
        for shortened in _shortened(word):
            index[shortened] = (*index.get(shortened, ()), word)
    return index
