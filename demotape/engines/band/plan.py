"""What is to be played, before a single note of it is written: the plan.

A plan says everything that a person could want to see and change: key, tempo, sections, instruments, energy.
The same plan always gives the same notes. It goes to JSON and back without loss.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

DRUMS, BASS, KEYS, PAD, LEAD = "drums", "bass", "keys", "pad", "lead"
ROLES = (DRUMS, BASS, KEYS, PAD, LEAD)
"""What instruments are cast for. A role without an instrument is not played."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of the music of one character."""

    name: str
    """What a person reads: `slow intro`."""
    idea: str
    """Sections with the same letter share their musical material: `A`, `B`."""
    start_s: float
    length_s: float
    tempo_bpm: float
    """Quarter notes a minute."""
    start_beat: float
    """In quarter notes from the start of the piece."""
    beats: float
    """Length in quarter notes. Whole bars wherever the tempo could be bent to them."""
    energy_start: float
    """0 (barely there) to 1 (everything plays, loudly)."""
    energy_end: float
    loud_bass: bool = False
    without: tuple[str, ...] = ()
    """Roles that are silent here."""

    @property
    def end_s(self) -> float:
        return self.start_s + self.length_s

    @property
    def end_beat(self) -> float:
        return self.start_beat + self.beats

    def energy_at(self, beat: float) -> float:
        """Energy at a beat of this section, interpolated from its start to its end."""
        share = min(1.0, max(0.0, (beat - self.start_beat) / max(self.beats - 4, 1.0)))
        return self.energy_start + (self.energy_end - self.energy_start) * share


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole piece."""

    prompt: str
    length_s: float
    seed: int
    styles: tuple[str, ...]
    """Names in `styles.STYLES`. The first leads; the others lend harmony and colours."""
    tonic: int
    """Pitch class, 0 (C) to 11 (B)."""
    mode: str
    """A name in `theory.SCALES`."""
    instruments: Mapping[str, str]
    """Role to preset of the bank."""
    sections: tuple[Section, ...]
    beats_per_bar: int = 4
    understood: tuple[str, ...] = field(default=())
    """What was read out of the prompt, as plain sentences."""
    not_followed: tuple[str, ...] = field(default=())
    """What was asked and is not done, as plain sentences."""

    @property
    def beats(self) -> float:
        """Length in quarter notes."""
        return self.sections[-1].end_beat

    def seconds_at(self, beat: float) -> float:
        """When a beat sounds. Beats before the start and after the end follow the nearest section's tempo."""
        section = next((s for s in self.sections if beat < s.end_beat - 1e-9), self.sections[-1])
        return section.start_s + (beat - section.start_beat) * 60 / section.tempo_bpm

    def to_json(self) -> dict[str, Any]:
        """The plan as plain data, fit for JSON."""
        return asdict(self) | {"instruments": dict(self.instruments)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Plan:
        """The plan that `to_json` wrote.

        Raises:
            TypeError, KeyError: the data is no such plan.
        """
        sections = tuple(Section(**{**section, "without": tuple(section["without"])}) for section in data["sections"])
        texts = {name: tuple(data[name]) for name in ("styles", "understood", "not_followed")}
        return cls(**{**data, **texts, "sections": sections, "instruments": dict(data["instruments"])})
