"""A running studio: the whole server over HTTP, and the command beside it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
import soundfile as sf

from demotape.server import VISITOR_COOKIE
from tests.fakes.server import COMMAND, Server, clean_environment, serve

PAGE = {"accept": "text/html,*/*;q=0.8", "accept-encoding": "gzip, deflate, br"}


@dataclass(frozen=True)
class Beside:
    """What `demotape generate` did while the studio was running."""

    out: Path
    returncode: int
    error: str
    facts: dict[str, object]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(tmp_path_factory.mktemp("served") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def beside(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Beside:
    out = tmp_path_factory.mktemp("out") / "take.flac"
    command = [COMMAND, "generate", "lo-fi", "--length", "3", "--out", out, "--json", "--data", server.data]
    done = subprocess.run(command, env=clean_environment(), check=False, capture_output=True, text=True)
    return Beside(out, done.returncode, done.stderr, json.loads(done.stdout or "{}"))


def test_the_command_hands_its_job_to_the_running_studio(server: Server, beside: Beside) -> None:
    assert (beside.returncode, beside.error) == (0, "")
    assert sf.info(beside.out).frames == 3 * 44_100
    assert beside.facts["understood"] == ["lo-fi"]
    assert requests.get(f"{server.url}/takes/{beside.facts['id']}/peaks", timeout=30).status_code == 200


def test_audio_is_never_packed_so_that_parts_fit(server: Server, beside: Beside) -> None:
    url = f"{server.url}/takes/{beside.facts['id']}/audio"
    whole = requests.get(url, headers=PAGE, timeout=30)
    part = requests.get(url, headers=PAGE | {"range": "bytes=1000-1999"}, timeout=30)
    assert whole.headers["content-type"] == "audio/wav"
    assert "content-encoding" not in whole.headers
    assert (part.status_code, part.content) == (206, whole.content[1000:2000])
    assert "content-encoding" not in part.headers


@pytest.mark.parametrize("path", ["", "library"])
def test_every_page_has_its_own_address(server: Server, path: str) -> None:
    response = requests.get(f"{server.url}/{path}", headers=PAGE, timeout=30)
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    assert VISITOR_COOKIE in response.cookies


def test_only_the_first_page_carries_the_cookie(server: Server) -> None:
    browser = requests.Session()
    for path in ("_stcore/health", "health", "static/nothing.js"):
        assert VISITOR_COOKIE not in browser.get(f"{server.url}/{path}", timeout=30).cookies
    assert VISITOR_COOKIE in browser.get(server.url, headers=PAGE, timeout=30).cookies
    assert VISITOR_COOKIE not in browser.get(server.url, headers=PAGE, timeout=30).cookies


def test_what_is_not_there_is_told_in_words(server: Server) -> None:
    response = requests.get(f"{server.url}/takes/nobody/audio", timeout=30)
    assert (response.status_code, response.json()["message"]) == (404, "There is no such take.")


@pytest.mark.parametrize("own_folder", [False, True], ids=["same folder", "same port"])
def test_a_second_studio_is_refused_in_one_sentence(server: Server, tmp_path: Path, own_folder: bool) -> None:
    data = tmp_path / "data" if own_folder else server.data
    command = [COMMAND, "--data", data, "--port", str(server.port), "--no-browser"]
    done = subprocess.run(command, env=clean_environment(), check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert (f"Port {server.port}" if own_folder else "Another Demotape is running") in done.stderr
    assert requests.get(f"{server.url}/health", timeout=30).status_code == 200
