"""How a section sounds: its energy, its tempo, how busy it is, from the words that speak of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from demotape.engines.band.plan import BASS, LOUD, NORMAL
from demotape.engines.band.reading.vocabulary.moods import MOODS
from demotape.engines.band.reading.vocabulary.structure import SECTION_ENERGIES
from demotape.engines.band.reading.wishes import Wishes

LEAST_ENERGY = 0.2
_ORDINARY_ENERGY = 0.575
"""Mean energy of a section that no word describes."""
_LOUD, _SOFT, _SLOW, _FAST = (0.8, 0.9), (0.28, 0.36), (0.38, 0.45), (0.8, 0.85)
_QUIET_ROOM = 0.42


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """What the words of a section come to."""

    tempo: float = 1.0
    """Factor on the tempo of the piece."""
    bpm: tuple[float, float] | None = None
    """Lowest and highest tempo, if the person named one for this section."""
    energy: tuple[float, float] = (0.55, 0.6)
    density: float = 0.5
    feel: str = NORMAL
    transpose: int = 0
    fades_in: bool = False
    fades_out: bool = False
    without: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    """Styles of this section, where the piece goes from one to another."""
    muted: tuple[str, ...] = ()
    changes: dict[str, str] = field(default_factory=dict)
    emphasis: dict[str, str] = field(default_factory=dict)

    def under(self, overall: Wishes) -> Character:
        """The same section in a piece of this overall character."""
        shift = mood_energy(overall) + 0.12 * overall.level
        low, high = (clamp(energy + shift) for energy in self.energy)
        feel = overall.feel if self.feel == NORMAL else self.feel
        density = self.density + overall.density + mood_density(overall)
        return replace(self, energy=(low, high), feel=feel, density=min(1.0, max(0.0, density)))


def clamp(energy: float) -> float:
    return min(1.0, max(LEAST_ENERGY, energy))


def mood_energy(wishes: Wishes) -> float:
    """What the moods add to the energy, -0.2 to 0.2."""
    return min(0.2, max(-0.2, sum(MOODS[mood].energy for mood in dict.fromkeys(wishes.moods))))


def mood_density(wishes: Wishes) -> float:
    """What the moods add to the density."""
    return min(0.2, max(-0.2, sum(MOODS[mood].density for mood in dict.fromkeys(wishes.moods))))


def mood_tempo(wishes: Wishes) -> float:
    """What the moods make of a free tempo, as a factor."""
    factor = 1.0
    for mood in dict.fromkeys(wishes.moods):
        factor *= MOODS[mood].tempo
    return min(1.12, max(0.88, factor))


def characterise(wishes: Wishes, kind: str, previous: Character | None) -> Character:
    """What these wishes make of a section of this kind, after a section of character `previous`."""
    energy = (LEAST_ENERGY, LEAST_ENERGY) if wishes.is_silent else _energy(wishes, kind, previous)
    return Character(
        tempo=_tempo(wishes, previous),
        bpm=wishes.bpm
        or (None if wishes.italian_bpm is None else (0.93 * wishes.italian_bpm, 1.07 * wishes.italian_bpm)),
        energy=energy,
        density=min(1.0, max(0.0, 0.5 + wishes.density)),
        feel=wishes.feel,
        transpose=wishes.transpose + (previous.transpose if previous else 0),
        fades_in=wishes.fades_in,
        fades_out=wishes.fades_out and not wishes.has_no_fade,
    )


def _tempo(wishes: Wishes, previous: Character | None) -> float:
    before = previous.tempo if previous else 1.0
    tempo = 1.0
    if wishes.tempo is not None:
        tempo = wishes.tempo
        if wishes.tempo < 1 and previous is not None:
            tempo = min(wishes.tempo, max(0.6, before * 0.95))
    if wishes.change > 1:
        tempo = min(1.6, max(1.16 if previous is None else 1.24, before * wishes.change))
    elif wishes.change < 1:
        tempo = max(0.5, min(0.85, before * wishes.change))
    if wishes.accelerates:
        tempo = min(1.6, before * 1.12)
    elif wishes.decelerates:
        tempo = max(0.6, before * 0.86)
    return tempo


def _energy(wishes: Wishes, kind: str, previous: Character | None) -> tuple[float, float]:
    before = previous.energy[1] if previous else None
    low, high = SECTION_ENERGIES[kind]
    is_plain = kind == "part"
    if is_plain and before is not None and before >= 0.5 and not wishes.moods:
        low, high = max(low, before), max(high, before)
    if wishes.tempo is not None and is_plain:
        low, high = _SLOW if wishes.tempo < 1 else _FAST if wishes.tempo > 1 else (low, high)
    if wishes.change > 1:
        low, high = max(low, _FAST[0]), max(high, _FAST[1])
    elif wishes.change < 1 and is_plain:
        low, high = min(low, 0.45), min(high, 0.5)
    shift = mood_energy(wishes) * 1.4
    low, high = low + shift, high + shift
    has_loud_bass = (BASS, LOUD) in wishes.emphasis
    is_louder = any(level == LOUD for _, level in wishes.emphasis)
    if wishes.level > 0 or has_loud_bass or wishes.is_full or is_louder:
        low, high = max(low, _LOUD[0]), max(high, _LOUD[1])
        if before is not None and wishes.level > 0:
            low, high = max(low, min(1.0, before + 0.05)), max(high, min(1.0, before + 0.1))
    elif wishes.level < 0:
        low, high = min(low, _SOFT[0]), min(high, _SOFT[1])
    elif wishes.is_only and is_plain:
        low, high = min(low, 0.42), min(high, 0.5)
    if wishes.builds:
        low, high = (min(low, 0.4) if before is None else min(low, max(before, 0.3))), max(high, 0.98)
    if wishes.falls:
        low, high = (before if before is not None else low), min(high, 0.32)
    if wishes.fades_out:
        low, high = (min(low, 0.55) if before is None else min(before, low + 0.1)), min(high, 0.3)
    if wishes.density < 0 and is_plain:
        low, high = min(low, _QUIET_ROOM), min(high, _QUIET_ROOM + 0.06)
    return clamp(low), clamp(high)
