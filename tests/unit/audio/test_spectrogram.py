"""Pictures in which what sounds is where it belongs."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from demotape.audio import spectrogram as module
from demotape.audio.spectrogram import MOST_COLUMNS, RANGE_DB, ROWS, Spectrogram, spectrogram
from demotape.errors import AudioError
from tests.fakes.audio import encode, silence, sine, tone


def drawn(path: Path, audio: bytes) -> Spectrogram:
    path.write_bytes(audio)
    return spectrogram(path)


def row_of(picture: Spectrogram, hertz: float) -> int:
    octaves = np.log2(picture.highest_hz / picture.lowest_hz)
    return int((1 - np.log2(hertz / picture.lowest_hz) / octaves) * ROWS)


@pytest.mark.parametrize("frequency", [100.0, 440.0, 3_000.0, 12_000.0])
@pytest.mark.parametrize("sample_rate", [32_000, 44_100, 96_000])
def test_a_tone_is_a_line_at_its_height(frequency: float, sample_rate: int, tmp_path: Path) -> None:
    audio = tone(2.0, format="wav24", frequency=frequency, sample_rate=sample_rate, level=1.0)
    picture = drawn(tmp_path / "take.wav", audio)
    middle = picture.levels[:, picture.levels.shape[1] // 2]
    assert abs(int(middle.argmax()) - row_of(picture, frequency)) <= 1
    assert middle.max() > 240
    assert (middle > 128).sum() < ROWS / 8
    assert picture.top_db == pytest.approx(0, abs=4)


def test_what_comes_later_stands_further_right(tmp_path: Path) -> None:
    samples = np.concatenate([sine(1.0, frequency=200), sine(1.0, frequency=2_000), np.zeros((44_100, 2), "f4")])
    picture = drawn(tmp_path / "take.flac", encode(samples, 44_100, format="flac"))
    columns = picture.levels.shape[1]
    assert picture.duration_s == pytest.approx(3.0)
    for share, hertz in ((1 / 6, 200), (1 / 2, 2_000)):
        assert abs(int(picture.levels[:, int(columns * share)].argmax()) - row_of(picture, hertz)) <= 1
    assert picture.levels[:, int(columns * 5 / 6) :].max() == 0


def test_steps_are_equal_in_decibels(tmp_path: Path) -> None:
    samples = np.concatenate([sine(1.0, level=0.8), sine(1.0, level=0.08), sine(1.0, level=0.008)])
    picture = drawn(tmp_path / "take.wav", encode(samples, 44_100, format="wav24"))
    columns = picture.levels.shape[1]
    loud, middle, quiet = (int(picture.levels[:, int(columns * share)].max()) for share in (1 / 6, 1 / 2, 5 / 6))
    assert loud - middle == pytest.approx(255 * 20 / RANGE_DB, abs=2)
    assert middle - quiet == pytest.approx(255 * 20 / RANGE_DB, abs=2)


@pytest.mark.parametrize("seconds", [0.0005, 0.2, 1.0, 46.0, 47.0, 120.0])
def test_the_picture_is_bounded_and_reaches_from_start_to_end(seconds: float, tmp_path: Path) -> None:
    picture = drawn(tmp_path / "take.wav", tone(seconds, format="wav", channels=1))
    rows, columns = picture.levels.shape
    assert rows == ROWS
    assert 1 <= columns <= MOST_COLUMNS
    if seconds > 46.5:
        assert columns >= MOST_COLUMNS / 2
    assert picture.levels.dtype == np.uint8
    assert picture.levels[:, 0].max() > 150
    assert picture.levels[:, -1].max() > 150


def test_it_does_not_matter_how_often_columns_became_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    samples = np.concatenate([sine(4.0, frequency=200), sine(4.0, frequency=2_000)])
    fine = drawn(tmp_path / "take.wav", encode(samples, 44_100, format="wav"))
    monkeypatch.setattr(module, "MOST_COLUMNS", 30)
    coarse = drawn(tmp_path / "take.wav", encode(samples, 44_100, format="wav"))
    assert 15 <= coarse.levels.shape[1] <= 30
    share = fine.levels.shape[1] / coarse.levels.shape[1]
    for column in range(coarse.levels.shape[1]):
        same = fine.levels[:, int((column + 0.5) * share)]
        assert abs(int(coarse.levels[:, column].argmax()) - int(same.argmax())) <= 1


def test_silence_is_black(tmp_path: Path) -> None:
    assert drawn(tmp_path / "take.wav", silence(2.0)).levels.max() == 0


def test_nothing_sounds_above_half_the_sample_rate(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).normal(0, 0.2, (32_000, 1)).astype(np.float32)
    picture = drawn(tmp_path / "take.wav", encode(noise, 8_000, format="wav"))
    column = picture.levels[:, picture.levels.shape[1] // 2]
    assert column[: row_of(picture, 4_600)].max() < 60
    assert column[row_of(picture, 3_000)] > 120


def test_the_png_holds_the_same_levels(tmp_path: Path) -> None:
    picture = drawn(tmp_path / "take.wav", tone(2.0, format="wav"))
    with Image.open(io.BytesIO(picture.png())) as image:
        assert image.mode == "L"
        assert (np.asarray(image) == picture.levels).all()


def test_a_file_that_is_no_audio_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AudioError):
        drawn(tmp_path / "take.wav", b"{}" * 200)
