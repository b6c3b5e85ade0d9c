"""Caps, keys and settings as the studio keeps them, while jobs go on."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from pathlib import Path

import pytest

from demotape.engines.base import KeyState, Price, PriceState, Status
from demotape.errors import NotConfigured, OverBudget, SettingsInvalid, UnknownOutcome
from demotape.keys import Key
from demotape.models import Caps, Charged, Cost, Job, JobState, Request
from demotape.settings import SETTINGS_FILE, load
from demotape.studio import KeyPlace, Studio
from tests.conftest import StudioShelf, ended, reached, wait_until
from tests.fakes.engine import INFO, TapeEngine

TUNE = Request(engine="tape", prompt="a tune", length_s=2.0)
SECRET = "sk-secret0123456789"
OpenStudio = Callable[[TapeEngine], Studio]
OpenOwn = Callable[..., AbstractContextManager[Studio]]


@pytest.fixture
def own(_shelf: StudioShelf, tmp_path: Path) -> OpenOwn:
    """Opens a studio with the real engines; keywords change its settings."""

    def open_own(**given: object) -> AbstractContextManager[Studio]:
        _shelf.close()
        return closing(Studio(replace(load(data=tmp_path / "data", environ={}), **given)))

    return open_own


def priced(usd: float) -> Price:
    return Price(state=PriceState.PUBLISHED, rate=f"${usd} per song", estimate_usd=usd)


def press(studio: Studio, visitor: str = "me") -> Job:
    return studio.generate(TUNE, visitor=visitor)


# Caps


def test_the_estimate_is_reserved_when_the_job_is_made_and_settled_by_the_report(
    studio: Studio, tape: TapeEngine
) -> None:
    tape.account.quote = priced(0.5)
    tape.info = replace(INFO, caps=Caps(day_usd=1.0))
    tape.polls = [Status(ticket="ticket-1")]
    job = press(studio)
    assert (studio.budget("tape").day.reserved_usd, studio.budget("tape").day.reported_usd) == (0.5, 0.0)
    tape.polls = [Status(ticket="t", is_done=True, audio="x", cost=Cost(usd=0.2))]
    reached(studio, job.id, JobState.READY)
    assert (studio.budget("tape").day.reserved_usd, studio.budget("tape").day.reported_usd) == (0.0, 0.2)


def test_parallel_presses_cannot_pass_a_cap_together(studio: Studio, tape: TapeEngine) -> None:
    tape.account.quote = priced(0.4)
    tape.info = replace(INFO, caps=Caps(month_usd=1.0))
    tape.polls = [Status(ticket="ticket-1")]

    def try_to_press(_: int) -> bool:
        try:
            press(studio)
        except OverBudget:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(try_to_press, range(8))) == 2
    assert len(studio.jobs_on_desk("me")) == 2


def test_generations_are_counted_where_no_price_is_known(studio: Studio, tape: TapeEngine) -> None:
    tape.info = replace(INFO, caps=Caps(day_generations=1))
    ended(studio, press(studio).id)
    with pytest.raises(OverBudget, match="generations are counted"):
        press(studio)
    assert len(tape.submitted) == 1


def test_a_refused_submission_gives_its_place_back(studio: Studio, tape: TapeEngine) -> None:
    tape.info = replace(INFO, caps=Caps(day_generations=1))
    tape.submits = [NotConfigured("No."), Status(ticket="ticket-1")]
    assert ended(studio, press(studio).id).problem.charged is Charged.NO
    assert ended(studio, press(studio).id).state is JobState.READY


def test_a_press_that_is_read_twice_is_one_job_also_at_the_cap(studio: Studio, tape: TapeEngine) -> None:
    tape.info = replace(INFO, caps=Caps(day_generations=1))
    for _ in range(2):
        studio.generate(TUNE, visitor="me", job_id="one-press")
    assert len(studio.jobs_on_desk("me")) <= 1


# Keys


@pytest.mark.contract(4, 5)
def test_a_typed_key_is_sent_for_its_owner_alone_and_written_nowhere(open_studio: OpenStudio) -> None:
    tape = TapeEngine()
    studio = open_studio(tape)
    studio.give_key(f' "{SECRET}" ', engine="tape", visitor="me", remember=False)
    ended(studio, press(studio).id)
    assert set(tape.keys) == {Key(SECRET)}
    tape.keys.clear()
    ended(studio, press(studio, visitor="somebody else").id)
    assert set(tape.keys) == {None}
    assert studio.key_state("tape", visitor="me") == (KeyState.SET, KeyPlace.TYPED)
    studio.close()
    assert not [
        path for path in studio.settings.data.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()
    ]


def test_a_typed_key_makes_an_engine_ready_that_has_none(studio: Studio, tape: TapeEngine) -> None:
    tape.info = replace(INFO, missing="It needs a key.")
    with pytest.raises(NotConfigured):
        press(studio)
    studio.give_key(SECRET, engine="tape", visitor="me", remember=False)
    assert [info.missing for info in studio.engines("me")] == [None]
    assert [info.missing for info in studio.engines("somebody else")] == ["It needs a key."]
    ended(studio, press(studio).id)
    studio.forget_key(engine="tape", visitor="me")
    with pytest.raises(NotConfigured):
        press(studio)


def test_after_a_restart_nothing_is_sent_with_another_key(open_studio: OpenStudio) -> None:
    tape = TapeEngine(parallel_jobs=1)
    tape.polls = [Status(ticket="ticket-1")]
    studio = open_studio(tape)
    studio.give_key(SECRET, engine="tape", visitor="me", remember=False)
    first = press(studio)
    wait_until(lambda: tape.polled > 0)
    queued = press(studio)
    studio.close()
    again = TapeEngine()
    studio = open_studio(again)
    assert ended(studio, first.id).state is JobState.READY  # only looked for, which costs nothing
    job = ended(studio, queued.id)
    assert (job.state, job.problem.charged) == (JobState.FAILED, Charged.NO)
    assert "forgotten" in job.problem.message
    assert again.submitted == []


def test_what_was_made_with_a_typed_key_is_sent_again_with_that_or_not_at_all(open_studio: OpenStudio) -> None:
    tape = TapeEngine()
    tape.submits = [UnknownOutcome("Perhaps.")]
    studio = open_studio(tape)
    studio.give_key(SECRET, engine="tape", visitor="me", remember=False)
    job = ended(studio, press(studio).id)
    with closing(Studio(studio.settings, engines={"tape": TapeEngine(missing="It needs a key.")}, join=True)) as guest:
        again = guest.send_again(job.id)  # as `demotape jobs decide` does beside a server
    assert ended(studio, again.id).state is JobState.NEEDS_YOU
    assert tape.keys == [Key(SECRET), Key(SECRET)]
    studio = open_studio(tape)
    with pytest.raises(NotConfigured, match="forgotten"):
        studio.send_again(again.id)
    assert len(tape.keys) == 2
    assert [job.id for job in studio.jobs_on_desk("me")] == [again.id]  # still there to be decided


@pytest.mark.parametrize("key", ["", "  ", '""'])
def test_what_is_no_key_is_refused(studio: Studio, key: str) -> None:
    with pytest.raises(NotConfigured, match="No key looks like that"):
        studio.give_key(key, engine="tape", visitor="me", remember=False)


@pytest.mark.contract(5)
def test_a_remembered_key_stands_in_the_hidden_file_until_it_is_forgotten(own: OpenOwn) -> None:
    with own() as studio:
        studio.give_key(SECRET, engine="aimlapi", visitor="me", remember=True)
        path = studio.settings.data / SETTINGS_FILE
        assert SECRET in path.read_text()
        assert path.stat().st_mode & 0o777 == 0o600
        assert studio.key_state("aimlapi", visitor="anybody") == (KeyState.SET, KeyPlace.FILE)
        assert [info.missing for info in studio.engines()] == [None, None]
        studio.forget_key(engine="aimlapi", visitor="me")
        assert SECRET not in path.read_text()
        assert studio.key_state("aimlapi", visitor="me") == (KeyState.MISSING, KeyPlace.FILE)


# Settings


@pytest.mark.contract(64)
def test_settings_hold_without_a_restart_and_are_kept(own: OpenOwn) -> None:
    with own() as studio:
        studio.change_settings({"aimlapi_parallel_jobs": "2", "aimlapi_day_usd": "4.5", "aimlapi_deadline_s": "90"})
        info = studio.engines()[-1]
        assert (info.parallel_jobs, info.caps.day_usd, info.deadline_s) == (2, 4.5, 90.0)
        studio.change_settings({"aimlapi_parallel_jobs": None})
        assert studio.engines()[-1].parallel_jobs == 5
    with own() as studio:
        assert studio.engines()[-1].caps.day_usd == 4.5


@pytest.mark.parametrize("changes", [{"aimlapi_parallel_jobs": "0"}, {"aimlapi_base_url": "nowhere"}])
def test_an_invalid_value_changes_nothing(own: OpenOwn, changes: dict[str, str | None]) -> None:
    with own() as studio:
        before = studio.settings
        with pytest.raises(SettingsInvalid):
            studio.change_settings({"aimlapi_day_usd": "1", **changes})
        assert studio.settings == before
        assert not (studio.settings.data / SETTINGS_FILE).exists()


def test_what_the_environment_decides_cannot_be_changed_in_the_page(own: OpenOwn) -> None:
    with (
        own(from_environment=frozenset({"aimlapi_day_usd"})) as studio,
        pytest.raises(SettingsInvalid, match="AIMLAPI_DAY_USD is set in the environment"),
    ):
        studio.change_settings({"aimlapi_day_usd": "1"})


def test_more_jobs_at_once_start_without_a_restart(open_studio: OpenStudio) -> None:
    tape = TapeEngine(parallel_jobs=1)
    tape.polls = [Status(ticket="ticket-1")]
    studio = open_studio(tape)
    for _ in range(3):
        press(studio)
    wait_until(lambda: len(tape.submitted) == 1)
    tape.info = replace(tape.info, parallel_jobs=3)
    studio.change_settings({})
    wait_until(lambda: len(tape.submitted) == 3)
