"""Poll: what the provider says of a job, and what it says when it does not."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest

from demotape.engines.aimlapi import AimlapiEngine
from demotape.errors import (
    AudioUnavailable,
    DemotapeError,
    GenerationFailed,
    KeyRejected,
    TicketUnknown,
    Unreachable,
)
from demotape.models import Charged, Cost, Request
from tests.fakes.aimlapi import FakeAimlapi, Step

from .conftest import EngineMaker

TICKET = "60ac7c34-3224-4b14-8e7d-0aa0db708325:elevenlabs/eleven_music"
URL = "https://cdn.example/generations/a.mp3?Signature=a%2Fb&Expires=1"


def job(status: object, **more: object) -> dict[str, object]:
    return {"id": TICKET, "status": status, **more}


@pytest.mark.contract(42)
@pytest.mark.parametrize("ticket", [TICKET, "NDxdQ2xZY1L6PYQNkJgbA", "a b&c=d#e?f%2F", "日本"])
def test_the_ticket_arrives_unchanged(engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, ticket: str) -> None:
    fake.script("poll", Step(body={"id": ticket, "status": "queued"}))
    status = engine.poll(request_, ticket)
    (seen,) = fake.requests("poll")
    assert seen.query == {"generation_id": ticket}
    assert seen.headers["authorization"] == "Bearer test-key"
    assert status.ticket == ticket


@pytest.mark.contract(27, 32)
@pytest.mark.parametrize(
    ("word", "is_generating"),
    [
        ("queued", False),
        ("waiting", False),
        ("pending", False),
        ("starting", False),
        ("generating", True),
        ("active", True),
        ("processing", True),
        ("in_progress", True),
        (" Generating ", True),
        ("polishing", False),
        ("", False),
        (None, False),
        (200, False),
        ({"a": 1}, False),
    ],
)
def test_a_job_that_is_not_finished_goes_on(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, word: object, is_generating: bool
) -> None:
    fake.script("poll", Step(body=job(word, audio_file=None, error=None)))
    status = engine.poll(request_, TICKET)
    assert (status.is_done, status.is_generating, status.audio, status.progress) == (False, is_generating, None, None)


@pytest.mark.contract(32)
def test_a_word_that_nobody_knows_is_logged_once_it_comes(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="demotape")
    fake.script("poll", Step(body=job("queued")), Step(body=job("polishing\n<b>")))
    engine.poll(request_, TICKET)
    assert "unknown status" not in caplog.text
    assert not engine.poll(request_, TICKET).is_done
    assert "unknown status word 'polishing'" in caplog.text


@pytest.mark.contract(31)
@pytest.mark.parametrize("word", ["completed", "complete", "succeeded", "COMPLETED", "polishing", None])
@pytest.mark.parametrize("file", [{"url": URL}, {"url": f" {URL} ", "content_type": None}, URL, [{"url": URL}]])
def test_a_finished_job_tells_where_its_audio_lies(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, word: str | None, file: object
) -> None:
    usage = {"usage": {"credits_used": 150000, "usd_spent": 0.075}}
    extra = {"music_duration": 20000}
    fake.script("poll", Step(body=job(word, audio_file=file, meta=usage, extra_info=extra)))
    status = engine.poll(request_, TICKET)
    assert status.is_done
    assert status.audio == URL
    assert status.cost == Cost(usd=0.075, credits=150000)
    assert status.details == {"extra_info": extra}


@pytest.mark.parametrize("word", ["queued", "generating"])
def test_an_address_before_the_end_is_not_the_end(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, word: str
) -> None:
    fake.script("poll", Step(body=job(word, audio_file={"url": URL})))
    status = engine.poll(request_, TICKET)
    assert (status.is_done, status.audio) == (False, None)


@pytest.mark.contract(30)
@pytest.mark.parametrize("file", [None, {}, {"url": None}, {"url": " "}, {"url": 5}, [], "", 7])
def test_finished_without_an_address_asks_for_another_poll(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, file: object
) -> None:
    fake.script("poll", Step(body=job("completed", audio_file=file)))
    with pytest.raises(AudioUnavailable, match="no address for it yet") as raised:
        engine.poll(request_, TICKET)
    assert raised.value.charged is Charged.YES


@pytest.mark.contract(29)
@pytest.mark.parametrize("word", ["error", "failed", "cancelled", "canceled", "timeout", "expired", "Error"])
def test_a_failed_job_is_not_called_finished(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, word: str
) -> None:
    fake.script("poll", Step(body=job(word, audio_file={"url": "https://cdn.example/None.mp3"})))
    with pytest.raises(GenerationFailed) as raised:
        engine.poll(request_, TICKET)
    assert raised.value.charged is Charged.NO
    assert raised.value.message == "The provider could not generate this."


@pytest.mark.contract(59, 61)
@pytest.mark.parametrize(
    ("error", "words"),
    [
        ({"name": "X", "message": "The model is tired"}, "The model is tired"),
        ({"detail": [{"loc": ["body", "image_url"], "msg": "No face", "type": "t"}]}, "image_url: No face"),
        ({"detail": "No face"}, "No face"),
        ("No face", "No face"),
        (["No face", "No hands"], "No face; No hands"),
        ({"name": "OnlyAName"}, "OnlyAName"),
        ({"name": "AName", "data": {"message": "Better words"}}, "Better words"),
        ('400 {"type":"error","error":{"message":"Inner words"}}', "Inner words"),
        ({"message": {"message": "Nested"}}, "Nested"),
        ("<html><head><style>b{}</style></head><body><b>Bold</b> &amp; brave</body></html>", "Bold & brave"),
        ("line\n\tbreaks \x00\u202e and more", "line breaks and more"),
        ("<scr<script>ipt>alert(1)</script>hello", "hello"),
        ("é" * 1000, "é" * 299 + "…"),
    ],
)
def test_why_it_failed_is_told_as_plain_text(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, error: object, words: str
) -> None:
    fake.script("poll", Step(body=job("error", error=error)))
    with pytest.raises(GenerationFailed) as raised:
        engine.poll(request_, TICKET)
    assert raised.value.message.startswith("The provider could not generate this. It says: “")
    assert raised.value.message.endswith(f"{words}”" if words.endswith("…") else f"{words}.”")
    assert "<script" not in raised.value.message


@pytest.mark.parametrize(
    "step",
    [
        Step(body=job("error", error={"message": '400 {"detail":{"status":"bad_prompt","message":"No."}}'})),
        Step(status=400, body={"statusCode": 400, "message": "bad_prompt"}),
        Step(status=500, body={"statusCode": 500, "message": '400 {"detail":{"status":"bad_prompt"}}'}),
    ],
)
def test_a_prompt_refused_late_says_so(engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, step: Step) -> None:
    fake.script("poll", step)
    with pytest.raises(GenerationFailed, match="refuses this prompt") as raised:
        engine.poll(request_, TICKET)
    assert raised.value.advice.startswith("Change the words")


@pytest.mark.contract(56)
def test_a_prompt_refused_late_brings_its_suggestion(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request
) -> None:
    detail = '{"status":"bad_prompt","message":"No.","data":{"prompt_suggestion":"A calm piece"}}'
    fake.script("poll", Step(body=job("error", error={"message": f'400 {{"detail":{detail}}}'})))
    with pytest.raises(GenerationFailed) as raised:
        engine.poll(request_, TICKET)
    assert raised.value.problem.suggestion == "A calm piece"


FAULTS: list[tuple[str, Step, type[DemotapeError]]] = [
    ("key", Step(status=401, body={"message": "no"}), KeyRejected),
    ("key, page", Step(status=401, body="<html>"), KeyRejected),
    ("forbidden", Step(status=403, body={"message": "no"}), KeyRejected),
    ("forbidden, empty", Step(status=403, body=""), KeyRejected),
    ("firewall page", Step(status=403, body="<html>Attention required</html>"), Unreachable),
    ("not found", Step(status=404, body={"message": "Inference not found"}), TicketUnknown),
    ("gone", Step(status=410, body=""), TicketUnknown),
    ("404 in a good answer", Step(body={"status": 404, "message": "Inference not found"}), TicketUnknown),
    ("403 in a good answer", Step(body={"status": 403, "message": "no"}), KeyRejected),
    ("403 as text", Step(body={"statusCode": "403", "message": "no"}), KeyRejected),
    ("500 in a good answer", Step(body={"status": 500, "id": TICKET}), Unreachable),
    *((f"{status}", Step(status=status, body={"message": "x"}), Unreachable) for status in (400, 402, 408, 422, 429)),
    *((f"{status}", Step(status=status, body={"message": "x"}), Unreachable) for status in (500, 502, 503, 504)),
    ("524 page", Step(status=524, body="<html>A timeout occurred</html>"), Unreachable),
    ("redirect", Step(status=302, body="", headers={"Location": "{url}/v2/generate/audio"}), Unreachable),
    ("page", Step(body="<!doctype html><p>Welcome to the hotel WiFi"), Unreachable),
    ("empty", Step(body=""), Unreachable),
    ("bad JSON", Step(body='{"status": "que'), Unreachable),
    ("deep JSON", Step(body="[" * 100_000), Unreachable),
    ("list", Step(body=[job("completed")]), Unreachable),
    ("text", Step(body='"completed"'), Unreachable),
    ("number", Step(body="7"), Unreachable),
    ("null", Step(body="null"), Unreachable),
    ("nothing", Step(body={}), Unreachable),
    ("error without a state", Step(body={"message": "Something went wrong"}), Unreachable),
    ("bytes", Step(body=b"\x00\xff\xfe"), Unreachable),
    ("endless", Step(body="x" * 2_000_000), Unreachable),
    ("broken gzip", Step(body=b"no gzip", headers={"Content-Encoding": "gzip"}), Unreachable),
    ("reset", Step(reset=True), Unreachable),
    ("cut", Step(body=job("completed"), cut_after=10), Unreachable),
]


@pytest.mark.contract(33, 34, 37)
@pytest.mark.parametrize(("step", "error"), [pytest.param(*row[1:], id=row[0]) for row in FAULTS])
def test_a_poll_without_a_usable_answer_does_not_end_the_job(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, step: Step, error: type[DemotapeError]
) -> None:
    ticket = engine.submit(request_, job_id="j").ticket
    fake.script("poll", step)
    with pytest.raises(error) as raised:
        engine.poll(request_, ticket)
    assert type(raised.value) is error
    assert "<" not in raised.value.message
    assert fake.count("poll") == 1
    if error is not Unreachable:
        assert raised.value.charged is Charged.UNKNOWN
    assert engine.poll(request_, ticket).is_done  # the next one is served as if nothing had been


@pytest.mark.contract(26)
@pytest.mark.parametrize(
    "step", [pytest.param(Step(delay_s=5), id="silence"), pytest.param(Step(drip_s=0.05), id="drip")]
)
def test_a_poll_that_takes_too_long_is_given_up(
    hasty_engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, step: Step
) -> None:
    fake.script("poll", step)
    with pytest.raises(Unreachable, match="did not answer in time"):
        hasty_engine.poll(request_, TICKET)


@pytest.mark.contract(24)
@pytest.mark.parametrize("http_status", [429, 503])
def test_a_busy_provider_may_say_when_to_ask_again(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, http_status: int
) -> None:
    fake.script("poll", Step(status=http_status, body="", headers={"Retry-After": "12"}))
    with pytest.raises(Unreachable) as raised:
        engine.poll(request_, TICKET)
    assert raised.value.retry_after_s == 12.0


def test_no_network_is_told_plainly(make_engine: EngineMaker, request_: Request) -> None:
    engine = make_engine(aimlapi_base_url="http://no-such-host.invalid")
    with pytest.raises(Unreachable, match=r"^no-such-host.invalid could not be found. There may be no network.$"):
        engine.poll(request_, TICKET)


@pytest.mark.contract(41)
def test_many_jobs_at_once_do_not_mix(engine: AimlapiEngine, fake: FakeAimlapi) -> None:
    def run(number: int) -> tuple[str, str]:
        request = Request(engine="aimlapi", prompt=f"number {number}", length_s=10.0)
        ticket = engine.submit(request, job_id=f"job-{number}").ticket
        for _ in range(3):
            status = engine.poll(request, ticket)
        assert status.audio is not None
        return ticket, status.audio

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(run, range(24)))
    assert {ticket for ticket, _ in results} == set(fake.jobs)
    assert all(audio.endswith(f"/{fake.jobs[ticket].token}.mp3") for ticket, audio in results)
    assert fake.count("submit") == 24
