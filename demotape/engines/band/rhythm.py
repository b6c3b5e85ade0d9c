"""Drums and bass of a band."""

from __future__ import annotations

from collections.abc import Sequence

from demotape.engines.band.grooves import (
    BASS,
    CLAP,
    CRASH,
    DRUMS,
    KICK,
    OPEN_HAT,
    RIM,
    SNARE,
    BassLine,
    DrumGrooves,
    Lines,
)
from demotape.engines.band.plan import Plan
from demotape.engines.band.score import Bar, Writer

_STEP = 0.25
_HATS_ENTER, _KICK_ENTERS = 0.36, 0.41
"""Energies from which on these play: a part that wakes up gets its hats first."""


class Drummer:
    """Plays written grooves: one for each musical idea, with fills into the next section."""

    def __init__(self, plan: Plan) -> None:
        self._writer = Writer(plan, "drums")
        self.notes = self._writer.notes
        self._book: DrumGrooves = DRUMS[self._writer.style.patterns or "pop"]
        self._order = self._writer.chance.sample(range(len(self._book.grooves)), len(self._book.grooves))
        self._is_late = self._writer.style.patterns == "lofi"

    def play(self, bar: Bar) -> None:
        """Write the bar."""
        if bar.is_last:
            if bar.energy >= _KICK_ENTERS:
                self._strike(bar, 0.0, KICK, 8)
                self._writer.add(bar.start, 3, CRASH, bar.velocity * 0.85)
            return
        if bar.energy < _HATS_ENTER:
            return
        groove = self._book.grooves[self._order["ABC".index(bar.section.idea) % len(self._order)]]
        fill = self._fill(bar)
        fill_from = min((_first_step(line) for line in fill.values()), default=16)
        for key, line in groove.items():
            kept = line if key == KICK and fill and KICK not in fill else line[:fill_from]
            self._line(bar, key, kept)
        for key, line in fill.items():
            self._line(bar, key, line, certain=True)
        if bar.opens and bar.energy > 0.6:
            self._writer.add(bar.start, 3, CRASH, bar.velocity * 0.95)

    def _fill(self, bar: Bar) -> Lines:
        if bar.leads_on and bar.beats >= 4 and bar.energy >= _KICK_ENTERS:
            return self._writer.chance.choice(self._book.fills)
        if bar.index % 4 == 3 and bar.energy > 0.6 and self._writer.chance.random() < 0.5:
            return {OPEN_HAT: "..............6."}
        return {}

    def _line(self, bar: Bar, key: int, line: str, *, certain: bool = False) -> None:
        if bar.energy < _KICK_ENTERS and key in (KICK, SNARE, CLAP):
            return
        for step, letter in enumerate(line):
            if letter == "." or step * _STEP >= bar.beats:
                continue
            weight = int(letter)
            if certain or self._writer.chance.random() < (0.98 if weight > 5 else 0.9 if weight > 3 else 0.7):
                self._strike(bar, step * _STEP, key, weight)

    def _strike(self, bar: Bar, beat: float, key: int, weight: int) -> None:
        late = 0.02 if key == SNARE and self._is_late else 0.0
        if key == SNARE and self._is_late and bar.energy < 0.6:
            key = RIM
        velocity = (28 + weight * 10) * (0.72 + 0.33 * bar.energy)
        self._writer.add(self._writer.swung(bar.start + beat) + late, 0.4, key, velocity, loose=0.006, touch=4)


class Bassist:
    """Outlines the harmony, and doubles itself an octave of weight lower where a loud bass is asked."""

    _ENTERS = 0.42

    def __init__(self, plan: Plan) -> None:
        self._writer = Writer(plan, "bass")
        self._sub = Writer(plan, "sub")
        self.notes, self.sub_notes = self._writer.notes, self._sub.notes
        lines = BASS[self._writer.style.patterns or "ambient"]
        self._lines: Sequence[BassLine] = self._writer.chance.sample(lines, len(lines))

    def play(self, bar: Bar) -> None:
        """Write the bar."""
        is_held = self._writer.style.patterns is None
        if bar.energy < self._ENTERS and not is_held and not bar.section.loud_bass:
            return
        line = self._lines["ABC".index(bar.section.idea) % len(self._lines)]
        if bar.is_last or is_held:
            line = ((0, bar.beats + 1, "r"),)
        for beat, beats, what in line:
            if beat >= bar.beats or (beat and self._writer.chance.random() > 0.95):
                continue
            start, key = self._writer.swung(bar.start + beat), self._key(bar, what)
            self._writer.add(start, beats, key, bar.velocity * 0.95 + 10 * (beat == 0), loose=0.008, touch=4)
            if bar.section.loud_bass:
                self._sub.add(start, beats, bar.root if what != "a" else key, 110, loose=0, touch=0)

    @staticmethod
    def _key(bar: Bar, what: str) -> int:
        third, seventh = ((bar.chord[index] - bar.chord[0]) % 12 for index in (1, -1))
        if what == "a":
            return bar.root + _step_towards((bar.next_root - bar.root + 6) % 12 - 6)
        return bar.root + {"r": 0, "3": third, "5": 7, "7": seventh, "8": 12}[what]


def _step_towards(interval: int) -> int:
    """Semitones to the neighbour of the next root, on the side from which the bass comes."""
    return interval - 1 if interval > 0 else interval + 1 if interval < 0 else 7


def _first_step(line: str) -> int:
    return next((step for step, letter in enumerate(line) if letter != "."), 16)
