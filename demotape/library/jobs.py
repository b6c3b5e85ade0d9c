"""The jobs: rows that every step of the work writes and that the screens read."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from demotape.budget import start_of_month
from demotape.ledger import Entry
from demotape.library.bench import Link, put_link
from demotape.library.database import Database
from demotape.library.rows import as_json, cost_of, insert_once, now, problem_of, request_of, request_values
from demotape.library.tables import jobs, submissions
from demotape.library.takes import put
from demotape.models import RUNNING_STATES, Cost, Job, JobState, Problem, Request, Take

_WAITS_LOOKED_AT = 30
_WAITS_NEEDED = 3


@dataclass(frozen=True, slots=True)
class Wait:
    """How long jobs like this one took, in seconds from submit to done."""

    low_s: float
    """Nine of ten took longer."""
    usual_s: float
    """The median."""
    high_s: float
    """Nine of ten were faster."""
    is_guess: bool = False
    """Not seen here, but what the engine says of itself."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One intent to submit, and what came of it."""

    sent_at: datetime
    ticket: str | None


class JobShelf:
    """All jobs. Every method is one short transaction and may raise `DatabaseUnusable` or `DiskFull`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        *,
        job_id: str,
        visitor: str,
        request: Request,
        has_own_key: bool = False,
        reserved_usd: float | None = None,
        link: Link | None = None,
        admit: Callable[[list[Job]], None] | None = None,
    ) -> bool:
        """Put a new job into the queue; False if a job of this id is there already (a doubled press).

        Args:
            job_id, visitor, request: what is wanted, and by whom.
            has_own_key: made with a key that is in no file.
            reserved_usd: what it will cost, as far as that is known.
            link: what the take that it will become is made from.
            admit: Is given the engine's jobs of this month and may raise. Between its look and the new row no other
                job can be added, so that several presses cannot pass a cap together.
        """
        moment = now()
        values = {
            "id": job_id,
            "visitor": visitor,
            **request_values(request),
            "state": JobState.QUEUED,
            "created_at": moment,
            "changed_at": moment,
            "stop_requested": False,
            "on_desk": True,
            "has_own_key": has_own_key,
            "reserved_usd": reserved_usd,
        }
        with self._database.writing() as connection:
            if admit is not None:
                if connection.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
                    connection.execute(sa.text("LOCK TABLE jobs IN SHARE ROW EXCLUSIVE MODE"))
                if connection.scalar(sa.select(jobs.c.id).where(jobs.c.id == job_id)) is not None:
                    return False
                admit(_made_since(connection, request.engine, start_of_month(moment)))
            is_new = insert_once(connection, jobs, values)
            if is_new and link is not None:
                put_link(connection, link)
            return is_new

    def made_this_month(self, engine: str) -> list[Job]:
        """The jobs of one engine that were made this month."""
        with self._database.reading() as connection:
            return _made_since(connection, engine, start_of_month(now()))

    def get(self, job_id: str) -> Job | None:
        """One job."""
        with self._database.reading() as connection:
            row = connection.execute(sa.select(jobs).where(jobs.c.id == job_id)).mappings().first()
        return _job(row) if row else None

    def beginning(self, start_of_id: str, *, limit: int) -> list[Job]:
        """Jobs whose id begins so, at most `limit` of them."""
        query = sa.select(jobs).where(jobs.c.id.startswith(start_of_id, autoescape=True)).limit(limit)
        with self._database.reading() as connection:
            return [_job(row) for row in connection.execute(query).mappings()]

    def on_desk(self, visitor: str | None = None) -> list[Job]:
        """The jobs that are shown as jobs to this visitor, or to anybody, newest first."""
        query = sa.select(jobs).where(jobs.c.on_desk).order_by(jobs.c.created_at.desc())
        if visitor is not None:
            query = query.where(jobs.c.visitor == visitor)
        with self._database.reading() as connection:
            return [_job(row) for row in connection.execute(query).mappings()]

    def unfinished(self) -> list[Job]:
        """All jobs that some run of the studio left under way."""
        query = sa.select(jobs).where(jobs.c.state.in_(RUNNING_STATES))
        with self._database.reading() as connection:
            return [_job(row) for row in connection.execute(query).mappings()]

    def begin_submit(self, job_id: str) -> bool:
        """Take the job out of the queue and record the intent to submit it.

        False if it is not this caller's to submit: stopped while queued, or an intent is recorded already.
        """
        with self._database.writing() as connection:
            moment = now()
            engine = connection.scalar(
                sa.update(jobs)
                .where(jobs.c.id == job_id, jobs.c.state == JobState.QUEUED, ~jobs.c.stop_requested)
                .values(started_at=sa.func.coalesce(jobs.c.started_at, moment), problem=None)
                .returning(jobs.c.engine)
            )
            if engine is None:
                return False
            return insert_once(connection, submissions, {"job_id": job_id, "engine": engine, "sent_at": moment})

    def put_back(self, job_id: str, problem: Problem) -> None:
        """Back into the queue, for an engine that surely did not take the job: as if it had never been sent."""
        with self._database.writing() as connection:
            connection.execute(
                sa.delete(submissions).where(submissions.c.job_id == job_id, submissions.c.ticket.is_(None))
            )
            connection.execute(
                sa.update(jobs)
                .where(jobs.c.id == job_id, jobs.c.state == JobState.QUEUED)
                .values(started_at=None, problem=as_json(problem), changed_at=now())
            )

    def submission(self, job_id: str) -> Submission | None:
        """The recorded intent, if there is one."""
        query = sa.select(submissions.c.sent_at, submissions.c.ticket).where(submissions.c.job_id == job_id)
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return Submission(*row) if row else None

    def ledger(self, engines: Collection[str], *, since: datetime | None = None) -> list[Entry]:
        """Every submission to these engines, or since a moment, newest first. Deleting a take leaves its entry."""
        query = (
            sa.select(jobs, submissions.c.sent_at)
            .join(submissions, submissions.c.job_id == jobs.c.id)
            .where(jobs.c.engine.in_(engines))
            .order_by(submissions.c.sent_at.desc())
        )
        if since is not None:
            query = query.where(submissions.c.sent_at >= since)
        with self._database.reading() as connection:
            rows = connection.execute(query).mappings()
            return [Entry(sent_at=row["sent_at"], job=_job(row)) for row in rows]

    def submitted(self, job_id: str, ticket: str) -> None:
        """The engine took the job."""
        with self._database.writing() as connection:
            connection.execute(
                sa.update(submissions).where(submissions.c.job_id == job_id).values(ticket=ticket, answered_at=now())
            )
            connection.execute(sa.update(jobs).where(jobs.c.id == job_id).values(ticket=ticket))

    def saw(
        self, job_id: str, *, state: JobState, progress: float | None = None, waited_s: float | None = None
    ) -> None:
        """Note where a running job is. A job that was ended meanwhile stays ended."""
        values: dict[str, Any] = {"state": state, "progress": progress, "changed_at": now()}
        if waited_s is not None:
            values["waited_s"] = waited_s
        with self._database.writing() as connection:
            connection.execute(
                sa.update(jobs).where(jobs.c.id == job_id, jobs.c.state.in_(RUNNING_STATES)).values(values)
            )

    def end(self, job_id: str, state: JobState, problem: Problem | None = None, cost: Cost | None = None) -> None:
        """Note how a job ended without a take. A job that became a take stays ready."""
        values: dict[str, Any] = {
            "state": state,
            "problem": as_json(problem),
            "progress": None,
            "changed_at": now(),
        }
        if cost is not None:
            values["cost"] = as_json(cost)
        with self._database.writing() as connection:
            connection.execute(
                sa.update(jobs).where(jobs.c.id == job_id, jobs.c.state != JobState.READY).values(values)
            )

    def finish(self, take: Take) -> None:
        """Store the take and close its job, both or none. A second call with the same take changes nothing."""
        with self._database.writing() as connection:
            put(connection, take)
            connection.execute(
                sa.update(jobs)
                .where(jobs.c.id == take.id)
                .values(
                    state=JobState.READY,
                    on_desk=False,
                    progress=None,
                    problem=None,
                    cost=as_json(take.cost),
                    changed_at=now(),
                )
            )

    def request_stop(self, job_id: str, problem: Problem) -> bool:
        """The person wants it stopped. True if it was still queued here and is cancelled with that."""
        with self._database.writing() as connection:
            cancelled = connection.execute(
                sa.update(jobs)
                .where(jobs.c.id == job_id, jobs.c.state == JobState.QUEUED, jobs.c.started_at.is_(None))
                .values(state=JobState.CANCELLED, stop_requested=True, problem=as_json(problem), changed_at=now())
                .returning(jobs.c.id)
            ).first()
            if cancelled is None:
                connection.execute(
                    sa.update(jobs)
                    .where(jobs.c.id == job_id, jobs.c.state.in_(RUNNING_STATES))
                    .values(stop_requested=True)
                )
        return cancelled is not None

    def reopen(self, job_id: str) -> bool:
        """Put an ended job that has a ticket back to work; False if it is not such a job."""
        ended = (JobState.OVERDUE, JobState.FAILED, JobState.NEEDS_YOU)
        with self._database.writing() as connection:
            row = connection.execute(
                sa.update(jobs)
                .where(jobs.c.id == job_id, jobs.c.state.in_(ended), jobs.c.ticket.is_not(None))
                .values(state=JobState.GENERATING, problem=None, stop_requested=False, on_desk=True, changed_at=now())
                .returning(jobs.c.id)
            ).first()
        return row is not None

    def dismiss(self, job_id: str) -> None:
        """Take an ended job off its visitor's desk."""
        with self._database.writing() as connection:
            connection.execute(
                sa.update(jobs).where(jobs.c.id == job_id, jobs.c.state.not_in(RUNNING_STATES)).values(on_desk=False)
            )

    def usual_wait(self, request: Request) -> Wait | None:
        """How long jobs of this engine and model, and of about this length, took; None before there are a few."""
        length_s = request.length_s
        is_like = (
            jobs.c.length_s.is_(None) if length_s is None else jobs.c.length_s.between(length_s / 1.5, length_s * 1.5)
        )
        of_model, model = jobs.c.options["model"].as_string(), request.options.get("model")
        query = (
            sa.select(jobs.c.waited_s)
            .where(
                jobs.c.engine == request.engine,
                of_model.is_(None) if model is None else of_model == str(model),
                jobs.c.state == JobState.READY,
                jobs.c.waited_s.is_not(None),
                is_like,
            )
            .order_by(jobs.c.changed_at.desc())
            .limit(_WAITS_LOOKED_AT)
        )
        with self._database.reading() as connection:
            waits = sorted(connection.scalars(query))
        if len(waits) < _WAITS_NEEDED:
            return None
        last = len(waits) - 1
        return Wait(*(waits[round(last * share)] for share in (0.1, 0.5, 0.9)))


def _made_since(connection: Connection, engine: str, moment: datetime) -> list[Job]:
    query = sa.select(jobs).where(jobs.c.engine == engine, jobs.c.created_at >= moment)
    return [_job(row) for row in connection.execute(query).mappings()]


def _job(row: RowMapping) -> Job:
    return Job(
        id=row["id"],
        visitor=row["visitor"],
        request=request_of(row),
        state=JobState(row["state"]),
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        started_at=row["started_at"],
        progress=row["progress"],
        ticket=row["ticket"],
        stop_requested=row["stop_requested"],
        problem=problem_of(row),
        cost=cost_of(row),
        has_own_key=row["has_own_key"],
        reserved_usd=row["reserved_usd"],
    )
