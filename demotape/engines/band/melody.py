"""The tune: one hook for each musical idea, that returns, is answered and comes to rest."""

from __future__ import annotations

from dataclasses import dataclass

from demotape.engines.band.plan import Plan
from demotape.engines.band.score import Bar, Writer
from demotape.engines.band.theory import nearest, scale_keys

_LOWEST, _HIGHEST = 64, 86
_RHYTHMS: tuple[tuple[float, ...], ...] = (
    (0, 1, 1.5, 2.5),
    (0, 0.5, 1.5, 2, 3),
    (0.5, 1, 2, 2.5, 3.5),
    (0, 1.5, 3),
    (0, 0.75, 1.5, 2, 2.75),
    (0, 2, 3),
    (0.5, 1.5, 2, 3),
    (0, 1, 2, 2.5, 3),
)
"""Starts of the notes of a bar, in beats."""
_LEAP_LIMIT = 4


@dataclass(frozen=True, slots=True)
class Motif:
    """A bar of tune without its harmony."""

    rhythm: tuple[float, ...]
    contour: tuple[int, ...]
    """Steps of the scale above or below the first note."""


class Melodist:
    """Writes a lead of four-bar phrases: hook, answer, hook again, cadence."""

    def __init__(self, plan: Plan, *, low: int = _LOWEST, high: int = _HIGHEST) -> None:
        self._writer = Writer(plan, "lead")
        self.notes = self._writer.notes
        self._scale = scale_keys(plan.tonic, plan.mode, lowest=low, highest=high)
        self._ideas = {idea: (self._motif(), self._motif()) for idea in "ABC"}
        self._start = self._writer.chance.choice((70, 72, 74))
        style = self._writer.style
        self._is_sung = style.arrangement == "piano" or style.patterns is None
        self._rests_often = style.patterns in ("lofi", "hiphop")

    def play(self, bar: Bar) -> list[tuple[float, float, int]]:
        """Write the bar. Returns what was written as (beat, beats, key), for a part that doubles it."""
        place = bar.index % 4
        if bar.is_last or bar.energy < 0.29:
            return []
        if place == 3 and self._rests_often and not bar.leads_on and self._writer.chance.random() < 0.5:
            return []
        if bar.energy < 0.36 and place % 2 and not self._is_sung:
            return []
        hook, answer = self._ideas[bar.section.idea]
        motif = answer if place == 1 else hook
        if place == 3:
            motif = Motif(motif.rhythm[: max(2, len(motif.rhythm) - 2)], motif.contour)
        return self._sing(bar, motif, is_cadence=place == 3)

    def _motif(self) -> Motif:
        chance = self._writer.chance
        rhythm = chance.choice(_RHYTHMS)
        contour, at = [0], 0
        for _ in rhythm[1:]:
            at = max(-_LEAP_LIMIT, min(_LEAP_LIMIT, at + chance.choice((-2, -1, -1, 1, 1, 2, 3))))
            contour.append(at)
        return Motif(rhythm, tuple(contour))

    def _sing(self, bar: Bar, motif: Motif, *, is_cadence: bool) -> list[tuple[float, float, int]]:
        lift = 3 * (bar.energy > 0.7)
        tones = [key for key in self._scale if key % 12 in bar.chord] or self._scale
        first = self._scale.index(nearest(nearest(self._start + lift, tones), self._scale))
        written = []
        for index, beat in enumerate(motif.rhythm):
            if beat >= bar.beats:
                break
            is_final = index == len(motif.rhythm) - 1
            until = bar.beats if is_final else motif.rhythm[index + 1]
            wish = self._scale[max(0, min(len(self._scale) - 1, first + motif.contour[index]))]
            key = nearest(wish, tones) if beat % 1 == 0 or (is_final and is_cadence) else wish
            beats = min(until - beat, 3 if is_cadence and is_final else 2)
            start = self._writer.swung(bar.start + beat)
            velocity = bar.velocity * 0.98 + 9 * (beat == 0) - 6 * (beat % 1 != 0)
            sounding = beats * (1.25 if self._is_sung else 0.92)
            self._writer.add(start, sounding, key, velocity, loose=0.016 if self._is_sung else 0.01)
            written.append((start, sounding, key))
        return written
