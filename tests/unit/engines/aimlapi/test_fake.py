"""The provider on loopback as a program of its own, the way end-to-end tests run it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request as HttpRequest
from urllib.request import urlopen

import pytest

from demotape.errors import Unreachable
from demotape.models import Request
from tests.fakes.aimlapi import FakeAimlapi

from .conftest import EngineMaker

ROOT = Path(__file__).parents[4]


@pytest.fixture
def program(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "take.mp3").write_bytes(b"ID3 from a file")
    command = [sys.executable, "-m", "tests.fakes.aimlapi", "--generate-seconds", "0", "--audio", tmp_path / "take.mp3"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


def test_the_program_can_be_scripted_and_counts(
    program: str, make_engine: EngineMaker, request_: Request, tmp_path: Path
) -> None:
    engine = make_engine(aimlapi_base_url=program)
    script = json.dumps({"poll": [{"status": 502, "body": "<html>"}], "generate_s": 0}).encode()
    with urlopen(HttpRequest(f"{program}/_fake/script", data=script, method="POST")) as answer:
        assert answer.status == 200
    ticket = engine.submit(request_, job_id="j").ticket
    with pytest.raises(Unreachable):
        engine.poll(request_, ticket)
    engine.fetch(request_, engine.poll(request_, ticket), tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"ID3 from a file"
    with urlopen(f"{program}/_fake/counts") as answer:
        counts = json.load(answer)
    assert (counts["submit"], counts["poll"], counts["audio"]) == (1, 2, 1)
    (job,) = counts["jobs"]
    assert job["id"] == ticket
    assert job["polls"] == 2
    assert job["created_at"] <= job["ready_at"] <= job["fetched_at"]


def test_a_job_goes_through_the_states_of_the_provider(make_engine: EngineMaker, request_: Request) -> None:
    with FakeAimlapi(generate_s=0.5, audio=b"ID3") as fake:
        engine = make_engine(aimlapi_base_url=fake.url)
        ticket = engine.submit(request_, job_id="j").ticket
        states = [engine.poll(request_, ticket)]
        while not states[-1].is_done:
            states.append(engine.poll(request_, ticket))
        assert ":" in ticket
        assert "/" in ticket
        assert {(status.is_generating, status.is_done) for status in states} >= {(True, False), (True, True)}
        engine.close()
