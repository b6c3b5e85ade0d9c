"""The shipped instruments, and whatever SoundFont is chosen in their place."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from demotape.engines.band import synth
from demotape.engines.band.bank import SAMPLE_RATE, Bank
from demotape.engines.band.choice import SETTING, chosen_soundfont
from demotape.engines.band.presets import COMPUTED, KITS, PRESETS, RISER, STACCATO_STRINGS, SUB_BASS

from .soundfonts import KEYS, MODES, SAMPLE, SCALE, Bag, Tiny, Wave, sine, span, written

SAMPLED = [name for name in PRESETS if name not in COMPUTED]
MOST_BYTES = 20_000_000


def pitch_hz(sound: np.ndarray) -> float:
    """Frequency of the first strong peak of the autocorrelation."""
    mono = sound.mean(axis=0)[SAMPLE_RATE // 10 :][: SAMPLE_RATE // 2].astype(float)
    spectrum = np.abs(np.fft.rfft(mono * np.hanning(len(mono)), 4 * len(mono))) ** 2
    likeness = np.fft.irfft(spectrum)[: len(mono) // 2]
    start = int(np.argmax(likeness < 0))
    period = start + int(np.argmax(likeness[start:]))
    return SAMPLE_RATE / period


def test_all_of_general_midi_is_shipped_with_its_licence_in_less_than_20_mb() -> None:
    data = resources.files("demotape.engines.band") / "data"
    assert Bank().presets >= set(SAMPLED)
    assert len((data / "gm.sf3").read_bytes()) < MOST_BYTES
    licence = (data / "LICENSE-MuseScore_General.txt").read_text("utf-8")
    assert "S. Christian Collins" in licence
    assert "Frank Wen" in licence
    assert "Permission is hereby granted, free of charge" in licence


@pytest.mark.parametrize("preset", SAMPLED)
def test_every_instrument_sounds_over_its_range(bank: Bank, preset: str) -> None:
    known = PRESETS[preset]
    keys = (36, 38, 42, 46, 49) if known.is_kit else (known.lowest, (known.lowest + known.highest) // 2, known.highest)
    for key in keys:
        sound = bank.note(preset, key, 90, 0.3)
        assert sound.dtype == np.float32
        assert np.isfinite(sound).all()
        assert 0.001 < np.abs(sound).max() < 4, key
        assert np.abs(sound[:, -1]).max() < 0.01 * np.abs(sound).max()


@pytest.mark.parametrize(
    "preset",
    ["Acoustic Grand Piano", "Electric Piano 1", "String Ensemble 1", "Flute", "Cello", "Trumpet", "Tenor Sax"],
)
@pytest.mark.parametrize("key", [52, 64, 69])
def test_notes_are_in_tune(bank: Bank, preset: str, key: int) -> None:
    wanted = 440 * 2 ** ((key - 69) / 12)
    cents = 1200 * np.log2(pitch_hz(bank.note(preset, key, 90, 1.0)) / wanted)
    assert abs((cents + 600) % 1200 - 600) < 25


def test_the_piano_is_stereo_has_its_attack_and_gets_brighter_when_struck_harder(bank: Bank) -> None:
    tops = []
    for velocity in (40, 80, 115):
        sound = bank.note("Acoustic Grand Piano", 60, velocity, 2.0).astype(float)
        assert np.corrcoef(sound)[0, 1] < 0.95
        strike, later = sound[:, : SAMPLE_RATE // 10], sound[:, SAMPLE_RATE : SAMPLE_RATE * 11 // 10]
        assert np.square(strike).mean() > 2 * np.square(later).mean()
        spectrum = np.abs(np.fft.rfft(strike[0])) ** 2
        tops.append(spectrum[200:].sum() / spectrum.sum())  # from 2 kHz on
    assert tops[2] > 1.5 * tops[1] > 2.5 * tops[0]


def test_short_bows_are_short(bank: Bank) -> None:
    long, short = (bank.note(name, 60, 90, 1.0)[0] for name in ("String Ensemble 1", STACCATO_STRINGS))
    assert np.abs(short[SAMPLE_RATE // 100 : SAMPLE_RATE // 10]).max() > 0.5 * np.abs(short).max()
    half = SAMPLE_RATE // 2
    assert (
        np.abs(short[half : 2 * half]).max() / np.abs(short).max()
        < np.abs(long[half : 2 * half]).max() / np.abs(long).max()
    )


@pytest.mark.parametrize("kit", ["Standard Kit", "TR-808 Kit", "Jazz Kit"])
def test_hi_hats_choke_each_other(bank: Bank, kit: str) -> None:
    classes = {bank.exclusive_class(kit, key, 90) for key in (42, 44, 46)}
    assert len(classes) == 1
    assert classes != {0}
    assert bank.exclusive_class(kit, 36, 90) == 0
    assert (
        bank.note(kit, 46, 100, 0.2, choke_s=0.1).shape[1] < 0.13 * SAMPLE_RATE < bank.note(kit, 46, 100, 0.2).shape[1]
    )


def test_the_same_note_is_the_same_after_others_were_played(bank: Bank) -> None:
    fresh = Bank()
    assert np.array_equal(fresh.note("Orchestral Harp", 55, 80, 0.7), bank.note("Orchestral Harp", 55, 80, 0.7))
    fresh.note("Orchestral Harp", 55, 80, 6.0)
    assert np.array_equal(fresh.note("Orchestral Harp", 55, 82, 0.7), bank.note("Orchestral Harp", 55, 82, 0.7))


def test_a_key_without_a_sample_is_empty(bank: Bank) -> None:
    assert bank.note("Orchestra Kit", 5, 90, 1.0).shape[1] == 0


def test_the_energy_of_a_note_is_that_of_its_audio(bank: Bank) -> None:
    energy = bank.energy("Church Organ", 60, 90, 1.0)
    sound = bank.note("Church Organ", 60, 90, 1.0)[:, :SAMPLE_RATE]
    assert energy.mean() == pytest.approx(np.square(sound).mean(), rel=0.01)


def test_another_soundfont_is_played_and_what_it_lacks_by_its_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.sf2"
    zone = Bag([(KEYS, span(0, 127)), (SCALE, 0), (MODES, 1), (SAMPLE, 0)])
    path.write_bytes(written(Tiny([Wave(sine(300), loop=(441, 882))], [zone], program=40)))
    monkeypatch.setenv(SETTING, str(path))
    bank = Bank()
    assert bank.presets == {"Violin"}
    assert bank.plays("Choir Aahs") == "Violin"
    assert pitch_hz(bank.note("Choir Aahs", 60, 100, 1.0)) == pytest.approx(300, rel=0.01)
    with pytest.raises(LookupError, match="drum kit"):
        bank.plays(next(iter(KITS)))


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_setting_chooses_nothing(value: str) -> None:
    assert chosen_soundfont({SETTING: value}) is None
    assert chosen_soundfont({}) is None


def test_computed_sounds() -> None:
    (bass,) = synth.pieces(SUB_BASS, 36, 100, 1.0, seed=1)
    spectrum = np.abs(np.fft.rfft(bass.samples[SAMPLE_RATE // 4 :]))
    peak_hz = np.argmax(spectrum) * SAMPLE_RATE / (len(bass.samples) - SAMPLE_RATE // 4)
    assert peak_hz == pytest.approx(65.4, abs=2)
    left, right = synth.pieces(RISER, 60, 90, 2.0, seed=1)
    assert np.square(left.samples[SAMPLE_RATE:]).mean() > 10 * np.square(left.samples[:SAMPLE_RATE]).mean()
    assert abs(np.corrcoef(left.samples, right.samples)[0, 1]) < 0.1


def test_voices_that_are_first_asked_for_at_once_have_numbers_of_their_own() -> None:
    bank = Bank()
    usual_s = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(lambda key: bank.layers("Acoustic Grand Piano", key, 100), range(24, 104)))
    finally:
        sys.setswitchinterval(usual_s)
    voices = {layer.voice for layers in found for layer in layers}
    assert len({layer.number for layers in found for layer in layers}) == len(voices) > 40
