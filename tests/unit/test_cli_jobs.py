"""How jobs of the command line end, and what can be done about them afterwards."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import soundfile as sf

from demotape import cli
from demotape.errors import GenerationFailed, Unreachable
from demotape.library import Database, JobShelf
from demotape.models import Charged, JobState, Problem, Request
from demotape.storage import hold
from tests.conftest import wait_until
from tests.fakes.aimlapi import KEY, FakeAimlapi, Step
from tests.fakes.server import COMMAND, Server, clean_environment, serve

PROMPT = "a quiet tune"
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


def generate(*arguments: object) -> tuple[object, ...]:
    return ("generate", PROMPT, "--engine", "aimlapi", "--length", 10, "--json", *arguments)


# Every way to end


@dataclass(frozen=True, kw_only=True)
class Case:
    """What the provider does, and what the command has to make of it."""

    steps: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
    arguments: tuple[object, ...] = ()
    generate_s: float = 0.0
    is_there: bool = True
    status: int
    state: str
    words: str
    hint: str | None = None
    submits: int = 1


def says(kind: str, **answer: object) -> dict[str, tuple[Step, ...]]:
    return {kind: (Step(**answer),)}


CASES = {
    "ready": Case(status=0, state="ready", words=""),
    "no such prompt": Case(steps=says("submit", status=400, body={"message": "no"}), status=3, state="failed", words="refused the request"),
    "wrong key": Case(steps=says("submit", status=401, body={}), status=3, state="failed", words="It cost nothing."),
    "no credits": Case(steps=says("submit", status=402, body={}), status=3, state="failed", words="no credits"),
    "nobody there": Case(is_there=False, status=3, state="failed", words="could not be reached", submits=0),
    "failed there": Case(
        steps=says("poll", body={"id": "x", "status": "error", "error": {"message": "too <b>loud</b>\x1b[2J"}}),
        status=3,
        state="failed",
        words="too loud",
    ),
    "reset while sending": Case(steps=says("submit", reset=True), status=4, state="needs_you", words="may cost money twice", hint="decide"),
    "a receipt without a ticket": Case(steps=says("submit", status=200, body={}), status=4, state="needs_you", words="Needs you: ", hint="decide"),
    "key withdrawn while waiting": Case(
        steps=says("poll", status=401, body={}), status=5, state="overdue", words="does not accept the key", hint="resume"
    ),
    "the deadline": Case(
        generate_s=60.0,
        arguments=("--deadline", 2.5),
        status=5,
        state="running",
        words="the deadline of 2.5 s has passed. The job stays in the library.",
        hint="resume",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    ended: Ended
    data: Path
    submits: int


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """All cases, played side by side: most of their time is waiting."""
    with ExitStack() as fakes:
        begun = {}
        for name, case in CASES.items():
            fake = fakes.enter_context(FakeAimlapi(generate_s=case.generate_s))
            for kind, steps in case.steps.items():
                fake.script(kind, *steps)
            data = tmp_path_factory.mktemp("outcome") / "data"
            process = start(data, *generate(*case.arguments), url=fake.url if case.is_there else NOBODY)
            begun[name] = (process, fake, data)
        return {
            name: Outcome(end_of(process), data, fake.count("submit")) for name, (process, fake, data) in begun.items()
        }


@pytest.mark.parametrize("name", CASES)
def test_generate_ends_with_the_status_and_the_reason(outcomes: dict[str, Outcome], name: str) -> None:
    case, outcome = CASES[name], outcomes[name]
    ended = outcome.ended
    assert (ended.status, outcome.submits) == (case.status, case.submits), ended.error
    assert case.words in ended.error
    lines = ended.error.splitlines()
    assert len(lines) == (0 if case.status == 0 else 2 if case.hint else 1)
    state = ended.json["state"]
    assert state in ("queued", "generating") if case.state == "running" else state == case.state
    if case.hint:
        assert f"demotape jobs --data {outcome.data} {case.hint} {ended.json['id']}" in lines[1]
    assert "\x1b" not in ended.error


@pytest.mark.parametrize("name", CASES)
def test_the_key_is_told_nowhere(outcomes: dict[str, Outcome], name: str) -> None:
    outcome = outcomes[name]
    assert KEY not in outcome.ended.out + outcome.ended.error
    for path in outcome.data.rglob("*"):
        assert path.is_dir() or KEY.encode() not in path.read_bytes(), path


# Alone: what one command leaves, the next takes up


def test_ctrl_c_while_sending_loses_nothing_and_another_command_takes_over(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "take.wav"
    with FakeAimlapi() as fake:
        fake.script("submit", Step(delay_s=3.0))
        first = start(data, *generate(), url=fake.url)
        wait_until(lambda: fake.count("submit") == 1)
        (job,) = json.loads(run(data, "jobs", "--json", url=fake.url).out)
        assert job["state"] == "queued"
        second = start(data, "jobs", "resume", job["id"][:4], "--out", out, url=fake.url)
        first.send_signal(signal.SIGINT)
        interrupted = end_of(first)
        assert interrupted.status == 130
        assert interrupted.error.splitlines()[1].endswith(f"resume {job['id']}")
        resumed = end_of(second)
        assert (resumed.status, resumed.error, fake.count("submit")) == (0, "", 1)
    assert job["id"] in resumed.out
    assert sf.info(out).duration == pytest.approx(10, abs=0.1)


# Beside a server


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeAimlapi]:
    with FakeAimlapi(generate_s=4.0) as fake:
        yield fake


@pytest.fixture(scope="module")
def server(provider: FakeAimlapi, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("served") / "data"
    with serve(data, env={"AIMLAPI_BASE_URL": provider.url, "AIMLAPI_KEY": KEY}) as server:
        yield server


def test_a_job_left_to_the_server_can_be_waited_for_again(server: Server, provider: FakeAimlapi) -> None:
    before = provider.count("submit")
    left = run(server.data, *generate("--deadline", 0.5), url=provider.url)
    assert left.status == 5
    resumed = run(server.data, "jobs", "resume", left.json["id"], "--json", url=provider.url)
    assert (resumed.status, resumed.json["state"], resumed.error) == (0, "ready", "")
    assert provider.count("submit") == before + 1


def test_a_job_is_sent_again_once_however_often_that_is_decided(server: Server, provider: FakeAimlapi) -> None:
    before = provider.count("submit")
    provider.script("submit", Step(reset=True))
    asks = run(server.data, *generate(), url=provider.url)
    assert asks.status == 4
    decide = ("jobs", "decide", asks.json["id"])
    blind = run(server.data, *decide, "look", url=provider.url)
    assert (blind.status, "no ticket" in blind.error) == (2, True)
    again = [run(server.data, *decide, "resend", "--json", url=provider.url) for _ in range(2)]
    assert [ended.status for ended in again] == [0, 0]
    assert again[0].json["id"] == again[1].json["id"] != asks.json["id"]
    assert again[0].error == f"Sent again as job {again[0].json['id']}\n"
    assert provider.count("submit") == before + 2
    assert json.loads(run(server.data, "jobs", "--json", url=provider.url).out) == []


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
    database = Database(f"sqlite:///{tmp_path / 'data' / 'demotape.db'}")
    shelf = JobShelf(database)
    for job_id, (state, problem) in JOBS.items():
        shelf.add(job_id=job_id, visitor=job_id, request=Request(engine="aimlapi", prompt="a\x1b[2J tune", length_s=10))
        if state is not JobState.QUEUED:
            shelf.end(job_id, state, problem)
    shelf.dismiss("aaaa-ready")
    database.close()
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
