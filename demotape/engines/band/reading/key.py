"""Which key a prompt asks for."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from demotape.engines.band.reading.chords import key_of, tokens
from demotape.engines.band.reading.lexicon import Kind
from demotape.engines.band.reading.reader import Atom, Reader
from demotape.engines.band.reading.vocabulary.moods import MOODS
from demotape.engines.band.reading.wishes import Wishes
from demotape.engines.band.theory import SCALES, key_name

_USUAL_TONICS = (0, 2, 5, 7, 9, 10)


@dataclass(frozen=True, slots=True)
class Key:
    """A key, and what is told of it."""

    tonic: int
    mode: str
    told: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    chords: tuple[str, ...] = ()
    """Chords that the prompt names, as the plan has them."""
    later: int = 0
    """Semitones to a second key, which holds in the second half of a piece without named sections."""

    def transpose_of(self, atoms: Sequence[Atom]) -> int:
        """Semitones from this key to the one that a section names: -6 to 5; 0 if it names none.

        The mode of a piece stays: a section in the other mode is played in the relative of its key, which has the same
        notes.
        """
        named = next((atom for atom in atoms if atom.kind == Kind.KEY), None)
        if named is None:
            return 0
        return _way_to(named, self.tonic, self.mode)


def choose_key(reader: Reader, overall: Wishes, everything: Wishes, chance: random.Random, *, mode: str) -> Key:
    """The key that a prompt names first; else a mode that its words and moods suggest, and any tonic.

    Args:
        reader: the prompt.
        overall: wishes for the whole piece.
        everything: wishes for any part of it.
        chance: chooses the tonic where the prompt does not.
        mode: what the style is usually in.
    """
    tonic = chance.choice(_USUAL_TONICS)
    told: list[str] = []
    refused: list[str] = []
    modes = [MOODS[mood].mode for mood in (*overall.moods, *everything.moods)]
    from_mood = next((found for found in modes if found is not None), None)
    if from_mood is not None and (mode in ("major", "minor") or _is_dark(mode) != (from_mood == "minor")):
        mode = from_mood
    named = [atom for atom in reader.atoms if atom.kind == Kind.MODE]
    nearest = [atom for atom in reader.atoms if atom.kind == Kind.PENTATONIC]
    if named:
        mode = named[0].value
        told.append(f"a {mode} key")
    elif nearest:
        mode = nearest[0].value
        refused.append(f"{nearest[0].text}: played in {mode}")
    elif from_mood is not None:
        told.append(f"a {mode} key")
    keys = [atom for atom in reader.atoms if atom.kind == Kind.KEY]
    if keys:
        tonic, own = keys[0].value
        mode = own or mode
        told = [key_name(tonic, mode)]
    reader.use(*named, *nearest, *keys)
    chords: tuple[str, ...] = ()
    lines = [atom for atom in reader.atoms if atom.kind == Kind.CHORDS]
    vamps = [atom for atom in reader.atoms if atom.kind == Kind.VAMP]
    reader.use(*vamps)
    if lines:
        reader.use(lines[0])
        names = lines[0].value
        if not (keys and keys[0].value[1]):
            found_tonic, found_mode = key_of(names, keys[0].value[0] if keys else None)
            tonic, mode = tonic if found_tonic is None else found_tonic, found_mode or mode
            told = [key_name(tonic, mode)] if found_tonic is not None else told
        told.append("chords: " + " ".join(names))
        chords = tokens(names, tonic, mode)
    elif vamps:
        told.append("one chord throughout")
        chords = ("1",)
    later = next((atom for atom in keys if atom.value != keys[0].value), None)
    return Key(tonic, mode, tuple(told), tuple(refused), chords, 0 if later is None else _way_to(later, tonic, mode))


def turn_of(count: int) -> int:
    """Which of so many sections without names is the first in the second key."""
    return (count + 1) // 2


def played_in(named: Atom, mode: str) -> int:
    """The tonic in this mode of the piece for a key that is named for a section: its own, or that of its relative."""
    tonic, own = named.value
    if own is None or _is_dark(own) == _is_dark(mode):
        return int(tonic)
    return int((tonic - 3 if _is_dark(mode) else tonic + 3) % 12)


def _way_to(named: Atom, tonic: int, mode: str) -> int:
    """Semitones from a key of the piece to one that is named: -6 to 5."""
    return int((played_in(named, mode) - tonic + 6) % 12 - 6)


def _is_dark(mode: str) -> bool:
    return 3 in SCALES[mode]
