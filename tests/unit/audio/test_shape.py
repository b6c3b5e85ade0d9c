"""Silence, clipping and the energy of sections, of audio whose shape is known."""

from __future__ import annotations

import numpy as np
import pytest

from demotape.audio.frames import MonoStream
from demotape.audio.shape import (
    BassMeter,
    Clipping,
    ClippingMeter,
    LevelMeter,
    SectionShape,
    SectionSpan,
    Stretch,
)
from tests.fakes.audio import sine

Samples = np.ndarray


def fed(meter: LevelMeter | ClippingMeter, samples: Samples, *, block: int = 65_536) -> None:
    for start in range(0, len(samples), block):
        meter.feed(samples[start : start + block])


def silence_of(samples: Samples, sample_rate: int = 44_100, *, block: int = 65_536) -> list[tuple[float, float]]:
    meter = LevelMeter(sample_rate)
    fed(meter, samples, block=block)
    return [(stretch.start_s, stretch.end_s) for stretch in meter.silence()]


def clipping_of(samples: Samples, *, block: int = 65_536) -> Clipping:
    meter = ClippingMeter(44_100, channels=samples.shape[1])
    fed(meter, samples, block=block)
    return meter.clipping()


def sections_of(samples: Samples, spans: list[SectionSpan], sample_rate: int = 44_100) -> tuple[SectionShape, ...]:
    levels, bass, stream = LevelMeter(sample_rate), BassMeter(), MonoStream(sample_rate, 22_050)
    for start in range(0, len(samples), 65_536):
        levels.feed(samples[start : start + 65_536])
        bass.feed(stream.feed(samples[start : start + 65_536]))
    bass.feed(stream.finish())
    return levels.sections(spans, bass)


def parts(*lengths_and_levels: tuple[float, float], sample_rate: int = 44_100) -> Samples:
    return np.concatenate(
        [sine(length, level=level, sample_rate=sample_rate, phase=1.0) for length, level in lengths_and_levels]
    )


# Silence


@pytest.mark.parametrize("sample_rate", [8_000, 11_025, 44_100, 96_000])
@pytest.mark.parametrize("block", [999, 65_536])
def test_silence_is_found_to_a_hundredth_of_a_second(sample_rate: int, block: int) -> None:
    samples = parts((0.5, 0), (2.0, 0.3), (0.7, 0.0005), (1.0, 0.3), (1.0, 0), sample_rate=sample_rate)
    found = silence_of(samples, sample_rate, block=block)
    assert found == [pytest.approx(stretch, abs=0.011) for stretch in [(0, 0.5), (2.5, 3.2), (4.2, 5.2)]]


def test_short_gaps_and_quiet_music_are_no_silence() -> None:
    assert silence_of(parts((1.0, 0.3), (0.2, 0), (1.0, 0.002), (1.0, 0.3))) == []


def test_a_sound_in_one_channel_is_a_sound() -> None:
    samples = parts((2.0, 0.3))
    samples[:, 0] = 0
    assert silence_of(samples) == []


def test_all_of_it_can_be_silence() -> None:
    assert silence_of(np.zeros((44_100, 2), np.float32)) == [(0.0, 1.0)]
    assert Stretch(start_s=0.5, end_s=2.0).length_s == 1.5


# Clipping


@pytest.mark.parametrize("block", [1, 7, 50, 65_536])
def test_flat_tops_are_counted_once_however_the_audio_arrives(block: int) -> None:
    samples = np.clip(sine(0.1, level=1.5, channels=2, frequency=400), -1, 1)
    found = clipping_of(samples, block=block)
    assert found.places == 2 * 80  # two channels, 40 waves, two tops each
    flat = np.abs(samples) >= 1
    assert found.samples == flat.sum()
    assert found.first_s == pytest.approx(np.flatnonzero(flat[:, 0])[0] / 44_100, abs=0.001)


@pytest.mark.parametrize(
    ("wave", "runs"),
    [
        ([0, 1, 1, 1, 0], [3]),
        ([0, 1, 1, 0], []),
        ([1, 1, 1, 1], [4]),
        ([0, 1, 1, 1, -1, -1, -1], [3, 3]),
        ([0, -1, -1, -1, -0.5, -1, -1], [3]),
        ([0, 0.99, 0.995, 0.999, 1, 0.5], []),
        ([0, 0.5, 0.5, 0.5, 0.5, 0], []),
        ([0, 1.2, 1.2, 1.2, 0.3], [3]),
    ],
)
@pytest.mark.parametrize("block", [1, 2, 3, 99])
def test_a_run_at_full_scale_that_stands_still_is_clipping(wave: list[float], runs: list[int], block: int) -> None:
    found = clipping_of(np.array(wave, np.float32)[:, None], block=block)
    assert (found.places, found.samples) == (len(runs), sum(runs))


@pytest.mark.parametrize("frequency", [40.0, 110.0, 440.0, 5_000.0])
@pytest.mark.parametrize("level", [0.5, 0.9, 0.9999])
def test_a_sine_does_not_clip_at_any_level(frequency: float, level: float) -> None:
    samples = sine(1.0, frequency=frequency, level=level)
    assert clipping_of(samples) == Clipping(places=0, samples=0, first_s=None)
    assert clipping_of(np.round(samples * 32_767) / np.float32(32_768)).places == 0


# Sections


def test_levels_rise_and_low_end_of_sections_are_measured() -> None:
    high, low = sine(2.0, frequency=1_000, level=0.5), sine(2.0, frequency=60, level=0.25)
    swelling = sine(3.0, frequency=1_000) * np.repeat([0.1, 0.3, 1.0], 44_100)[:, None].astype(np.float32)
    spans = [
        SectionSpan(name="high", start_s=0, end_s=2),
        SectionSpan(name="low", start_s=2, end_s=4),
        SectionSpan(name="swelling", start_s=4, end_s=7),
    ]
    first, second, third = sections_of(np.concatenate([high, low, swelling]), spans)
    assert (first.name, first.start_s, first.end_s) == ("high", 0, 2)
    assert first.rms_db == pytest.approx(20 * np.log10(0.5) - 3.01, abs=0.1)
    assert first.low_db < -60
    assert first.rise_db == pytest.approx(0, abs=0.1)
    assert second.rms_db == pytest.approx(20 * np.log10(0.25) - 3.01, abs=0.1)
    assert second.low_db == pytest.approx(second.rms_db, abs=0.5)
    assert third.rise_db == pytest.approx(20, abs=0.2)


@pytest.mark.parametrize("sample_rate", [8_000, 11_025, 48_000])
def test_the_sample_rate_does_not_matter(sample_rate: int) -> None:
    samples = sine(3.0, frequency=80, level=0.5, sample_rate=sample_rate)
    (shape,) = sections_of(samples, [SectionSpan(name="all", start_s=0, end_s=3)], sample_rate)
    assert shape.rms_db == pytest.approx(-9.03, abs=0.05)
    assert shape.low_db == pytest.approx(-9.03, abs=0.5)


def test_sections_end_where_the_audio_ends() -> None:
    spans = [
        SectionSpan(name="over the end", start_s=0.5, end_s=9),
        SectionSpan(name="beyond", start_s=2, end_s=3),
        SectionSpan(name="before", start_s=-2, end_s=0.5),
        SectionSpan(name="nothing", start_s=0.5, end_s=0.5),
    ]
    shapes = sections_of(sine(1.0), spans)
    assert [(shape.name, shape.start_s, shape.end_s) for shape in shapes] == [
        ("over the end", 0.5, 1.0),
        ("before", 0.0, 0.5),
    ]


def test_silence_has_a_level_too() -> None:
    (shape,) = sections_of(np.zeros((44_100, 1), np.float32), [SectionSpan(name="all", start_s=0, end_s=1)])
    assert (shape.rms_db, shape.low_db, shape.rise_db) == (-120, -120, 0)
