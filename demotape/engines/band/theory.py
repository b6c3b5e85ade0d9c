"""Scales, chords and voice leading.

Keys are MIDI note numbers (60 is middle C), pitch classes are 0 (C) to 11 (B), degrees of a scale count from 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

PITCH_NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")

SCALES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "locrian": (0, 1, 3, 5, 6, 8, 10),
    "harmonic minor": (0, 2, 3, 5, 7, 8, 11),
    "melodic minor": (0, 2, 3, 5, 7, 9, 11),
    "phrygian dominant": (0, 1, 4, 5, 7, 8, 10),
}
"""Semitones above the tonic, by mode."""

QUALITIES = {
    "5": (0, 7),
    "M": (0, 4, 7),
    "m": (0, 3, 7),
    "d": (0, 3, 6),
    "+": (0, 4, 8),
    "sus2": (0, 2, 7),
    "sus4": (0, 5, 7),
    "6": (0, 4, 7, 9),
    "m6": (0, 3, 7, 9),
    "add9": (0, 4, 7, 2),
    "madd9": (0, 3, 7, 2),
    "7": (0, 4, 7, 10),
    "maj7": (0, 4, 7, 11),
    "m7": (0, 3, 7, 10),
    "h": (0, 3, 6, 10),
    "d7": (0, 3, 6, 9),
    "7sus": (0, 5, 7, 10),
    "69": (0, 4, 7, 9, 2),
    "9": (0, 4, 7, 10, 2),
    "maj9": (0, 4, 7, 11, 2),
    "m9": (0, 3, 7, 10, 2),
    "7b9": (0, 4, 7, 10, 1),
    "7#9": (0, 4, 7, 10, 3),
    "13": (0, 4, 7, 10, 9),
}
"""Semitones above the root, by the name of a chord."""

_MAJOR = SCALES["major"]
_SIGNS = {"b": -1, "n": 0, "#": 1}
"""Flat, natural and sharp, in semitones."""
_LOWEST_VOICE = 53
_HIGHEST_VOICE = 76


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord in a key."""

    tones: tuple[int, ...]
    """Pitch classes, root first."""
    bass: int
    """Pitch class of its lowest note: the root unless the chord is inverted."""

    @property
    def root(self) -> int:
        return self.tones[0]

    def interval(self, *choices: int, otherwise: int) -> int:
        """The first of these semitones above the root that belongs to the chord."""
        inside = {(tone - self.root) % 12 for tone in self.tones}
        return next((choice for choice in choices if choice in inside), otherwise)

    @property
    def third(self) -> int:
        """Semitones from the root to the third, or to what is suspended for it."""
        return self.interval(4, 3, 5, 2, otherwise=7)

    @property
    def fifth(self) -> int:
        return self.interval(7, 6, 8, otherwise=7)

    @property
    def seventh(self) -> int:
        """Semitones from the root to the seventh or sixth; the octave where there is none."""
        return self.interval(10, 11, 9, otherwise=12)


def key_name(tonic: int, mode: str) -> str:
    """Name of a key as a person reads it, for example `Eb minor`."""
    return f"{PITCH_NAMES[tonic % 12]} {mode}"


def is_minor(mode: str) -> bool:
    """Whether the mode has a minor third above its tonic."""
    return 3 in SCALES[mode]


def scale_keys(tonic: int, mode: str, *, lowest: int, highest: int) -> list[int]:
    """All keys of the scale from `lowest` to `highest`, both included, in rising order."""
    steps = SCALES[mode]
    return [key for key in range(lowest, highest + 1) if (key - tonic) % 12 in steps]


def chord(tonic: int, mode: str, degree: int, *, size: int) -> tuple[int, ...]:
    """Pitch classes of the chord on a degree of the scale, root first, stacked in thirds.

    Args:
        tonic: pitch class of the key.
        mode: a name in `SCALES`.
        degree: 1 to 7.
        size: 3 for a triad, 4 for a seventh chord, 5 for a ninth chord.
    """
    steps = SCALES[mode]
    return tuple((tonic + steps[(degree - 1 + 2 * third) % 7]) % 12 for third in range(size))


def with_leading_note(pitch_classes: Sequence[int]) -> tuple[int, ...]:
    """The dominant of a minor key with its third raised, which leads back to the tonic."""
    return (pitch_classes[0], (pitch_classes[0] + 4) % 12, *pitch_classes[2:])


@lru_cache(maxsize=4096)
def read_chord(token: str, tonic: int, mode: str, *, size: int = 3, has_leading_note: bool = False) -> Chord:
    """A chord from its short name.

    Names: a degree of the mode (`4`: the chord that the mode has there, of `size` notes), with a quality after a
    colon (`4:m`, `5:7`: names in `QUALITIES`); a degree of the major scale with a sign (`b7`, `n6:m`, `b2:maj7`;
    major unless a quality stands there); `V2` is the dominant seventh of degree 2. `^3` at the end puts the chord's
    third (`^5` its fifth, `^7` its seventh, `^1` the tonic of the key) into the bass.

    A plain degree whose triad is diminished is replaced by the chord a third below, which shares two of its notes,
    unless it is a seventh chord. A ninth a semitone above the root is left out.

    Raises:
        KeyError, ValueError: no such name.
    """
    name, _, inversion = token.partition("^")
    name, _, quality = name.partition(":")
    if name[0] == "V":
        root = (chord(tonic, mode, int(name[1:]), size=1)[0] + 7) % 12
        tones = _spelt(root, quality or "7")
    elif name[0] in _SIGNS:
        root = (tonic + _MAJOR[int(name[1:]) - 1] + _SIGNS[name[0]]) % 12
        tones = _spelt(root, quality or ("M" if size == 3 else "maj7"))
    else:
        degree = int(name)
        tones = chord(tonic, mode, degree, size=size)
        if quality:
            tones = _spelt(tones[0], quality)
        else:
            if size == 3 and (tones[2] - tones[0]) % 12 == 6:
                tones = chord(tonic, mode, (degree - 3) % 7 + 1, size=size)
            if size > 4 and (tones[4] - tones[0]) % 12 == 1:
                tones = tones[:4]
            if has_leading_note and degree == 5 and is_minor(mode):
                tones = with_leading_note(tones)
    found = Chord(tones, tones[0])
    if not inversion:
        return found
    step = {"3": found.third, "5": found.fifth, "7": found.seventh, "1": tonic - tones[0]}[inversion]
    return Chord(tones, (tones[0] + step) % 12)


def _spelt(root: int, quality: str) -> tuple[int, ...]:
    return tuple((root + step) % 12 for step in QUALITIES[quality])


@lru_cache(maxsize=4096)
def scale_under(tones: tuple[int, ...], tonic: int, mode: str) -> tuple[int, ...]:
    """Pitch classes that a tune may use over a chord: the scale, bent where the chord is borrowed from elsewhere.

    A note of the chord outside the scale replaces its neighbours a semitone away, unless they belong to the chord.
    """
    scale = {(tonic + step) % 12 for step in SCALES[mode]}
    for tone in tones:
        if tone not in scale:
            scale -= {(tone + side) % 12 for side in (-1, 1)} - set(tones)
            scale.add(tone)
    return tuple(sorted(scale))


@lru_cache(maxsize=4096)
def keys_of(pitch_classes: tuple[int, ...], lowest: int, highest: int) -> tuple[int, ...]:
    """All keys of these pitch classes from `lowest` to `highest`, both included, in rising order."""
    wanted = set(pitch_classes)
    return tuple(key for key in range(lowest, highest + 1) if key % 12 in wanted)


@lru_cache(maxsize=8192)
def lead_voices(
    pitch_classes: tuple[int, ...],
    previous: tuple[int, ...] | None,
    *,
    lowest: int = _LOWEST_VOICE,
    highest: int = _HIGHEST_VOICE,
    bottom: int | None = None,
) -> tuple[int, ...]:
    """Voice a chord so that each voice moves as little as it can from the chord before.

    Args:
        pitch_classes: root first. Of chords of four and more the root is left out: it belongs to the bass.
        previous: keys of the chord before, or None for the first chord, which then lies around the middle.
        lowest, highest: where the voices lie. A range of less than two octaves may be left at its top.
        bottom: pitch class of the lowest voice where there is no bass; it is added if the chord does not have it.

    Returns:
        Keys in rising order, one for each pitch class that is voiced.
    """
    voiced = list(pitch_classes[1:] if len(pitch_classes) > 3 else pitch_classes)
    if bottom is None:
        turns = [voiced[turn:] + voiced[:turn] for turn in range(len(voiced))]
    else:
        above = [tone for tone in voiced if tone != bottom]
        turns = [[bottom, *above[turn:], *above[:turn]] for turn in range(len(above))]
    centre = (lowest + highest) / 2
    candidates = [tuple(key + octave for key in _close_position(turn, lowest)) for turn in turns for octave in (0, 12)]
    return min(candidates, key=lambda keys: (_voicing_cost(keys, previous, centre, highest), keys))


def _close_position(pitch_classes: Iterable[int], lowest: int) -> list[int]:
    keys: list[int] = []
    key = lowest
    for pitch_class in pitch_classes:
        key += (pitch_class - key) % 12
        keys.append(key)
    return keys


def _voicing_cost(keys: Sequence[int], previous: Sequence[int] | None, centre: float, highest: int) -> float:
    drift = abs(sum(keys) / len(keys) - centre)
    cost = 50.0 * (keys[-1] > highest)
    if previous is None or len(previous) != len(keys):
        return cost + drift * len(keys)
    return cost + 0.15 * drift + sum(abs(here - before) for here, before in zip(keys, previous, strict=True))


def inner_voices(
    tones: tuple[int, ...],
    *,
    outer: tuple[int, int],
    ranges: Sequence[tuple[int, int]],
    previous: tuple[int, ...] | None,
) -> tuple[int, int]:
    """The two middle voices of four, by the rules of part writing.

    No voice crosses another; the chord's third is heard; a note is doubled rather than the third; the voices move
    little, and no two voices move in parallel fifths or octaves where that can be helped.

    Args:
        tones: pitch classes of the chord, root first.
        outer: keys of the lowest and of the highest voice.
        ranges: (lowest, highest) key of the lower and of the upper middle voice.
        previous: all four keys of the chord before, lowest first, or None.

    Returns:
        Keys of the lower and of the upper middle voice.
    """
    bottom, top = outer
    best: tuple[float, tuple[int, int]] | None = None
    for low in keys_of(tones, *ranges[0]):
        for high in keys_of(tones, *ranges[1]):
            if not low < high:
                continue
            voices = (bottom, low, high, top)
            cost = _part_writing_cost(voices, tones, previous)
            if best is None or (cost, (low, high)) < best:
                best = (cost, (low, high))
    return best[1] if best else (ranges[0][0], ranges[1][0])


def _part_writing_cost(voices: Sequence[int], tones: Sequence[int], previous: Sequence[int] | None) -> float:
    heard = {key % 12 for key in voices}
    cost = 9.0 * (len(tones) > 2 and tones[1] not in heard) + 4.0 * (tones[-1] not in heard)
    cost += sum(12.0 + low - high for low, high in pairwise(voices) if low > high)
    cost += sum(0.4 * max(0, high - low - 12) for low, high in pairwise(voices[1:]))
    cost += 2.0 * (len(tones) > 1 and sum(key % 12 == tones[1] for key in voices) > 1)
    if previous is None:
        return cost + 0.2 * (abs(voices[1] - 58) + abs(voices[2] - 65))
    cost += 0.7 * (abs(voices[1] - previous[1]) + abs(voices[2] - previous[2]))
    return cost + 9.0 * sum(1 for _ in parallels(previous, voices))


def parallels(before: Sequence[int], after: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs of voices that move in the same direction from one pure fifth or octave into another."""
    for low in range(len(before)):
        for high in range(low + 1, len(before)):
            distance = (before[high] - before[low]) % 12
            moves = after[low] != before[low] and after[high] != before[high]
            if moves and distance in (0, 7) and (after[high] - after[low]) % 12 == distance:
                yield low, high


def bass_key(pitch_class: int, lowest: int = 32) -> int:
    """The key of a pitch class in the octave from `lowest` on: Ab1 (32) to G2 (43), where a bass is at home."""
    return lowest + (pitch_class - lowest) % 12


def nearest(key: float, allowed: Sequence[int]) -> int:
    """The allowed key next to `key`; the lower one of two at the same distance."""
    return min(allowed, key=lambda candidate: (abs(candidate - key), candidate))


def distance_to_scale(keys: Iterable[int], tonic: int, mode: str) -> float:
    """Share of keys outside the scale, 0 to 1."""
    steps = SCALES[mode]
    outside = [(key - tonic) % 12 not in steps for key in keys]
    return sum(outside) / max(1, len(outside))
