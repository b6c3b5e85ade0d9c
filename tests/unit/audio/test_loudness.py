"""Loudness and true peak against signals whose values are known by definition."""

from __future__ import annotations

import numpy as np
import pytest

from demotape.audio.loudness import LoudnessMeter, TruePeakMeter, integrated_lufs, true_peak_dbtp
from tests.fakes.audio import sine


def amplitude(dbfs: float) -> float:
    return 10 ** (dbfs / 20)


def tone_997(seconds: float, dbfs: float, *, sample_rate: int = 48_000, channels: int = 2) -> np.ndarray:
    return sine(seconds, sample_rate=sample_rate, channels=channels, frequency=997.0, level=amplitude(dbfs))


@pytest.mark.parametrize(
    ("sample_rate", "channels", "dbfs", "lufs", "tolerance"),
    [
        (48_000, 2, -23.0, -23.0, 0.01),
        (44_100, 2, -23.0, -23.0, 0.01),
        (48_000, 2, -33.0, -33.0, 0.01),
        (48_000, 1, -20.0, -23.01, 0.01),
        (44_100, 1, 0.0, -3.01, 0.01),
        (96_000, 2, -23.0, -23.0, 0.03),
        (22_050, 2, -23.0, -23.0, 0.05),
        (11_025, 2, -23.0, -23.0, 0.06),
        (8_000, 2, -23.0, -23.0, 0.06),
    ],
)
def test_a_reference_tone_reads_its_level(
    sample_rate: int, channels: int, dbfs: float, lufs: float, tolerance: float
) -> None:
    samples = tone_997(5, dbfs, sample_rate=sample_rate, channels=channels)
    assert integrated_lufs(samples, sample_rate) == pytest.approx(lufs, abs=tolerance)


@pytest.mark.parametrize("sample_rate", [1_000, 3_000])
def test_a_rate_too_low_for_the_weighting_is_refused(sample_rate: int) -> None:
    with pytest.raises(ValueError, match="not stable"):
        integrated_lufs(np.zeros(sample_rate), sample_rate)


@pytest.mark.parametrize(
    "levels_and_seconds",
    [
        pytest.param([(-36, 10), (-23, 60), (-36, 10)], id="EBU Tech 3341 case 3"),
        pytest.param([(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], id="EBU Tech 3341 case 4"),
        pytest.param([(-26, 20), (-20, 20.1), (-26, 20)], id="EBU Tech 3341 case 5"),
    ],
)
def test_the_gates_leave_quiet_passages_out(levels_and_seconds: list[tuple[float, float]]) -> None:
    samples = np.concatenate([tone_997(seconds, dbfs) for dbfs, seconds in levels_and_seconds])
    assert integrated_lufs(samples, 48_000) == pytest.approx(-23.0, abs=0.1)


def test_surround_channels_count_more_and_the_low_frequency_channel_not_at_all() -> None:
    # EBU Tech 3341 case 6: L and R at -28 dBFS, C at -24, Ls and Rs at -30.
    levels = [-28.0, -28.0, -24.0, -3.0, -30.0, -30.0]
    samples = np.concatenate([tone_997(20, level, channels=1) for level in levels], axis=1)
    assert integrated_lufs(samples, 48_000) == pytest.approx(-23.0, abs=0.1)
    assert integrated_lufs(np.delete(samples, 3, axis=1), 48_000) == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize(
    "samples",
    [
        pytest.param(np.zeros((48_000, 2), np.float32), id="digital silence"),
        pytest.param(tone_997(2, -80), id="below the absolute gate"),
        pytest.param(tone_997(0.39, -10), id="shorter than a gating block"),
        pytest.param(np.zeros((0, 2), np.float32), id="no samples"),
    ],
)
def test_there_is_no_loudness_of_silence_and_of_almost_nothing(samples: np.ndarray) -> None:
    assert integrated_lufs(samples, 48_000) is None


def test_exactly_one_gating_block_is_enough() -> None:
    assert integrated_lufs(tone_997(0.4, -23), 48_000) == pytest.approx(-23.0, abs=0.1)


def test_one_dimension_is_mono() -> None:
    samples = tone_997(1, -20, channels=1)
    assert integrated_lufs(samples[:, 0], 48_000) == integrated_lufs(samples, 48_000)
    assert true_peak_dbtp(samples[:, 0], 48_000) == true_peak_dbtp(samples, 48_000)


@pytest.mark.parametrize("sample_rate", [11_025, 44_100, 48_000])
def test_meters_read_the_same_for_any_size_of_blocks(sample_rate: int) -> None:
    rng = np.random.default_rng(3)
    samples = (rng.normal(0, 0.1, (sample_rate * 2, 2)) * np.linspace(0.1, 1, sample_rate * 2)[:, None]).astype("f4")
    loudness, peak = LoudnessMeter(sample_rate, channels=2), TruePeakMeter(channels=2)
    at = 0
    while at < len(samples):
        size = int(rng.choice([0, 1, 7, 23, 24, 500, 4411, 20_000]))
        loudness.feed(samples[at : at + size])
        peak.feed(samples[at : at + size])
        at += size
    assert loudness.integrated_lufs == pytest.approx(integrated_lufs(samples, sample_rate), abs=1e-9)
    assert peak.true_peak_dbtp == pytest.approx(true_peak_dbtp(samples, sample_rate), abs=1e-6)


@pytest.mark.parametrize(
    ("frequency_share", "phase", "level", "dbtp"),
    [
        (1 / 4, np.pi / 4, 0.9, -0.915),  # every sample lies 3 dB below the peak
        (1 / 4, 0.0, 0.5, -6.02),
        (1 / 6, np.pi / 6, 0.5, -6.02),
        (1 / 8, np.pi / 8, 0.5, -6.02),
        (0.37, 0.4, 1.0, 0.0),
        (0.02, 0.0, 0.9, -0.915),
    ],
)
def test_true_peak_finds_what_lies_between_the_samples(
    frequency_share: float, phase: float, level: float, dbtp: float
) -> None:
    samples = sine(1, frequency=frequency_share * 44_100, level=level, phase=phase)
    assert true_peak_dbtp(samples, 44_100) == pytest.approx(dbtp, abs=0.02)


def test_true_peak_looks_into_every_channel_and_every_block() -> None:
    quiet = sine(4, level=0.1)
    quiet[150_000:150_400, 1] = sine(400 / 44_100, channels=1, frequency=11_025, phase=np.pi / 4, level=0.9)[:, 0]
    found = true_peak_dbtp(quiet, 44_100)
    assert found is not None
    assert found > -1.0


def test_true_peak_equals_interpolation_of_everything() -> None:
    """Windows that cannot hold the peak are skipped; the answer must not depend on it."""
    from scipy.signal import resample_poly

    noise = np.tanh(np.random.default_rng(5).normal(0, 0.6, (30_000, 1))).astype(np.float32)
    full = 20 * np.log10(np.abs(resample_poly(noise[:, 0], 4, 1, window=("kaiser", 8.0))).max())
    assert true_peak_dbtp(noise, 44_100) == pytest.approx(full, abs=0.2)


@pytest.mark.parametrize("frames", [0, 1, 10, 1000])
def test_digital_silence_has_no_peak(frames: int) -> None:
    assert true_peak_dbtp(np.zeros((frames, 2), np.float32), 44_100) is None


def test_a_clip_shorter_than_the_filter_has_its_sample_peak() -> None:
    assert true_peak_dbtp(np.array([0.1, -0.5, 0.2], np.float32), 44_100) == pytest.approx(-6.02, abs=0.01)
