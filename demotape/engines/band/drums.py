"""Drums: written grooves, fills into what follows, rolls that build, and hand percussion."""

from __future__ import annotations

import random
from collections.abc import Mapping
from itertools import cycle

from demotape.engines.band.grooves import (
    CHINA,
    CLAP,
    CLOSED_HAT,
    CRASH,
    ELECTRIC_SNARE,
    HIGH_TOM,
    KICK,
    LOW_TOM,
    MID_TOM,
    OPEN_HAT,
    PEDAL_HAT,
    RIDE,
    RIM,
    SHAKER,
    SNARE,
    SPLASH,
    Lines,
    Step,
    at_double_time,
    at_half_time,
    read_line,
    tab,
)
from demotape.engines.band.plan import DOUBLE_TIME, DRUMS, HALF_TIME, PERCUSSION, STROKES, Plan
from demotape.engines.band.presets import PRESETS
from demotape.engines.band.score import LONG_BARS, Bar, Chair, Note, Writer, dealt, is_alone
from demotape.engines.band.styles import STYLES
from demotape.engines.band.styles import Drums as Book
from demotape.engines.band.theory import bass_key

_TIMEKEEPERS = frozenset((CLOSED_HAT, PEDAL_HAT, OPEN_HAT, RIDE, SHAKER))
_BACKBEATS = frozenset((SNARE, CLAP, RIM, ELECTRIC_SNARE))
_PEAK, _LOUD, _SOFT = 0.85, 0.74, 0.5
_SPARSE, _BUSY = 0.35, 0.65
_ROLL_BARS = 2
_TWISTABLE_STEPS = 16
_STRAIGHT, _STEP_BEATS = 0.5, 0.25
_CYMBALS = frozenset((CRASH, CHINA, SPLASH))
_PITCHES: Mapping[int, int] = {KICK: 0, LOW_TOM: 0, SNARE: 7, CLAP: 7, RIM: 7, MID_TOM: 7, HIGH_TOM: 12}
"""Semitones above the root for a drum part that is played on pitched drums."""

_BORROWED = Book(
    grooves=(
        tab("""
            BD 7.......7.......
            SD ....6.......6...
            CH 5.3.5.3.5.3.5.3.
        """),
        tab("""
            BD 7.....5.7.......
            SD ....6.......6..2
            CH 5.3.5.3.5.3.5.3.
        """),
        tab("""
            BD 7.......5.7.....
            SD ....6..1....6...
            RD 5...4...5...4...
        """),
    ),
    fills=(tab("SD ........4.4.5566"), tab("LT ........5.5.6.7.")),
    crash=False,
)
"""For styles without drums of their own, where a person asks for some."""

_HAND_DRUMS = (
    "5.3.5.3.5.3.5.35",
    "4343534343435343",
    "5..35..3..5.3.5.",
)
_ON_KITS: Mapping[str, Lines] = {
    "hands": tab("""
        SH 4343434343434343
        OC ......6.......66
        MC 5...5...5...5...
    """),
    "light": tab("""
        SH 5.3.5.3.5.3.5.3.
        TB ....5.......5...
    """),
    "busy": tab("""
        SH 4343534343435343
        CB 5...5...5...5...
        OC ......55..6...5.
    """),
}


class Drummer:
    """Plays written grooves: one for each musical idea, with fills into the next section."""

    def __init__(self, plan: Plan) -> None:
        self.chair = Chair(plan, DRUMS)
        self._style = STYLES[plan.styles[0]]
        drummers = (STYLES[name].drums for name in plan.styles)
        self._book = next((book for book in drummers if book), _BORROWED)
        self._order = dealt(self._book.grooves, plan.seed, "grooves")
        self._peaks = dealt(self._book.peak, plan.seed, "peaks") if self._book.peak else ()
        self._fills = cycle(dealt(self._book.fills, plan.seed, "fills"))
        self._grooves: dict[int, Lines] = {}
        self._is_machine = self._style.looseness_ms <= 3

    @property
    def parts(self) -> dict[str, list[Note]]:
        return self.chair.parts

    def play(self, bar: Bar) -> None:
        """Write the bar."""
        writer = self.chair.at(bar)
        if writer is None:
            return
        alone = is_alone(bar, DRUMS, self.chair.plan)
        if bar.is_last:
            if bar.energy >= self._book.enters or alone:
                self._strike(writer, bar, 0.0, KICK, 8)
                self._strike(writer, bar, 0.0, CRASH if self._book.crash or alone else RIDE, 7)
            return
        if bar.energy < self._book.hats_enter and not alone:
            return
        if (bar.energy < self._book.enters and not alone) or bar.section.kind == "breakdown":
            self._hint(writer, bar)
            return
        if self._rolls(bar):
            self._roll(writer, bar)
            return
        groove = self._groove(bar)
        fill = self._fill(bar)
        filled = {key: read_line(line, 0, bar.meter, self._style.grid) for key, line in fill.items()}
        starts = {key: steps[0].beat for key, steps in filled.items() if steps}
        kick_from = starts.pop(KICK, bar.played_beats)
        fill_from = min(starts.values(), default=bar.played_beats)  # a foot alone stops no hands
        for key, line in groove.items():
            until = fill_from if key != KICK else min(kick_from, fill_from) if KICK in fill else bar.played_beats
            self._line(writer, bar, key, self._felt(line, key, bar), until)
        for key, steps in filled.items():
            for step in steps:
                self._step(writer, bar, key, step, bar.played_beats)
        if bar.opens and bar.energy > 0.55 and self._book.crash:
            self._strike(writer, bar, 0.0, CRASH, 8)

    def _groove(self, bar: Bar) -> Lines:
        if bar.energy >= _PEAK and self._peaks:
            return self._peaks[(bar.idea + bar.turn) % len(self._peaks)]
        place = bar.idea + (bar.index // LONG_BARS)
        if place not in self._grooves:
            groove = self._order[place % len(self._order)]
            chance = random.Random(f"twist {place} {self.chair.plan.seed}")  # noqa: S311 - music, not secrets
            swings_eighths = self._style.swing > _STRAIGHT and self._style.swing_unit_beats > _STEP_BEATS
            self._grooves[place] = _twisted(groove, chance, grain=2 if swings_eighths else 1)
        return self._grooves[place]

    def _felt(self, line: str, key: int, bar: Bar) -> str:
        if bar.section.feel == HALF_TIME and key not in _TIMEKEEPERS:
            return at_half_time(line)
        return at_double_time(line) if bar.section.feel == DOUBLE_TIME else line

    def _hint(self, writer: Writer, bar: Bar) -> None:
        """A breath of the groove: its hats, or what the style plays when it is quiet."""
        lines = self._book.quiet or {
            key: line for key, line in self._groove(bar).items() if key in _TIMEKEEPERS - {OPEN_HAT}
        }
        for key, line in (lines or self._groove(bar)).items():
            self._line(writer, bar, key, self._felt(line, key, bar), bar.played_beats)

    def _fill(self, bar: Bar) -> Lines:
        if bar.played_beats < 2:
            return {}
        chance = self.chair.chance
        if bar.leads_on or bar.closes:
            return next(self._fills)
        if bar.index % 8 == 7 and chance.random() < 0.6:
            return next(self._fills)
        if bar.index % 4 == 3 and bar.energy > 0.55 and chance.random() < 0.5 and self._style.grid == 4:
            return {OPEN_HAT: "..............6."} if self._book.crash else {}
        return {}

    def _line(self, writer: Writer, bar: Bar, key: int, line: str, until: float) -> None:
        thin = bar.section.density < _SPARSE and key in _TIMEKEEPERS
        for step in read_line(line, bar.index, bar.meter, self._style.grid):
            if not (thin and step.beat % 1):
                self._step(writer, bar, key, step, until)
        if bar.section.density > _BUSY and key in (CLOSED_HAT, SHAKER) and self._style.grid == 4:
            struck = {step.beat for step in read_line(line, bar.index, bar.meter, 4)}
            for quarter in range(int(bar.played_beats * 4)):
                if quarter / 4 not in struck and quarter / 4 < until:
                    self._strike(writer, bar, quarter / 4, key, 2)

    def _step(self, writer: Writer, bar: Bar, key: int, step: Step, until: float) -> None:
        if step.beat >= until - 1e-6:
            return
        weight = 7 if step.letter in "rtf" else int(step.letter)
        if bar.energy > _LOUD:
            key = self._book.lift.get(key, key)
        elif bar.energy < _SOFT:
            key = self._book.soft.get(key, key)
        if weight <= 3 and not self._is_machine and self.chair.chance.random() > 0.55 + 0.5 * bar.section.density:
            return
        if step.letter == "r":
            for index, share in enumerate((8, 6)):
                self._strike(writer, bar, step.beat + index / 8, key, share - 1)
        elif step.letter == "t":
            for index in range(3):
                self._strike(writer, bar, step.beat + index / 6, key, 7 - index)
        elif step.letter == "f":
            self._strike(writer, bar, max(0.0, step.beat - 0.06), key, 3)
            self._strike(writer, bar, step.beat, key, 8)
        else:
            self._strike(writer, bar, step.beat, key, weight)

    def _strike(self, writer: Writer, bar: Bar, beat: float, key: int, weight: int) -> None:
        if any(key in STROKES[name] for name in bar.section.muted) or (key == KICK and bar.holds_breath):
            return
        velocity = (26 + weight * 10) * (0.7 + 0.36 * bar.energy)
        if key in _TIMEKEEPERS:
            velocity *= bar.accent(beat)
        late = self._book.late_ms / 60_000 * bar.section.tempo_bpm if key in _BACKBEATS else 0.0
        start = bar.start + writer.swung(beat) + late
        if PRESETS[writer.preset].is_kit:
            writer.add(start, {CRASH: 4.0, OPEN_HAT: 1.0}.get(key, 0.4), key, velocity)
        elif key in _PITCHES:
            writer.add(start, 0.9, bass_key(bar.chord_at(beat).root, 41) + _PITCHES[key], velocity)

    def _rolls(self, bar: Bar) -> bool:
        leaps = bar.leads_to > bar.energy + 0.12 or bar.section.kind == "build"
        left = bar.count - bar.index
        return self._style.builds and leaps and left <= _ROLL_BARS < bar.count and (bar.leads_on or left > 1)

    def _roll(self, writer: Writer, bar: Bar) -> None:
        """A snare roll that gets louder and, in its last bar, twice as fast."""
        left = bar.count - bar.index
        key = CLAP if self.chair.plan.seed % 2 else SNARE
        stride = 0.5 if left > 1 else 0.25
        strokes = int(bar.played_beats / stride)
        for index in range(strokes):
            place = (_ROLL_BARS - left + index / strokes) / _ROLL_BARS
            self._strike(writer, bar, index * stride, key, round(2 + 6.5 * place))
            if left > 1 and index % 2 == 0:
                self._strike(writer, bar, index * stride, KICK, 8)


def _twisted(groove: Lines, chance: random.Random, *, grain: int) -> Lines:
    """A groove with a stroke or two of its own: what makes two pieces of one style drum differently.

    Args:
        groove: as the style has it.
        chance: chooses the strokes.
        grain: steps to the shortest note of the style.
    """
    choices: list[tuple[int, int, str]] = []
    for key, line in groove.items():
        bar = line.partition("|")[0]
        if len(bar) != _TWISTABLE_STEPS:
            choices += [(key, step, "2") for step in range(len(bar)) if key in _BACKBEATS]
            continue
        on_all_beats = all(bar[step] != "." for step in (0, 4, 8, 12))
        if key == KICK and bar[0] == "9" and not on_all_beats:
            choices += [(key, step, "5") for step in (3, 7, 10, 11, 14)]
        elif key in _BACKBEATS:
            choices += [(key, step, "2") for step in (2, 3, 7, 9, 10, 11, 15)]
        elif key != OPEN_HAT and key not in _CYMBALS:
            choices += [(key, step, "3") for step in (2, 3, 6, 7, 10, 11, 13, 14, 15)]
    choices = [choice for choice in choices if choice[1] % grain == 0 and groove[choice[0]][choice[1]] == "."]
    twisted = dict(groove)
    for key, step, letter in chance.sample(choices, min(len(choices), chance.choice((2, 3, 4)))):
        bars = twisted[key].split("|")
        if all(bar[step] == "." for bar in bars):
            twisted[key] = "|".join(f"{bar[:step]}{letter}{bar[step + 1 :]}" for bar in bars)
    return twisted


class Percussionist:
    """Plays beside the drums: shaker, congas and bells on a kit, or strokes of a pitched drum."""

    def __init__(self, plan: Plan) -> None:
        self.chair = Chair(plan, PERCUSSION)
        self._lines: Lines = _ON_KITS[self.chair.chance.choice(sorted(_ON_KITS))]
        self._line = self.chair.chance.choice(_HAND_DRUMS)

    @property
    def parts(self) -> dict[str, list[Note]]:
        return self.chair.parts

    def play(self, bar: Bar) -> None:
        """Write the bar."""
        writer = self.chair.at(bar)
        if writer is None:
            return
        velocity = bar.velocity * 0.8
        if not PRESETS[writer.preset].is_kit:
            self._strokes(writer, bar, velocity)
            return
        for key, line in self._lines.items():
            for step in read_line("9..............." if bar.is_last else line, bar.index, bar.meter):
                if step.beat < bar.played_beats:
                    start = bar.start + writer.swung(step.beat)
                    writer.add(start, 0.3, key, velocity * (0.4 + 0.1 * int(step.letter)))

    def _strokes(self, writer: Writer, bar: Bar, velocity: float) -> None:
        line = "9..............." if bar.is_last or bar.energy < 0.3 else self._line
        for step in read_line(line, bar.index, bar.meter):
            weight = int(step.letter)
            if step.beat < bar.played_beats and (weight > 3 or bar.energy > 0.5):
                root = bass_key(bar.chord_at(step.beat).root, 41)
                key = root + (7 if weight == 3 else 0)
                writer.add(bar.start + writer.swung(step.beat), 0.8, key, velocity * (0.4 + 0.1 * weight))
        if bar.leads_on and bar.played_beats >= 3 and bar.leads_to > bar.energy + 0.1:
            root = bass_key(bar.next_chord.root, 41)
            for index in range(16):
                writer.add(bar.start + bar.played_beats - 2 + index / 8, 0.15, root, velocity * (0.4 + index / 24))
