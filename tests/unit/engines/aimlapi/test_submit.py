"""Submit: exactly one POST, and what its answer means."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from math import ceil

import pytest

from demotape.engines.aimlapi import AimlapiEngine, Timeouts
from demotape.errors import (
    Busy,
    EngineError,
    GenerationFailed,
    KeyRejected,
    NotSent,
    OutOfCredits,
    PromptRefused,
    Refused,
    UnknownOutcome,
)
from demotape.models import Charged, Cost, Request
from tests.fakes.aimlapi import FakeAimlapi, Step

from .conftest import EngineMaker

TICKET = "60ac7c34-3224-4b14-8e7d-0aa0db708325:elevenlabs/eleven_music"
NO_CREDITS = "You've run out of credits. Please top up your balance: https://aimlapi.com/app/billing/"
SUGGESTION = "A cinematic orchestral piece with an emotional piano intro"
BAD_PROMPT = {
    "detail": {
        "status": "bad_prompt",
        "message": "Your prompt appears to have violated our Terms of Service.",
        "data": {"prompt_suggestion": SUGGESTION},
    }
}


def problem(status: int, message: object, **more: object) -> dict[str, object]:
    """The envelope of today."""
    return {
        "title": "Some title",
        "status": status,
        "message": message,
        "requestId": "req-1",
        "error": {"name": "SomeException", "message": message, **more},
    }


def legacy(status: int | str, message: object) -> dict[str, object]:
    """The documented, older envelope."""
    return {"message": message, "path": "/v2/generate/audio", "requestId": "req-1", "statusCode": status}


@pytest.mark.contract(9, 14)
def test_what_is_sent(engine: AimlapiEngine, fake: FakeAimlapi) -> None:
    prompt = "quotes \"' and 🎹 and\nnewlines, <script>alert(1)</script>, *md*, ../../etc, 音楽"
    engine.submit(Request(engine="aimlapi", prompt=prompt, length_s=12.3456), job_id="job-1")
    (seen,) = fake.requests("submit")
    assert seen.json == {"model": "elevenlabs/eleven_music", "prompt": prompt, "music_length_ms": 12346}
    assert isinstance(seen.json["music_length_ms"], int)
    assert seen.headers["authorization"] == "Bearer test-key"
    assert seen.headers["content-type"] == "application/json"
    assert seen.headers["x-client-request-id"] == "job-1"
    assert int(seen.headers["content-length"]) == len(seen.body)


def test_an_id_that_the_provider_would_drop_is_not_sent(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request
) -> None:
    engine.submit(request_, job_id="not\r\nallowed")
    assert "x-client-request-id" not in fake.requests("submit")[0].headers


@pytest.mark.contract(64)
def test_the_model_is_configurable(make_engine: EngineMaker, fake: FakeAimlapi, request_: Request) -> None:
    status = make_engine(aimlapi_model="elevenlabs/eleven_music_v2_5").submit(request_, job_id="j")
    assert fake.requests("submit")[0].json["model"] == "elevenlabs/eleven_music_v2_5"
    assert status.details["model"] == "elevenlabs/eleven_music_v2_5"


def test_a_request_that_names_its_model_gets_that_one(
    make_engine: EngineMaker, fake: FakeAimlapi, request_: Request
) -> None:
    older = replace(request_, options={"model": "elevenlabs/eleven_music"})
    status = make_engine(aimlapi_model="elevenlabs/eleven_music_v2_5").submit(older, job_id="j")
    assert fake.requests("submit")[0].json["model"] == status.details["model"] == "elevenlabs/eleven_music"


@pytest.mark.contract(15)
@pytest.mark.parametrize("http_status", [200, 201, 202, 299])
@pytest.mark.parametrize("name", ["id", "generation_id"])
def test_any_2xx_with_an_id_is_accepted(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, http_status: int, name: str
) -> None:
    fake.script("submit", Step(status=http_status, body={name: TICKET, "status": "queued"}))
    status = engine.submit(request_, job_id="j")
    assert status.ticket == TICKET
    assert not status.is_done


@pytest.mark.contract(17)
@pytest.mark.parametrize(
    ("body", "is_done"),
    [
        ({"id": TICKET, "status": "completed", "audio_file": {"url": "https://cdn.example/a.mp3"}}, True),
        ({"id": TICKET, "audio_file": {"url": "https://cdn.example/a.mp3"}}, True),
        ({"id": TICKET, "status": "completed", "audio_file": None}, False),  # the ticket must not be lost
        ({"id": TICKET}, False),
        ({"id": 4711, "status": "queued"}, False),
    ],
)
def test_the_answer_may_be_done_already(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, body: dict[str, object], is_done: bool
) -> None:
    fake.script("submit", Step(body=body))
    status = engine.submit(request_, job_id="j")
    assert status.ticket == str(body["id"])
    assert status.is_done is is_done
    assert status.audio == ("https://cdn.example/a.mp3" if is_done else None)


REFUSALS: list[tuple[str, int, object, type[EngineError], str, str]] = [
    # name, status, body, error, in the message, in the advice
    ("key, today", 401, problem(401, "Bad key."), KeyRejected, "“Bad key.”", "https://aimlapi.com/app/keys"),
    ("key, legacy", 401, legacy("401", "Bad key."), KeyRejected, "“Bad key.”", "AIMLAPI_KEY"),
    ("key, page", 401, "<html>login</html>", KeyRejected, "does not accept the key.", "settings.toml"),
    ("key may not", 403, problem(403, "This key has reached its spend cap"), KeyRejected, "spend cap", "AIMLAPI_KEY"),
    ("402", 402, {}, OutOfCredits, "no credits", "https://aimlapi.com/app/billing/"),
    ("credits", 403, problem(403, NO_CREDITS), OutOfCredits, "run out of credits", "app/billing"),
    (
        "credits, kind",
        403,
        problem(403, "No.", data={"kind": "err_insufficent_credits"}),
        OutOfCredits,
        "No.",
        "Top up",
    ),
    ("plan", 403, problem(403, "Get AI/ML Subscription to go on"), Refused, "Subscription", "Generate again"),
    ("firewall", 403, "<html><b>key</b></html>", Refused, "(HTTP 403).", "Generate again"),
    ("load balancer", 403, "<html>balance</html>", Refused, "(HTTP 403).", "Generate again"),
    ("validation", 400, problem(400, "Body validation error! Expected number"), Refused, "Expected number", "Change"),
    ("list", 400, legacy(400, ["prompt is too long", "length is off"]), Refused, "too long; length is off", "Change"),
    (
        "fields",
        422,
        {"detail": [{"loc": ["body", "music_length_ms"], "msg": "must be an integer", "type": "t"}]},
        Refused,
        "“music_length_ms: must be an integer.”",
        "Change",
    ),
    (
        "issues",
        400,
        {"message": "Body validation error!", "errors": [{"path": ["prompt"], "message": "Required"}]},
        Refused,
        "“Body validation error! prompt: Required.”",
        "Change",
    ),
    ("model gone", 404, problem(404, "No such model"), Refused, "elevenlabs/eleven_music", "base URL"),
    ("nest", 404, {"statusCode": 404, "message": "Cannot POST /v9", "error": "Not Found"}, Refused, "/v9", "base URL"),
    ("busy", 429, problem(429, "Too Many Requests"), Busy, "Too Many Requests", "Wait"),
    ("not JSON", 400, "just text", Refused, "“just text.”", "Change"),
    ("empty", 400, "", Refused, "(HTTP 400).", "Change"),
    ("null", 400, "null", Refused, "(HTTP 400).", "Change"),
    ("error is text", 418, {"error": "teapot"}, Refused, "“teapot.”", "Change"),
    ("error is null", 418, {"error": None, "message": "teapot"}, Refused, "“teapot.”", "Change"),
    ("error in a good answer", 200, problem(403, NO_CREDITS), OutOfCredits, "run out of credits", "Top up"),
    ("statusCode in a good answer", 201, legacy("429", "Slow down"), Busy, "Slow down", "Wait"),
]


@pytest.mark.contract(3, 20, 21, 22, 23, 59)
@pytest.mark.parametrize(
    ("http_status", "body", "error", "message", "advice"), [pytest.param(*row[1:], id=row[0]) for row in REFUSALS]
)
def test_a_refusal_is_told_plainly_and_costs_nothing(
    *,
    engine: AimlapiEngine,
    fake: FakeAimlapi,
    request_: Request,
    http_status: int,
    body: object,
    error: type[EngineError],
    message: str,
    advice: str,
) -> None:
    fake.script("submit", Step(status=http_status, body=body))
    with pytest.raises(error) as raised:
        engine.submit(request_, job_id="j")
    assert type(raised.value) is error
    assert message in raised.value.message
    assert advice in raised.value.advice
    assert raised.value.charged is Charged.NO
    if isinstance(body, dict) and "requestId" in body:
        assert raised.value.request_id == "req-1"
    assert fake.count("submit") == 1


@pytest.mark.contract(56, 57, 58)
@pytest.mark.parametrize("http_status", [400, 500])
@pytest.mark.parametrize(
    ("body", "reason", "suggestion"),
    [
        (BAD_PROMPT, "Terms of Service", SUGGESTION),
        (problem(400, "400 " + json.dumps(BAD_PROMPT)), "Terms of Service", SUGGESTION),
        (legacy(400, json.dumps({"message": "400 " + json.dumps(BAD_PROMPT)})), "Terms of Service", SUGGESTION),
        ({"message": f"400 {BAD_PROMPT}"}, "bad_prompt", SUGGESTION),  # quotes of another language
        ({"detail": {"code": "bad_prompt", "message": "Harmful."}}, "Harmful.", None),
        ({"detail": {"code": "bad_request", "status": "bad_composition_plan"}}, "refuses this prompt.", None),
        ({"detail": {"status": "bad_prompt", "data": {"prompt_suggestion": {"text": 1}}}}, "refuses", None),
        ("400 bad_prompt", "400 bad_prompt", None),
    ],
)
def test_a_refused_prompt_quotes_reason_and_suggestion(
    *,
    engine: AimlapiEngine,
    fake: FakeAimlapi,
    request_: Request,
    http_status: int,
    body: object,
    reason: str,
    suggestion: str | None,
) -> None:
    fake.script("submit", Step(status=http_status, body=body))
    with pytest.raises(PromptRefused) as raised:
        engine.submit(request_, job_id="j")
    assert reason in raised.value.message
    assert raised.value.suggestion == suggestion
    assert raised.value.charged is Charged.NO
    assert fake.count("submit") == 1


@pytest.mark.contract(24)
@pytest.mark.parametrize(
    ("value", "seconds"),
    [("7", 7.0), ("0.5", 0.5), ("-3", 0.0), ("1e9", 3600.0), ("nan", None), ("soon", None), ("", None)],
)
def test_busy_tells_how_long_to_wait(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, value: str, seconds: float | None
) -> None:
    fake.script("submit", Step(status=429, body={}, headers={"Retry-After": value}))
    with pytest.raises(Busy) as raised:
        engine.submit(request_, job_id="j")
    assert raised.value.retry_after_s == seconds
    assert ("Wait a minute" if not seconds else f"Wait {ceil(seconds):,} seconds") in raised.value.advice


def test_busy_understands_a_date(engine: AimlapiEngine, fake: FakeAimlapi, request_: Request) -> None:
    fake.script("submit", Step(status=429, body={}, headers={"Retry-After": "Fri, 31 Dec 2099 23:59:59 GMT"}))
    fake.script("submit", Step(status=429, body={}, headers={"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"}))
    waits = []
    for _ in range(2):
        with pytest.raises(Busy) as raised:
            engine.submit(request_, job_id="j")
        waits.append(raised.value.retry_after_s)
    assert waits == [3600.0, 0.0]


@pytest.mark.contract(16, 19, 37)
@pytest.mark.parametrize(
    "step",
    [
        pytest.param(Step(status=500, body=problem(500, "Something wrong with the server")), id="500"),
        pytest.param(Step(status=500, body=legacy(500, "400 Unable to access model")), id="400 inside 500"),
        pytest.param(Step(status=502, body="<html>Bad Gateway</html>"), id="502 page"),
        pytest.param(Step(status=503, body=""), id="503 empty"),
        pytest.param(Step(status=504, body=problem(504, "Generation timeout")), id="504"),
        pytest.param(Step(status=524, body="<html>A timeout occurred</html>"), id="524"),
        pytest.param(Step(status=408, body=problem(408, "Request Timeout")), id="408"),
        pytest.param(Step(status=301, body="", headers={"Location": "{url}/v2/generate/audio"}), id="301"),
        pytest.param(Step(status=307, body="", headers={"Location": "{url}/v2/generate/audio"}), id="307"),
        pytest.param(Step(status=307, body="", headers={"Location": "http://[::1/"}), id="307 to nonsense"),
        pytest.param(Step(status=200, body={"status": "queued"}), id="no id"),
        pytest.param(Step(status=200, body={"id": "  "}), id="blank id"),
        pytest.param(Step(status=200, body={"id": True}), id="id is no text"),
        pytest.param(Step(status=200, body='{"id": "\\ud800"}'), id="id that no database stores"),
        pytest.param(Step(status=200, body={"status": "9" * 5000}), id="endless status"),
        pytest.param(Step(status=200, body=problem(500, "Oops")), id="500 inside 200"),
        pytest.param(Step(status=200, body="<html>Welcome to the hotel WiFi</html>"), id="page"),
        pytest.param(Step(status=200, body=""), id="empty"),
        pytest.param(Step(status=204, body=""), id="204"),
        pytest.param(Step(status=200, body="{broken"), id="bad JSON"),
        pytest.param(Step(status=200, body="[" * 100_000), id="deep JSON"),
        pytest.param(Step(status=200, body="null"), id="null"),
        pytest.param(Step(status=200, body='"text"'), id="text"),
        pytest.param(Step(status=200, body=[{"id": TICKET}]), id="list"),
        pytest.param(Step(status=200, body=b"\xff\xfe\x00bytes"), id="bytes"),
        pytest.param(Step(status=200, body="x" * 2_000_000), id="endless"),
        pytest.param(Step(reset=True), id="reset after it was taken"),
        pytest.param(Step(cut_after=5), id="cut in the body"),
    ],
)
def test_an_answer_that_proves_nothing_is_an_unknown_outcome_and_never_resent(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, step: Step
) -> None:
    fake.script("submit", step)
    with pytest.raises(UnknownOutcome) as raised:
        engine.submit(request_, job_id="j")
    assert raised.value.charged is Charged.UNKNOWN
    assert "cost money twice" in raised.value.advice
    assert "<" not in raised.value.message
    assert len(raised.value.message) < 600
    assert fake.count("submit") == 1


@pytest.mark.contract(16)
@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"status": "queued", "note": "come back"}, 'It answered: “{"status": "queued", "note": "come back"}.”'),
        ({"message": "Come back later."}, "It says: “Come back later.”"),
        ("OK", "It says: “OK.”"),
        ("<html>Welcome to the hotel WiFi</html>", "without an id for the job. It is not sure"),
        ("", "without an id for the job. It is not sure"),
    ],
    ids=["JSON", "JSON with a message", "text", "page", "empty"],
)
def test_a_good_answer_without_an_id_is_shown_as_it_came(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, body: object, words: str
) -> None:
    fake.script("submit", Step(status=200, body=body))
    with pytest.raises(UnknownOutcome) as raised:
        engine.submit(request_, job_id="j")
    assert words in raised.value.message


@pytest.mark.contract(25)
@pytest.mark.parametrize("http_status", [500, 502, 503])
@pytest.mark.parametrize(
    "message", ["The model is under maintenance, please contact us at help@aimlapi.com.", "Service unavailable"]
)
def test_maintenance_at_the_provider_is_told_in_its_words_and_left_to_the_person(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, http_status: int, message: str
) -> None:
    fake.script("submit", Step(status=http_status, body=problem(http_status, message)))
    with pytest.raises(UnknownOutcome) as raised:
        engine.submit(request_, job_id="j")
    assert message.rstrip(".") in raised.value.message
    assert raised.value.request_id == "req-1"
    assert fake.count("submit") == 1


@pytest.mark.parametrize(
    "step", [pytest.param(Step(delay_s=5), id="silence"), pytest.param(Step(drip_s=0.05), id="drip")]
)
def test_a_submit_that_takes_too_long_is_an_unknown_outcome(
    hasty_engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, step: Step
) -> None:
    fake.script("submit", step)
    with pytest.raises(UnknownOutcome, match="did not answer in time"):
        hasty_engine.submit(request_, job_id="j")
    assert fake.count("submit") == 1


def test_the_provider_may_fail_a_job_at_once(engine: AimlapiEngine, fake: FakeAimlapi, request_: Request) -> None:
    fake.script("submit", Step(body={"id": TICKET, "status": "error", "error": {"message": "Out of order"}}))
    with pytest.raises(GenerationFailed, match="Out of order"):
        engine.submit(request_, job_id="j")


@pytest.mark.contract(60)
def test_the_id_of_a_failed_call_comes_from_the_headers_too(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request
) -> None:
    fake.script("submit", Step(status=502, body="", headers={"x-inference-id": "inf-1"}))
    with pytest.raises(UnknownOutcome) as raised:
        engine.submit(request_, job_id="j")
    assert raised.value.problem.request_id == "inf-1"


@pytest.mark.parametrize(
    ("body", "headers", "cost"),
    [
        ({"meta": {"usage": {"credits_used": 390000, "usd_spent": 0.195}}}, {}, Cost(usd=0.195, credits=390000)),
        ({"meta": {"usage": {"credits_used": 390000}}}, {}, Cost(credits=390000)),
        ({"meta": {"usage": {"credits_used": "10", "usd_spent": "x"}}}, {}, Cost(credits=10)),
        ({"meta": {"usage": None}}, {}, None),
        ({"meta": None}, {}, None),
        ({"meta": {"usage": {"credits_used": -1, "usd_spent": True}}}, {}, None),
        ({}, {"x-aimlapi-credits-used": "20", "x-aimlapi-usd-spent": "0.5"}, Cost(usd=0.5, credits=20)),
        ({}, {"x-aimlapi-credits-used": "0", "x-aimlapi-usd-spent": "inf"}, None),
        ({"meta": {"usage": {"usd_spent": 0.1}}}, {"x-aimlapi-usd-spent": "0.5"}, Cost(usd=0.1)),
    ],
)
def test_what_was_charged_is_read_and_never_made_up(
    *,
    engine: AimlapiEngine,
    fake: FakeAimlapi,
    request_: Request,
    body: dict[str, object],
    headers: dict[str, str],
    cost: Cost | None,
) -> None:
    fake.script("submit", Step(body={"id": TICKET, "status": "queued", **body}, headers=headers))
    assert engine.submit(request_, job_id="j").cost == cost


def test_a_submit_takes_a_connection_of_its_own(engine: AimlapiEngine, fake: FakeAimlapi, request_: Request) -> None:
    for _ in range(2):
        ticket = engine.submit(request_, job_id="j").ticket
        engine.poll(request_, ticket)
    ports = [seen.port for seen in fake.seen]
    submit, poll, second_submit, second_poll = ports
    assert poll == second_poll  # polls share a pool
    assert len({submit, poll, second_submit}) == 3


@pytest.fixture
def deaf_port() -> Iterator[int]:
    """A port whose queue is full: a connection to it never comes about."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(3):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


@pytest.fixture
def mute_port() -> Iterator[int]:
    """A port that takes connections and says nothing."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        yield listener.getsockname()[1]


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that is taken, but does not listen."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.mark.contract(26)
class TestNothingLeft:
    """Faults before the request left are told from those after it."""

    def refused(self, make_engine: EngineMaker, base_url: str, request_: Request) -> NotSent:
        engine = make_engine(
            aimlapi_base_url=base_url, timeouts=Timeouts(connect_s=0.3, submit_s=0.3, poll_s=0.3, audio_s=0.3)
        )
        with pytest.raises(NotSent) as raised:
            engine.submit(request_, job_id="j")
        assert raised.value.charged is Charged.NO
        assert "Nothing was sent." in raised.value.message
        return raised.value

    def test_no_such_host(self, make_engine: EngineMaker, request_: Request) -> None:
        error = self.refused(make_engine, "http://no-such-host.invalid", request_)
        assert error.message.startswith("no-such-host.invalid could not be found. There may be no network.")

    @pytest.mark.contract(65)
    def test_nobody_listens(self, make_engine: EngineMaker, request_: Request, closed_port: int) -> None:
        error = self.refused(make_engine, f"http://127.0.0.1:{closed_port}", request_)
        assert error.message.startswith(f"127.0.0.1:{closed_port} could not be reached: nothing answers there.")

    def test_connect_takes_too_long(self, make_engine: EngineMaker, request_: Request, deaf_port: int) -> None:
        error = self.refused(make_engine, f"http://127.0.0.1:{deaf_port}", request_)
        assert "in time" in error.message

    def test_tls_fails(self, make_engine: EngineMaker, fake: FakeAimlapi, request_: Request) -> None:
        error = self.refused(make_engine, f"https://127.0.0.1:{fake.port}", request_)
        assert "no secure connection" in error.message

    def test_tls_takes_too_long(self, make_engine: EngineMaker, request_: Request, mute_port: int) -> None:
        error = self.refused(make_engine, f"https://127.0.0.1:{mute_port}", request_)
        assert "in time" in error.message

    def test_the_proxy_does_not_answer(
        self, make_engine: EngineMaker, request_: Request, closed_port: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{closed_port}")
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port}")
        assert "proxy" in self.refused(make_engine, "http://provider.invalid", request_).message

    def test_the_proxy_refuses_the_tunnel(
        self, make_engine: EngineMaker, fake: FakeAimlapi, request_: Request, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("https_proxy", fake.url)
        assert "proxy" in self.refused(make_engine, "https://provider.invalid", request_).message
        assert fake.count("submit") == 0

    def test_the_proxy_wants_a_login(
        self, make_engine: EngineMaker, fake: FakeAimlapi, request_: Request, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("http_proxy", fake.url)
        fake.script("submit", Step(status=407, body="<html>login</html>"))
        with pytest.raises(NotSent, match="the proxy wants a login"):
            make_engine(aimlapi_base_url="http://provider.invalid").submit(request_, job_id="j")

    def test_but_silence_after_it_left_is_an_unknown_outcome(
        self, make_engine: EngineMaker, request_: Request, mute_port: int
    ) -> None:
        engine = make_engine(aimlapi_base_url=f"http://127.0.0.1:{mute_port}", timeouts=Timeouts(submit_s=0.3))
        with pytest.raises(UnknownOutcome):
            engine.submit(request_, job_id="j")
