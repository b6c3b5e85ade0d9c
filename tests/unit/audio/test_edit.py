"""Edits carried out on real files, decoded again and measured."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from demotape.audio.edit import (
    LOUDNESS_TARGETS_LUFS,
    Channels,
    Edited,
    FadeIn,
    FadeOut,
    Gain,
    Join,
    Length,
    Loop,
    Loudness,
    Note,
    Repeat,
    Reverse,
    Shape,
    Step,
    Trim,
    apply,
    join_on_beat,
    plan,
    stretch,
)
from demotape.audio.edit.render import seam_roughness
from demotape.audio.loudness import integrated_lufs, true_peak_dbtp
from demotape.errors import AudioError, Cancelled, DataFolderUnusable
from tests.fakes.audio import encode, sine, tone

RATE = 44_100
ROOT = Path(__file__).parents[3]


def noise(seconds: float, *, channels: int = 2, level: float = 0.1, seed: int = 1) -> Any:
    rng = np.random.default_rng(seed)
    return rng.normal(0, level, (round(seconds * RATE), channels)).astype(np.float32)


def clicks(seconds: float, tempo_bpm: float, *, first_s: float = 0.25, rate: int = RATE, channels: int = 1) -> Any:
    """A short burst at each beat."""
    samples = np.zeros((round(seconds * rate), channels), np.float32)
    burst = np.hanning(200)[:, None] * np.sin(np.arange(200) * 0.9)[:, None]
    for beat in np.arange(first_s, seconds - 0.01, 60 / tempo_bpm):
        at = round(beat * rate)
        samples[at : at + 200] += 0.5 * burst[: len(samples) - at]
    return samples


def click_times(samples: Any, rate: int = RATE) -> Any:
    """Where bursts have their middle, in seconds, without the half burst."""
    level = np.abs(samples).max(axis=1)
    loud = np.flatnonzero(level > 0.15)
    starts = loud[np.flatnonzero(np.diff(loud, prepend=-10_000) > 2000)]
    return (
        np.array([at + np.average(np.arange(600), weights=level[at : at + 600] ** 2 + 1e-12) for at in starts]) / rate
    )


class Desk:
    """A folder with a source, and what comes of it."""

    def __init__(self, folder: Path) -> None:
        self.source, self.target = folder / "source", folder / "out"

    def put(self, samples: Any, *, format: str = "wav32f", rate: int = RATE) -> None:  # noqa: A002 - as in the fakes
        self.source.write_bytes(encode(samples, rate, format=format))

    def do(self, *steps: Step, **more: Any) -> tuple[Any, Edited]:
        edited = apply(steps, self.source, self.target, **more)
        samples, rate = sf.read(self.target, dtype="float64", always_2d=True)
        assert Shape(len(samples), rate, samples.shape[1]) == edited.shape
        return samples, edited


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def texts(edited: Edited) -> list[str]:
    return [note.text for note in edited.notes]


# --- What may not change ---


@pytest.mark.parametrize("kind", ["wav", "flac"])
@pytest.mark.parametrize(
    ("steps", "cut"),
    [
        ((), slice(None)),
        ((Trim(0.5, 1.25),), slice(22_050, 55_125)),
        ((Reverse(),), slice(None, None, -1)),
        ((Trim(0.5, 1.25), Reverse(), Trim(0.25, 0.75)), slice(44_099, 22_049, -1)),
    ],
)
def test_moving_samples_about_changes_none_of_them(desk: Desk, kind: str, steps: Sequence[Step], cut: slice) -> None:
    desk.put(noise(2.0), format=kind)
    before, _ = sf.read(desk.source, dtype="int16")
    _, edited = desk.do(*steps)
    after, _ = sf.read(desk.target, dtype="int16")
    assert np.array_equal(after, before[cut])
    assert (edited.bits, sf.info(desk.target).subtype) == (16, "PCM_16")


@pytest.mark.parametrize("kind", ["flac24", "wav24"])
def test_twenty_four_bits_stay_twenty_four_through_pydub(desk: Desk, kind: str) -> None:
    desk.put(noise(1.0, level=0.2), format=kind)
    before, _ = sf.read(desk.source, dtype="int32")
    _, edited = desk.do(Gain(6.0), Reverse(), Gain(-6.0), Reverse())
    after, _ = sf.read(desk.target, dtype="int32")
    assert edited.bits == 24
    assert np.abs(after.astype(np.int64) - before).max() <= 1 << 8  # one step of 24 bits, where 16 have 65,536


def test_the_source_is_only_read(desk: Desk) -> None:
    desk.source.write_bytes(tone(2.0, format="mp3"))
    before = desk.source.read_bytes()
    desk.do(Trim(0.2, 1.5), FadeOut(0.5), Loudness())
    assert desk.source.read_bytes() == before
    assert sorted(path.name for path in desk.source.parent.iterdir()) == ["out", "source"]


@pytest.mark.parametrize("kind", ["mp3", "ogg", "opus", "flac", "wav24"])
@pytest.mark.parametrize("to", ["flac", "wav"])
def test_every_format_can_be_edited(desk: Desk, kind: str, to: str) -> None:
    desk.source.write_bytes(tone(1.0, format=kind, sample_rate=48_000))
    _, edited = desk.do(Trim(0.25, 0.75), to=to)
    assert edited.shape == Shape(24_000, 48_000, 2)
    assert sf.info(desk.target).format == to.upper()


# --- Level ---


@pytest.mark.parametrize(
    ("shape", "middle"), [("linear", 0.5), ("equal power", np.sqrt(0.5)), ("exponential", (10**1.5 - 1) / 999)]
)
def test_fades_have_their_shape_to_the_sample(desk: Desk, shape: Any, middle: float) -> None:
    desk.put(np.full((4 * RATE, 2), 0.5, np.float32))
    samples, _ = desk.do(FadeIn(1.0, shape), FadeOut(2.0, shape))
    level = samples[:, 0] / 0.5
    assert level[0] == level[-1] == 0.0
    assert level[RATE // 2] == pytest.approx(middle, abs=1e-4)
    assert level[3 * RATE - 1] == pytest.approx(middle, abs=1e-4)
    assert np.all(level[RATE : 2 * RATE] == 1.0)
    assert np.all(np.diff(level[:RATE]) >= 0)
    assert np.abs(np.diff(level)).max() < 2 * 6.91 / RATE  # no stairs: nothing steeper than the curve itself


def test_gain_is_exact_and_says_so_in_decibels(desk: Desk) -> None:
    desk.put(noise(1.0))
    before, _ = sf.read(desk.source)
    samples, edited = desk.do(Gain(-7.3))
    assert np.abs(samples - before * 10 ** (-7.3 / 20)).max() < 2**-23
    assert edited.notes == ()


def test_what_goes_over_full_scale_can_be_taken_back(desk: Desk) -> None:
    desk.put(sine(1.0, level=0.9))
    before, _ = sf.read(desk.source)
    samples, edited = desk.do(Gain(20.0), Gain(-20.0))
    assert np.abs(samples - before).max() < 2**-22
    assert edited.notes == ()


def test_what_stays_over_full_scale_is_cut_off_and_told(desk: Desk) -> None:
    desk.put(sine(1.0, level=0.5))
    samples, edited = desk.do(Gain(12.0))
    assert samples.max() == pytest.approx(1.0, abs=1e-6)
    assert samples.min() == -1.0
    assert edited.notes == (
        Note(1, "The loudest peaks were 6.0 dB too high for a file and were cut off. Make it quieter."),
    )


@pytest.mark.parametrize("target", LOUDNESS_TARGETS_LUFS)
def test_loudness_comes_to_its_target(desk: Desk, target: float) -> None:
    desk.put(noise(3.0, level=0.05))
    before = integrated_lufs(sf.read(desk.source)[0], RATE)
    samples, edited = desk.do(Loudness(target_lufs=target))
    assert integrated_lufs(samples, RATE) == pytest.approx(target, abs=0.02)
    assert texts(edited) == [f"Loudness was {before:.1f} LUFS and is now {target:.1f}."]


def test_peaks_limit_the_loudness_and_it_says_so(desk: Desk) -> None:
    samples = noise(3.0, level=0.02)
    samples[RATE : RATE + 40] *= 40  # one hit that stands out
    desk.put(np.clip(samples, -0.9, 0.9))
    samples, edited = desk.do(Loudness(target_lufs=-14.0, ceiling_dbtp=-1.0))
    assert true_peak_dbtp(samples, RATE) == pytest.approx(-1.0, abs=0.02)
    reached = integrated_lufs(samples, RATE)
    assert reached is not None
    assert reached < -20
    assert texts(edited)[0] == f"Peaks limit this to {reached:.1f} LUFS."


def test_silence_has_no_loudness_to_change(desk: Desk) -> None:
    desk.put(np.zeros((RATE, 2), np.float32))
    samples, edited = desk.do(Loudness())
    assert not samples.any()
    assert texts(edited) == ["It is silent or too short to have a loudness, so nothing was changed."]


# --- Length ---


@pytest.mark.parametrize("length_s", [0.1, 1.2345, 3.0])
def test_a_length_by_fade_is_exact_and_ends_in_silence(desk: Desk, length_s: float) -> None:
    desk.put(sine(3.0, level=0.5))
    before, _ = sf.read(desk.source)
    samples, _ = desk.do(Length(length_s, fade_s=0.5))
    frames = round(length_s * RATE)
    assert len(samples) == frames
    assert np.abs(samples[-20:]).max() < 0.005
    untouched = max(0, frames - RATE // 2)
    assert np.abs(samples[:untouched] - before[:untouched]).max(initial=0) < 2**-22


@pytest.mark.parametrize("share", [0.5, 0.87, 1.0, 1.13, 2.0])
def test_a_length_by_stretch_is_exact_and_keeps_the_pitch(
    desk: Desk, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stretch, "_PIECE_S", 3.0)  # several pieces without minutes of audio
    desk.put(sine(9.0, frequency=440.0, level=0.5))
    samples, _ = desk.do(Length(9.0 * share, by="stretch"))
    assert len(samples) == round(9.0 * share * RATE)
    spectrum = np.abs(np.fft.rfft(samples[:, 0] * np.hanning(len(samples))))
    assert np.argmax(spectrum) * RATE / len(samples) == pytest.approx(440.0, abs=0.3)
    # Pieces were joined on the way: a tone must not swell or sink where they meet.
    level = np.sqrt(np.square(samples[: len(samples) // 1000 * 1000, 0]).reshape(-1, 1000).mean(axis=1))[15:-15]
    assert 20 * np.log10(level.max() / level.min()) < 0.7


@pytest.mark.parametrize("piece_s", [3.0, 30.0])
def test_stretching_keeps_every_hit_in_its_place(desk: Desk, piece_s: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretch, "_PIECE_S", piece_s)
    hits = clicks(16.0, 120.0, channels=2)
    desk.put(hits)
    samples, edited = desk.do(Length(14.0, by="stretch"))
    before, after = click_times(hits), click_times(samples)
    assert len(after) == len(before)
    assert np.abs(after - before * 14 / 16).max() < (0.008 if piece_s < 16 else 0.002)
    assert edited.notes == ()


def test_a_strong_stretch_is_said_to_be_heard(desk: Desk) -> None:
    desk.put(noise(1.0))
    _, edited = desk.do(Length(1.5, by="stretch"))
    assert texts(edited) == ["Stretched to 150% of its length, which can be heard."]


def test_stretching_twice_gives_the_same_samples(desk: Desk) -> None:
    desk.put(noise(4.0))
    first, _ = desk.do(Length(3.7, by="stretch"))
    second, _ = desk.do(Length(3.7, by="stretch"))
    assert np.array_equal(first, second)


def test_a_computer_without_the_library_is_told_what_to_do(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_stretch", None)
    desk.put(noise(1.0))
    with pytest.raises(AudioError, match="not available on this kind of computer") as caught:
        desk.do(Length(1.1, by="stretch"))
    assert caught.value.advice == "Reach the length with a fade instead."


def test_a_stretcher_that_dies_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretch.stretcher, "__name__", "demotape.nothing")
    desk.put(noise(1.0))
    with pytest.raises(AudioError, match="Stretching this take has failed"):
        desk.do(Length(1.1, by="stretch"))


# --- Loops and regions ---


def bass(seconds: float) -> Any:
    """Low tones in which every cut that is not smoothed is a step."""
    at = np.arange(round(seconds * RATE)) / RATE
    wave = 0.3 * np.sin(2 * np.pi * 61.7 * at) + 0.1 * np.sin(2 * np.pi * 233.3 * at)
    return np.repeat(wave[:, None], 2, axis=1).astype(np.float32)


@pytest.mark.parametrize("start_s", [0.5, 2.435, 0.0])
def test_a_loop_has_whole_bars_and_no_seam(desk: Desk, start_s: float) -> None:
    desk.put(bass(12.0))
    source, _ = sf.read(desk.source, always_2d=True)
    samples, edited = desk.do(Loop(start_s=start_s, bars=4, tempo_bpm=124.0))
    assert len(samples) == round(16 * 60 / 124 * RATE)
    start = round(start_s * RATE)
    naive = source[start : start + len(samples)]
    assert seam_roughness(samples) < 1.2
    assert seam_roughness(naive) > 4
    assert np.abs(samples[1000:-1000] - naive[1000:-1000]).max() < 2**-22
    assert texts(edited)[0].startswith("The seam is smooth: its step is ")
    assert texts(edited)[1:] == ["The loop lasts 341419 samples, 7.742 s."]


def test_an_attack_on_the_first_beat_is_no_click(desk: Desk) -> None:
    hits = clicks(8.0, 120.0, first_s=0.5)
    hits[:, 0] += sine(8.0, channels=1, frequency=80.0, level=0.02)[:, 0]
    at = round(4.5 * RATE)
    hits[at : at + 400, 0] += 0.5 * np.exp(-np.arange(400) / 100)  # an attack of one sample
    desk.put(hits)
    samples, edited = desk.do(Loop(start_s=4.5, bars=1, tempo_bpm=120.0))
    assert seam_roughness(samples) > 1.5
    assert texts(edited)[0] == "The seam is smooth: its step is 1.00 of what the music does there by itself."


def test_a_loop_played_round_and_round_keeps_the_beat(desk: Desk) -> None:
    desk.put(clicks(12.0, 124.0, first_s=0.5))
    samples, _ = desk.do(Loop(start_s=0.4, bars=4, tempo_bpm=124.0))
    gaps = np.diff(click_times(np.tile(samples, (3, 1))))
    assert len(gaps) == 47
    assert gaps == pytest.approx(60 / 124, abs=2e-4)


def test_a_seam_that_cannot_be_smoothed_is_told(desk: Desk) -> None:
    desk.put(bass(8.0))
    _, edited = desk.do(Loop(start_s=0.0, bars=4, tempo_bpm=120.0))  # all there is: nothing before, nothing behind
    assert texts(edited)[0].startswith("The seam may click: its step is ")


@pytest.mark.parametrize("start_s", [0.0, 1.0])
def test_a_region_is_repeated_and_the_rest_goes_on(desk: Desk, start_s: float) -> None:
    desk.put(noise(4.0))
    source, _ = sf.read(desk.source)
    samples, _ = desk.do(Repeat(start_s, 2.5, times=3, crossfade_s=0.01))
    start, stop = round(start_s * RATE), round(2.5 * RATE)
    wanted = np.concatenate([source[:stop], source[start:stop], source[start:]])
    changed = np.flatnonzero(np.abs(samples - wanted).max(axis=1) > 2**-22)
    assert len(samples) == len(wanted)
    seams = [stop, 2 * stop - start]
    assert all(min(abs(at - seam) for seam in seams) <= 441 for at in changed)
    assert len(changed) > 800  # both seams were smoothed


def test_the_seams_of_repeats_do_not_click(desk: Desk) -> None:
    desk.put(bass(4.0))
    source, _ = sf.read(desk.source)
    samples, _ = desk.do(Repeat(1.0, 2.337, times=4))
    steps = np.abs(np.diff(samples[:, 0]))
    assert steps.max() < np.abs(np.diff(source[:, 0])).max() * 1.05


# --- Channels and joins ---


def test_mono_is_the_mean_and_stereo_is_the_same_on_both_sides(desk: Desk) -> None:
    desk.put(noise(1.0))
    source, _ = sf.read(desk.source)
    mono, _ = desk.do(Channels("mono"))
    assert np.abs(mono[:, 0] - source.mean(axis=1)).max() < 2**-22
    both, edited = desk.do(Channels("mono"), Channels("stereo"))
    assert np.array_equal(both[:, 0], both[:, 1])
    assert edited.shape.channels == 2


def test_what_is_stereo_already_stays(desk: Desk) -> None:
    desk.put(noise(1.0))
    source, _ = sf.read(desk.source)
    samples, edited = desk.do(Channels("stereo"))
    assert np.abs(samples - source).max() < 2**-23
    assert texts(edited) == ["It was stereo already."]


@pytest.mark.parametrize(
    ("side", "words"), [(-1.0, "in mono it is almost silent."), (-0.5, "in mono it is 10 dB quieter.")]
)
def test_mono_says_when_the_sides_cancel(desk: Desk, side: float, words: str) -> None:
    left = noise(1.0, channels=1)
    desk.put(np.concatenate([left, side * left], axis=1))
    _, edited = desk.do(Channels("mono"))
    assert texts(edited) == [f"Left and right cancel each other in part: {words}"]


def test_six_channels_become_their_mean(desk: Desk) -> None:
    desk.put(noise(0.5, channels=6))
    source, _ = sf.read(desk.source)
    samples, _ = desk.do(Channels("mono"))
    assert np.abs(samples[:, 0] - source.mean(axis=1)).max() < 2**-22


def test_joined_takes_keep_the_beat_and_the_power(desk: Desk, tmp_path: Path) -> None:
    desk.put(clicks(10.0, 120.0, channels=2))
    other = tmp_path / "other"
    other.write_bytes(encode(clicks(6.0, 120.0, first_s=0.1, rate=48_000), 48_000, format="wav24"))
    mine = [0.25 + 0.5 * index for index in range(19)]
    theirs = [0.1 + 0.5 * index for index in range(11)]
    join = join_on_beat("b", beats_s=mine, other_beats_s=theirs, length_s=10.0)
    samples, edited = desk.do(join, others={"b": other})
    gaps = np.diff(click_times(samples))
    assert gaps == pytest.approx(0.5, abs=5e-4)
    assert edited.shape == Shape(round(join.at_s * RATE) + round(5.9 * RATE), RATE, 2)


def test_a_crossfade_keeps_its_power_and_begins_and_ends_without_a_step(desk: Desk, tmp_path: Path) -> None:
    desk.put(noise(5.0, seed=1))
    other = tmp_path / "other"
    other.write_bytes(encode(noise(5.0, seed=2), RATE, format="wav32f"))
    before, behind = sf.read(desk.source)[0], sf.read(other)[0]
    samples, _ = desk.do(Join("b", at_s=2.0, from_s=1.0, crossfade_s=2.0), others={"b": other, "unused": other})
    assert np.abs(samples[: 2 * RATE] - before[: 2 * RATE]).max() < 2**-22
    assert np.abs(samples[4 * RATE :] - behind[3 * RATE :]).max() < 2**-22
    power = np.square(samples[2 * RATE : 4 * RATE]).reshape(20, -1).mean(axis=1)
    assert 10 * np.log10(power / 0.01) == pytest.approx(0, abs=0.4)


# --- Refusals, interruptions, promises ---


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([Trim(1.0, 9.0)], "only 2 s"),
        ([Trim(0.0, 1.0), FadeIn(1.5)], r"^Step 2 \(Fade in"),
        ([Join("missing", at_s=0.5)], "not there any more"),
    ],
)
def test_steps_that_do_not_fit_write_nothing(desk: Desk, steps: list[Step], words: str) -> None:
    desk.put(noise(2.0))
    desk.target.write_bytes(b"older")
    with pytest.raises(AudioError, match=words):
        apply(steps, desk.source, desk.target)
    assert desk.target.read_bytes() == b"older"
    assert sorted(path.name for path in desk.source.parent.iterdir()) == ["out", "source"]


@pytest.mark.parametrize("data", [b"<html>", tone(3.0, format="flac")[:20_000]])
def test_a_source_that_is_not_whole_writes_nothing(desk: Desk, data: bytes) -> None:
    desk.source.write_bytes(data)
    with pytest.raises(AudioError):
        apply([Reverse()], desk.source, desk.target)
    assert [path.name for path in desk.source.parent.iterdir()] == ["source"]


def test_a_missing_source_and_a_missing_folder_are_told_apart(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        apply([Reverse()], desk.source, desk.target)
    desk.put(noise(0.5))
    with pytest.raises(DataFolderUnusable):
        apply([Reverse()], desk.source, tmp_path / "nowhere" / "out")
    with pytest.raises(AudioError, match="FLAC or WAV"):
        apply([Reverse()], desk.source, desk.target, to="mp3")


CHAIN = [Trim(0.2, 5.8), Length(5.0, by="stretch"), Loudness(-20), FadeOut(1.0), Reverse()]


@pytest.mark.parametrize("after", [0, 1, 3, 8, 15, 20])
def test_an_edit_can_be_stopped_anywhere_and_leaves_nothing(desk: Desk, after: int) -> None:
    desk.put(noise(6.0))
    desk.target.write_bytes(b"older")
    told: list[float] = []
    with pytest.raises(Cancelled):
        apply(CHAIN, desk.source, desk.target, cancelled=lambda: len(told) >= after, progress=told.append)
    assert desk.target.read_bytes() == b"older"
    assert sorted(path.name for path in desk.source.parent.iterdir()) == ["out", "source"]


def test_progress_rises_to_one(desk: Desk) -> None:
    desk.put(noise(6.0))
    told: list[float] = []
    apply(CHAIN, desk.source, desk.target, progress=told.append)
    assert told == sorted(told)
    assert told[0] == 0.0
    assert told[-1] == 1.0
    assert max(np.diff(told)) < 0.2


times = st.floats(0, 3).map(lambda value: round(value, 3))
any_step = st.one_of(
    st.builds(Trim, times, times),
    st.builds(Length, st.floats(0.2, 4), st.sampled_from(["fade", "stretch"]), times),
    st.builds(FadeIn, st.floats(0.001, 2), st.sampled_from(["linear", "equal power", "exponential"])),
    st.builds(FadeOut, st.floats(0.001, 2), st.sampled_from(["linear", "equal power", "exponential"])),
    st.builds(Gain, st.floats(-60, 24)),
    st.builds(Loudness, st.floats(-40, -6), st.floats(-12, 0)),
    st.builds(Loop, times, st.integers(1, 2), st.floats(100, 400), st.integers(1, 4), st.floats(0, 0.5)),
    st.builds(Repeat, times, times, st.integers(2, 4), st.floats(0, 0.5)),
    st.just(Reverse()),
    st.builds(Channels, st.sampled_from(["mono", "stereo"])),
    st.builds(Join, st.just("b"), times, st.floats(0, 0.5), st.floats(0, 0.5)),
)


@given(steps=st.lists(any_step, min_size=1, max_size=4))
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
def test_any_edit_gives_what_was_planned(desk: Desk, tmp_path: Path, steps: list[Step]) -> None:
    rate = 8_000
    desk.source.write_bytes(tone(2.5, format="wav", sample_rate=rate, channels=1))
    other = tmp_path / "other"
    other.write_bytes(tone(1.7, format="wav", sample_rate=11_025))
    mine, theirs = Shape(20_000, rate, 1), Shape(18_742, 11_025, 2)
    try:
        planned = plan(steps, mine, others={"b": theirs})
    except AudioError:
        assume(False)
    samples, edited = desk.do(*steps, others={"b": other})
    assert edited.shape == planned[-1]
    assert np.isfinite(samples).all()


# A limit on the size of files fails a write as a full disk does, without the need of a disk to fill.
FULL_DISK = """
import resource, sys
from pathlib import Path
from demotape.audio.edit import Reverse, apply
from demotape.errors import DiskFull
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)
try:
    apply([Reverse()], Path(sys.argv[1]), Path(sys.argv[2]))
except DiskFull as error:
    print(error.message)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no resource limits there")
@pytest.mark.parametrize("limit", [0, 100_000])
def test_a_full_disk_is_told_and_leaves_nothing(desk: Desk, limit: int) -> None:
    desk.put(noise(2.0), format="wav")
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, desk.source, desk.target, str(limit)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "There is no space left on the disk to edit this take.\n", done.stderr
    assert [path.name for path in desk.source.parent.iterdir()] == ["source"]


def test_memory_does_not_grow_with_the_length(desk: Desk) -> None:
    apply([Loudness()], _written(desk, noise(1.0)), desk.target)  # loads what the first edit would have to load
    at = np.arange(600 * 8_000) / 8_000
    desk.put(np.repeat((0.3 * np.sin(at * 700))[:, None], 2, axis=1).astype(np.float32), rate=8_000)  # 38 MB of samples
    tracemalloc.start()
    try:
        apply([Trim(1, 599), Reverse(), FadeOut(5), Repeat(1, 2, times=2), Loudness()], desk.source, desk.target)
        assert tracemalloc.get_traced_memory()[1] < 12e6
    finally:
        tracemalloc.stop()


def _written(desk: Desk, samples: Any) -> Path:
    desk.put(samples)
    return desk.source
