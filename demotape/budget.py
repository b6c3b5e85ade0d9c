"""What may still be spent: caps, what was reported, and what is reserved for jobs on their way.

A job's place under a cap is taken when it is made and given back when it is sure that it cost nothing. What the
provider reports takes the place of the estimate. Where no price is known, or no dollars are
capped, generations are counted instead.
Days and months are those of this machine's clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from demotape.errors import OverBudget
from demotape.models import Caps, Charged, Job, JobState, dollars

_ENDED_UNSENT = (JobState.FAILED, JobState.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What the jobs of a day or a month have cost or may cost."""

    reported_usd: float = 0.0
    """What the provider reported, its credits turned into dollars."""
    reserved_usd: float = 0.0
    """Estimates for jobs for which nothing was reported yet."""
    generations: int = 0
    """Jobs that cost something, or may."""

    @property
    def usd(self) -> float:
        """What counts against a cap."""
        return self.reported_usd + self.reserved_usd


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Caps and what is committed under them."""

    caps: Caps
    day: Committed
    month: Committed

    def admit(self, estimate_usd: float | None) -> None:
        """Raise if one more job would pass a cap.

        Args:
            estimate_usd: What it will cost; None if no price is known.

        Raises:
            OverBudget: with the cap that stands against it.
        """
        periods = (
            ("day", self.day, self.caps.day_usd, self.caps.day_generations),
            ("month", self.month, self.caps.month_usd, self.caps.month_generations),
        )
        for name, committed, most_usd, most_generations in periods:
            if estimate_usd is not None and most_usd is not None:
                if committed.usd + estimate_usd > most_usd + 1e-9:
                    raise OverBudget(
                        f"This would cost about {dollars(estimate_usd)}, and of the cap of {dollars(most_usd)} "
                        f"a {name} {dollars(max(0.0, most_usd - committed.usd))} is left."
                    )
            elif most_generations is not None:
                if committed.generations >= most_generations:
                    cap = f"generations are counted, and the cap is {most_generations:,} a {name}."
                    raise OverBudget(
                        f"No price is known for this, so {cap}" if estimate_usd is None else cap.capitalize()
                    )
            elif most_usd is not None:
                raise OverBudget(
                    f"No price is known for this, so the cap of {dollars(most_usd)} a {name} cannot be kept.",
                    advice="Set how many generations may be made instead, on the page Settings.",
                )


def start_of_day(moment: datetime) -> datetime:
    """Midnight before a moment, by this machine's clock."""
    return moment.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)


def start_of_month(moment: datetime) -> datetime:
    """The first midnight of a moment's month, by this machine's clock."""
    return start_of_day(start_of_day(moment).replace(day=1))


def budget(jobs: Iterable[Job], caps: Caps, *, now: datetime, credits_per_usd: float | None) -> Budget:
    """Add up the jobs of this month, made with one engine."""
    this_day, this_month = start_of_day(now), start_of_month(now)
    month = [job for job in jobs if job.created_at >= this_month and not _cost_nothing(job)]
    day = [job for job in month if job.created_at >= this_day]
    return Budget(caps=caps, day=_committed(day, credits_per_usd), month=_committed(month, credits_per_usd))


def _committed(jobs: list[Job], credits_per_usd: float | None) -> Committed:
    reported = reserved = 0.0
    for job in jobs:
        usd = _reported_usd(job, credits_per_usd)
        if usd is not None:
            reported += usd
        else:
            reserved += job.reserved_usd or 0.0
    return Committed(reported_usd=reported, reserved_usd=reserved, generations=len(jobs))


def _reported_usd(job: Job, credits_per_usd: float | None) -> float | None:
    if job.cost is None:
        return None
    if job.cost.usd is not None:
        return job.cost.usd
    return job.cost.credits / credits_per_usd if job.cost.credits is not None and credits_per_usd else None


def _cost_nothing(job: Job) -> bool:
    is_over = job.state in _ENDED_UNSENT and job.cost is None
    return is_over and job.problem is not None and job.problem.charged is Charged.NO
