"""From a score to what the desk is handed: each part's notes in frames, with their instruments and gains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from demotape.engines.band.bank import SAMPLE_RATE, Bank
from demotape.engines.band.desk import EMPHASIS_DB, LOUD_BASS_DB, Strip, strip_for
from demotape.engines.band.plan import BASS, EARLY_BEATS, LOUD, SOFT, Plan, Section
from demotape.engines.band.presets import PRESETS
from demotape.engines.band.score import ROLE_OF, Note, Score, preset_of

_VELOCITY_STEP = 4
"""Half a decibel for a note of ordinary weight."""

KICKS = frozenset({35, 36})


@dataclass(frozen=True, slots=True)
class Event:
    """A note on its way to the sampler."""

    frame: int
    preset: str
    key: int
    velocity: int
    length_s: float
    gain: float
    seed: int
    """Of its chance: the same in every round of a loop."""
    choke_s: float | None = None
    """When another note of its exclusive class ends it."""


@dataclass(frozen=True, slots=True)
class Part:
    """One line of the score, ready to be played."""

    name: str
    style: str
    """In which it is mixed. A piece that goes from style to style has a part of each name for each."""
    strip: Strip
    events: tuple[Event, ...]
    """In order of time. With a loop, some of them stand before the start: the end of the round before."""


def parts(plan: Plan, score: Score, bank: Bank, *, frames: int, lead_in: int = 0) -> list[Part]:
    """All parts that have notes.

    Args:
        plan: what is played.
        score: its notes.
        bank: what plays it.
        frames: length of the piece. Notes that begin after it are dropped.
        lead_in: of a loop, how many frames before its start are played too, as the end of the round before.
    """
    found = []
    for name, notes in score.items():
        events = sorted(_events(plan, name, notes, frames), key=lambda played: played.event.frame)
        if lead_in:
            events = _with_rounds_before(events, frames, lead_in)
        by_style: dict[str, list[Event]] = {}
        for event, style in _choked(events, bank):
            by_style.setdefault(style, []).append(event)
        found += [
            Part(name, style, strip_for(style, name, theirs[0].preset), tuple(theirs))
            for style, theirs in by_style.items()
        ]
    return found


def kicks(ready: Sequence[Part]) -> list[int]:
    """Frames of all kicks of the drum kits, in order."""
    return sorted(
        event.frame
        for part in ready
        for event in part.events
        if event.key in KICKS and PRESETS[event.preset].is_kit and part.name == "drums"
    )


class _Played(NamedTuple):
    event: Event
    style: str
    """The one that leads where it begins."""


def _events(plan: Plan, part: str, notes: Sequence[Note], frames: int) -> Iterator[_Played]:
    section_number = 0
    ends = [section.end_beat - EARLY_BEATS for section in plan.sections[:-1]]
    for note in sorted(notes):
        while section_number < len(ends) and note.beat >= ends[section_number]:
            section_number += 1
        section = plan.sections[section_number]
        start_s = plan.seconds_at(note.beat)
        frame = round(start_s * SAMPLE_RATE)
        if frame < frames:
            event = Event(
                frame,
                preset_of(plan, part, section),
                note.key,
                _near(note.velocity),
                plan.seconds_at(note.beat + note.beats) - start_s,
                _emphasis(section, ROLE_OF.get(part, part)),
                seed=frame,
            )
            yield _Played(event, plan.style_of(section))


def _near(velocity: int) -> int:
    """Notes struck about as hard share their sound."""
    return min(127, max(1, round(velocity / _VELOCITY_STEP) * _VELOCITY_STEP))


def _emphasis(section: Section, role: str) -> float:
    asked = section.emphasis.get(role)
    gain_db = LOUD_BASS_DB if role == BASS and asked == LOUD else EMPHASIS_DB
    return {LOUD: 10 ** (gain_db / 20), SOFT: 10 ** (-gain_db / 20)}.get(asked or "", 1.0)


def _with_rounds_before(events: Sequence[_Played], frames: int, lead_in: int) -> list[_Played]:
    rounds = -(-lead_in // frames)
    return [
        _Played(replace(event, frame=event.frame - turn * frames), style)
        for turn in range(rounds, -1, -1)
        for event, style in events
        if event.frame - turn * frames >= -lead_in
    ]


def _choked(events: Sequence[_Played], bank: Bank) -> Iterator[_Played]:
    """The events, each ended by the next one of its exclusive class, in whatever style that is."""
    following: dict[tuple[str, int], int] = {}
    reverse = []
    for played in reversed(events):
        event = played.event
        group = bank.exclusive_class(event.preset, event.key, event.velocity) if PRESETS[event.preset].is_kit else 0
        if group:
            after = following.get((event.preset, group))
            following[event.preset, group] = event.frame
            if after is not None and after > event.frame:
                event = replace(event, choke_s=(after - event.frame) / SAMPLE_RATE)
        reverse.append(played._replace(event=event))
    return reversed(reverse)
