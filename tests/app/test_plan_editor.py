"""The plan of a Band take, changed by hand in its dialog and played again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from demotape.engines.band.parse import parse
from demotape.engines.base import Status
from demotape.models import Request
from demotape.studio import Studio
from tests.app.test_pages import VISITOR, app
from tests.conftest import ended, wait_until
from tests.fakes.engine import TapeEngine

__all__ = ["app"]

PROMPT = "lo-fi in D minor, slow intro: 10 s, then faster: 10 s"


@pytest.fixture
def editor(app: Callable[[], AppTest], studio: Studio, tape: TapeEngine) -> AppTest:
    """Create with the plan of a take in hand."""
    plan = parse(PROMPT, length_s=20.0, seed=7)
    tape.polls = [Status(ticket="t", is_done=True, audio="x", details={"plan": plan.to_json()})]
    job = studio.generate(Request(engine="tape", prompt=PROMPT, length_s=20.0), visitor=VISITOR)
    ended(studio, job.id)
    page = app()
    page.session_state["asked of a take"] = ("plan", job.id)
    return page.run()


def field(page: AppTest, kind: str, label: str):  # type: ignore[no-untyped-def] # whatever element it is
    return next(element for element in page.get(kind) if element.label == label)


def press(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label == label).click().run()


def played(page: AppTest, studio: Studio, tape: TapeEngine) -> dict[str, object]:
    """The plan that is asked for when it is played."""
    count = len(tape.submitted)
    press(page, "Play this plan")
    wait_until(lambda: len(tape.submitted) == count + 1)
    request = tape.submitted[-1][1]
    assert request.prompt == PROMPT
    return request.options["plan"]


def test_the_plan_shows_what_was_read(editor: AppTest) -> None:
    assert not editor.exception
    assert field(editor, "selectbox", "Key").value == 2
    assert field(editor, "selectbox", "Mode").value == "minor"
    assert [option.split(" ", 1)[1].split("\\")[0] for option in editor.radio[0].options] == ["slow intro", "faster"]


@pytest.mark.parametrize(
    ("label", "value", "name", "expected"),
    [
        ("Key", 9, "tonic", 9),
        ("Mode", "dorian", "mode", "dorian"),
        ("Meter", "3/4", "beats_per_bar", 3),
    ],
)
def test_a_change_is_played(
    *, editor: AppTest, studio: Studio, tape: TapeEngine, label: str, value: object, name: str, expected: object
) -> None:
    field(editor, "selectbox", label).set_value(value).run()
    assert played(editor, studio, tape)[name] == expected


def test_tempo_players_and_sections_can_be_changed_together(editor: AppTest, studio: Studio, tape: TapeEngine) -> None:
    field(editor, "number_input", "Tempo in BPM").set_value(100.0).run()
    field(editor, "selectbox", "Drums").set_value("").run()
    field(editor, "text_input", "Name").set_value("opening").run()
    press(editor, "Add a section after it")
    plan = played(editor, studio, tape)
    assert plan["sections"][0]["tempo_bpm"] == pytest.approx(100.0)
    assert "drums" not in plan["instruments"]
    assert [section["name"] for section in plan["sections"]] == ["opening", "part", "faster"]
    assert sum(section["length_s"] for section in plan["sections"]) == pytest.approx(20.0)


def test_what_cannot_be_is_told_and_changes_nothing(editor: AppTest, studio: Studio, tape: TapeEngine) -> None:
    field(editor, "number_input", "Length in s").set_value(500.0).run()
    assert "A section of this piece is" in editor.error[0].value.replace("\\", "")
    assert [section["length_s"] for section in played(editor, studio, tape)["sections"]] == pytest.approx([10.0, 10.0])


def test_start_over_brings_the_first_plan_back(editor: AppTest) -> None:
    field(editor, "selectbox", "Key").set_value(9).run()
    press(editor, "Start over")
    assert field(editor, "selectbox", "Key").value == 2


def test_a_plan_that_is_none_is_told(app: Callable[[], AppTest], studio: Studio, tape: TapeEngine) -> None:
    tape.polls = [Status(ticket="t", is_done=True, audio="x", details={"plan": {"sections": "none"}})]
    job = studio.generate(Request(engine="tape", prompt=PROMPT, length_s=20.0), visitor=VISITOR)
    ended(studio, job.id)
    page = app()
    page.session_state["asked of a take"] = ("plan", job.id)
    page.run()
    assert not page.exception
    assert page.error
