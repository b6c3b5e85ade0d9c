"""What the arrangers share: notes, the bar they stand in, and the chance that makes them human."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple, TypeVar

from demotape.engines.band.grooves import Meter
from demotape.engines.band.plan import (
    BASS,
    COUNTER,
    DRUMS,
    KEYS,
    LEAD,
    LOUD,
    PAD,
    RHYTHM,
    ROLES,
    SOFT,
    Plan,
    Section,
)
from demotape.engines.band.presets import PRESETS, RISER, SUB_BASS
from demotape.engines.band.styles import STYLES, Style
from demotape.engines.band.theory import Chord


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


_ACCENT, _ON_THE_BEAT = 1.18, 0.05
LONG_BARS = 16
"""After so many bars of one section its players vary what they play."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar and everything that its players need to know."""

    section: Section
    section_index: int
    index: int
    """In the section, from 0."""
    count: int
    """Bars of the section."""
    number: int
    """In the piece, from 0."""
    start: float
    """First beat, in quarter notes from the start of the piece."""
    beats: float
    """Length: shorter than a whole bar where a section is cut off, longer where odd beats ring out."""
    meter: Meter
    energy: float
    chords: tuple[tuple[float, Chord], ...]
    """(beat in the bar, chord), the first on 0."""
    next_chord: Chord
    """The first chord of the bar after this one."""
    idea: int
    """Which musical idea of the piece this is, from 0 in order of appearance."""
    visit: int
    """How often this idea was heard before this section."""
    velocity: float
    """What a note of ordinary weight gets here."""
    leads_on: bool
    """Last bar before another section."""
    leads_to: float
    """Energy of what follows this section; of this section itself where nothing follows."""
    holds_breath: bool
    """Last bar before a drop: kick and bass are left out, so that the drop brings them back."""
    opens: bool
    """First bar of a section that is not the first."""
    closes: bool
    """Last bar but one of the piece: everything leads home."""
    is_last: bool
    """Last bar of the piece: everything comes home to the tonic and rings out."""

    @property
    def turn(self) -> int:
        """How often the idea has gone by: before this section, and in the sixteens of bars of a long one."""
        return self.visit + self.index // LONG_BARS

    @property
    def chord(self) -> Chord:
        """The chord at the start of the bar."""
        return self.chords[0][1]

    @property
    def played_beats(self) -> float:
        """How much of the bar patterns may fill: odd beats beyond a whole bar only ring."""
        return min(self.beats, self.meter.bar_beats)

    def accent(self, beat: float) -> float:
        """Factor on the velocity of what repeats: the beats of the meter stand out from what lies between them."""
        start = 0.0
        for size in self.meter.groups:
            if abs(beat - start) < _ON_THE_BEAT:
                return _ACCENT
            start += size
        return 1 / _ACCENT

    def chord_at(self, beat: float) -> Chord:
        """The chord at a beat of the bar."""
        sounding = self.chords[0][1]
        for start, chord in self.chords:
            if start <= beat + 1e-6:
                sounding = chord
        return sounding

    def chord_end(self, beat: float) -> float:
        """The beat of the bar at which the chord at `beat` is over."""
        return min((start for start, _ in self.chords if start > beat + 1e-6), default=self.beats)


def _table(draw: str) -> tuple[float, ...]:
    chance = random.Random(draw)  # noqa: S311 - music, not secrets
    return tuple(max(-2.2, min(2.2, chance.gauss(0, 1))) for _ in range(1021))


_LOOSENESS, _TOUCH = _table("looseness"), _table("touch")
"""Normal deviations, kept to 2.2 standard deviations. Reading a table is five times as fast as drawing."""
_LOOSEST_BEATS = 0.022
"""Keeps every note within 0.05 beats of where it stands."""


@dataclass(slots=True)
class Writer:
    """Collects the notes of one part, with its own chance, so that muting one part never changes another."""

    plan: Plan
    part: str
    preset: str
    notes: list[Note]
    style: Style = field(init=False)
    chance: random.Random = field(init=False)
    looseness: float = field(init=False)
    """Standard deviation of a note's start, in quarter notes."""
    touch: float = field(init=False)
    """Standard deviation of a note's velocity."""
    gain: float = field(init=False, default=1.0)
    """Factor on velocities: how loud the part is asked to be."""
    _lowest: int = field(init=False)
    _highest: int = field(init=False)
    _swing_late: float = field(init=False)
    _swing_unit: float = field(init=False)
    _at: int = field(init=False)
    _end: float = field(init=False)

    def __post_init__(self) -> None:
        self.style = STYLES[self.plan.styles[0]]
        self.chance = random.Random(f"{self.part} {self.plan.seed}")  # noqa: S311 - music, not secrets
        loose_beats = self.style.looseness_ms / 60_000 * self.plan.sections[0].tempo_bpm
        self.looseness = min(_LOOSEST_BEATS, loose_beats)
        self.touch = self.style.touch
        preset = PRESETS[self.preset]
        self._lowest, self._highest = (0, 127) if preset.is_kit else (preset.lowest, preset.highest)
        self._swing_unit = self.style.swing_unit_beats
        swing = self.style.swing if self.plan.swing is None else self.plan.swing
        self._swing_late = (swing - 0.5) * 2 * self._swing_unit if self.style.grid != 3 else 0.0
        self._at = self.chance.randrange(1021)
        self._end = self.plan.beats

    def add(self, beat: float, beats: float, key: int, velocity: float, *, loose: float = 1.0) -> None:
        """Write a note.

        Args:
            beat, beats: start and length in quarter notes. A note past the end of the piece is dropped.
            key: MIDI note number; moved by octaves into the range of the instrument.
            velocity: kept to 1 to 127.
            loose: factor on how far the start strays.
        """
        self._at = at = (self._at + 1) % 1021
        start = beat + _LOOSENESS[at] * self.looseness * loose
        if start < 0:
            start = 0.0
        if start >= self._end - 0.02:
            return
        struck = round(velocity * self.gain + _TOUCH[at] * self.touch)
        if key < self._lowest:
            key += -12 * ((key - self._lowest) // 12)
        elif key > self._highest:
            key -= 12 * -((self._highest - key) // 12)
        self.notes.append(Note(start, beats, key, 1 if struck < 1 else min(struck, 127)))

    def swung(self, beat: float) -> float:
        """Where a beat falls with the swing of the style."""
        if not self._swing_late:
            return beat
        place = beat / self._swing_unit
        near = round(place)
        return beat + self._swing_late if near % 2 and abs(place - near) < 0.1 else beat


Item = TypeVar("Item")


def dealt(items: Sequence[Item], seed: int, what: str) -> list[Item]:
    """The items in an order of chance, of which seeds that follow each other begin with different ones.

    Drawing freely, two pieces of one style would often begin with the same of five progressions. Instead each run of
    as many seeds as there are items shares one shuffled deck, and every seed of the run cuts it one card further on.

    Args:
        items: what there is to choose from.
        seed: of the piece.
        what: name of the choice; choices of different names do not go together.
    """
    deck, place = divmod(seed, len(items))
    cards, before = (
        random.Random(f"{what} {number}").sample(items, len(items))  # noqa: S311 - music, not secrets
        for number in (deck, deck - 1)
    )
    if len(cards) > 2 and cards[0] == before[-1]:  # the last one of the run before is next to the first one of this
        cards[:2] = cards[1::-1]
    return cards[place:] + cards[:place]


class Chair:
    """A seat in the band: one part, with the chances of its player, whoever sits there in each section."""

    _GAINS: ClassVar[Mapping[str, float]] = {LOUD: 1.12, SOFT: 0.72}

    def __init__(self, plan: Plan, part: str) -> None:
        self.plan = plan
        self.part = part
        self.role = ROLE_OF.get(part, part)
        self.chance = random.Random(f"choices of {part} {plan.seed}")  # noqa: S311 - music, not secrets
        self.notes: list[Note] = []
        self._writers: dict[str, Writer] = {}
        self._seated = [self._writer(section) for section in plan.sections]

    def _writer(self, section: Section) -> Writer | None:
        if self.role not in self.plan.cast(section):
            return None
        preset = preset_of(self.plan, self.part, section)
        if preset not in self._writers:
            self._writers[preset] = Writer(self.plan, self.part, preset, self.notes)
        return self._writers[preset]

    def at(self, bar: Bar) -> Writer | None:
        """Who writes in a bar, as loud as asked there; None where the seat is empty."""
        writer = self._seated[bar.section_index]
        if writer:
            writer.gain = self._GAINS.get(bar.section.emphasis.get(self.role, ""), 1.0)
        return writer

    @property
    def parts(self) -> dict[str, list[Note]]:
        """Part name to notes, as they were written."""
        return {self.part: self.notes}


ROLE_OF: Mapping[str, str] = {"sub": BASS, "taiko": DRUMS, "timpani": DRUMS, "lead doubling": LEAD, "riser": PAD}
"""Part to the role that casts it, where the names differ."""

_FIXED_PRESETS: Mapping[str, str] = {
    "sub": SUB_BASS,
    "riser": RISER,
    "taiko": "Taiko Drum",
    "timpani": "Timpani",
    "lead doubling": "Trumpet",
}

PARTS = (*ROLES, *ROLE_OF)
"""All names of parts: the roles, and what joins them."""


def preset_of(plan: Plan, part: str, section: Section) -> str:
    """The instrument (a name in `presets.PRESETS`) that plays a part of the score in a section.

    Raises:
        KeyError: nobody plays it there.
    """
    return _FIXED_PRESETS.get(part) or plan.cast(section)[part]


_HARMONIC = frozenset((BASS, KEYS, RHYTHM, PAD, LEAD, COUNTER))
_SUSTAINED = frozenset((KEYS, RHYTHM, PAD))


def is_alone(bar: Bar, role: str, plan: Plan) -> bool:
    """Whether a role must fill the time by itself, because nobody else here plays from the first moment on.

    Chords are there at any energy; drums, bass and tune may come later.
    """
    others = set(plan.cast(bar.section)) - {role}
    return not others & _SUSTAINED
