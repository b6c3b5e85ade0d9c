"""The table of models: what each takes, and the request that is built from it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from demotape.engines.aimlapi.table import ENTRIES, Entry, entries
from demotape.engines.model import Kind
from demotape.errors import InvalidRequest
from demotape.models import Request
from tests.fakes.aimlapi import FakeAimlapi

from .conftest import EngineMaker

LYRICS = "[verse]\nOne line\nAnd another"


def entry(name: str) -> Entry:
    return next(entry for entry in ENTRIES if entry.model.name == name)


def request(name: str, **changes: object) -> Request:
    length = entry(name).model.length
    asked = Request(engine="aimlapi", prompt="a calm tune", length_s=length.default_s if length else None)
    return replace(asked, **{"options": {}, **changes})


@pytest.mark.contract(9, 11, 12)
@pytest.mark.parametrize(
    ("name", "changes", "body"),
    [
        ("elevenlabs/eleven_music", {"length_s": 12.5}, {"prompt": "a calm tune", "music_length_ms": 12_500}),
        ("elevenlabs/eleven_music_v2_5", {"length_s": 300.0}, {"prompt": "a calm tune", "music_length_ms": 300_000}),
        ("stable-audio", {"length_s": 20.0}, {"prompt": "a calm tune", "seconds_total": 20}),
        (
            "stable-audio",
            {"length_s": 47.0, "options": {"steps": 200, "seconds_start": 5}},
            {"prompt": "a calm tune", "seconds_total": 47, "seconds_start": 5, "steps": 200},
        ),
        ("google/lyria2", {}, {"prompt": "a calm tune"}),
        (
            "google/lyria2",
            {"seed": 7, "options": {"negative_prompt": "drums"}},
            {"prompt": "a calm tune", "seed": 7, "negative_prompt": "drums"},
        ),
        ("minimax/music-1.5", {"options": {"lyrics": LYRICS}}, {"prompt": "a calm tune", "lyrics": LYRICS}),
        (
            "minimax/music-2.0",
            {"options": {"lyrics": LYRICS, "audio_setting.format": "wav", "audio_setting.bitrate": 256_000}},
            {"prompt": "a calm tune", "lyrics": LYRICS, "audio_setting": {"format": "wav"}},
        ),
        (
            "minimax/music-2.0",
            {"options": {"lyrics": LYRICS, "audio_setting.audio_sample_rate": 16_000}},
            {"prompt": "a calm tune", "lyrics": LYRICS, "audio_setting": {"audio_sample_rate": 16_000}},
        ),
        (
            "minimax/music-2.6",
            {"options": {"is_instrumental": True}},
            {"prompt": "a calm tune", "is_instrumental": True},
        ),
        ("minimax/music-2.6", {"prompt": "", "options": {"lyrics": LYRICS}}, {"lyrics": LYRICS}),
        (
            "minimax/music-2.6",
            {"options": {"lyrics_optimizer": True}},
            {"prompt": "a calm tune", "lyrics_optimizer": True},
        ),
        (
            "minimax/music-cover",
            {"options": {"reference_audio_url": "https://a.example/x.mp3", "audio_setting.sample_rate": 24_000}},
            {
                "prompt": "a calm tune",
                "reference_audio_url": "https://a.example/x.mp3",
                "audio_setting": {"sample_rate": 24_000},
            },
        ),
    ],
)
def test_a_request_is_built_with_the_names_and_units_of_the_model(
    name: str, changes: dict[str, object], body: dict[str, object]
) -> None:
    asked = request(name, **changes)
    entry(name).model.check(asked)
    assert entry(name).body(asked) == {"model": name, **body}


@pytest.mark.parametrize("one", ENTRIES, ids=lambda one: one.model.name)
def test_every_model_sends_whole_numbers_and_nothing_that_was_not_set(one: Entry) -> None:
    length = one.model.length
    required = {field.name: _sample(field.kind) for field in one.model.fields if field.is_required}
    body = one.body(request(one.model.name, options=required))
    expected = {"model", "prompt", *required} | ({one.length_name} if length else set())
    assert set(body) == expected
    if one.length_name:
        assert type(body[one.length_name]) is int


def _sample(kind: Kind) -> object:
    return "https://a.example/x.wav" if kind is Kind.ADDRESS else LYRICS


@pytest.mark.contract(7, 8, 10)
@pytest.mark.parametrize(
    ("name", "changes", "complaint"),
    [
        ("elevenlabs/eleven_music", {"prompt": "x" * 2001}, "The prompt has 2,001 characters"),
        ("elevenlabs/eleven_music", {"length_s": 9.9}, "makes 10 to 300 seconds, not 9.9"),
        ("elevenlabs/eleven_music", {"length_s": 301.0}, "makes 10 to 300 seconds"),
        ("elevenlabs/eleven_music", {"seed": 7}, "takes no seed"),
        ("elevenlabs/eleven_music", {"options": {"lyrics": LYRICS}}, "knows no lyrics"),
        ("elevenlabs/eleven_music", {"options": {"instrumental": "yes"}}, "Instrumental is on or off"),
        ("stable-audio", {"length_s": 48.0}, "makes 1 to 47 seconds"),
        ("stable-audio", {"options": {"steps": 1001}}, "Steps is a whole number from 1 to 1000"),
        ("stable-audio", {"options": {"steps": 1.5}}, "Steps is a whole number"),
        ("stable-audio", {"options": {"steps": True}}, "Steps is a whole number"),
        ("google/lyria2", {"length_s": 30.0}, "decides on the length itself"),
        ("google/lyria2", {"seed": -1}, "A seed is a whole number"),
        ("minimax/music-1.5", {"prompt": "x" * 301, "options": {"lyrics": LYRICS}}, "takes 300"),
        ("minimax/music-1.5", {"prompt": "too short", "options": {"lyrics": LYRICS}}, "at least 10 characters"),
        ("minimax/music-1.5", {}, "Lyrics is needed"),
        ("minimax/music-2.0", {"options": {"lyrics": "too short"}}, "Lyrics needs at least 10 characters"),
        ("minimax/music-2.0", {"options": {"lyrics": "x" * 3001}}, "Lyrics has 3,001 characters"),
        ("minimax/music-2.0", {"options": {"lyrics": LYRICS, "audio_setting.format": "pcm"}}, "is one of mp3, wav"),
        ("minimax/music-2.0", {"options": {"lyrics": LYRICS, "audio_setting.bitrate": 7}}, "is one of"),
        ("minimax/music-2.6", {}, "needs lyrics, or Instrumental"),
        ("minimax/music-2.6", {"options": {"is_instrumental": True, "lyrics": LYRICS}}, "has no lyrics"),
        ("minimax/music-2.6", {"prompt": "", "options": {"is_instrumental": True}}, "needs a prompt"),
        ("minimax/music-2.6", {"prompt": " ", "options": {"lyrics_optimizer": True}}, "Write a prompt or lyrics"),
        ("minimax/music-cover", {}, "Web address of the recording is needed"),
        ("minimax/music-cover", {"options": {"reference_audio_url": "c:\\song.mp3"}}, "begins with http"),
    ],
)
def test_what_a_model_does_not_take_is_refused_with_the_reason(
    name: str, changes: dict[str, object], complaint: str
) -> None:
    with pytest.raises(InvalidRequest) as caught:
        entry(name).model.check(request(name, **changes))
    assert complaint in caught.value.message
    assert caught.value.advice


@pytest.mark.contract(12)
@pytest.mark.parametrize(
    ("prompt", "sent"),
    [
        ("a calm tune", "a calm tune\ninstrumental only"),
        ("a calm tune \n", "a calm tune\ninstrumental only"),
        ("Instrumental only, please", "Instrumental only, please"),
    ],
)
def test_instrumental_adds_its_words_once_where_there_is_no_such_field(prompt: str, sent: str) -> None:
    asked = request("elevenlabs/eleven_music", prompt=prompt, options={"instrumental": True})
    body = entry("elevenlabs/eleven_music").body(asked)
    assert body["prompt"] == sent
    assert "instrumental" not in body
    assert asked.prompt == prompt


def test_added_words_count_against_the_limit() -> None:
    model = entry("elevenlabs/eleven_music").model
    model.check(request("elevenlabs/eleven_music", prompt="x" * 2000))
    with pytest.raises(InvalidRequest, match="with the words that are added"):
        model.check(request("elevenlabs/eleven_music", prompt="x" * 2000, options={"instrumental": True}))


@pytest.mark.contract(14)
@pytest.mark.parametrize("prompt", ['"quotes"\nand lines', "🎷 夜のジャズ", "Ünïcödé\ttab", "\\back\\slash"])
def test_words_and_lyrics_arrive_as_they_were_written(make_engine: EngineMaker, fake: FakeAimlapi, prompt: str) -> None:
    asked = request("minimax/music-2.0", prompt=f"{prompt} and more", options={"lyrics": f"{prompt}\n{LYRICS}"})
    engine = make_engine()
    engine.submit(replace(asked, options={**asked.options, "model": "minimax/music-2.0"}), job_id="j")
    body = fake.requests("submit")[0].json
    assert body["prompt"] == f"{prompt} and more"
    assert body["lyrics"] == f"{prompt}\n{LYRICS}"


def test_the_model_of_the_settings_comes_first() -> None:
    assert [one.model.name for one in entries("google/lyria2")][:2] == ["google/lyria2", "elevenlabs/eleven_music"]
    assert len(entries("google/lyria2")) == len(ENTRIES)


@pytest.mark.contract(70)
def test_a_model_that_the_table_does_not_know_is_asked_like_eleven_music() -> None:
    first = entries("maker/new")[0]
    asked = Request(engine="aimlapi", prompt="a tune", length_s=10.0)
    assert first.body(asked) == {"model": "maker/new", "prompt": "a tune", "music_length_ms": 10_000}
    assert len(entries("maker/new")) == len(ENTRIES) + 1
