"""One pass over real files: everything is found together, for any length, sample rate and number of channels."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from demotape.audio.analysis import VERSION, Analysis, analyse
from demotape.audio.probe import measure
from demotape.audio.shape import SectionSpan
from demotape.errors import AudioError
from tests.fakes import music
from tests.fakes.audio import encode, silence, sine, tone

HALVES = [SectionSpan(name="first", start_s=0, end_s=6), SectionSpan(name="second", start_s=6, end_s=12)]


def write(path: Path, audio: bytes) -> Path:
    path.write_bytes(audio)
    return path


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve seconds in D at 104 BPM, louder in the second half, with half a second of silence at the end."""
    samples = music.song(12.0, bpm=104, tonic=2, chords=music.CADENCES["major"])
    samples[: len(samples) // 2] *= 0.4
    samples[-22_050:] = 0
    path = tmp_path_factory.mktemp("song") / "take.mp3"
    return write(path, encode(np.repeat(samples, 2, axis=1), music.SAMPLE_RATE, format="mp3"))


def test_a_song_is_what_it_was_written_to_be(song: Path) -> None:
    found = analyse(song, sections=HALVES)
    assert found.duration_s == pytest.approx(12.0, abs=0.06)
    assert (found.sample_rate, found.channels) == (44_100, 2)
    assert found.tempo.bpm == pytest.approx(104, rel=0.002)
    assert found.key.name == "D major"
    (ending,) = found.silence
    assert ending.start_s == pytest.approx(11.5, abs=0.06)
    assert found.clipping.places == 0
    first, second = found.sections
    assert second.rms_db - first.rms_db == pytest.approx(8, abs=1.5)  # less the silence at the end


def test_what_was_measured_before_need_not_be_measured_again(song: Path) -> None:
    _, measured = measure(song)
    found = analyse(song, sections=HALVES)
    assert analyse(song, sections=HALVES, measured=measured) == found
    assert found.loudness_lufs == measured.loudness_lufs
    assert found.true_peak_dbtp == measured.true_peak_dbtp


def test_an_analysis_goes_to_json_and_back(song: Path) -> None:
    found = analyse(song, sections=HALVES)
    assert Analysis.from_json(json.loads(json.dumps(found.to_json()))) == found


def test_an_analysis_of_another_version_is_refused(song: Path) -> None:
    with pytest.raises(ValueError, match="version"):
        Analysis.from_json({**analyse(song).to_json(), "version": VERSION + 1})


@pytest.mark.parametrize("kind", ["wav", "flac24", "ogg", "opus", "mp3"])
def test_every_format_gives_the_same(kind: str, tmp_path: Path) -> None:
    samples = music.song(12.0, bpm=104, tonic=2, chords=music.CADENCES["major"])
    sample_rate = 48_000 if kind == "opus" else 44_100  # played a little too fast, by which the tempo rises as well
    found = analyse(write(tmp_path / "take", encode(samples, sample_rate, format=kind)))
    assert found.tempo.bpm == pytest.approx(104 * sample_rate / 44_100, rel=0.002)
    assert found.tempo.is_steady


@pytest.mark.parametrize(
    ("seconds", "sample_rate", "channels"),
    [(0.2, 44_100, 2), (0.2, 8_000, 1), (0.0003, 8_000, 1), (1.0, 4_000, 1), (2.0, 192_000, 2), (3.1, 22_050, 6)],
)
def test_any_length_rate_and_channels_have_an_analysis(
    seconds: float, sample_rate: int, channels: int, tmp_path: Path
) -> None:
    audio = tone(seconds, format="wav", sample_rate=sample_rate, channels=channels, frequency=220)
    found = analyse(write(tmp_path / "take.wav", audio), sections=[SectionSpan(name="all", start_s=0, end_s=seconds)])
    assert found.duration_s == pytest.approx(seconds, abs=0.001)
    assert (found.sample_rate, found.channels) == (sample_rate, channels)
    assert found.tempo.bpm is None
    assert found.silence == ()
    assert Analysis.from_json(json.loads(json.dumps(found.to_json()))) == found


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    samples=st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=4_000),
    repeats=st.integers(1, 40),
    channels=st.integers(1, 3),
    sample_rate=st.sampled_from([8_000, 11_025, 44_100]),
)
def test_any_samples_have_an_analysis(
    samples: list[float], repeats: int, channels: int, sample_rate: int, tmp_path: Path
) -> None:
    wave = np.repeat(np.tile(np.array(samples, np.float32), repeats)[:, None], channels, axis=1)
    found = analyse(write(tmp_path / "take.wav", encode(wave, sample_rate, format="wav32f")))
    beats = np.array(found.tempo.beats_s)
    assert (np.diff(beats) > 0).all()
    assert ((beats >= 0) & (beats < found.duration_s)).all()
    assert 0 <= found.tempo.confidence <= 1
    assert 0 <= found.key.confidence <= 1
    json.dumps(found.to_json(), allow_nan=False)


def test_silence_has_nothing_to_tell(tmp_path: Path) -> None:
    found = analyse(write(tmp_path / "take.wav", silence(4.0)))
    assert found.loudness_lufs is None
    assert found.true_peak_dbtp is None
    assert found.tempo.bpm is None
    assert found.key.tonic is None
    assert [(stretch.start_s, stretch.end_s) for stretch in found.silence] == [(0.0, 4.0)]


@pytest.mark.parametrize("audio", [b"", b"<html>" * 100, tone(1.0, format="flac")[:-2_000]], ids=["no", "html", "cut"])
def test_what_is_no_whole_audio_is_refused(audio: bytes, tmp_path: Path) -> None:
    with pytest.raises(AudioError):
        analyse(write(tmp_path / "take", audio))


def test_memory_hardly_grows_with_the_length(tmp_path: Path) -> None:
    """What is kept is much less than the audio: 176 kB for each second of this."""
    peaks = []
    for seconds in (10, 40):
        path = write(tmp_path / f"{seconds}.wav", encode(sine(seconds, channels=1), 44_100, format="wav"))
        analyse(path)
        tracemalloc.start()
        try:
            analyse(path)
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    assert (peaks[1] - peaks[0]) / 30 < 50_000
