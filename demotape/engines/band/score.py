"""What the arrangers share: notes, the bar they stand in, and the chance that makes them human."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from demotape.engines.band.plan import Plan, Section
from demotape.engines.band.styles import STYLES, Style


class Note(NamedTuple):
    """One note as it is to be played."""

    beat: float
    """Start, in quarter notes from the start of the piece."""
    beats: float
    """Length in quarter notes."""
    key: int
    """MIDI note number, or the General MIDI percussion key in a drum part."""
    velocity: int
    """1 to 127."""


Score = Mapping[str, Sequence[Note]]
"""Part name to its notes in order of time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar and everything that its players need to know."""

    section: Section
    section_index: int
    index: int
    """In the section, from 0."""
    start: float
    """First beat, in quarter notes from the start of the piece."""
    beats: float
    """Length; shorter than a whole bar where odd beats are left over."""
    energy: float
    chord: tuple[int, ...]
    """Pitch classes, root first."""
    next_root: int
    """Pitch class of the root of the next bar's chord."""
    voicing: tuple[int, ...]
    """Keys of the chord for a keyboard, voice-led from the bar before."""
    root: int
    """Key of the root on the bass."""
    velocity: float
    """What a note of ordinary weight gets here."""
    leads_on: bool
    """Last bar before another section."""
    opens: bool
    """First bar of a section that is not the first."""
    is_last: bool
    """Last bar of the piece: everything comes home to the tonic and rings out."""


class Writer:
    """Collects the notes of one part, with its own chance, so that muting one part never changes another."""

    def __init__(self, plan: Plan, part: str) -> None:
        self.plan = plan
        self.style: Style = STYLES[plan.styles[0]]
        self.part = part
        self.chance = random.Random(f"{part} {plan.seed}")  # noqa: S311 - music, not secrets
        self.notes: list[Note] = []

    def add(
        self, beat: float, beats: float, key: int, velocity: float, *, loose: float = 0.01, touch: float = 5
    ) -> None:
        """Write a note.

        Args:
            beat, beats: start and length in quarter notes. Notes past the end of the piece are dropped.
            key: MIDI note number.
            velocity: kept to 1 to 127.
            loose: standard deviation of the start, in beats.
            touch: standard deviation of the velocity.
        """
        start = max(0.0, beat + self.chance.gauss(0, loose))
        struck = round(min(127, max(1, velocity + self.chance.gauss(0, touch))))
        if start < self.plan.beats and 0 <= key <= 127:
            self.notes.append(Note(start, beats, key, struck))

    def swung(self, beat: float) -> float:
        """Where a beat falls with the swing of the style."""
        unit = self.style.swing_unit_beats
        late = round(beat / unit) % 2 == 1
        return beat + (self.style.swing - 0.5) * 2 * unit * late
