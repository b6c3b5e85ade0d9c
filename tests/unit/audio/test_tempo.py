"""Tempo and beats of music whose tempo and beats are known, and of music that has none; librosa agrees."""

from __future__ import annotations

import numpy as np
import pytest

from demotape.audio.frames import MonoStream
from demotape.audio.tempo import FASTEST_BPM, SLOWEST_BPM, OnsetMeter, Tempo, same_tempo
from tests.fakes import music


def tempo_of(samples: np.ndarray, sample_rate: int = music.SAMPLE_RATE, *, block: int = 65_536) -> Tempo:
    stream, meter = MonoStream(sample_rate, 22_050), OnsetMeter()
    for start in range(0, len(samples), block):
        meter.feed(stream.feed(samples[start : start + block]))
    meter.feed(stream.finish())
    return meter.tempo(len(samples) / sample_rate)


def distance_to_beats(tempo: Tempo, *, bpm: float, first_s: float = 0.0) -> np.ndarray:
    """Seconds from each found beat to the nearest one that was played."""
    assert tempo.beats_s
    beats = (np.array(tempo.beats_s) - first_s) * bpm / 60
    return np.abs(beats - np.round(beats)) * 60 / bpm


@pytest.mark.parametrize("bpm", [60, 75, 82.5, 90, 104, 118.3, 124, 140, 150])
def test_the_tempo_of_a_song_is_found_to_a_thousandth(bpm: float) -> None:
    tempo = tempo_of(music.song(16.0, bpm=bpm))
    assert tempo.bpm is not None
    assert same_tempo(tempo.bpm, bpm, tolerance=0.001)
    assert tempo.is_steady
    assert tempo.confidence > 0.7


@pytest.mark.parametrize("bpm", [90, 120, 140])
def test_music_without_drums_has_a_beat_too(bpm: float) -> None:
    tempo = tempo_of(music.song(16.0, bpm=bpm, drums=False))
    assert tempo.bpm == pytest.approx(bpm, rel=0.001)
    assert tempo.is_steady


@pytest.mark.parametrize("eighths", ["9339339333933933", "9239239229239239", "6239239229239239"])
@pytest.mark.parametrize("bpm", [110, 120, 140])
def test_a_syncopated_groove_is_not_counted_in_dotted_beats(eighths: str, bpm: float) -> None:
    """The clave of a bossa nova, which has three eighths between most of its strokes."""
    tempo = tempo_of(music.groove(16.0, bpm=bpm, eighths=eighths))
    assert tempo.bpm == pytest.approx(bpm, rel=0.001)


@pytest.mark.parametrize("bpm", [110, 140, 160])
def test_a_beat_is_heard_through_the_noise_of_distortion(bpm: float) -> None:
    tempo = tempo_of(music.distorted(12.0, bpm=bpm, eighths="93637363"))
    assert tempo.bpm is not None
    assert same_tempo(tempo.bpm, bpm, tolerance=0.002)
    assert tempo.is_steady


@pytest.mark.parametrize(("bpm", "first_s"), [(100.0, 0.0), (120.0, 0.25), (137.0, 0.11), (90.0, 0.4)])
def test_beats_fall_where_the_clicks_are(bpm: float, first_s: float) -> None:
    tempo = tempo_of(music.clicks(12.0, bpm=bpm, first_s=first_s))
    assert distance_to_beats(tempo, bpm=bpm, first_s=first_s).max() < 0.012
    assert len(tempo.beats_s) == pytest.approx((12 - first_s) * bpm / 60, abs=1.01)
    assert tempo.beats_s[0] == pytest.approx(first_s, abs=0.012)


def test_beats_still_fall_where_they_are_after_three_minutes() -> None:
    clicks = music.clicks(180.0, bpm=123.4)
    assert distance_to_beats(tempo_of(clicks), bpm=123.4).max() < 0.02


def test_a_tempo_that_wanders_is_followed_and_not_called_steady() -> None:
    """From 100 to 116 BPM in 40 s, which no regular grid fits."""
    count = 72
    gaps = 60 / np.linspace(100, 116, count)
    played = 0.2 + np.concatenate([[0.0], np.cumsum(gaps)])
    click = music.clicks(0.1, bpm=60)
    samples = np.zeros((round((played[-1] + 0.5) * music.SAMPLE_RATE), 1), np.float32)
    for at in played:
        start = round(at * music.SAMPLE_RATE)
        samples[start : start + len(click)] += click[: len(samples) - start]
    tempo = tempo_of(samples)
    assert not tempo.is_steady
    assert tempo.bpm is not None
    assert 98 < tempo.bpm < 118
    nearest = np.abs(np.array(tempo.beats_s)[:, None] - played).min(axis=1)
    assert (nearest < 0.03).mean() > 0.9


@pytest.mark.parametrize("pause_s", [4.8, 24.0])
def test_a_long_pause_on_the_beat_leaves_the_tempo_steady(pause_s: float) -> None:
    song = music.song(12.0, bpm=100)
    pause = np.zeros((round(pause_s * music.SAMPLE_RATE), 1), np.float32)
    tempo = tempo_of(np.concatenate([song, pause, song]))
    assert tempo.bpm == pytest.approx(100, rel=0.001)
    assert tempo.is_steady
    assert distance_to_beats(tempo, bpm=100).max() < 0.02


@pytest.mark.parametrize("pause_s", [5.0, 24.1])
def test_a_pause_that_breaks_the_beat_is_no_reason_to_fail(pause_s: float) -> None:
    song = music.song(15.0, bpm=120)
    pause = np.zeros((round(pause_s * music.SAMPLE_RATE) + 9_000, 1), np.float32)
    tempo = tempo_of(np.concatenate([pause, song, pause, song, pause]))
    assert tempo.bpm is not None
    assert same_tempo(tempo.bpm, 120, tolerance=0.03)


def test_both_tempi_of_a_piece_that_changes_are_found() -> None:
    slow, fast = music.song(14.4, bpm=100), music.song(16.0, bpm=128)
    tempo = tempo_of(np.concatenate([slow, fast]))
    assert not tempo.is_steady
    beats = np.array(tempo.beats_s)
    for start, end, bpm in ((2.0, 11.0, 100), (19.0, 28.0, 128)):
        inside = beats[(beats > start) & (beats < end)]
        assert same_tempo(60 / float(np.diff(inside).mean()), bpm, tolerance=0.01)


@pytest.mark.parametrize(
    "samples",
    [
        pytest.param(music.noise(15.0), id="noise"),
        pytest.param(music.pad(24.0, seed=1), id="swelling chords"),
        pytest.param(music.pad(24.0, seed=4), id="other swelling chords"),
        pytest.param(music.free_time(20.0, seed=50), id="free time"),
        pytest.param(music.free_time(20.0, seed=53), id="other free time"),
        pytest.param(np.zeros((441_000, 1), np.float32), id="silence"),
        pytest.param(np.full((441_000, 1), 0.5, np.float32), id="a constant"),
        pytest.param(music.clicks(2.5, bpm=120), id="too short to tell"),
        pytest.param(np.zeros((1, 1), np.float32), id="one sample"),
    ],
)
def test_there_is_no_clear_beat_where_none_was_played(samples: np.ndarray) -> None:
    tempo = tempo_of(samples)
    assert tempo.bpm is None
    assert tempo.beats_s == ()
    assert tempo.confidence < 0.25


@pytest.mark.parametrize("bpm", [30, 40, 230, 280])
def test_extreme_tempi_are_told_within_the_range(bpm: float) -> None:
    tempo = tempo_of(music.clicks(20.0, bpm=bpm))
    assert tempo.bpm is not None
    assert SLOWEST_BPM * 0.99 <= tempo.bpm <= FASTEST_BPM * 1.01
    assert same_tempo(tempo.bpm, bpm)


def test_level_and_size_of_blocks_do_not_matter() -> None:
    song = music.song(8.0, bpm=96)
    whole = tempo_of(song)
    assert tempo_of(song, block=1_001) == whole
    quiet = tempo_of(song * np.float32(0.003))
    assert quiet.bpm == whole.bpm
    assert quiet.beats_s == pytest.approx(whole.beats_s, abs=0.001)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (120, 120, True),
        (120, 60, True),
        (62, 124, True),
        (70, 280, True),
        (120, 123, True),
        (60, 123, True),
        (120, 130, False),
        (120, 80, False),
        (120, 90, False),
        (50, 400, False),
    ],
)
def test_tempi_are_the_same_up_to_a_factor_of_two(one: float, other: float, same: bool) -> None:
    assert same_tempo(one, other) is same
    assert same_tempo(other, one) is same


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning")
@pytest.mark.parametrize("bpm", [82.5, 104, 132])
def test_librosa_agrees(bpm: float) -> None:
    import librosa

    song = music.song(16.0, bpm=bpm)
    mono = librosa.resample(song[:, 0], orig_sr=music.SAMPLE_RATE, target_sr=22_050)
    theirs = librosa.feature.tempo(y=mono, sr=22_050)
    tempo = tempo_of(song)
    assert tempo.bpm is not None
    assert same_tempo(tempo.bpm, float(theirs[0]))
