"""What is to be played, before a single note of it is written: the plan.

A plan says everything that a person could want to see and change: key, tempo, sections, instruments, energy.
The same plan always gives the same notes. It goes to JSON and back without loss.

Beats are quarter notes everywhere, whatever the meter: a bar of 6/8 is 3 beats long.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from demotape.engines.band.theory import key_name

DRUMS, PERCUSSION, BASS, KEYS, RHYTHM, PAD, LEAD, COUNTER = (
    "drums",
    "percussion",
    "bass",
    "keys",
    "rhythm",
    "pad",
    "lead",
    "counter",
)
ROLES = (DRUMS, PERCUSSION, BASS, KEYS, RHYTHM, PAD, LEAD, COUNTER)
"""What instruments are cast for. A role without an instrument is not played.

`percussion` is what is struck beside the drum kit (congas, timpani, tambourine: a kit or a pitched preset); `keys` is
the first instrument of the chords, `rhythm` the second (strummed guitar beside a piano); `counter` answers or
harmonises the `lead`. Most styles cast only drums, bass, keys, pad and lead; the others come when a person names more.
Any set of roles is possible, one alone too: "solo violin" casts nothing but a lead, "solo piano" the same piano as keys
and as lead.
"""

LOUD, SOFT = "loud", "soft"
"""Emphasis of a role: about 6 dB more, or about 6 dB less and gently struck."""

NORMAL, HALF_TIME, DOUBLE_TIME = "normal", "half-time", "double-time"
"""Feel of the groove. In half-time the backbeat falls on 3 alone; the tempo stays."""

KINDS = ("part", "intro", "verse", "prechorus", "chorus", "bridge", "solo", "breakdown", "build", "drop", "outro")
"""What a section is for. `breakdown` thins out, `build` rises to what follows, `drop` hits with everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of the music of one character."""

    name: str
    """What a person reads: `slow intro`."""
    idea: str
    """Sections with the same letter share their musical material: `A`, `B`, `C`."""
    kind: str = "part"
    """One of `KINDS`."""
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
    density: float = 0.5
    """0 (sparse: few notes) to 1 (busy); 0.5 is as the style has it."""
    without: tuple[str, ...] = ()
    """Roles that are silent here."""
    changes: Mapping[str, str] = field(default_factory=dict)
    """Role to preset, where another instrument than in the rest of the piece plays. See `Plan.cast`."""
    emphasis: Mapping[str, str] = field(default_factory=dict)
    """Role to `LOUD` or `SOFT`, where it is not balanced as the style has it. Holds what the whole piece asks, too."""
    feel: str = NORMAL
    """`NORMAL`, `HALF_TIME` or `DOUBLE_TIME`."""
    transpose: int = 0
    """Semitones above the key of the piece, -11 to 11: a key change."""
    fade_in_s: float = 0.0
    """The mix rises from silence over this time at the start of the section; 0 to its length."""
    fade_out_s: float = 0.0
    """The mix falls to silence over this time at the end of the section; 0 to its length."""

    @property
    def end_s(self) -> float:
        return self.start_s + self.length_s

    @property
    def end_beat(self) -> float:
        return self.start_beat + self.beats

    @property
    def loud_bass(self) -> bool:
        return self.emphasis.get(BASS) == LOUD

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
    """Names in `styles.STYLES`. The first gives the grooves; instruments and harmony come from all of them."""
    tonic: int
    """Pitch class, 0 (C) to 11 (B)."""
    mode: str
    """A name in `theory.SCALES`."""
    instruments: Mapping[str, str]
    """Role to preset of the bank (a name in `presets.PRESETS`)."""
    sections: tuple[Section, ...]
    beats_per_bar: int = 4
    """Upper number of the meter."""
    beat_unit: int = 4
    """Lower number of the meter: 4 or 8."""
    fixed_tempo: bool = False
    """Whether the person named the tempo: it is never bent, and odd beats ring out at the end."""
    swing: float | None = None
    """Where the second of two short notes falls inside their pair, 0.5 (straight) to 0.75; None: as in the style."""
    loopable: bool = False
    """Whether the end joins the start: whole bars, tails wrapped round, no ending and no fades."""
    moods: tuple[str, ...] = ()
    """Names in `vocabulary.moods.MOODS`: `dark`, `happy`, `epic`."""
    understood: tuple[str, ...] = field(default=())
    """What was read out of the prompt, as plain sentences."""
    not_followed: tuple[str, ...] = field(default=())
    """What was asked and is not done, as plain sentences."""

    @property
    def beats(self) -> float:
        """Length in quarter notes."""
        return self.sections[-1].end_beat

    @property
    def bar_beats(self) -> float:
        """Length of a bar in quarter notes: 4 in 4/4, 3 in 3/4 and 6/8, 3.5 in 7/8."""
        return self.beats_per_bar * 4 / self.beat_unit

    @property
    def meter(self) -> str:
        """As a person reads it: `6/8`."""
        return f"{self.beats_per_bar}/{self.beat_unit}"

    def cast(self, section: Section) -> dict[str, str]:
        """Role to preset of everything that plays in a section."""
        return {
            role: preset
            for role, preset in {**self.instruments, **section.changes}.items()
            if role not in section.without
        }

    def seconds_at(self, beat: float) -> float:
        """When a beat sounds. Beats before the start and after the end follow the nearest section's tempo."""
        section = next((s for s in self.sections if beat < s.end_beat - 1e-9), self.sections[-1])
        return section.start_s + (beat - section.start_beat) * 60 / section.tempo_bpm

    def to_json(self) -> dict[str, Any]:
        """The plan as plain data, fit for JSON.

        `key`, `meter`, `tempo_bpm` and the `instruments` of a section are there for the reader; `from_json` derives
        them anew.
        """
        sections = [
            asdict(section)
            | {"changes": dict(section.changes), "emphasis": dict(section.emphasis)}
            | {"instruments": self.cast(section)}
            for section in self.sections
        ]
        summary = {
            "key": key_name(self.tonic, self.mode),
            "meter": self.meter,
            "tempo_bpm": self.sections[0].tempo_bpm,
        }
        return asdict(self) | summary | {"instruments": dict(self.instruments), "sections": sections}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Plan:
        """The plan that `to_json` wrote.

        Raises:
            TypeError, KeyError: the data is no such plan.
        """
        sections = tuple(_section(section) for section in data["sections"])
        texts = {name: tuple(data.get(name, ())) for name in ("styles", "moods", "understood", "not_followed")}
        known = {name: value for name, value in data.items() if name in cls.__dataclass_fields__}
        return cls(**{**known, **texts, "sections": sections, "instruments": dict(data["instruments"])})


def _section(data: Mapping[str, Any]) -> Section:
    known = {name: value for name, value in data.items() if name in Section.__dataclass_fields__}
    return Section(**{**known, "without": tuple(data.get("without", ()))})
