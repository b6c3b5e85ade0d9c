"""Changing a plan by hand."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demotape.engines.band import edit
from demotape.engines.band.parse import parse
from demotape.engines.band.plain import PlanInvalid
from demotape.engines.band.plan import BASS, DRUMS, KEYS, KINDS, LEAD, ROLES, Plan
from demotape.engines.band.presets import PRESETS

PROMPT = "pop, intro 10 s, verse 20 s, chorus 20 s, outro 10 s"


def plan_of(prompt: str = PROMPT, *, length_s: float = 60.0) -> Plan:
    return parse(prompt, length_s=length_s, seed=1)


def names(plan: Plan) -> list[str]:
    return [section.name for section in plan.sections]


def lengths(plan: Plan) -> list[float]:
    return [section.length_s for section in plan.sections]


def test_a_tempo_that_a_person_sets_is_kept_exactly() -> None:
    plan = edit.set_tempo(plan_of(), 133)
    assert {round(section.tempo_bpm, 6) for section in plan.sections} == {133}
    assert plan.fixed_tempo
    assert sum(lengths(plan)) == pytest.approx(60)
    assert lengths(plan) == pytest.approx([10, 20, 20, 10], abs=2)


def test_sections_of_different_tempos_keep_their_proportion() -> None:
    before = plan_of("lo-fi, slow 10 s, then faster 10 s", length_s=20)
    after = edit.set_tempo(before, 90)
    ratios = [plan.sections[1].tempo_bpm / plan.sections[0].tempo_bpm for plan in (before, after)]
    assert after.sections[0].tempo_bpm == pytest.approx(90)
    assert ratios[0] == pytest.approx(ratios[1])


def test_one_section_can_have_a_tempo_of_its_own() -> None:
    plan = edit.set_section_tempo(plan_of(), 2, 150)
    assert plan.sections[2].tempo_bpm == pytest.approx(150)
    assert plan.sections[1].tempo_bpm < 130
    assert sum(lengths(plan)) == pytest.approx(60)


def test_key_and_meter() -> None:
    plan = edit.set_meter(edit.set_key(plan_of(), 6, "dorian"), "6/8")
    assert (plan.tonic, plan.mode, plan.meter) == (6, "dorian", "6/8")
    assert "F# dorian" in plan.understood
    for section in plan.sections:
        assert section.beats / 3 == pytest.approx(round(section.beats / 3), abs=1e-6)


def test_a_plan_can_be_made_longer() -> None:
    plan = edit.set_length(plan_of(), 120)
    assert sum(lengths(plan)) == pytest.approx(120)
    assert lengths(plan) == pytest.approx([20, 40, 40, 20], abs=3)


def test_instruments_come_change_and_go() -> None:
    plan = edit.set_instrument(plan_of(), LEAD, "Violin")
    assert plan.instruments[LEAD] == "Violin"
    plan = edit.set_instrument(plan, "counter", "Oboe")
    assert plan.instruments["counter"] == "Oboe"
    plan = edit.set_instrument(plan, LEAD, None)
    assert LEAD not in plan.instruments
    assert list(plan.instruments) == [role for role in ROLES if role in plan.instruments]


def test_a_section_can_have_its_own_players() -> None:
    plan = edit.set_section_instrument(plan_of(), 1, DRUMS, None)
    plan = edit.set_section_instrument(plan, 2, KEYS, "Church Organ")
    assert DRUMS not in plan.cast(plan.sections[1])
    assert DRUMS in plan.cast(plan.sections[0])
    assert plan.cast(plan.sections[2])[KEYS] == "Church Organ"
    back = edit.set_section_instrument(plan, 2, KEYS, plan.instruments[KEYS])
    assert back.sections[2].changes == {}
    assert DRUMS in back.cast(edit.set_section_instrument(back, 1, DRUMS, back.instruments[DRUMS]).sections[1])


def test_emphasis_is_set_for_all_sections_and_taken_back() -> None:
    plan = edit.set_emphasis(plan_of(), BASS, "loud")
    assert all(section.loud_bass for section in plan.sections)
    assert not any(section.emphasis for section in edit.set_emphasis(plan, BASS, None).sections)


def test_names_kinds_and_energy() -> None:
    plan = edit.rename_section(plan_of(), 1, "  big   drop ", kind="drop")
    assert (plan.sections[1].name, plan.sections[1].kind) == ("big drop", "drop")
    assert plan.sections[1].energy_start > 0.8
    plan = edit.set_section_energy(plan, 0, 0.2, 0.9)
    assert (plan.sections[0].energy_start, plan.sections[0].energy_end) == (0.2, 0.9)
    assert edit.set_section_energy(plan, 0, 0.4).sections[0].energy_end == 0.4


def test_what_one_section_gains_the_others_lose() -> None:
    plan = edit.set_section_length(plan_of(), 1, 30)
    assert sum(lengths(plan)) == pytest.approx(60)
    assert plan.sections[1].length_s == pytest.approx(30)
    assert lengths(plan)[2] < 20
    assert names(plan) == names(plan_of())


def test_sections_are_added_removed_and_moved() -> None:
    plan = edit.add_section(plan_of(), 3, name="bridge", kind="bridge", length_s=10)
    assert names(plan) == ["intro", "verse", "chorus", "bridge", "outro"]
    assert plan.sections[3].length_s == pytest.approx(10)
    plan = edit.remove_section(plan, 0)
    assert names(plan) == ["verse", "chorus", "bridge", "outro"]
    plan = edit.move_section(plan, 2, 0)
    assert names(plan) == ["bridge", "verse", "chorus", "outro"]
    assert sum(lengths(plan)) == pytest.approx(60)
    assert edit.add_section(plan, 4, name="end").sections[-1].name == "end"


def test_a_changed_plan_says_what_it_is() -> None:
    plan = edit.remove_section(plan_of("pop with vocals, intro 10 s, verse 50 s"), 0)
    assert plan.understood[0] == "changed by hand"
    assert "0:00-1:00 verse" in plan.understood
    assert any("no singer" in line for line in plan.not_followed)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda plan: edit.set_tempo(plan, 500), "A tempo is 40 to 240 BPM."),
        (lambda plan: edit.set_tempo(plan, float("nan")), "A tempo is 40 to 240 BPM."),
        (lambda plan: edit.set_section_tempo(plan, 0, 3), "A tempo is 40 to 240 BPM."),
        (lambda plan: edit.set_key(plan, 12, "major"), "There is no such key."),
        (lambda plan: edit.set_key(plan, 0, "sad"), "There is no such key."),
        (lambda plan: edit.set_meter(plan, "13/8"), "A meter is one of"),
        (lambda plan: edit.set_length(plan, 1), "4 sections need 2 s or more"),
        (lambda plan: edit.set_instrument(plan, DRUMS, "Violin"), "Violin cannot play the drums."),
        (lambda plan: edit.set_instrument(plan, LEAD, "Noise Riser"), "Noise Riser cannot play the melody."),
        (lambda plan: edit.set_instrument(plan, "singer", "Violin"), "A role is one of"),
        (lambda plan: edit.set_section_instrument(plan, 9, LEAD, "Violin"), "There is no such section."),
        (lambda plan: edit.set_emphasis(plan, BASS, "huge"), "An instrument is loud, soft or as usual."),
        (lambda plan: edit.rename_section(plan, 0, "  "), "A section has a name of"),
        (lambda plan: edit.rename_section(plan, 0, "x" * 300), "A section has a name of"),
        (lambda plan: edit.rename_section(plan, 0, "a", kind="rap"), "A section is one of"),
        (lambda plan: edit.set_section_energy(plan, 0, 1.1), "Energy is 0 to 1."),
        (lambda plan: edit.set_section_length(plan, 0, 59), "A section of this piece is 0.5 to 58.5 s long."),
        (lambda plan: edit.set_section_length(plan, -1, 5), "There is no such section."),
        (lambda plan: edit.add_section(plan, 9, name="a"), "There is no such place for a section."),
        (lambda plan: edit.add_section(plan, 0, name="a", length_s=100), "A new section of this piece is"),
        (lambda plan: edit.move_section(plan, 0, 4), "There is no such section."),
        (
            lambda plan: edit.remove_section(
                edit.remove_section(edit.remove_section(edit.remove_section(plan, 0), 0), 0), 0
            ),
            "A piece needs one section",
        ),
        (
            lambda plan: edit.set_section_length(
                edit.remove_section(edit.remove_section(edit.remove_section(plan, 0), 0), 0), 0, 2
            ),
            "The only section",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(change: Callable[[Plan], Plan], message: str) -> None:
    with pytest.raises(PlanInvalid) as refusal:
        change(plan_of())
    assert refusal.value.message.startswith(message)


def test_the_last_instrument_stays() -> None:
    plan = plan_of("solo violin")
    with pytest.raises(PlanInvalid, match="at least one instrument"):
        edit.set_instrument(plan, LEAD, None)
    with pytest.raises(PlanInvalid, match="Nobody plays"):
        edit.set_section_instrument(plan, 0, LEAD, None)


def test_every_role_has_instruments_to_choose_from() -> None:
    for role in ROLES:
        choices = edit.presets_for(role)
        assert set(choices) <= set(PRESETS)
        assert all(PRESETS[name].is_kit for name in choices) == (role == DRUMS)
    assert "Sub Bass" in edit.presets_for(BASS)
    assert "Sub Bass" not in edit.presets_for(LEAD)


indexes = st.integers(0, 5)
energies = st.floats(0, 1)
EDITS: st.SearchStrategy[Callable[[Plan], Plan]] = st.one_of(
    st.builds(lambda bpm: lambda plan: edit.set_tempo(plan, bpm), st.floats(40, 240)),
    st.builds(lambda i, bpm: lambda plan: edit.set_section_tempo(plan, i, bpm), indexes, st.floats(40, 240)),
    st.builds(lambda meter: lambda plan: edit.set_meter(plan, meter), st.sampled_from(edit.METERS)),
    st.builds(lambda length_s: lambda plan: edit.set_length(plan, length_s), st.floats(3, 600)),
    st.builds(lambda i, s: lambda plan: edit.set_section_length(plan, i, s), indexes, st.floats(0.5, 60)),
    st.builds(
        lambda i, kind: lambda plan: edit.add_section(plan, i, name=kind, kind=kind), indexes, st.sampled_from(KINDS)
    ),
    st.builds(lambda i: lambda plan: edit.remove_section(plan, i), indexes),
    st.builds(lambda i, to: lambda plan: edit.move_section(plan, i, to), indexes, indexes),
    st.builds(lambda i, a, b: lambda plan: edit.set_section_energy(plan, i, a, b), indexes, energies, energies),
    st.builds(lambda role: lambda plan: edit.set_instrument(plan, role, None), st.sampled_from(ROLES)),
    st.builds(
        lambda i, role: lambda plan: edit.set_section_instrument(plan, i, role, edit.presets_for(role)[3]),
        indexes,
        st.sampled_from(ROLES),
    ),
)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(
        [PROMPT, "techno 128 bpm", "waltz loop, fade out", "lo-fi, slow 5 s, then faster 5 s", "solo piano"]
    ),
    st.floats(3, 300),
    st.lists(EDITS, min_size=1, max_size=8),
)
def test_any_changes_leave_a_plan_that_can_be_played(
    prompt: str, length_s: float, changes: list[Callable[[Plan], Plan]]
) -> None:
    plan = parse(prompt, length_s=length_s, seed=5)
    for change in changes:
        try:
            plan = change(plan)
        except PlanInvalid:
            continue
        assert sum(lengths(plan)) == pytest.approx(plan.length_s, abs=1e-6)
        assert Plan.from_json(json.loads(json.dumps(plan.to_json()))) == plan
        if plan.fixed_tempo:
            assert plan.sections[0].tempo_bpm > 39
