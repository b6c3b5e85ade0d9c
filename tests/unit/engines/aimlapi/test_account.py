"""Keys, the balance, and the provider's own list of models and prices."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from demotape.engines.aimlapi import AimlapiEngine
from demotape.engines.base import KeyState, Price, PriceState
from demotape.errors import DemotapeError, KeyRejected, NotConfigured, Unreachable
from demotape.keys import Key
from demotape.models import Request
from demotape.settings import Settings
from tests.conftest import wait_until
from tests.fakes.aimlapi import KEY, FakeAimlapi, Step

from .conftest import EngineMaker

ELEVEN = "elevenlabs/eleven_music"


def fixed(**unit: object) -> dict[str, object]:
    return {"kind": "fixed", "currency": "USD", "units": [{"name": "audio", **unit}]}


def price_of(engine: AimlapiEngine, request: Request) -> Price:
    found = engine.price(request, wait_s=10.0)
    assert found.state is not PriceState.PENDING
    return found


@pytest.mark.parametrize(
    ("pricing", "length_s", "rate", "usd"),
    [
        (fixed(measure="minute", price=0.8, per=1), 61.0, "$0.80 per minute", 1.6),
        (fixed(measure="minutes", price=0.8, per=1), 60.0, "$0.80 per minute", 0.8),
        (fixed(measure="second", price=0.01, per=1), 30.0, "$0.01 per second", 0.3),
        (fixed(measure="second", price=5, per=1000), 30.0, "$5.00 per 1,000 seconds", 0.15),
        (fixed(measure="generation", price=0.195, per=1), 30.0, "$0.195 per generation", 0.195),
        (fixed(measure="token", price=2, per=1_000_000), 30.0, "$2.00 per 1,000,000 tokens", None),
        (
            {"kind": "fixed", "units": [{"measure": "second", "price": 1, "per": 1}, {"measure": "song", "price": 2}]},
            30.0,
            "$1.00 per second plus $2.00 per song",
            None,
        ),
        (
            {
                "kind": "variants",
                "dimensions": ["music_length_ms"],
                "variants": [
                    {"when": {"music_length_ms": 30000}, "price": 0.5, "unit": "song", "per": 1},
                    {"when": {"music_length_ms": 60000}, "price": 0.9, "unit": "song", "per": 1},
                ],
            },
            30.0,
            "$0.50 per song",
            0.5,
        ),
        (
            {
                "kind": "variants",
                "variants": [
                    {"when": {"quality": "low"}, "price": 0.1, "unit": "song", "per": 1},
                    {"when": {"quality": "high"}, "price": 0.3, "unit": "song", "per": 1},
                ],
            },
            30.0,
            "$0.30 per song",
            0.3,
        ),
    ],
)
def test_a_published_price_is_told_with_its_unit(
    *,
    make_engine: EngineMaker,
    fake: FakeAimlapi,
    request_: Request,
    pricing: object,
    length_s: float,
    rate: str,
    usd: float | None,
) -> None:
    fake.prices = {ELEVEN: pricing}
    found = price_of(make_engine(), replace(request_, length_s=length_s))
    assert (found.state, found.rate) == (PriceState.PUBLISHED, rate)
    assert found.estimate_usd == (None if usd is None else pytest.approx(usd))


@pytest.mark.parametrize(
    "pricing",
    [
        None,
        {"kind": "variable"},
        {"kind": "fixed", "units": []},
        {"kind": "fixed", "units": "none"},
        {"kind": "fixed", "currency": "EUR", "units": [{"measure": "song", "price": 1, "per": 1}]},
        fixed(measure="song", price=-1, per=1),
        fixed(measure="song", price=float("nan"), per=1),
        fixed(measure="song", price=1, per=0),
        fixed(measure="<script>", price=1, per=1),
        fixed(measure=7, price=1, per=1) | {"units": [{"price": 1}]},
        [1, 2],
        "free",
    ],
    ids=repr,
)
def test_a_price_that_is_none_is_not_published(
    make_engine: EngineMaker, fake: FakeAimlapi, request_: Request, pricing: object
) -> None:
    fake.prices = {ELEVEN: pricing}
    assert price_of(make_engine(), request_) == Price(state=PriceState.NOT_PUBLISHED)


@pytest.mark.contract(70)
@pytest.mark.parametrize(
    "step",
    [
        Step(status=500, body="<html>"),
        Step(status=200, body="no JSON"),
        Step(status=200, body={"data": "none"}),
        Step(status=200, body=[]),
        Step(reset=True),
    ],
    ids=repr,
)
def test_a_list_that_cannot_be_read_stops_nothing_and_is_tried_again_later(
    make_engine: EngineMaker, fake: FakeAimlapi, request_: Request, step: Step
) -> None:
    fake.script("models", step)
    engine = make_engine()
    assert price_of(engine, request_).state is PriceState.UNREAD
    assert price_of(engine, request_).state is PriceState.UNREAD
    assert fake.count("models") == 1
    assert engine.submit(request_, job_id="j").ticket


def test_the_list_is_read_once_without_the_key_and_never_makes_a_page_wait(
    make_engine: EngineMaker, fake: FakeAimlapi, request_: Request
) -> None:
    fake.prices = {ELEVEN: fixed(measure="song", price=1, per=1)}
    fake.script("models", Step(delay_s=0.2))
    engine = make_engine()
    assert fake.count("models") == 0
    assert engine.price(request_).state is PriceState.PENDING
    wait_until(lambda: engine.price(request_).state is PriceState.PUBLISHED)
    for _ in range(5):
        engine.price(request_)
    (seen,) = fake.requests("models")
    assert "authorization" not in seen.headers
    assert seen.query["include"] == "pricing"
    assert ELEVEN in seen.query["id"].split(",")


def test_a_model_that_is_no_longer_listed_is_marked(
    make_engine: EngineMaker, fake: FakeAimlapi, request_: Request
) -> None:
    fake.prices = {ELEVEN: None, "stable-audio": None}
    engine = make_engine()
    assert not any(model.is_gone for model in engine.info.models)
    price_of(engine, request_)
    assert {model.name for model in engine.info.models if not model.is_gone} == {ELEVEN, "stable-audio"}


@pytest.mark.contract(70)
def test_a_model_that_is_listed_as_an_alias_is_there(
    make_engine: EngineMaker, fake: FakeAimlapi, request_: Request
) -> None:
    listed = {"object": "list", "data": [{"id": "new/name", "aliases": [ELEVEN], "pricing": None}, {"id": 5}, None]}
    fake.script("models", Step(status=200, body=listed))
    engine = make_engine()
    price_of(engine, request_)
    assert not engine.info.model(ELEVEN).is_gone


def test_a_list_of_strangers_marks_nothing(make_engine: EngineMaker, fake: FakeAimlapi, request_: Request) -> None:
    fake.prices = {"chat/model": None}
    engine = make_engine()
    price_of(engine, request_)
    assert not any(model.is_gone for model in engine.info.models)


@pytest.mark.contract(55)
@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"current_balance": 10.07, "currency": "USD"}, "$10.07"),
        ({"current_balance": "3"}, "$3.00"),
        ({"current_balance": -1.5, "currency": "USD"}, "-$1.50"),
        ({"current_balance": 7, "currency": "EUR"}, "7.00 EUR"),
        ({"current_balance": None}, None),
        ({"current_balance": True}, None),
        ({"current_balance": 1, "currency": "<b>"}, None),
    ],
)
def test_the_balance_is_told_as_the_provider_tells_it(
    engine: AimlapiEngine, fake: FakeAimlapi, body: object, told: str | None
) -> None:
    fake.script("billing", Step(status=200, body=body))
    assert engine.balance() == told
    assert fake.count("submit") == 0


def test_a_key_that_may_not_see_the_bill_can_still_make_music(engine: AimlapiEngine, fake: FakeAimlapi) -> None:
    fake.script("billing", Step(status=403, body={"message": "Forbidden"}), Step(status=404, body="nothing"))
    assert engine.balance() is None
    assert engine.balance() is None


@pytest.mark.contract(55)
@pytest.mark.parametrize(
    ("step", "error"),
    [
        (Step(status=401, body={"message": "Bad key"}), KeyRejected),
        (Step(status=500, body="<html>"), Unreachable),
        (Step(status=200, body="<html>Welcome to the hotel WiFi</html>"), Unreachable),
        (Step(status=200, body=[]), Unreachable),
        (Step(status=404, body="<html>no such page</html>"), Unreachable),
        (Step(status=429, body="slow"), Unreachable),
        (Step(reset=True), Unreachable),
    ],
    ids=repr,
)
def test_a_balance_that_cannot_be_had_is_told_and_blocks_nothing(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, step: Step, error: type[DemotapeError]
) -> None:
    fake.script("billing", step)
    with pytest.raises(error):
        engine.balance()
    assert engine.submit(request_, job_id="j").ticket


def test_what_is_known_of_a_key_follows_the_providers_last_word(
    make_engine: EngineMaker, fake: FakeAimlapi, request_: Request
) -> None:
    assert make_engine(aimlapi_key=None).key_state() is KeyState.MISSING
    assert make_engine(aimlapi_key="zwei wörter").key_state() is KeyState.UNUSABLE
    engine = make_engine(aimlapi_key=KEY)
    assert engine.key_state() is KeyState.SET
    fake.script("submit", Step(status=401, body={"message": "No"}))
    with pytest.raises(KeyRejected):
        engine.submit(request_, job_id="j")
    assert engine.key_state() is KeyState.REJECTED
    assert engine.key_state(Key("another-key")) is KeyState.SET
    engine.balance()
    assert engine.key_state() is KeyState.SET


@pytest.mark.contract(5)
def test_a_persons_own_key_is_the_one_that_is_sent(
    make_engine: EngineMaker, fake: FakeAimlapi, request_: Request
) -> None:
    engine = make_engine(aimlapi_key="of-the-machine")
    ticket = engine.submit(request_, job_id="j", key=Key(KEY)).ticket
    engine.poll(request_, ticket, key=Key(KEY))
    engine.balance(Key(KEY))
    assert {seen.headers["authorization"] for seen in fake.seen} == {f"Bearer {KEY}"}


def test_a_persons_own_key_works_where_the_machine_has_none(
    make_engine: EngineMaker, fake: FakeAimlapi, request_: Request
) -> None:
    engine = make_engine(aimlapi_key=None)
    assert engine.submit(request_, job_id="j", key=Key(KEY)).ticket
    with pytest.raises(NotConfigured):
        engine.submit(request_, job_id="j", key=Key("not a key"))
    assert fake.count("submit") == 1


def test_other_settings_hold_at_once(
    make_engine: EngineMaker, fake: FakeAimlapi, request_: Request, tmp_path: Path
) -> None:
    with FakeAimlapi() as other:
        engine = make_engine()
        engine.submit(request_, job_id="j")
        engine.configure(
            Settings(
                data=tmp_path,
                aimlapi_key=KEY,
                aimlapi_base_url=other.url,
                aimlapi_parallel_jobs=2,
                aimlapi_day_usd=3.0,
            )
        )
        assert (engine.info.parallel_jobs, engine.info.caps.day_usd) == (2, 3.0)
        engine.submit(request_, job_id="k")
        assert (fake.count("submit"), other.count("submit")) == (1, 1)
