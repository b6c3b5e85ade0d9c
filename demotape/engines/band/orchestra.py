"""The orchestra: a string motor, basses, high strings, brass, choir and drums, which enter as the energy rises."""

from __future__ import annotations

from demotape.engines.band.melody import Melodist
from demotape.engines.band.plan import BASS, DRUMS, KEYS, LEAD, PAD, Plan
from demotape.engines.band.score import Bar, Note, Writer

_PARTS = ("ostinato", "basses", "high strings", "brass", "choir", "taiko", "timpani", "percussion", "lead doubling")
_CYMBAL, _SOFT_CYMBAL, _BASS_DRUM = 59, 57, 36
"""Keys of an orchestra kit; its 49 is a kettledrum and no cymbal."""
_DEEP_TAIKO, _HIGH_TAIKO = 52, 57


class Orchestra:
    """All players, because they enter and double by each other."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._writers = {part: Writer(plan, part) for part in _PARTS}
        self._melodist = Melodist(plan)
        self._motor = self._writers["ostinato"].chance.randrange(3)

    @property
    def parts(self) -> dict[str, list[Note]]:
        """Part name to notes."""
        return {"lead": self._melodist.notes} | {part: writer.notes for part, writer in self._writers.items()}

    def play(self, bar: Bar) -> None:
        """Write the bar."""
        silent = {role for role in (BASS, DRUMS, KEYS, LEAD, PAD) if role not in self._plan.instruments}
        silent |= set(bar.section.without)
        if KEYS not in silent:
            self._strings(bar)
        if BASS not in silent:
            for octave, weight in ((0, 0.9), (12, 0.75)):
                self._hold("basses", bar, bar.root + octave, weight)
        if PAD not in silent and bar.energy > 0.7:
            for key in bar.voicing:
                self._hold("choir", bar, key + 12, 0.75)
        if LEAD not in silent:
            self._brass(bar)
        if DRUMS not in silent:
            self._drums(bar)

    def _hold(self, part: str, bar: Bar, key: int, weight: float) -> None:
        self._writers[part].add(bar.start, bar.beats + 3 * bar.is_last, key, bar.velocity * weight, loose=0.012)

    def _strings(self, bar: Bar) -> None:
        if bar.energy > 0.35 or bar.is_last:
            for key in bar.voicing:
                self._hold("high strings", bar, key + 12 * (bar.energy > 0.75), 0.7)
        if bar.is_last:
            return
        low, inner = bar.root + 12, bar.voicing[0]
        figure = (
            (low, low, inner, low, low + 7, low, inner, low),
            (low, low + 7, inner, low + 7, low, low + 7, inner, low + 7),
            (low, low, low, inner, low, low, inner, low + 7),
        )[self._motor]
        notes = 8 if bar.energy < 0.7 else 16
        step = 4 / notes
        for index in range(notes):
            if index * step < bar.beats:
                weight = bar.velocity * (0.95 if index % (notes // 2) == 0 else 0.72)
                key = figure[index % 8]
                self._writers["ostinato"].add(bar.start + index * step, step * 0.7, key, weight, loose=0.006, touch=3)

    def _brass(self, bar: Bar) -> None:
        if bar.energy > 0.55:
            for key in (bar.root + 12, *bar.voicing):
                self._hold("brass", bar, key, 0.85)
        if bar.energy > 0.45 and not bar.is_last:
            for beat, beats, key in self._melodist.play(bar):
                if bar.energy > 0.75:
                    self._writers["lead doubling"].add(beat, beats, key - 12, bar.velocity)

    def _drums(self, bar: Bar) -> None:
        taiko, timpani, kit = (self._writers[part] for part in ("taiko", "timpani", "percussion"))
        strokes = [(0.0, 1.1), (1.5, 0.7), (2.5, 0.8), (3.0, 0.6)]
        if bar.energy > 0.6:
            strokes += [(3.5, 0.7), (3.75, 0.8)]
        if bar.is_last:
            strokes = [(0.0, 1.15)]
        for beat, weight in strokes if bar.energy > 0.3 else []:
            if beat < bar.beats:
                deep = _DEEP_TAIKO if weight > 0.75 else _HIGH_TAIKO
                taiko.add(bar.start + beat, 1.5, deep, bar.velocity * weight, loose=0.008)
                if weight > 1:
                    timpani.add(bar.start + beat, 1.8, bar.root + 12, bar.velocity * 0.9)
        if bar.opens or bar.is_last or (bar.energy > 0.8 and bar.index % 2 == 0):
            kit.add(bar.start, 3, _CYMBAL if bar.energy > 0.6 else _SOFT_CYMBAL, 60 + 60 * bar.energy)
            kit.add(bar.start, 2, _BASS_DRUM, 70 + 50 * bar.energy)
        if bar.leads_on and bar.beats >= 4:
            for index in range(16):
                timpani.add(bar.start + 2 + index / 8, 0.3, bar.root + 12, 30 + index * 5, loose=0)
