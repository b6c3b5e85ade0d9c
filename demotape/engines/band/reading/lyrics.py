"""Where a prompt holds words to be sung or said, which are no words about music."""

from __future__ import annotations

import re
from collections.abc import Iterator

from demotape.engines.band.reading.lexicon import Kind, look_up, words_of

_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]{8,1200}[\"”“»]")
_HEADING = re.compile(r"\s*\[[^\]\n]{2,60}\]\s*")
_LEAST_WORDS, _LEAST_LINES = 3, 2
_ABOUT_MUSIC = (
    *(Kind.STYLE, Kind.INSTRUMENT, Kind.ROLE, Kind.STROKE, Kind.BEAT, Kind.SECTION, Kind.BUILD, Kind.FADE_OUT),
    *(Kind.FADE_IN, Kind.ENTER, Kind.INSTRUMENTAL, Kind.VOCAL, Kind.SOLO, Kind.EVERYTHING),
)
_QUALITIES = (Kind.LOUD, Kind.SOFT, Kind.MOOD, Kind.TEMPO, Kind.SPARSE, Kind.BUSY)
"""What songs speak of too."""


def find_lyrics(low: str) -> list[tuple[int, int]]:
    """Where the words to be sung stand: in quotation marks, if the prompt asks for a voice, or below headings.

    Args:
        low: the folded prompt.

    Returns:
        (first letter, letter after the last) of each stretch, in order; none reaches into another.
    """
    quoted = [match.span() for match in _QUOTED.finditer(low)]
    if quoted and not _speaks_of(_QUOTED.sub(" ", low), (Kind.VOCAL,)):
        quoted = []
    lines = [
        (first, last)
        for first, last in _below_headings(low)
        if '"' not in low[first:last] and not any(start < last and first < end for start, end in quoted)
    ]
    return sorted([*quoted, *(lines if len(lines) >= _LEAST_LINES else ())])


def _below_headings(low: str) -> Iterator[tuple[int, int]]:
    """Lines below a heading in brackets that say nothing of music: `[Verse]`, `Walking down the street tonight`."""
    is_below = False
    start = 0
    for line in low.split("\n"):
        if _HEADING.fullmatch(line):
            is_below = True
        elif is_below and _is_verse(line):
            yield start, start + len(line)
        start += len(line) + 1


def _is_verse(line: str) -> bool:
    has_numbers = any(letter.isdigit() for letter in line)
    count = len(list(words_of(line)))
    is_talk = count >= _LEAST_WORDS and not has_numbers and not _speaks_of(line, _ABOUT_MUSIC)
    return is_talk and _speaks_of(line, _QUALITIES) < count / 2


def _speaks_of(text: str, kinds: tuple[Kind, ...]) -> int:
    """How many words of these kinds a text has."""
    meanings = (look_up((match[0],)) for match in words_of(text))
    return sum(meaning is not None and meaning.kind in kinds for meaning in meanings)
