"""The SoundFont reader and the synthesis model, against tiny SoundFonts written by the specification."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demotape.engines.band.bank import SAMPLE_RATE, Bank
from demotape.engines.band.soundfont import SoundFont, SoundFontError

from .soundfonts import (
    ATTACK,
    ATTENUATION,
    COARSE,
    CUTOFF,
    DECAY,
    ENV_TO_FILTER,
    ENV_TO_PITCH,
    EXCLUSIVE,
    FINE,
    INSTRUMENT,
    KEYS,
    MOD_ATTACK,
    MODES,
    PAN,
    RELEASE,
    ROOT,
    SAMPLE,
    SCALE,
    SUSTAIN,
    VELOCITIES,
    VIB_FREQUENCY,
    VIB_TO_PITCH,
    Bag,
    Q,
    Tiny,
    Wave,
    sine,
    span,
    written,
)

PIANO = "Acoustic Grand Piano"
LONG = Wave(sine(440, 1.0), loop=(22_050, 44_099 - 99))
"""Loops over whole periods: 440 Hz in 44,100 frames a second repeats every 2,205 frames."""
LOOPED = Wave(sine(440, 1.0), loop=(2_205, 4_410))


def bank_of(tmp_path: Path, tiny: Tiny, *, is_compressed: bool = False) -> Bank:
    path = tmp_path / ("tiny.sf3" if is_compressed else "tiny.sf2")
    path.write_bytes(written(tiny, is_compressed=is_compressed))
    return Bank(path)


def played(
    tmp_path: Path,
    generators: Sequence[tuple[int, int]],
    *,
    key: int = 69,
    velocity: int = 127,
    length_s: float = 0.5,
    wave: Wave = LOOPED,
    modulators: Sequence[tuple[int, int, int, int, int]] = (),
    outer: Sequence[tuple[int, int]] = (),
) -> np.ndarray:
    """A note of a preset with one zone, as (2, frames)."""
    zone = Bag([*generators, (MODES, 1), (SAMPLE, 0)], modulators)
    tiny = Tiny([wave], [zone], outer=[Bag([*outer, (INSTRUMENT, 0)])])
    return bank_of(tmp_path, tiny).note(PIANO, key, velocity, length_s)


def hertz(sound: np.ndarray, *, start_s: float = 0.05, length_s: float = 0.3) -> float:
    part = sound[0, int(start_s * SAMPLE_RATE) :][: int(length_s * SAMPLE_RATE)].astype(float)
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part)), 16 * len(part)))
    return float(np.argmax(spectrum) * SAMPLE_RATE / (16 * len(part)))


def level_db(sound: np.ndarray, start_s: float, length_s: float = 0.02) -> float:
    """Level of the left side, 0 for the sine as it stands in the file."""
    part = sound[0, int(start_s * SAMPLE_RATE) :][: int(length_s * SAMPLE_RATE)].astype(float)
    return float(10 * np.log10(np.square(part).mean() / 0.125 + 1e-12))


@pytest.mark.parametrize("is_compressed", [False, True])
@pytest.mark.parametrize(("key", "expected_hz"), [(69, 440.0), (57, 220.0), (76, 659.26)])
def test_a_key_sounds_at_its_pitch(tmp_path: Path, is_compressed: bool, key: int, expected_hz: float) -> None:
    tiny = Tiny([LOOPED], [Bag([(MODES, 1), (SAMPLE, 0)])])
    sound = bank_of(tmp_path, tiny, is_compressed=is_compressed).note(PIANO, key, 127, 0.5)
    assert hertz(sound) == pytest.approx(expected_hz, rel=0.002)
    assert level_db(sound, 0.2) == pytest.approx(0, abs=0.3)


@pytest.mark.parametrize(
    ("generators", "expected_hz"),
    [
        ([(ROOT, 57)], 880.0),
        ([(COARSE, -12)], 220.0),
        ([(FINE, 50)], 440 * 2 ** (50 / 1200)),
        ([(SCALE, 0)], 440.0),
        ([(SCALE, 50)], 440 * 2 ** (6 / 12)),
    ],
)
def test_tuning(tmp_path: Path, generators: list[tuple[int, int]], expected_hz: float) -> None:
    key = 81 if generators[0][0] == SCALE else 69
    assert hertz(played(tmp_path, generators, key=key)) == pytest.approx(expected_hz, rel=0.002)


def test_the_samples_own_rate_and_correction_count(tmp_path: Path) -> None:
    wave = Wave(sine(440, 1.0, rate=22_050), rate=22_050, loop=(441 * 5, 441 * 10), correction=-100)
    assert hertz(played(tmp_path, [], wave=wave)) == pytest.approx(440 * 2 ** (-1 / 12), rel=0.003)


def test_a_loop_goes_on_for_as_long_as_the_key_is_held_and_without_a_seam(tmp_path: Path) -> None:
    sound = played(tmp_path, [], length_s=3.0)
    assert level_db(sound, 2.9) == pytest.approx(0, abs=0.2)
    steps = np.abs(np.diff(sound[0, 1000 : 2 * SAMPLE_RATE]))
    assert steps.max() < 1.05 * 0.5 * 2 * np.pi * 440 / SAMPLE_RATE


def test_without_a_loop_the_sample_ends(tmp_path: Path) -> None:
    tiny = Tiny([Wave(sine(440, 0.3))], [Bag([(SAMPLE, 0)])])
    sound = bank_of(tmp_path, tiny).note(PIANO, 69, 127, 3.0)
    assert sound.shape[1] == pytest.approx(0.3 * SAMPLE_RATE, abs=5)
    assert np.abs(sound[:, -1]).max() < 1e-3


def test_zones_are_chosen_by_key_and_velocity(tmp_path: Path) -> None:
    waves = [Wave(sine(hz, 0.5)) for hz in (300, 400, 500)]
    zones = [
        Bag([(KEYS, span(0, 59)), (SCALE, 0), (SAMPLE, 0)]),
        Bag([(KEYS, span(60, 127)), (VELOCITIES, span(0, 80)), (SCALE, 0), (SAMPLE, 1)]),
        Bag([(KEYS, span(60, 127)), (VELOCITIES, span(81, 127)), (SCALE, 0), (SAMPLE, 2)]),
    ]
    bank = bank_of(tmp_path, Tiny(waves, zones))
    heard = [hertz(bank.note(PIANO, *struck, 0.4)) for struck in ((40, 100), (60, 80), (60, 81))]
    assert heard == pytest.approx([300, 400, 500], rel=0.01)


def test_a_global_zone_holds_for_all_and_the_presets_values_are_added(tmp_path: Path) -> None:
    zones = [Bag([(COARSE, -12), (FINE, 30)]), Bag([(COARSE, 12), (SAMPLE, 0)])]
    tiny = Tiny([LOOPED], zones, outer=[Bag([(COARSE, 2)]), Bag([(FINE, -30), (INSTRUMENT, 0)])])
    sound = bank_of(tmp_path, tiny).note(PIANO, 69, 127, 0.4)
    assert hertz(sound) == pytest.approx(440 * 2 ** (14 / 12), rel=0.002)


def test_the_volume_envelope_rises_falls_rests_and_lets_go(tmp_path: Path) -> None:
    tenth, second = -3986, 0  # timecents
    sound = played(tmp_path, [(ATTACK, tenth), (DECAY, second), (SUSTAIN, 200), (RELEASE, second)], length_s=1.0)
    assert level_db(sound, 0.04) == pytest.approx(-6, abs=0.6)
    assert level_db(sound, 0.10, 0.005) == pytest.approx(0, abs=0.8)
    assert level_db(sound, 0.19) == pytest.approx(-10, abs=0.6)
    assert level_db(sound, 0.8) == pytest.approx(-20, abs=0.2)
    assert level_db(sound, 1.19) == pytest.approx(-40, abs=0.7)
    assert sound.shape[1] / SAMPLE_RATE == pytest.approx(1.72, abs=0.02)


@pytest.mark.parametrize(("velocity", "expected_db"), [(127, 0.0), (90, -5.98), (64, -11.9), (32, -23.9)])
def test_velocity_attenuates_by_its_square(tmp_path: Path, velocity: int, expected_db: float) -> None:
    assert level_db(played(tmp_path, [], velocity=velocity), 0.2) == pytest.approx(expected_db, abs=0.2)


def test_a_zones_own_modulator_takes_the_place_of_the_default_one_and_the_presets_is_added(tmp_path: Path) -> None:
    none = (0x0502, ATTENUATION, 0, 0, 0)
    assert level_db(played(tmp_path, [], velocity=32, modulators=[none]), 0.2) == pytest.approx(0, abs=0.2)
    tiny = Tiny(
        [LOOPED],
        [Bag([(MODES, 1), (SAMPLE, 0)], [none])],
        outer=[Bag([(INSTRUMENT, 0)], [(0x0502, ATTENUATION, 480, 0, 0)])],
    )
    assert level_db(bank_of(tmp_path, tiny).note(PIANO, 69, 64, 0.5), 0.2) == pytest.approx(-5.95, abs=0.2)


def test_velocity_can_open_the_filter(tmp_path: Path) -> None:
    noise = (np.random.default_rng(1).standard_normal(SAMPLE_RATE) * 6000).astype(np.int16)
    opens = (0x0002, CUTOFF, 6000, 0, 0)
    tops = []
    for velocity in (20, 120):
        sound = played(
            tmp_path, [(CUTOFF, 6000)], wave=Wave(noise), velocity=velocity, modulators=[opens], length_s=0.8
        )
        spectrum = np.abs(np.fft.rfft(sound[0, 2000:30_000])) ** 2
        edge = 3000 * 28_000 // SAMPLE_RATE
        tops.append(spectrum[edge:].sum() / spectrum[:edge].sum())
    assert tops[1] > 10 * tops[0]


def test_attenuation_and_pan(tmp_path: Path) -> None:
    assert level_db(played(tmp_path, [(ATTENUATION, 250)]), 0.2) == pytest.approx(-10, abs=0.2)
    left = played(tmp_path, [(PAN, -500)])
    assert np.abs(left[1]).max() < 1e-6
    assert level_db(left, 0.2) == pytest.approx(3, abs=0.2)


def test_a_stereo_pair_sounds_on_both_sides(tmp_path: Path) -> None:
    zones = [Bag([(PAN, -500), (SCALE, 0), (SAMPLE, 0)]), Bag([(PAN, 500), (SCALE, 0), (SAMPLE, 1)])]
    sound = bank_of(tmp_path, Tiny([Wave(sine(300)), Wave(sine(500))], zones)).note(PIANO, 69, 127, 0.5)
    assert hertz(sound) == pytest.approx(300, rel=0.01)
    assert hertz(sound[::-1]) == pytest.approx(500, rel=0.01)


def test_the_filter_cuts_at_its_cutoff_and_the_resonance_peaks(tmp_path: Path) -> None:
    octave_below = played(tmp_path, [(CUTOFF, 6900 - 1200)])  # 220 Hz under a sine of 440
    assert level_db(octave_below, 0.3) == pytest.approx(-12.3, abs=1)
    ringing = played(tmp_path, [(CUTOFF, 6900), (Q, 200)])
    assert level_db(ringing, 0.3) == pytest.approx(20 - 3 - 10, abs=1.5)


def test_the_modulation_envelope_opens_the_filter_and_bends_the_pitch(tmp_path: Path) -> None:
    second = 0
    sound = played(tmp_path, [(CUTOFF, 4500), (ENV_TO_FILTER, 6000), (MOD_ATTACK, second)], length_s=1.2)
    assert level_db(sound, 1.1) - level_db(sound, 0.005) > 8
    assert np.abs(np.diff(sound[0])).max() < 0.06
    bent = played(tmp_path, [(ENV_TO_PITCH, 1200), (MOD_ATTACK, second)], length_s=1.5)
    assert hertz(bent, start_s=1.05) == pytest.approx(880, rel=0.005)


def test_vibrato_swings_around_the_pitch(tmp_path: Path) -> None:
    sound = played(tmp_path, [(VIB_TO_PITCH, 100), (VIB_FREQUENCY, -851)], length_s=1.0)  # 5 Hz
    crossings = np.flatnonzero((sound[0, :-1] < 0) & (sound[0, 1:] >= 0))
    pitch = SAMPLE_RATE / np.diff(crossings[10:-10])
    assert pitch.max() == pytest.approx(440 * 2 ** (1 / 12), rel=0.012)
    assert pitch.min() == pytest.approx(440 * 2 ** (-1 / 12), rel=0.012)


def test_a_choked_note_ends_where_the_next_one_begins(tmp_path: Path) -> None:
    tiny = Tiny([LOOPED], [Bag([(EXCLUSIVE, 3), (RELEASE, 1200), (MODES, 1), (SAMPLE, 0)])])
    bank = bank_of(tmp_path, tiny)
    assert bank.exclusive_class(PIANO, 69, 100) == 3
    for length_s in (0.1, 1.0):
        sound = bank.note(PIANO, 69, 127, length_s, choke_s=0.3)
        assert 0.3 < sound.shape[1] / SAMPLE_RATE < 0.32
        assert np.abs(sound[:, -1]).max() < 1e-3


@pytest.mark.parametrize("is_compressed", [False, True])
def test_any_length_is_the_beginning_of_a_longer_one(tmp_path: Path, is_compressed: bool) -> None:
    tiny = Tiny([LONG], [Bag([(MODES, 1), (SAMPLE, 0)])])
    bank = bank_of(tmp_path, tiny, is_compressed=is_compressed)
    short = bank.note(PIANO, 64, 100, 0.2)
    longer = bank.note(PIANO, 64, 100, 4.0)
    again = bank.note(PIANO, 64, 100, 0.2)
    # Sounds are kept in 16 bits below their peak, and the longer one may have a higher peak.
    assert np.allclose(short, again, atol=1e-5)
    assert np.allclose(short[:, :8000], longer[:, :8000], atol=1e-5)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "It cannot be read|It is no SoundFont"),
        (b"RIFF" + bytes(100), "It is no SoundFont"),
        (b"OggS" + bytes(1000), "It is no SoundFont"),
        (written(Tiny([LOOPED], [Bag([(SAMPLE, 0)])]))[:2000], "It is no SoundFont"),
    ],
)
def test_what_is_no_soundfont_is_said_to_be_none(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "other.sf2"
    path.write_bytes(content)
    with pytest.raises(SoundFontError, match=words):
        SoundFont(path)


def test_a_missing_file_and_one_without_instruments_are_told(tmp_path: Path) -> None:
    with pytest.raises(SoundFontError, match="No such file"):
        Bank(tmp_path / "nowhere.sf2")
    path = tmp_path / "odd.sf2"
    path.write_bytes(written(Tiny([LOOPED], [Bag([(SAMPLE, 0)])], bank=77)))
    with pytest.raises(SoundFontError, match="none of the instruments"):
        Bank(path)


INTACT = written(Tiny([Wave(sine(440, 0.02))], [Bag([(MODES, 1), (SAMPLE, 0)])]))


@given(st.integers(0, len(INTACT) - 1), st.binary(min_size=1, max_size=6))
def test_damage_is_never_more_than_an_error(place: int, damage: bytes) -> None:
    broken = INTACT[:place] + damage + INTACT[place + len(damage) :]
    try:
        font = SoundFont(broken)
        for bank, program in font.presets:
            for zone in font.zones(bank, program):
                font.pcm(zone.sample, 100)
                font.loop(zone.sample)
    except SoundFontError:
        pass
