"""The studio as screens and the command line meet it: requests, takes, files, and who may open a data folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from demotape.engines.base import Status
from demotape.errors import (
    AudioError,
    DatabaseUnusable,
    DataFolderInUse,
    DataFolderUnusable,
    DemotapeError,
    DiskFull,
    InvalidRequest,
    KeyRejected,
    NotConfigured,
    NotFound,
)
from demotape.models import JobState, Request, Take
from demotape.settings import Settings
from demotape.storage import hold
from demotape.studio import Studio
from tests.conftest import ended, reached
from tests.fakes.audio import encode, tone
from tests.fakes.engine import INFO, MODEL, TapeEngine
from tests.unit.conftest import delete, shelve

PENDING = Status(ticket="ticket-1", is_generating=True)
DONE = Status(ticket="ticket-1", is_done=True, is_generating=True, audio="somewhere")

SOUND = tone(1.0, format="wav")

OpenStudio = Callable[[TapeEngine], Studio]


def request(**changes: object) -> Request:
    return Request(**{"engine": "tape", "prompt": "a quiet tune", "length_s": 2.0} | changes)


def made(studio: Studio, **changes: object) -> Take:
    """A take that has just been made."""
    job = studio.generate(request(**changes), visitor="me")
    assert ended(studio, job.id).state is JobState.READY
    return studio.take(job.id)


# Requests


@pytest.mark.contract(6, 7, 10)
@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"prompt": ""}, InvalidRequest, "Write what you want to hear first."),
        ({"prompt": " \n\t\u3000"}, InvalidRequest, "Write what you want to hear first."),
        ({"prompt": "x" * 101}, InvalidRequest, "The prompt has 101 characters; Tape takes 100."),
        ({"prompt": "nul \x00"}, InvalidRequest, "There are characters in it that are not text."),
        ({"prompt": "half \udcff"}, InvalidRequest, "There are characters in it that are not text."),
        ({"length_s": 0.5}, InvalidRequest, "Tape makes 1 to 60 seconds, not 0.5."),
        ({"length_s": 61.0}, InvalidRequest, "Tape makes 1 to 60 seconds, not 61."),
        ({"length_s": float("nan")}, InvalidRequest, "Tape makes 1 to 60 seconds, not nan."),
        ({"length_s": float("inf")}, InvalidRequest, "Tape makes 1 to 60 seconds, not inf."),
        ({"seed": 7}, InvalidRequest, "Tape takes no seed."),
        ({"length_s": None}, InvalidRequest, "Tape makes 1 to 60 seconds, not no length."),
        ({"options": {"volume": 11}}, InvalidRequest, "Tape knows no volume."),
        ({"engine": "nobody"}, NotConfigured, "There is no engine called nobody."),
    ],
    ids=lambda value: repr(value)[:40] if isinstance(value, dict) else "",
)
def test_what_cannot_be_sent_is_refused_and_leaves_nothing(
    studio: Studio, tape: TapeEngine, changes: dict[str, object], error: type[DemotapeError], message: str
) -> None:
    with pytest.raises(error) as caught:
        studio.generate(request(**changes), visitor="me")
    assert caught.value.message == message
    assert caught.value.advice
    assert studio.jobs_on_desk("me") == []
    assert tape.submitted == []


@pytest.mark.parametrize("seed", [-1, 2**70])
def test_a_seed_out_of_range_is_refused(studio: Studio, tape: TapeEngine, seed: int) -> None:
    tape.info = replace(INFO, models=(replace(MODEL, takes_seed=True),))
    with pytest.raises(InvalidRequest, match="from 0 to 2,147,483,647"):
        studio.generate(request(seed=seed), visitor="me")


@pytest.mark.contract(1)
def test_an_engine_without_its_key_says_what_it_needs(studio: Studio, tape: TapeEngine) -> None:
    tape.info = replace(tape.info, missing="Tape needs a key. Get one at the counter.")
    with pytest.raises(NotConfigured) as caught:
        studio.generate(request(), visitor="me")
    assert caught.value.advice == "Tape needs a key. Get one at the counter."
    assert tape.submitted == []


@pytest.mark.contract(14)
@pytest.mark.parametrize(
    "prompt",
    ["\"quotes\" and 'more'", "🎷 夜のジャズ", "line\r\nline\ttab", "<script>alert(1)</script>", "../../x", "**b**"],
)
def test_a_prompt_reaches_the_engine_as_it_was_written(studio: Studio, tape: TapeEngine, prompt: str) -> None:
    take = made(studio, prompt=prompt)
    assert tape.submitted[0][1].prompt == prompt
    assert take.request.prompt == prompt
    assert studio.download_name(take, Path("x.wav")).endswith(".wav")
    assert studio.audio(take).resolve().is_relative_to(studio.settings.data.resolve())


@pytest.mark.parametrize(("takes_seed", "asked", "kept"), [(True, 7, 7), (False, None, None)])
def test_a_seed_is_kept(
    studio: Studio, tape: TapeEngine, takes_seed: bool, asked: int | None, kept: int | None
) -> None:
    tape.info = replace(INFO, models=(replace(MODEL, takes_seed=takes_seed),))
    assert made(studio, seed=asked).request.seed == kept


def test_a_model_with_a_seed_is_given_one(studio: Studio, tape: TapeEngine) -> None:
    tape.info = replace(INFO, models=(replace(MODEL, takes_seed=True),))
    seeds = [made(studio).request.seed for _ in range(2)]
    assert None not in seeds
    assert seeds[0] != seeds[1]


@pytest.mark.parametrize(("asked", "kept"), [({}, "maker/music"), ({"model": "maker/older"}, "maker/older")])
def test_the_model_is_kept_with_the_request(
    studio: Studio, tape: TapeEngine, asked: dict[str, object], kept: str
) -> None:
    models = tuple(replace(MODEL, name=name) for name in ("maker/music", "maker/older"))
    tape.info = replace(INFO, models=models)
    assert made(studio, options=asked).request.options == {"model": kept}


@pytest.mark.parametrize("call", ["job", "take"])
def test_what_is_not_there_is_told(studio: Studio, call: str) -> None:
    with pytest.raises(NotFound, match=f"no such {call}"):
        getattr(studio, call)("nobody's")


# Takes


def test_takes_are_listed_and_counted_by_visitor(studio: Studio) -> None:
    mine = [shelve(studio, SOUND).id for _ in range(3)]
    assert [take.id for take in studio.takes(visitor="me", limit=2)] == mine[:0:-1]
    assert [take.id for take in studio.takes(offset=2)] == mine[:1]
    assert (studio.count_takes(), studio.count_takes(visitor="you")) == (3, 0)


def test_a_take_can_be_renamed_but_not_to_nothing(studio: Studio) -> None:
    take = shelve(studio, SOUND)
    studio.rename(take.id, "  Night\n🎷 ")
    assert studio.take(take.id) == replace(take, title="Night 🎷")
    with pytest.raises(InvalidRequest, match="at least one character"):
        studio.rename(take.id, " \n")
    assert studio.take(take.id).title == "Night 🎷"
    with pytest.raises(NotFound):
        studio.rename("nobody's", "Night")


def test_a_deleted_take_leaves_no_file_behind(studio: Studio) -> None:
    take, other = shelve(studio, SOUND), shelve(studio, SOUND)
    paths = [studio.audio(take), studio.audio(take, to="mp3"), studio.audio(take, to="flac")]
    for _ in range(2):  # what is gone already is fine
        delete(studio, take)
        assert not any(path.exists() for path in paths)
    with pytest.raises(NotFound):
        studio.take(take.id)
    assert studio.audio(other).is_file()


@pytest.mark.contract(51)
@pytest.mark.parametrize("source", ["wav", "mp3", "flac", "ogg", "opus"])
@pytest.mark.parametrize("to", ["wav", "flac", "mp3"])
def test_a_take_is_handed_over_in_every_format(studio: Studio, source: str, to: str) -> None:
    audio = tone(1.0, format=source, sample_rate=48_000)
    take = shelve(studio, audio)
    path = studio.audio(take, to=to)
    assert studio.audio(take).read_bytes() == audio
    assert path.suffix == f".{to}"
    assert sf.info(path).format == to.upper()
    assert sf.info(path).duration == pytest.approx(1.0, abs=0.06)
    assert (path == studio.audio(take)) == (source == to)


def test_a_copy_is_made_once(studio: Studio) -> None:
    take = shelve(studio, SOUND)
    first = studio.audio(take, to="flac").stat()
    again = studio.audio(take, to="flac").stat()
    assert (first.st_ino, first.st_mtime_ns) == (again.st_ino, again.st_mtime_ns)


@pytest.mark.parametrize("to", ["m4a", "", "../wav", "WAV"])
def test_a_format_that_there_is_not_is_not_found(studio: Studio, to: str) -> None:
    with pytest.raises(NotFound, match="no format"):
        studio.audio(shelve(studio, SOUND), to=to)


@pytest.mark.contract(63)
@pytest.mark.parametrize("to", ["original", "flac"])
def test_a_take_without_its_file_is_told_and_the_rest_works(studio: Studio, to: str) -> None:
    take, other = shelve(studio, SOUND), shelve(studio, SOUND)
    studio.audio(take).unlink()
    with pytest.raises(NotFound, match="audio file of this take is missing") as caught:
        studio.audio(take, to=to)
    assert "delete the take" in caught.value.advice
    assert [one.id for one in studio.takes()] == [other.id, take.id]
    assert studio.audio(other, to=to).is_file()
    delete(studio, take)
    assert [one.id for one in studio.takes()] == [other.id]


@pytest.mark.contract(52)
def test_a_damaged_original_gives_no_half_copy(studio: Studio) -> None:
    take = shelve(studio, SOUND)
    studio.audio(take).write_bytes(b"<html>")
    with pytest.raises(AudioError):
        studio.audio(take, to="flac")
    assert list((studio.settings.data / "cache").glob(f"*{take.id}*")) == []


def test_an_export_onto_a_full_disk_is_told_and_leaves_no_half_file(
    settings: Settings, open_studio: OpenStudio, small_disk: Callable[[Path], None]
) -> None:
    cache = settings.data / "cache"
    small_disk(cache)
    noise = np.random.default_rng(0).uniform(-0.3, 0.3, (44_100 * 4, 2)).astype(np.float32)
    studio = open_studio(TapeEngine())
    take = shelve(studio, encode(noise, 44_100, format="wav"))
    with pytest.raises(DiskFull):
        studio.audio(take, to="flac")
    assert list(cache.iterdir()) == []
    assert studio.audio(take).read_bytes() == encode(noise, 44_100, format="wav")


# Opening


@pytest.mark.contract(62)
def test_what_was_made_is_there_after_a_restart(open_studio: OpenStudio) -> None:
    take = made(open_studio(TapeEngine()))
    again = open_studio(TapeEngine())
    assert again.takes() == [take]
    assert again.audio(take).is_file()


def test_moving_the_data_folder_keeps_the_audio(open_studio: OpenStudio, settings: Settings) -> None:
    studio = open_studio(TapeEngine())
    take = shelve(studio, SOUND)
    studio.close()
    moved = settings.data.with_name("moved")
    shutil.move(settings.data, moved)
    again = Studio(replace(settings, data=moved), engines={"tape": TapeEngine()})
    assert again.takes() == [take]
    assert again.audio(take).read_bytes() == SOUND
    again.close()


def test_a_data_folder_belongs_to_one(open_studio: OpenStudio, settings: Settings) -> None:
    studio = open_studio(TapeEngine())
    with pytest.raises(DataFolderInUse) as caught:
        Studio(settings, engines={"tape": TapeEngine()})
    assert str(settings.data) in caught.value.message
    studio.close()
    hold(settings.data).release()


def test_one_who_joins_lets_the_other_run_the_jobs(open_studio: OpenStudio, settings: Settings) -> None:
    tape = TapeEngine()
    runner = open_studio(tape)
    bystander = TapeEngine()
    joined = Studio(settings, engines={"tape": bystander}, join=True)
    take = made(joined)
    joined.close()
    assert runner.take(take.id) == take
    assert (len(tape.submitted), bystander.submitted) == (1, [])


def test_one_who_joins_can_look_again(open_studio: OpenStudio, settings: Settings) -> None:
    tape = TapeEngine()
    tape.polls = [KeyRejected("The key is wrong.")]
    open_studio(tape)
    joined = Studio(settings, engines={"tape": TapeEngine()}, join=True)
    job = ended(joined, joined.generate(request(), visitor="me").id)
    assert job.can_check_again
    tape.polls = [DONE]
    joined.check_again(job.id)
    assert ended(joined, job.id).state is JobState.READY
    joined.close()
    assert len(tape.submitted) == 1


def test_one_who_joins_can_stop_a_job(open_studio: OpenStudio, settings: Settings) -> None:
    tape = TapeEngine(can_cancel=True)
    tape.polls = [PENDING]
    open_studio(tape)
    joined = Studio(settings, engines={"tape": TapeEngine()}, join=True)
    job = joined.generate(request(), visitor="me")
    reached(joined, job.id, JobState.GENERATING)
    joined.stop(job.id)
    assert ended(joined, job.id).state is JobState.CANCELLED
    joined.close()
    assert tape.cancelled == ["ticket-1"]


def test_one_who_joins_too_early_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demotape.jobs.runner._STARTS_WITHIN_S", 0.1)
    lock = hold(settings.data)  # as another process that is just starting
    joined = Studio(settings, engines={"tape": TapeEngine()}, join=True)
    with pytest.raises(DatabaseUnusable, match="does not take jobs"):
        joined.generate(request(), visitor="me")
    joined.close()
    lock.release()


def test_a_file_in_place_of_the_data_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_bytes(b"mine")
    with pytest.raises(DataFolderUnusable):
        Studio(Settings(data=tmp_path / "data"), engines={})
    assert (tmp_path / "data").read_bytes() == b"mine"


@pytest.mark.parametrize("name", ["demotape.db", "workflows.db"])
def test_a_database_that_is_none_is_refused_and_kept_and_lets_the_folder_go(
    settings: Settings, open_studio: OpenStudio, name: str
) -> None:
    garbage = b"Dear diary, this is not a database." * 200
    settings.data.mkdir()
    (settings.data / name).write_bytes(garbage)
    with pytest.raises(DatabaseUnusable):
        Studio(settings, engines={"tape": TapeEngine()})
    assert (settings.data / name).read_bytes() == garbage
    (settings.data / name).rename(settings.data / "away")
    assert open_studio(TapeEngine()).takes() == []


@pytest.mark.contract(63)
def test_a_damaged_library_keeps_all_audio(settings: Settings, open_studio: OpenStudio) -> None:
    studio = open_studio(TapeEngine())
    path = studio.audio(shelve(studio, SOUND))
    studio.close()
    (settings.data / "demotape.db").write_bytes(b"\xaa" * 100_000)
    for leftover in settings.data.glob("demotape.db-*"):
        leftover.unlink()
    with pytest.raises(DatabaseUnusable):
        Studio(settings, engines={"tape": TapeEngine()})
    assert path.is_file()


class TestOnEveryDatabase:
    """The whole way of a job on each kind of database that this machine has."""

    @pytest.fixture
    def settings(self, tmp_path: Path, database_url: str) -> Settings:
        return Settings(data=tmp_path / "data", database_url=database_url)

    def test_a_job_becomes_a_take_and_stays(self, open_studio: OpenStudio) -> None:
        take = made(open_studio(TapeEngine()))
        again = open_studio(TapeEngine())
        assert again.takes() == [take]
        delete(again, take)
        assert again.count_takes() == 0

    def test_a_job_under_way_goes_on_after_a_restart(self, open_studio: OpenStudio) -> None:
        first, second = TapeEngine(), TapeEngine()
        first.polls = [PENDING]
        studio = open_studio(first)
        job = studio.generate(request(), visitor="me")
        reached(studio, job.id, JobState.GENERATING)
        assert ended(open_studio(second), job.id).state is JobState.READY
        assert (len(first.submitted), len(second.submitted)) == (1, 0)

    def test_one_who_joins_hands_over_its_job(self, open_studio: OpenStudio, settings: Settings) -> None:
        open_studio(TapeEngine())
        joined = Studio(settings, engines={"tape": TapeEngine()}, join=True)
        assert made(joined)
        joined.close()
