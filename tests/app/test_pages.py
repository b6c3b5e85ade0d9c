"""Every page as Streamlit runs it, without a browser: what is drawn, and what a press does."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from demotape.engines.base import Product, Status
from demotape.engines.model import SEEDS
from demotape.errors import GenerationFailed, PromptRefused, UnknownOutcome
from demotape.models import Caps, Cost, JobState, Request
from demotape.server import door
from demotape.studio import Studio
from tests.conftest import ended, reached, wait_until
from tests.fakes.engine import INFO, MODEL, TapeEngine

FRAME = Path(__file__).parents[2] / "components" / "frame.py"
PENDING = Status(ticket="ticket-1", is_generating=True)
VISITOR = "app-test"


@pytest.fixture
def app(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Callable[[], AppTest]:
    """Opens the studio's screens as one visitor."""
    monkeypatch.setattr(door, "studio", lambda: studio)

    def open_app() -> AppTest:
        app = AppTest.from_file(FRAME, default_timeout=30)
        app.session_state["visitor"] = VISITOR
        return app.run()

    return open_app


def players(app: AppTest) -> list[str]:
    """What each take's player was given, as JSON."""
    return [element.proto.json for element in app.get("bidi_component") if "/audio" in element.proto.json]


def sheet(app: AppTest, key: str) -> dict[str, list]:
    """What a table on the page was given."""
    (found,) = (element for element in app.get("bidi_component") if f"-{key}" in element.proto.id)
    return json.loads(found.proto.json)


def text(app: AppTest) -> str:
    """All plain text on the page."""
    return "\n".join(
        [*players(app), *(element.value for element in [*app.text, *app.caption, *app.error, *app.markdown])]
    )


def press_generate(app: AppTest, prompt: str = "a tune") -> AppTest:
    app.text_area(key="prompt").set_value(prompt)
    return app.button(key="generate").click().run()


def test_an_empty_create_says_what_to_do(app: Callable[[], AppTest]) -> None:
    page = app()
    assert not page.exception
    assert [title.value for title in page.title] == ["What do you want to hear?"]
    assert page.text_area(key="prompt").label == "Prompt"
    assert page.slider(key="length").label == "Length"
    assert page.button(key="generate").label == "Generate"
    assert "Nothing here yet" in text(page)


@pytest.mark.contract(9, 10)
def test_the_slider_has_the_limits_of_the_engine(app: Callable[[], AppTest]) -> None:
    slider = app().slider(key="length")
    assert slider.value == time(0, 0, 2)
    assert slider.max - slider.min == 59e6  # microseconds


def test_a_press_sends_what_stands_in_the_form(app: Callable[[], AppTest], studio: Studio, tape: TapeEngine) -> None:
    page = app()
    page.slider(key="length").set_value(time(0, 0, 7))
    press_generate(page, "exactly\nthis")
    job_id = tape.submitted[0][0] if tape.submitted else studio.jobs_on_desk(VISITOR)[0].id
    ended(studio, job_id)
    assert tape.submitted[0][1].prompt == "exactly\nthis"
    assert tape.submitted[0][1].length_s == 7.0
    page.run()
    assert "Exactly this" in text(page)
    assert page.text_area(key="prompt").value == "exactly\nthis"


@pytest.mark.parametrize(("prompt", "reason"), [("", "Write what you want"), ("x" * 101, "101 characters")])
def test_a_refusal_stands_in_the_form_and_is_gone_with_the_next_change(
    app: Callable[[], AppTest], tape: TapeEngine, prompt: str, reason: str
) -> None:
    page = press_generate(app(), prompt)
    assert reason in page.error[0].value
    assert tape.submitted == []
    page.text_area(key="prompt").set_value("better").run()
    assert not page.error


@pytest.mark.contract(27, 39)
def test_a_running_job_shows_its_state_and_its_true_progress(
    app: Callable[[], AppTest], studio: Studio, tape: TapeEngine
) -> None:
    tape.polls = [Status(ticket="ticket-1", is_generating=True, progress=0.25)]
    page = press_generate(app())
    job = studio.jobs_on_desk(VISITOR)[0]
    reached(studio, job.id, JobState.GENERATING)
    page.run()
    assert "Generating" in text(page)
    assert "elapsed" in text(page)
    assert page.button(key=f"stop-{job.id}").label == "Stop waiting"
    page.button(key=f"stop-{job.id}").click().run()
    reached(studio, job.id, JobState.CANCELLED)
    page.run()
    assert "may still finish this and charge for it" in text(page)


@pytest.mark.contract(19)
def test_an_unknown_outcome_offers_the_choice_and_does_nothing_by_itself(
    app: Callable[[], AppTest], studio: Studio, tape: TapeEngine
) -> None:
    tape.submits = [UnknownOutcome("The line broke."), Status(ticket="ticket-2")]
    page = press_generate(app())
    job = studio.jobs_on_desk(VISITOR)[0]
    ended(studio, job.id)
    page.run()
    assert "Whether it cost anything is not known." in text(page)
    assert len(tape.submitted) == 1
    page.button(key=f"send-{job.id}").click().run()
    assert len(studio.jobs_on_desk(VISITOR)) + len(studio.takes(visitor=VISITOR)) == 1


def test_a_job_that_needs_you_is_looked_for_by_its_ticket_without_sending(
    app: Callable[[], AppTest], studio: Studio, tape: TapeEngine
) -> None:
    studio._jobs.add(job_id="lost", visitor=VISITOR, request=Request(engine="tape", prompt="a tune", length_s=2))
    studio._jobs.begin_submit("lost")
    studio._jobs.submitted("lost", "ticket-1")
    studio._jobs.end("lost", JobState.NEEDS_YOU, UnknownOutcome("The line broke.").problem)
    page = app()
    page.button(key="look-lost").click().run()
    reached(studio, "lost", JobState.READY)
    assert tape.submitted == []


@pytest.mark.contract(61)
def test_a_failed_job_can_be_used_again_and_dismissed(
    app: Callable[[], AppTest], studio: Studio, tape: TapeEngine
) -> None:
    tape.polls = [GenerationFailed("**Not** `this` <b>time</b>.")]
    page = press_generate(app(), "first words")
    job = studio.jobs_on_desk(VISITOR)[0]
    ended(studio, job.id)
    page.text_area(key="prompt").set_value("other words").run()
    assert "**Not** `this` <b>time</b>." in "\n".join(element.value for element in page.text)
    page.button(key=f"use-{job.id}").click().run()
    assert page.text_area(key="prompt").value == "first words"
    page.button(key=f"dismiss-{job.id}").click().run()
    assert studio.jobs_on_desk(VISITOR) == []


@pytest.mark.contract(56)
def test_a_refused_prompt_offers_the_suggestion_and_sends_nothing_by_itself(
    app: Callable[[], AppTest], studio: Studio, tape: TapeEngine
) -> None:
    tape.submits = [PromptRefused("The provider refuses this prompt.", suggestion="an anthem, wide and loud")]
    page = press_generate(app(), "a song in the style of Some Body")
    job = studio.jobs_on_desk(VISITOR)[0]
    ended(studio, job.id)
    page.run()
    assert "“an anthem, wide and loud”" in text(page)
    page.button(key=f"suggest-{job.id}").click().run()
    assert page.text_area(key="prompt").value == "an anthem, wide and loud"
    assert len(tape.submitted) == 1


@pytest.mark.contract(13)
def test_a_name_in_the_prompt_is_warned_of_but_not_blocked(
    app: Callable[[], AppTest], studio: Studio, tape: TapeEngine
) -> None:
    page = app()
    page.text_area(key="prompt").set_value("a song in the style of Some Body").run()
    assert "may be an artist" in page.warning[0].value
    page.button(key="generate").click().run()
    wait_until(lambda: len(tape.submitted) == 1)


def add_takes(studio: Studio, count: int) -> None:
    """Takes as the studio stores them, with little to hear."""
    made = studio.generate(Request(engine="tape", prompt="a tune", length_s=2), visitor=VISITOR)
    ended(studio, made.id)
    take = studio.take(made.id)
    for number in range(count - 1):
        studio._jobs.finish(replace(take, id=f"{made.id}-{number}", title=f"Take {number}"))


def open_library(page: AppTest) -> AppTest:
    return page.switch_page("../pages/library.py").run()


def test_an_empty_library_leads_to_create(app: Callable[[], AppTest]) -> None:
    page = open_library(app())
    assert not page.exception
    assert "No takes yet" in text(page)


def test_the_library_shows_twenty_takes_a_page(app: Callable[[], AppTest], studio: Studio) -> None:
    add_takes(studio, 45)
    page = open_library(app())
    assert not page.exception
    assert "45 takes" in text(page)
    assert len(players(page)) == 20
    page.pagination(key="page").set_value(3).run()
    assert len(players(page)) == 5


def test_usage_without_anything_sent_says_so(app: Callable[[], AppTest]) -> None:
    page = app().switch_page("../pages/usage.py").run()
    assert not page.exception
    assert "Nothing was sent to a paid engine yet" in text(page)


@pytest.mark.contract(54, 60)
def test_usage_lists_every_submission_with_what_was_reported(
    app: Callable[[], AppTest], studio: Studio, tape: TapeEngine
) -> None:
    tape.submits = [
        Status(ticket="ticket-1", cost=Cost(usd=0.195)),
        PromptRefused("No.", request_id="<b>r-9</b>"),
        UnknownOutcome("The line broke."),
    ]
    for _ in range(3):
        ended(studio, studio.generate(Request(engine="tape", prompt="a tune", length_s=2), visitor=VISITOR).id)
    page = app()
    assert "Price not published" in text(page).replace("\\", "")
    page.switch_page("../pages/usage.py").run()
    assert not page.exception
    sums, days, submissions = (sheet(page, key) for key in ("sums", "days", "submissions"))
    assert sums["rows"] == [[time, "3", "$0.195", "1"] for time in ("Today", "This month", "In all")]
    assert len(days["rows"]) == 1
    rows = [dict(zip(submissions["columns"], row, strict=True)) for row in submissions["rows"]]
    assert [row["State"] for row in rows] == ["Needs you", "Failed", "Ready"]
    assert [row["Charged"] for row in rows] == ["not reported", "nothing", "$0.195"]
    assert rows[1]["Provider's id"] == "<b>r-9</b>"


def test_create_shows_only_the_newest_takes_and_the_way_to_the_rest(app: Callable[[], AppTest], studio: Studio) -> None:
    add_takes(studio, 25)
    page = app()
    assert len(players(page)) == 20


@pytest.mark.contract(62)
def test_a_take_is_renamed_and_deleted_and_had_back(app: Callable[[], AppTest], studio: Studio) -> None:
    add_takes(studio, 1)
    take = studio.takes()[0]
    page = app()
    page.session_state["asked of a take"] = ("edit", take.id)
    page.run()
    page.text_input(key=f"new-title-{take.id}").set_value(" ").run()
    page.button(key="save-details").click().run()
    assert "A title needs" in page.error[0].value
    page.text_input(key=f"new-title-{take.id}").set_value("  A *better*\nname ").run()
    page.text_area(key=f"new-notes-{take.id}").set_value("for Monday").run()
    page.button(key="save-details").click().run()
    assert studio.take(take.id).title == "A *better* name"
    assert studio.take(take.id).notes == "for Monday"
    studio.collection.bin([take.id])
    page.session_state["deleted takes"] = ((take.id,), "“A *better* name”")
    page.run()
    assert studio.count_takes() == 0
    page.button(key="undo-delete").click().run()
    assert studio.count_takes() == 1
    assert not page.exception


def test_a_fault_of_the_database_is_told_without_a_trace(
    app: Callable[[], AppTest], studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("secret detail")

    page = app()
    monkeypatch.setattr(studio, "takes", broken)
    page.run()
    assert "Something unforeseen went wrong" in page.error[0].value
    assert "secret detail" not in text(page)
    assert page.text_area(key="prompt")


@pytest.mark.parametrize("seed", [None, 7, SEEDS - 2])
def test_variations_are_several_takes_of_one_press(
    app: Callable[[], AppTest], studio: Studio, tape: TapeEngine, seed: int | None
) -> None:
    tape.info = replace(INFO, models=(replace(MODEL, takes_seed=True),))
    page = app()
    page.selectbox(key="variations").set_value(3)
    page.number_input(key="seed").set_value(seed)
    press_generate(page)
    wait_until(lambda: studio.count_takes() == 3)
    made = {take.request.seed for take in studio.takes()}
    first = next(each for each in made if each is not None and (each - 1) % SEEDS not in made)
    assert made == {first, (first + 1) % SEEDS, (first + 2) % SEEDS}
    assert seed in (None, first)
    assert len(tape.submitted) == 3


def test_variations_stop_at_the_cap_and_tell_how_many_were_started(
    app: Callable[[], AppTest], studio: Studio, tape: TapeEngine
) -> None:
    tape.info = replace(INFO, caps=Caps(day_generations=2))
    page = app()
    page.selectbox(key="variations").set_value(4)
    press_generate(page)
    assert "2 of 4 variations were started. No price is known" in page.error[0].value.replace("\\", "")
    wait_until(lambda: len(tape.submitted) == 2)


def test_a_take_tells_what_was_understood_and_offers_what_its_engine_makes_of_it(
    app: Callable[[], AppTest], studio: Studio, tape: TapeEngine
) -> None:
    tape.info = replace(INFO, products=(Product(name="midi", title="MIDI", extension=".mid"),))
    details = {"understood": ["lo-fi", "72 BPM"], "not_followed": ["no singer here."]}
    tape.polls = [Status(ticket="t", is_done=True, audio="x", details=details)]
    page = app()
    press_generate(page)
    wait_until(lambda: studio.count_takes() == 1)
    (shown,) = players(page.run())
    assert "Understood: lo-fi; 72 BPM." in shown
    assert "Not followed: no singer here." in shown
    assert f"/takes/{studio.takes()[0].id}/product/midi" in shown
