"""A bus of the mixing desk, played by the shipped bank."""

from __future__ import annotations

import numpy as np
import pytest

from demotape.engines.band.bank import SAMPLE_RATE, Bank
from demotape.engines.band.bus import Bus
from demotape.engines.band.desk import Strip
from demotape.engines.band.mix import Ducker
from demotape.engines.band.parts import Event, Part

GUITAR, STRINGS = "Distortion Guitar", "String Ensemble 1"
NOTES = (2_000, 31_000, 58_000)


def bus_of(bank: Bank, strip: Strip, preset: str, *, length_s: float, frames: tuple[int, ...] = NOTES) -> Bus:
    bus = Bus(strip, bank, Ducker([]), seed=1, start=0)
    bus.add(Part("keys", "pop", strip, tuple(Event(at, preset, 52, 100, length_s, 1.0, seed=at) for at in frames)), 1.0)
    return bus


def begins(side: np.ndarray, after: int) -> int:
    """The first frame that sounds."""
    return after + int(np.argmax(np.abs(side[after:]) > 1e-4))


def test_a_long_note_goes_on_over_all_blocks(bank: Bank) -> None:
    strip = Strip(level_db=-28.0)
    whole = bus_of(bank, strip, STRINGS, length_s=3.0).read(5 * SAMPLE_RATE)
    bus = bus_of(bank, strip, STRINGS, length_s=3.0)
    blocks = [bus.read(length) for length in (1_000, 1_001, 60_000, 5 * SAMPLE_RATE - 62_001)]
    assert np.abs(whole).max() > 0.01
    assert np.allclose(np.concatenate(blocks, axis=1), whole, atol=1e-6)


def test_a_doubled_part_has_a_take_on_each_side(bank: Bank) -> None:
    strip = Strip(level_db=-28.0, is_doubled=True)
    left, right = bus_of(bank, strip, GUITAR, length_s=0.2).read(2 * SAMPLE_RATE)
    # The notes end before the next one begins, so that each beginning can be seen.
    apart = [begins(right, at) - begins(left, at) for at in (NOTES[0], NOTES[1] - 300, NOTES[2] - 300)]
    assert all(0.007 < frames / SAMPLE_RATE < 0.023 for frames in apart)
    assert len(set(apart)) > 1
    assert np.square(left).sum() == pytest.approx(np.square(right).sum(), rel=1e-3)
