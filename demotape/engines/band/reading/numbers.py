"""Numbers in a prompt: times, lengths, shares, bars, tempos, meters, keys.

All patterns have bounded repeats, so that reading stays linear in the length of the prompt.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

from demotape.engines.band.reading.chords import chord_names
from demotape.engines.band.reading.lexicon import Kind, Meaning, folded
from demotape.engines.band.reading.vocabulary import tempo
from demotape.engines.band.reading.vocabulary.filler import NUMBER_WORDS

LONGEST_S = 36_000.0
"""A named time beyond this is no time of music."""

SLOWEST_TO_FASTEST = (40.0, 240.0)
"""What music is played in, in quarter notes a minute."""

_NUMBER = r"\d{1,5}(?:[.,]\d{1,3})?"
_COUNT = (
    rf"(?:{_NUMBER}|"
    + "|".join(sorted({folded(word) for word in NUMBER_WORDS if word != "half a"}, key=len, reverse=True))
    + ")"
)
_TO = r"\s?(?:-|–|—|→|to|until|till|through|and|bis|und|et|a|y|hasta|jusqu'a|al)\s?"
_SECONDS = r"(?:seconds?|secs?|s|sekunden?|sek|secondes?|segundos?|seg)"
_MINUTES = r"(?:minutes?|mins?|m|minuten?|minutos?)"
_BARS = r"(?:bars?|measures?|takten?|takte|mesures?|compases|compas)"
_BPM = r"(?:bpms?|beats? per minute|b\.p\.m\.?|schlage pro minute|battements par minute|pulsaciones por minuto|ppm)"
_PERCENT = r"(?:%|percent|per cent|prozent|pour ?cent|por ?ciento)"
_DRUM_MACHINES = ("808s", "909s", "707s", "606s", "303s")
_ARTICLES = ("a", "an", "un", "une", "una", "ein", "eine", "einen", "uno", "media", "medio", "demi", "halbe")
_LETTERS = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11, "h": 11}
_SYLLABLES = {"do": 0, "ut": 0, "re": 2, "mi": 4, "fa": 5, "sol": 7, "la": 9, "si": 11}
_GERMAN = _LETTERS | {
    **dict.fromkeys(("his",), 0),
    **dict.fromkeys(("cis", "des"), 1),
    **dict.fromkeys(("dis", "es"), 3),
    **dict.fromkeys(("fes",), 4),
    **dict.fromkeys(("eis",), 5),
    **dict.fromkeys(("fis", "ges"), 6),
    **dict.fromkeys(("gis", "as"), 8),
    **dict.fromkeys(("ais", "b", "hes"), 10),
    **dict.fromkeys(("ces",), 11),
}
_MODES = {
    folded(word): mode for mode, words in tempo.MODE_WORDS.items() for word in words.split("|") if "key" not in word
}
_MODE = "|".join(sorted((word.replace(" ", r"[\s-]") for word in _MODES), key=len, reverse=True))
_SHARPS, _FLATS = ("#", "♯", "sharp", "diese", "sostenido"), ("b", "♭", "flat", "bemol")
_CHORD = r"[A-G][#♯b♭]?(?:maj7|maj9|maj|min7|min|m7|m9|m|dim|aug|sus[24]|add9|7|9|6|5)?"
_ROMAN = r"b?(?:iii|iv|vii|vi|ii|i|v|III|IV|VII|VI|II|I|V)(?:maj7|m7|7|9|°)?"


class Number(NamedTuple):
    """A stretch of the prompt with its meaning."""

    start: int
    end: int
    meaning: Meaning


def find_numbers(prompt: str, low: str) -> list[Number]:
    """All numbers in a prompt, in order, none of them overlapping.

    Args:
        prompt: the text as the person wrote it; capitals tell a key from an article.
        low: the same text, folded letter for letter.
    """
    taken = bytearray(len(low))
    found: list[Number] = []
    for pattern, text, read in (
        (_CHORD_LINE, prompt, _chords),
        (_ROMAN_LINE, prompt, _chords),
        (_CLOCK_RANGE, low, _clock_range),
        (_CLOCK, low, lambda match: _time(Kind.CLOCK, _clock(match[1], match[2]))),
        (_BPM_RANGE, low, _bpm_range),
        (_BPM_AFTER, low, _bpm),
        (_BPM_BEFORE, low, _bpm),
        (_BPM_ALONE, low, _bpm),
        (_METER, low, _meter),
        (_DECADE_NAMED, low, lambda match: Meaning(Kind.DECADE, int(match[1]))),
        (_DECADE, low, lambda match: Meaning(Kind.DECADE, int(match[1]))),
        (_DECADE_LISTED, low, lambda match: _listed_decade(match, low)),
        (_FRACTION, low, lambda match: Meaning(Kind.PERCENT, int(match[1]) / int(match[2]))),
        (_PERCENT_RANGE, low, _percent_range),
        (_PERCENT_ONE, low, lambda match: Meaning(Kind.PERCENT, min(1.0, _number(match[1]) / 100))),
        (_BAR_RANGE, low, lambda match: Meaning(Kind.BAR_RANGE, (int(match[1]), int(match[2])))),
        (_BARS_ONE, low, _bars),
        (_LENGTH_RANGE, low, _length_range),
        (_BARE_RANGE, low, lambda match: _bare_range(match, low)),
        (_MINUTES_SECONDS, low, lambda match: _time(Kind.LENGTH, 60 * _number(match[1]) + _number(match[2]))),
        (_EDGE_LENGTH, low, _edge_length),
        (_LENGTH, low, _length),
        (_KEY_GERMAN, low, lambda match: _key(_GERMAN[match[1]], "", match[2])),
        (_KEY_SYLLABLE, low, lambda match: _key(_SYLLABLES[match[1]], match[2] or "", match[3])),
        (_KEY, low, lambda match: _named_key(match, prompt, low)),
        (_KEY_SHORT, prompt, lambda match: _key(_LETTERS[match[1].lower()], match[2], "m")),
        (_KEY_BARE, prompt, lambda match: _bare_key(match, low)),
        (_KEY_LISTED, prompt, lambda match: _listed_key(match, prompt)),
    ):
        _find(pattern, text, read, taken, found)
    return sorted(found)


def _find(
    pattern: re.Pattern[str],
    text: str,
    read: Callable[[re.Match[str]], Meaning | None],
    taken: bytearray,
    found: list[Number],
) -> None:
    for match in pattern.finditer(text):
        if any(taken[match.start() : match.end()]):
            continue
        meaning = read(match)
        if meaning is not None:
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            found.append(Number(match.start(), match.end(), meaning))


_CHORD_LINE = re.compile(rf"(?<![\w#])(?:{_CHORD}\s?(?:[-–,|>→/]\s?|\s)){{2,15}}{_CHORD}(?![\w#])")
_ROMAN_LINE = re.compile(rf"(?<!\w)(?:(?:{_ROMAN}\s?[-–]\s?){{1,15}}|(?:{_ROMAN}(?:,\s?|\s)){{3,15}}){_ROMAN}(?!\w)")
_CLOCK_RANGE = re.compile(
    rf"(?<![\d:])(\d{{1,2}}):([0-5]\d){_TO}"
    r"(?:(\d{1,2}):([0-5]\d)(?![\d:])|(?:the |la |le |el |zum )?(?:end|ende|fin|final|schluss)\b)"
)
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2}):([0-5]\d)(?![\d:])(?:\s?(?:min|minutes?)\b)?")
_BPM_RANGE = re.compile(rf"(?<![\d.])(\d{{2,3}})(?:\s?bpm)?{_TO}(\d{{2,3}})\s?{_BPM}(?!\w)")
_BPM_AFTER = re.compile(rf"(?<![\d.])(\d{{2,3}}(?:[.,]\d{{1,3}})?)(?:[\s-]?ish)?[\s-]?{_BPM}(?!\w)")
_BPM_BEFORE = re.compile(
    rf"(?<!\w)(?:bpm|tempo|♩|q)[\"']?\s?(?:of|:|=|is|von|de|a|at|around)?\s?(\d{{2,3}}(?:[.,]\d{{1,3}})?)"
    rf"(?![\d:%]|\s?(?:{_SECONDS}|{_BARS}|hz)\b)"
)
_BPM_ALONE = re.compile(r"(?:(?<=,)|(?<=,\s))([6-9]\d|1\d\d)(?=\s?(?:[,;.]\s|$))")
"""A number between commas that can be nothing else: `house, 124, A minor`."""
_METER = re.compile(r"(?<![\d/.])(\d{1,2})\s?/\s?(\d{1,2})(?![\d/])")
_NOT_DECADE = r"(?:intro|verse|chorus|outro|drop|break|bridge|build|fade|of|then|piano only|long)"
_DECADE = re.compile(
    r"(?<![\d:(])(?<![:(]\s)(?<!first\s)(?<!last\s)(?<!for\s)(?:19)?([5-9]0)(?:'?s(?=\s[a-z])(?!\s"
    + _NOT_DECADE
    + r")|er(?:[\s-]?jahren?)?(?!\w))"
)
_DECADE_NAMED = re.compile(r"(?<!\w)(?:the|annees|anos|los)\s(?:'|’)?(?:19)?([5-9]0)(?:'?s)?(?!\w|\s?(?:bpm|%))")
_FRACTION = re.compile(r"(?<![\w/.])([12])/([2-5])(?![\w/]|\s?(?:notes?|noten?|beats?)\b)")
"""What `_METER` has left: no music is in 1/3. A `1/4 note` is no share of the piece."""
_DECADE_LISTED = re.compile(r"(?:^|(?<=,)|(?<=,\s))([5-9]0)'?s(?=\s?(?:,|$))")
_SECTION_WORD = re.compile(r"intro|verse|chorus|drop|outro|bridge|strophe|refrain|estrofa|couplet|\bthen\b")
_PERCENT_RANGE = re.compile(rf"(?<![\d.])({_NUMBER})\s?{_PERCENT}?{_TO}({_NUMBER})\s?{_PERCENT}")
_PERCENT_ONE = re.compile(rf"(?<![\d.])({_NUMBER})\s?{_PERCENT}")
_BAR_RANGE = re.compile(rf"(?<!\w){_BARS}\s(\d{{1,4}}){_TO}(\d{{1,4}})(?!\w)")
_BARS_ONE = re.compile(rf"(?<![\w.])({_COUNT})[\s-]{_BARS}(?!\w|\sblues)")
_LENGTH_RANGE = re.compile(
    rf"(?<![\d.:])(?:(?:from|between|von|zwischen|entre|de|del)\s({_NUMBER})\s?{_SECONDS}?{_TO}"
    rf"|({_NUMBER})\s?(?:{_SECONDS}\s?)?(?:[-–—]|to\s|bis\s)\s?)({_NUMBER})[\s-]?{_SECONDS}(?!\w)"
)
_BARE_RANGE = re.compile(r"(?<![\w.:/#-])(\d{1,3})\s?[-–—]\s?(\d{1,3})(?![\w.:%/-]|\s?(?:bpm|bars?\b))")
_MINUTES_SECONDS = re.compile(
    rf"(?<![\w.])({_NUMBER})\s?{_MINUTES}\s?(?:and\s|und\s|et\s|y\s)?({_NUMBER})\s?{_SECONDS}(?!\w)"
)
_EDGE_LENGTH = re.compile(
    rf"(?<![\w.,/])({_NUMBER})\s(?:(premieres?|premiers|primeros|primeras|ersten|first)"
    rf"|(?:dernieres?|derniers|ultimos|ultimas|letzten|last))\s{_SECONDS}(?!\w)"
)
_LENGTH = re.compile(rf"(?<![\w.,/])({_COUNT})[\s-]?(?:({_SECONDS})|{_MINUTES})(?!\w)")
_KEY_GERMAN = re.compile(
    r"(?<!\w)(cis|ces|des|dis|eis|es|fis|fes|ges|gis|ais|as|his|hes|[a-h])[\s-]?(dur|moll|dorisch)(?!\w)"
)
_KEY_SYLLABLE = re.compile(
    r"(?<!\w)(do|ut|re|mi|fa|sol|la|si)[\s-]?(diese|bemol|sostenido|#|♯|b|♭)?\s"
    r"(majeure?|mineure?|mayor|menor|dorien|dorico|frigio|lidio|mixolidio)(?!\w)"
)
_KEY = re.compile(rf"(?<![\w#♯])([a-g])(?:\s?([#♯♭])|(b)|[\s-](sharp|flat))?[\s-]?({_MODE})(?!\w)")
_KEY_SHORT = re.compile(r"(?<![\w#♯'’])([A-G])([#♯b♭]?)m(?![\w'’]|\s(?:Anfang|Ende|Schluss))")
_KEY_BARE = re.compile(
    r"(?<!\w)(?:[Ii]n|[Kk]ey\sof|[Kk]ey:|[Tt]onart:?|[Kk]ey)\s(?:the\s[Kk]ey\sof\s)?([A-G])(?:\s?([#♯b♭])|[\s-](sharp|flat))?(?![\w#♯'’&-])"
)
_KEY_LISTED = re.compile(r"(?:(?<=[,;])|(?<=[,;]\s))([A-G])(?:([#♯b♭])|[\s-](sharp|flat))?(?=\s?(?:[,;.\n]|$))")
_JOINED = re.compile(r"(?:in|key of|key|key:|en|auf|tonart)\s?(?:the key of\s)?$")
_AFTER_KEY = re.compile(r"\s?(?:$|[^\w\s]|at\b|with\b|and\b|then\b|or\b|\d)")


def _number(text: str) -> float:
    return NUMBER_WORDS[text] if text in NUMBER_WORDS else float(text.replace(",", "."))


def _clock(minutes: str, seconds: str) -> float:
    return 60.0 * int(minutes) + int(seconds)


def _time(kind: Kind, seconds: float) -> Meaning | None:
    return Meaning(kind, seconds) if 0 <= seconds < LONGEST_S and (seconds or kind != Kind.LENGTH) else None


def _clock_range(match: re.Match[str]) -> Meaning | None:
    start = _clock(match[1], match[2])
    end = None if match[3] is None else _clock(match[3], match[4])
    return Meaning(Kind.RANGE, (start, end)) if end is None or start < end else None


def _chords(match: re.Match[str]) -> Meaning | None:
    names = chord_names(match[0])
    return Meaning(Kind.UNKNOWN) if names is None else Meaning(Kind.CHORDS, names)


def _meter(match: re.Match[str]) -> Meaning | None:
    upper, lower = int(match[1]), int(match[2])
    return Meaning(Kind.METER, (upper, lower)) if upper > 1 and lower in (2, 4, 8, 16) else None


def _bars(match: re.Match[str]) -> Meaning | None:
    return None if match[1] in _ARTICLES or not _number(match[1]) else Meaning(Kind.BARS, _number(match[1]))


def _length(match: re.Match[str]) -> Meaning | None:
    count = match[1]
    if match[0] in _DRUM_MACHINES:
        return None
    if count in _ARTICLES:
        # "a minute" is a length, "a second verse" is none.
        return _time(Kind.LENGTH, 60 * _number(count)) if match[2] is None and len(match[0]) > len(count) + 2 else None
    if match[2] is None and match[0].endswith("m") and not count.isdigit():
        return None
    return _time(Kind.LENGTH, _number(count) * (1 if match[2] else 60))


def _edge_length(match: re.Match[str]) -> Meaning | None:
    seconds = _number(match[1])
    return Meaning(Kind.EDGE_LENGTH, (seconds, match[2] is None)) if 0 < seconds < LONGEST_S else None


def _length_range(match: re.Match[str]) -> Meaning | None:
    start, end = _number(match[1] or match[2]), _number(match[3])
    return Meaning(Kind.RANGE, (start, end)) if start < end < LONGEST_S else None


def _bpm_range(match: re.Match[str]) -> Meaning:
    return Meaning(Kind.BPM, (_kept(_number(match[1])), _kept(_number(match[2]))))


def _bpm(match: re.Match[str]) -> Meaning:
    bpm = _number(match[1])
    return Meaning(Kind.BPM, (bpm, bpm))


def _kept(bpm: float) -> float:
    return min(SLOWEST_TO_FASTEST[1], max(SLOWEST_TO_FASTEST[0], bpm))


def _percent_range(match: re.Match[str]) -> Meaning | None:
    start, end = _number(match[1]) / 100, min(1.0, _number(match[2]) / 100)
    return Meaning(Kind.PERCENT_RANGE, (start, end)) if start < end else None


def _key(pitch: int, sign: str, mode: str) -> Meaning:
    shift = 1 if sign in _SHARPS else -1 if sign in _FLATS else 0
    named: Any = _MODES.get(mode, "minor" if mode == "m" else None)
    return Meaning(Kind.KEY, ((pitch + shift) % 12, named))


def _named_key(match: re.Match[str], prompt: str, low: str) -> Meaning | None:
    is_article = prompt[match.start()] == "a" and match[0][1].isspace()
    if is_article and not (
        _JOINED.search(low[max(0, match.start() - 24) : match.start()]) and _ends_here(low, match.end())
    ):
        return None
    return _key(_LETTERS[match[1]], match[2] or match[3] or match[4] or "", " ".join(re.split(r"[\s-]", match[5])))


def _ends_here(low: str, end: int) -> bool:
    return _AFTER_KEY.match(low, end) is not None


def _bare_key(match: re.Match[str], low: str) -> Meaning | None:
    if match[1] == "A" and not match[2] and not _ends_here(low, match.end()):
        return None  # "In A world of wonders"
    return _key(_LETTERS[match[1].lower()], match[2] or match[3] or "", "")


def _listed_key(match: re.Match[str], prompt: str) -> Meaning | None:
    """A note between commas: `60 bpm, D`. Several of them are something else, such as the letters of a form."""
    is_alone = len(_KEY_LISTED.findall(prompt)) == 1
    return _key(_LETTERS[match[1].lower()], match[2] or match[3] or "", "") if is_alone else None


def _listed_decade(match: re.Match[str], low: str) -> Meaning | None:
    """A decade between commas: `shoegaze, 90s, hazy`. Alone, or among sections, it is a length."""
    is_alone = match.start() == 0 and match.end() == len(low)
    is_length = is_alone or len(_DECADE_LISTED.findall(low)) > 1 or _SECTION_WORD.search(low) is not None
    return None if is_length else Meaning(Kind.DECADE, int(match[1]))


def _bare_range(match: re.Match[str], low: str) -> Meaning | None:
    """A stretch without a unit among others that it follows: `0-10 drone, 10-30 drums`. Those are seconds."""
    ranges = [(int(one[1]), int(one[2])) for one in _BARE_RANGE.finditer(low)]
    is_tiled = ranges[0][0] == 0 and all(before[1] == after[0] for before, after in pairwise(ranges))
    start, end = int(match[1]), int(match[2])
    return Meaning(Kind.RANGE, (start, end)) if len(ranges) > 1 and is_tiled and start < end else None
