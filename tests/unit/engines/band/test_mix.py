"""Filters, room, tape and mastering."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from demotape.audio.loudness import integrated_lufs, true_peak_dbtp
from demotape.engines.band.bank import SAMPLE_RATE
from demotape.engines.band.desk import FINISHES
from demotape.engines.band.mix import (
    HOP_FRAMES,
    Filter,
    Room,
    Tape,
    Widener,
    apply_curve,
    compressor_curve,
    hop_peaks,
    limiter_curve,
    master,
    true_hop_peaks,
)


def noise(seconds: float, *, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((2, int(seconds * SAMPLE_RATE)), dtype=np.float32) * 0.1


def in_blocks(process, audio: np.ndarray) -> np.ndarray:
    edges = [0, 1000, 30_000, 30_001, audio.shape[1]]
    return np.concatenate([process(audio[:, first:last]) for first, last in pairwise(edges)], axis=1)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Filter(low_cut_hz=130, high_cut_hz=7000),
        Filter,
        Widener,
        lambda: Room(0.8, np.random.default_rng(3)),
    ],
)
def test_blocks_give_what_the_whole_gives(make) -> None:
    audio = noise(1.0)
    assert in_blocks(make(), audio) == pytest.approx(make()(audio), abs=2e-6)


def test_the_tape_dulls_and_wobbles_but_keeps_time() -> None:
    seconds = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    audio = np.tile(np.sin(2 * np.pi * 440 * seconds).astype(np.float32) * 0.2, (2, 1))
    played = in_blocks(Tape(np.random.default_rng(1)), audio)
    assert played.shape == audio.shape
    assert np.sqrt(np.square(played).mean()) == pytest.approx(np.sqrt(np.square(audio).mean()), rel=0.1)
    dull = Tape(np.random.default_rng(1))(noise(1.0))
    spectrum = np.abs(np.fft.rfft(dull[0])) ** 2
    edge = int(14_000 * len(dull[0]) / SAMPLE_RATE)
    assert spectrum[edge:].mean() < 0.05 * spectrum[:edge].mean()


def test_peaks_between_the_samples_are_seen() -> None:
    at = np.arange(SAMPLE_RATE)
    sine = np.sin(np.pi / 2 * at + np.pi / 4).astype(np.float32)  # samples at 0.707, peaks at 1 between them
    peaks = true_hop_peaks(np.stack([sine, sine]), above=0.5)
    assert hop_peaks(np.stack([sine, sine])).max() < 0.71
    assert peaks[5:-5].min() > 0.98


def test_the_limiter_holds_its_ceiling_and_leaves_quiet_music_alone() -> None:
    audio = noise(1.0)
    audio[:, 20_000:20_010] = 3.0
    quiet = audio[:, :10_000].copy()
    apply_curve(audio, limiter_curve(true_hop_peaks(audio, above=0.1), ceiling_db=-6.0))
    assert np.abs(audio).max() <= 10 ** (-6 / 20) * 1.02
    assert np.array_equal(audio[:, :10_000], quiet)


def test_the_compressor_follows_its_ratio() -> None:
    curve = compressor_curve(np.full(5000, 10 ** (-6 / 20)), threshold_db=-16, ratio=2.0)
    assert 20 * np.log10(curve[-1]) == pytest.approx(-5, abs=0.1)
    assert len(curve) * HOP_FRAMES > SAMPLE_RATE


@pytest.mark.parametrize("finish", FINISHES)
@pytest.mark.parametrize("level", [0.01, 0.1, 5.0])
def test_mastering_meets_loudness_and_true_peak(finish: str, level: float) -> None:
    beat = np.exp(-(np.arange(4 * SAMPLE_RATE) % 22_050) / 1500)  # noise struck twice a second
    audio = noise(4.0) * (0.2 + 2 * beat).astype(np.float32) * np.float32(level)
    told: list[float] = []
    master(audio, FINISHES[finish], report=told.append)
    assert integrated_lufs(audio.T, SAMPLE_RATE) == pytest.approx(-14, abs=0.5)
    peak = true_peak_dbtp(audio.T, SAMPLE_RATE)
    assert peak is not None
    assert peak <= -1
    assert told == sorted(told)
    assert told[-1] == 1
    assert np.abs(audio[:, -1]).max() < 1e-3
