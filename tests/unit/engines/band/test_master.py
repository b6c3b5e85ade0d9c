"""The gain that turns a mix into a master."""

from __future__ import annotations

import numpy as np
import pytest

from demotape.audio.loudness import integrated_lufs, true_peak_dbtp
from demotape.engines.band.bank import SAMPLE_RATE
from demotape.engines.band.master import (
    HOP_FRAMES,
    Mastering,
    Meters,
    Target,
    apply_curve,
    compressor_curve,
    limiter_curve,
    loudness_lufs,
    true_peaks,
)

NOTHING = np.zeros((2, 0), np.float32)
BLOCK = HOP_FRAMES * 500


def noise(seconds: float, *, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((2, int(seconds * SAMPLE_RATE)), dtype=np.float32) * 0.1


def listened(audio: np.ndarray) -> Meters:
    meters = Meters()
    for start in range(0, audio.shape[1], BLOCK):
        meters.feed(audio[:, start : start + BLOCK])
    return meters


def mastered(audio: np.ndarray, target: Target) -> np.ndarray:
    mastering = Mastering(listened(audio), target)
    whole = audio.shape[1] // HOP_FRAMES
    hot = mastering.hot_hops[mastering.hot_hops < whole]
    mastering.look_closer(hot, true_peaks(NOTHING, audio, NOTHING, hot))
    done = audio.copy()
    apply_curve(done, mastering.curve(), is_loop=target.is_loop)
    return done


@pytest.mark.parametrize("seconds", [0.4, 1.0, 7.77])
def test_loudness_from_hops_is_that_of_the_meter(seconds: float) -> None:
    audio = noise(seconds) * np.linspace(0.1, 3, int(seconds * SAMPLE_RATE), dtype=np.float32)
    meters = listened(audio)
    assert loudness_lufs(meters.energies, meters.frames) == pytest.approx(
        integrated_lufs(audio.T, SAMPLE_RATE), abs=0.05
    )


def test_silence_and_very_short_audio_have_no_loudness() -> None:
    assert loudness_lufs(np.zeros(1000), 64_000) is None
    assert loudness_lufs(np.ones(100), 6400) is None


@pytest.mark.parametrize(("threshold_db", "ratio"), [(-16.0, 2.5), (-10.0, 1.4)])
@pytest.mark.parametrize("lufs", [-14.0, -18.0])
@pytest.mark.parametrize("level", [0.01, 0.1, 5.0])
def test_loudness_and_true_peak_are_met(threshold_db: float, ratio: float, lufs: float, level: float) -> None:
    beat = np.exp(-(np.arange(4 * SAMPLE_RATE) % 22_050) / 1500)  # noise struck twice a second
    audio = noise(4.0) * (0.2 + 2 * beat).astype(np.float32) * np.float32(level)
    done = mastered(audio, Target(lufs=lufs, threshold_db=threshold_db, ratio=ratio))
    assert integrated_lufs(done.T, SAMPLE_RATE) == pytest.approx(lufs, abs=0.2)
    peak = true_peak_dbtp(done.T, SAMPLE_RATE)
    assert peak is not None
    assert peak <= -1


def test_silence_stays_silence() -> None:
    assert not mastered(np.zeros((2, 50_000), np.float32), Target(lufs=-14, threshold_db=-16, ratio=2)).any()


def test_fades() -> None:
    fades = [(0.0, 1.0, True), (3.0, 1.0, False)]
    done = mastered(noise(4.0), Target(lufs=-20, threshold_db=0, ratio=1, fades=fades))
    level = np.sqrt(np.square(done[:, : 80 * 2205]).reshape(2, 80, 2205).mean(axis=(0, 2)))
    assert level[0] < 0.1 * level[40]
    assert level[79] < 0.1 * level[40]
    assert level[10] == pytest.approx(0.71 * level[40], rel=0.15)
    assert level[69] == pytest.approx(0.5 * level[40], rel=0.2)


def test_a_loop_is_treated_the_same_wherever_it_begins() -> None:
    frames = HOP_FRAMES * 4000
    audio = noise(6.0)[:, :frames] * np.geomspace(0.1, 3, frames).astype(np.float32)
    target = Target(lufs=-14, threshold_db=-16, ratio=2, is_loop=True)
    shift = HOP_FRAMES * 1300
    here = np.roll(mastered(audio, target), shift, axis=1)
    there = mastered(np.roll(audio, shift, axis=1), target)
    assert np.abs(here - there).max() < 0.05 * np.abs(here).max()  # the meter's gate falls elsewhere


def test_peaks_between_the_samples_are_seen() -> None:
    at = np.arange(HOP_FRAMES * 100)
    sine = np.sin(np.pi / 2 * at + np.pi / 4).astype(np.float32)  # samples at 0.707, peaks at 1 between them
    sound = np.stack([sine, 0.5 * sine])
    assert np.abs(sound).max() < 0.71
    hops = np.arange(2, 98)
    assert true_peaks(NOTHING, sound, NOTHING, hops) == pytest.approx(np.ones(96), abs=0.02)


def test_peaks_on_the_edge_of_a_block_are_seen() -> None:
    at = np.arange(HOP_FRAMES * 30)
    sound = np.tile(np.sin(np.pi / 2 * at + np.pi / 4).astype(np.float32), (2, 1))
    first, middle, last = np.split(sound, 3, axis=1)
    assert true_peaks(first, middle, last, np.array([0, 9])) == pytest.approx(np.ones(2), abs=0.02)


def test_the_limiter_holds_its_ceiling_and_leaves_quiet_music_alone() -> None:
    audio = noise(1.0)
    audio[:, 20_000:20_010] = 3.0
    quiet = audio[:, :10_000].copy()
    apply_curve(audio, limiter_curve(listened(audio).peaks, -6.0))
    assert np.abs(audio).max() <= 10 ** (-6 / 20) * 1.02
    assert np.array_equal(audio[:, :10_000], quiet)


def test_the_compressor_follows_its_ratio() -> None:
    curve = compressor_curve(np.full(5000, 10 ** (-6 / 20)), threshold_db=-16, ratio=2.0)
    assert 20 * np.log10(curve[-1]) == pytest.approx(-5, abs=0.1)


def test_a_gain_curve_is_applied_block_by_block_as_at_once() -> None:
    curve = np.geomspace(1, 0.1, 700)
    whole, parted = (np.ones((2, HOP_FRAMES * 700), np.float32) for _ in range(2))
    apply_curve(whole, curve)
    for start in range(0, parted.shape[1], BLOCK):
        apply_curve(parted[:, start : start + BLOCK], curve, start=start)
    assert parted == pytest.approx(whole, abs=1e-6)


def test_a_hand_on_the_fader_moves_the_level_and_not_the_loudness() -> None:
    audio = noise(6.0)
    ride = ((0.0, -2.0), (2.97, -2.0), (3.0, 0.0), (6.0, 0.0))
    done = mastered(audio, Target(lufs=-14.0, threshold_db=0.0, ratio=1.0, ride=ride))
    half = done.shape[1] // 2
    quiet, loud = (float(np.sqrt(np.mean(part**2))) for part in (done[:, : half - SAMPLE_RATE // 10], done[:, half:]))
    assert 20 * np.log10(loud / quiet) == pytest.approx(2.0, abs=0.2)
    whole = listened(done)
    assert loudness_lufs(whole.energies, whole.frames) == pytest.approx(-14.0, abs=0.1)


@pytest.mark.parametrize(
    ("energies", "step_db"), [((0.75, 0.95), 1.4), ((0.4, 0.95), 3.0), ((0.95, 0.9), None), ((0.6, 0.6), None)]
)
def test_less_energy_is_never_louder(energies: tuple[float, float], step_db: float | None) -> None:
    audio = noise(6.0)
    half = audio.shape[1] // 2
    audio[:, half:] *= 0.9
    target = Target(lufs=-20.0, threshold_db=0.0, ratio=1.0, sections=((0, 3, energies[0]), (3, 6, energies[1])))
    done = mastered(audio, target)
    first, second = (float(np.sqrt(np.mean(part**2))) for part in (done[:, : half - 4000], done[:, half + 4000 :]))
    expected = 20 * np.log10(0.9) if step_db is None else step_db
    assert 20 * np.log10(second / first) == pytest.approx(expected, abs=0.1)
    whole = listened(done)
    assert loudness_lufs(whole.energies, whole.frames) == pytest.approx(-20.0, abs=0.1)


def test_peaks_that_only_the_limiter_brings_near_the_ceiling_are_looked_at() -> None:
    audio = noise(4.0) * np.float32(0.05)
    audio[:, :: SAMPLE_RATE // 2] = 0.9  # lone clicks that the limiter takes away
    mastering = Mastering(listened(audio), Target(lufs=-7.0, threshold_db=0.0, ratio=1.0))
    assert mastering.hot_hops.size > 100
