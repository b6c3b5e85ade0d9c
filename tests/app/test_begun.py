"""What is made from the settings of a take leads back to that take, as long as the form still has to do with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from demotape.errors import GenerationFailed
from demotape.library import Origin
from demotape.models import Request, Take
from demotape.server import door
from demotape.studio import Studio
from tests.conftest import ended, wait_until
from tests.fakes.audio import tone
from tests.fakes.engine import INFO, MODEL, TapeEngine
from tests.unit.conftest import shelve

FRAME = Path(__file__).parents[2] / "components" / "frame.py"
VISITOR = "app-test"


@pytest.fixture
def take(studio: Studio) -> Take:
    return shelve(studio, tone(0.3, format="wav"), visitor=VISITOR)


@pytest.fixture
def used_again(studio: Studio, take: Take, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The form of Create after "Use again" on the page of the take."""
    monkeypatch.setattr(door, "studio", lambda: studio)
    app = AppTest.from_file(FRAME, default_timeout=30)
    app.session_state["visitor"] = VISITOR
    app.run()
    app.query_params["take"] = take.id
    app.switch_page(str(FRAME.parents[1] / "pages" / "take.py")).run()
    app.button(key="act-use").click().run()
    # AppTest stays on a page whatever the script says.
    return app.switch_page(str(FRAME.parents[1] / "pages" / "create.py")).run()


def made_with(page: AppTest, studio: Studio) -> Take:
    """What comes of the next press."""
    before = {take.id for take in studio.takes()}
    page.button(key="generate").click().run()
    assert not page.exception
    assert not page.error
    wait_until(lambda: studio.count_takes() > len(before))
    return next(take for take in studio.takes() if take.id not in before)


def lineage(studio: Studio, made: Take) -> list[tuple[str | None, Origin | None]]:
    return [(one.take.id if one.take else None, one.origin) for one in studio.workbench.family(made)]


def says(page: AppTest) -> bool:
    return any("Made from “A quiet tune”" in caption.value for caption in page.caption)


def test_the_next_take_leads_back_to_the_one_whose_settings_were_used(
    used_again: AppTest, studio: Studio, take: Take
) -> None:
    assert says(used_again)
    used_again.text_area(key="prompt").set_value("a quiet tune with bells").run()
    made = made_with(used_again, studio)
    assert made.request.prompt == "a quiet tune with bells"
    assert lineage(studio, made) == [(take.id, None), (made.id, Origin.USE_AGAIN)]


def test_every_variation_of_a_press_leads_back(used_again: AppTest, studio: Studio, tape: TapeEngine) -> None:
    tape.info = replace(INFO, models=(replace(MODEL, takes_seed=True),))
    used_again.run().selectbox(key="variations").set_value(3).run()
    used_again.button(key="generate").click().run()
    wait_until(lambda: studio.count_takes() == 4)
    origins = [one.origin for one in studio.workbench.family(studio.takes()[-1])]
    assert origins == [None, Origin.VARIATION, Origin.VARIATION, Origin.VARIATION]


def surprise(page: AppTest) -> None:
    page.button(key="surprise").click().run()


def example(page: AppTest) -> None:
    page.button(key="example-Quiet piano").click().run()


def saved_prompt(page: AppTest) -> None:
    use_kept(page, as_preset=False)


def preset(page: AppTest) -> None:
    use_kept(page, as_preset=True)


def use_kept(page: AppTest, *, as_preset: bool) -> None:
    book = door.studio().prompts
    book.keep("Kept", Request(engine="tape", prompt="kept words", length_s=2.0), visitor=VISITOR, as_preset=as_preset)
    page.button(key="open-prompts").click().run()
    page.button(key=f"use-{book.kept(visitor=VISITOR)[0].id}").click().run()


def cleared(page: AppTest) -> None:
    page.text_area(key="prompt").set_value(" ").run()


def said_so(page: AppTest) -> None:
    page.button(key="forget-begun").click().run()


@pytest.mark.parametrize("act", [surprise, example, saved_prompt, preset, cleared, said_so])
def test_a_form_that_is_filled_otherwise_leads_nowhere(
    used_again: AppTest, studio: Studio, act: Callable[[AppTest], None]
) -> None:
    act(used_again)
    assert not says(used_again)
    used_again.text_area(key="prompt").set_value("something else").run()
    made = made_with(used_again, studio)
    assert lineage(studio, made) == [(made.id, None)]


def test_a_failed_job_that_is_used_or_sent_again_leads_to_the_same_take(
    used_again: AppTest, studio: Studio, tape: TapeEngine, take: Take
) -> None:
    tape.polls = [GenerationFailed("Not this time.")]
    used_again.button(key="generate").click().run()
    job = studio.jobs_on_desk(VISITOR)[0]
    ended(studio, job.id)
    tape.__init__()  # type: ignore[misc]
    surprise(used_again)
    used_again.button(key=f"use-{job.id}").click().run()
    assert says(used_again)
    used_again.text_area(key="prompt").set_value("a quiet tune with bells").run()
    made = made_with(used_again, studio)
    assert lineage(studio, made)[0] == (take.id, None)
    again = studio.send_again(job.id)
    ended(studio, again.id)
    assert lineage(studio, studio.take(again.id))[0] == (take.id, None)
