"""The plan as data: to JSON and back, and what is no plan."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demotape.engines.band.parse import parse
from demotape.engines.band.plain import PlanInvalid
from demotape.engines.band.plan import BASS, DRUMS, KEYS, Plan
from demotape.errors import InvalidRequest

PROMPTS = (
    "lo-fi, slow intro: 10 s, then faster and with loud bass: 10 s",
    "waltz in F# dorian, piano only for the first 5 seconds, fade out",
    "metal 97 bpm, no drums, half-time",
    "seamless techno loop",
)


def plan_of(prompt: str = PROMPTS[0], *, length_s: float = 20.0) -> Plan:
    return parse(prompt, length_s=length_s, seed=3)


def data_of(prompt: str = PROMPTS[0]) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(json.dumps(plan_of(prompt).to_json()))
    return data


@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_plan_goes_to_json_and_back_without_loss(prompt: str) -> None:
    assert Plan.from_json(data_of(prompt)) == plan_of(prompt)


def test_the_json_reads_well() -> None:
    data = data_of("jazz waltz in C minor at 150 bpm, intro without drums 5 s, then verse 15 s")
    assert data["styles"] == ["jazz", "waltz"]
    assert (data["key"], data["meter"], data["tempo_bpm"]) == ("C minor", "3/4", 150)
    intro, verse = data["sections"]
    assert (intro["name"], intro["start_s"], intro["length_s"]) == ("intro without drums", 0, pytest.approx(5, abs=0.3))
    assert 0 <= intro["energy_start"] <= 1
    assert DRUMS not in intro["instruments"]
    assert verse["instruments"] == data["instruments"]


def test_what_is_not_named_is_as_usual() -> None:
    data = data_of()
    needed = {"length_s", "styles", "tonic", "mode", "instruments", "sections"}
    of_section = {"name", "start_s", "length_s", "tempo_bpm", "start_beat", "beats", "energy_start", "energy_end"}
    small = {name: data[name] for name in needed}
    small["sections"] = [{name: section[name] for name in of_section} for section in data["sections"]]
    plan = Plan.from_json(small)
    assert (plan.meter, plan.seed, plan.prompt, plan.understood) == ("4/4", 0, "", ())
    assert plan.sections[0].kind == "part"


def test_the_loud_bass_of_older_plans_is_still_loud() -> None:
    data = data_of("pop")
    data["sections"][0]["loud_bass"] = True
    assert Plan.from_json(data).sections[0].loud_bass


def changed(path: str, value: object) -> dict[str, Any]:
    data = data_of()
    place: Any = data
    *parents, name = path.split(".")
    for parent in parents:
        place = place[int(parent)] if parent.isdigit() else place[parent]
    place[name] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("length_s", "long", "In the plan, length s is no number."),
        ("length_s", float("nan"), "In the plan, length s must be from"),
        ("length_s", 10**400, "In the plan, length s must be from"),
        ("length_s", 21.0, "The sections do not fill the 21 s"),
        ("length_s", True, "In the plan, length s is no number."),
        ("styles", ["polka-core"], "In the plan, styles cannot be “polka-core”."),
        ("styles", [], "A plan has one to"),
        ("styles", "pop", "In the plan, styles is no list of texts."),
        ("tonic", 12, "In the plan, tonic must be from 0 to 11."),
        ("tonic", 1.5, "In the plan, tonic is no whole number."),
        ("mode", "minor-ish", "In the plan, mode cannot be “minor-ish”."),
        ("mode", ["minor"], "In the plan, mode cannot be that."),
        ("instruments", {}, "A plan needs at least one instrument."),
        ("instruments", {"drums": "Violin"}, "Violin cannot play the drums."),
        ("instruments", {"lead": "Standard Kit"}, "Standard Kit cannot play the lead."),
        ("instruments", {"lead": "kit"}, "In the plan, instruments cannot be “kit”."),
        ("instruments", {"singer": "Violin"}, "In the plan, instruments cannot be for “singer”."),
        ("instruments", ["Violin"], "In the plan, instruments is no list of names and values."),
        ("sections", [], "In the plan, sections must be 1 to"),
        ("sections", "all", "In the plan, sections must be 1 to"),
        ("sections", [7], "There is no data in section 1."),
        ("beat_unit", 5, "The Band does not play in 4/5."),
        ("beats_per_bar", 11, "The Band does not play in 11/4."),
        ("swing", 0.9, "In the plan, swing must be from 0.5 to 0.75."),
        ("loopable", "yes", "In the plan, loopable must be yes or no."),
        ("moods", ["hangry"], "In the plan, moods cannot be “hangry”."),
        ("understood", [1], "In the plan, understood is no list of texts."),
        ("prompt", "x" * 30_000, "In the plan, prompt is longer than"),
        ("sections.0.name", None, "In section 1, name is no text."),
        ("sections.0.idea", "Z", "In section 1, idea cannot be “Z”."),
        ("sections.1.energy_start", 2, "In section 2, energy start must be from 0 to 1."),
        ("sections.1.tempo_bpm", 0, "In section 2, tempo bpm must be from"),
        ("sections.1.tempo_bpm", 91, "The beats of faster and with loud bass do not fill its time at its tempo."),
        ("sections.1.start_s", 9, "The sections do not fill the 20 s one after the other."),
        ("sections.1.start_beat", 9, "The sections do not fill the 20 s one after the other."),
        ("sections.0.fade_out_s", 11, "A fade in slow intro is longer than the section."),
        ("sections.0.without", list(data_of()["instruments"]), "Nobody plays in slow intro."),
        ("sections.0.feel", "swingy", "In section 1, feel cannot be “swingy”."),
        ("sections.0.transpose", 40, "In section 1, transpose must be from -11 to 11."),
        ("sections.0.changes", {"drums": "Piccolo"}, "Piccolo cannot play the drums."),
        ("sections.0.emphasis", {"bass": "deafening"}, "In section 1, emphasis cannot be “deafening”."),
    ],
)
def test_what_is_no_plan_is_refused_with_its_reason(path: str, value: object, message: str) -> None:
    with pytest.raises(PlanInvalid) as refusal:
        Plan.from_json(changed(path, value))
    assert refusal.value.message.startswith(message)
    assert isinstance(refusal.value, InvalidRequest)


@pytest.mark.parametrize("data", [None, 7, "plan", [], {}, {"sections": []}, [[]]])
def test_anything_else_is_refused(data: object) -> None:
    with pytest.raises(PlanInvalid):
        Plan.from_json(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
PATHS = st.sampled_from(
    [*data_of(), *(f"sections.{index}.{name}" for index in (0, 1) for name in data_of()["sections"][0])]
)


@settings(max_examples=300, deadline=None)
@given(PATHS, JSON)
def test_hostile_data_never_crashes(path: str, value: object) -> None:
    data = changed(path, value)
    try:
        plan = Plan.from_json(data)
    except PlanInvalid:
        return
    assert Plan.from_json(json.loads(json.dumps(plan.to_json()))) == plan


def test_the_cast_of_a_section_is_who_plays_in_it() -> None:
    plan = plan_of("pop, piano only for the first 10 seconds")
    first, second = plan.sections
    assert plan.cast(first) == {KEYS: "Acoustic Grand Piano", "lead": "Acoustic Grand Piano"}
    assert plan.cast(second) == plan.instruments
    assert BASS in plan.instruments


def test_seconds_follow_the_tempo_of_each_section() -> None:
    plan = plan_of()
    change = plan.sections[1]
    assert plan.seconds_at(change.start_beat) == pytest.approx(10)
    assert plan.seconds_at(change.start_beat + 1) == pytest.approx(10 + 60 / change.tempo_bpm)
    assert plan.seconds_at(plan.beats) == pytest.approx(20)
