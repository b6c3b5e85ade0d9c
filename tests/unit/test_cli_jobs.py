"""How jobs of the command line end, and what can be done about them afterwards."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import soundfile as sf

from demotape import cli
from demotape.cli import follow as following
from demotape.errors import GenerationFailed, Unreachable
from demotape.library import Database, JobShelf
from demotape.models import Charged, JobState, Problem, Request
from demotape.storage import hold
from tests.conftest import StudioShelf, wait_until
from tests.fakes.aimlapi import KEY, FakeAimlapi, FakeJob, Step
from tests.fakes.server import COMMAND, Server, clean_environment, serve

PROMPT = "a quiet tune"
REQUEST = Request(engine="aimlapi", prompt="a\x1b[2J tune", length_s=10)
NOBODY = "http://127.0.0.1:9"
"""Where nothing listens."""


def start(data: Path, *arguments: object, url: str) -> subprocess.Popen[str]:
    """The command as a process of its own, with a key for the provider at this address."""
    command = [str(COMMAND), *(str(argument) for argument in arguments), "--data", str(data)]
    environment = clean_environment() | {"AIMLAPI_KEY": KEY, "AIMLAPI_BASE_URL": url}
    return subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    error: str

    @property
    def json(self) -> dict[str, object]:
        return json.loads(self.out)


def end_of(process: subprocess.Popen[str]) -> Ended:
    out, error = process.communicate(timeout=120)
    assert "Traceback" not in error
    assert error.count("\n") <= 2
    return Ended(process.returncode, out, error)


def run(data: Path, *arguments: object, url: str) -> Ended:
    return end_of(start(data, *arguments, url=url))


Call = Callable[..., Ended]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, provider: FakeAimlapi) -> Call:
    """The command within this process, where a server runs the jobs: it need not be loaded anew."""
    monkeypatch.setenv("AIMLAPI_BASE_URL", provider.url)
    monkeypatch.setenv("AIMLAPI_KEY", KEY)

    def call(data: Path, *arguments: object) -> Ended:
        status = cli.main([*(str(argument) for argument in arguments), "--data", str(data)])
        return Ended(status, *capsys.readouterr())

    return call


@contextmanager
def shelved(data: Path) -> Iterator[JobShelf]:
    """The jobs of a data folder, behind the back of whoever runs them."""
    database = Database(f"sqlite:///{data / 'demotape.db'}")
    yield JobShelf(database)
    database.close()


def generate(*arguments: object) -> tuple[object, ...]:
    return ("generate", PROMPT, "--engine", "aimlapi", "--length", 10, "--json", *arguments)


# Beside a server


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeAimlapi]:
    with FakeAimlapi(generate_s=2.0) as fake:
        yield fake


@pytest.fixture(scope="module")
def server(provider: FakeAimlapi, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("served") / "data"
    with serve(data, env={"AIMLAPI_BASE_URL": provider.url, "AIMLAPI_KEY": KEY}) as server:
        yield server


FAILED_THERE = {"id": "x", "status": "error", "error": {"message": "too <b>loud</b>\x1b[2J"}}


@dataclass(frozen=True)
class Case:
    """One answer of the provider, and how the command ends on it."""

    at: str
    step: Step
    status: int
    state: str
    words: str
    hint: str | None = None


CASES = {
    "refused": Case("submit", Step(status=400, body={"message": "no"}), 3, "failed", "refused the request"),
    "wrong key": Case("submit", Step(status=401, body={}), 3, "failed", "It cost nothing."),
    "failed there": Case("poll", Step(body=FAILED_THERE), 3, "failed", "too loud"),
    "reset while sending": Case("submit", Step(reset=True), 4, "needs_you", "may cost money twice", "decide"),
    "key withdrawn": Case("poll", Step(status=401, body={}), 5, "overdue", "does not accept the key", "resume"),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_generate_ends_with_the_status_and_the_reason(
    server: Server, provider: FakeAimlapi, call: Call, case: Case
) -> None:
    before = provider.count("submit")
    provider.script(case.at, case.step)
    # As a process of its own for two of them, which is no other code but slower.
    ended = run(server.data, *generate(), url=provider.url) if case.hint else call(server.data, *generate())
    assert (ended.status, ended.json["state"]) == (case.status, case.state)
    assert provider.count("submit") == before + 1
    reason, *more = ended.error.splitlines()
    assert case.words in reason
    assert "\x1b" not in reason
    assert "press" not in reason.lower()  # here are no buttons
    assert len(more) == (1 if case.hint else 0)
    if case.hint:
        assert f"demotape jobs --data {server.data} {case.hint} {ended.json['id']}" in more[0]


def test_a_refused_prompt_comes_with_the_suggestion(server: Server, provider: FakeAimlapi, call: Call) -> None:
    detail = {"status": "bad_prompt", "message": "No names.", "data": {"prompt_suggestion": "a calm <i>tune</i>"}}
    provider.script("submit", Step(status=400, body={"detail": detail}))
    ended = call(server.data, *generate())
    assert ended.status == 3
    reason, suggestion = ended.error.splitlines()
    assert "No names." in reason
    assert suggestion == f"Suggested instead: {ended.json['problem']['suggestion']}"
    assert "a calm" in suggestion


def test_a_job_left_to_the_server_can_be_waited_for_again(server: Server, provider: FakeAimlapi, call: Call) -> None:
    before = provider.count("submit")
    left = run(server.data, *generate("--deadline", 0.5), url=provider.url)
    assert left.status == 5
    assert "the deadline of 0.5 s has passed. The job stays in the library." in left.error
    assert f"resume {left.json['id']}\n" in left.error
    resumed = call(server.data, "jobs", "resume", left.json["id"], "--json")
    assert (resumed.status, resumed.json["state"], resumed.error) == (0, "ready", "")
    assert provider.count("submit") == before + 1


def test_a_job_is_sent_again_once_however_often_that_is_decided(
    server: Server, provider: FakeAimlapi, call: Call
) -> None:
    before = provider.count("submit")
    provider.script("submit", Step(reset=True))
    asks = call(server.data, *generate())
    decide = ("jobs", "decide", asks.json["id"], "resend", "--json")
    again = [run(server.data, *decide, url=provider.url), call(server.data, *decide)]
    assert [ended.status for ended in again] == [0, 0]
    assert again[0].json["id"] == again[1].json["id"] != asks.json["id"]
    assert again[0].error == f"Sent again as job {again[0].json['id']}\n"
    assert provider.count("submit") == before + 2
    listed = json.loads(call(server.data, "jobs", "--json").out)
    assert asks.json["id"] not in [job["id"] for job in listed]


def test_a_job_that_needs_you_and_has_a_ticket_can_be_looked_for(
    server: Server, provider: FakeAimlapi, call: Call
) -> None:
    before, job_id, now = provider.count("submit"), str(uuid.uuid4()), time.time()
    provider.jobs["ticket"] = FakeJob(id="ticket", token="tune", length_s=10.0, created_at=now, ready_at=now)
    with shelved(server.data) as shelf:
        shelf.add(job_id=job_id, visitor="me", request=REQUEST)
        shelf.begin_submit(job_id)
        shelf.submitted(job_id, "ticket")
        shelf.end(job_id, JobState.NEEDS_YOU, PROBLEMS["asks"])
    looked = call(server.data, "jobs", "decide", job_id, "look", "--json")
    assert (looked.status, looked.json["id"], looked.error) == (0, job_id, "")
    assert provider.count("submit") == before


# Alone: what one command leaves, the next takes up


def test_a_provider_that_is_not_there_costs_nothing(tmp_path: Path) -> None:
    ended = run(tmp_path / "data", *generate(), url=NOBODY)
    assert (ended.status, ended.json["state"]) == (3, "failed")
    assert "could not be reached" in ended.error
    assert "It cost nothing." in ended.error


def test_ctrl_c_while_sending_loses_nothing(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "take.wav"
    with FakeAimlapi() as fake:
        fake.script("submit", Step(delay_s=1.0))
        process = start(data, *generate(), url=fake.url)
        wait_until(lambda: fake.count("submit") == 1)
        process.send_signal(signal.SIGINT)
        interrupted = end_of(process)
        assert interrupted.status == 130
        job_id = interrupted.error.split()[-1]
        resumed = run(data, "jobs", "resume", job_id[:4], "--out", out, url=fake.url)
        assert (resumed.status, resumed.error, fake.count("submit")) == (0, "", 1)
    assert job_id in resumed.out
    assert sf.info(out).duration == pytest.approx(10, abs=0.1)
    for path in data.rglob("*"):
        assert path.is_dir() or KEY.encode() not in path.read_bytes(), path


@pytest.fixture
def _no_studio(_shelf: StudioShelf) -> None:
    """Closes what other tests left open: a process can run the jobs of one data folder."""
    _shelf.close()


@pytest.mark.usefixtures("_no_studio")
def test_a_command_takes_over_when_the_one_that_ran_the_jobs_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(following, "_VACANT_LOOK_EVERY_S", 0.05)
    lock = hold(tmp_path / "data")
    job_id = str(uuid.uuid4())
    with shelved(tmp_path / "data") as shelf, FakeAimlapi() as fake:
        shelf.add(job_id=job_id, visitor="me", request=REQUEST)
        monkeypatch.setenv("AIMLAPI_BASE_URL", fake.url)
        monkeypatch.setenv("AIMLAPI_KEY", KEY)
        gone = threading.Timer(0.5, lock.release)
        gone.start()
        assert cli.main(["jobs", "resume", job_id, "--data", str(tmp_path / "data")]) == 0
        gone.join()
        assert fake.count("submit") == 1
    assert job_id in capsys.readouterr().out


# Looking at jobs and deciding, where nobody runs them

PROBLEMS = {
    "failed": GenerationFailed("It was too loud.\x1b[2J").problem,
    "lost": Unreachable("Nothing answered.").problem,
    "asks": Problem(kind="UnknownOutcome", message="It may have arrived.", advice="Look.", charged=Charged.UNKNOWN),
}
JOBS = {
    "aaaa-ready": (JobState.READY, None),
    "bbbb-failed": (JobState.FAILED, PROBLEMS["failed"]),
    "cccc-cancelled": (JobState.CANCELLED, PROBLEMS["failed"]),
    "dddd-asks": (JobState.NEEDS_YOU, PROBLEMS["asks"]),
    "eeee-queued": (JobState.QUEUED, None),
    "ffff-twin-1": (JobState.QUEUED, None),
    "ffff-twin-2": (JobState.QUEUED, None),
}


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder that somebody else holds, with `JOBS` in it, of as many visitors."""
    lock = hold(tmp_path / "data")
    with shelved(tmp_path / "data") as shelf:
        for job_id, (state, problem) in JOBS.items():
            shelf.add(job_id=job_id, visitor=job_id, request=REQUEST)
            if state is not JobState.QUEUED:
                shelf.end(job_id, state, problem)
        shelf.dismiss("aaaa-ready")
    yield tmp_path / "data"
    lock.release()


def test_jobs_lists_those_of_everybody(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["jobs", "--data", str(data)]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    lines = out.splitlines()
    heads = [line for line in lines if not line.startswith(" ")]
    assert [head.split()[0] for head in heads] == [job_id for job_id in reversed(JOBS) if job_id != "aaaa-ready"]
    failed = next(place for place, line in enumerate(lines) if line.startswith("bbbb-failed"))
    assert lines[failed].split() == ["bbbb-failed", "Failed", "0", "s", "aimlapi", "10", "s", "a", "[2J", "tune"]
    assert lines[failed + 1] == "    It was too loud. [2J"


def test_jobs_can_be_read_by_a_program(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["jobs", "--json", "--data", str(data)]) == 0
    listed = {job["id"]: job for job in json.loads(capsys.readouterr().out)}
    asks = listed["dddd-asks"]
    assert (asks["state"], asks["prompt"], asks["length_s"]) == ("needs_you", "a\x1b[2J tune", 10.0)
    assert asks["problem"]["charged"] == "unknown"
    assert "aaaa-ready" not in listed


def test_a_library_without_jobs_says_so_and_runs_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["jobs", "--data", str(tmp_path / "data")]) == 0
    assert capsys.readouterr().out == "No job is under way, and none came to nothing.\n"
    hold(tmp_path / "data").release()


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        ("resume bbbb", 3, "Failed: It was too loud. [2J It cost nothing."),
        ("resume cccc-cancelled", 3, "Cancelled: "),
        ("resume dddd", 4, "decide dddd-asks resend (it may cost twice), look or give-up"),
        ("resume eeee --deadline 0.1", 5, "resume eeee-queued"),
        ("resume aaa", 2, "aaa is too short to name a job. Give at least 4 characters"),
        ("resume ffff", 2, "Several jobs begin with ffff."),
        ("resume ffff-twin-1 --deadline 0.1", 5, "has passed"),
        ("resume %%%%", 2, "There is no job %%%%."),
        ("resume bbbb --out take.ogg", 2, "End the name in"),
        ("decide bbbb resend", 2, "There is nothing to decide: the job is failed."),
        ("decide bbbb look", 2, "There is nothing to decide"),
        ("decide eeee give-up", 2, "There is nothing to decide: the job is queued."),
        ("decide aaaa give-up", 2, "There is nothing to decide: the job is ready."),
        ("decide dddd look", 2, "no ticket"),
        ("decide nobody resend", 2, "There is no job nobody."),
    ],
)
def test_jobs_are_told_of_or_refused(
    data: Path, capsys: pytest.CaptureFixture[str], arguments: str, status: int, words: str
) -> None:
    assert cli.main(["jobs", *arguments.split(), "--data", str(data)]) == status
    printed = capsys.readouterr()
    assert words in printed.err
    assert 1 <= printed.err.count("\n") <= 2
    assert "\x1b" not in printed.err


@pytest.mark.parametrize("job_id", ["bbbb-failed", "cccc-cancelled", "dddd-asks"])
def test_giving_up_takes_a_job_off_the_list(data: Path, capsys: pytest.CaptureFixture[str], job_id: str) -> None:
    assert cli.main(["jobs", "decide", job_id, "give-up", "--data", str(data)]) == 0
    capsys.readouterr()
    cli.main(["jobs", "--json", "--data", str(data)])
    assert job_id not in [job["id"] for job in json.loads(capsys.readouterr().out)]
