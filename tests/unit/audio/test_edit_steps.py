"""Edits as data: their words, their way through JSON, and what they refuse."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from demotape.audio.edit import (
    KINDS,
    Channels,
    FadeIn,
    FadeOut,
    Gain,
    Join,
    Length,
    Loop,
    Loudness,
    Repeat,
    Reverse,
    Shape,
    Step,
    Trim,
    from_json,
    join_on_beat,
    loop_on_bars,
    plan,
    to_json,
)
from demotape.audio.probe import measure
from demotape.errors import AudioError
from tests.fakes.audio import tone

SHAPE = Shape(frames=20 * 44_100, sample_rate=44_100, channels=2)
OTHERS = {"b": Shape(frames=10 * 48_000, sample_rate=48_000, channels=1)}

STEPS: list[tuple[Step, str, float]] = [
    (Trim(1.5, 4.0), "Trim to 0:01.50–0:04.00", 2.5),
    (Length(12.25), "Make it 12.25 s long by fading out", 12.25),
    (Length(30.0, by="stretch"), "Make it 30 s long by stretching", 30.0),
    (FadeIn(0.5, "linear"), "Fade in over 0.5 s (linear)", 20.0),
    (FadeOut(3.0), "Fade out over 3 s (equal power)", 20.0),
    (Gain(-2.5), "Quieter by 2.5 dB", 20.0),
    (Gain(6), "Louder by 6.0 dB", 20.0),
    (Loudness(), "Loudness -14 LUFS, peaks below -1 dBTP", 20.0),
    (Loop(start_s=2.0, bars=4, tempo_bpm=120.0), "Loop of 4 bars at 120 BPM from 0:02.00", 8.0),
    (
        Loop(start_s=0.0, bars=1, tempo_bpm=82.53, beats_per_bar=3),
        "Loop of 1 bar at 82.53 BPM from 0:00.00",
        180 / 82.53,
    ),
    (Repeat(2.0, 4.0, times=3), "Play 0:02.00–0:04.00 3 times", 24.0),
    (Reverse(), "Reverse", 20.0),
    (Channels("mono"), "Make it mono", 20.0),
    (
        Join("b", at_s=16.0, from_s=1.0, crossfade_s=2.0),
        "Go over into another take at 0:16.00, crossfading for 2 s",
        25.0,
    ),
]


def test_every_kind_of_step_is_tried_here() -> None:
    assert {type(step) for step, _, _ in STEPS} == set(KINDS.values())


@pytest.mark.parametrize(("step", "label", "length_s"), STEPS, ids=lambda value: getattr(value, "kind", ""))
def test_a_step_tells_what_it_does_and_how_long_the_result_is(step: Step, label: str, length_s: float) -> None:
    assert step.label == label
    (after,) = plan([step], SHAPE, others=OTHERS)
    assert after.length_s == pytest.approx(length_s, abs=1 / 44_100)
    assert after.channels == (1 if step == Channels("mono") else 2)


def test_steps_survive_json() -> None:
    steps = tuple(step for step, _, _ in STEPS)
    assert from_json(json.loads(json.dumps(to_json(steps)))) == steps
    assert from_json([]) == ()


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        "trim",
        [None],
        ["trim"],
        [{}],
        [{"kind": "explode"}],
        [{"kind": ["trim"]}],
        [{"kind": "trim", "start_s": 1}],
        [{"kind": "trim", "start_s": 1, "end_s": 2, "more": 3}],
        [{"kind": "trim", "start_s": "1", "end_s": 2}],
        [{"kind": "trim", "start_s": True, "end_s": 2}],
        [{"kind": "trim", "start_s": None, "end_s": 2}],
        [{"kind": "trim", "start_s": float("nan"), "end_s": 2}],
        [{"kind": "trim", "start_s": 1, "end_s": float("inf")}],
        [{"kind": "trim", "start_s": 1, "end_s": 10**400}],
        [{"kind": "repeat", "start_s": 1, "end_s": 2, "times": 2.5}],
        [{"kind": "fade in", "length_s": 1, "shape": "round"}],
        [{"kind": "fade in", "length_s": 1, "shape": 5}],
        [{"kind": "channels", "to": "5.1"}],
        [{"kind": "join", "take_id": 5, "at_s": 1}],
        [{"kind": "reverse"}] * 1001,
    ],
)
def test_what_is_no_list_of_steps_is_refused(data: object) -> None:
    with pytest.raises(AudioError):
        from_json(data)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Length(0.01), "between 0.1 seconds and an hour"),
        (lambda: Length(5, fade_s=-1), "less than no time"),
        (lambda: Length(5, by="magic"), "fade or by stretch"),
        (lambda: FadeIn(0), "takes some time"),
        (lambda: Gain(30), "between -60 and"),
        (lambda: Gain(float("nan")), "out of range"),
        (lambda: Loudness(-3), "between -40 and -6 LUFS"),
        (lambda: Loudness(-14, ceiling_dbtp=1), "between -12 and 0 dBTP"),
        (lambda: Loop(0, bars=0, tempo_bpm=120), "1 to 256 bars"),
        (lambda: Loop(0, bars=4, tempo_bpm=0), "between 20 and 400"),
        (lambda: Loop(-1, bars=4, tempo_bpm=120), "before the take"),
        (lambda: Repeat(0, 1, times=1), "2 to 100 times"),
        (lambda: Channels("quad"), "mono or stereo"),
        (lambda: Join("", at_s=1), "no take"),
        (lambda: Join("b", at_s=1, crossfade_s=100), "at most a minute"),
    ],
)
def test_a_step_with_values_that_make_no_sense_cannot_be_made(make: Any, words: str) -> None:
    with pytest.raises(AudioError, match=words):
        make()


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Trim(4.0, 2.0), "ends after its start"),
        (Trim(-1.0, 2.0), "begins at 0:00"),
        (Trim(1.0, 25.0), r"ends at 0:25.00, but there are only 20 s"),
        (Trim(25.0, 26.0), "only 20 s"),
        (Trim(1.0, 1.001), "Nothing would be left"),
        (Length(25.0), "A fade can only shorten, and there are 20 s"),
        (Length(50.0, by="stretch"), "10 s to 40 s"),
        (Length(9.0, by="stretch"), "10 s to 40 s"),
        (FadeIn(21.0), "The fade takes 21 s, but there are only 20 s"),
        (Loop(start_s=15.0, bars=4, tempo_bpm=120), "would end at 0:23.00"),
        (Repeat(18.0, 21.0, times=2), "ends at 0:21.00"),
        (Join("gone", at_s=1.0), "not there any more"),
        (Join("b", at_s=19.0, crossfade_s=2.0), "would end at 0:21.00"),
        (Join("b", at_s=1.0, from_s=9.5, crossfade_s=2.0), "has only 10 s"),
    ],
)
def test_a_step_that_does_not_fit_says_why(step: Step, words: str) -> None:
    with pytest.raises(AudioError, match=words) as caught:
        plan([step], SHAPE, others=OTHERS)
    assert caught.value.advice == "Change this step or take it out."


def test_steps_are_checked_against_what_the_steps_before_them_leave() -> None:
    with pytest.raises(AudioError, match=r"^Step 2 \(Fade out over 6 s .*only 5 s"):
        plan([Trim(0, 5.0), FadeOut(6.0)], SHAPE)
    assert [shape.length_s for shape in plan([Trim(0, 5.0), Repeat(0, 5.0, times=2), FadeOut(6.0)], SHAPE)] == [
        5,
        10,
        10,
    ]


def test_nothing_gets_longer_than_an_hour() -> None:
    with pytest.raises(AudioError, match="longer than an hour"):
        plan([Repeat(0, 20, times=100), Repeat(0, 2000, times=2)], SHAPE)


def test_a_measured_length_that_is_a_hair_too_long_still_fits() -> None:
    (after,) = plan([Trim(10.0, 20.000_1)], SHAPE)
    assert after.frames == 441_000


def test_more_than_two_channels_are_refused_where_they_cannot_be_handled() -> None:
    surround = Shape(441_000, 44_100, 6)
    for step in (Length(8.0, by="stretch"), Channels("stereo"), Join("b", at_s=1.0)):
        with pytest.raises(AudioError):
            plan([step], surround, others=OTHERS)
    assert plan([Channels("mono"), Length(8.0, by="stretch")], surround)[-1].channels == 1


@pytest.mark.parametrize("kind", ["mp3", "flac", "opus"])
def test_the_shape_of_a_take_is_what_was_measured(tmp_path: Path, kind: str) -> None:
    (tmp_path / "audio").write_bytes(tone(0.7, format=kind, sample_rate=48_000, channels=1))
    assert Shape.of(measure(tmp_path / "audio")[1]) == Shape(33_600, 48_000, 1)


def test_showing_steps_needs_no_numpy() -> None:
    """A page that lists edits must not wait for what renders them."""
    code = "import sys; from demotape.audio.edit import plan, from_json; print('numpy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[3], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


# --- On the beat ---


def beats(tempo_bpm: float, count: int, *, first_s: float = 0.3, jitter_s: float = 0.0) -> list[float]:
    signs = [1, -1, 0.5, -0.7, 0.2, -1, 0.9]
    return [first_s + index * 60 / tempo_bpm + jitter_s * signs[index % 7] for index in range(count)]


def test_a_loop_begins_on_the_beat_nearest_to_where_it_was_wanted() -> None:
    loop = loop_on_bars(tempo_bpm=124, beats_s=beats(124, 60), bars=4, near_s=9.0)
    assert loop.start_s == pytest.approx(0.3 + 18 * 60 / 124)
    assert (loop.bars, loop.tempo_bpm, loop.beats_per_bar) == (4, 124, 4)
    later = loop_on_bars(tempo_bpm=124, beats_s=beats(124, 60), bars=4, near_s=9.0, nudge_beats=2)
    assert later.start_s - loop.start_s == pytest.approx(2 * 60 / 124)


def test_errors_of_single_beats_average_out() -> None:
    loop = loop_on_bars(tempo_bpm=124, beats_s=beats(124, 60, jitter_s=0.012), bars=4, near_s=9.0)
    assert loop.start_s == pytest.approx(0.3 + 18 * 60 / 124, abs=0.005)
    assert loop.tempo_bpm == 124


def test_a_loop_follows_a_tempo_that_differs_from_the_whole() -> None:
    loop = loop_on_bars(tempo_bpm=124, beats_s=beats(121, 60), bars=4)
    assert loop.tempo_bpm == pytest.approx(121)
    assert loop.length_s == pytest.approx(16 * 60 / 121)


def test_a_loop_leaves_room_for_all_its_bars() -> None:
    times = beats(120, 33)
    loop = loop_on_bars(tempo_bpm=120, beats_s=times, bars=8, near_s=100.0, nudge_beats=50)
    assert loop.start_s == pytest.approx(times[1])
    with pytest.raises(AudioError, match="16 bars have 64 beats, and only 33 were found"):
        loop_on_bars(tempo_bpm=120, beats_s=times, bars=16)


def test_takes_are_joined_where_beat_falls_on_beat() -> None:
    join = join_on_beat("b", beats_s=beats(120, 40), other_beats_s=beats(90, 20, first_s=0.1), length_s=20.0)
    assert join.at_s == pytest.approx(0.3 + 35 * 0.5)
    assert join.from_s == 0.1
    assert join.crossfade_s == pytest.approx(2.0)
    assert join.at_s + join.crossfade_s <= 20.0


@pytest.mark.parametrize(
    ("mine", "theirs", "length_s"), [([], [0.1], 20.0), (beats(120, 40), [], 20.0), (beats(120, 40), [0.1], 1.0)]
)
def test_takes_without_enough_beats_are_not_joined_on_one(
    mine: list[float], theirs: list[float], length_s: float
) -> None:
    with pytest.raises(AudioError):
        join_on_beat("b", beats_s=mine, other_beats_s=theirs, length_s=length_s)
