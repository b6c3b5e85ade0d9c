"""What was submitted, and what the provider reported for it. Reported amounts only: nothing here is an estimate."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from demotape.models import Charged, Job, JobState

_FORMULA = re.compile(r"(^|[;\t\r\n])(?=[\s\u200b\ufeff\"']*[=+\-@\uff1d\uff0b\uff0d\uff20])|^(?=[\t\r\n])")
"""Where a spreadsheet takes text for a formula, and may run it: at the start, after blanks and invisible marks too, and
after what separates cells in countries with a decimal comma."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One submission: a request that left, or may have left, for a provider."""

    sent_at: datetime
    job: Job

    @property
    def model(self) -> str:
        """What was asked for; the engine's name where it has no models."""
        return str(self.job.request.options.get("model") or self.job.request.engine)

    @property
    def charge(self) -> str:
        """What is known of its price, in words."""
        job = self.job
        if job.cost is not None and (told := str(job.cost)):
            return told
        if job.state is not JobState.READY and job.problem is not None and job.problem.charged is Charged.NO:
            return "nothing"
        return "not reported"

    @property
    def provider_id(self) -> str:
        """By what the provider's support finds it: the id of the failed call, else of the job. Empty if none came."""
        problem = self.job.problem
        return (problem.request_id if problem else None) or self.job.ticket or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Entries added up."""

    submissions: int
    usd: float
    credits: float
    """Of the entries that were reported in credits alone."""
    unreported: int
    """Entries that may have cost something, without a word of the provider on how much."""


def spent(entries: Iterable[Entry]) -> Spent:
    """Add up what was reported."""
    submissions, unreported, usd, credit = 0, 0, 0.0, 0.0
    for entry in entries:
        submissions += 1
        cost = entry.job.cost
        if cost is not None and cost.usd is not None:
            usd += cost.usd
        elif cost is not None and cost.credits is not None:
            credit += cost.credits
        elif entry.charge != "nothing":
            unreported += 1
    return Spent(submissions=submissions, usd=usd, credits=credit, unreported=unreported)


def by_day_and_model(entries: Iterable[Entry], zone: tzinfo) -> dict[tuple[date, str], Spent]:
    """Sums of each day of this zone and each model, in the order of the entries."""
    groups: dict[tuple[date, str], list[Entry]] = {}
    for entry in entries:
        groups.setdefault((entry.sent_at.astimezone(zone).date(), entry.model), []).append(entry)
    return {group: spent(members) for group, members in groups.items()}


def as_csv(entries: Iterable[Entry]) -> bytes:
    """All entries as a table: UTF-8 with the mark that spreadsheets look for, amounts as plain numbers, times in UTC.

    Text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    written = io.StringIO(newline="")
    table = csv.writer(written)
    table.writerow(["sent_at", "model", "length_s", "state", "usd", "credits", "charge", "provider_id", "prompt"])
    for entry in entries:
        job, cost = entry.job, entry.job.cost
        amounts = [None, None] if cost is None else [cost.usd, cost.credits]
        texts = [entry.charge, entry.provider_id, job.request.prompt]
        table.writerow(
            [
                entry.sent_at.isoformat(timespec="seconds"),
                _as_text(entry.model),
                job.request.length_s,
                job.state.value,
                *amounts,
                *(_as_text(text) for text in texts),
            ]
        )
    return b"\xef\xbb\xbf" + written.getvalue().encode("utf-8")


def _as_text(value: str) -> str:
    return _FORMULA.sub(r"\1'", value)
