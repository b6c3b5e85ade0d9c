"""Chords: comping keys, pads, and the solo piano."""

from __future__ import annotations

from collections.abc import Sequence

from demotape.engines.band.grooves import COMPING, Comping
from demotape.engines.band.plan import Plan
from demotape.engines.band.score import Bar, Writer

_WHOLE_CHORDS_FROM = 0.34
"""Below this energy chords are rolled and left to ring."""


class Comper:
    """Plays the chords of a band on a keyboard or guitar."""

    def __init__(self, plan: Plan) -> None:
        self._writer = Writer(plan, "keys")
        self.notes = self._writer.notes
        rhythms = COMPING[self._writer.style.patterns or "ambient"]
        self._rhythms: Sequence[Comping] = self._writer.chance.sample(rhythms, len(rhythms))

    def play(self, bar: Bar) -> None:
        """Write the bar."""
        is_quiet = bar.energy < _WHOLE_CHORDS_FROM
        rhythm = self._rhythms["ABC".index(bar.section.idea) % len(self._rhythms)]
        if bar.is_last:
            rhythm = ((0, bar.beats + 2),)
        elif is_quiet and self._writer.style.patterns:
            rhythm = ((0, 3.8), (2.5, 1.4))
        is_rolled = is_quiet or bar.is_last or self._writer.style.patterns is None
        keys = self._keys(bar)
        for beat, beats in rhythm:
            if beat >= bar.beats:
                continue
            start = self._writer.swung(bar.start + beat)
            for index, key in enumerate(keys):
                rolled = index * (0.11 if is_rolled else 0.012)
                self._writer.add(start + rolled, beats, key, bar.velocity * 0.78 - 6 * (beat > 0))
        if self._writer.style.patterns is None and not bar.is_last:
            self._arpeggio(bar)

    def _keys(self, bar: Bar) -> tuple[int, ...]:
        if self._writer.style.patterns != "rock" or self._writer.plan.instruments.get("keys") != "overdrive":
            return bar.voicing
        return (bar.root + 12, bar.root + 19, bar.root + 24)  # thirds growl under distortion: power chords

    def _arpeggio(self, bar: Bar) -> None:
        order = [*bar.voicing, bar.voicing[0] + 12, *reversed(bar.voicing[1:])]
        for index, beat in enumerate((1, 1.5, 2, 2.5, 3, 3.5)):
            if beat < bar.beats and self._writer.chance.random() < 0.4 + bar.energy:
                self._writer.add(bar.start + beat, 1.5, order[index % len(order)] + 12, bar.velocity * 0.6, loose=0.02)


class Padder:
    """Lays held chords under everything."""

    def __init__(self, plan: Plan) -> None:
        self._writer = Writer(plan, "pad")
        self.notes = self._writer.notes

    def play(self, bar: Bar) -> None:
        """Write the bar."""
        for key in bar.voicing[:3]:
            velocity = 44 + 34 * (1 - abs(bar.energy - 0.5))
            self._writer.add(bar.start - 0.1, bar.beats + 0.4, key, velocity, loose=0, touch=2)


class SoloPianist:
    """The left hand of a solo piano: broken chords under the sung line, rolled at the end, with pedal."""

    def __init__(self, plan: Plan) -> None:
        self._writer = Writer(plan, "keys")
        self.notes = self._writer.notes
        self._shape = self._writer.chance.randrange(3)

    def play(self, bar: Bar) -> None:
        """Write the bar."""
        low, high = bar.root, bar.voicing
        if bar.is_last:
            steps = [(0.0, low), (0.0, low + 12), *((0.07 * (index + 1), key) for index, key in enumerate(high))]
        else:
            top = high[0] if high[0] < high[1] else low + 12
            figure = (
                (low, low + 7, low + 12, high[0], high[1], top, low + 12, low + 7),
                (low, low + 12, high[0], high[1], high[-1], high[1], high[0], low + 12),
                (low, low + 7, low + 12, low + 7, high[0], low + 12, high[1], high[0]),
            )[self._shape]
            stride = 1 if bar.energy > 0.42 else 2
            steps = [(index / 2, figure[index]) for index in range(0, 8, stride) if index / 2 < bar.beats]
        arch = (0, 4, 7, 2)[bar.index % 4]
        for beat, key in steps:
            beats = bar.beats + 4 if bar.is_last else bar.beats - beat + 0.3
            weight = bar.velocity * 0.72 + arch + 8 * (beat == 0)
            self._writer.add(bar.start + beat, beats, key, weight, loose=0.015, touch=4)
        if (bar.energy > 0.7 or bar.section.loud_bass) and not bar.is_last:
            self._writer.add(bar.start, bar.beats, low - 12, bar.velocity * 0.7)
