"""What must hold when a run is over, whatever happened in it."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from demotape.models import JobState
from tests.chaos.faults import KEY, Kinds
from tests.chaos.ledger import JobRow, Ledger, everything_below, traces_of
from tests.chaos.people import Pressed
from tests.chaos.provider import ChaosProvider
from tests.fakes.server import Server


@dataclass(frozen=True, slots=True)
class Check:
    """One promise, and where it was broken."""

    promise: str
    broken: list[str]


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """All that is left of a run. The server still runs."""

    kinds: Kinds
    rows: list[JobRow]
    provider: ChaosProvider
    pressed: Pressed
    ledger: Ledger
    server: Server
    folder: Path
    cards: Mapping[str, Mapping[str, set[str]]]
    """The job cards on each visitor's page: what can be pressed, by the job's id."""
    stuck: list[str]
    wrong_commands: list[str]


def all_of(evidence: Evidence) -> list[Check]:
    """Every promise, checked."""
    return [Check((judge.__doc__ or "").strip().rstrip("."), judge(evidence)) for judge in PROMISES]


def _every_press_counts_once(evidence: Evidence) -> list[str]:
    """A press is one job: none lost, none doubled."""
    made = Counter(row.prompt for row in evidence.rows)
    again = Counter(row.prompt for row in evidence.rows if row.id in evidence.pressed.resent)
    lost = [f"lost: {prompt}" for prompt in evidence.pressed.answered if not made[prompt]]
    doubled = [f"{count} jobs: {prompt}" for prompt, count in made.items() if count > 1 + again[prompt]]
    return [*lost, *doubled, *(f"not sent again: {prompt}" for prompt in again if made[prompt] < 1 + again[prompt])]


def _no_job_is_submitted_twice(evidence: Evidence) -> list[str]:
    """No job is submitted twice, unless the provider was too busy for it."""
    broken = []
    for job_id, count in _posts(evidence).items():
        busy = "submit: 429" in evidence.provider.met.get(job_id, ())
        if count > 1 + busy or len(evidence.provider.taken.get(job_id, ())) > 1:
            broken.append(f"{count} POSTs of job {job_id or 'without id'}")
    return broken


def _posts_are_presses(evidence: Evidence) -> list[str]:
    """POSTs are presses and explicit resends, less those that surely or perhaps never left."""
    posts = _posts(evidence)
    known = {row.id for row in evidence.rows}
    strangers = [f"POST of an unknown job {job_id}" for job_id in posts if job_id not in known]
    unsent = [row for row in evidence.rows if row.id not in posts]
    silent = [
        f"never sent: {row.id} is {row.state} {row.problem}"
        for row in unsent
        if row.state is not JobState.CANCELLED and row.problem not in ("UnknownOutcome", "NotSent")
    ]
    return [*strangers, *silent]


def _nothing_paid_is_lost(evidence: Evidence) -> list[str]:
    """Every job that the provider took has its take, or asks the person."""
    rows = {row.id: row for row in evidence.rows}
    takes = evidence.ledger.files()
    broken = []
    for job_id in evidence.provider.taken:
        row = rows.get(job_id)
        if row is None:
            broken.append(f"{job_id} is gone")
        elif job_id in evidence.provider.failed:
            if row.state is not JobState.FAILED:
                broken.append(f"{job_id} failed at the provider and is {row.state}")
        elif job_id not in takes and not row.asks and job_id not in evidence.pressed.resent:
            broken.append(f"{job_id} is {row.state} {row.problem}, without a take")
    return broken


def _every_end_is_shown(evidence: Evidence) -> list[str]:
    """Every job without a take has its card, with a way on where money may be lost."""
    broken = []
    for row in evidence.rows:
        if row.state is JobState.READY or row.visitor not in evidence.cards or row.id in evidence.pressed.resent:
            continue
        verbs = evidence.cards[row.visitor].get(row.id, set())
        wanted = {"dismiss"}
        if row.asks:
            wanted.add("send" if row.state is JobState.NEEDS_YOU else "check")
        if not wanted <= verbs:
            broken.append(f"{row.id} is {row.state}, its card offers {', '.join(sorted(verbs)) or 'nothing'}")
    return broken


def _takes_are_what_was_sent(evidence: Evidence) -> list[str]:
    """The audio of every take is served as the provider sent it."""
    broken = []
    for job_id in evidence.ledger.files():
        tickets = evidence.provider.taken.get(job_id, [])
        if len(tickets) != 1:
            broken.append(f"take {job_id} comes from {len(tickets)} jobs of the provider")
            continue
        wanted = evidence.provider.audio_for(evidence.provider.jobs[tickets[0]].length_s)
        try:
            with urllib.request.urlopen(f"{evidence.server.url}/takes/{job_id}/audio", timeout=30) as answer:
                served = answer.read()
        except (urllib.error.URLError, OSError) as error:
            broken.append(f"take {job_id}: {error}")
            continue
        if served != wanted:
            broken.append(f"take {job_id} has {len(served)} bytes, the provider sent {len(wanted)}")
    return broken


def _nothing_is_stuck(evidence: Evidence) -> list[str]:
    """No job is stuck, and no work is left over."""
    running = [f"{row.id} is {row.state}" for row in evidence.rows if row.state.is_running]
    left = [f"workflow {name} is unfinished" for name in evidence.ledger.unfinished_workflows()]
    return [*running, *left, *(f"{name} did not end" for name in evidence.stuck)]


def _files_belong_to_takes(evidence: Evidence) -> list[str]:
    """Every audio file belongs to a take, every take has its file, and nothing is left half-done."""
    data = evidence.server.data
    kept = {path.relative_to(data / "audio").as_posix() for path in everything_below(data / "audio")}
    named = set(evidence.ledger.files().values())
    orphans = [f"audio/{name} belongs to no take" for name in kept - named]
    missing = [f"audio/{name} is missing" for name in named - kept]
    return [*orphans, *missing, *(f"{path} is left over" for path in everything_below(data / "incoming"))]


def _the_key_is_nowhere(evidence: Evidence) -> list[str]:
    """The key is in no file, no log and no page, and goes to nobody but the provider's API."""
    written = [f"in {path.relative_to(evidence.folder)}" for path in traces_of(KEY, everything_below(evidence.folder))]
    sent = [f"sent along to {seen.path}" for seen in evidence.provider.requests("audio") if KEY in str(seen.headers)]
    pages = []
    for path in ("/", "/library", "/health", "/takes/no-such-take/audio"):
        try:
            with urllib.request.urlopen(evidence.server.url + path, timeout=30) as answer:
                body = answer.read()
        except urllib.error.HTTPError as error:
            body = error.read()
        if KEY.encode() in body:
            pages.append(f"in the page {path}")
    return [*written, *sent, *pages]


def _nobody_reads_a_trace(evidence: Evidence) -> list[str]:
    """Nothing unforeseen happened: no stack trace in the log or on the command line."""
    log = evidence.server.log.read_text(errors="replace")
    traces = log.count("Traceback (most recent call last)")
    unforeseen = [f"{row.id} ended unforeseen" for row in evidence.rows if row.problem == "Unexpected"]
    return [*unforeseen, *evidence.wrong_commands, *([f"{traces} traces in the log"] if traces else [])]


def _every_fault_was_played(evidence: Evidence) -> list[str]:
    """Every kind of fault occurred."""
    return [fault.name for fault in evidence.kinds.all if not evidence.provider.played[fault.name]]


PROMISES: tuple[Callable[[Evidence], list[str]], ...] = (
    _every_press_counts_once,
    _no_job_is_submitted_twice,
    _posts_are_presses,
    _nothing_paid_is_lost,
    _every_end_is_shown,
    _takes_are_what_was_sent,
    _nothing_is_stuck,
    _files_belong_to_takes,
    _the_key_is_nowhere,
    _nobody_reads_a_trace,
    _every_fault_was_played,
)


def _posts(evidence: Evidence) -> Counter[str]:
    return Counter(seen.headers.get("x-client-request-id", "") for seen in evidence.provider.requests("submit"))
