"""Jobs as durable workflows on DBOS Transact.

DBOS repeats a step that was cut off, so it is `Work` that makes each part safe to repeat. Workflows are known to DBOS
by name and have to be plain functions of a module; they find their studio through `_current`.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, EnqueueOptions, SetWorkflowID

from demotape.engines.base import Engine
from demotape.errors import DatabaseUnusable, StudioError
from demotape.jobs.work import Work
from demotape.keys import TypedKeys
from demotape.library import JobShelf
from demotape.storage import Storage

_log = logging.getLogger(__name__)

_QUEUE_POLL_S, _LOCAL_QUEUE_POLL_S = 0.5, 0.2
"""How often a queue is looked into: a look costs some milliseconds."""
_LISTENER_LOOKS_EVERY_S = 0.05
"""DBOS's listener sleeps so long between two looks at whether it has to end, and closing waits for it. Nobody here
listens for notifications, so a look is one question to an empty list; its default is a second."""
_STARTS_WITHIN_S = 15.0
"""Longest wait for another Demotape that has just begun to open the data folder."""
_WORKFLOW_VERSION = "1"
"""Unfinished jobs are only taken up by the same version. Change it when the order of steps changes."""
_ENDLESS = 1_000_000
"""A machine that restarts again and again must not make DBOS give up a job that was paid for."""

_T = TypeVar("_T")
_current: Work | None = None
_launching = threading.Lock()


class JobRunner:
    """Runs the jobs of one data folder. There can be one in a process."""

    def __init__(
        self, *, url: str, engines: Mapping[str, Engine], jobs: JobShelf, storage: Storage, keys: TypedKeys
    ) -> None:
        """Start, and take up every job that an earlier run left unfinished.

        Args:
            url: SQLAlchemy URL of the database for workflows. An SQLite file is set to WAL.

        Raises:
            DatabaseUnusable: the workflow database cannot be used.
        """
        self._engines = engines
        self._jobs = jobs
        self._work = Work(engines=engines, jobs=jobs, storage=storage, keys=keys)
        with _launching:
            if _current is not None:
                raise RuntimeError("A JobRunner is running in this process already.")
            _set_current(self._work)
            try:
                self._launch(url)
            except (sa.exc.DBAPIError, sqlite3.DatabaseError) as error:
                self.close()
                raise DatabaseUnusable(
                    "The database of jobs under way cannot be used.",
                    advice="Nothing was changed in it. Move workflows.db away, then start again.",
                ) from error
            except BaseException:
                self.close()
                raise

    def _launch(self, url: str) -> None:
        parsed = sa.engine.make_url(url)
        if parsed.drivername.startswith("sqlite") and parsed.database:
            # DBOS leaves the default journal, with which queueing is some 70 times slower.
            with sqlite3.connect(parsed.database) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
            connection.close()
            _teach_subseconds()
        DBOS(
            config={
                "name": "demotape",
                "system_database_url": url,
                "application_version": _WORKFLOW_VERSION,
                "executor_id": "local",
                "log_level": "ERROR",
                "notification_listener_polling_interval_sec": _LISTENER_LOOKS_EVERY_S,
            }
        )
        DBOS.launch()
        self.configure()
        for job in self._jobs.unfinished():
            self._take_up(job.id, job.request.engine)

    def configure(self) -> None:
        """Take over how many jobs each engine does at once, and how fast; jobs in the queues are kept."""
        for engine in self._engines.values():
            info = engine.info
            DBOS.register_queue(
                _queue(info.name),
                worker_concurrency=info.parallel_jobs,
                limiter={"limit": 1, "period": info.start_interval_s} if info.start_interval_s else None,
                polling_interval_sec=_LOCAL_QUEUE_POLL_S if info.is_local else _QUEUE_POLL_S,
                on_conflict="always_update",
            )

    def start(self, job_id: str, engine: str) -> None:
        """Queue a stored job. Doing it twice is the same as doing it once."""
        with SetWorkflowID(job_id):
            DBOS.enqueue_workflow(_queue(engine), generate, job_id)

    def check_again(self, job_id: str, engine: str, *, attempt: str) -> None:
        """Wait for a job again that was given up, by the ticket it has.

        Args:
            attempt: Names this press; the same name does nothing twice.
        """
        with SetWorkflowID(f"{job_id}:{attempt}"):
            DBOS.enqueue_workflow(_queue(engine), generate, job_id)

    def stop(self, job_id: str) -> None:
        """Make the job's thread look at what the person wants."""
        self._work.ring(job_id)

    def close(self) -> None:
        """Stop working. Unfinished jobs are taken up at the next start."""
        self._work.close()
        DBOS.destroy()
        _set_current(None)

    def _take_up(self, job_id: str, engine: str) -> None:
        """See to it that an unfinished job has a workflow: DBOS goes on with those that it knows as unfinished."""
        known = DBOS.list_workflows(workflow_id_prefix=job_id, load_input=False, load_output=False)
        if not known:
            self.start(job_id, engine)
        elif all(workflow.status not in ("PENDING", "ENQUEUED", "DELAYED") for workflow in known):
            self._work.give_up(job_id, RuntimeError("The workflow ended without ending its job."))


class JobSender:
    """Hands jobs to the process that runs them, where that is another one.

    `start` and `check_again` wait for one that is just starting, and raise `DatabaseUnusable` if it takes too long.
    """

    def __init__(self, *, url: str) -> None:
        _teach_subseconds()
        self._client = DBOSClient(system_database_url=url)

    def configure(self) -> None:
        """Nothing to do: the running process has settings of its own."""

    def start(self, job_id: str, engine: str) -> None:
        """Queue a stored job."""
        self._enqueue(job_id, job_id, engine)

    def check_again(self, job_id: str, engine: str, *, attempt: str) -> None:
        """Wait for a job again that was given up."""
        self._enqueue(f"{job_id}:{attempt}", job_id, engine)

    def stop(self, job_id: str) -> None:
        """Nothing to do: the running process sees the wish at its next look."""

    def close(self) -> None:
        """Give back the connection."""
        self._client.destroy()

    def _enqueue(self, workflow_id: str, job_id: str, engine: str) -> None:
        options: EnqueueOptions = {
            "queue_name": _queue(engine),
            "workflow_name": "generate",
            "workflow_id": workflow_id,
            "app_version": _WORKFLOW_VERSION,
        }
        end = time.monotonic() + _STARTS_WITHIN_S
        while True:
            try:
                self._client.enqueue(options, job_id)
                return
            except sa.exc.DBAPIError as error:
                if time.monotonic() > end:
                    raise DatabaseUnusable(
                        "The Demotape that has this data folder does not take jobs yet.",
                        advice="It is probably just starting: try again in a moment.",
                    ) from error
                time.sleep(_QUEUE_POLL_S)


def _teach_subseconds() -> None:
    """Give SQLite before 3.42 the function with which DBOS tells the time on Python 3.12 and later."""
    if sqlite3.sqlite_version_info >= (3, 42) or sa.event.contains(sa.Engine, "connect", _add_unixepoch):
        return
    sa.event.listen(sa.Engine, "connect", _add_unixepoch)


def _add_unixepoch(connection: object, _: object) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.create_function("unixepoch", 1, lambda _: time.time())


def _set_current(work: Work | None) -> None:
    global _current  # noqa: PLW0603 - DBOS wants workflows as module functions
    _current = work


def _queue(engine: str) -> str:
    return f"engine-{engine}"


@DBOS.workflow(name="generate", max_recovery_attempts=_ENDLESS)
def generate(job_id: str) -> None:
    """One press of Generate, or of Check again: then `submit` only hands over the ticket that is there."""
    submitted = submit(job_id)
    if submitted is None:
        return
    done = wait(job_id, submitted)
    if done is not None:
        collect(job_id, done)


@DBOS.step(name="submit")
def submit(job_id: str) -> dict[str, Any] | None:
    """`Work.submit`, once more after a cut."""
    return _safely(job_id, lambda work: work.submit(job_id))


@DBOS.step(name="wait")
def wait(job_id: str, submitted: dict[str, Any]) -> dict[str, Any] | None:
    """`Work.wait`, once more after a cut. One step for all polls: a step for each would write two rows a poll."""
    return _safely(job_id, lambda work: work.wait(job_id, submitted))


@DBOS.step(name="collect")
def collect(job_id: str, done: dict[str, Any]) -> None:
    """`Work.collect`, once more after a cut."""
    _safely(job_id, lambda work: work.collect(job_id, done))


def _safely(job_id: str, part: Callable[[Work], _T]) -> _T | None:
    """Run one part; whatever it raises ends the job with words for the person, and the workflow goes on to its end.

    Where the data folder is full or out of reach, the end could not be written either: the part is tried again until
    it can be. Each part is made to be run again.
    """
    work = _current
    if work is None:
        raise RuntimeError("No studio is open.")
    while True:
        try:
            try:
                return part(work)
            except StudioError:
                raise
            except Exception as error:
                _log.exception("Job %s ended unexpectedly", job_id)
                work.give_up(job_id, error)
                return None
        except StudioError as error:
            _log.error("Job %s waits for the data folder: %s", job_id, error.message)
            work.rest()
