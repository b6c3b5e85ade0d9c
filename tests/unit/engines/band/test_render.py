"""Plan to audio: what comes out is measured."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from scipy import signal

from demotape.audio.frames import ANALYSIS_RATE, MonoStream
from demotape.audio.loudness import integrated_lufs, true_peak_dbtp
from demotape.audio.tempo import OnsetMeter, same_tempo
from demotape.engines.band.bank import SAMPLE_RATE, Bank
from demotape.engines.band.parse import parse
from demotape.engines.band.parts import parts
from demotape.engines.band.render import render, render_file
from demotape.engines.band.score import Note
from demotape.engines.band.session import Session
from demotape.engines.band.stems import stem_blocks, write_stems
from demotape.engines.band.styles import STYLES
from tests.unit.engines.band.plans import plan_of

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
        render_file(parse("lo-fi", length_s=3.0, seed=seed), bank, path)
        files.append(path.read_bytes())
    assert files[0] == files[1]
    assert files[0] != files[2]


def test_the_file_holds_what_is_rendered_with_16_bits_and_dither(bank: Bank, tmp_path: Path) -> None:
    path = tmp_path / "take.wav"
    plan = parse("pop", length_s=11.0, seed=1)
    render_file(plan, bank, path)
    samples, rate = soundfile.read(path, dtype="float32")
    assert rate == SAMPLE_RATE
    assert soundfile.info(path).subtype == "PCM_16"
    error = samples - render(plan, bank)
    assert np.abs(error).max() < 3 / 32768
    assert np.sqrt(np.square(error).mean()) == pytest.approx(0.5 / 32768, rel=0.2)


def test_progress_rises_to_one(bank: Bank) -> None:
    told: list[float] = []
    render(parse("hip-hop", length_s=20.0, seed=1), bank, report=told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) > 10


def test_a_loop_goes_on_at_its_start_as_if_it_had_never_ended(bank: Bank) -> None:
    plan = replace(parse("house 120 bpm", length_s=8.0, seed=1), loopable=True)
    audio = render(plan, bank)
    assert len(audio) == 8 * SAMPLE_RATE
    around = np.concatenate([audio[-2000:], audio[:2000]])
    steps = np.abs(np.diff(around, axis=0)).max(axis=1)
    assert steps[1999] <= steps.max()
    assert level_db(audio[-4410:]) > level_db(audio) - 20
    ended = render(replace(plan, loopable=False), bank)
    assert level_db(ended[-441:]) < level_db(audio[-441:]) - 20


@pytest.mark.parametrize("prompt", ["ambient", "lo-fi"])
def test_what_rings_over_the_end_of_a_loop_rings_into_its_start(bank: Bank, prompt: str) -> None:
    plan = replace(parse(prompt, length_s=6.0, seed=1), loopable=True)
    audio = render(plan, bank)
    edge = np.concatenate([audio[-4410:], audio[:4410]]).astype(float)
    sections = signal.butter(4, 3000, "high", fs=SAMPLE_RATE, output="sos")
    clicks = np.abs(signal.sosfiltfilt(sections, edge, axis=0))
    usual = np.abs(signal.sosfiltfilt(sections, audio.astype(float), axis=0))
    assert clicks[4310:4510].max() <= 1.2 * usual.max()


def test_fades_of_a_section_are_heard(bank: Bank) -> None:
    plan = parse("pop", length_s=12.0, seed=1)
    first = replace(plan.sections[0], fade_in_s=min(4.0, plan.sections[0].length_s))
    faded = render(replace(plan, sections=(first, *plan.sections[1:])), bank)
    usual = render(plan, bank)
    difference = level_db(faded[: SAMPLE_RATE // 2]) - level_db(usual[: SAMPLE_RATE // 2])
    assert difference < -10


def test_a_soft_role_is_softer_and_a_loud_one_louder(bank: Bank) -> None:
    plan = parse("pop", length_s=6.0, seed=1)
    levels = {}
    for asked in ("soft", "", "loud"):
        sections = tuple(replace(section, emphasis={"keys": asked}) for section in plan.sections)
        blocks = stem_blocks(replace(plan, sections=sections), bank)
        levels[asked] = level_db(np.concatenate([block["keys"] for block in blocks], axis=1))
    assert levels["loud"] - levels[""] == pytest.approx(6, abs=1.5)
    assert levels["soft"] - levels[""] == pytest.approx(-6, abs=1.5)


@pytest.mark.parametrize("style", ["pop", "rock", "orchestral", "lo-fi, then metal after 5 seconds"])
def test_stems_add_up_to_the_mix_before_mastering(bank: Bank, style: str) -> None:
    plan = parse(style, length_s=10.0, seed=2)
    session = Session(plan, bank)
    mixed = np.concatenate([sum(mixes.values()) for mixes in session.blocks()], axis=1)
    session.close()
    stems = [sum(blocks.values()) for blocks in stem_blocks(plan, bank)]
    error = np.concatenate(stems, axis=1) - mixed
    assert level_db(error) < level_db(mixed) - 60


def test_every_style_of_a_piece_has_its_own_mix(bank: Bank) -> None:
    """The guitars of metal are driven, and no cassette dulls them, whatever was played before."""

    def treble(audio: np.ndarray) -> float:
        power = np.square(np.abs(np.fft.rfft(audio.mean(axis=1))))
        edge = 9_000 * len(audio) // SAMPLE_RATE
        return float(power[edge:].sum() / power.sum())

    after = treble(render(parse("lo-fi, then metal after 6 seconds", length_s=12.0, seed=2), bank)[7 * SAMPLE_RATE :])
    alone = treble(render(parse("metal", length_s=12.0, seed=2), bank)[7 * SAMPLE_RATE :])
    dull = treble(render(parse("lo-fi", length_s=12.0, seed=2), bank)[7 * SAMPLE_RATE :])
    assert after > alone / 4 > 5 * dull


def test_stems_come_as_a_zip_of_whole_wavs(bank: Bank, tmp_path: Path) -> None:
    plan = parse("pop", length_s=10.0, seed=2)
    told: list[float] = []
    write_stems(plan, bank, tmp_path / "stems.zip", report=told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    assert [path.name for path in tmp_path.iterdir()] == ["stems.zip"]
    total = np.zeros((10 * SAMPLE_RATE, 2))
    with zipfile.ZipFile(tmp_path / "stems.zip") as archive:
        names = archive.namelist()
        for name in names:
            samples, rate = soundfile.read(io.BytesIO(archive.read(name)))
            assert rate == SAMPLE_RATE
            assert samples.shape == total.shape
            assert level_db(samples) > -80
            total += samples
    assert {"drums", "bass", "keys"} <= {name[3:].split(" - ")[0].removesuffix(".wav") for name in names}
    assert names == sorted(names)
    assert 0.5 < np.abs(total).max() < 1
    assert np.corrcoef(total[:, 0], render(plan, bank)[:, 0])[0, 1] > 0.9


def test_open_hats_are_choked(bank: Bank) -> None:
    plan = parse("pop", length_s=4.0, seed=1)
    score = {"drums": [Note(0.0, 0.25, 46, 100), Note(0.5, 0.25, 42, 100), Note(0.6, 0.2, 36, 100)]}
    (drums,) = parts(plan, score, bank, frames=4 * SAMPLE_RATE)
    open_hat, closed_hat, kick = drums.events
    assert open_hat.choke_s == pytest.approx(plan.seconds_at(0.5), abs=1e-3)
    assert closed_hat.choke_s is None
    assert kick.choke_s is None


def test_an_open_hat_is_choked_by_the_foot_in_the_next_style_too(bank: Bank) -> None:
    halves = (("verse", "A", 1, 0.6, 0.6), ("chorus", "B", 1, 0.8, 0.8))
    plan = plan_of("pop", form=halves, instruments={"drums": "Standard Kit"})
    plan = replace(plan, sections=(plan.sections[0], replace(plan.sections[1], styles=("rock",))))
    score = {"drums": [Note(3.5, 0.25, 46, 100), Note(4.0, 0.25, 42, 100)]}
    pop, rock = parts(plan, score, bank, frames=round(plan.length_s * SAMPLE_RATE))
    assert (pop.style, rock.style) == ("pop", "rock")
    assert pop.events[0].choke_s == pytest.approx(plan.seconds_at(4.0) - plan.seconds_at(3.5), abs=1e-3)


def test_lofi_is_wide_and_loses_little_in_mono(by_style: dict[str, np.ndarray]) -> None:
    left, right = by_style["lofi"].T
    middle, side = (left + right) / 2, (left - right) / 2
    assert level_db(side) - level_db(middle) > -10.5
    assert level_db(middle) - level_db(by_style["lofi"]) > -1


def test_in_metal_the_bass_holds_its_own_under_the_guitars(bank: Bank) -> None:
    stems: dict[str, list[np.ndarray]] = {}
    for blocks in stem_blocks(parse("metal", length_s=8.0, seed=1), bank):
        for name, block in blocks.items():
            stems.setdefault(name, []).append(block)
    levels = {name: level_db(np.concatenate(blocks, axis=1)) for name, blocks in stems.items()}
    assert levels["bass"] > levels["keys"] - 8.5
    assert levels["lead"] > levels["keys"] - 12


@pytest.mark.parametrize("seed", [1, 3, 7, 8])
def test_the_loud_part_of_an_orchestra_has_a_beat(bank: Bank, seed: int) -> None:
    plan = parse("cinematic orchestral music", length_s=12.0, seed=seed)
    stream = MonoStream(SAMPLE_RATE, ANALYSIS_RATE)
    loud = plan.sections[-1]
    meter = OnsetMeter()
    meter.feed(np.concatenate([stream.feed(render(plan, bank)[round(loud.start_s * SAMPLE_RATE) :]), stream.finish()]))
    found = meter.tempo(loud.length_s).bpm
    assert found is not None
    assert same_tempo(found, loud.tempo_bpm)
