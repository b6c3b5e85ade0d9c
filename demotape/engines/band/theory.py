"""Scales, chords and voice leading.

Keys are MIDI note numbers (60 is middle C), pitch classes are 0 (C) to 11 (B), degrees of a scale count from 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

PITCH_NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")

SCALES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
}
"""Semitones above the tonic, by mode."""

_LOWEST_VOICE = 53
_HIGHEST_VOICE = 76
_COMFORTABLE_CENTRE = 64


def key_name(tonic: int, mode: str) -> str:
    """Name of a key as a person reads it, for example `Eb minor`."""
    return f"{PITCH_NAMES[tonic % 12]} {mode}"


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


def lead_voices(pitch_classes: Sequence[int], previous: Sequence[int] | None) -> tuple[int, ...]:
    """Voice a chord so that each voice moves as little as it can from the chord before.

    Args:
        pitch_classes: root first. Of chords of four and more the root is left out: it belongs to the bass.
        previous: keys of the chord before, or None for the first chord, which then lies around middle C.

    Returns:
        Keys in rising order, one for each pitch class that is voiced.
    """
    voiced = list(pitch_classes[1:] if len(pitch_classes) > 3 else pitch_classes)
    candidates = [
        tuple(key + octave for key in _close_position(voiced[turn:] + voiced[:turn]))
        for turn in range(len(voiced))
        for octave in (0, 12)
    ]
    return min(candidates, key=lambda keys: _voicing_cost(keys, previous))


def _close_position(pitch_classes: Iterable[int]) -> list[int]:
    keys: list[int] = []
    key = _LOWEST_VOICE
    for pitch_class in pitch_classes:
        key += (pitch_class - key) % 12
        keys.append(key)
    return keys


def _voicing_cost(keys: Sequence[int], previous: Sequence[int] | None) -> float:
    too_high = 50.0 * (max(keys) > _HIGHEST_VOICE)
    if previous is None or len(previous) != len(keys):
        return too_high + abs(sum(keys) / len(keys) - _COMFORTABLE_CENTRE) * len(keys)
    return too_high + sum(abs(here - before) for here, before in zip(keys, previous, strict=True))


def bass_key(pitch_class: int) -> int:
    """The key of a pitch class on a bass: from Ab1 (32) up to G2 (43)."""
    return 32 + (pitch_class - 32) % 12


def nearest(key: float, allowed: Sequence[int]) -> int:
    """The allowed key next to `key`; the lower one of two at the same distance."""
    return min(allowed, key=lambda candidate: (abs(candidate - key), candidate))


def distance_to_scale(keys: Iterable[int], tonic: int, mode: str) -> float:
    """Share of keys outside the scale, 0 to 1."""
    steps = SCALES[mode]
    outside = [(key - tonic) % 12 not in steps for key in keys]
    return sum(outside) / max(1, len(outside))
