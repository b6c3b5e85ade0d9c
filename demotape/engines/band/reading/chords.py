"""Chords that a prompt names, `Am F C G` or `ii-V-I`, as the composer writes them: see `theory.read_chord`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from demotape.engines.band.theory import QUALITIES, SCALES

_PITCHES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_LETTER = re.compile(r"([A-G])([#♯b♭]?)([a-z]*\d?)")
_ROMAN = re.compile(r"(b?)([iIvV]+)(maj7|m7|7|9|°)?")
_DEGREES = ("i", "ii", "iii", "iv", "v", "vi", "vii")
_FORM_LETTERS = frozenset("ABC")
"""What sections are called: a line of nothing else is the form of a piece."""
_SUFFIXES = {"": "M", "maj": "M", "m": "m", "min": "m", "min7": "m7", "dim": "d", "aug": "+", "°": "d"}
"""What musicians write behind a root, where `theory.QUALITIES` has another name for it."""
_SIGNS = ("n1", "b2", "n2", "b3", "n3", "n4", "b5", "n5", "b6", "n6", "b7", "n7")
"""Semitones above the tonic to the degree of the major scale with its sign."""
_FIRST_BONUS, _LAST_BONUS = 1.0, 0.6
"""What the first and the last chord say for the key of a line whose notes leave it open."""


def chord_names(text: str) -> tuple[str, ...] | None:
    """The chords of a line, as they are written; None if it is the form of a piece: `A A B A`."""
    names = tuple(re.split(r"[\s\-–,|>→/]+", text.strip()))
    return None if set(names) <= _FORM_LETTERS else names


def key_of(names: Sequence[str], tonic: int | None) -> tuple[int | None, str | None]:
    """The key that a line of chords is in: pitch class and `major` or `minor`.

    Args:
        names: from `chord_names`.
        tonic: pitch class, if it is known already.

    Returns:
        None for what the line does not tell: numerals name no pitch.
    """
    if any(name[0] not in _PITCHES for name in names):
        mode = "minor" if "i" in names else "major" if "I" in names else None
        return tonic, mode
    chords = [_spelt(name) for name in names]
    tonics = range(12) if tonic is None else (tonic,)
    keys = [(each, mode) for mode in ("major", "minor") for each in tonics]
    return max(keys, key=lambda key: _fit(chords, *key))


def tokens(names: Sequence[str], tonic: int, mode: str) -> tuple[str, ...]:
    """The chords in a key, one name of `theory.read_chord` for each."""
    return tuple(_token(name, tonic, mode) for name in names)


def _token(name: str, tonic: int, mode: str) -> str:
    if name[0] in _PITCHES:
        root, quality = _spelt(name)
        return f"{_SIGNS[(root - tonic) % 12]}:{quality}"
    match = _ROMAN.fullmatch(name)
    if match is None:  # the pattern that found the line lets nothing else through
        raise ValueError(name)
    sign, numeral, suffix = match[1], match[2], match[3] or ""
    degree = _DEGREES.index(numeral.lower()) + 1
    is_minor = numeral.islower()
    if not sign and not suffix and is_minor == _is_minor_there(degree, mode):
        return str(degree)
    quality = {"7": "m7", "9": "m9", "": "m"}.get(suffix, suffix) if is_minor else suffix
    return f"{sign}{degree}:{_SUFFIXES.get(quality, quality)}"


def _is_minor_there(degree: int, mode: str) -> bool:
    scale = SCALES[mode]
    third = (scale[(degree + 1) % 7] - scale[degree - 1]) % 12
    return third == 3


def _spelt(name: str) -> tuple[int, str]:
    """Pitch class of the root and name of the quality."""
    match = _LETTER.fullmatch(name)
    if match is None:  # the pattern that found the line lets nothing else through
        raise ValueError(name)
    shift = {"#": 1, "♯": 1, "b": -1, "♭": -1}.get(match[2], 0)
    quality = _SUFFIXES.get(match[3], match[3])
    return (_PITCHES[match[1]] + shift) % 12, quality


def _fit(chords: Sequence[tuple[int, str]], tonic: int, mode: str) -> float:
    """How many notes of the chords belong to a key, and whether the line begins and ends at home."""
    scale = {(tonic + step) % 12 for step in SCALES[mode]}
    inside = sum((root + step) % 12 in scale for root, quality in chords for step in QUALITIES[quality])
    third = 3 if mode == "minor" else 4
    home = [root == tonic and (third in QUALITIES[quality] or quality == "5") for root, quality in chords]
    return inside + _FIRST_BONUS * home[0] + _LAST_BONUS * home[-1]
