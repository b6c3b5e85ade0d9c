"""Plan to audio: what comes out is measured."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from scipy import signal

from demotape.audio.loudness import integrated_lufs, true_peak_dbtp
from demotape.engines.band.bank import SAMPLE_RATE, Bank
from demotape.engines.band.parse import parse
from demotape.engines.band.render import render, write_wav
from demotape.engines.band.styles import _WRITTEN as STYLES

SEED_PROMPT = "lo-fi pop hip-hop ambient music, slow intro: 10 s, then faster and with loud bass: 10 s"


def played(bank: Bank, prompt: str, *, length_s: float, seed: int = 1) -> np.ndarray:
    return render(parse(prompt, length_s=length_s, seed=seed), bank)


def level_db(audio: np.ndarray) -> float:
    return float(10 * np.log10(np.square(audio.astype(float)).mean() + 1e-15))


def band_db(audio: np.ndarray, low_hz: float, high_hz: float) -> float:
    sections = signal.butter(4, (low_hz, high_hz), "band", fs=SAMPLE_RATE, output="sos")
    return level_db(signal.sosfilt(sections, audio, axis=0))


@pytest.fixture(scope="module")
def by_style(bank: Bank) -> dict[str, np.ndarray]:
    return {name: played(bank, style.title, length_s=6.0) for name, style in STYLES.items()}


@pytest.mark.parametrize("style", STYLES)
def test_every_style_meets_the_technical_promises(by_style: dict[str, np.ndarray], style: str) -> None:
    audio = by_style[style]
    assert audio.shape == (6 * SAMPLE_RATE, 2)
    assert audio.dtype == np.float32
    assert np.isfinite(audio).all()
    assert integrated_lufs(audio, SAMPLE_RATE) == pytest.approx(-14, abs=0.5)
    peak = true_peak_dbtp(audio, SAMPLE_RATE)
    assert peak is not None
    assert peak <= -1
    assert abs(audio.mean()) < 1e-3


@pytest.mark.parametrize("style", STYLES)
def test_no_style_has_a_hole_of_silence_or_plays_in_mono(by_style: dict[str, np.ndarray], style: str) -> None:
    audio = by_style[style]
    hops = audio[: len(audio) // 13_230 * 13_230].reshape(-1, 13_230, 2)  # 0.3 s
    assert min(level_db(hop) for hop in hops[:-1]) > -55
    assert np.corrcoef(audio.T)[0, 1] < 0.97
    assert abs(level_db(audio[:, 0]) - level_db(audio[:, 1])) < 3


@pytest.mark.parametrize("style", STYLES)
def test_every_style_has_lows_mids_and_a_top(by_style: dict[str, np.ndarray], style: str) -> None:
    audio = by_style[style]
    whole = level_db(audio)
    assert band_db(audio, 40, 160) - whole > -22
    assert band_db(audio, 300, 2000) - whole > -15
    assert band_db(audio, 4000, 8000) - whole > -48


def test_no_two_styles_sound_the_same(by_style: dict[str, np.ndarray]) -> None:
    takes = list(by_style.values())
    for index, one in enumerate(takes):
        for other in takes[:index]:
            assert abs(np.corrcoef(one[:, 0], other[:, 0])[0, 1]) < 0.5


def test_the_seed_prompt_is_heard(bank: Bank) -> None:
    audio = played(bank, SEED_PROMPT, length_s=20.0)
    intro, main = audio[: 10 * SAMPLE_RATE], audio[10 * SAMPLE_RATE :]
    assert level_db(main) - level_db(intro) > 3
    assert band_db(main, 25, 120) - band_db(intro, 25, 120) > 6
    assert level_db(intro[: 2 * SAMPLE_RATE]) > -35


@pytest.mark.parametrize(
    ("prompt", "length_s"),
    [("pop", 3.0), ("house 128 bpm", 7.3), (SEED_PROMPT, 4.567), ("jazz 97 bpm", 10.001)],
)
def test_the_length_is_exact_to_the_frame(bank: Bank, prompt: str, length_s: float) -> None:
    assert len(played(bank, prompt, length_s=length_s)) == round(length_s * SAMPLE_RATE)


def test_the_same_seed_gives_the_same_file_and_another_seed_another(bank: Bank, tmp_path: Path) -> None:
    files = []
    for number, seed in enumerate((1, 1, 2)):
        path = tmp_path / f"{number}.wav"
        write_wav(played(bank, "lo-fi", length_s=3.0, seed=seed), path, seed=seed)
        files.append(path.read_bytes())
    assert files[0] == files[1]
    assert files[0] != files[2]


def test_progress_rises_to_one(bank: Bank) -> None:
    told: list[float] = []
    render(parse("hip-hop", length_s=8.0, seed=1), bank, report=told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) > 10


def test_files_are_16_bit_and_dithered(tmp_path: Path) -> None:
    path = tmp_path / "quiet.wav"
    quiet = np.full((SAMPLE_RATE, 2), 0.3 / 32767, np.float32)
    write_wav(quiet, path, seed=1)
    samples, rate = soundfile.read(path, dtype="int16")
    assert rate == SAMPLE_RATE
    assert samples.shape == quiet.shape
    assert soundfile.info(path).subtype == "PCM_16"
    assert samples.mean() == pytest.approx(0.3, abs=0.02)
