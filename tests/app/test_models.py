"""The form as each model wants it, the lines about money, and the page Settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from demotape.engines.aimlapi.table import ENTRIES
from demotape.engines.base import KeyState, Price, PriceState, Status
from demotape.engines.model import Kind
from demotape.errors import Unreachable
from demotape.models import Caps, Cost
from demotape.studio import Studio
from tests.app.test_pages import VISITOR, app, press_generate, text
from tests.conftest import ended, wait_until
from tests.fakes.engine import INFO, TapeEngine

__all__ = ["app"]

MODELS = tuple(entry.model for entry in ENTRIES)
LYRICS = "[verse]\nOne line\nAnd another"
SECRET = "sk-secret0123456789"


def shown(page: AppTest) -> str:
    return text(page).replace("\\", "")


@pytest.fixture
def form(app: Callable[[], AppTest], tape: TapeEngine) -> Callable[[str], AppTest]:
    """Opens Create with one of the provider's models chosen."""
    tape.info = replace(INFO, models=MODELS)

    def open_form(name: str) -> AppTest:
        return app().selectbox(key="model:tape").set_value(name).run()

    return open_form


@pytest.mark.contract(11)
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_the_form_has_what_the_model_takes_and_nothing_else(form: Callable[[str], AppTest], model: object) -> None:
    page = form(model.name)
    assert not page.exception
    drawn = [
        element.label.removesuffix(" (optional)")
        for kind in ("text_area", "text_input", "toggle", "number_input", "selectbox")
        for element in page.get(kind)
    ]
    wanted = {
        "Prompt",
        "Model",
        "Variations",
        *(field.label for field in model.fields),
        *(["Seed"] if model.takes_seed else []),
    }
    assert sorted(drawn) == sorted(wanted)
    assert bool(page.slider) is (model.length is not None)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_what_stands_in_the_fields_is_what_is_asked(
    form: Callable[[str], AppTest], studio: Studio, tape: TapeEngine, model: object
) -> None:
    page = form(model.name)
    expected: dict[str, object] = {"model": model.name}
    for field in model.fields:
        if field.name in {"lyrics_optimizer", "is_instrumental"}:
            continue
        key = f"option:{field.name}" if field.kind in (Kind.TEXT, Kind.SWITCH, Kind.ADDRESS) else None
        if field.kind is Kind.TEXT:
            (page.text_area(key=key) if field.maximum >= 500 else page.text_input(key=key)).set_value(LYRICS)
            expected[field.name] = LYRICS
        elif field.kind is Kind.ADDRESS:
            page.text_input(key=key).set_value("https://a.example/x.mp3")
            expected[field.name] = "https://a.example/x.mp3"
        elif field.kind is Kind.SWITCH:
            page.toggle(key=key).set_value(True)
            expected[field.name] = True
    press_generate(page, "a calm tune of the evening")
    (job,) = studio.jobs_on_desk(VISITOR) or [None]
    asked = job.request if job else tape.submitted[0][1]
    assert asked.options == expected
    assert (asked.length_s is None) is (model.length is None)


@pytest.mark.contract(12)
def test_added_words_are_shown_before_the_press(form: Callable[[str], AppTest]) -> None:
    page = form("elevenlabs/eleven_music")
    assert "instrumental only”" not in shown(page)
    page.toggle(key="option:instrumental").set_value(True).run()
    assert "Sent with these words after your prompt: “instrumental only”." in shown(page)


@pytest.mark.contract(8)
def test_what_the_model_needs_is_said_in_the_form_and_nothing_is_sent(
    form: Callable[[str], AppTest], studio: Studio
) -> None:
    page = press_generate(form("minimax/music-2.0"), "a calm tune of the evening")
    assert "Lyrics is needed." in page.error[0].value.replace("\\", "")
    assert studio.jobs_on_desk(VISITOR) == []


def test_lyrics_stay_when_another_model_is_chosen(form: Callable[[str], AppTest]) -> None:
    page = form("minimax/music-2.0")
    page.text_area(key="option:lyrics").set_value(LYRICS).run()
    page.selectbox(key="model:tape").set_value("minimax/music-1.5").run()
    assert page.text_area(key="option:lyrics").value == LYRICS


def test_use_again_brings_back_model_and_fields(
    form: Callable[[str], AppTest], studio: Studio, tape: TapeEngine
) -> None:
    tape.submits = [NotImplementedError("boom")]
    page = form("minimax/music-2.0")
    page.text_area(key="option:lyrics").set_value(LYRICS)
    press_generate(page, "a calm tune of the evening")
    job = ended(studio, studio.jobs_on_desk(VISITOR)[0].id)
    page.run()
    page.text_area(key="option:lyrics").set_value("something else entirely")
    page.selectbox(key="model:tape").set_value("google/lyria2").run()
    page.button(key=f"use-{job.id}").click().run()
    assert page.selectbox(key="model:tape").value == "minimax/music-2.0"
    assert page.text_area(key="option:lyrics").value == LYRICS


def test_a_model_that_is_gone_is_marked(app: Callable[[], AppTest], tape: TapeEngine) -> None:
    tape.info = replace(INFO, models=(replace(MODELS[0], is_gone=True), MODELS[2]))
    page = app()
    assert page.selectbox(key="model:tape").options[0] == "ElevenLabs Music (gone)"
    assert "no longer lists" in page.warning[0].value


@pytest.mark.parametrize(
    ("price", "caps", "lines"),
    [
        (Price(state=PriceState.NOT_PUBLISHED), Caps(), ["Price not published by the provider."]),
        (Price(state=PriceState.UNREAD), Caps(), ["price list could not be read"]),
        (
            Price(state=PriceState.PUBLISHED, rate="$0.80 per minute", estimate_usd=0.8),
            Caps(day_usd=5, day_generations=3),
            ["About $0.80, at the published $0.80 per minute.", "Cap: $0.20 of $5.00 a day."],
        ),
        (
            Price(state=PriceState.PUBLISHED, rate="$0.80 per minute", estimate_usd=0.8),
            Caps(day_generations=3),
            ["Cap: 1 of 3 generations a day."],
        ),
        (
            Price(state=PriceState.PUBLISHED, rate="$2 per token"),
            Caps(day_usd=5, day_generations=3),
            ["cannot be told from it", "Cap: 1 of 3 generations a day. No price is known, so generations are counted."],
        ),
        (Price(state=PriceState.NOT_PUBLISHED), Caps(month_usd=5), ["$5.00 a month cannot be kept without a price"]),
    ],
)
def test_price_sums_and_caps_stand_beside_generate(
    *, app: Callable[[], AppTest], studio: Studio, tape: TapeEngine, price: Price, caps: Caps, lines: list[str]
) -> None:
    tape.polls = [Status(ticket="t", is_done=True, audio="x", cost=Cost(usd=0.2))]
    page = app()
    press_generate(page)
    ended(studio, studio.jobs_on_desk(VISITOR)[0].id) if studio.jobs_on_desk(VISITOR) else None
    tape.account.quote = price
    tape.info = replace(INFO, caps=caps)
    page.run()
    for line in [*lines, "Spent today $0.20 · this month $0.20, as the provider reported it."]:
        assert line in shown(page)


def test_a_press_beyond_the_cap_is_refused_in_the_form(
    app: Callable[[], AppTest], studio: Studio, tape: TapeEngine
) -> None:
    tape.info = replace(INFO, caps=Caps(day_generations=0))
    page = press_generate(app())
    assert "the cap is 0 a day" in page.error[0].value.replace("\\", "")
    assert page.text_area(key="prompt").value == "a tune"
    assert studio.jobs_on_desk(VISITOR) == []


# Settings


@pytest.fixture
def settings(app: Callable[[], AppTest]) -> AppTest:
    return app().switch_page("../pages/settings.py").run()


@pytest.mark.contract(4, 5)
def test_settings_tell_the_state_of_the_key_and_never_the_key(
    settings: AppTest, studio: Studio, tape: TapeEngine
) -> None:
    assert not settings.exception
    settings.text_input(key="new-key-tape").set_value(SECRET)
    submit = next(button for button in settings.button if button.label == "Use this key")
    submit.click().run()
    assert "typed by you, kept in memory until Demotape is stopped" in shown(settings)
    assert SECRET not in shown(settings)
    tape.account.state = KeyState.REJECTED
    assert "rejected the key" in shown(settings.run())
    settings.button(key="forget-tape").click().run()
    assert "The key is forgotten" in settings.success[0].value


@pytest.mark.contract(55)
@pytest.mark.parametrize(("left", "told"), [("$10.00", "The balance is $10.00."), (None, "does not tell the balance")])
def test_test_asks_for_the_balance(settings: AppTest, tape: TapeEngine, left: str | None, told: str) -> None:
    tape.account.left = left
    settings.button(key="test-tape").click().run()
    assert told in settings.success[0].value.replace("\\", "")
    assert tape.submitted == []


@pytest.mark.parametrize(
    ("left", "told"),
    [
        ("$10.00", "Balance at Tape: $10.00"),
        (None, "Balance at Tape: the provider does not tell it to this key."),
        (Unreachable("Nobody answers."), "Balance at Tape: not known. Nobody answers."),
    ],
)
def test_usage_tells_the_balance_if_the_provider_does(
    app: Callable[[], AppTest], tape: TapeEngine, left: object, told: str
) -> None:
    tape.account.left = left
    page = app().switch_page("../pages/usage.py").run()
    wait_until(lambda: told in shown(page.run()))
    assert tape.submitted == []
