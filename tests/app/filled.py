"""Many takes and submissions, put where they belong without the time that making them takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from demotape.library.rows import request_values
from demotape.library.tables import jobs, submissions
from demotape.library.takes import put
from demotape.models import JobState, Request, Take
from demotape.studio import Studio
from tests.fakes.audio import tone
from tests.unit.conftest import shelve

VISITOR = "app-test"
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def fill(studio: Studio, count: int) -> list[Take]:
    """Takes 0 to count - 1 of one visitor, an hour apart, the last the newest; all with the same sound."""
    one = shelve(studio, tone(0.3, format="mp3"), visitor=VISITOR)
    studio._takes.delete(one.id)
    takes = [
        replace(
            one,
            id=f"take-{number:05}",
            title=f"Take {number}",
            request=Request(engine="tape", prompt="lo-fi piano" if number % 3 else "loud rock", length_s=2.0),
            created_at=NOON + timedelta(hours=number),
            rating=number % 6 or None,
            tempo_bpm=60.0 + number % 100,
            tags=("demo",) if number % 10 == 0 else (),
        )
        for number in range(count)
    ]
    with studio._database.writing() as connection:
        for take in takes:
            put(connection, take)
    return takes


def submit(studio: Studio, count: int) -> None:
    """Submissions 0 to count - 1 to an engine that costs money, an hour apart, each with its reported price."""
    request = Request(engine="tape", prompt="a tune", length_s=2.0)
    moments = [NOON + timedelta(hours=number) for number in range(count)]
    made = [
        {
            "id": f"job-{number:05}",
            "visitor": VISITOR,
            **request_values(request),
            "state": JobState.READY,
            "created_at": moment,
            "changed_at": moment,
            "stop_requested": False,
            "on_desk": False,
            "cost": {"usd": 0.01, "credits": None},
        }
        for number, moment in enumerate(moments)
    ]
    sent = [{"job_id": job["id"], "engine": "tape", "sent_at": job["created_at"]} for job in made]
    with studio._database.writing() as connection:
        connection.execute(sa.insert(jobs), made)
        connection.execute(sa.insert(submissions), sent)
