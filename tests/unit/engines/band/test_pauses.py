"""Silence that is asked for, in the words and in the music."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from demotape.audio.shape import LevelMeter
from demotape.engines.band.bank import SAMPLE_RATE, Bank
from demotape.engines.band.compose import compose
from demotape.engines.band.parse import parse
from demotape.engines.band.plan import SILENCE, Plan, PlanInvalid
from demotape.engines.band.render import render
from demotape.engines.band.styles import STYLES


def silences(plan: Plan) -> list[tuple[float, float]]:
    """(start, length) in seconds."""
    return [(round(s.start_s, 1), round(s.length_s, 1)) for s in plan.sections if s.kind == SILENCE]


@pytest.mark.parametrize(
    ("prompt", "length_s", "expected"),
    [
        ("house, at 0:10 two seconds of silence, then drop", 30, [(10.0, 2.0)]),
        ("metal with 2 seconds of silence at 0:15", 30, [(15.0, 2.0)]),
        ("(0:08-0:10) silence", 20, [(8.0, 2.0)]),
        ("loud 10 s, then silence 5 s, then loud 5 s, pop", 20, [(10.0, 5.0)]),
        ("ambient piano, moment of silence at 0:30", 60, [(30.0, 2.0)]),
        ("soft piano, silence at 50%", 30, [(15.0, 2.0)]),
        ("trap beat, 3 seconds of silence at the end", 20, [(17.0, 3.0)]),
        ("trap beat, 3 seconds of silence at the start", 20, [(0.0, 3.0)]),
        ("slow intro: 10 s, pause: 2 s, then faster: 8 s", 20, [(10.0, 2.0)]),
        ("intro, verse, dramatic pause, chorus, outro", 40, [(19.0, 2.0)]),
        ("Pause von 2 Sekunden bei 0:10, dann Techno", 30, [(10.0, 2.0)]),
        ("house, silencio de 2 segundos a 0:10", 30, [(10.0, 2.0)]),
        ("house, 2 secondes de silence à 0:10", 30, [(10.0, 2.0)]),
    ],
)
def test_silence_has_its_place(prompt: str, length_s: float, expected: list[tuple[float, float]]) -> None:
    plan = parse(prompt, length_s=length_s, seed=1)
    assert silences(plan) == expected
    assert not any("silence" in words for words in plan.not_followed)
    assert any(word in words.lower() for words in plan.understood for word in ("silenc", "pause"))


@pytest.mark.parametrize(
    "prompt", ["rock with a dramatic pause before the last chorus", "a beat of silence before the drop, techno"]
)
def test_a_pause_of_no_length_is_a_moment_between_music(prompt: str) -> None:
    plan = parse(prompt, length_s=40.0, seed=1)
    assert [section.kind == SILENCE for section in plan.sections] == [False, True, False]
    assert 0.5 < plan.sections[1].length_s <= 2.2


@pytest.mark.parametrize("prompt", ["techno without pauses", "no silence, dense drum and bass"])
def test_denied_silence_is_none_and_nothing_is_said_of_it(prompt: str) -> None:
    plan = parse(prompt, length_s=20.0, seed=1)
    assert not silences(plan)
    assert not plan.not_followed


@pytest.mark.parametrize(
    "prompt", ["ambient music of the silence of the forest", "music about love and silence", "silence"]
)
def test_silence_without_a_place_is_told(prompt: str) -> None:
    plan = parse(prompt, length_s=20.0, seed=1)
    assert not silences(plan)
    assert any(words.startswith("silence:") for words in plan.not_followed)


@pytest.mark.parametrize("style", sorted(STYLES))
def test_nobody_plays_in_silence(style: str) -> None:
    title = STYLES[style].title
    for seed in range(3):
        plan = parse(f"{title}, at 0:08 three seconds of silence, then drop", length_s=20.0, seed=seed)
        [silence] = [section for section in plan.sections if section.kind == SILENCE]
        for notes in compose(plan).values():
            for note in notes:
                assert note.beat + note.beats <= silence.start_beat + 1e-6 or note.beat >= silence.end_beat - 0.0601


@pytest.mark.parametrize("style", ["orchestral", "lo-fi", "drum and bass"])
def test_silence_is_heard(bank: Bank, style: str) -> None:
    plan = parse(f"{style}, 3 seconds of silence at 0:06", length_s=14.0, seed=1)
    audio = render(plan, bank)
    before, silent, after = (audio[int(at * SAMPLE_RATE) :][: SAMPLE_RATE // 2] for at in (4, 8.4, 10))
    assert np.square(silent).mean() < min(np.square(before).mean(), np.square(after).mean()) / 1000
    if style != "lo-fi":  # its cassette hisses on
        meter = LevelMeter(SAMPLE_RATE)
        meter.feed(audio)
        assert any(6 < stretch.start_s < 9 and 8.5 < stretch.end_s < 9.5 for stretch in meter.silence())


def test_a_plan_of_nothing_but_silence_is_refused() -> None:
    plan = parse("house, 3 seconds of silence at 0:06", length_s=14.0, seed=1)
    assert Plan.from_json(plan.to_json()) == plan
    silent = replace(plan, sections=tuple(replace(section, kind=SILENCE) for section in plan.sections))
    with pytest.raises(PlanInvalid, match="Nobody plays"):
        Plan.from_json(silent.to_json())
