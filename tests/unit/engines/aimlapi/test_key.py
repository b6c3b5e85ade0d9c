"""The key: where it goes, and that it goes nowhere else."""

from __future__ import annotations

import json
import logging
import pickle
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from demotape.engines.aimlapi import AimlapiEngine, create
from demotape.engines.base import Status
from demotape.errors import DemotapeError, KeyRejected, NotConfigured
from demotape.models import Charged, Request
from demotape.settings import Settings
from tests.fakes.aimlapi import FakeAimlapi, Step

from .conftest import EngineMaker

SECRET = "sk-secret/0123456789"


def test_what_the_engine_is(make_engine: EngineMaker) -> None:
    info = make_engine().info
    assert (info.name, info.costs_money, info.can_cancel, info.missing) == ("aimlapi", True, False, None)


def test_create_makes_the_engine_from_settings(tmp_path: Path) -> None:
    engine = create(Settings(data=tmp_path, aimlapi_key=SECRET))
    assert engine.info.missing is None
    engine.cancel("any")  # does nothing, and says so in `can_cancel`
    engine.close()


@pytest.mark.contract(1, 2)
@pytest.mark.parametrize("key", [None, "", "schlüssel", "two words", "line\nend", "日本", "nul\x00"])
def test_without_a_usable_key_nothing_is_called_and_it_says_where_to_get_one(
    make_engine: EngineMaker, fake: FakeAimlapi, request_: Request, tmp_path: Path, key: str | None
) -> None:
    engine = make_engine(aimlapi_key=key)
    assert engine.info.missing is not None
    for words in (
        "https://aimlapi.com/app/keys",
        "AIMLAPI_KEY",
        "aimlapi_key",
        str(tmp_path / "data" / "settings.toml"),
    ):
        assert words in engine.info.missing
    calls: list[Callable[[], object]] = [
        lambda: engine.submit(request_, job_id="j"),
        lambda: engine.poll(request_, "t"),
    ]
    for call in calls:
        with pytest.raises(NotConfigured) as raised:
            call()
        assert raised.value.charged is Charged.NO
        assert "https://aimlapi.com/app/keys" in raised.value.advice
        assert raised.value.message in engine.info.missing
    assert fake.seen == []


def test_a_wrong_key_is_rejected_by_the_provider(
    make_engine: EngineMaker, fake: FakeAimlapi, request_: Request
) -> None:
    engine = make_engine(aimlapi_key="another-key")
    with pytest.raises(KeyRejected, match="valid API key"):
        engine.submit(request_, job_id="j")
    assert fake.jobs == {}


def test_netrc_does_not_replace_the_key(
    make_engine: EngineMaker,
    fake: FakeAimlapi,
    request_: Request,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password theirs\n")
    monkeypatch.setenv("NETRC", str(netrc))
    engine = make_engine()
    status = engine.poll(request_, engine.submit(request_, job_id="j").ticket)
    engine.fetch(request_, status, tmp_path / "a")
    assert [seen.headers.get("authorization") for seen in fake.seen] == ["Bearer test-key"] * 2 + [None]


def test_cookies_are_not_kept(engine: AimlapiEngine, fake: FakeAimlapi, request_: Request) -> None:
    ticket = engine.submit(request_, job_id="j").ticket
    fake.script("poll", Step(headers={"Set-Cookie": "who=me; Path=/"}))
    engine.poll(request_, ticket)
    engine.poll(request_, ticket)
    assert "cookie" not in fake.requests("poll")[1].headers


STEPS = {
    "401 with echo": Step(status=401, body={"message": f"Bad key {SECRET}", "requestId": SECRET}),
    "403 with echo": Step(status=403, body=f"Bearer {SECRET}"),
    "400 with echo": Step(status=400, body={"error": {"detail": [{"msg": SECRET}]}}),
    "429 with echo": Step(status=429, body=SECRET),
    "500 with echo": Step(status=500, body={"message": '400 {"m": "' + SECRET + '"}'}),
    "bad prompt with echo": Step(status=400, body={"bad_prompt": SECRET, "prompt_suggestion": SECRET}),
    "failed with echo": Step(body={"id": "t", "status": "error", "error": f"<b>{SECRET}</b>"}),
    "done without url": Step(body={"id": "t", "status": "completed", "note": SECRET}),
    "JSON escapes": Step(status=400, body='{"message": "' + "".join(f"\\u{ord(c):04X}" for c in SECRET) + '"}'),
    "JSON in JSON": Step(status=400, body={"message": json.dumps({"message": SECRET}).replace("-", "\\u002d")}),
    "backslashes": Step(body='{"status": "error", "error": "' + SECRET.replace("/", "\\/") + '"}'),
    "HTML escapes": Step(status=400, body={"message": "".join(f"&#x{ord(c):X};" for c in SECRET), "requestId": "r"}),
    "page": Step(status=502, body=f"<html>{SECRET}</html>"),
    "reset": Step(reset=True, status=200),
    "cut": Step(status=200, body={"id": SECRET}, cut_after=3),
    "redirect": Step(status=302, body="", headers={"Location": f"http://other.example/{SECRET}"}),
}


def chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def assert_keeps(error: DemotapeError, secret: str) -> None:
    shown = "".join(traceback.format_exception(error))
    for link in chain(error):
        assert not isinstance(link, requests.RequestException)  # they hold the request and its headers
        shown += repr(link) + repr(vars(link)) + repr(link.args)
        for frame, _ in traceback.walk_tb(link.__traceback__):
            if "demotape" in frame.f_globals["__name__"]:
                shown += "".join(repr(value) for value in frame.f_locals.values() if value is not secret)
    shown += repr(error.problem) + repr(pickle.loads(pickle.dumps(error)).problem)  # noqa: S301 - our own
    assert secret not in shown


@pytest.mark.contract(4)
@pytest.mark.parametrize("kind", ["submit", "poll", "audio"])
@pytest.mark.parametrize("name", STEPS)
def test_the_key_is_in_no_error_log_or_traceback(
    *,
    make_engine: EngineMaker,
    fake: FakeAimlapi,
    request_: Request,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    kind: str,
    name: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    engine = make_engine(aimlapi_key=SECRET)
    fake.script(kind, STEPS[name])
    calls: dict[str, Callable[[], object]] = {
        "submit": lambda: engine.submit(request_, job_id="j"),
        "poll": lambda: engine.poll(request_, "t"),
        "audio": lambda: engine.fetch(request_, Status(ticket="t", audio=f"{fake.url}/audio/x"), tmp_path / "a"),
    }
    raised: DemotapeError | None = None
    try:
        calls[kind]()
    except DemotapeError as error:
        raised = error
    if raised is not None:
        if kind == "audio":
            assert SECRET not in fake.requests("audio")[0].headers.values()
        else:
            assert_keeps(raised, SECRET)
    assert SECRET not in caplog.text
    assert SECRET not in repr(engine) + repr(vars(engine)) + repr(vars(engine._at))


@pytest.mark.parametrize("base_url", ["http://no-such-host.invalid", "http://127.0.0.1:1", "https://127.0.0.1:{port}"])
def test_the_key_is_in_no_error_of_the_network(
    make_engine: EngineMaker, fake: FakeAimlapi, request_: Request, base_url: str
) -> None:
    engine = make_engine(aimlapi_key=SECRET, aimlapi_base_url=base_url.replace("{port}", str(fake.port)))
    calls: list[Callable[[], object]] = [
        lambda: engine.submit(request_, job_id="j"),
        lambda: engine.poll(request_, "t"),
    ]
    for call in calls:
        with pytest.raises(DemotapeError) as raised:
            call()
        assert_keeps(raised.value, SECRET)
        assert raised.value.__cause__ is not None  # the technical cause is there all the same


def test_a_login_in_the_base_url_is_not_shown(make_engine: EngineMaker, request_: Request) -> None:
    engine = make_engine(aimlapi_base_url="http://user:password@no-such-host.invalid")
    with pytest.raises(DemotapeError) as raised:
        engine.poll(request_, "t")
    assert "password" not in "".join(traceback.format_exception(raised.value))
