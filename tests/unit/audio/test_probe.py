"""What is told about files, and that nothing but whole audio is let through."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demotape.audio.decode import Decoder
from demotape.audio.probe import FORMATS, measure, sniff
from demotape.errors import AudioError
from tests.fakes.audio import encode, silence, sine, tone

ID3 = b"ID3\x04\x00\x00\x00\x00\x02\x00" + bytes(256)
NAMES = {"wav24": "wav", "wav32f": "wav", "rf64": "wav", "flac24": "flac"}


def written(folder: Path, data: bytes) -> Path:
    path = folder / "audio"
    path.write_bytes(data)
    return path


def without_xing(mp3: bytes) -> bytes:
    """The MP3 without its first frame, which holds no audio but the length of the file."""
    assert b"Xing" in mp3[:64] or b"Info" in mp3[:64]
    return mp3[mp3.index(mp3[:2], 2) :]


# --- What it is ---


@pytest.mark.contract(47)
@pytest.mark.parametrize("kind", ["mp3", "wav", "wav24", "wav32f", "rf64", "flac", "flac24", "ogg", "opus"])
def test_audio_is_known_by_its_first_bytes(tmp_path: Path, kind: str) -> None:
    path = written(tmp_path, tone(0.5, format=kind, sample_rate=48_000))
    assert sniff(path) is FORMATS[NAMES.get(kind, kind)]
    assert measure(path)[0] is FORMATS[NAMES.get(kind, kind)]


@pytest.mark.parametrize("kind", ["mp3", "flac"])
def test_a_tag_in_front_does_not_hide_the_audio(tmp_path: Path, kind: str) -> None:
    found, measured = measure(written(tmp_path, ID3 + tone(0.5, format=kind)))
    assert found.name == kind
    assert measured.duration_s == pytest.approx(0.5, abs=0.001)


@pytest.mark.parametrize("sample_rate", [8_000, 16_000, 22_050, 32_000, 44_100])
@pytest.mark.parametrize("channels", [1, 2])
def test_every_kind_of_mp3_is_known(tmp_path: Path, sample_rate: int, channels: int) -> None:
    path = written(tmp_path, tone(0.5, sample_rate=sample_rate, channels=channels))
    assert sniff(path).title == "MP3"


def test_formats_are_complete_enough_for_a_download() -> None:
    for name, kind in FORMATS.items():
        assert kind.name == name
        assert kind.extension.startswith(".")
        assert kind.media_type.startswith("audio/")


NOT_AUDIO = [
    (b"", "an empty file"),
    (b"<!DOCTYPE html><html><body>502 Bad Gateway</body></html>", "a web page"),
    (b"\xef\xbb\xbf\n  <HTML lang=en>", "a web page"),
    (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "a web page"),
    (b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', "an XML message"),
    (b'{"error": {"message": "gone"}}', "a JSON message"),
    (b"[]", "a JSON message"),
    ("Verbindung unterbrochen, später".encode(), "text"),
    (b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00", "M4A or MP4"),
    (b"\x1aE\xdf\xa3\x01\x00\x00\x00", "WebM"),
    (b"FORM\x00\x00\x10\x00AIFFCOMM", "AIFF"),
    (b"\xff\xf1\x50\x80\x02\x1f\xfc\x21", "AAC"),
    (ID3 + b"\xff\xf1\x50\x80\x02\x1f\xfc\x21", "AAC"),
    (b"OggS\x00\x02" + bytes(22) + b"Speex   ", "Ogg with an unknown codec"),
    (b"RIFF\x24\x00\x00\x00AVI LIST", "RIFF without sound"),
    (b"\x89PNG\r\n\x1a\n", "not audio"),
    (bytes(5000), "not audio"),
    (b"PK\x03\x04\x14\x00", "not audio"),
]


@pytest.mark.contract(45)
@pytest.mark.parametrize(("data", "words"), NOT_AUDIO)
def test_what_is_not_audio_is_named(tmp_path: Path, data: bytes, words: str) -> None:
    path = written(tmp_path, data)
    for look in (sniff, measure):
        with pytest.raises(AudioError, match=words) as caught:
            look(path)
        assert caught.value.message.startswith("The provider sent ")


PCM = (sine(0.5, channels=2) * 32767).astype("<i2").tobytes()


@pytest.mark.contract(48)
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(PCM, id="16 bit"),
        pytest.param((sine(0.5, channels=1) * 2**31).astype("<i4").tobytes(), id="32 bit"),
        pytest.param(sine(0.5).astype("<f4").tobytes(), id="float"),
        pytest.param(b"\xff\xfb\x90\x00" + PCM, id="begins like MP3"),
        pytest.param(b"\xff\xf3\x10\xc4" * 3 + PCM, id="begins like MP3 several times"),
        pytest.param(bytes(range(256)) * 64, id="mu-law"),
        pytest.param(bytes(44_100) + PCM, id="silence first"),
    ],
)
def test_raw_pcm_is_refused_with_the_reason(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(AudioError, match=r"raw PCM.*Demotape reads MP3, WAV, FLAC"):
        measure(written(tmp_path, data))


@pytest.mark.parametrize(("data", "words"), NOT_AUDIO)
def test_a_file_of_the_persons_own_is_not_blamed_on_the_provider(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(AudioError, match=f"^This is .*{words}") as caught:
        sniff(written(tmp_path, data), told_as="This is")
    assert "provider" not in caught.value.message


def test_a_missing_file_is_not_called_bad_audio(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        measure(tmp_path / "nothing")


# --- What is in it ---


@pytest.mark.contract(50)
@pytest.mark.parametrize(
    ("kind", "sample_rate", "channels", "tolerance_frames"),
    [
        ("wav", 44_100, 2, 0),
        ("wav", 8_000, 1, 0),
        ("wav", 44_100, 6, 0),
        ("wav24", 96_000, 2, 0),
        ("wav32f", 48_000, 1, 0),
        ("rf64", 48_000, 2, 0),
        ("flac", 44_100, 2, 0),
        ("flac24", 96_000, 2, 0),
        ("ogg", 44_100, 2, 0),
        ("opus", 48_000, 2, 0),
        ("mp3", 44_100, 2, 1152),
        ("mp3", 48_000, 1, 1152),
        ("mp3", 16_000, 2, 1152),
    ],
)
def test_length_rate_channels_and_loudness_are_measured(
    tmp_path: Path, kind: str, sample_rate: int, channels: int, tolerance_frames: int
) -> None:
    data = tone(2.5, format=kind, sample_rate=sample_rate, channels=channels, frequency=997.0, level=0.25)
    _, measured = measure(written(tmp_path, data))
    assert abs(measured.duration_s - 2.5) * sample_rate <= tolerance_frames
    assert (measured.sample_rate, measured.channels) == (sample_rate, channels)
    if channels <= 2:
        expected = -12.04 - (3.01 if channels == 1 else 0.0)
        assert measured.loudness_lufs == pytest.approx(expected, abs=0.2)
    if kind not in ("mp3", "ogg", "opus"):  # these ring at the hard start of the tone
        assert measured.true_peak_dbtp == pytest.approx(-12.04, abs=0.05)


def test_several_blocks_measure_like_one_piece(tmp_path: Path) -> None:
    samples = sine(5.123, frequency=997.0, level=0.25)
    _, measured = measure(written(tmp_path, encode(samples, 44_100, format="wav")))
    assert measured.duration_s == len(samples) / 44_100
    assert measured.loudness_lufs == pytest.approx(-12.04, abs=0.02)


@pytest.mark.parametrize("kind", ["mp3", "ogg", "opus", "flac"])
def test_blocks_join_without_a_seam(tmp_path: Path, kind: str) -> None:
    path = written(tmp_path, tone(5.0, format=kind, sample_rate=48_000))
    whole, _ = sf.read(path, dtype="float32")
    with Decoder(path) as decoder:
        blocks = list(decoder.blocks())
    assert len(blocks) > 2
    assert np.array_equal(np.concatenate(blocks), whole)


@pytest.mark.contract(53)
def test_silence_has_a_length_but_no_loudness(tmp_path: Path) -> None:
    _, measured = measure(written(tmp_path, silence(1.0)))
    assert measured.duration_s == 1.0
    assert measured.loudness_lufs is None
    assert measured.true_peak_dbtp is None
    assert not any(measured.peaks)


def test_peaks_draw_the_outline_of_all_channels(tmp_path: Path) -> None:
    samples = np.zeros((120_000, 2), np.float32)
    samples[30_000:60_000, 0] = 0.5
    samples[60_000:90_000, 1] = -0.25
    samples[100_000, 0] = 1.0
    samples[110_000, 1] = -1.0
    _, measured = measure(written(tmp_path, encode(samples, 44_100, format="wav32f")))
    pairs = np.frombuffer(measured.peaks, np.int8).reshape(-1, 2)
    assert len(pairs) == 1200  # 100 frames a bin
    expected = np.zeros((1200, 2))
    expected[300:600, 1] = 64
    expected[600:900, 0] = -32
    expected[1000, 1] = 127
    expected[1100, 0] = -127
    # The edges of bins fall on a grid of 16 frames, so a step may show in the bin beside it too.
    edges = [299, 300, 599, 600, 899, 900, 999, 1001, 1099, 1101]
    assert np.array_equal(np.delete(pairs, edges, axis=0), np.delete(expected, edges, axis=0))


@pytest.mark.parametrize(("frames", "bins"), [(1, 1), (16, 1), (17, 2), (1600, 100), (19_200, 1200), (44_100, 1200)])
def test_short_audio_has_fewer_bins(tmp_path: Path, frames: int, bins: int) -> None:
    samples = np.full((frames, 1), 0.5, np.float32)
    _, measured = measure(written(tmp_path, encode(samples, 44_100, format="wav")))
    assert measured.peaks == bytes([64, 64]) * bins


# --- What is missing ---


@pytest.mark.contract(45)
@pytest.mark.parametrize("kind", ["mp3", "wav", "wav24", "rf64", "flac", "ogg", "opus"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_a_cut_off_file_is_refused(tmp_path: Path, kind: str, share: float) -> None:
    data = tone(6.0, format=kind, sample_rate=48_000)
    with pytest.raises(AudioError, match=r"cut off|damaged"):
        measure(written(tmp_path, data[: int(len(data) * share)]))


@pytest.mark.parametrize("kind", ["mp3", "wav", "flac"])
def test_the_message_tells_how_much_is_there(tmp_path: Path, kind: str) -> None:
    data = tone(6.0, format=kind)
    with pytest.raises(AudioError, match=r"cut off or damaged: it ends after about [2-4]\.\d s of 6\.\d s\."):
        measure(written(tmp_path, data[: int(len(data) * 0.6)]))


@pytest.mark.parametrize("kind", ["wav", "flac", "ogg", "opus"])
def test_one_missing_byte_is_enough(tmp_path: Path, kind: str) -> None:
    with pytest.raises(AudioError, match="cut off"):
        measure(written(tmp_path, tone(1.0, format=kind, sample_rate=48_000)[:-1]))


@pytest.mark.parametrize("kind", ["wav", "wav24", "wav32f", "mp3"])
def test_audio_of_no_length_is_refused(tmp_path: Path, kind: str) -> None:
    empty = encode(np.zeros((0, 2), np.float32), 44_100, format=kind)
    with pytest.raises(AudioError, match=r"no sound|damaged|an empty file"):
        measure(written(tmp_path, empty))


@pytest.mark.parametrize("size", [0xFFFFFFFF, 0x7FFFFFFF])
def test_a_streamed_wav_that_leaves_its_length_open_is_whole(tmp_path: Path, size: int) -> None:
    data = bytearray(tone(1.0, format="wav"))
    struct.pack_into("<I", data, 4, size)
    struct.pack_into("<I", data, data.index(b"data") + 4, size)
    _, measured = measure(written(tmp_path, bytes(data)))
    assert measured.duration_s == 1.0


@pytest.mark.parametrize("mode", ["CONSTANT", "VARIABLE"])
@pytest.mark.parametrize("after", [b"", b"TAG" + bytes(125), b"APETAGEX" + bytes(5000)])
def test_mp3_without_a_table_of_contents_is_read_to_its_end(tmp_path: Path, mode: str, after: bytes) -> None:
    """The decoder alone guesses the length of such files from the first frame, and can stop half-way."""
    path = tmp_path / "audio"
    quiet_then_loud = np.concatenate([sine(3, level=0.01), np.random.default_rng(1).normal(0, 0.2, (3 * 44_100, 2))])
    with sf.SoundFile(
        path, "w", 44_100, 2, "MPEG_LAYER_III", format="MP3", bitrate_mode=mode, compression_level=0.3
    ) as file:
        file.write(quiet_then_loud)
    path.write_bytes(ID3 + without_xing(path.read_bytes()) + after)
    _, measured = measure(path)
    assert measured.duration_s == pytest.approx(6.0, abs=0.1)


@pytest.mark.parametrize("value", [np.nan, np.inf, -1e30])
def test_values_that_are_no_sound_are_refused(tmp_path: Path, value: float) -> None:
    samples = sine(1.0)
    samples[2000, 1] = value
    with pytest.raises(AudioError, match="no sound"):
        measure(written(tmp_path, encode(samples, 44_100, format="wav32f")))


def test_more_channels_than_anybody_has_are_refused(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="9 channels"):
        measure(written(tmp_path, encode(np.zeros((100, 9), np.float32), 44_100, format="wav")))


# --- Garbage ---


def measured_or_refused(path: Path) -> None:
    try:
        _, measured = measure(path)
    except AudioError:
        return
    assert measured.duration_s > 0
    assert measured.peaks
    assert np.isfinite([measured.loudness_lufs or 0.0, measured.true_peak_dbtp or 0.0]).all()


@pytest.mark.parametrize("kind", ["mp3", "wav", "wav32f", "rf64", "flac", "ogg", "opus"])
def test_flipped_bits_and_cuts_never_crash(tmp_path: Path, kind: str) -> None:
    whole = tone(0.3, format=kind, sample_rate=48_000)
    rng = np.random.default_rng(42)
    for number in range(60):
        data = bytearray(whole)
        # Every other file is hurt where the headers are.
        reach = 120 if number % 2 else len(data)
        for at in rng.integers(0, reach, int(rng.integers(1, 8))):
            data[at] ^= 1 << int(rng.integers(8))
        if number % 3 == 0:
            del data[int(rng.integers(1, len(data))) :]
        measured_or_refused(written(tmp_path, bytes(data)))


MAGIC = [b"", b"ID3\x04\x00\x00\x00\x00\x00\x00", b"\xff\xfb\x90\x64", b"RIFF\xff\xff\xff\xffWAVEfmt ", b"fLaC\x00"]


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(magic=st.sampled_from([*MAGIC, b"OggS\x00\x02" + bytes(22) + b"\x01vorbis"]), rest=st.binary(max_size=600))
def test_garbage_never_crashes(tmp_path: Path, magic: bytes, rest: bytes) -> None:
    measured_or_refused(written(tmp_path, magic + rest))
