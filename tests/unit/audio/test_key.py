"""Keys of music whose key is known; librosa agrees on which notes sound."""

from __future__ import annotations

import numpy as np
import pytest

from demotape.audio.frames import MonoStream
from demotape.audio.key import Key, PitchMeter, key_name, parent_major, relative_key
from tests.fakes import music
from tests.fakes.audio import sine


def meter_of(samples: np.ndarray, sample_rate: int = music.SAMPLE_RATE, *, block: int = 65_536) -> PitchMeter:
    stream, meter = MonoStream(sample_rate, 22_050), PitchMeter()
    for start in range(0, len(samples), block):
        meter.feed(stream.feed(samples[start : start + block]))
    meter.feed(stream.finish())
    return meter


def key_of(samples: np.ndarray, sample_rate: int = music.SAMPLE_RATE) -> Key:
    return meter_of(samples, sample_rate).key()


@pytest.mark.parametrize("mode", ["major", "minor"])
@pytest.mark.parametrize("tonic", range(12))
def test_a_cadence_with_drums_tells_its_key(tonic: int, mode: str) -> None:
    key = key_of(music.song(10.0, bpm=100, tonic=tonic, chords=music.CADENCES[mode]))
    assert (key.tonic, key.mode) == (tonic, mode)
    assert key.name == key_name(tonic, mode)
    assert key.confidence > 0.6


@pytest.mark.parametrize("tonic", range(0, 12, 3))
def test_a_loop_without_a_cadence_tells_its_key_or_its_relative(tonic: int) -> None:
    key = key_of(music.song(12.0, bpm=100, tonic=tonic, chords=music.MINOR_LOOP))
    assert key.tonic is not None
    assert key.mode is not None
    assert parent_major(key.tonic, key.mode) == parent_major(tonic, "minor")
    assert {key.name, key.relative_name} == {key_name(tonic, "minor"), key_name((tonic + 3) % 12, "major")}


@pytest.mark.parametrize("fades", [False, True])
@pytest.mark.parametrize("tonic", [0, 5, 10])
@pytest.mark.parametrize(
    ("roots", "above"),
    [pytest.param((0, 7, 2, 7, 0), 0, id="from the first"), pytest.param((7, 0, 2, 0, 7), 7, id="from the second")],
)
def test_of_keys_a_fifth_apart_it_is_the_one_that_begins_and_ends(
    roots: tuple[int, ...], above: int, tonic: int, fades: bool
) -> None:
    song = music.song(12.0, bpm=100, tonic=tonic, chords=[(root, "major") for root in roots])
    if fades:
        song *= np.minimum(1, np.minimum(np.arange(len(song)), np.arange(len(song))[::-1])[:, None] / 40_000)
    assert key_of(song).name == key_name(tonic + above, "major")


@pytest.mark.parametrize("cents", [-40, -15, 30])
def test_a_piece_that_is_tuned_otherwise_has_the_same_key(cents: int) -> None:
    song = music.song(10.0, bpm=100, tonic=2, chords=music.CADENCES["major"])
    # Played back a little too fast or too slow.
    key = key_of(song, round(music.SAMPLE_RATE * 2 ** (cents / 1200)))
    assert key.name == "D major"
    assert key.tuning_cents == pytest.approx(cents, abs=4)


@pytest.mark.parametrize(
    "samples",
    [
        pytest.param(music.noise(10.0), id="noise"),
        pytest.param(sine(5.0, channels=1), id="a single note"),
        pytest.param(music.clicks(10.0, bpm=120), id="clicks"),
        pytest.param(np.zeros((441_000, 1), np.float32), id="silence"),
        pytest.param(np.zeros((1, 1), np.float32), id="one sample"),
    ],
)
def test_there_is_no_clear_key_where_none_was_played(samples: np.ndarray) -> None:
    key = key_of(samples)
    assert (key.tonic, key.mode, key.name, key.relative_name) == (None, None, None, None)
    assert 0 <= key.confidence < 0.25


def test_a_chord_of_a_fifth_of_a_second_is_enough_for_an_answer_of_some_kind() -> None:
    key = key_of(music.song(0.2, bpm=100, drums=False))
    assert key.name in (None, "C major", "G major", "F major", "A minor", "E minor")


def test_level_and_size_of_blocks_do_not_matter() -> None:
    song = music.song(6.0, bpm=96)
    whole = key_of(song)
    assert meter_of(song, block=1_001).key() == whole
    assert key_of(song * np.float32(0.003)).name == whole.name


@pytest.mark.parametrize(
    ("tonic", "mode", "relative"),
    [
        (0, "major", (9, "minor")),
        (9, "minor", (0, "major")),
        (3, "minor", (6, "major")),
        (2, "dorian", (0, "major")),
        (7, "mixolydian", (0, "major")),
        (5, "lydian", (0, "major")),
        (4, "phrygian", (0, "major")),
        (11, "locrian", (0, "major")),
    ],
)
def test_every_mode_has_a_relative(tonic: int, mode: str, relative: tuple[int, str]) -> None:
    assert relative_key(tonic, mode) == relative


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning")
@pytest.mark.parametrize(("tonic", "mode"), [(0, "major"), (3, "minor"), (7, "major"), (10, "minor")])
def test_librosa_hears_the_same_notes(tonic: int, mode: str) -> None:
    import librosa

    song = music.song(10.0, bpm=100, tonic=tonic, chords=music.CADENCES[mode], drums=False)
    mono = librosa.resample(song[:, 0], orig_sr=music.SAMPLE_RATE, target_sr=22_050)
    theirs = librosa.feature.chroma_cqt(y=mono, sr=22_050).mean(axis=1)
    ours = meter_of(song).chroma()
    assert np.corrcoef(ours, theirs)[0, 1] > 0.85
