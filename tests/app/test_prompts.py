"""Help with the prompt as Streamlit runs it, without a browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from demotape.models import Request
from demotape.prompts.surprise import surprise
from demotape.server import door
from demotape.studio import Studio
from tests.conftest import ended
from tests.fakes.engine import TapeEngine

FRAME = Path(__file__).parents[2] / "components" / "frame.py"
VISITOR = "app-test"
REQUEST = Request(engine="tape", prompt="quiet piano", length_s=7.0, seed=None, options={})


@pytest.fixture
def app(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Callable[[], AppTest]:
    """Opens the studio's screens as one visitor."""
    monkeypatch.setattr(door, "studio", lambda: studio)

    def open_app() -> AppTest:
        app = AppTest.from_file(FRAME, default_timeout=30)
        app.session_state["visitor"] = VISITOR
        return app.run()

    return open_app


def helper(app: AppTest) -> dict[str, object]:
    """What the row of words was given."""
    (found,) = (element for element in app.get("bidi_component") if "prompt-helper" in element.proto.id)
    return json.loads(found.proto.json)


def open_book(app: AppTest) -> AppTest:
    return app.button(key="open-prompts").click().run()


def write(app: AppTest, prompt: str) -> AppTest:
    return app.text_area(key="prompt").set_value(prompt).run()


def shown(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.text, *app.markdown, *app.caption, *app.error])


def test_nothing_is_chosen_at_first(app: Callable[[], AppTest]) -> None:
    given = helper(app())
    assert (given["chosen"], given["sections"], given["bpm"], given["length_s"]) == ({}, [], None, 2)
    assert given["is_new"] is True
    assert helper(app().run())["is_new"] is False


def test_a_surprise_stands_in_the_box_and_the_persons_words_can_be_brought_back(app: Callable[[], AppTest]) -> None:
    page = write(app(), "my own words")
    assert "put-back" not in [button.key for button in page.button]
    first = page.button(key="surprise").click().run().text_area(key="prompt").value
    assert first
    assert first != "my own words"
    page.button(key="surprise").click().run()
    page.button(key="example-Quiet piano").click().run()
    page.button(key="put-back").click().run()
    assert page.text_area(key="prompt").value == "my own words"
    assert "put-back" not in [button.key for button in page.button]
    assert not page.exception


def test_a_surprise_fits_the_length_that_is_chosen(app: Callable[[], AppTest], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda _: 3)
    page = app()
    assert page.button(key="surprise").click().run().text_area(key="prompt").value == surprise(3, length_s=2.0)


def test_an_empty_book_says_what_to_do(app: Callable[[], AppTest]) -> None:
    page = open_book(app())
    assert not page.exception
    assert "Nothing saved yet. Give what stands in the form a name" in shown(page)
    assert "Nothing sent yet." in shown(page)


def test_a_prompt_is_saved_used_renamed_and_deleted(app: Callable[[], AppTest], studio: Studio) -> None:
    page = open_book(write(app(), "quiet piano"))
    page.text_input(key="prompt-name").set_value("Rain")
    page.button(key="save-prompt").click().run()
    (kept,) = studio.prompts.kept(visitor=VISITOR)
    assert (kept.name, kept.prompt, kept.form) == ("Rain", "quiet piano", None)
    assert page.text_input(key="prompt-name").value == ""
    assert "Rain" in shown(page)

    page.button(key=f"rename-{kept.id}").click().run()
    page.text_input(key=f"kept-name-{kept.id}").set_value("Snow")
    page.button(key=f"save-kept-name-{kept.id}").click().run()
    assert studio.prompts.kept(visitor=VISITOR)[0].name == "Snow"

    page.button(key=f"use-{kept.id}").click().run()
    page.run()
    assert page.text_area(key="prompt").value == "quiet piano"
    assert "Snow" not in shown(page)

    open_book(page).button(key=f"delete-{kept.id}").click().run()
    assert studio.prompts.kept(visitor=VISITOR)
    page.button(key=f"gone-{kept.id}").click().run()
    assert studio.prompts.kept(visitor=VISITOR) == []
    assert not page.exception


def test_a_preset_brings_the_whole_form_back(app: Callable[[], AppTest], studio: Studio) -> None:
    studio.prompts.keep("Everything", REQUEST, visitor=VISITOR, as_preset=True)
    (kept,) = studio.prompts.kept(visitor=VISITOR)
    page = open_book(write(app(), "other words"))
    assert "(whole form)" in shown(page)
    page.button(key=f"use-{kept.id}").click().run()
    page.run()
    assert page.text_area(key="prompt").value == "quiet piano"
    assert page.slider(key="length").value.second == 7
    assert page.segmented_control(key="engine").value == "tape"


def test_the_form_is_saved_whole_where_that_is_ticked(app: Callable[[], AppTest], studio: Studio) -> None:
    page = write(app(), "quiet piano")
    page = open_book(page)
    page.text_input(key="prompt-name").set_value("All of it")
    page.checkbox(key="as-preset").check()
    page.button(key="save-prompt").click().run()
    form = studio.prompts.kept(visitor=VISITOR)[0].form
    assert form is not None
    assert (form.engine, form.prompt, form.length_s) == ("tape", "quiet piano", 2.0)


@pytest.mark.parametrize(
    ("name", "reason"), [("", "needs at least one character"), ("Rain", "one called Rain already")]
)
def test_what_cannot_be_saved_is_told_in_the_dialog(
    app: Callable[[], AppTest], studio: Studio, name: str, reason: str
) -> None:
    studio.prompts.keep("Rain", REQUEST, visitor=VISITOR)
    page = open_book(write(app(), "quiet piano"))
    page.text_input(key="prompt-name").set_value(name)
    page.button(key="save-prompt").click().run()
    assert reason in shown(page).replace("\\", "")
    assert len(studio.prompts.kept(visitor=VISITOR)) == 1


def test_sent_prompts_are_found_and_used_again(app: Callable[[], AppTest], studio: Studio, tape: TapeEngine) -> None:
    for number, prompt in enumerate(["loud drums", "quiet piano", "loud drums"]):
        job = studio.generate(
            Request(engine="tape", prompt=prompt, length_s=2.0, seed=None, options={}), visitor=VISITOR
        )
        ended(studio, job.id)
        assert tape.submitted[number][1].prompt == prompt
    page = open_book(app())
    assert "2 times" in shown(page)
    page.text_input(key="prompt-search").set_value("PIANO").run()
    assert [button.key for button in page.button if (button.key or "").startswith("use-sent-")] == ["use-sent-0"]
    page.button(key="use-sent-0").click().run()
    page.run()
    assert page.text_area(key="prompt").value == "quiet piano"


def test_names_and_prompts_are_shown_as_they_are(app: Callable[[], AppTest], studio: Studio) -> None:
    name = "<b>*x*</b> :red[y] $z$"
    studio.prompts.keep(name, REQUEST, visitor=VISITOR)
    page = open_book(app())
    (markdown,) = (element.value for element in page.markdown if "x" in element.value)
    assert markdown.replace("\\", "") == f"**{name}**"
    assert "\\<b\\>" in markdown
