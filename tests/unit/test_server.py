"""The routes and the visitor's cookie, over real HTTP."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from email.message import Message
from pathlib import Path

import pytest
import requests
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route

from demotape.audio.edit import Trim
from demotape.errors import DatabaseUnusable, DataFolderInUse, DemotapeError, SettingsInvalid
from demotape.models import Take
from demotape.naming import file_name
from demotape.server import VISITOR_COOKIE, Door, VisitorCookie, door, routes, tell
from demotape.settings import SETTINGS_FILE, Settings
from demotape.storage import hold
from demotape.studio import Studio
from tests.conftest import wait_until
from tests.fakes.audio import tone
from tests.unit.conftest import shelve

PAGE = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SOUND = tone(2.0, format="mp3")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The routes, with a page beside them, on a server of their own."""
    app = Starlette(
        routes=[*routes, Route("/", lambda _: HTMLResponse("<h1>Demotape</h1>"))],
        middleware=[Middleware(VisitorCookie)],
        exception_handlers={DemotapeError: tell},
    )
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_until(lambda: server.started)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def through(monkeypatch: pytest.MonkeyPatch) -> Future[Studio]:
    """What the routes find behind the door."""
    found: Future[Studio] = Future()
    monkeypatch.setattr(door, "_studio", found)
    return found


@pytest.fixture
def url(address: str, through: Future[Studio], studio: Studio) -> str:
    """The address of a server whose studio is open."""
    through.set_result(studio)
    return address


@pytest.fixture
def take(url: str, studio: Studio) -> Take:
    return shelve(studio, SOUND)


def get(url: str, **headers: str) -> requests.Response:
    return requests.get(url, headers=headers, timeout=30)


# Audio


def test_audio_is_the_original(url: str, take: Take) -> None:
    response = get(f"{url}/takes/{take.id}/audio")
    assert response.status_code == 200
    assert response.content == SOUND
    assert response.headers["content-type"] == "audio/mpeg"
    assert response.headers["accept-ranges"] == "bytes"
    assert response.headers["cache-control"] == "private, no-cache"
    assert "content-disposition" not in response.headers


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-", slice(None)),
        ("bytes=0-0", slice(1)),
        ("bytes=100-199", slice(100, 200)),
        ("bytes=1000-", slice(1000, None)),
        ("bytes=-500", slice(-500, None)),
        (f"bytes=100-{10**9}", slice(100, None)),
    ],
)
@pytest.mark.parametrize("path", ["audio", "download/mp3"])
def test_a_part_is_answered_with_that_part(url: str, take: Take, path: str, asked: str, part: slice) -> None:
    whole = get(f"{url}/takes/{take.id}/{path}").content
    response = get(f"{url}/takes/{take.id}/{path}", range=asked)
    places = range(len(whole))[part]
    assert response.status_code == 206
    assert response.headers["content-range"] == f"bytes {places[0]}-{places[-1]}/{len(whole)}"
    assert response.content == whole[part]


def test_a_part_beyond_the_end_cannot_be_had(url: str, take: Take) -> None:
    response = get(f"{url}/takes/{take.id}/audio", range=f"bytes={len(SOUND)}-")
    assert response.status_code == 416
    assert response.headers["content-range"].endswith(f"*/{len(SOUND)}")


def test_the_waveform_is_handed_over_as_it_was_measured(url: str, take: Take) -> None:
    response = get(f"{url}/takes/{take.id}/peaks")
    assert response.content == take.measured.peaks
    assert len(response.content) > 100
    assert "immutable" in response.headers["cache-control"]


# Downloads


def named(response: requests.Response) -> str | None:
    """The file name that a browser reads out of the header."""
    header = Message()
    header["content-disposition"] = response.headers["content-disposition"]
    assert header.get_content_disposition() == "attachment"
    return header.get_filename()


@pytest.mark.parametrize("to", ["original", "mp3", "wav", "flac"])
def test_head_prepares_a_download_and_get_delivers_it(url: str, take: Take, studio: Studio, to: str) -> None:
    head = requests.head(f"{url}/takes/{take.id}/download/{to}", timeout=30)
    whole = get(f"{url}/takes/{take.id}/download/{to}")
    assert (head.status_code, whole.status_code) == (200, 200)
    assert head.content == b""
    assert int(head.headers["content-length"]) == len(whole.content)
    assert whole.content == studio.workbench.file(take, to=to).result().read_bytes()
    assert whole.headers["content-type"].startswith("audio/")
    assert named(whole) == f"A quiet tune.{'mp3' if to == 'original' else to}"


@pytest.mark.contract(49)
@pytest.mark.parametrize(
    "title",
    ["Café Müller", "夜のジャズ 🎷", 'say "hi"; x=1', "../../etc/passwd", "100% % %41", "a\\b'c", "x" * 80, "🎷" * 80],
)
def test_a_download_has_the_title_as_its_name(url: str, take: Take, studio: Studio, title: str) -> None:
    studio.rename(take.id, title)
    assert named(get(f"{url}/takes/{take.id}/download/mp3")) == file_name(title, "mp3")


@pytest.mark.parametrize("name", ["original", "opus", "mp3-320"])
def test_a_file_is_made_in_the_background_until_it_is_there(url: str, take: Take, name: str) -> None:
    shares = []
    while not shares or shares[-1] < 1:
        response = get(f"{url}/takes/{take.id}/making/{name}")
        assert response.status_code == 200
        shares.append(response.json()["share"])
    assert all(0 <= share <= 1 for share in shares)
    assert get(f"{url}/takes/{take.id}/download/{name}").status_code == 200


def test_a_take_can_be_looked_into(url: str, take: Take) -> None:
    assert len(get(f"{url}/takes/{take.id}/waveform").content) == pytest.approx(2 * 400 * 2.0, rel=0.05)
    picture = get(f"{url}/takes/{take.id}/spectrogram")
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    slow = get(f"{url}/takes/{take.id}/half-speed")
    assert (slow.headers["content-type"], slow.content[:4]) == ("audio/flac", b"fLaC")


def test_an_edit_can_be_heard_before_it_is_saved(url: str, take: Take, studio: Studio) -> None:
    preview = studio.workbench.render(take, (Trim(0.5, 1.5),)).result()
    audio = get(f"{url}/takes/{take.id}/edits/{preview.key}/audio", range="bytes=0-99")
    assert (audio.status_code, audio.content[:4]) == (206, b"fLaC")
    assert len(get(f"{url}/takes/{take.id}/edits/{preview.key}/peaks").content) == 2 * 400


# What is not there


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("nobody/audio", "There is no such take."),
        ("nobody/peaks", "There is no such take."),
        ("nobody/download/mp3", "There is no such take."),
        ("..%2F..%2Fsettings.toml/audio", None),
        ("%F0%9F%8E%B7/audio", "There is no such take."),
        ("{id}/download/m4a", "There is no format called m4a."),
        ("{id}/making/m4a", "There is nothing called m4a of this take."),
        ("{id}/edits/nothing/audio", "This preview is gone."),
        ("nobody/waveform", "There is no such take."),
        ("nobody/spectrogram", "There is no such take."),
        ("nobody/half-speed", "There is no such take."),
    ],
)
def test_what_is_not_there_is_told_in_words(url: str, take: Take, path: str, message: str | None) -> None:
    response = get(f"{url}/takes/{path.replace('{id}', take.id)}")
    assert response.status_code == 404
    if message is not None:
        assert response.json()["message"] == message
        assert response.json()["advice"]


def test_a_missing_file_is_told_in_words(url: str, take: Take, studio: Studio) -> None:
    studio.audio(take).unlink()
    for path in ("audio", "download/mp3", "download/wav"):
        response = get(f"{url}/takes/{take.id}/{path}")
        assert response.status_code == 404
        assert response.json()["message"].startswith("The audio file of this take is missing")
    assert get(f"{url}/takes/{take.id}/peaks").status_code == 200


@pytest.mark.contract(52)
def test_audio_that_cannot_be_turned_is_told_in_words(url: str, take: Take, studio: Studio) -> None:
    studio.audio(take).write_bytes(b"\x00" * 5000)
    response = get(f"{url}/takes/{take.id}/download/flac")
    assert response.status_code == 503
    assert set(response.json()) == {"message", "advice"}


def test_nothing_can_be_written(url: str, take: Take) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert requests.request(method, f"{url}/takes/{take.id}/audio", timeout=30).status_code == 405


# The door


def test_health_answers_when_the_studio_is_open(url: str) -> None:
    assert get(f"{url}/health").json() == {"status": "ok"}


@pytest.mark.parametrize("path", ["health", "takes/any/audio"])
def test_a_studio_that_cannot_be_opened_is_told_in_words(address: str, through: Future[Studio], path: str) -> None:
    through.set_exception(DataFolderInUse("Another Demotape is running.", advice="Stop it."))
    for _ in range(2):
        response = get(f"{address}/{path}")
        assert response.status_code == 503
        assert response.json() == {"message": "Another Demotape is running.", "advice": "Stop it."}


def test_whoever_comes_early_waits_until_it_is_open(address: str, through: Future[Studio], studio: Studio) -> None:
    answers: list[int] = []
    early = threading.Thread(target=lambda: answers.append(get(f"{address}/health").status_code))
    early.start()
    assert answers == []
    through.set_result(studio)
    early.join()
    assert answers == [200]


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda data: (data / "demotape.db").write_bytes(b"no database" * 500), DatabaseUnusable),
        (hold, DataFolderInUse),
    ],
    ids=["database", "folder in use"],
)
def test_the_door_tells_everybody_why_it_stays_shut(tmp_path: Path, spoil: object, expected: type[Exception]) -> None:
    kept = spoil(tmp_path)
    shut = Door()
    shut.open(Settings(data=tmp_path))
    for _ in range(2):
        with pytest.raises(expected):
            shut.studio()
    shut.close()
    del kept


def test_the_door_tells_of_settings_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / SETTINGS_FILE).write_text("nonsense")
    monkeypatch.setenv("DEMOTAPE_DATA", str(tmp_path))
    shut = Door()
    shut.open()
    with pytest.raises(SettingsInvalid):
        shut.studio()
    shut.close()


# The cookie


def test_a_browser_gets_its_cookie_once(url: str) -> None:
    browser = requests.Session()
    browser.headers.update(PAGE)
    first = browser.get(url, timeout=30)
    attributes = first.headers["set-cookie"].split("; ")
    assert attributes[0].startswith(f"{VISITOR_COOKIE}=")
    assert {"Path=/", "HttpOnly", "SameSite=Lax", f"Max-Age={365 * 24 * 3600}"} == set(attributes[1:])
    for _ in range(2):
        assert "set-cookie" not in browser.get(url, timeout=30).headers


def test_every_browser_gets_another_one(url: str) -> None:
    assert len({get(url, **PAGE).cookies[VISITOR_COOKIE] for _ in range(3)}) == 3


@pytest.mark.parametrize("path", ["health", "takes/{id}/audio", "takes/{id}/download/mp3"])
@pytest.mark.parametrize("accept", ["*/*", "audio/webm,audio/*;q=0.9"])
def test_what_is_no_page_carries_no_cookie(url: str, take: Take, path: str, accept: str) -> None:
    assert "set-cookie" not in get(f"{url}/{path.replace('{id}', take.id)}", accept=accept).headers


@pytest.mark.parametrize("others", ["a/b={x}", "{json}=1", "a", "=;;=", 'q="un', "a,b=c d", "\xe9=\xff"])
def test_strange_cookies_of_other_servers_do_no_harm(url: str, others: str) -> None:
    assert "set-cookie" in get(url, cookie=others, **PAGE).headers
    known = get(url, cookie=f"{others}; {VISITOR_COOKIE}=abc", **PAGE)
    assert known.status_code == 200
    assert "set-cookie" not in known.headers


# Library


def test_a_file_is_imported_once(url: str, studio: Studio) -> None:
    headers = {"x-demotape-file": "Stra%C3%9Fe.wav", "cookie": f"{VISITOR_COOKIE}=somebody"}
    sound = tone(3.0, format="wav")
    answers = [requests.post(f"{url}/imports", data=sound, headers=headers, timeout=30).json() for _ in range(2)]
    (take_id,) = answers[0]["added"]
    assert answers[1]["there"] == [take_id]
    take = studio.take(take_id)
    assert (take.title, take.visitor, take.source) == ("Straße", "somebody", "imported")
    assert studio.audio(take).read_bytes() == sound


def test_what_is_no_audio_is_refused_and_leaves_nothing(url: str, studio: Studio) -> None:
    answer = requests.post(f"{url}/imports", data=b"hello", headers={"x-demotape-file": "a.mp3"}, timeout=30)
    assert answer.json()["refused"] == ["This is text instead of audio."]
    assert studio.count_takes() == 0
    assert not list((studio.settings.data / "incoming").iterdir())


def test_a_page_of_another_site_cannot_import(url: str, studio: Studio) -> None:
    assert requests.post(f"{url}/imports", data=SOUND, timeout=30).status_code == 400
    asked = {"origin": "http://evil.example", "access-control-request-headers": "x-demotape-file"}
    asked["access-control-request-method"] = "POST"
    allowed = requests.options(f"{url}/imports", headers=asked, timeout=30)
    assert "access-control-allow-origin" not in allowed.headers
    assert studio.count_takes() == 0


def test_an_export_is_handed_over_by_name(url: str, studio: Studio, take: Take) -> None:
    export = studio.collection.exports.start([take.id], visitor="me")
    wait_until(lambda: studio.collection.exports.get(export.id).state == "ready")
    answer = get(f"{url}/exports/{export.id}")
    assert answer.content.startswith(b"PK")
    assert "-1-takes.zip" in answer.headers["content-disposition"]
    for name in ("nothing", "..%2Fdemotape.db"):
        assert get(f"{url}/exports/{name}").status_code == 404
