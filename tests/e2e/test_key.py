"""A whole visit with two keys, after which neither is anywhere but in what the provider was asked with."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import requests
from playwright.sync_api import Page, WebSocket, expect

from tests.conftest import wait_until
from tests.fakes.aimlapi import FakeAimlapi, Step
from tests.fakes.server import COMMAND, Server, clean_environment, serve

FROM_ENVIRONMENT = "sk-environment-5f2c9a7e1b"
TYPED = "sk-typed+by/hand=83d1e6c4f0"
READY_MS = 60_000


def forms(key: str) -> list[bytes]:
    """The key as it may stand in a file or on a wire: plain, in an address, in JSON, in base64, in UTF-16."""
    plain = key.encode()
    packed = []
    for offset in range(3):
        # What lies before the key decides how it is cut into groups of three bytes; the ends depend on neighbours.
        text = base64.b64encode(bytes(offset) + plain)
        packed.append(text[4 : 4 * ((offset + len(plain)) // 3)])
    return [plain, quote(key, safe="").encode(), json.dumps(key).strip('"').encode(), key.encode("utf-16-le"), *packed]


@pytest.mark.parametrize("wrap", [lambda data: data, base64.b64encode, lambda data: data.decode().encode("utf-16-le")])
@pytest.mark.parametrize("before", ["", "x", "xy", "xyz"])
def test_a_key_is_found_in_every_wrapping(wrap: Callable[[bytes], bytes], before: str) -> None:
    found = wrap(f"{before}Bearer {TYPED} and more".encode())
    assert any(form in found for form in forms(TYPED))


class Seen:
    """Everything that left the server towards people, by where it was seen."""

    def __init__(self) -> None:
        self.things: list[tuple[str, bytes]] = []

    def add(self, where: str, what: str | bytes) -> None:
        self.things.append((where, what if isinstance(what, bytes) else what.encode()))

    def watch(self, page: Page) -> None:
        """Note every message of the page's websocket, from which all of it is drawn."""

        def listen(socket: WebSocket) -> None:
            self.add("websocket address", socket.url)
            socket.on("framereceived", lambda frame: self.add("websocket", frame))

        page.on("websocket", listen)
        page.on("console", lambda message: self.add("console", message.text))

    def holding(self, key: str) -> list[str]:
        return sorted({where for where, what in self.things if any(form in what for form in forms(key))})


@pytest.fixture
def provider() -> Iterator[FakeAimlapi]:
    with FakeAimlapi(generate_s=0.3, key=FROM_ENVIRONMENT) as fake:
        yield fake


@pytest.fixture
def server(provider: FakeAimlapi, tmp_path: Path) -> Iterator[Server]:
    environ = {"AIMLAPI_BASE_URL": provider.url, "AIMLAPI_KEY": FROM_ENVIRONMENT, "PYTHONASYNCIODEBUG": "1"}
    with serve(tmp_path / "data", env=environ) as running:
        yield running


def quoting(key: str) -> dict[str, list[Step]]:
    """Faults of every call in which the provider quotes the key."""
    return {
        "submit": [
            Step(status=401, body={"message": f"Bad key {key}", "requestId": key}, headers={"x-request-id": key}),
            Step(status=500, body={"message": f'400 {{"detail": "Bearer {key}"}}'}),
            Step(status=400, body={"detail": {"status": "bad_prompt", "data": {"prompt_suggestion": key}}}),
            Step(status=200, body=f"<html>{key}</html>"),
            Step(status=200, body={"id": f"ticket of {key}", "status": "error", "error": key}),
        ],
        "poll": [
            Step(status=502, body=f"<html>{key}</html>"),
            Step(status=401, body={"message": f"{key} is not known"}),
        ],
        "audio": [
            Step(status=403, body=f"<Error>{key}</Error>"),
        ],
    }


@pytest.mark.contract(4)
@pytest.mark.timeout(300)
def test_no_key_is_anywhere_after_a_whole_visit(
    page: Page, server: Server, provider: FakeAimlapi, tmp_path: Path, page_errors: list[str]
) -> None:
    seen = Seen()
    seen.watch(page)
    visit(page, server)
    use_up(page, server, provider, key=FROM_ENVIRONMENT, seen=seen)
    look_around(page, server, seen)
    use_the_command(server, provider, seen)

    page.goto(f"{server.url}/settings")
    page.get_by_label("New key").fill(TYPED)
    page.get_by_role("button", name="Use this key").click()
    expect(page.get_by_text("The key is used from now on")).to_be_visible()
    provider.key = TYPED
    page.get_by_role("button", name="Test", exact=True).click()
    expect(page.get_by_text("The provider takes the key")).to_be_visible()
    seen.add("Settings", page.content())
    visit(page, server)
    use_up(page, server, provider, key=TYPED, seen=seen, submits=1)
    look_around(page, server, seen)
    page_errors.clear()
    page.goto("about:blank")

    server.stop()
    for path in (*tmp_path.rglob("*"), server.log):
        if path.is_file():
            seen.add(str(path), path.read_bytes())
    for request in provider.seen:
        headers = {name: text for name, text in request.headers.items() if name != "authorization"}
        seen.add(f"request: {request.kind}", f"{request.path} {request.query} {headers}".encode() + request.body)
    places = {where for where, _ in seen.things}
    assert {"websocket", "Settings", "command", "route", str(server.log), str(server.data / "demotape.db")} <= places
    assert seen.holding(FROM_ENVIRONMENT) == []
    assert seen.holding(TYPED) == []
    keys = {seen.headers.get("authorization") for seen in provider.seen if seen.kind in ("submit", "poll", "billing")}
    assert keys == {f"Bearer {FROM_ENVIRONMENT}", f"Bearer {TYPED}"}
    assert not any("authorization" in seen.headers for seen in provider.seen if seen.kind in ("audio", "models"))


def visit(page: Page, server: Server) -> None:
    page.goto(server.url)
    page.get_by_role("radiogroup", name="Engine").get_by_role("radio", name="AI/ML API").click(timeout=READY_MS)
    expect(page.get_by_role("combobox", name="Model")).to_be_visible()


def use_up(
    page: Page, server: Server, provider: FakeAimlapi, *, key: str, seen: Seen, submits: int | None = None
) -> None:
    """Press Generate until every fault was met, or so many of the submit, and once more for a take."""
    faults = quoting(key)
    failing = page.locator("[class*='st-key-job-']")
    box = page.get_by_role("textbox", name="Prompt")
    takes = page.locator("[class*='st-key-take-']")
    had = takes.count()
    for number, step in enumerate(faults["submit"][:submits]):
        provider.script("submit", step)
        press(page, box, f"fault {number} of {len(key)}")
        expect(failing).to_have_count(number + 1)
        expect(failing.first.get_by_role("button", name="Use again")).to_be_visible(timeout=READY_MS)
    seen.add("Create", page.content())
    for kind in ("poll", "audio"):
        provider.script(kind, *faults[kind])
    press(page, box, f"a take of {len(key)}")
    again = page.get_by_role("button", name="Check again")
    expect(again).to_be_visible(timeout=READY_MS)
    seen.add("Create", page.content())
    again.click()
    expect(takes).to_have_count(had + 1, timeout=READY_MS)
    seen.add("Create", page.content())
    for dismiss in ("Dismiss", "Give up"):
        while failing.get_by_role("button", name=dismiss).count():
            count = failing.count()
            failing.get_by_role("button", name=dismiss).first.click()
            expect(failing).to_have_count(count - 1)


def press(page: Page, box: object, prompt: str) -> None:
    box.fill(prompt)
    box.blur()
    page.get_by_role("button", name="Generate", exact=True).click()


def look_around(page: Page, server: Server, seen: Seen) -> None:
    """Every page, route and download."""
    for path, heading in (("library", "Library"), ("usage", "Usage"), ("settings", "Settings")):
        page.goto(f"{server.url}/{path}")
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible(timeout=READY_MS)
        wait_until(lambda: page.get_by_test_id("stStatusWidget").count() == 0)
        seen.add(heading, page.content())
    page.goto(f"{server.url}/usage")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download all as CSV").click(timeout=READY_MS)
    seen.add("CSV", Path(download.value.path()).read_bytes())
    listed = json.loads(told(server, "jobs", "--json"))
    assert isinstance(listed, list)
    for path in take_ids(server):
        for route in (f"takes/{path}/audio", f"takes/{path}/peaks", f"takes/{path}/download/wav", "health", "takes/x"):
            answer = requests.get(f"{server.url}/{route}", timeout=30)
            seen.add("route", f"{answer.headers}".encode() + answer.content)


def take_ids(server: Server) -> list[str]:
    return [path.stem for path in (server.data / "audio").rglob("*.mp3")]


def use_the_command(server: Server, provider: FakeAimlapi, seen: Seen) -> None:
    """The command beside the server, with the key in its environment."""
    for step in (None, Step(status=401, body={"message": f"Bad key {FROM_ENVIRONMENT}"})):
        if step:
            provider.script("submit", step)
        seen.add("command", told(server, "generate", "by command", "--engine", "aimlapi", "--json"))
    for asked in (("engines", "--json"), ("jobs",), ("jobs", "--json")):
        seen.add("command", told(server, *asked))


def told(server: Server, *arguments: str) -> str:
    environ = clean_environment() | {"AIMLAPI_KEY": FROM_ENVIRONMENT}
    command = [str(COMMAND), *arguments, "--data", str(server.data)]
    done = subprocess.run(command, env=environ, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.stdout, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + (done.stderr if arguments[0] != "jobs" else "")
