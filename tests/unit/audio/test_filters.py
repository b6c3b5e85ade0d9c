"""Filters against a loop over samples in double precision, by scipy."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

from demotape.audio import filters
from demotape.audio.filters import DOUBLE, Filter, Section

SAMPLE_RATE = 44_100
NOISE = np.random.default_rng(5).standard_normal((2, 30_000), dtype=np.float32)


def low_pass(hertz: float, q: float = filters.BUTTERWORTH) -> Section:
    return filters.low_pass(hertz, sample_rate=SAMPLE_RATE, q=q)


def high_pass(hertz: float) -> Section:
    return filters.high_pass(hertz, sample_rate=SAMPLE_RATE)


def bell(hertz: float, gain_db: float, q: float) -> Section:
    return filters.bell(hertz, sample_rate=SAMPLE_RATE, gain_db=gain_db, q=q)


def expected(sections: tuple[Section, ...], audio: np.ndarray) -> np.ndarray:
    rows = [[b0, b1, b2, 1.0, a1, a2] for b0, b1, b2, a1, a2 in sections]
    return signal.sosfilt(rows, audio.astype(float), axis=1)


def distance_db(heard: np.ndarray, wanted: np.ndarray) -> float:
    return float(20 * np.log10(np.abs(heard - wanted).max() / np.abs(wanted).max() + 1e-12))


@pytest.mark.parametrize(
    "sections",
    [
        (high_pass(25),),
        (low_pass(25),),
        (low_pass(19_000),),
        (low_pass(300, q=20.0),),
        (low_pass(30, q=4.0),),
        (bell(1000, 0.0, 1.0),),  # does nothing
        (bell(8000, 6.0, 0.2),),  # real poles
        (high_pass(30),) * 4,
        (high_pass(32), low_pass(8000), bell(200, 3.0, 1.0), bell(60, -4.0, 2.0), bell(9000, 2.0, 0.7)),
    ],
)
def test_single_precision_is_as_good_as_a_loop_in_double(sections: tuple[Section, ...]) -> None:
    assert distance_db(Filter(sections)(NOISE), expected(sections, NOISE)) < -110


def test_double_precision_is_that_of_scipy() -> None:
    sections, audio = (high_pass(25), bell(200, 3.0, 1.0)), NOISE.astype(np.float64)
    heard = Filter(sections, precision=DOUBLE)(audio)
    assert heard.dtype == np.float64
    assert np.abs(heard - expected(sections, audio)).max() < 1e-9


def test_low_notes_below_a_low_edge_stay_clean() -> None:
    """Where single precision is worst: much that goes in and is taken away."""
    seconds = np.arange(10 * SAMPLE_RATE) / SAMPLE_RATE
    rumble = np.tile(np.sin(2 * np.pi * 4 * seconds), (2, 1)).astype(np.float32)
    assert distance_db(Filter((high_pass(25),))(rumble), expected((high_pass(25),), rumble)) < -90


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 5_000), min_size=1, max_size=8), st.integers(1, 3))
def test_blocks_of_any_length_give_what_the_whole_gives(lengths: list[int], channels: int) -> None:
    sections = (high_pass(60), low_pass(3000, q=3.0))
    lengths = [*lengths, 1]  # scipy takes no empty audio
    audio = np.random.default_rng(6).standard_normal((channels, sum(lengths)), dtype=np.float32)
    by_blocks = Filter(sections, channels=channels)
    edges = np.cumsum([0, *lengths])
    heard = [by_blocks(audio[:, first:after]) for first, after in pairwise(edges)]
    assert np.concatenate(heard, axis=1) == pytest.approx(expected(sections, audio), abs=1e-5)


def test_what_is_remembered_fades_to_nothing_in_silence() -> None:
    """The tiniest numbers would stay for ever, and processors are slow with them."""
    by_blocks = Filter((high_pass(30),) * 4)
    by_blocks(NOISE)
    for _ in range(400):
        heard = by_blocks(np.zeros((2, 1_000), np.float32))
    assert not heard.any()


def test_the_edges_lie_where_they_are_set() -> None:
    impulse = np.zeros((1, SAMPLE_RATE), np.float32)
    impulse[0, 0] = 1
    for section, at_hz, gain_db in (
        (low_pass(1000), 1000, -3.01),
        (low_pass(1000), 4000, -24.55),
        (high_pass(1000), 250, -24.13),
        (low_pass(1000, q=4.0), 1000, 12.04),
        (bell(1000, 6.0, 2.0), 1000, 6.0),
    ):
        answer = np.abs(np.fft.rfft(Filter((section,), channels=1)(impulse)[0]))
        assert 20 * np.log10(answer[at_hz]) == pytest.approx(gain_db, abs=0.1)


@pytest.mark.parametrize("under", [(0.0, 1.21), (-2.1, 0.9), (2.1, 0.9), (-2.0, 1.0), (float("nan"), 0.5)])
def test_a_filter_that_is_not_stable_is_refused(under: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="not stable"):
        Filter(((1.0, 0.0, 0.0, *under),))


def test_what_measures_and_what_plays_do_without_scipys_filters() -> None:
    """They take a second and 50 MB to load."""
    rooms = "demotape.studio, demotape.audio.analysis, demotape.engines.band.render, demotape.engines.band.stems"
    code = f"import sys, {rooms}; print('scipy.signal' in sys.modules, 'scipy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[3], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False True\n"


def test_no_sections_change_nothing() -> None:
    assert np.array_equal(Filter(())(NOISE), NOISE)
