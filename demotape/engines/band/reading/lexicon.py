"""All words that the Band knows, in one table: words to what they mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from enum import StrEnum, auto
from functools import cache
from typing import Any, NamedTuple

from demotape.engines.band.reading.vocabulary import filler, instruments, moods, structure, styles, tempo, unable


class Kind(StrEnum):
    """What a stretch of a prompt is. The value that comes with it stands behind."""

    STYLE = auto()  # name of the style, or `classical`
    INSTRUMENT = auto()  # Instrument
    ROLE = auto()  # name of the role
    STROKE = auto()  # what of a drum kit
    BEAT = auto()
    EVERYTHING = auto()
    OTHERS = auto()
    DRUMLESS = auto()
    MOOD = auto()  # name of the mood
    TEMPO = auto()  # factor
    SLOWER = auto()
    FASTER = auto()
    ACCELERATING = auto()
    DECELERATING = auto()
    ITALIAN = auto()  # BPM
    HALF_TIME = auto()
    DOUBLE_TIME = auto()
    SWING = auto()
    STRAIGHT = auto()
    METER = auto()  # (upper, lower number)
    METER_NOUN = auto()
    UNEVEN_METER = auto()
    MODE = auto()  # name of the mode
    PENTATONIC = auto()  # name of the mode that is nearest
    KEY_CHANGE = auto()  # semitones
    VAMP = auto()
    SECTION = auto()  # kind of section
    CLIMAX = auto()
    THEN = auto()
    START = auto()
    END = auto()
    MIDDLE = auto()
    HALFWAY = auto()
    FIRST = auto()
    LAST = auto()
    SECOND = auto()
    HALF = auto()
    THIRD = auto()
    QUARTER = auto()
    REST = auto()
    REPEAT = auto()  # how often
    AT = auto()
    WHOLE = auto()
    ONLY = auto()
    SOLO = auto()
    ENSEMBLE = auto()  # how many
    A_CAPPELLA = auto()
    NOT = auto()  # whether it covers a whole list
    OR = auto()
    AND = auto()
    BUT = auto()
    LOUD = auto()
    SOFT = auto()
    BASS_LOUD = auto()
    BUILD = auto()
    FALL = auto()
    FADE_IN = auto()
    FADE_OUT = auto()
    SPARSE = auto()
    BUSY = auto()
    ENTER = auto()  # whether it was there before
    LEAVE = auto()
    LOOP = auto()
    INSTRUMENTAL = auto()
    VOCAL = auto()
    ARTIST_COMES = auto()
    ARTIST = auto()  # style that the name suggests, or None
    SOUND = auto()
    UNPLAYED = auto()
    CRACKLE = auto()
    SILENCE = auto()  # whether it is one of a moment
    EFFECT = auto()
    USE = auto()
    FILLER = auto()
    # What `numbers` finds.
    RANGE = auto()  # (start, end) in seconds; the end may be None: the end of the piece
    CLOCK = auto()  # seconds
    LENGTH = auto()  # seconds
    EDGE_LENGTH = auto()  # (seconds, whether at the end): "les 5 premières secondes"
    PERCENT = auto()  # share, 0 to 1
    PERCENT_RANGE = auto()  # (start, end), shares
    BARS = auto()  # number of bars
    BAR_RANGE = auto()  # (first, last), counted from 1
    BPM = auto()  # (one end, other end) of a range, as they are named
    KEY = auto()  # (pitch class, name of the mode or None)
    CHORDS = auto()  # names of the chords
    DECADE = auto()  # 80
    # The rest.
    MARK = auto()  # a comma, a full stop, an arrow
    UNKNOWN = auto()


TIMES = (
    Kind.RANGE,
    Kind.CLOCK,
    Kind.LENGTH,
    Kind.EDGE_LENGTH,
    Kind.PERCENT,
    Kind.PERCENT_RANGE,
    Kind.BARS,
    Kind.BAR_RANGE,
)
"""What counts time: seconds, shares, bars."""


class Meaning(NamedTuple):
    kind: Kind
    value: Any = None


MOST_WORDS = 6
"""Length of the longest entry."""

_STEM = 4
_ENDINGS = ("e", "en", "er", "es", "em", "r", "n")
"""Of adjectives, which German bends."""
_COMPOUND = re.compile(r"(.{4,})(?:musik|stuck|solo)")
"""German puts what is played before the word for music."""
_MANY = ("en", "n")
"""Of instruments, in German: `Violinen`, `mit Streichern`."""
_ADJECTIVES = (Kind.MOOD, Kind.LOUD, Kind.SOFT, Kind.SPARSE, Kind.BUSY, Kind.TEMPO)

_JOINED_LETTERS = (("ß", "ss"), ("œ", "oe"), ("æ", "ae"))
_WORD = re.compile(r"w/(?:o(?:ut)?(?![^\W_]))?|[^\W_]+|&")


def folded(text: str) -> str:
    """Lower case without accents, letter for letter, so that places in it are places in the text."""
    return "".join(map(_folded_letter, text))


@cache
def _folded_letter(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter.lower())[:1]
    return base if len(base) == 1 else letter


def spelt_out(low: str) -> str:
    """A folded text with joined letters apart: `ß` as `ss`. Places in it are no longer places in the text."""
    for joined, apart in _JOINED_LETTERS:
        low = low.replace(joined, apart)
    return low


def words_of(text: str) -> Iterator[re.Match[str]]:
    """The words of a folded text. Hyphens and apostrophes part words."""
    return _WORD.finditer(text)


def look_up(words: tuple[str, ...]) -> Meaning | None:
    """What these words mean together; a plural or a bent adjective means the same as its stem."""
    meaning = _table().get(words)
    if meaning is None and len(words[-1]) > 3 and words[-1].endswith("s"):
        meaning = _table().get((*words[:-1], words[-1][:-1]))
    if meaning is None and len(words[-1]) > _STEM:
        for ending in _ENDINGS:
            stem = _table().get((*words[:-1], words[-1].removesuffix(ending)))
            if stem is not None and stem.kind in _ADJECTIVES:
                return stem
    if meaning is None and len(words[-1]) > _STEM:
        for ending in _MANY:
            stem = _table().get((*words[:-1], words[-1].removesuffix(ending)))
            if stem is not None and stem.kind == Kind.INSTRUMENT:
                return stem
    if meaning is None and (compound := _COMPOUND.fullmatch(words[-1])):
        return look_up((*words[:-1], compound[1]))
    return meaning


@cache
def _table() -> Mapping[tuple[str, ...], Meaning]:
    table: dict[tuple[str, ...], Meaning] = {}
    for words, meaning in entries():
        table.setdefault(words, meaning)
    return table


def entries() -> Iterator[tuple[tuple[str, ...], Meaning]]:
    """All words with their meanings. Where words stand twice, the first meaning counts."""
    for phrases, meaning in _sources():
        for phrase in phrases.split("|"):
            yield tuple(match[0] for match in words_of(spelt_out(folded(phrase)))), meaning


def _sources() -> Iterator[tuple[str, Meaning]]:
    yield from ((words, Meaning(Kind.STYLE, name)) for name, words in styles.STYLE_WORDS.items())
    yield styles.CLASSICAL_WORDS, Meaning(Kind.STYLE, styles.CLASSICAL)
    yield from ((words, Meaning(Kind.INSTRUMENT, played)) for words, played in instruments.INSTRUMENT_WORDS.items())
    yield from ((words, Meaning(Kind.ROLE, role)) for role, words in instruments.ROLE_WORDS.items())
    yield from ((words, Meaning(Kind.STROKE, stroke)) for stroke, words in instruments.STROKE_WORDS.items())
    yield from _structure()
    yield from _tempo()
    yield from ((mood.words, Meaning(Kind.MOOD, name)) for name, mood in moods.MOODS.items())
    yield unable.VOCAL_WORDS, Meaning(Kind.VOCAL)
    yield unable.ARTIST_WORDS, Meaning(Kind.ARTIST_COMES)
    yield from ((words, Meaning(Kind.ARTIST, style)) for words, style in unable.ARTISTS.items())
    yield unable.CRACKLE_WORDS, Meaning(Kind.CRACKLE)
    yield unable.UNPLAYED_WORDS, Meaning(Kind.UNPLAYED)
    yield unable.SOUND_WORDS, Meaning(Kind.SOUND)
    yield structure.SILENCE_WORDS, Meaning(Kind.SILENCE, value=False)
    yield structure.PAUSE_WORDS, Meaning(Kind.SILENCE, value=True)
    yield unable.EFFECT_WORDS, Meaning(Kind.EFFECT)
    yield unable.USE_WORDS, Meaning(Kind.USE)
    yield structure.WHOLE_WORDS, Meaning(Kind.WHOLE)
    yield "|".join(filler.FILLER_WORDS), Meaning(Kind.FILLER)


def _structure() -> Iterator[tuple[str, Meaning]]:
    yield from ((words, Meaning(Kind.ENSEMBLE, count)) for count, words in structure.ENSEMBLE_WORDS.items())
    yield from ((words, Meaning(Kind.REPEAT, count)) for count, words in structure.REPEAT_WORDS.items())
    yield from ((words, Meaning(Kind.SECTION, name)) for name, words in structure.SECTION_WORDS.items())
    yield structure.LIST_NOT_WORDS, Meaning(Kind.NOT, value=True)
    yield structure.RETURN_WORDS, Meaning(Kind.ENTER, value=True)
    yield structure.ENTER_WORDS, Meaning(Kind.ENTER, value=False)
    yield structure.NOT_WORDS, Meaning(Kind.NOT, value=False)
    for kind, words in {
        Kind.INSTRUMENTAL: structure.INSTRUMENTAL_WORDS,
        Kind.LOOP: structure.LOOP_WORDS,
        Kind.EVERYTHING: instruments.EVERYTHING_WORDS,
        Kind.OTHERS: instruments.OTHERS_WORDS,
        Kind.DRUMLESS: instruments.DRUM_ABSENCE_WORDS,
        Kind.BEAT: instruments.BEAT_WORDS,
        Kind.A_CAPPELLA: structure.A_CAPPELLA_WORDS,
        Kind.SOLO: structure.SOLO_WORDS,
        Kind.ONLY: structure.ONLY_WORDS,
        Kind.OR: structure.OR_WORDS,
        Kind.AND: structure.AND_WORDS,
        Kind.BUT: structure.BUT_WORDS,
        Kind.CLIMAX: structure.CLIMAX_WORDS,
        Kind.THEN: structure.THEN_WORDS,
        Kind.START: structure.START_WORDS,
        Kind.END: structure.END_WORDS,
        Kind.MIDDLE: structure.MIDDLE_WORDS,
        Kind.HALFWAY: structure.HALFWAY_WORDS,
        Kind.FIRST: structure.FIRST_WORDS,
        Kind.LAST: structure.LAST_WORDS,
        Kind.SECOND: structure.SECOND_WORDS,
        Kind.HALF: structure.HALF_WORDS,
        Kind.THIRD: structure.THIRD_WORDS,
        Kind.QUARTER: structure.QUARTER_WORDS,
        Kind.REST: structure.REST_WORDS,
        Kind.AT: structure.AT_WORDS,
        Kind.BASS_LOUD: structure.BASS_LOUD_WORDS,
        Kind.BUILD: structure.BUILD_WORDS,
        Kind.FALL: structure.FALL_WORDS,
        Kind.FADE_IN: structure.FADE_IN_WORDS,
        Kind.FADE_OUT: structure.FADE_OUT_WORDS,
        Kind.LEAVE: structure.LEAVE_WORDS,
        Kind.SPARSE: structure.SPARSE_WORDS,
        Kind.BUSY: structure.BUSY_WORDS,
        Kind.LOUD: structure.LOUD_WORDS,
        Kind.SOFT: structure.SOFT_WORDS,
    }.items():
        yield words, Meaning(kind)


def _tempo() -> Iterator[tuple[str, Meaning]]:
    yield from ((words, Meaning(Kind.TEMPO, factor)) for factor, words in tempo.TEMPO_FACTORS.items())
    yield from ((words, Meaning(Kind.ITALIAN, bpm)) for bpm, words in tempo.ITALIAN_BPM.items())
    yield from ((words, Meaning(Kind.METER, meter)) for meter, words in tempo.METER_WORDS.items())
    yield from ((words, Meaning(Kind.PENTATONIC, mode)) for mode, words in tempo.PENTATONIC_WORDS.items())
    yield from ((words, Meaning(Kind.MODE, mode)) for mode, words in tempo.MODE_WORDS.items())
    yield tempo.SEMITONE_WORDS, Meaning(Kind.KEY_CHANGE, 1)
    yield tempo.KEY_CHANGE_WORDS, Meaning(Kind.KEY_CHANGE, 2)
    for kind, words in {
        Kind.ACCELERATING: tempo.ACCELERATING_WORDS,
        Kind.DECELERATING: tempo.DECELERATING_WORDS,
        Kind.SLOWER: tempo.SLOWER_WORDS,
        Kind.FASTER: tempo.FASTER_WORDS,
        Kind.HALF_TIME: tempo.HALF_TIME_WORDS,
        Kind.DOUBLE_TIME: tempo.DOUBLE_TIME_WORDS,
        Kind.SWING: tempo.SWING_WORDS,
        Kind.STRAIGHT: tempo.STRAIGHT_WORDS,
        Kind.METER_NOUN: tempo.METER_NOUNS,
        Kind.UNEVEN_METER: tempo.UNEVEN_METER_WORDS,
        Kind.VAMP: tempo.VAMP_WORDS,
    }.items():
        yield words, Meaning(kind)
