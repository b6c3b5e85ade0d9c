"""The tagger against an independent port of the same network, and where it has nothing to say."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from demotape.audio import musicnn, tagger
from demotape.audio.frames import slaney_mel_filters
from demotape.audio.tagger import Tag, tags, worth_telling
from demotape.errors import AudioError
from tests.fakes import music
from tests.fakes.audio import encode, silence, tone


def write(path: Path, samples: np.ndarray, sample_rate: int = music.SAMPLE_RATE, *, kind: str = "wav32f") -> Path:
    path.write_bytes(encode(samples, sample_rate, format=kind))
    return path


# Another port of the network (one window at a time, by im2col, the whole file in memory)
# heard these at -14 LUFS. Its strongest tags, and the sum of all 50.
HEARD_ELSEWHERE = {
    "song": (
        music.song(7.0, bpm=124),
        {"guitar": 0.6127, "slow": 0.3194, "piano": 0.1531, "country": 0.1272, "pop": 0.0928, "drums": 0.0891},
        1.9586,
    ),
    "pad": (
        music.pad(6.5, seed=2),
        {"ambient": 0.554, "slow": 0.3005, "quiet": 0.1831, "new age": 0.1363, "synth": 0.1009, "soft": 0.0958},
        1.6904,
    ),
    "clicks, shorter than a window": (
        music.clicks(2.0, bpm=100),
        {"guitar": 0.2449, "techno": 0.1834, "beat": 0.1254, "electronic": 0.1067, "fast": 0.0929, "drums": 0.0582},
        1.0667,
    ),
}


@pytest.mark.parametrize("name", HEARD_ELSEWHERE)
def test_it_hears_what_another_port_of_the_network_hears(name: str, tmp_path: Path) -> None:
    samples, strongest, total = HEARD_ELSEWHERE[name]
    heard = tags(write(tmp_path / "take.wav", samples))
    assert len(heard) == 50
    assert {tag.name: tag.strength for tag in heard[: len(strongest)]} == pytest.approx(strongest, abs=0.001)
    assert [tag.name for tag in heard[: len(strongest)]] == list(strongest)
    assert sum(tag.strength for tag in heard) == pytest.approx(total, abs=0.005)


@pytest.mark.parametrize("gain_db", [-30, -12, 3])
def test_the_level_of_the_file_does_not_matter(gain_db: float, tmp_path: Path) -> None:
    samples, _, _ = HEARD_ELSEWHERE["song"]
    as_it_was = tags(write(tmp_path / "take.wav", samples))
    changed = tags(write(tmp_path / "changed.wav", samples * np.float32(10 ** (gain_db / 20))))
    assert tagger.to_json(changed) == pytest.approx(tagger.to_json(as_it_was), abs=0.002)


def test_a_loudness_that_is_known_need_not_be_measured_again(tmp_path: Path) -> None:
    path = write(tmp_path / "take.wav", music.song(7.0, bpm=124))
    assert tagger.to_json(tags(path, loudness_lufs=-22.29)) == pytest.approx(tagger.to_json(tags(path)), abs=0.001)


def test_sample_rate_channels_and_format_hardly_matter(tmp_path: Path) -> None:
    samples = music.song(7.0, bpm=124)
    mono = tags(write(tmp_path / "take.wav", samples))
    stereo = tags(write(tmp_path / "take.mp3", np.repeat(samples, 2, axis=1), kind="mp3"))
    assert [tag.name for tag in stereo[:3]] == [tag.name for tag in mono[:3]]
    assert stereo[0].strength == pytest.approx(mono[0].strength, abs=0.1)


@pytest.mark.parametrize(
    "audio",
    [
        pytest.param(silence(5.0), id="digital silence"),
        pytest.param(tone(5.0, format="wav24", level=1e-5), id="inaudible"),
        pytest.param(tone(0.45, format="wav"), id="shorter than half a second"),
    ],
)
def test_it_says_nothing_where_there_is_nothing_to_hear(audio: bytes, tmp_path: Path) -> None:
    path = tmp_path / "take.wav"
    path.write_bytes(audio)
    assert tags(path) == ()
    assert worth_telling(tags(path)) == ()


@pytest.mark.parametrize("seconds", [0.5, 0.51, 2.99, 3.0])
def test_short_files_fill_one_window(seconds: float, tmp_path: Path) -> None:
    path = tmp_path / "take.wav"
    path.write_bytes(tone(seconds, format="wav"))
    assert len(tags(path)) == 50


def test_a_file_that_is_no_audio_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "take.wav"
    path.write_bytes(b"<html>502</html>" * 40)
    with pytest.raises(AudioError):
        tags(path)


def test_a_long_file_is_heard_from_its_start_to_its_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The number of windows is bounded, and they are spread over all of it."""
    looked_at: list[np.ndarray] = []

    def remember(_: musicnn.Network, windows: np.ndarray) -> np.ndarray:
        looked_at.append(windows)
        return np.zeros((len(windows), 50), np.float32)

    monkeypatch.setattr(musicnn.Network, "tag", remember)
    # Five minutes that rise slowly from silence to full scale, at a rate that decodes quickly.
    rising = (music.noise(40.0) * np.linspace(0, 1, 40 * music.SAMPLE_RATE)[:, None]).astype(np.float32)
    tags(write(tmp_path / "take.wav", rising, 5_880, kind="wav"))
    (windows,) = looked_at
    assert windows.shape == (60, musicnn.WINDOW_FRAMES, musicnn.MEL_BANDS)
    levels = windows.mean(axis=(1, 2))
    assert (np.diff(levels) > 0).mean() > 0.9
    assert levels[0] < levels[-1] / 5


def test_words_of_one_meaning_are_told_once() -> None:
    heard = [Tag("singing", 0.2), Tag("no voice", 0.5), Tag("vocal", 0.3), Tag("no vocals", 0.4), Tag("sitar", 0.09)]
    assert worth_telling(heard) == (Tag("no vocals", 0.5), Tag("vocals", 0.3))
    assert worth_telling(heard, count=1) == (Tag("no vocals", 0.5),)
    assert worth_telling(heard, at_least=0.05)[-1] == Tag("sitar", 0.09)


def test_every_word_for_a_meaning_is_one_of_the_network() -> None:
    assert set(tagger._SHOWN_AS) <= set(musicnn.network().tags)


def test_tags_go_to_json_and_back() -> None:
    heard = (Tag("piano", 0.74), Tag("slow", 0.1234))
    assert tagger.from_json(json.loads(json.dumps(tagger.to_json(heard)))) == heard


def test_the_licence_of_the_weights_lies_beside_them() -> None:
    folder = Path(musicnn.__file__).parent / "data"
    assert sorted(path.name for path in folder.iterdir()) == ["LICENSE-musicnn.txt", "musicnn_mtt.npz"]
    assert "Permission to use, copy, modify" in (folder / "LICENSE-musicnn.txt").read_text()


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning")
def test_the_mel_filters_are_those_that_the_network_was_trained_with() -> None:
    import librosa

    ours = slaney_mel_filters(sample_rate=16_000, fft_size=512, bands=96)
    theirs = librosa.filters.mel(sr=16_000, n_fft=512, n_mels=96)
    assert ours == pytest.approx(theirs.T, abs=1e-6)
