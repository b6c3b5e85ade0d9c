"""Fetch: the bytes as they are, from addresses that may be opened."""

from __future__ import annotations

import contextlib
import gzip
import io
import pathlib
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Self

import pytest

from demotape.engines.aimlapi import AimlapiEngine, Timeouts
from demotape.engines.base import Status
from demotape.errors import (
    AudioUnavailable,
    DataFolderUnusable,
    DemotapeError,
    DiskFull,
    UnknownOutcome,
    Unreachable,
)
from demotape.models import Charged, Request
from tests.fakes.aimlapi import FakeAimlapi, Step

from .conftest import AUDIO, EngineMaker

REDIRECT = Step(status=302, body="", headers={"Location": "/audio/next.mp3"})
CHUNKED = {"Transfer-Encoding": "chunked", "Content-Type": "audio/mpeg"}


def at(url: str | None) -> Status:
    return Status(ticket="t", is_done=True, audio=url)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "audio" / "take.part"


@pytest.fixture(autouse=True)
def _folder(target: Path) -> None:
    target.parent.mkdir()


@pytest.mark.contract(4, 46)
def test_the_bytes_arrive_unaltered_and_the_key_stays_here(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, target: Path
) -> None:
    status = engine.poll(request_, engine.submit(request_, job_id="j").ticket)
    engine.fetch(request_, status, target)
    assert target.read_bytes() == AUDIO
    (seen,) = fake.requests("audio")
    assert "authorization" not in seen.headers
    assert "test-key" not in str(seen)


@pytest.mark.contract(47)
@pytest.mark.parametrize(
    "step",
    [
        pytest.param(Step(headers={"Content-Type": "application/octet-stream"}), id="vague type"),
        pytest.param(Step(headers={"Content-Type": ""}), id="no type"),
        pytest.param(Step(status=200, body=gzip.compress(AUDIO), headers={"Content-Encoding": "gzip"}), id="gzip"),
        pytest.param(Step(status=200, body=b"4\r\nID3\x04\r\n0\r\n\r\n", headers=CHUNKED), id="chunked"),
        pytest.param(Step(drip_s=0.001, drip_bytes=20_000), id="slow"),
    ],
)
def test_audio_comes_in_many_ways(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, target: Path, step: Step
) -> None:
    fake.script("audio", step)
    engine.fetch(request_, at(f"{fake.url}/audio/x.mp3"), target)
    assert target.read_bytes() == (b"ID3\x04" if step.headers == CHUNKED else AUDIO)


FAULTS: list[tuple[str, Step, type[DemotapeError], str]] = [
    *(
        (f"{status}", Step(status=status, body="x"), AudioUnavailable, f"HTTP {status}")
        for status in (401, 403, 404, 410)
    ),
    ("expired", Step(status=403, body="<Error><Code>AccessDenied</Code></Error>"), AudioUnavailable, "any more"),
    *((f"{status}", Step(status=status, body="x"), Unreachable, f"HTTP {status}") for status in (408, 429, 500, 503)),
    ("524 page", Step(status=524, body="<html>"), Unreachable, "HTTP 524"),
    ("204", Step(status=204, body=""), Unreachable, "HTTP 204"),
    ("206", Step(status=206, body=AUDIO), Unreachable, "HTTP 206"),
    ("redirect to nowhere", Step(status=302, body=""), Unreachable, "no address"),
    ("page", Step(status=200, body="<!doctype html><p>Sign in"), Unreachable, "web page"),
    (
        "page, wrong type",
        Step(status=200, body=b"\n <html>", headers={"Content-Type": "audio/mpeg"}),
        Unreachable,
        "web",
    ),
    ("XML", Step(status=200, body=b"\xef\xbb\xbf<?xml?>"), Unreachable, "web page"),
    ("JSON", Step(status=200, body={"error": "gone"}), Unreachable, "web page"),
    ("JSON, wrong type", Step(status=200, body=b'{"error": 1}'), Unreachable, "web page"),
    ("type says page", Step(headers={"Content-Type": "Text/HTML; charset=utf-8"}), Unreachable, "web page"),
    ("empty", Step(status=200, body=b""), Unreachable, "empty"),
    ("cut", Step(cut_after=20_000), Unreachable, "broke off after 20,000"),
    ("cut at once", Step(cut_after=0), Unreachable, "broke off after 0"),
    ("cut chunk", Step(status=200, body=b"ff\r\nID3", headers=CHUNKED, cut_after=7), Unreachable, "broke off"),
    (
        "cut gzip",
        Step(
            status=200, body=gzip.compress(bytes(range(256)) * 9, 0), headers={"Content-Encoding": "gzip"}, cut_after=99
        ),
        Unreachable,
        "broke off",
    ),
    ("bad gzip", Step(headers={"Content-Encoding": "gzip"}), Unreachable, "broke"),
    ("reset", Step(reset=True), Unreachable, "broke the connection off"),
]


@pytest.mark.contract(44, 45)
@pytest.mark.parametrize(("step", "error", "message"), [pytest.param(*row[1:], id=row[0]) for row in FAULTS])
def test_a_failed_download_leaves_nothing_behind_and_can_be_tried_again(
    *,
    engine: AimlapiEngine,
    fake: FakeAimlapi,
    request_: Request,
    target: Path,
    step: Step,
    error: type[DemotapeError],
    message: str,
) -> None:
    fake.script("audio", step)
    status = at(f"{fake.url}/audio/x.mp3")
    with pytest.raises(error) as raised:
        engine.fetch(request_, status, target)
    assert type(raised.value) is error
    assert message in raised.value.message
    assert list(target.parent.iterdir()) == []
    assert fake.count("audio") == 1
    engine.fetch(request_, status, target)
    assert target.read_bytes() == AUDIO


@pytest.mark.contract(45)
@pytest.mark.parametrize(
    "step",
    [
        pytest.param(Step(delay_s=5), id="silence"),
        pytest.param(Step(drip_s=0.05, drip_bytes=100), id="drip"),
        pytest.param(Step(headers={"Content-Length": "999999"}), id="less than announced"),
    ],
)
def test_a_download_that_takes_too_long_is_given_up(
    hasty_engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, target: Path, step: Step
) -> None:
    fake.script("audio", step)
    with pytest.raises(Unreachable, match="did not answer in time"):
        hasty_engine.fetch(request_, at(f"{fake.url}/audio/x.mp3"), target)
    assert list(target.parent.iterdir()) == []


@pytest.mark.contract(46)
@pytest.mark.parametrize(
    "step",
    [
        pytest.param(Step(), id="announced"),
        pytest.param(
            Step(status=200, body=b"fa00\r\n" + bytes(64_000) + b"\r\n0\r\n\r\n", headers=CHUNKED), id="unannounced"
        ),
        pytest.param(
            Step(status=200, body=gzip.compress(bytes(64_000)), headers={"Content-Encoding": "gzip"}), id="bomb"
        ),
    ],
)
def test_audio_beyond_the_size_cap_is_not_fetched(
    make_engine: EngineMaker, fake: FakeAimlapi, request_: Request, target: Path, step: Step
) -> None:
    fake.script("audio", step)
    with pytest.raises(AudioUnavailable, match="larger than"):
        make_engine(max_audio_bytes=50_000).fetch(request_, at(f"{fake.url}/audio/x.mp3"), target)
    assert list(target.parent.iterdir()) == []


@pytest.mark.contract(46)
@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "audio.mp3",
        "/audio/x.mp3",
        "file:///etc/passwd",
        "ftp://a.example/x",
        "data:audio/mpeg;base64,AA",
        "http://",
        "http://[::1/x",
    ],
)
def test_only_web_addresses_are_opened(engine: AimlapiEngine, request_: Request, target: Path, url: str | None) -> None:
    with pytest.raises(AudioUnavailable):
        engine.fetch(request_, at(url), target)


@pytest.mark.contract(46)
@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "a.localhost",
        "127.0.0.2",
        "127.1",  # a name to us, loopback to the resolver
        "0x7f000001",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "[fd00::1]",
        "[fd00:ec2::254]",
        "[fec0::1]",
        "[::7f00:1]",
        "[::ffff:169.254.169.254]",
        "[64:ff9b:1::a9fe:a9fe]",
        "[::]",
        "2130706433",
        "017700000001",
        "127.0.0.1.",
        "LOCALHOST",
        "localhost.",
        "255.255.255.255",
        "168.63.129.16",
        "100.100.100.200",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
    ],
)
@pytest.mark.parametrize("by_redirect", [False, True])
def test_addresses_inside_a_private_network_are_refused(
    *, make_engine: EngineMaker, fake: FakeAimlapi, request_: Request, target: Path, host: str, by_redirect: bool
) -> None:
    url = f"http://{host}:{fake.port}/audio/x.mp3"
    if by_redirect:
        fake.script("audio", Step(status=307, body="", headers={"Location": url}))
        engine = make_engine()
        url = f"{fake.url}/audio/x.mp3"
    else:
        engine = make_engine(aimlapi_base_url="https://api.aimlapi.com")
    with pytest.raises(AudioUnavailable, match="is not public"):
        engine.fetch(request_, at(url), target)
    assert fake.count("audio") == int(by_redirect)
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize(
    "address",
    [
        "http://{private}\\@{trusted}/audio/x.mp3",
        "http://{private}#@{trusted}/audio/x.mp3",
        "http://{private}?@{trusted}/audio/x.mp3",
        "http://{trusted}@{private}/audio/x.mp3",
        "http://{trusted}:80@{private}/audio/x.mp3",
        "http://{trusted}\t@{private}/audio/x.mp3",
        "http://{private}\n.{trusted}/audio/x.mp3",
        "http://{private}/@{trusted}",
        " http://{private}/audio/x.mp3",
        "HTTP://{private}/audio/x.mp3",
        "http:/{private}/audio/x.mp3",
        "http:\\\\{private}\\audio\\x.mp3",
        "//{private}/audio/x.mp3",
    ],
)
@pytest.mark.contract(46)
@pytest.mark.parametrize("by_redirect", [False, True])
def test_an_address_that_can_be_read_in_two_ways_opens_no_private_one(
    *, make_engine: EngineMaker, fake: FakeAimlapi, request_: Request, target: Path, address: str, by_redirect: bool
) -> None:
    """Parsers differ on which part is the host; the trust in one host must not open another."""
    with socket.create_server(("127.0.0.1", 0)) as inner:
        port = inner.getsockname()[1]
        url = address.format(private=f"127.0.0.1:{port}", trusted=f"localhost:{fake.port}")
        if by_redirect:
            fake.script("audio", Step(status=302, body="", headers={"Location": url.replace("\n", "%0a")}))
            url = f"http://localhost:{fake.port}/audio/x.mp3"
        engine = make_engine(
            aimlapi_base_url=f"http://localhost:{fake.port}", timeouts=Timeouts(connect_s=0.3, audio_s=0.3)
        )
        with contextlib.suppress(DemotapeError):
            engine.fetch(request_, at(url), target)
        inner.settimeout(0)
        with pytest.raises(BlockingIOError):  # nobody has connected
            inner.accept()


@pytest.mark.contract(46)
@pytest.mark.parametrize("url", ["http://user:word@{host}/audio/x.mp3", "http://{host}/audio/x.mp3?key=1"])
def test_no_login_is_sent_to_where_the_audio_lies(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, target: Path, url: str
) -> None:
    engine.fetch(request_, at(url.format(host=f"127.0.0.1:{fake.port}")), target)
    assert "authorization" not in fake.requests("audio")[0].headers


@pytest.mark.contract(46)
def test_behind_a_proxy_numbers_of_this_machine_are_refused_too(
    make_engine: EngineMaker, fake: FakeAimlapi, request_: Request, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", fake.url)
    engine = make_engine(aimlapi_base_url="http://api.example")
    for host in ("127.1", "0x7f000001", "2130706433", "0", "169.254.169.254", "[::1]"):
        with pytest.raises(AudioUnavailable, match="is not public"):
            engine.fetch(request_, at(f"http://{host}/audio/x.mp3"), target)
    assert fake.seen == []


class Dripping:
    """A server that sends what it is given, a byte at a time and for ever."""

    def __init__(self, begins: bytes, drip: bytes) -> None:
        self._begins, self._drip = begins, drip
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.set()
        self._listener.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            client, _ = self._listener.accept()
            with client:
                client.recv(65_536)
                client.sendall(self._begins)
                while not self._ends.wait(0.05):
                    client.sendall(self._drip)


OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.contract(26, 45)
@pytest.mark.parametrize(
    "begins",
    [
        pytest.param(b"", id="status line"),
        pytest.param(OK + b"X-Long: ", id="header"),
        pytest.param(OK + b"Transfer-Encoding: chunked\r\n\r\n4;", id="length of a chunk"),
        pytest.param(OK + b"Content-Length: 90000\r\n\r\nID3", id="body"),
        pytest.param(OK + b"Content-Encoding: gzip\r\n\r\n", id="packed body"),
    ],
)
@pytest.mark.parametrize("call", ["submit", "poll", "fetch"])
def test_an_answer_that_drips_for_ever_is_given_up(
    make_engine: EngineMaker, request_: Request, target: Path, begins: bytes, call: str
) -> None:
    with Dripping(begins, b"h") as server:
        engine = make_engine(
            aimlapi_base_url=f"http://127.0.0.1:{server.port}",
            timeouts=Timeouts(connect_s=0.4, submit_s=0.4, poll_s=0.4, audio_s=0.4, audio_total_s=0.6),
        )
        calls: dict[str, Callable[[], object]] = {
            "submit": lambda: engine.submit(request_, job_id="j"),
            "poll": lambda: engine.poll(request_, "t"),
            "fetch": lambda: engine.fetch(request_, at(f"http://127.0.0.1:{server.port}/a"), target),
        }
        with pytest.raises((UnknownOutcome, Unreachable)):
            calls[call]()
    assert list(target.parent.iterdir()) == []


@pytest.mark.contract(46)
def test_a_name_that_leads_into_this_machine_is_not_even_connected_to(
    make_engine: EngineMaker, request_: Request, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _host, *rest, **more: real("127.0.0.1", *rest, **more))
    with socket.create_server(("127.0.0.1", 0)) as inner:
        inner.setblocking(False)
        with pytest.raises(AudioUnavailable, match=r"cdn\.example is not public"):
            make_engine(aimlapi_base_url="https://api.aimlapi.com").fetch(
                request_, at(f"http://cdn.example:{inner.getsockname()[1]}/audio/x.mp3"), target
            )
        with pytest.raises(BlockingIOError):  # nobody has connected
            inner.accept()


@pytest.mark.contract(46)
def test_a_name_that_leads_elsewhere_the_second_time_is_sent_nothing(
    make_engine: EngineMaker, fake: FakeAimlapi, request_: Request, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, answers = socket.getaddrinfo, iter(["93.184.215.14"])
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda _host, *rest, **more: real(next(answers, "127.0.0.1"), *rest, **more),
    )
    with pytest.raises(AudioUnavailable, match=r"cdn\.example is not public"):
        make_engine(aimlapi_base_url="https://api.aimlapi.com").fetch(
            request_, at(f"http://cdn.example:{fake.port}/audio/x.mp3"), target
        )
    assert fake.seen == []


@pytest.mark.contract(46)
@pytest.mark.parametrize("redirects", [0, 1, 5, 6])
def test_at_most_five_redirects_are_followed(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, target: Path, redirects: int
) -> None:
    fake.script("audio", *[REDIRECT] * redirects)
    status = at(f"{fake.url}/audio/first.mp3")
    if redirects <= 5:
        engine.fetch(request_, status, target)
        assert target.read_bytes() == AUDIO
    else:
        with pytest.raises(AudioUnavailable, match="without end"):
            engine.fetch(request_, status, target)
    assert fake.count("audio") == min(redirects + 1, 6)
    assert all("authorization" not in seen.headers for seen in fake.requests("audio"))


@pytest.mark.parametrize("location", ["file:///etc/passwd", "gopher://a.example/"])
def test_a_redirect_to_something_else_is_refused(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, target: Path, location: str
) -> None:
    fake.script("audio", Step(status=302, body="", headers={"Location": location}))
    with pytest.raises(AudioUnavailable, match="something else than a web address"):
        engine.fetch(request_, at(f"{fake.url}/audio/x.mp3"), target)


def test_a_redirect_to_nonsense_is_refused(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, target: Path
) -> None:
    fake.script("audio", Step(status=302, body="", headers={"Location": "http://[::1/"}))
    with pytest.raises(AudioUnavailable, match="leads to something else than a web address"):
        engine.fetch(request_, at(f"{fake.url}/audio/x.mp3"), target)


def test_an_existing_file_is_never_overwritten(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, target: Path
) -> None:
    target.write_bytes(b"precious")
    with pytest.raises(DataFolderUnusable):
        engine.fetch(request_, at(f"{fake.url}/audio/x.mp3"), target)
    assert target.read_bytes() == b"precious"


def test_a_full_disk_is_told_as_such(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def open_full(_path: Path, _mode: str) -> io.FileIO:
        return io.FileIO("/dev/full", "w")

    monkeypatch.setattr(pathlib.Path, "open", open_full)
    with pytest.raises(DiskFull) as raised:
        engine.fetch(request_, at(f"{fake.url}/audio/x.mp3"), target)
    assert raised.value.charged is Charged.YES
    assert list(target.parent.iterdir()) == []


def test_a_folder_that_is_gone_is_told_as_such(
    engine: AimlapiEngine, fake: FakeAimlapi, request_: Request, target: Path
) -> None:
    target.parent.rmdir()
    with pytest.raises(DataFolderUnusable, match="No such file or directory"):
        engine.fetch(request_, at(f"{fake.url}/audio/x.mp3"), target)


def test_no_network_can_be_tried_again(make_engine: EngineMaker, request_: Request, target: Path) -> None:
    engine = make_engine(timeouts=Timeouts(connect_s=1.0))
    with pytest.raises(Unreachable, match="could not be found"):
        engine.fetch(request_, at("https://no-such-host.invalid/a.mp3"), target)
