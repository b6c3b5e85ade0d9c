"""When an engine is asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from demotape.engines.base import EngineInfo
from demotape.errors import AudioUnavailable, DemotapeError, DiskFull, TicketUnknown, Unreachable
from demotape.jobs.pacing import Patience, fault_pause_s, next_pause_s
from demotape.library import Wait
from tests.fakes.engine import INFO

WAIT = Wait(low_s=40.0, usual_s=50.0, high_s=60.0)


def polls(wait: Wait, *, done_s: float, shortest_s: float = 1.0) -> list[float]:
    """When polls come, in seconds since the submit, until the one that finds it done."""
    times = [0.0]
    while times[-1] < done_s:
        times.append(times[-1] + next_pause_s(elapsed_s=times[-1], shortest_s=shortest_s, wait=wait))
    return times[1:]


@pytest.mark.contract(28)
@pytest.mark.parametrize(
    ("elapsed_s", "pause_s"),
    [
        (0.0, 3.0),  # a first look soon, for the word "Generating"
        (3.0, 6.0),  # each look triples the time
        (9.0, 18.0),
        (30.0, 8.0),  # but the busy time is not slept through
        (37.5, 1.0),
        (38.0, 1.0),
        (75.0, 1.0),
        (100.0, 5.0),  # late: ever more seldom
        (1000.0, 15.0),
    ],
)
def test_pauses_follow_what_is_usual(elapsed_s: float, pause_s: float) -> None:
    assert next_pause_s(elapsed_s=elapsed_s, shortest_s=1.0, wait=WAIT) == pause_s


@pytest.mark.parametrize(
    ("elapsed_s", "pause_s"),
    [(0.0, 3.0), (3.0, 5.0), (20.0, 5.0), (35.0, 3.0), (45.0, 3.0), (80.0, 5.0), (400.0, 15.0)],
)
def test_what_the_engine_says_of_itself_is_trusted_less_than_what_was_seen(elapsed_s: float, pause_s: float) -> None:
    guess = replace(WAIT, is_guess=True)
    assert next_pause_s(elapsed_s=elapsed_s, shortest_s=1.0, wait=guess) == pause_s


@pytest.mark.parametrize("done_s", [38.0, 45.3, 60.0, 74.0])
def test_in_the_busy_time_a_finished_job_is_seen_within_the_shortest_pause(done_s: float) -> None:
    assert polls(WAIT, done_s=done_s)[-1] - done_s <= 1.0


@pytest.mark.parametrize(("done_s", "most"), [(5.0, 3), (35.0, 7), (50.0, 22), (600.0, 100)])
def test_waiting_takes_few_polls(done_s: float, most: int) -> None:
    assert len(polls(WAIT, done_s=done_s)) <= most


@pytest.mark.parametrize("elapsed_s", [0.0, 1.0, 37.0, 59.0, 100.0, 10_000.0])
@pytest.mark.parametrize("shortest_s", [0.1, 1.0, 5.0])
@pytest.mark.parametrize("wait", [WAIT, Wait(0.0, 0.0, 0.0), Wait(1.0, 3.0, 5.0)])
def test_no_pause_is_shorter_than_the_engine_allows(elapsed_s: float, shortest_s: float, wait: Wait) -> None:
    assert next_pause_s(elapsed_s=elapsed_s, shortest_s=shortest_s, wait=wait) >= shortest_s


def test_pauses_after_faults_grow_to_a_limit() -> None:
    assert [fault_pause_s(faults=faults, shortest_s=1.0) for faults in (1, 2, 3, 4, 5, 500)] == [2, 4, 8, 16, 30, 30]


@pytest.mark.contract(24)
@pytest.mark.parametrize(("retry_after_s", "pause_s"), [(7.0, 7.0), (90.0, 90.0), (0.0, 1.0)])
def test_what_the_provider_asks_for_is_kept(retry_after_s: float, pause_s: float) -> None:
    assert fault_pause_s(faults=3, shortest_s=1.0, retry_after_s=retry_after_s) == pause_s


def patience(*, sent_s: float, since_s: float, chance: float = 0.0, info: EngineInfo = INFO) -> Patience:
    """A wait for a job of 10 s that was submitted, and asked for, so many seconds ago. Its deadline is 620 s."""
    now = datetime.now(UTC)
    sent_at, since = now - timedelta(seconds=sent_s), now - timedelta(seconds=since_s)
    return Patience(info, longest_wait_s=620.0, sent_at=sent_at, since=since, wait=WAIT, chance=lambda: chance)


@pytest.mark.contract(28, 38)
@pytest.mark.parametrize(
    ("sent_s", "since_s", "is_over"),
    [(0.0, 0.0, False), (600.0, 600.0, False), (640.0, 640.0, True), (10_000.0, 10.0, False)],
    ids=["just sent", "before the deadline", "after it", "asked for again"],
)
def test_the_deadline_counts_from_the_last_time_it_was_asked_for(sent_s: float, since_s: float, is_over: bool) -> None:
    waits = patience(sent_s=sent_s, since_s=since_s)
    waits.answered()
    assert waits.is_over is is_over


def test_no_pause_goes_far_beyond_the_deadline() -> None:
    waits = patience(sent_s=618.0, since_s=618.0)
    waits.answered()
    assert 1.0 <= waits.pause_s() <= 2.1


@pytest.mark.parametrize("sent_s", [50.0, 10_000.0], ids=["after a restart", "long after the deadline"])
def test_a_wait_that_is_taken_up_again_asks_at_once_and_at_least_once(sent_s: float) -> None:
    waits = patience(sent_s=sent_s, since_s=sent_s)
    assert not waits.is_over
    assert waits.pause_s() == 0.0
    waits.bears(Unreachable("Bad gateway."))
    assert waits.is_over is (sent_s > 620.0)
    assert waits.is_over or waits.pause_s() > 0.0


@pytest.mark.parametrize(
    ("error", "borne"),
    [
        (Unreachable("Bad gateway."), 50),
        (DiskFull("Full."), 50),
        (TicketUnknown("Not found."), 4),
        (AudioUnavailable("No address."), 4),
    ],
    ids=lambda value: type(value).__name__,
)
def test_some_faults_are_borne_for_long_and_some_a_few_times(error: DemotapeError, borne: int) -> None:
    waits = patience(sent_s=0.0, since_s=0.0)
    assert [waits.bears(error) for _ in range(50)] == [True] * borne + [False] * (50 - borne)


def test_an_answer_ends_the_back_off() -> None:
    waits = patience(sent_s=0.0, since_s=0.0)
    for _ in range(5):
        waits.bears(Unreachable("Bad gateway."))
    waits.bears(Unreachable("Slow down.", retry_after_s=20.0))
    assert waits.pause_s() == 20.0
    waits.answered()
    assert waits.pause_s() == 3.0


@pytest.mark.contract(28)
@pytest.mark.parametrize(("chance", "pause_s"), [(0.0, 3.0), (0.5, 3.15), (1.0, 3.3)])
def test_pauses_are_spread_so_that_jobs_do_not_ask_in_step(chance: float, pause_s: float) -> None:
    waits = patience(sent_s=0.0, since_s=0.0, chance=chance)
    assert waits.pause_s() == pytest.approx(pause_s)
    waits.bears(Unreachable("Slow down.", retry_after_s=20.0))
    assert waits.pause_s() >= 20.0


@pytest.mark.parametrize("sent_s", [0.0, 1.0, 2.9])
def test_an_engine_on_this_machine_is_asked_steadily(sent_s: float) -> None:
    info = replace(INFO, is_local=True, poll_interval_s=0.1)
    assert patience(sent_s=sent_s, since_s=0.0, info=info).pause_s() == pytest.approx(0.1)
