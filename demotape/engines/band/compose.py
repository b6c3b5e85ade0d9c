"""Plan to notes. The same plan always gives the same notes; no audio is needed to test it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from demotape.engines.band.chamber import Drone, Quartet
from demotape.engines.band.choir import Choir, is_choir
from demotape.engines.band.drums import Drummer, Percussionist
from demotape.engines.band.form import lay_bars
from demotape.engines.band.harmony import DISTORTED, Comper
from demotape.engines.band.melody import Counterpart, Melodist, Sung
from demotape.engines.band.orchestra import Orchestra
from demotape.engines.band.plan import COUNTER, DRUMS, EARLY_BEATS, KEYS, PAD, PERCUSSION, RHYTHM, SILENCE, Plan
from demotape.engines.band.rhythm import Bassist
from demotape.engines.band.score import Bar, Note, Score, preset_of
from demotape.engines.band.styles import STYLES

__all__ = ["compose", "lay_bars", "preset_of"]

_RISER_KEY = 60
_RISER_BEATS = 4.0
_RISER_STEP = 0.15
"""How much louder the next section must be to earn a riser."""
_SHORTEST_BEATS = 0.03
_HOLE_S = 0.25
_SHORTEST_HOLE_BEATS, _LONGEST_HOLE_BEATS = 0.15, 4.0
_NEAR_BEATS = 1.0
_STROKE_BEATS = 0.25
_STRUCK = (DRUMS, PERCUSSION)
_REMEMBERED = 64
_GAP_BEATS, _SHORT_GAP_BEATS = 1.5, 1.0
"""Silence of the tune that its own partner, and that the keys fill."""


class _Ensemble(Protocol):
    @property
    def parts(self) -> dict[str, list[Note]]: ...

    def play(self, bar: Bar, /) -> None: ...


def compose(plan: Plan) -> Score:
    """Write all parts of a plan.

    Returns:
        Part name to its notes in order of time; `score.preset_of` says who plays a part. Parts that play nothing are
        left out. No note reaches beyond the end of the piece, and none is struck again while it still sounds.
    """
    parts: dict[str, list[Note]] = {}
    for styles in dict.fromkeys(section.styles or plan.styles for section in plan.sections):
        for part, notes in _written(plan, styles).items():
            parts.setdefault(part, []).extend(notes)
    if STYLES[plan.styles[0]].riser:
        parts["riser"] = _risers(plan)
    filled = without_holes(parts, plan)
    in_order = {part: cleaned(_hushed(notes, plan), plan.beats) for part, notes in filled.items()}
    return {part: notes for part, notes in in_order.items() if notes}


def _written(plan: Plan, styles: tuple[str, ...]) -> Mapping[str, list[Note]]:
    """All that the players of some styles write, in the sections that are theirs."""
    style = STYLES[styles[0]]
    theirs = replace(plan, styles=styles)
    ensemble = _ensemble(theirs, style.arrangement)
    for bar in lay_bars(theirs):
        if (bar.section.styles or plan.styles) == styles:
            ensemble.play(bar)
    if not style.rubato:
        return ensemble.parts
    lean = _Rubato(plan, style.rubato)
    return {part: [lean(note) for note in notes] for part, notes in ensemble.parts.items()}


class Band:
    """A rhythm group, chords, a tune and who answers it."""

    def __init__(self, plan: Plan) -> None:
        self._melodist = Melodist(plan)
        self._counter = Counterpart(plan)
        style = STYLES[plan.styles[0]]
        self._stabs = Comper(plan, COUNTER) if COUNTER in style.hands else None
        self._answerer = Counterpart(plan, KEYS)
        self._was_sung = False
        self._plan = plan
        self._players: tuple[_Ensemble, ...] = (
            Drummer(plan),
            Percussionist(plan),
            Bassist(plan),
            *(Comper(plan, role) for role in (KEYS, RHYTHM, PAD)),
        )

    @property
    def parts(self) -> dict[str, list[Note]]:
        """Part name to notes."""
        found: dict[str, list[Note]] = {}
        for player in self._players:
            found |= player.parts
        found |= self._melodist.parts | self._counter.parts
        for also in (self._answerer, self._stabs):
            for part, notes in also.parts.items() if also else ():
                found[part] = found.get(part, []) + notes
        return found

    def play(self, bar: Bar) -> None:
        """Write the bar."""
        for player in self._players:
            player.play(bar)
        sung: Sequence[Sung] = self._melodist.play(bar)
        was_sung, self._was_sung = self._was_sung, bool(sung)
        gap = _gap(bar, sung)
        cast = self._plan.cast(bar.section)
        if COUNTER not in cast:
            if (sung or was_sung) and gap >= _SHORT_GAP_BEATS and cast.get(KEYS) not in DISTORTED:
                self._answerer.answer(bar, sung)
        elif self._stabs and gap < _GAP_BEATS:
            self._stabs.play(bar)
        else:
            self._counter.play(bar, sung)


_ENSEMBLES: Mapping[str, Callable[[Plan], _Ensemble]] = {
    "orchestra": Orchestra,
    "quartet": Quartet,
    "drone": Drone,
}
"""Who writes the parts of an arrangement; a band where none of these does."""


def _ensemble(plan: Plan, arrangement: str) -> _Ensemble:
    if is_choir(plan) and arrangement != "drone":
        return Choir(plan)
    return _ENSEMBLES.get(arrangement, Band)(plan)


def _gap(bar: Bar, sung: Sequence[Sung]) -> float:
    """How many beats the tune leaves for an answer at the end of a phrase."""
    if bar.index % 4 != 3 or bar.is_last:
        return 0.0
    return bar.played_beats - max((beat + beats for beat, beats, _ in sung), default=0.0)


def without_holes(parts: Mapping[str, list[Note]], plan: Plan) -> Mapping[str, list[Note]]:
    """The same notes, the last ones held on where else nothing would sound for longer than a moment.

    Strokes count as sound of a moment and are never lengthened. A longer pause than `_LONGEST_HOLE_BEATS` is meant, and
    so is one in a section of silence.
    """
    wanted = [(section.start_beat, section.end_beat) for section in plan.sections if section.kind == SILENCE]
    spans = sorted(
        (note.beat, note.beat + note.beats, part, index)
        for part, notes in parts.items()
        for index, note in enumerate(notes)
    )
    held: dict[tuple[str, int], float] = {}
    recent: list[tuple[float, str, int]] = []
    reach = 0.0
    for start, end, part, index in [*spans, (plan.beats, plan.beats, "", 0)]:
        hole = start - reach
        if (
            _SHORTEST_HOLE_BEATS < hole <= _LONGEST_HOLE_BEATS
            and plan.seconds_at(start) - plan.seconds_at(reach) > _HOLE_S
            and not any(first < start and reach < after for first, after in wanted)
        ):
            held.update({(owner, place): start for ended, owner, place in recent if ended >= reach - _NEAR_BEATS})
        if part in _STRUCK:
            reach = max(reach, min(end, start + _STROKE_BEATS))
            continue
        reach = max(reach, end)
        recent.append((end, part, index))
        if len(recent) > _REMEMBERED:
            recent = [each for each in recent if each[0] >= reach - _NEAR_BEATS]
    if not held:
        return parts
    mended = {part: list(notes) for part, notes in parts.items()}
    for (part, index), end in held.items():
        note = mended[part][index]
        mended[part][index] = note._replace(beats=max(note.beats, end - note.beat))
    return mended


def _hushed(notes: Sequence[Note], plan: Plan) -> Sequence[Note]:
    """The notes without those in sections of silence; what is held into one is let go."""
    for section in plan.sections:
        if section.kind == SILENCE:
            first, after = section.start_beat - EARLY_BEATS, section.end_beat - EARLY_BEATS
            notes = [
                note._replace(beats=section.start_beat - note.beat)
                if note.beat < first and note.beat + note.beats > section.start_beat
                else note
                for note in notes
                if not first <= note.beat < after
            ]
    return notes


def cleaned(notes: Sequence[Note], end: float) -> list[Note]:
    """Notes in order of time, cut so that none reaches past the end or is struck while the same key still sounds."""
    in_order = sorted(notes)
    latest: dict[int, int] = {}
    kept: list[Note] = []
    for beat, written, key, velocity in in_order:
        beats = min(written, end - beat)
        if beats < _SHORTEST_BEATS / 2:
            continue
        before = latest.get(key)
        if before is not None:
            other = kept[before]
            if other.beat + other.beats > beat:
                if beat - other.beat < _SHORTEST_BEATS:
                    kept[before] = Note(other.beat, max(other.beats, beats), key, max(other.velocity, velocity))
                    continue
                kept[before] = Note(other.beat, beat - other.beat, key, other.velocity)
        latest[key] = len(kept)
        kept.append(Note(beat, beats, key, velocity))
    kept.sort()
    return kept


class _Rubato:
    """Gives way a little in the middle of each phrase of four bars."""

    def __init__(self, plan: Plan, beats: float) -> None:
        self._beats = beats
        self._phrase = 4 * plan.bar_beats
        self._starts = [section.start_beat for section in plan.sections]
        self._ends = [section.end_beat for section in plan.sections]

    def __call__(self, note: Note) -> Note:
        index = next((i for i, end in enumerate(self._ends) if note.beat < end), len(self._ends) - 1)
        place = (note.beat - self._starts[index]) / self._phrase
        whole = (self._ends[index] - self._starts[index]) // self._phrase
        if place >= whole:
            return note
        return note._replace(beat=note.beat + self._beats * (1 - math.cos(2 * math.pi * place)) / 2)


def _risers(plan: Plan) -> list[Note]:
    notes = []
    for section, following in zip(plan.sections, plan.sections[1:], strict=False):
        beats = min(_RISER_BEATS, section.beats)
        rises = following.energy_start > section.energy_end + _RISER_STEP or section.kind == "build"
        if rises and SILENCE not in (section.kind, following.kind):
            notes.append(Note(section.end_beat - beats, beats, _RISER_KEY, 90))
    return notes
