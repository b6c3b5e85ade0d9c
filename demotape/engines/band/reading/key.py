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

    def transpose_of(self, atoms: Sequence[Atom]) -> int:
        """Semitones from this key to the one that a section names: -6 to 5; 0 if it names none."""
        named = next((atom.value[0] for atom in atoms if atom.kind == Kind.KEY), self.tonic)
        return int((named - self.tonic + 6) % 12 - 6)


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
    lines = [atom for atom in reader.atoms if atom.kind == Kind.CHORDS]
    vamps = [atom for atom in reader.atoms if atom.kind == Kind.VAMP]
    reader.use(*vamps)
    if vamps and not lines:
        return Key(tonic, mode, (*told, "one chord throughout"), tuple(refused), ("1",))
    if not lines:
        return Key(tonic, mode, tuple(told), tuple(refused))
    reader.use(lines[0])
    names = lines[0].value
    if not (keys and keys[0].value[1]):
        found_tonic, found_mode = key_of(names, keys[0].value[0] if keys else None)
        tonic, mode = tonic if found_tonic is None else found_tonic, found_mode or mode
        told = [key_name(tonic, mode)] if found_tonic is not None else told
    told.append("chords: " + " ".join(names))
    return Key(tonic, mode, tuple(told), tuple(refused), tokens(names, tonic, mode))


def _is_dark(mode: str) -> bool:
    return 3 in SCALES[mode]
