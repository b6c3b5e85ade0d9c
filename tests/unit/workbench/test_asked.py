"""What a prompt asks for, and what edits leave of that."""

from __future__ import annotations

import pytest

from demotape.audio.edit import Length, Loop, Loudness, Step, Trim
from demotape.engines.band.parse import parse
from demotape.models import Request
from demotape.workbench.asked import after_edits, asked_of

TWO_PARTS = "lo-fi pop hip-hop ambient music, slow intro: 10 s, then faster and with loud bass: 10 s"


def request(prompt: str, *, length_s: float | None = 20.0) -> Request:
    return Request(engine="tape", prompt=prompt, length_s=length_s, seed=1)


@pytest.mark.parametrize(
    ("prompt", "name", "value"),
    [
        ("house at 124 BPM, warm chords", "tempo_bpm", 124.0),
        ("house, warm chords", "tempo_bpm", None),
        ("solo piano in C minor", "tonic", 0),
        ("solo piano in C minor", "mode", "minor"),
        ("ambient pad, minor key", "tonic", None),
        ("ambient pad, minor key", "mode", "minor"),
        ("house, warm chords", "tonic", None),
        ("rock at -14 LUFS", "loudness_lufs", -14.0),
        ("rock between -14 LUFS and -9 LUFS", "loudness_lufs", None),
        ("rock, peaks under -1.5 dBTP", "true_peak_dbtp", -1.5),
        ("house, warm chords", "sections", ()),
    ],
)
def test_only_what_the_prompt_says_is_asked(prompt: str, name: str, value: object) -> None:
    assert getattr(asked_of(request(prompt)).measurable, name) == value


def test_sections_of_the_prompt_are_asked_with_their_energy() -> None:
    first, second = asked_of(request(TWO_PARTS)).measurable.sections
    assert (first.start_s, first.end_s, second.start_s, second.end_s) == (0.0, 10.0, 10.0, 20.0)
    assert not first.loud_bass
    assert second.loud_bass
    assert (first.energy_end or 0) < (second.energy_start or 0)


def test_a_plan_at_hand_says_the_same_as_the_prompt() -> None:
    plan = parse(TWO_PARTS, length_s=20.0, seed=1).to_json()
    assert asked_of(request("not read again"), plan=plan) == asked_of(request(TWO_PARTS))


def test_sections_fill_the_length_that_the_model_chose() -> None:
    wanted = asked_of(request(TWO_PARTS, length_s=None), length_s=40.0).measurable
    assert wanted.length_s is None
    assert wanted.sections[-1].end_s == pytest.approx(40.0)


def test_style_words_stand_apart_from_what_is_measured() -> None:
    words = asked_of(request("house at 124 BPM in C minor")).words
    assert any("house" in word for word in words)
    assert not any("124" in word or "minor" in word for word in words)


@pytest.mark.parametrize(
    ("steps", "length_s", "tempo_bpm", "loudness_lufs"),
    [
        ((Trim(0, 5),), None, 124.0, None),
        ((Trim(0, 9), Length(8.0)), 8.0, 124.0, None),
        ((Length(8.0, "stretch"),), 8.0, None, None),
        ((Loudness(-16.0),), None, 124.0, -16.0),
        ((Loop(0.0, 4, 120.0),), 8.0, 124.0, None),
    ],
)
def test_edits_ask_for_what_they_say(
    steps: tuple[Step, ...], length_s: float | None, tempo_bpm: float | None, loudness_lufs: float | None
) -> None:
    asked = after_edits(asked_of(request("house at 124 BPM, " + TWO_PARTS)), steps).measurable
    assert (asked.length_s, asked.loudness_lufs) == (length_s, loudness_lufs)
    assert asked.sections == ()
    assert after_edits(asked_of(request("house at 124 BPM")), steps).measurable.tempo_bpm == tempo_bpm
