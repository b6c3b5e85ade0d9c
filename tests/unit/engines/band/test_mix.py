"""What the desk does to audio."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from demotape.engines.band.bank import SAMPLE_RATE
from demotape.engines.band.desk import Equalizer
from demotape.engines.band.mix import Ducker, Room, Tape, Widener, equalizer, saturated

BLOCK = 50_000


def noise(seconds: float, *, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((2, int(seconds * SAMPLE_RATE)), dtype=np.float32) * 0.1


def in_blocks(process, audio: np.ndarray) -> np.ndarray:
    edges = [0, 1000, 30_000, 30_001, audio.shape[1]]
    return np.concatenate([process(audio[:, first:last]) for first, last in pairwise(edges)], axis=1)


def room(seconds: float = 0.8) -> Room:
    return Room(seconds, np.random.default_rng(3), brightness_hz=5000, block_frames=BLOCK)


@pytest.mark.parametrize(
    "make",
    [
        lambda: equalizer(Equalizer(low_cut_hz=130, high_cut_hz=7000, bells=((1000, 6.0, 1.0),))),
        lambda: equalizer(Equalizer()),
        lambda: Widener(0.3),
        room,
    ],
)
def test_blocks_give_what_the_whole_gives(make) -> None:
    audio = noise(1.0)
    assert in_blocks(make(), audio) == pytest.approx(make()(audio), abs=3e-6)


@pytest.mark.parametrize(
    ("settings", "hertz", "expected_db"),
    [
        (Equalizer(low_cut_hz=200), 50, -24),
        (Equalizer(low_cut_hz=200), 2000, 0),
        (Equalizer(low_cut_hz=28), 28, -3),
        (Equalizer(high_cut_hz=1000), 4000, -25),
        (Equalizer(bells=((1000, 6.0, 1.0),)), 1000, 6),
        (Equalizer(bells=((1000, -4.0, 1.0),)), 1000, -4),
        (Equalizer(bells=((1000, 6.0, 2.0),)), 50, 0),
    ],
)
def test_the_equalizer(settings: Equalizer, hertz: float, expected_db: float) -> None:
    tone = np.tile(np.sin(2 * np.pi * hertz * np.arange(SAMPLE_RATE) / SAMPLE_RATE), (2, 1)).astype(np.float32)
    heard = equalizer(settings)(tone)[:, SAMPLE_RATE // 2 :]
    assert 10 * np.log10(np.square(heard).mean() / 0.5) == pytest.approx(expected_db, abs=1)


def test_the_room_dies_away_in_its_time_and_differs_on_both_sides() -> None:
    click = np.zeros((2, BLOCK), np.float32)
    click[:, 0] = 1
    heard = room(0.8)(click)
    early, late = heard[:, 2000:4000], heard[:, 2000 + SAMPLE_RATE * 4 // 10 :][:, :2000]
    assert 10 * np.log10(np.square(early).mean() / np.square(late).mean()) == pytest.approx(30, abs=2.5)
    assert abs(np.corrcoef(heard[:, 3000:20_000])[0, 1]) < 0.2


def test_width_differs_on_both_sides_and_keeps_the_level() -> None:
    audio = np.tile(noise(1.0)[:1], (2, 1))
    wide = Widener(0.3)(audio)
    assert np.corrcoef(wide)[0, 1] < 0.95
    assert np.square(wide).mean() == pytest.approx(np.square(audio).mean(), rel=0.15)


def test_saturation_bends_the_loud_and_leaves_the_quiet() -> None:
    audio = np.array([[0.001, 1.0], [-0.001, -1.0]], np.float32)
    bent = saturated(audio, 1.0)
    assert bent[0, 0] == pytest.approx(0.001, rel=1e-3)
    assert 20 * np.log10(bent[0, 1]) == pytest.approx(-2.4, abs=0.1)


def test_kicks_push_down_and_let_go_without_a_step() -> None:
    ducker = Ducker([1000, 30_000])
    depth = ducker.read(0, 40_000)
    assert depth is not None
    assert depth[[1000, 30_000]] == pytest.approx(1, abs=0.01)
    assert depth[15_000] == 0
    assert np.abs(np.diff(depth)).max() < 0.01
    assert np.array_equal(np.concatenate([ducker.read(0, 1100), ducker.read(1100, 38_900)]), depth)
    assert ducker.read(100_000, 1000) is None


def test_the_tape_dulls_and_wobbles_but_keeps_time() -> None:
    seconds = np.arange(2 * SAMPLE_RATE) / SAMPLE_RATE
    audio = np.tile(np.sin(2 * np.pi * 440 * seconds).astype(np.float32) * 0.2, (2, 1))
    played = in_blocks(Tape(np.random.default_rng(1), [(0, SAMPLE_RATE)]), audio)
    assert played.shape == audio.shape
    assert np.sqrt(np.square(played).mean()) == pytest.approx(np.sqrt(np.square(audio).mean()), rel=0.1)
    dull = Tape(np.random.default_rng(1), [(0, SAMPLE_RATE)])(noise(1.0))
    spectrum = np.abs(np.fft.rfft(dull[0])) ** 2
    edge = int(14_000 * len(dull[0]) / SAMPLE_RATE)
    assert spectrum[edge:].mean() < 0.05 * spectrum[:edge].mean()


def test_the_tape_hisses_only_where_it_runs() -> None:
    silence = np.zeros((2, 2 * SAMPLE_RATE), np.float32)
    heard = in_blocks(Tape(np.random.default_rng(1), [(0, 20_000), (20_000, 40_000), (70_000, 80_000)]), silence)
    assert np.abs(heard[:, 45_000:65_000]).max() == 0
    assert np.abs(heard[:, 85_000:]).max() == 0
    for running in (heard[:, :40_000], heard[:, 19_000:21_000], heard[:, 70_000:80_000]):
        assert np.sqrt(np.square(running).mean()) > 2e-4
