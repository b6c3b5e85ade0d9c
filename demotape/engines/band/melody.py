"""The tune: one hook for each musical idea, that returns, is varied, answered and comes to rest."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from demotape.engines.band.grooves import read_line
from demotape.engines.band.plan import COUNTER, DOUBLE_TIME, KEYS, LEAD, PAD, RHYTHM, Plan
from demotape.engines.band.presets import PRESETS
from demotape.engines.band.score import LONG_BARS, Bar, Chair, Note, Writer, is_alone
from demotape.engines.band.styles import STYLES, Tune
from demotape.engines.band.theory import Chord, keys_of, nearest, scale_under

_PHRASE_BARS = 4
_SPARSE, _BUSY = 0.35, 0.65
_LIFT_FROM = 0.7
_DOUBLED_FROM = 0.8
_GAP_BEATS = 1.5
"""Silence of the tune that somebody answers."""
_LONG_BEATS = 1.0
_SMALLEST_RANGE = 14
_STEP = 2
"""Semitones of the widest step of a scale, but for harmonic minor."""
_OPEN_LATEST, _OPEN_END = 0.4, 0.62
_CLOSED_LATEST, _CLOSED_END = 0.55, 0.75
"""Shares of the bar: where the last note of a phrase begins at the latest, and where it ends: the first half of a tune
ends openly and soon, for an answer."""
_SHORTEST_REST_BEATS = 0.75
"""Of a note on which a phrase comes to rest."""
_PENTATONIC = {True: (0, 3, 5, 7, 10), False: (0, 2, 4, 7, 9)}
"""Semitones above the tonic, by whether the third is minor."""
_CHORDAL = ("piano", "chromatic percussion", "guitar", "ensemble", "organ", "synth lead", "synth pad")
_TEASES_BELOW = 0.42
_BREATHERS = range(LONG_BARS, LONG_BARS + _PHRASE_BARS)
"""Bars of a long section that the tune leaves to the others."""


class Sung(NamedTuple):
    """A note of the tune in its bar."""

    beat: float
    """In the bar, without swing."""
    beats: float
    key: int


@dataclass(frozen=True, slots=True)
class Motif:
    """A bar of tune without its harmony."""

    rhythm: str
    contour: tuple[int, ...]
    """Steps of the scale above or below the first note, for as many notes as the rhythm may have."""


@dataclass(frozen=True, slots=True)
class Theme:
    """What belongs to one musical idea."""

    call: Motif
    answer: Motif
    turn: Motif
    """For the second half of a phrase of eight bars."""
    anchor: float
    """Where in the range the first note lies, 0 to 1."""
    sequence: int
    """Steps of the scale by which the third bar moves the call."""


class Melodist:
    """Writes a lead in phrases of four bars: call, answer, call again, cadence."""

    def __init__(self, plan: Plan) -> None:
        self.chair = Chair(plan, LEAD)
        self._plan = plan
        self._style = STYLES[plan.styles[0]]
        self._tune = self._style.tune
        self._grid = self._style.grid
        chance = random.Random(f"tune {plan.seed}")  # noqa: S311 - music, not secrets
        ideas = len(dict.fromkeys(section.idea for section in plan.sections))
        self._themes = [self._theme(chance) for _ in range(ideas)]
        loudest = max(plan.sections, key=lambda section: section.energy_start + section.energy_end)
        self._hook = list(dict.fromkeys(section.idea for section in plan.sections)).index(loudest.idea)

    @property
    def parts(self) -> dict[str, list[Note]]:
        return self.chair.parts

    def play(self, bar: Bar) -> Sequence[Sung]:
        """Write the bar. Returns what is sung, for those who answer or double it."""
        writer = self.chair.at(bar)
        if writer is None:
            return ()
        alone = is_alone(bar, LEAD, self._plan)
        sung = self._sung(bar, writer, alone=alone)
        for note in sung:
            self._write(bar, writer, note, alone=alone)
        return sung

    def _theme(self, chance: random.Random) -> Theme:
        call, answer, turn = (self._motif(chance) for _ in range(3))
        return Theme(call, answer, turn, chance.uniform(0.3, 0.62), chance.choice((-2, -1, 0, 0, 1, 2)))

    def _motif(self, chance: random.Random) -> Motif:
        leaps = self._tune.leaps
        contour, at = [0], 0
        direction = chance.choice((-1, 1))
        for index in range(11):
            step = chance.choice((1, 1, 1, 2, 2, 3) if index % 3 != 1 else (1, 2, 4, 0))
            if chance.random() < 0.35 or abs(at + direction * step) > leaps:
                direction = -direction
            at = max(-leaps, min(leaps, at + direction * step))
            contour.append(at)
        return Motif(chance.choice(self._tune.rhythms), tuple(contour))

    def _sung(self, bar: Bar, writer: Writer, *, alone: bool) -> list[Sung]:
        tune = self._tune
        if bar.is_last:
            return self._last(bar, writer)
        place = bar.index % _PHRASE_BARS
        period = bar.index // _PHRASE_BARS
        theme = self._themes[bar.idea]
        if not alone:
            if bar.energy < tune.enters:
                return []
            is_fringe = bar.section.kind in ("intro", "outro", "breakdown") or bar.energy < _TEASES_BELOW
            if is_fringe and len(self._plan.sections) > 1 and not self._sings_throughout():
                if place % 2:
                    return []
                theme = self._themes[self._hook]
            rests = tune.rests * (1.4 - 0.8 * bar.section.density)
            draw = random.Random(f"rest {self._plan.seed} {bar.number}").random()  # noqa: S311 - music, not secrets
            if place == _PHRASE_BARS - 1 and draw < rests and not bar.leads_on:
                return []
            if bar.index % (2 * LONG_BARS) in _BREATHERS and not self._sings_throughout():
                return []
        motif = (theme.call, theme.answer, theme.call, theme.turn if period % 2 else theme.answer)[place]
        if place == 2 and period % 2:
            motif = theme.turn
        return self._sing(bar, writer, theme, motif, alone=alone)

    def _sings_throughout(self) -> bool:
        return self._style.arrangement in ("piano", "quartet")

    def _sing(self, bar: Bar, writer: Writer, theme: Theme, motif: Motif, *, alone: bool) -> list[Sung]:
        place = bar.index % _PHRASE_BARS
        is_cadence = place == _PHRASE_BARS - 1 or (bar.leads_on and bar.count >= _PHRASE_BARS)
        low, high = reach(self._tune, writer.preset)
        starts = self._starts(bar, motif.rhythm, is_cadence=is_cadence)
        if not starts:
            return []
        if alone:  # nobody else fills the time: every note holds until the next
            edges = [0.0, *(beat for beat, _ in starts[1:]), bar.played_beats]
            starts = [(edge, after - edge) for edge, after in pairwise(edges)]
        scale, tones = self._notes(bar, 0.0, low, high)
        wish = low + (high - low) * theme.anchor + 4 * (bar.energy > _LIFT_FROM) + 2 * (bar.turn > 1)
        moved = theme.sequence if place == 2 else 0
        first = scale.index(nearest(nearest(wish, tones), scale)) + moved
        sung: list[Sung] = []
        for index, (beat, beats) in enumerate(starts):
            scale, tones = self._notes(bar, beat, low, high)
            is_final = index == len(starts) - 1
            step = motif.contour[index % len(motif.contour)]
            if bar.turn and index == len(starts) - 2 and place != 0:
                step += 1 if bar.turn % 2 else -1
            key = scale[_folded(first + step, len(scale))]
            if is_final and is_cadence:
                key = self._rest_note(bar, key, low, high)
            elif beat % 1 == 0 or beats >= _LONG_BEATS:
                key = nearest(key, tones)
            if len(sung) > 1 and key == sung[-1].key == sung[-2].key:  # a note said three times bores
                key = scale[_folded(scale.index(nearest(key, scale)) + 1, len(scale))]
            if sung and abs(key - sung[-1].key) > 12:
                key += 12 if key < sung[-1].key else -12
            sung.append(Sung(beat, beats, key))
        return sung

    def _starts(self, bar: Bar, rhythm: str, *, is_cadence: bool) -> list[tuple[float, float]]:
        """(beat, beats) of the notes of a bar."""
        grid = self._grid
        is_open = bar.index % (2 * _PHRASE_BARS) == _PHRASE_BARS - 1 and not bar.leads_on
        steps = [step for step in read_line(rhythm, 0, bar.meter, grid) if step.beat < bar.played_beats - 0.1]
        if bar.section.density < _SPARSE:
            steps = [step for step in steps if step.beat % 1 == 0][:3] or steps[:1]
        if is_cadence:
            latest = bar.played_beats * (_OPEN_LATEST if is_open else _CLOSED_LATEST)
            steps = [step for step in steps if step.beat <= latest] or steps[:1]
        starts = [step.beat for step in steps]
        if not starts:
            return []
        if not is_cadence and (bar.section.density > _BUSY or bar.section.kind == "solo"):
            starts = _filled(starts, bar.played_beats, 0.25 if bar.section.feel == DOUBLE_TIME else 0.5)
        ends = [*starts[1:], bar.played_beats]
        held = {step.beat: step.beats for step in steps}
        if is_cadence:  # a breath, in which somebody may answer
            ends[-1] = max(
                starts[-1] + _SHORTEST_REST_BEATS, bar.played_beats * (_OPEN_END if is_open else _CLOSED_END)
            )
            return [(start, min(end, bar.played_beats) - start) for start, end in zip(starts, ends, strict=True)]
        return [
            (start, min(end - start, max(held.get(start, 0.5), 0.25))) for start, end in zip(starts, ends, strict=True)
        ]

    def _notes(self, bar: Bar, beat: float, low: int, high: int) -> tuple[Sequence[int], Sequence[int]]:
        """(keys of the scale, keys of the chord) that may be sung at a beat."""
        chord = bar.chord_at(beat)
        tonic = self._plan.tonic_in(bar.section)
        return singable(chord, tonic, self._plan.mode, colour=self._tune.colour, low=low, high=high)

    def _rest_note(self, bar: Bar, key: int, low: int, high: int) -> int:
        """Where a phrase comes to rest: open on the third or fifth, or closed on the root every eighth bar."""
        chord = bar.chords[-1][1]
        closes = bar.index % (2 * _PHRASE_BARS) == 2 * _PHRASE_BARS - 1
        chosen = (chord.root,) if closes else ((chord.root + chord.third) % 12, (chord.root + chord.fifth) % 12)
        return nearest(key, keys_of(chosen, low, high))

    def _last(self, bar: Bar, writer: Writer) -> list[Sung]:
        low, high = reach(self._tune, writer.preset)
        wish = low + (high - low) * self._themes[self._hook].anchor
        return [Sung(0.0, bar.beats, nearest(wish, keys_of((bar.chord.root,), low, high)))]

    def _write(self, bar: Bar, writer: Writer, note: Sung, *, alone: bool) -> None:
        beat, beats, key = note
        tune = self._tune
        legato = max(tune.legato, 1.0) if alone else tune.legato
        sounding = min(beats * legato, bar.beats - beat + 0.5)
        velocity = bar.velocity * 0.96 + 8 * (beat == 0) - 6 * (beat % 1 != 0)
        start = bar.start + writer.swung(beat)
        if beats >= _LONG_BEATS and tune.ornaments and not bar.is_last:
            self._ornament(bar, writer, note, velocity)
        writer.add(start, sounding, key, velocity)
        has_counter = COUNTER in self._plan.cast(bar.section)
        is_chordal = PRESETS[writer.preset].family in _CHORDAL
        if tune.doubled and bar.energy > _DOUBLED_FROM and is_chordal and not has_counter:
            _, tones = self._notes(bar, beat, key - 10, key - 3)
            if tones:
                writer.add(start, sounding, tones[-1], velocity * 0.8)

    def _ornament(self, bar: Bar, writer: Writer, note: Sung, velocity: float) -> None:
        """A grace note from the step below, or from the blue note."""
        opens_section = bar.index == 0 and note.beat == 0
        if opens_section or self.chair.chance.random() >= self._tune.ornaments:
            return
        chord = bar.chord_at(note.beat)
        tonic = self._plan.tonic_in(bar.section)
        scale = keys_of(scale_under(chord.tones, tonic, self._plan.mode), note.key - 4, note.key - 1)
        grace = note.key - 1 if self._tune.colour == "blues" or not scale else scale[-1]
        start = bar.start + writer.swung(note.beat) - 0.09
        if start > 0:
            writer.add(start, 0.09, grace, velocity * 0.7)


class Counterpart:
    """Answers the tune where it breathes, sings along in thirds where it is loud, and else holds one slow line."""

    def __init__(self, plan: Plan, role: str = COUNTER) -> None:
        self.chair = Chair(plan, role)
        self._plan = plan
        self._style = STYLES[plan.styles[0]]
        self._at = 0

    @property
    def parts(self) -> dict[str, list[Note]]:
        return self.chair.parts

    def play(self, bar: Bar, sung: Sequence[Sung]) -> None:
        """Write the bar, knowing what the lead sings in it."""
        writer = self.chair.at(bar)
        if writer is None:
            return
        alone = not {KEYS, RHYTHM, PAD, LEAD} & set(self._plan.cast(bar.section))
        low, high = reach(self._style.tune, writer.preset, lower=5)
        end = max((note.beat + note.beats for note in sung), default=0.0)
        if bar.is_last:
            self._hold(bar, writer, low, high)
        elif bar.energy < 0.4 and not alone:
            return
        elif bar.played_beats - end >= _GAP_BEATS and bar.index % 2:
            self._answer(bar, writer, sung, end=end, places=(low, high))
        elif bar.energy > _DOUBLED_FROM and sung:
            for note in sung:
                chord = bar.chord_at(note.beat)
                below = keys_of(chord.tones, max(low, note.key - 10), note.key - 3)
                if below:
                    start = bar.start + writer.swung(note.beat)
                    writer.add(start, note.beats * 0.95, below[-1], bar.velocity * 0.8)
        else:
            self._hold(bar, writer, low, high)

    def answer(self, bar: Bar, sung: Sequence[Sung]) -> None:
        """Write only the answer to what the lead sings: for a bar in which it breathes, or is silent."""
        writer = self.chair.at(bar)
        if writer:
            end = max((note.beat + note.beats for note in sung), default=bar.played_beats / 2)
            self._answer(bar, writer, sung, end=end, places=reach(self._style.tune, writer.preset, lower=5))

    def _answer(self, bar: Bar, writer: Writer, sung: Sequence[Sung], *, end: float, places: tuple[int, int]) -> None:
        """Eighths that turn what was sung upside down, and end on the chord."""
        low, high = places
        tonic = self._plan.tonic_in(bar.section)
        offbeat = 0.5 if self._style.grid != 3 else 2 / 3
        eighths = (beat + part for beat in range(int(bar.played_beats) + 1) for part in (0.0, offbeat))
        starts = [beat for beat in eighths if end - 0.05 <= beat < bar.played_beats - 0.25]
        if not starts:
            return
        scale, tones = singable(bar.chord_at(starts[0]), tonic, self._plan.mode, colour="", low=low, high=high)
        at = scale.index(nearest(nearest((low + high) / 2, tones), scale))
        moves = [_mirrored(after.key - before.key) for before, after in pairwise(sung)]
        for index, beat in enumerate(starts):
            key = nearest(scale[at], tones) if beat == starts[-1] else scale[at]
            writer.add(bar.start + writer.swung(beat), 0.45, key, bar.velocity * 0.82)
            free = self.chair.chance.choice((-1, 1, 1, 2, -2))
            at = _folded(at + ((moves[index % len(moves)] if moves else 0) or free), len(scale))

    def _hold(self, bar: Bar, writer: Writer, low: int, high: int) -> None:
        for beat, chord in bar.chords:
            guides = ((chord.root + chord.third) % 12, (chord.root + chord.seventh) % 12)
            keys = keys_of((chord.root, *guides) if bar.is_last else guides, low, high)
            wish = self._at or (low + high) / 2
            self._at = nearest(wish, keys)
            writer.add(bar.start + beat, bar.chord_end(beat) - beat, self._at, bar.velocity * 0.62)


@lru_cache(maxsize=512)
def reach(tune: Tune, preset: str, *, lower: int = 0) -> tuple[int, int]:
    """(lowest, highest) key in which an instrument sings: where the style has its tune, as far as it goes."""
    instrument = PRESETS[preset]
    low, high = tune.lowest - lower, tune.highest - lower
    if instrument.is_kit:
        return low, high
    if min(high, instrument.highest) - max(low, instrument.lowest) < _SMALLEST_RANGE:
        while low < instrument.lowest and high + 12 <= instrument.highest + 6:
            low, high = low + 12, high + 12
        while high > instrument.highest and low - 12 >= instrument.lowest - 6:
            low, high = low - 12, high - 12
    low, high = max(low, instrument.lowest), min(high, instrument.highest)
    if high - low < _SMALLEST_RANGE:
        low = max(instrument.lowest, high - _SMALLEST_RANGE)
        high = min(instrument.highest, low + _SMALLEST_RANGE)
    return low, high


@lru_cache(maxsize=8192)
def singable(
    chord: Chord, tonic: int, mode: str, *, colour: str, low: int, high: int
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(keys of the scale, keys of the chord) that a tune of this colour may use over a chord, both in rising order."""
    tones = keys_of(chord.tones, low, high)
    under = scale_under(chord.tones, tonic, mode)
    if colour == "chords":
        return tones or keys_of(under, low, high), tones or keys_of(under, low, high)
    if colour in ("pentatonic", "blues"):
        has_minor = (tonic + 3) % 12 in under
        five = {(tonic + step) % 12 for step in _PENTATONIC[has_minor]}
        kept = tuple(sorted((set(under) & five) | set(chord.tones)))
        under = kept if len(kept) > 4 else under
    scale = keys_of(under, low, high)
    return scale, tones or scale


def _filled(starts: Sequence[float], end: float, stride: float) -> list[float]:
    """The same starts, and more between those that lie far apart."""
    filled = list(starts)
    for start, following in zip(starts, [*starts[1:], end], strict=True):
        beat = start + stride
        while beat < following - 1e-6:
            filled.append(beat)
            beat += stride
    return sorted(filled)


def _mirrored(interval: int) -> int:
    """Steps of a scale against an interval in semitones: one against a step, two against a leap."""
    size = 1 if abs(interval) <= _STEP else 2
    return size if interval < 0 else -size if interval > 0 else 0


def _folded(index: int, length: int) -> int:
    """An index that turns back at the ends of a list."""
    if length == 1:
        return 0
    around = index % (2 * length - 2)
    return around if around < length else 2 * length - 2 - around
