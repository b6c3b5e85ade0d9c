"""The shelf of jobs: what is written once, what is found again, and which state may follow which."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from demotape.errors import OverBudget
from demotape.library import BenchShelf, Database, JobShelf, Link, Origin, TakeShelf, Wait, tables
from demotape.models import RUNNING_STATES, Charged, Cost, JobState, Problem
from tests.unit.library.conftest import REQUEST, take

PROBLEM = Problem(
    kind="Refused", message="„No“ said <i>it</i>.", advice="Ask again.", charged=Charged.UNKNOWN, request_id="r-1"
)
COST = Cost(usd=0.1, credits=5.0)


def add(jobs: JobShelf, job_id: str, *, state: JobState = JobState.QUEUED, visitor: str = "me") -> None:
    """A job that came into this state in the way it does."""
    jobs.add(job_id=job_id, visitor=visitor, request=REQUEST)
    if state is JobState.QUEUED:
        return
    jobs.begin_submit(job_id)
    jobs.submitted(job_id, f"ticket of {job_id}")
    if state is JobState.READY:
        jobs.finish(take(job_id, visitor=visitor))
    elif state in RUNNING_STATES:
        jobs.saw(job_id, state=state)
    else:
        jobs.end(job_id, state, PROBLEM)


def state_of(jobs: JobShelf, job_id: str) -> JobState:
    job = jobs.get(job_id)
    assert job is not None
    return job.state


def test_a_job_comes_back_as_it_was_put_in(jobs: JobShelf) -> None:
    assert jobs.add(job_id="j", visitor="me", request=REQUEST)
    job = jobs.get("j")
    assert job is not None
    assert (job.request, job.visitor, job.state) == (REQUEST, "me", JobState.QUEUED)
    assert job.created_at == job.changed_at
    assert job.created_at.utcoffset() is not None
    assert (job.started_at, job.ticket, job.problem, job.cost, job.progress) == (None,) * 5


def test_an_unknown_job_is_none(jobs: JobShelf) -> None:
    assert jobs.get("nobody's") is None
    assert jobs.submission("nobody's") is None


def test_what_a_job_is_made_from_is_noted_with_it_or_not_at_all(database: Database, jobs: JobShelf) -> None:
    def refuse(_: object) -> None:
        raise OverBudget("No.")

    bench = BenchShelf(database)
    with pytest.raises(OverBudget):
        jobs.add(job_id="j", visitor="me", request=REQUEST, link=Link("j", "source", Origin.USE_AGAIN), admit=refuse)
    assert bench.parents(["j"]) == []
    assert jobs.add(job_id="j", visitor="me", request=REQUEST, link=Link("j", "source", Origin.USE_AGAIN))
    assert not jobs.add(job_id="j", visitor="me", request=REQUEST, link=Link("j", "another", Origin.VARIATION))
    assert bench.parents(["j"]) == [Link("j", "source", Origin.USE_AGAIN)]


def test_the_same_id_is_put_in_once(jobs: JobShelf) -> None:
    assert jobs.add(job_id="j", visitor="me", request=REQUEST)
    assert not jobs.add(job_id="j", visitor="me", request=replace(REQUEST, prompt="another"))
    job = jobs.get("j")
    assert job is not None
    assert job.request == REQUEST


def test_of_many_that_want_to_submit_one_may(jobs: JobShelf) -> None:
    add(jobs, "j")
    start, allowed = threading.Barrier(6), []

    def race() -> None:
        start.wait()
        allowed.append(jobs.begin_submit("j"))

    racers = [threading.Thread(target=race) for _ in range(6)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(allowed) == [False] * 5 + [True]


@pytest.mark.contract(15)
def test_the_intent_is_there_before_the_ticket(jobs: JobShelf) -> None:
    add(jobs, "j")
    assert jobs.submission("j") is None
    jobs.begin_submit("j")
    intent = jobs.submission("j")
    assert intent is not None
    assert intent.ticket is None
    jobs.submitted("j", "ticket-1")
    answered = jobs.submission("j")
    assert answered is not None
    assert (answered.sent_at, answered.ticket) == (intent.sent_at, "ticket-1")
    job = jobs.get("j")
    assert job is not None
    assert job.started_at == intent.sent_at
    assert job.ticket == "ticket-1"


def test_a_job_that_was_stopped_in_the_queue_is_not_submitted(jobs: JobShelf) -> None:
    add(jobs, "j")
    assert jobs.request_stop("j", PROBLEM)
    assert state_of(jobs, "j") is JobState.CANCELLED
    assert not jobs.begin_submit("j")
    assert jobs.submission("j") is None


@pytest.mark.parametrize("state", list(JobState))
def test_stopping_is_a_wish_once_it_has_left_the_queue(jobs: JobShelf, state: JobState) -> None:
    add(jobs, "j", state=state)
    was_queued = jobs.request_stop("j", PROBLEM)
    job = jobs.get("j")
    assert job is not None
    assert was_queued == (state is JobState.QUEUED)
    assert job.state is (JobState.CANCELLED if was_queued else state)
    assert job.stop_requested == (state in RUNNING_STATES)


@pytest.mark.parametrize("state", list(JobState))
def test_a_job_that_was_ended_meanwhile_stays_ended(jobs: JobShelf, state: JobState) -> None:
    add(jobs, "j", state=state)
    jobs.saw("j", state=JobState.DOWNLOADING, progress=0.5, waited_s=3.0)
    assert state_of(jobs, "j") is (JobState.DOWNLOADING if state in RUNNING_STATES else state)


@pytest.mark.parametrize("state", list(JobState))
def test_a_take_that_is_there_cannot_fail_any_more(jobs: JobShelf, state: JobState) -> None:
    add(jobs, "j", state=state)
    jobs.end("j", JobState.FAILED, PROBLEM, COST)
    job = jobs.get("j")
    assert job is not None
    if state is JobState.READY:
        assert (job.state, job.problem) == (JobState.READY, None)
    else:
        assert (job.state, job.problem, job.cost) == (JobState.FAILED, PROBLEM, COST)


@pytest.mark.parametrize("state", [state for state in JobState if state is not JobState.READY])
def test_what_was_paid_for_becomes_a_take_from_every_state(jobs: JobShelf, takes: TakeShelf, state: JobState) -> None:
    add(jobs, "j", state=state)
    for _ in range(2):
        jobs.finish(take("j"))
    job = jobs.get("j")
    assert job is not None
    assert (job.state, job.problem, job.cost) == (JobState.READY, None, take("j").cost)
    assert takes.count() == 1
    assert jobs.on_desk("me") == []


@pytest.mark.parametrize(
    ("state", "may"),
    [(state, state in (JobState.OVERDUE, JobState.FAILED, JobState.NEEDS_YOU)) for state in JobState],
)
def test_what_is_over_and_has_a_ticket_can_be_looked_for_again(jobs: JobShelf, state: JobState, may: bool) -> None:
    add(jobs, "j", state=state)
    assert jobs.reopen("j") is may
    job = jobs.get("j")
    assert job is not None
    assert job.state is (JobState.GENERATING if may else state)
    if may:
        assert job.problem is None


def test_without_a_ticket_there_is_nothing_to_look_for(jobs: JobShelf) -> None:
    add(jobs, "j")
    jobs.end("j", JobState.FAILED, PROBLEM)
    assert not jobs.reopen("j")


def test_a_desk_shows_its_visitors_jobs_newest_first(jobs: JobShelf) -> None:
    for job_id, state in (("old", JobState.FAILED), ("taken", JobState.READY), ("new", JobState.QUEUED)):
        add(jobs, job_id, state=state)
    add(jobs, "other", visitor="you")
    assert [job.id for job in jobs.on_desk("me")] == ["new", "old"]
    assert [job.id for job in jobs.on_desk("you")] == ["other"]
    assert [job.id for job in jobs.on_desk()] == ["other", "new", "old"]


def test_jobs_are_found_by_how_their_ids_begin(jobs: JobShelf) -> None:
    for job_id in ("abcd-1", "abcd-2", "a_cd-3"):
        add(jobs, job_id)
    assert [job.id for job in jobs.beginning("a_cd", limit=2)] == ["a_cd-3"]
    assert {job.id for job in jobs.beginning("abcd", limit=2)} == {"abcd-1", "abcd-2"}
    assert len(jobs.beginning("abcd", limit=1)) == 1
    assert jobs.beginning("bcd", limit=2) == []


@pytest.mark.parametrize("state", list(JobState))
def test_only_what_is_over_can_be_dismissed(jobs: JobShelf, state: JobState) -> None:
    add(jobs, "j", state=state)
    jobs.dismiss("j")
    assert [job.id for job in jobs.on_desk("me")] == (["j"] if state in RUNNING_STATES else [])


def test_unfinished_are_those_under_way(jobs: JobShelf) -> None:
    for state in JobState:
        add(jobs, state, state=state)
    assert {job.id for job in jobs.unfinished()} == RUNNING_STATES


@pytest.fixture
def waited(database: Database, jobs: JobShelf) -> Callable[..., None]:
    """Puts in finished jobs that took so long."""

    def put(
        *waits_s: float,
        length_s: float | None = 30.0,
        state: JobState = JobState.READY,
        engine: str = "tape",
        model: str | None = None,
    ) -> None:
        options = {"model": model} if model else {}
        for wait_s in waits_s:
            job_id = f"{engine} {model} {length_s} {state} {wait_s}"
            request = replace(REQUEST, engine=engine, length_s=length_s, options=options)
            jobs.add(job_id=job_id, visitor="me", request=request)
            with database.writing() as connection:
                connection.execute(
                    sa.update(tables.jobs).where(tables.jobs.c.id == job_id).values(state=state, waited_s=wait_s)
                )

    return put


def test_the_usual_wait_needs_a_few_jobs(jobs: JobShelf, waited: Callable[..., None]) -> None:
    waited(10.0, 20.0)
    assert jobs.usual_wait(replace(REQUEST, length_s=30.0)) is None
    waited(90.0)
    assert jobs.usual_wait(replace(REQUEST, length_s=30.0)) == Wait(10.0, 20.0, 90.0)


def test_the_usual_wait_is_that_of_jobs_like_this_one(jobs: JobShelf, waited: Callable[..., None]) -> None:
    waited(*(float(wait_s) for wait_s in range(11)))
    waited(500.0, 501.0, 502.0, length_s=300.0)
    waited(600.0, 601.0, 602.0, state=JobState.FAILED)
    waited(700.0, 701.0, 702.0, engine="other")
    assert jobs.usual_wait(replace(REQUEST, length_s=30.0)) == Wait(1.0, 5.0, 9.0)


@pytest.mark.contract(28)
@pytest.mark.parametrize("length_s", [30.0, None], ids=["with a length", "without one"])
def test_the_usual_wait_is_learned_for_each_model(
    jobs: JobShelf, waited: Callable[..., None], length_s: float | None
) -> None:
    waited(8.0, 9.0, 10.0, length_s=length_s, model="quick/one")
    waited(80.0, 90.0, 100.0, length_s=length_s, model="slow/one")
    waited(300.0, 400.0, 500.0, length_s=length_s)

    def wait(model: str | None) -> Wait | None:
        return jobs.usual_wait(replace(REQUEST, length_s=length_s, options={"model": model} if model else {}))

    assert wait("quick/one") == Wait(8.0, 9.0, 10.0)
    assert wait("slow/one") == Wait(80.0, 90.0, 100.0)
    assert wait(None) == Wait(300.0, 400.0, 500.0)
    assert wait("new/one") is None


def test_only_the_newest_waits_count(jobs: JobShelf, waited: Callable[..., None]) -> None:
    waited(*(1000.0 + number for number in range(40)))
    waited(*(float(number) for number in range(30)))
    wait = jobs.usual_wait(replace(REQUEST, length_s=30.0))
    assert wait is not None
    assert wait.high_s < 30.0


def test_the_ledger_lists_what_was_sent_newest_first_and_outlives_the_take(jobs: JobShelf, takes: TakeShelf) -> None:
    add(jobs, "queued")
    add(jobs, "first", state=JobState.READY)
    add(jobs, "second", state=JobState.FAILED)
    jobs.dismiss("second")
    takes.delete("first")
    assert [entry.job.id for entry in jobs.ledger(["tape"])] == ["second", "first"]
    assert [entry.job.cost for entry in jobs.ledger(["tape"])] == [None, Cost(usd=0.195, credits=390_000.0)]
    assert jobs.ledger(["another"]) == []
    newest = jobs.ledger(["tape"])[0].sent_at
    assert [entry.job.id for entry in jobs.ledger(["tape"], since=newest)] == ["second"]
