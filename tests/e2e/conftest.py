"""A real browser and real servers for the tests in this folder."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tools.chromium import executable

ROOT = Path(__file__).parents[2]
START_TIMEOUT_S = 60

expect.set_options(timeout=30_000)  # other tests run beside these, on few cores


class Serve(Protocol):
    """Runs a Streamlit script in a server of its own; gives its address, without a trailing slash."""

    def __call__(self, script: Path, *, log: Path, environ: Mapping[str, str]) -> AbstractContextManager[str]: ...


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser without a window.

    For no longer than a module: playwright keeps an event loop running, beside which no studio can open.
    """
    arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--mute-audio"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=executable(), args=[*arguments, "--autoplay-policy=no-user-gesture-required"]
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page_errors() -> Iterator[list[str]]:
    """What went wrong in the page so far. A test that expects an error takes it out of the list."""
    errors: list[str] = []
    yield errors
    assert errors == []


@pytest.fixture
def watch(page_errors: list[str]) -> Callable[[Page], Page]:
    """Has every error in a page noted, and every request that leaves this machine."""

    def watched(page: Page) -> Page:
        page.on("console", lambda message: _note_error(message, page_errors))
        page.on("pageerror", lambda error: page_errors.append(str(error)))
        page.on("request", lambda request: _note_stranger(request.url, page_errors))
        return page

    return watched


@pytest.fixture
def new_page(browser: Browser, watch: Callable[[Page], Page]) -> Iterator[Callable[..., Page]]:
    """Opens watched pages, each a visitor of its own.

    Takes the options of a browser context, for example `viewport` and `color_scheme`.
    """
    contexts = []

    def open_page(**options: Any) -> Page:
        contexts.append(browser.new_context(**options))
        return watch(contexts[-1].new_page())

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def _profile(browser: Browser) -> Iterator[BrowserContext]:
    """One browser profile for most tests: with Streamlit in its cache, a page opens in half the time."""
    context = browser.new_context(viewport={"width": 1100, "height": 800}, color_scheme="light")
    yield context
    context.close()


@pytest.fixture
def page(_profile: BrowserContext, watch: Callable[[Page], Page]) -> Iterator[Page]:
    """A watched page of 1100 x 800 in the light theme, of somebody who was never here."""
    _profile.clear_cookies()
    page = watch(_profile.new_page())
    yield page
    for left in _profile.pages:
        if left.url.startswith("http"):
            left.evaluate("localStorage.clear()")
        left.close()


def _note_error(message: ConsoleMessage, page_errors: list[str]) -> None:
    # Behind a deep link Streamlit's page first looks for its server below the link's own path.
    is_search = re.search(r"/\w+/_stcore/", message.location["url"])
    if message.type == "error" and not is_search:
        page_errors.append(f"{message.text} {message.location['url']}")


def _note_stranger(url: str, page_errors: list[str]) -> None:
    parts = urlsplit(url)
    if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in ("127.0.0.1", "localhost"):
        page_errors.append(f"request to another host: {url}")


@pytest.fixture(scope="session")
def serve() -> Serve:
    return _serve


@contextmanager
def _serve(script: Path, *, log: Path, environ: Mapping[str, str]) -> Iterator[str]:
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", script.name, "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.headless", "true", "--server.fileWatcherType", "none"]
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            cwd=script.parent,
            env={**os.environ, "PYTHONPATH": str(ROOT), **environ},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/_stcore/health", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    pytest.fail(f"The server did not start:\n{log.read_text(errors='replace')}")
