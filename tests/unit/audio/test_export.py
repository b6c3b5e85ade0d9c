"""Exports, decoded again and compared with what went in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from demotape.audio import mp3
from demotape.audio.export import EXPORTS, export, is_copied
from demotape.audio.probe import measure, sniff
from demotape.errors import AudioError, Cancelled, DataFolderUnusable
from tests.fakes.audio import encode, sine, tone

ROOT = Path(__file__).parents[3]


def source_file(folder: Path, data: bytes) -> Path:
    path = folder / "source"
    path.write_bytes(data)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("kind", ["mp3", "wav", "flac", "ogg", "opus"])
@pytest.mark.parametrize("to", EXPORTS)
def test_every_format_becomes_every_export(tmp_path: Path, kind: str, to: str) -> None:
    source = source_file(tmp_path, tone(2.0, format=kind, sample_rate=48_000, level=0.25))
    target = tmp_path / f"take.{to}"
    export(source, target, to=to)
    found, measured = measure(target)
    _, before = measure(source)
    wanted = EXPORTS[to]
    assert found is wanted.format
    assert measured.duration_s == pytest.approx(before.duration_s, abs=1 / 44_100)
    assert (measured.sample_rate, measured.channels) == (wanted.sample_rate or 48_000, 2)
    # LAME makes low bit rates quieter.
    assert measured.loudness_lufs == pytest.approx(
        before.loudness_lufs, abs=0.15 if (wanted.kbits or 256) > 192 else 0.6
    )
    assert names(tmp_path) == ["source", target.name]


@pytest.mark.parametrize(
    ("kind", "to", "subtype"),
    [("wav", "flac", "PCM_16"), ("flac", "wav", "PCM_16"), ("wav24", "flac", "PCM_24")],
)
def test_lossless_to_lossless_keeps_every_sample(tmp_path: Path, kind: str, to: str, subtype: str) -> None:
    noise = np.random.default_rng(2).uniform(-1, 1, (150_000, 2)).astype(np.float32)
    source = source_file(tmp_path, encode(noise, 44_100, format=kind))
    export(source, tmp_path / "out", to=to)
    before, _ = sf.read(source, dtype="int32")
    after, _ = sf.read(tmp_path / "out", dtype="int32")
    assert np.array_equal(before, after)
    assert sf.info(tmp_path / "out").subtype == subtype


@pytest.mark.parametrize(
    ("kind", "to", "subtype"),
    [
        ("wav32f", "flac", "PCM_24"),
        ("flac24", "wav", "PCM_16"),
        ("mp3", "flac", "PCM_16"),
        ("ogg", "wav", "PCM_16"),
    ],
)
def test_depth_follows_the_source_and_the_rest_is_rounding(tmp_path: Path, kind: str, to: str, subtype: str) -> None:
    source = source_file(tmp_path, tone(2.0, format=kind, level=0.5))
    export(source, tmp_path / "out", to=to)
    before, _ = sf.read(source, dtype="float64")
    after, _ = sf.read(tmp_path / "out", dtype="float64")
    assert sf.info(tmp_path / "out").subtype == subtype
    # Half a step of rounding, plus at most one step of dither at 16 bits.
    assert np.abs(after - before).max() <= (1.5 * 2**-15 if subtype == "PCM_16" else 2**-23)


def test_dither_keeps_a_tone_below_the_last_bit(tmp_path: Path) -> None:
    quiet = sine(4.0, frequency=1000.0, level=0.4 * 2**-15, channels=1)
    source = source_file(tmp_path, encode(quiet, 44_100, format="wav24"))
    source_flac = tmp_path / "source.flac"
    export(source, source_flac, to="flac")
    export(source_flac, tmp_path / "out.wav", to="wav")
    after, _ = sf.read(tmp_path / "out.wav")
    spectrum = np.abs(np.fft.rfft(after))
    assert np.argmax(spectrum) == 4000  # 1 kHz at a quarter of a hertz a bin


def test_what_exceeds_full_scale_is_clipped_and_does_not_wrap(tmp_path: Path) -> None:
    loud = sine(1.0, level=1.5)
    source = source_file(tmp_path, encode(loud, 44_100, format="wav32f"))
    export(source, tmp_path / "out", to="flac")
    after, _ = sf.read(tmp_path / "out", dtype="float32")
    assert np.abs(after - np.clip(loud, -1, 1)).max() < 1e-6


def test_mp3_has_a_constant_256_kbit_s(tmp_path: Path) -> None:
    source = source_file(tmp_path, tone(5.0, format="wav"))
    export(source, tmp_path / "out.mp3", to="mp3")
    assert (tmp_path / "out.mp3").stat().st_size * 8 / 5.0 == pytest.approx(256_000, rel=0.03)
    assert b"Info" in (tmp_path / "out.mp3").read_bytes()[:64]


@pytest.mark.parametrize(
    ("sample_rate", "expected"),
    [
        (192_000, 48_000),
        (96_000, 48_000),
        (88_200, 44_100),
        (44_100, 44_100),
        (37_800, 48_000),
        (32_000, 32_000),
        (22_050, 44_100),
        (8_000, 48_000),
    ],
)
def test_mp3_keeps_length_and_level_at_every_sample_rate(tmp_path: Path, sample_rate: int, expected: int) -> None:
    source = source_file(tmp_path, tone(2.0, format="wav24", sample_rate=sample_rate, frequency=997.0, level=0.25))
    export(source, tmp_path / "out.mp3", to="mp3")
    _, measured = measure(tmp_path / "out.mp3")
    assert measured.sample_rate == expected
    assert measured.duration_s == pytest.approx(2.0, abs=2 / expected)
    assert measured.loudness_lufs == pytest.approx(-12.04, abs=0.15)


def test_resampling_keeps_the_pitch_and_adds_no_tones(tmp_path: Path) -> None:
    source = source_file(tmp_path, tone(4.0, format="wav24", sample_rate=96_000, frequency=15_000.0, channels=1))
    export(source, tmp_path / "out.mp3", to="mp3")
    after, _ = sf.read(tmp_path / "out.mp3")
    middle = after[24_000:168_000] * np.blackman(144_000)
    spectrum = 20 * np.log10(np.abs(np.fft.rfft(middle)) + 1e-12)
    assert np.argmax(spectrum) == 45_000  # 15 kHz at a third of a hertz a bin
    away = np.concatenate([spectrum[:44_700], spectrum[45_300:]])
    assert away.max() < spectrum.max() - 60


@pytest.mark.parametrize("kind", ["mp3", "wav24", "flac24"])
def test_the_same_format_is_copied_byte_for_byte(tmp_path: Path, kind: str) -> None:
    source = source_file(tmp_path, tone(1.0, format=kind))
    export(source, tmp_path / "out", to=sniff(source).name)
    assert (tmp_path / "out").read_bytes() == source.read_bytes()


COPIES = [
    ("mp3", "mp3", True),
    ("mp3", "mp3-320", True),
    ("mp3", "mp3-128", False),  # asked for a smaller file
    ("wav", "wav", True),
    ("wav", "wav-44-16", True),
    ("wav", "wav-44-24", False),
    ("wav", "wav-48-16", False),
    ("wav24", "wav-44-24", True),
    ("flac24", "flac", True),
    ("ogg", "ogg", True),
    ("ogg", "opus", False),
    ("opus", "ogg", False),
    ("opus", "opus", True),
]


@pytest.mark.parametrize(("kind", "to", "copied"), COPIES)
def test_nothing_is_encoded_again_where_the_original_would_do(tmp_path: Path, kind: str, to: str, copied: bool) -> None:
    sample_rate = 48_000 if kind == "opus" else 44_100
    noise = np.random.default_rng(1).normal(0, 0.2, (sample_rate, 2)).astype(np.float32)
    source = source_file(tmp_path, encode(noise, sample_rate, format=kind))
    export(source, tmp_path / "out", to=to)
    assert is_copied(source, to=to) is copied
    assert ((tmp_path / "out").read_bytes() == source.read_bytes()) is copied


@pytest.mark.parametrize("kbits", [128, 192, 256, 320])
def test_an_mp3_has_the_bit_rate_that_was_asked_for(tmp_path: Path, kbits: int) -> None:
    source = source_file(tmp_path, tone(5.0, format="wav"))
    export(source, tmp_path / "out", to=f"mp3-{kbits}")
    assert mp3.mean_kbits((tmp_path / "out").read_bytes()) == pytest.approx(kbits, rel=0.01)
    assert (tmp_path / "out").stat().st_size * 8 / 5.0 == pytest.approx(kbits * 1000, rel=0.03)


@pytest.mark.parametrize("to", ["wav-44-16", "wav-44-24", "wav-48-16", "wav-48-24"])
@pytest.mark.parametrize(("kind", "sample_rate"), [("wav24", 96_000), ("flac", 44_100), ("wav", 22_050)])
def test_a_wav_has_the_depth_and_the_sample_rate_that_were_asked_for(
    tmp_path: Path, to: str, kind: str, sample_rate: int
) -> None:
    source = source_file(tmp_path, tone(1.0, format=kind, sample_rate=sample_rate, frequency=1000.0))
    export(source, tmp_path / "out", to=to)
    info = sf.info(tmp_path / "out")
    assert (info.samplerate, info.subtype) == (EXPORTS[to].sample_rate, f"PCM_{EXPORTS[to].bits}")
    after, _ = sf.read(tmp_path / "out")
    at = np.arange(len(after)) / info.samplerate
    wanted = 0.3 * np.sin(2 * np.pi * 1000.0 * at)
    middle = slice(info.samplerate // 4, 3 * info.samplerate // 4)
    # Rounding of the source and of the target, and dither: no more than three steps of 16 bits.
    assert np.abs(after[middle, 0] - wanted[middle]).max() < 3 * 2**-15


def test_sixteen_bits_in_twenty_four_are_the_same_samples(tmp_path: Path) -> None:
    noise = np.random.default_rng(2).uniform(-1, 1, (100_000, 2)).astype(np.float32)
    source = source_file(tmp_path, encode(noise, 44_100, format="flac"))
    export(source, tmp_path / "out", to="wav-44-24")
    assert np.array_equal(sf.read(source, dtype="int32")[0], sf.read(tmp_path / "out", dtype="int32")[0])


@pytest.mark.parametrize("sample_rate", [8_000, 12_000, 22_050, 37_800, 96_000])
@pytest.mark.parametrize("to", ["ogg", "opus"])
def test_ogg_keeps_length_and_level_at_every_sample_rate(tmp_path: Path, sample_rate: int, to: str) -> None:
    source = source_file(tmp_path, tone(2.0, format="wav24", sample_rate=sample_rate, frequency=997.0, level=0.25))
    export(source, tmp_path / "out", to=to)
    _, measured = measure(tmp_path / "out")
    assert measured.duration_s == pytest.approx(2.0, abs=2 / measured.sample_rate)
    assert measured.loudness_lufs == pytest.approx(-12.04, abs=0.2)


def test_the_cached_files_of_no_two_kinds_have_one_name() -> None:
    suffixes = [kind.suffix for kind in EXPORTS.values()]
    assert len(set(suffixes)) == len(EXPORTS)
    assert all(Path(f"id{kind.suffix}").suffix == kind.format.extension for kind in EXPORTS.values())


@pytest.mark.parametrize("to", ["wav", "mp3", "ogg"])
def test_a_stopped_export_leaves_what_was_there(tmp_path: Path, to: str) -> None:
    source = source_file(tmp_path, tone(4.0, format="flac"))
    (tmp_path / "out").write_bytes(b"older")
    shares: list[float] = []
    with pytest.raises(Cancelled):
        export(source, tmp_path / "out", to=to, cancelled=lambda: len(shares) == 2, progress=shares.append)
    assert names(tmp_path) == ["out", "source"]
    assert (tmp_path / "out").read_bytes() == b"older"


@pytest.mark.parametrize("kind", ["mp3", "flac", "ogg"])
def test_progress_rises_to_one(tmp_path: Path, kind: str) -> None:
    source = source_file(tmp_path, tone(6.0, format=kind))
    shares: list[float] = []
    export(source, tmp_path / "out", to="wav", progress=shares.append)
    assert len(shares) >= 4
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert shares[1] == pytest.approx(2 * 65_536 / (6.0 * 44_100), abs=0.01)


def test_the_same_take_gives_the_same_bytes(tmp_path: Path) -> None:
    source = source_file(tmp_path, tone(1.0, format="ogg"))
    for name in ("a", "b"):
        export(source, tmp_path / name, to="wav")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize(("to", "seconds"), [("flac", 180.0), ("ogg", 180.0), ("opus", 60.0)])
def test_minutes_of_audio_pass(tmp_path: Path, to: str, seconds: float) -> None:
    source = source_file(tmp_path, tone(seconds, format="flac", sample_rate=8_000, channels=1))
    export(source, tmp_path / "out", to=to)
    assert measure(tmp_path / "out")[1].duration_s == pytest.approx(seconds, abs=1e-3)


@pytest.mark.parametrize(
    ("data", "to"),
    [
        pytest.param(b"<html>", "wav", id="no audio"),
        pytest.param(tone(6.0)[:15_000], "flac", id="cut off"),
        pytest.param(tone(6.0, format="flac")[:60_000], "mp3", id="cut off, lossless"),
        pytest.param(tone(1.0, format="wav", channels=6), "mp3", id="too many channels"),
        pytest.param(tone(1.0, format="wav", channels=6), "opus", id="too many channels, opus"),
        pytest.param(tone(1.0), "aac", id="unknown format"),
    ],
)
def test_a_failed_export_leaves_what_was_there(tmp_path: Path, data: bytes, to: str) -> None:
    source = source_file(tmp_path, data)
    (tmp_path / "out").write_bytes(b"older")
    with pytest.raises(AudioError):
        export(source, tmp_path / "out", to=to)
    assert names(tmp_path) == ["out", "source"]
    assert (tmp_path / "out").read_bytes() == b"older"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    source = source_file(tmp_path, tone(0.5))
    with pytest.raises(DataFolderUnusable):
        export(source, tmp_path / "nowhere" / "out.wav", to="wav")


# A limit on the size of files fails a write as a full disk does, without the need of a disk to fill.
FULL_DISK = """
import resource, sys
from pathlib import Path
from demotape.audio.export import export
from demotape.errors import DiskFull
source, target, to, limit = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    export(source, target, to=to)
except DiskFull as error:
    print(error.message)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no resource limits there")
@pytest.mark.parametrize("to", ["wav", "wav-48-24", "flac", "mp3", "ogg", "opus"])
@pytest.mark.parametrize("limit", [0, 10, 9_000])
def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, to: str, limit: int) -> None:
    source = source_file(tmp_path, tone(3.0, format="flac", frequency=97.0) if to == "wav" else tone(3.0, format="wav"))
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, source, tmp_path / "out", to, str(limit)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "There is no space left on the disk to export this take.\n", done.stderr
    assert "Traceback" not in done.stderr
    assert names(tmp_path) == ["source"]
