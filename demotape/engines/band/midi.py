"""Plan and score to a Standard MIDI File, as a DAW opens it.

Source: Standard MIDI Files 1.0 (MIDI Manufacturers Association, 1996); General MIDI System Level 1: percussion on
channel 10, where a program change chooses the kit (Roland GS).
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import mido

from demotape.engines.band.compose import compose
from demotape.engines.band.plan import DRUMS, EARLY_BEATS, PERCUSSION, Plan, Section
from demotape.engines.band.presets import PRESETS, RISER, SUB_BASS
from demotape.engines.band.score import Note, Score, preset_of
from demotape.engines.band.theory import is_minor, key_name

TICKS_PER_BEAT = 480
"""To a quarter note."""

_DRUM_CHANNEL = 9
_CHANNELS = tuple(channel for channel in range(16) if channel != _DRUM_CHANNEL)
_FADE_STEP_BEATS = 0.25
_FULL = 127
_EXPRESSION = 11
_STAND_INS: Mapping[str, str] = {SUB_BASS: "Synth Bass 1", RISER: "Reverse Cymbal"}
"""What plays computed sounds on other people's instruments."""
_MAJOR_KEYS = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
_MINOR_KEYS = ("Cm", "C#m", "Dm", "Ebm", "Em", "Fm", "F#m", "Gm", "G#m", "Am", "Bbm", "Bm")
_TITLE_LENGTH = 60


class _Timed(NamedTuple):
    """A message where it belongs. At the same tick notes end first, and begin last."""

    tick: int
    order: int
    message: mido.Message | mido.MetaMessage


def to_midi(plan: Plan, score: Score | None = None) -> bytes:
    """A plan as a Standard MIDI File of format 1, as long as the plan.

    The first track holds tempo, meter, key and a marker for each section; each part has a track with its name and
    its programs. Drums and percussion are on channel 10, where the drums alone choose the kit. A key in a mode other
    than major and minor stands as the minor or major key of the same tonic. Fades are written as expression
    (controller 11).

    Args:
        plan: what is played.
        score: its notes, if they have been composed already.
    """
    notes = compose(plan) if score is None else score
    file = mido.MidiFile(type=1, ticks_per_beat=TICKS_PER_BEAT, charset="utf-8")
    end = _tick(plan.beats)
    file.tracks.append(_track(_conductor(plan), end))
    for (part, written), channel in zip(notes.items(), _CHANNELS, strict=False):
        shares_kit = part == PERCUSSION and DRUMS in notes
        file.tracks.append(_track(_part(plan, part, written, channel, end, shares_kit=shares_kit), end))
    target = io.BytesIO()
    file.save(file=target)
    return target.getvalue()


def write_midi(plan: Plan, path: Path) -> None:
    """Compose a plan and write it as a Standard MIDI File.

    Raises:
        OSError: it cannot be written.
    """
    path.write_bytes(to_midi(plan))


def _tick(beat: float) -> int:
    return round(beat * TICKS_PER_BEAT)


def _track(events: Iterator[_Timed], end: int) -> mido.MidiTrack:
    track = mido.MidiTrack()
    now = 0
    for tick, _, message in sorted(events, key=lambda event: event[:2]):
        message.time = tick - now
        track.append(message)
        now = tick
    track.append(mido.MetaMessage("end_of_track", time=end - now))
    return track


def _conductor(plan: Plan) -> Iterator[_Timed]:
    title = " ".join(plan.prompt.split())[:_TITLE_LENGTH] or "Demotape"
    yield _Timed(0, 0, mido.MetaMessage("track_name", name=title))
    yield _Timed(0, 0, mido.MetaMessage("text", text=f"{key_name(plan.tonic, plan.mode)}, made with Demotape"))
    yield _Timed(
        0,
        1,
        mido.MetaMessage("time_signature", numerator=plan.beats_per_bar, denominator=plan.beat_unit),
    )
    tempo = transpose = None
    names = _MINOR_KEYS if is_minor(plan.mode) else _MAJOR_KEYS
    for section in plan.sections:
        tick = _tick(section.start_beat)
        yield _Timed(tick, 1, mido.MetaMessage("marker", text=section.name))
        if section.transpose != transpose:
            transpose = section.transpose
            yield _Timed(tick, 1, mido.MetaMessage("key_signature", key=names[(plan.tonic + transpose) % 12]))
        if section.tempo_bpm != tempo:
            tempo = section.tempo_bpm
            yield _Timed(tick, 1, mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(tempo)))


def _part(
    plan: Plan, part: str, notes: Sequence[Note], channel: int, end: int, *, shares_kit: bool
) -> Iterator[_Timed]:
    presets = {section.start_beat: _preset(plan, part, section) for section in plan.sections}
    shown = list(dict.fromkeys(preset for preset in presets.values() if preset is not None))
    yield _Timed(0, 0, mido.MetaMessage("track_name", name=f"{part.capitalize()} ({', '.join(shown)})"))
    channels = {name: _DRUM_CHANNEL if PRESETS[name].is_kit else channel for name in shown}
    for used in sorted(set(channels.values())):
        if shares_kit and used == _DRUM_CHANNEL:  # a second program on the channel would change the drums' kit
            continue
        current = None
        for start, preset in presets.items():
            if preset is not None and preset != current and channels[preset] == used:
                current = preset
                program = PRESETS[_STAND_INS.get(preset, preset)].program
                yield _Timed(
                    _tick(start) if start else 0, 1, mido.Message("program_change", channel=used, program=program)
                )
        yield from _fades(plan, used)
    yield from _notes(plan, notes, [channels[preset] if preset else channel for preset in presets.values()], end)


def _preset(plan: Plan, part: str, section: Section) -> str | None:
    try:
        return preset_of(plan, part, section)
    except KeyError:
        return None


def _notes(plan: Plan, notes: Sequence[Note], channels: Sequence[int], end: int) -> Iterator[_Timed]:
    number = 0
    free_from: dict[tuple[int, int], int] = {}
    for beat, beats, key, velocity in notes:
        while number + 1 < len(plan.sections) and beat >= plan.sections[number].end_beat - EARLY_BEATS:
            number += 1
        channel = channels[number]
        on = max(_tick(beat), free_from.get((channel, key), 0))
        off = min(end, max(on + 1, _tick(beat + beats)))
        if on >= off:
            continue
        free_from[channel, key] = off
        yield _Timed(on, 3, mido.Message("note_on", channel=channel, note=key, velocity=velocity))
        yield _Timed(off, 0, mido.Message("note_off", channel=channel, note=key, velocity=64))


def _fades(plan: Plan, channel: int) -> Iterator[_Timed]:
    if not any(section.fade_in_s or section.fade_out_s for section in plan.sections):
        return
    for section in plan.sections:
        steps = max(1, round(section.beats / _FADE_STEP_BEATS))
        before = None
        for step in range(steps):
            share = step / steps
            level = _level(section, share * section.length_s)
            if level != before:
                tick = _tick(section.start_beat + share * section.beats)
                message = mido.Message("control_change", channel=channel, control=_EXPRESSION, value=level)
                yield _Timed(tick, 2, message)
            before = level


def _level(section: Section, at_s: float) -> int:
    """Expression at a time of a section."""
    rising = at_s / section.fade_in_s if section.fade_in_s else 1.0
    falling = (section.length_s - at_s) / section.fade_out_s if section.fade_out_s else 1.0
    return round(_FULL * max(0.0, min(1.0, rising, falling)))
