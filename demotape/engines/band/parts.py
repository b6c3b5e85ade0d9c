"""From a score to what the desk is handed: each part's notes in frames, with their instruments and gains."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from demotape.engines.band.bank import SAMPLE_RATE, Bank
from demotape.engines.band.desk import EMPHASIS_DB, LOUD_BASS_DB, Strip, strip_for
from demotape.engines.band.plan import BASS, LOUD, SOFT, Plan, Section
from demotape.engines.band.presets import PRESETS, RISER, STACCATO_STRINGS, SUB_BASS
from demotape.engines.band.score import Note, Score

KICKS = frozenset({35, 36})

PART_ROLES: Mapping[str, str] = {
    "sub": BASS,
    "basses": BASS,
    "ostinato": "keys",
    "high strings": "keys",
    "brass": "lead",
    "lead doubling": "lead",
    "choir": "pad",
    "taiko": "drums",
    "timpani": "drums",
}
"""Parts that are no roles to the role whose emphasis they follow."""

PART_PRESETS: Mapping[str, str] = {
    "sub": SUB_BASS,
    "riser": RISER,
    "ostinato": STACCATO_STRINGS,
    "basses": "Contrabass",
    "high strings": "String Ensemble 1",
    "strings": "String Ensemble 1",
    "brass": "Brass Section",
    "choir": "Choir Aahs",
    "taiko": "Taiko Drum",
    "timpani": "Timpani",
    "percussion": "Orchestra Kit",
    "lead doubling": "Trumpet",
}
"""Parts that are no roles, and what plays them where the plan casts nothing for them."""


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
        events = sorted(_events(plan, name, notes, frames), key=lambda event: event.frame)
        if lead_in and events:
            events = _with_rounds_before(events, frames, lead_in)
        if events:
            strip = strip_for(plan.styles[0], name, events[0].preset)
            found.append(Part(name, strip, tuple(_choked(events, bank))))
    return found


def kicks(ready: Sequence[Part]) -> list[int]:
    """Frames of all kicks of the drum kits, in order."""
    return sorted(
        event.frame
        for part in ready
        for event in part.events
        if event.key in KICKS and PRESETS[event.preset].is_kit and part.name == "drums"
    )


def preset_of(plan: Plan, part: str, section: Section) -> str:
    """The instrument that plays a part in a section."""
    cast = {**plan.instruments, **section.changes}
    name = cast.get(part) or PART_PRESETS.get(part) or part
    return FORMER_NAMES.get(name, name)


def _events(plan: Plan, part: str, notes: Sequence[Note], frames: int) -> Iterator[Event]:
    section_number = 0
    for note in sorted(notes):
        while section_number + 1 < len(plan.sections) and note.beat >= plan.sections[section_number].end_beat - 0.06:
            section_number += 1
        section = plan.sections[section_number]
        start_s = plan.seconds_at(note.beat)
        frame = round(start_s * SAMPLE_RATE)
        if frame < frames:
            yield Event(
                frame,
                preset_of(plan, part, section),
                note.key,
                note.velocity,
                plan.seconds_at(note.beat + note.beats) - start_s,
                _emphasis(section, PART_ROLES.get(part, part)),
                seed=frame,
            )


def _emphasis(section: Section, role: str) -> float:
    asked = section.emphasis.get(role)
    gain_db = LOUD_BASS_DB if role == BASS and asked == LOUD else EMPHASIS_DB
    return {LOUD: 10 ** (gain_db / 20), SOFT: 10 ** (-gain_db / 20)}.get(asked or "", 1.0)


def _with_rounds_before(events: Sequence[Event], frames: int, lead_in: int) -> list[Event]:
    rounds = -(-lead_in // frames)
    return [
        replace(event, frame=event.frame - turn * frames)
        for turn in range(rounds, -1, -1)
        for event in events
        if event.frame - turn * frames >= -lead_in
    ]


def _choked(events: Sequence[Event], bank: Bank) -> Iterator[Event]:
    """The events, each ended by the next one of its exclusive class."""
    following: dict[tuple[str, int], int] = {}
    reverse = []
    for played in reversed(events):
        event = played
        group = bank.exclusive_class(event.preset, event.key, event.velocity) if PRESETS[event.preset].is_kit else 0
        if group:
            after = following.get((event.preset, group))
            following[event.preset, group] = event.frame
            if after is not None and after > event.frame:
                event = replace(event, choke_s=(after - event.frame) / SAMPLE_RATE)
        reverse.append(event)
    return reversed(reverse)


FORMER_NAMES: Mapping[str, str] = {
    "piano": "Acoustic Grand Piano",
    "epiano": "Electric Piano 1",
    "epiano2": "Electric Piano 2",
    "celesta": "Celesta",
    "musicbox": "Music Box",
    "vibes": "Vibraphone",
    "marimba": "Marimba",
    "organ": "Drawbar Organ",
    "nylon": "Acoustic Guitar (nylon)",
    "steel": "Acoustic Guitar (steel)",
    "jazzgtr": "Electric Guitar (jazz)",
    "overdrive": "Overdriven Guitar",
    "upright": "Acoustic Bass",
    "fingerbass": "Electric Bass (finger)",
    "synthbass": "Synth Bass 1",
    "violin": "Violin",
    "cello": "Cello",
    "tremolo": "Tremolo Strings",
    "pizz": "Pizzicato Strings",
    "harp": "Orchestral Harp",
    "timpani": "Timpani",
    "strings": "String Ensemble 1",
    "choir": "Choir Aahs",
    "trumpet": "Trumpet",
    "horn": "French Horn",
    "brass": "Brass Section",
    "sax": "Tenor Sax",
    "clarinet": "Clarinet",
    "flute": "Flute",
    "lead": "Lead 2 (sawtooth)",
    "warmpad": "Pad 2 (warm)",
    "taiko": "Taiko Drum",
    "kit": "Standard Kit",
    "kit808": "TR-808 Kit",
    "kitbrush": "Brush Kit",
    "kitorch": "Orchestra Kit",
    "sub": SUB_BASS,
    "riser": RISER,
}
"""Instruments as plans of version 0.1 call them."""
