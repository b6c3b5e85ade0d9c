"""Plans as Standard MIDI Files, read back by mido as a DAW would."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import mido
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demotape.engines.band.compose import compose
from demotape.engines.band.midi import TICKS_PER_BEAT, to_midi, write_midi
from demotape.engines.band.parse import parse
from demotape.engines.band.plan import Plan
from demotape.engines.band.presets import PRESETS
from demotape.engines.band.styles import STYLES
from tests.unit.engines.band.plans import plan_of

SHORT = (("verse", "A", 4, 0.6, 0.6), ("chorus", "B", 4, 0.9, 0.9))


def read(data: bytes) -> mido.MidiFile:
    return mido.MidiFile(file=io.BytesIO(data), charset="utf-8")


def check(plan: Plan, file: mido.MidiFile) -> None:
    assert file.type == 1
    assert file.ticks_per_beat == TICKS_PER_BEAT
    assert file.length == pytest.approx(plan.length_s, abs=0.003)
    ends = {sum(message.time for message in track) for track in file.tracks}
    assert len(ends) == 1
    for track in file.tracks:
        assert [message.type for message in track].count("end_of_track") == 1
        sounding: set[tuple[int, int]] = set()
        for message in track:
            if message.type == "note_on":
                assert (message.channel, message.note) not in sounding
                sounding.add((message.channel, message.note))
            elif message.type == "note_off":
                sounding.remove((message.channel, message.note))
        assert not sounding, "a note is stuck"


def events(file: mido.MidiFile, kind: str) -> list[tuple[int, mido.MetaMessage]]:
    found = []
    for track in file.tracks:
        tick = 0
        for message in track:
            tick += message.time
            if message.type == kind:
                found.append((tick, message))
    return found


@pytest.mark.parametrize("style", STYLES)
def test_a_style_opens_with_named_tracks_and_the_same_notes(style: str) -> None:
    plan = plan_of(style, form=SHORT)
    score = compose(plan)
    file = read(to_midi(plan, score))
    check(plan, file)
    assert len(file.tracks) == 1 + len(score)
    for (part, notes), track in zip(score.items(), file.tracks[1:], strict=True):
        assert track.name.startswith(part.capitalize())
        struck = [message for message in track if message.type == "note_on"]
        assert len(struck) == len(notes)
        assert sorted(message.note for message in struck) == sorted(note.key for note in notes)


def test_drums_are_on_channel_10_and_nobody_else() -> None:
    file = read(to_midi(plan_of("funk", form=SHORT)))
    for track in file.tracks[1:]:
        channels = {message.channel for message in track if not message.is_meta}
        assert (channels == {9}) == track.name.startswith("Drums")
    melodic = [track for track in file.tracks[1:] if not track.name.startswith("Drums")]
    assert len({next(m.channel for m in track if not m.is_meta) for track in melodic}) == len(melodic)


def test_programs_are_those_of_general_midi() -> None:
    plan = plan_of("pop", form=SHORT)
    file = read(to_midi(plan))
    programs = {track.name: [m.program for m in track if m.type == "program_change"] for track in file.tracks[1:]}
    assert programs[f"Keys ({plan.instruments['keys']})"] == [PRESETS[plan.instruments["keys"]].program]


def test_tempo_meter_key_and_sections_stand_at_the_start_of_their_sections() -> None:
    plan = plan_of("pop", form=SHORT, meter=(7, 8), tonic=3, mode="minor")
    slow, fast = plan.sections
    fast = replace(fast, tempo_bpm=slow.tempo_bpm * 1.25, length_s=fast.length_s / 1.25, transpose=2)
    plan = replace(plan, sections=(slow, fast), length_s=slow.length_s + fast.length_s)
    file = read(to_midi(plan))
    check(plan, file)
    change = round(fast.start_beat * TICKS_PER_BEAT)
    assert [(tick, round(mido.tempo2bpm(m.tempo), 2)) for tick, m in events(file, "set_tempo")] == [
        (0, round(slow.tempo_bpm, 2)),
        (change, round(fast.tempo_bpm, 2)),
    ]
    assert [(m.numerator, m.denominator) for _, m in events(file, "time_signature")] == [(7, 8)]
    assert [(tick, m.key) for tick, m in events(file, "key_signature")] == [(0, "Ebm"), (change, "Fm")]
    assert [(tick, m.text) for tick, m in events(file, "marker")] == [(0, "verse"), (change, "chorus")]


def test_another_instrument_in_a_section_is_a_program_change_there() -> None:
    plan = plan_of("pop", form=SHORT)
    verse, chorus = plan.sections
    plan = replace(plan, sections=(verse, replace(chorus, changes={"lead": "Trumpet"})))
    file = read(to_midi(plan))
    changes = [(tick, m.program) for tick, m in events(file, "program_change")]
    assert (round(chorus.start_beat * TICKS_PER_BEAT), PRESETS["Trumpet"].program) in changes


def test_a_fade_is_written_as_expression() -> None:
    plan = plan_of("pop", form=SHORT)
    verse, chorus = plan.sections
    plan = replace(plan, sections=(verse, replace(chorus, fade_out_s=chorus.length_s)))
    levels = [m.value for _, m in events(read(to_midi(plan)), "control_change") if m.channel == 1 and m.control == 11]
    assert levels[0] == 127
    assert levels[-1] < 10
    assert levels == sorted(levels, reverse=True)
    assert not events(read(to_midi(plan_of("pop", form=SHORT))), "control_change")


@settings(max_examples=25, deadline=None)
@given(
    text=st.text(max_size=60),
    length_s=st.floats(3, 60),
    seed=st.integers(0, 2**31),
    style=st.sampled_from(sorted(STYLES)),
)
def test_any_take_is_a_clean_file_of_its_length(text: str, length_s: float, seed: int, style: str) -> None:
    plan = parse(f"{STYLES[style].title} {text}", length_s=length_s, seed=seed)
    check(plan, read(to_midi(plan)))


def test_a_file_is_written_and_is_the_same_each_time(tmp_path: Path) -> None:
    plan = plan_of("jazz", form=SHORT)
    write_midi(plan, tmp_path / "one.mid")
    write_midi(plan, tmp_path / "two.mid")
    assert (tmp_path / "one.mid").read_bytes() == (tmp_path / "two.mid").read_bytes()
    check(plan, mido.MidiFile(tmp_path / "one.mid"))


def test_percussion_on_the_channel_of_the_drums_leaves_them_their_kit() -> None:
    style = STYLES["jazz"]
    usual = {role: presets[0] for role, presets in style.instruments.items()}
    plan = plan_of("jazz", form=SHORT, instruments={**usual, "percussion": "Standard Kit"})
    file = read(to_midi(plan))
    kits = [message.program for _, message in events(file, "program_change") if message.channel == 9]
    assert kits == [PRESETS["Jazz Kit"].program]
    assert sum(track.name.startswith("Percussion") for track in file.tracks) == 1
