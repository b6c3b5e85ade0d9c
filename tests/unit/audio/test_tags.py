"""Stories written into real files and read back, by Demotape and by others; the audio stays what it was."""

from __future__ import annotations

import json
import struct
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demotape.audio.export import EXPORTS, export
from demotape.audio.probe import measure
from demotape.audio.tags import DigitalSourceType, Story, copy_with_story, read_story, request_of, story_of, write_story
from demotape.audio.tags.story import from_json, to_json
from demotape.errors import AudioError
from demotape.models import Measured, Request, Take
from tests.fakes.audio import encode, tone

KINDS = ["mp3", "wav", "wav24", "wav32f", "rf64", "flac", "flac24", "ogg", "opus"]

STORY = Story(
    title="Warm synth-pop",
    prompt="Warm synth-pop, driving kick, 120 BPM, A major — «für Élise» 日本語 🎹\nsecond line = x",
    engine="aimlapi",
    created_at=datetime(2026, 11, 22, 9, 0, 0, 123_456, tzinfo=timezone(timedelta(hours=2))),
    take_id="3f2c9a7e-1111-2222-3333-444455556666",
    model="eleven_music",
    seed=42,
    parameters={"length_s": 20.5, "options": {"model": "eleven_music", "vocals": False, "parts": [1, None, "ä"]}},
    tempo_bpm=120.25,
    key="A minor",
    lyrics="La la la\nLà là là",
    generation_id="gen-77:eleven",
    digital_source_type=DigitalSourceType.TRAINED_ALGORITHMIC_MEDIA,
)
BARE = Story(
    title="Untitled", prompt="p", engine="band", created_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), take_id="abc"
)
LONG = replace(STORY, lyrics="Oh, the line that never ends. " * 20_000)


def written(folder: Path, data: bytes) -> Path:
    path = folder / "audio"
    path.write_bytes(data)
    return path


def music(kind: str, *, seconds: float = 1.0) -> bytes:
    """Noise rather than a tone, so that each sample differs from its neighbours."""
    noise = np.random.default_rng(7).normal(0, 0.1, (round(48_000 * seconds), 2)).astype(np.float32)
    return encode(noise, 48_000, format=kind)


def samples(path: Path) -> Any:
    return sf.read(path, dtype="float32", always_2d=True)[0]


# --- There and back ---


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("story", [STORY, BARE, LONG], ids=["whole", "bare", "long"])
def test_a_story_comes_back_and_the_audio_stays_the_same(tmp_path: Path, kind: str, story: Story) -> None:
    path = written(tmp_path, music(kind))
    before, measured_before = samples(path), measure(path)[1]
    assert read_story(path) is None
    write_story(path, story)
    assert read_story(path) == story
    assert np.array_equal(samples(path), before)
    assert measure(path)[1] == measured_before
    assert [file.name for file in tmp_path.iterdir()] == ["audio"]


@pytest.mark.parametrize("to", ["wav-48-24", "flac", "mp3-128", "ogg", "opus"])
def test_exports_take_a_story(tmp_path: Path, to: str) -> None:
    export(written(tmp_path, music("wav24")), tmp_path / "out", to=to)
    write_story(tmp_path / "out", STORY)
    assert read_story(tmp_path / "out") == STORY
    assert measure(tmp_path / "out")[0] is EXPORTS[to].format


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_story_takes_the_place_of_the_old_one(tmp_path: Path, kind: str) -> None:
    path = written(tmp_path, music(kind))
    write_story(path, BARE)
    once = path.read_bytes()
    write_story(path, LONG)
    write_story(path, LONG)
    write_story(path, BARE)
    assert path.read_bytes() == once
    assert LONG.lyrics is not None
    assert b"never ends" not in once


@pytest.mark.parametrize("kind", ["mp3", "wav", "flac", "ogg", "opus"])
@given(
    changes=st.fixed_dictionaries(
        {
            "title": st.text(max_size=60).filter(str.strip),
            "prompt": st.text(max_size=300),
            "lyrics": st.none() | st.text(min_size=1, max_size=3000),
            "tempo_bpm": st.none() | st.floats(20, 400),
            "parameters": st.dictionaries(
                st.text(max_size=10),
                st.none()
                | st.booleans()
                | st.integers()
                | st.floats(allow_nan=False, allow_infinity=False)
                | st.text(),
            ),
        }
    )
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_comes_back(tmp_path: Path, kind: str, changes: dict[str, Any]) -> None:
    path = written(tmp_path, SHORT[kind])
    story = replace(STORY, **changes)
    write_story(path, story)
    found = read_story(path)
    assert found is not None
    assert replace(found, title=story.title) == story
    assert found.title == story.title.replace("\0", " ")  # a tag ends there


SHORT = {kind: music(kind, seconds=0.05) for kind in ("mp3", "wav", "flac", "ogg", "opus")}


@pytest.mark.parametrize("kind", ["mp3", "wav", "flac", "ogg"])
def test_a_copy_with_a_story_leaves_the_original_alone(tmp_path: Path, kind: str) -> None:
    original = written(tmp_path, music(kind))
    before = original.read_bytes()
    copy_with_story(original, tmp_path / "copy", STORY)
    assert original.read_bytes() == before
    assert read_story(tmp_path / "copy") == STORY
    assert np.array_equal(samples(tmp_path / "copy"), samples(original))


@pytest.mark.parametrize("kind", ["wav", "mp3", "flac"])
def test_two_takes_of_the_same_sound_are_different_files(tmp_path: Path, kind: str) -> None:
    path = written(tmp_path, music(kind))
    write_story(path, STORY)
    first = path.read_bytes()
    write_story(path, replace(STORY, take_id="another"))
    assert path.read_bytes() != first


# --- Others read it too ---


@pytest.mark.parametrize("kind", ["mp3", "wav", "flac", "ogg", "opus"])
def test_libsndfile_finds_the_common_tags(tmp_path: Path, kind: str) -> None:
    path = written(tmp_path, music(kind))
    write_story(path, STORY)
    with sf.SoundFile(path) as file:
        found = file.copy_metadata()
    assert found["title"] == STORY.title
    assert found["artist"] == "Demotape (eleven_music)"
    if kind != "mp3":  # libsndfile looks for comments of MP3 elsewhere
        assert found["comment"] == STORY.prompt
        assert found["date"].startswith("2026-11-22")


def test_the_frames_of_id3_are_those_of_the_standard(tmp_path: Path) -> None:
    path = written(tmp_path, music("mp3"))
    write_story(path, STORY)
    data = path.read_bytes()
    assert data.startswith(b"ID3\x04\x00\x00")
    for frame in (
        b"TIT2" + struct.pack(">I", 15) + b"\0\0" + b"\x03Warm synth-pop",
        b"TBPM" + struct.pack(">I", 4) + b"\0\0" + b"\x03120",
        b"TKEY" + struct.pack(">I", 3) + b"\0\0" + b"\x03Am",
        b"TDRC" + struct.pack(">I", 20) + b"\0\0" + b"\x032026-11-22T07:00:00",
        b"USLT" + struct.pack(">I", 25) + b"\0\0" + b"\x03XXX\0" + "La la la\nLà là là".encode(),
        b"\x03digital_source_type\0http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
        b"UFID" + struct.pack(">I", 45) + b"\0\0" + b"demotape\0" + STORY.take_id.encode(),
    ):
        assert frame in data
    assert b"\x03prompt\0" + STORY.prompt.encode() in data


@pytest.mark.parametrize(
    ("key", "short"), [("C major", b"C"), ("f# minor", b"F#m"), ("B♭ minor", b"Bbm"), ("H-moll", None), ("", None)]
)
def test_the_key_in_id3_has_its_short_form(tmp_path: Path, key: str, short: bytes | None) -> None:
    path = written(tmp_path, music("mp3"))
    write_story(path, replace(STORY, key=key))
    found = b"TKEY" in path.read_bytes()
    assert found is (short is not None)
    if short is not None:
        assert b"TKEY" + struct.pack(">I", 1 + len(short)) + b"\0\0\x03" + short in path.read_bytes()


def test_vorbis_comments_have_the_usual_names(tmp_path: Path) -> None:
    path = written(tmp_path, music("flac"))
    write_story(path, STORY)
    data = path.read_bytes()
    for field in (
        "TITLE=Warm synth-pop",
        "DATE=2026-11-22T07:00:00Z",
        "BPM=120.25",
        "INITIALKEY=A minor",
        "LYRICS=La la la\nLà là là",
        f"PROMPT={STORY.prompt}",
        "SEED=42",
        "DIGITAL_SOURCE_TYPE=http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
    ):
        assert struct.pack("<I", len(field.encode())) + field.encode() in data


# --- What others wrote ---


def id3(*frames: tuple[bytes, bytes], version: int = 4, flags: int = 0) -> bytes:
    def size(number: int) -> bytes:
        return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))

    body = b"".join(
        name + (size(len(data)) if version == 4 else struct.pack(">I", len(data))) + b"\0\0" + data
        for name, data in frames
    )
    return b"ID3" + bytes([version, 0, flags]) + size(len(body)) + body


COVER = (b"APIC", b"\0image/png\0\x03\0" + bytes(range(256)) * 2)
ALBUM = (b"TALB", b"\x01\xff\xfe" + "Ålbum".encode("utf-16-le"))


@pytest.mark.parametrize("version", [3, 4])
def test_other_frames_of_id3_are_kept(tmp_path: Path, version: int) -> None:
    path = written(tmp_path, id3((b"TIT2", b"\0Old"), COVER, ALBUM, version=version) + music("mp3"))
    write_story(path, STORY)
    write_story(path, STORY)
    data = path.read_bytes()
    assert data.count(COVER[1]) == data.count(ALBUM[1]) == data.count(b"TIT2") == 1
    assert b"Old" not in data
    assert read_story(path) == STORY


def test_several_tags_in_a_row_become_one(tmp_path: Path) -> None:
    audio = music("mp3")
    path = written(tmp_path, id3(COVER) + id3(ALBUM, version=3) + audio)
    write_story(path, STORY)
    assert path.read_bytes().count(b"ID3") == 1
    assert COVER[1] in path.read_bytes()
    assert ALBUM[1] in path.read_bytes()
    assert path.read_bytes().endswith(audio)


@pytest.mark.parametrize("kind", ["flac", "ogg", "opus"])
def test_other_comments_and_the_encoders_name_are_kept(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"audio.{'flac' if kind == 'flac' else 'ogg'}"
    subtype = {"flac": "PCM_16", "ogg": "VORBIS", "opus": "OPUS"}[kind]
    with sf.SoundFile(path, "w", 48_000, 1, subtype, format="FLAC" if kind == "flac" else "OGG") as file:
        file.title, file.album = "Old", "Kept"
        file.write(np.zeros(4800, np.float32))
    before = path.read_bytes()
    write_story(path, STORY)
    with sf.SoundFile(path) as file:
        assert (file.title, file.album) == (STORY.title, "Kept")
    vendor = {"flac": b"libFLAC", "ogg": b"Xiph.Org libVorbis", "opus": b"libopus"}[kind]
    assert vendor in before
    assert vendor in path.read_bytes()


def test_other_chunks_of_wav_are_kept(tmp_path: Path) -> None:
    data = bytearray(music("wav"))
    bext = b"bext" + struct.pack("<I", 603) + b"d" * 603 + b"\0"
    engineer = b"LIST" + struct.pack("<I", 16) + b"INFOIENG" + struct.pack("<I", 3) + b"Me\0\0"
    path = written(tmp_path, bytes(data) + bext + engineer)
    write_story(path, STORY)
    after = path.read_bytes()
    assert bext in after
    assert b"IENG" + struct.pack("<I", 3) + b"Me\0\0" in after
    assert after.count(b"LIST") == 1
    assert struct.unpack("<I", after[4:8])[0] == len(after) - 8
    assert len(after) % 2 == 0


def test_a_wav_whose_length_was_left_open_gets_one(tmp_path: Path) -> None:
    data = bytearray(music("wav"))
    at = data.index(b"data")
    data[4:8] = data[at + 4 : at + 8] = b"\xff\xff\xff\xff"
    path = written(tmp_path, bytes(data))
    before = samples(path)
    write_story(path, STORY)
    assert np.array_equal(samples(path), before)
    assert struct.unpack("<I", path.read_bytes()[at + 4 : at + 8])[0] == len(data) - at - 8
    assert read_story(path) == STORY


def test_a_wav_that_is_cut_off_is_not_made_to_look_whole(tmp_path: Path) -> None:
    path = written(tmp_path, music("wav")[:50_000])
    with pytest.raises(AudioError, match="cut off"):
        write_story(path, STORY)


def test_a_title_that_was_changed_elsewhere_counts(tmp_path: Path) -> None:
    path = written(tmp_path, music("mp3"))
    write_story(path, STORY)
    data = path.read_bytes().replace(b"\x03Warm synth-pop", b"\x03Cold synth-pop", 1)
    path.write_bytes(data)
    assert read_story(path) == replace(STORY, title="Cold synth-pop")


# --- Ogg ---


def slow_checksum(page: bytes) -> int:
    """The CRC of RFC 3533, bit by bit."""
    register = 0
    for byte in page:
        register ^= byte << 24
        for _ in range(8):
            register = (register << 1) ^ (0x04C11DB7 if register & 0x80000000 else 0)
            register &= 0xFFFFFFFF
    return register


def pages(data: bytes) -> list[bytes]:
    found = []
    at = 0
    while at < len(data):
        assert data[at : at + 4] == b"OggS"
        segments = data[at + 26]
        end = at + 27 + segments + sum(data[at + 27 : at + 27 + segments])
        found.append(data[at:end])
        at = end
    return found


@pytest.mark.parametrize("kind", ["ogg", "opus"])
@pytest.mark.parametrize("story", [BARE, replace(STORY, lyrics="la " * 50_000)], ids=["short", "several pages"])
def test_pages_are_numbered_and_summed_after_the_specification(tmp_path: Path, kind: str, story: Story) -> None:
    path = written(tmp_path, music(kind))
    before = pages(path.read_bytes())
    write_story(path, story)
    after = pages(path.read_bytes())
    assert [struct.unpack("<I", page[18:22])[0] for page in after] == list(range(len(after)))
    for page in after:
        assert struct.unpack("<I", page[22:26])[0] == slow_checksum(page[:22] + bytes(4) + page[26:])
    assert after[0] == before[0]
    # The audio's own pages are what they were, but for number and sum.
    assert [page[26:] for page in after[-3:]] == [page[26:] for page in before[-3:]]
    assert len(after) > len(before) or story is BARE


# --- Nothing to find, or nothing to trust ---


@pytest.mark.parametrize(
    "data", [b"", b"<html>", b"ID3\x04\x00\x00\x7f\x7f\x7f\x7f", b"RIFF\x04\0\0\0WAVE", b"fLaC", b"OggS" + bytes(40)]
)
def test_no_audio_has_no_story_and_takes_none(tmp_path: Path, data: bytes) -> None:
    path = written(tmp_path, data)
    assert read_story(path) is None
    with pytest.raises(AudioError):
        write_story(path, STORY)
    assert path.read_bytes() == data


def test_tags_of_others_are_no_story(tmp_path: Path) -> None:
    path = written(tmp_path, id3((b"TIT2", b"\0A song"), (b"TXXX", b"\0mood\0sad")) + music("mp3"))
    assert read_story(path) is None


@pytest.mark.parametrize("kind", ["mp3", "wav", "flac", "ogg", "opus"])
def test_a_story_that_cannot_be_written_leaves_the_file_alone(tmp_path: Path, kind: str) -> None:
    path = written(tmp_path, music(kind))
    before = path.read_bytes()
    for parameters in ({"x": object()}, {"x": float("nan")}, {"x": "y" * (5 << 20)}):
        with pytest.raises(AudioError, match="settings"):
            write_story(path, replace(STORY, parameters=parameters))
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["audio"]


TOLD = json.loads(to_json(STORY))


@pytest.mark.parametrize(
    "change",
    [
        {"format": "other"},
        {"title": 5},
        {"prompt": None},
        {"take_id": "../../etc/passwd"},
        {"take_id": ""},
        {"created_at": "yesterday"},
        {"created_at": "0001-01-01T00:00:00+14:00"},
        {"seed": "42"},
        {"seed": True},
        {"tempo_bpm": "fast"},
        {"tempo_bpm": float("inf")},
        {"tempo_bpm": 10**400},
        {"parameters": []},
        {"parameters": {"x": float("nan")}},
        {"lyrics": ["la"]},
        {"prompt": "half a character: \ud800"},
    ],
)
def test_json_that_is_no_sound_story_is_none(change: dict[str, object]) -> None:
    assert from_json(json.dumps(TOLD)) == STORY
    assert from_json(json.dumps(TOLD | change)) is None


@pytest.mark.parametrize("text", ["", "[]", "nonsense", "[" * 100_000, '{"format": 1' + "0" * 5000 + "}"])
def test_text_that_is_no_story_is_none(text: str) -> None:
    assert from_json(text) is None


def tagged(kind: str, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = written(tmp_path_factory.mktemp("tagged"), SHORT[kind])
    write_story(path, replace(STORY, lyrics="la " * 400))
    return path.read_bytes()


@pytest.mark.parametrize("kind", ["mp3", "wav", "flac", "ogg", "opus"])
@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damage_of_any_kind_is_met_with_calm(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, kind: str, data: st.DataObject
) -> None:
    whole = bytearray(TAGGED.setdefault(kind, b"") or tagged(kind, tmp_path_factory))
    TAGGED[kind] = bytes(whole)
    region = range(len(whole)) if kind == "wav" else range(min(4096, len(whole)))
    for at in data.draw(st.lists(st.sampled_from(region), max_size=4)):
        whole[at] = data.draw(st.sampled_from([0, 1, 0x7F, 0x80, 0xFF]))
    path = written(
        tmp_path, bytes(whole[: data.draw(st.integers(0, len(whole)))] if data.draw(st.booleans()) else whole)
    )
    found = read_story(path)
    assert found is None or isinstance(found, Story)
    before = path.read_bytes()
    try:
        write_story(path, STORY)
    except AudioError:
        assert path.read_bytes() == before
    else:
        assert read_story(path) == STORY


TAGGED: dict[str, bytes] = {}


# --- Takes and requests ---


def test_a_request_survives_the_way_through_a_file(tmp_path: Path) -> None:
    request = Request(engine="band", prompt="slow blues", length_s=12.5, seed=9, options={"stems": True})
    take = Take(
        id="0b7a",
        visitor="me",
        title="Slow blues",
        request=request,
        created_at=datetime(2026, 11, 25, 1, 2, 3, tzinfo=UTC),
        file="0b/0b7a.flac",
        media_type="audio/flac",
        size_bytes=1,
        measured=Measured(
            duration_s=12.5, sample_rate=44_100, channels=2, loudness_lufs=None, true_peak_dbtp=None, peaks=b""
        ),
        ticket="t-1",
        details={"model": "band-2"},
    )
    path = written(tmp_path, tone(0.2, format="flac"))
    write_story(path, story_of(take, digital_source_type=DigitalSourceType.ALGORITHMIC_MEDIA, more={"edits": [1]}))
    found = read_story(path)
    assert found is not None
    assert request_of(found) == request
    assert (found.take_id, found.generation_id, found.model) == ("0b7a", "t-1", "band-2")
    assert found.parameters["edits"] == [1]
    assert found.digital_source_type == "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"


def test_a_length_that_the_model_decided_on_is_none() -> None:
    request = request_of(replace(STORY, parameters={"length_s": None, "options": {}}))
    assert request is not None
    assert request.length_s is None


@pytest.mark.parametrize(
    "parameters", [{}, {"length_s": "long"}, {"length_s": -1}, {"length_s": 10**400}, {"length_s": 5, "options": [1]}]
)
def test_half_a_request_is_none(parameters: dict[str, object]) -> None:
    assert request_of(replace(STORY, parameters=parameters)) is None
