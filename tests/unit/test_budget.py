"""What counts against a cap, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from demotape.budget import Budget, Committed, budget, start_of_day, start_of_month
from demotape.errors import OverBudget
from demotape.models import Caps, Charged, Cost, Job, JobState, Problem, Request

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def job(
    *,
    state: JobState = JobState.READY,
    cost: Cost | None = None,
    reserved_usd: float | None = None,
    charged: Charged | None = None,
    at: datetime = NOW,
) -> Job:
    problem = None if charged is None else Problem(kind="X", message="", advice="", charged=charged)
    return Job(
        id="j",
        visitor="me",
        request=Request(engine="tape", prompt="a tune", length_s=10.0),
        state=state,
        created_at=at,
        changed_at=at,
        cost=cost,
        reserved_usd=reserved_usd,
        problem=problem,
    )


@pytest.mark.parametrize(
    ("one", "committed"),
    [
        (job(state=JobState.QUEUED, reserved_usd=0.5), Committed(reserved_usd=0.5, generations=1)),
        (job(reserved_usd=0.5, cost=Cost(usd=0.2)), Committed(reported_usd=0.2, generations=1)),
        (job(reserved_usd=0.5, cost=Cost(credits=200_000)), Committed(reported_usd=0.1, generations=1)),
        (job(reserved_usd=0.5), Committed(reserved_usd=0.5, generations=1)),  # nobody reported: it stays reserved
        (job(), Committed(generations=1)),
        (job(state=JobState.FAILED, reserved_usd=0.5, charged=Charged.NO), Committed()),
        (job(state=JobState.CANCELLED, reserved_usd=0.5, charged=Charged.NO), Committed()),
        (
            job(state=JobState.FAILED, reserved_usd=0.5, charged=Charged.YES),
            Committed(reserved_usd=0.5, generations=1),
        ),
        (
            job(state=JobState.NEEDS_YOU, reserved_usd=0.5, charged=Charged.UNKNOWN),
            Committed(reserved_usd=0.5, generations=1),
        ),
        (
            job(state=JobState.FAILED, cost=Cost(usd=0.2), charged=Charged.NO),
            Committed(reported_usd=0.2, generations=1),
        ),
    ],
)
def test_what_a_job_counts(one: Job, committed: Committed) -> None:
    found = budget([one], Caps(), now=NOW, credits_per_usd=2_000_000)
    assert found.day == committed
    assert found.month == committed


def test_days_and_months_are_those_of_this_machine() -> None:
    midnight, first = start_of_day(NOW), start_of_month(NOW)
    assert (midnight.hour, midnight.minute, first.day) == (0, 0, 1)
    jobs = [job(at=midnight), job(at=midnight - timedelta(seconds=1)), job(at=first - timedelta(seconds=1))]
    found = budget(jobs, Caps(), now=NOW, credits_per_usd=None)
    assert (found.day.generations, found.month.generations) == (1, 2)


@pytest.mark.parametrize(
    ("caps", "estimate_usd", "refusal"),
    [
        (Caps(), 100.0, None),
        (Caps(), None, None),
        (Caps(day_usd=1.5), 0.5, None),
        (Caps(day_usd=1.5), 0.51, "cap of $1.50 a day $0.50 is left"),
        (Caps(month_usd=1.4), 0.5, "cap of $1.40 a month $0.40 is left"),
        (Caps(day_usd=0.5), 0.1, "$0.00 is left"),
        (Caps(day_usd=10, day_generations=1), 0.5, None),  # the price is known, so dollars count
        (Caps(day_generations=3), 0.5, "Generations are counted, and the cap is 3 a day."),
        (Caps(day_usd=10, month_generations=3), 0.5, "the cap is 3 a month"),
        (Caps(day_generations=4), 0.5, None),
        (Caps(day_generations=4), None, None),
        (Caps(day_generations=3), None, "generations are counted, and the cap is 3 a day"),
        (Caps(day_usd=10, day_generations=3), None, "the cap is 3 a day"),
        (Caps(month_generations=3), None, "the cap is 3 a month"),
        (Caps(day_generations=0), None, "the cap is 0 a day"),
        (Caps(day_usd=10), None, "the cap of $10.00 a day cannot be kept"),
        (Caps(day_usd=10, month_generations=9), None, "the cap of $10.00 a day cannot be kept"),
    ],
)
def test_what_would_pass_a_cap_is_refused(caps: Caps, estimate_usd: float | None, refusal: str | None) -> None:
    committed = Committed(reported_usd=0.6, reserved_usd=0.4, generations=3)
    one = Budget(caps=caps, day=committed, month=committed)
    if refusal is None:
        one.admit(estimate_usd)
        return
    with pytest.raises(OverBudget) as caught:
        one.admit(estimate_usd)
    assert refusal in caught.value.message
    assert caught.value.charged is Charged.NO
