"""The sampler and its shipped bank."""

from __future__ import annotations

from importlib import resources

import numpy as np
import pytest

from demotape.engines.band.bank import SAMPLE_RATE, Bank
from demotape.engines.band.styles import INSTRUMENTS, STYLES
from demotape.engines.band.synth import riser, sub_bass

COMPUTED = {"sub", "riser"}


def pitch_hz(sound: np.ndarray) -> float:
    """Frequency of the first strong peak of the autocorrelation."""
    mono = sound.mean(axis=0)[SAMPLE_RATE // 10 :][: SAMPLE_RATE // 2].astype(float)
    spectrum = np.abs(np.fft.rfft(mono * np.hanning(len(mono)), 4 * len(mono))) ** 2
    likeness = np.fft.irfft(spectrum)[: len(mono) // 2]
    start = int(np.argmax(likeness < 0))
    period = start + int(np.argmax(likeness[start:]))
    return SAMPLE_RATE / period


def test_every_instrument_that_a_style_or_a_word_can_cast_is_in_the_bank(bank: Bank) -> None:
    cast = {preset for style in STYLES.values() for presets in style.instruments.values() for preset in presets}
    cast |= {preset for _, _, preset in INSTRUMENTS.values()}
    assert cast - COMPUTED <= set(bank.presets)


def test_the_licence_travels_with_the_bank() -> None:
    text = resources.files("demotape.engines.band").joinpath("data/LICENSE-FluidR3Mono.txt").read_text("utf-8")
    assert "Frank Wen" in text
    assert "Permission is hereby granted, free of charge" in text


def test_every_key_of_every_instrument_sounds(bank: Bank) -> None:
    for preset in bank.presets:
        keys = (36, 38, 42) if preset.startswith("kit") else (40, 60, 76)
        for key in keys:
            sound = bank.note(preset, key, 90, 0.4)
            assert sound.dtype == np.float32
            assert np.isfinite(sound).all()
            assert 0.001 < np.abs(sound).max() < 4, (preset, key)


@pytest.mark.parametrize("preset", ["piano", "epiano", "strings", "flute", "fingerbass", "cello", "trumpet"])
@pytest.mark.parametrize("key", [52, 64, 69])
def test_notes_are_in_tune(bank: Bank, preset: str, key: int) -> None:
    wanted = 440 * 2 ** ((key - 69) / 12)
    cents = 1200 * np.log2(pitch_hz(bank.note(preset, key, 90, 1.0)) / wanted)
    assert abs((cents + 600) % 1200 - 600) < 25


def test_notes_begin_at_once_and_end_in_silence(bank: Bank) -> None:
    for preset in ("piano", "epiano", "kit", "strings"):
        sound = np.abs(bank.note(preset, 60 if preset != "kit" else 38, 100, 0.5)).max(axis=0)
        assert sound[: SAMPLE_RATE // 4].max() > 0.3 * sound.max()
        assert sound[-20:].max() < 0.01 * sound.max()


def test_the_piano_has_its_attack(bank: Bank) -> None:
    sound = bank.note("piano", 60, 100, 2.0)[0].astype(float)
    strike, later = sound[: SAMPLE_RATE // 10], sound[SAMPLE_RATE : SAMPLE_RATE * 11 // 10]
    assert np.square(strike).mean() > 2 * np.square(later).mean()
    spectrum = np.abs(np.fft.rfft(strike)) ** 2
    top = spectrum[int(2000 * len(strike) / SAMPLE_RATE) :].sum() / spectrum.sum()
    assert 10 * np.log10(top) > -35


def test_harder_is_louder_and_longer_is_longer(bank: Bank) -> None:
    soft, hard = (np.square(bank.note("epiano", 60, velocity, 1.0)).mean() for velocity in (40, 110))
    assert hard > 8 * soft
    assert bank.note("strings", 60, 90, 3.0).shape[1] > bank.note("strings", 60, 90, 1.0).shape[1] + 1.9 * SAMPLE_RATE


def test_the_same_note_is_the_same_after_others_were_played(bank: Bank) -> None:
    fresh = Bank()
    assert np.array_equal(fresh.note("harp", 55, 80, 0.7), bank.note("harp", 55, 80, 0.7))
    fresh.note("harp", 55, 80, 6.0)
    assert np.array_equal(fresh.note("harp", 55, 82, 0.7), bank.note("harp", 55, 82, 0.7))


def test_a_key_without_a_sample_is_empty(bank: Bank) -> None:
    assert bank.note("kit", 5, 90, 1.0).shape[1] == 0


def test_computed_sounds() -> None:
    bass = sub_bass(36, 100, 1.0)
    spectrum = np.abs(np.fft.rfft(bass[0, SAMPLE_RATE // 4 :]))
    peak_hz = np.argmax(spectrum) * SAMPLE_RATE / (bass.shape[1] - SAMPLE_RATE // 4)
    assert peak_hz == pytest.approx(65.4, abs=2)
    swell = riser(90, 2.0, np.random.default_rng(1))
    assert np.square(swell[:, SAMPLE_RATE:]).mean() > 10 * np.square(swell[:, :SAMPLE_RATE]).mean()
