"""The three parts of a job's work. Each can be cut off anywhere and run again, with at most one submit."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from demotape.audio.formats import AudioFormat
from demotape.audio.probe import measure
from demotape.engines.base import Engine, Status
from demotape.errors import (
    AudioError,
    AudioUnavailable,
    Busy,
    DemotapeError,
    GenerationFailed,
    KeyRejected,
    NotConfigured,
    NotFound,
    StudioError,
    TicketUnknown,
    UnknownOutcome,
    Unreachable,
)
from demotape.jobs import problems
from demotape.jobs.pacing import Patience, busy_pause_s, fault_pause_s
from demotape.keys import Key, TypedKeys
from demotape.library import JobShelf, Wait
from demotape.library.rows import now
from demotape.models import Cost, Job, JobState, Measured, Take
from demotape.naming import title_from
from demotape.storage import Storage

_log = logging.getLogger(__name__)

_FETCHES = 6
_FETCHES_OF_BAD_AUDIO = 2
"""The same address mostly brings the same bytes; a second look tells a passing fault from a lasting one."""
_NOTE_PROGRESS_EVERY_S = 0.5
_REST_S = 2.0


class Closing(BaseException):
    """The studio closes. Not an `Exception`: the workflow must stay unfinished, to be taken up at the next start."""


class Work:
    """Submit, wait and collect for the jobs of one studio. Called from many threads.

    What passes from part to part is a `Status` as a plain dict: the durable engine stores it.
    """

    def __init__(self, *, engines: Mapping[str, Engine], jobs: JobShelf, storage: Storage, keys: TypedKeys) -> None:
        self._engines = engines
        self._jobs = jobs
        self._keys = keys
        self._storage = storage
        self._closing = threading.Event()
        self._bells: dict[str, threading.Event] = {}
        self._asked: dict[str, float] = {}
        """When each running job was last asked for, by `time.monotonic()`."""

    def close(self) -> None:
        """Let every waiting thread go."""
        self._closing.set()
        for bell in list(self._bells.values()):
            bell.set()

    def ring(self, job_id: str) -> None:
        """Wake the thread that waits for this job, so that it sees what the person wants."""
        if bell := self._bells.get(job_id):
            bell.set()

    def submit(self, job_id: str) -> dict[str, Any] | None:
        """Hand the job to its engine, at most once; None if the job ended here."""
        job, engine = self._job(job_id)
        tries = 0
        while self._jobs.begin_submit(job_id):
            tries += 1
            try:
                return self._send(job, engine)
            except Busy as error:
                # An explicit no: the provider did not take it, so it may be sent again.
                if not self._waits_for_room(job_id, error, tries=tries):
                    return None
        submission = self._jobs.submission(job_id)
        if submission is None or not job.state.is_running:
            return None  # stopped while it was queued
        if submission.ticket:
            return pack(Status(ticket=submission.ticket))
        if not engine.info.costs_money:
            return self._send(job, engine)
        # An earlier run was cut off between the intent and the answer.
        self._jobs.end(job_id, JobState.NEEDS_YOU, problems.cut_off())
        return None

    def _waits_for_room(self, job_id: str, error: Busy, *, tries: int) -> bool:
        """Wait until a busy provider may be asked again; False if that was tried often enough, and the job is over."""
        pause_s = busy_pause_s(tries=tries, retry_after_s=error.retry_after_s)
        if pause_s is None:
            self._surely(lambda: self._jobs.end(job_id, JobState.FAILED, error.problem))
            return False
        problem = problems.too_busy(error, again_at=time.time() + pause_s)
        self._surely(lambda: self._jobs.put_back(job_id, problem))
        self._pause(self._closing, pause_s)
        return True

    def _send(self, job: Job, engine: Engine) -> dict[str, Any] | None:
        # What came of it is written whatever it takes: it is the only proof of what may have cost money.
        try:
            status = engine.submit(job.request, job_id=job.id, key=self._key_to_send_with(job))
        except UnknownOutcome as error:
            problem = error.problem
            self._surely(lambda: self._jobs.end(job.id, JobState.NEEDS_YOU, problem))
            return None
        except Busy:
            raise
        except DemotapeError as error:
            problem = error.problem
            self._surely(lambda: self._jobs.end(job.id, JobState.FAILED, problem))
            return None
        self._surely(lambda: self._jobs.submitted(job.id, status.ticket))
        return pack(status)

    def _surely(self, write: Callable[[], None]) -> None:
        """Write until it is written, or until the studio closes."""
        while True:
            try:
                write()
                return
            except StudioError as error:
                _log.error("The database cannot be written: %s", error.message)
                self.rest()

    def rest(self) -> None:
        """Wait a little for the data folder to be usable again.

        Raises:
            Closing: the studio closes.
        """
        self._pause(self._closing, _REST_S)

    def wait(self, job_id: str, submitted: dict[str, Any]) -> dict[str, Any] | None:
        """Poll until the engine is done; None if the job ended otherwise."""
        bell = self._bells.setdefault(job_id, threading.Event())
        try:
            return self._wait(job_id, unpack(submitted), bell)
        finally:
            self._bells.pop(job_id, None)

    def _wait(self, job_id: str, status: Status, bell: threading.Event) -> dict[str, Any] | None:
        job, engine = self._job(job_id)
        first = status
        patience = self._patience(job, engine)
        noted: tuple[JobState, float | None] = (JobState.QUEUED, None)
        noted_at = 0.0
        while not status.is_done:
            if patience.is_over:
                self._jobs.end(job_id, JobState.OVERDUE, problems.overdue(engine.info))
                return None
            self._pause(bell, patience.pause_s())
            try:
                if self._is_stopped(job_id, status.ticket):
                    return None
                status = self._poll(job, engine, status.ticket)
                patience.answered()
                state = JobState.GENERATING if status.is_generating or status.is_done else JobState.QUEUED
                seen = (state, status.progress)
                if state != noted[0] or (seen != noted and time.monotonic() - noted_at > _NOTE_PROGRESS_EVERY_S):
                    noted, noted_at = seen, time.monotonic()
                    self._jobs.saw(job_id, state=state, progress=status.progress)
            except (KeyRejected, NotConfigured) as error:
                # The job goes on at the provider; only our view of it is barred until the key is mended.
                self._jobs.end(job_id, JobState.OVERDUE, problems.barred(error))
                return None
            except GenerationFailed as error:
                self._jobs.end(job_id, JobState.FAILED, error.problem)
                return None
            except (Unreachable, TicketUnknown, AudioUnavailable, StudioError) as error:
                _log.warning("Job %s: %s", job_id, error.message)
                if not patience.bears(error):
                    self._jobs.end(job_id, JobState.FAILED, problems.after_submit(error, engine.info))
                    return None
        self._jobs.saw(job_id, state=JobState.DOWNLOADING, waited_s=patience.elapsed_s)
        # An engine need not repeat at the end what it told at the beginning.
        return pack(replace(status, cost=status.cost or first.cost, details={**first.details, **status.details}))

    def _patience(self, job: Job, engine: Engine) -> Patience:
        info = engine.info
        submission = self._jobs.submission(job.id)
        low_s, high_s = info.model_of(job.request).usual_wait_s
        return Patience(
            info,
            longest_wait_s=info.longest_wait_s(job.request),
            sent_at=submission.sent_at if submission else job.created_at,
            since=job.changed_at,
            wait=self._jobs.usual_wait(job.request) or Wait(low_s, (low_s + high_s) / 2, high_s, is_guess=True),
        )

    def _is_stopped(self, job_id: str, ticket: str) -> bool:
        """Do what the person wants: end the work, or where that is impossible go on out of sight."""
        job, engine = self._job(job_id)
        if not job.stop_requested:
            return False
        if engine.info.can_cancel:
            engine.cancel(ticket)
            self._jobs.end(job_id, JobState.CANCELLED, problems.cancelled())
            return True
        # A take that may be paid for is still fetched, if it comes.
        if job.state is not JobState.CANCELLED:
            self._jobs.end(job_id, JobState.CANCELLED, problems.stopped_waiting())
        return False

    def collect(self, job_id: str, done: dict[str, Any]) -> None:
        """Fetch the audio, check it, keep it, and make the take."""
        job, engine = self._job(job_id)
        status = unpack(done)
        incoming = self._storage.incoming(job_id)
        try:
            audio_format, measured = self._fetch(job, engine, status, incoming)
            size_bytes = incoming.stat().st_size
            file = self._storage.keep(incoming, job_id, audio_format.extension)
        except DemotapeError as error:
            incoming.unlink(missing_ok=True)
            self._jobs.end(job_id, JobState.FAILED, problems.after_submit(error, engine.info), status.cost)
            return
        self._jobs.finish(
            Take(
                id=job_id,
                visitor=job.visitor,
                title=title_from(job.request.prompt or str(job.request.options.get("lyrics", ""))),
                request=job.request,
                created_at=now(),
                file=file,
                media_type=audio_format.media_type,
                size_bytes=size_bytes,
                measured=measured,
                ticket=status.ticket,
                cost=status.cost,
                details=status.details,
            )
        )

    def _fetch(self, job: Job, engine: Engine, status: Status, incoming: Path) -> tuple[AudioFormat, Measured]:
        bad_audio = 0
        for attempt in range(1, _FETCHES + 1):
            try:
                if status.audio is None:
                    status = self._poll_again(job, engine, status.ticket)
                engine.fetch(job.request, status, incoming)
                return measure(incoming)
            except AudioError as error:
                problem: DemotapeError = error
                bad_audio += 1
            except AudioUnavailable as error:
                problem = error
                status = replace(status, audio=None)  # a fresh poll can bring a fresh address
            except Unreachable as error:
                problem = error
            incoming.unlink(missing_ok=True)
            if attempt == _FETCHES or bad_audio == _FETCHES_OF_BAD_AUDIO:
                raise problem
            _log.warning("Job %s, fetch %d: %s", job.id, attempt, problem.message)
            self._pause(self._closing, fault_pause_s(faults=attempt, shortest_s=engine.info.poll_interval_s / 2))
        raise AssertionError("unreachable")

    def _poll(self, job: Job, engine: Engine, ticket: str) -> Status:
        """Ask once, and never sooner after the last time than the engine allows, whatever the reason to ask."""
        shortest_s = engine.info.poll_interval_s
        if job.id in self._asked:
            self._pause(self._closing, self._asked[job.id] + shortest_s - time.monotonic())
        self._asked[job.id] = time.monotonic()
        return engine.poll(job.request, ticket, key=self._key_to_look_with(job))

    def _poll_again(self, job: Job, engine: Engine, ticket: str) -> Status:
        status = self._poll(job, engine, ticket)
        if not status.is_done:
            raise Unreachable("The provider had finished this and now says that it has not.")
        return status

    def _key_to_send_with(self, job: Job) -> Key | None:
        """The person's own key where the job was made with one; None stands for the one in the settings."""
        key = self._key_to_look_with(job)
        if job.has_own_key and key is None:
            raise problems.key_forgotten()
        return key

    def _key_to_look_with(self, job: Job) -> Key | None:
        return self._keys.of(job.visitor, job.request.engine) if job.has_own_key else None

    def give_up(self, job_id: str, error: Exception) -> None:
        """End a job on a fault that no part foresaw, without losing what may be paid for."""
        job, submission = self._jobs.get(job_id), self._jobs.submission(job_id)
        if job is None:
            return
        engine = self._engines.get(job.request.engine)
        costs_money = engine is None or engine.info.costs_money
        problem = error.problem if isinstance(error, DemotapeError) else problems.unexpected(costs_money=costs_money)
        is_unsure = costs_money and submission is not None and submission.ticket is None
        self._jobs.end(job_id, JobState.NEEDS_YOU if is_unsure else JobState.FAILED, problem)

    def _pause(self, bell: threading.Event, pause_s: float) -> None:
        bell.wait(max(0.0, pause_s))
        if self._closing.is_set():
            raise Closing
        if bell is not self._closing:
            bell.clear()

    def _job(self, job_id: str) -> tuple[Job, Engine]:
        job = self._jobs.get(job_id)
        if job is None:
            raise NotFound("This job is gone.")
        engine = self._engines.get(job.request.engine)
        if engine is None:
            raise NotConfigured(
                f"The engine {job.request.engine} is not installed any more.",
                advice="Install the package that brought it, then press Check again.",
            )
        return job, engine


def pack(status: Status) -> dict[str, Any]:
    """A status as plain data, for the durable engine to store."""
    return asdict(status)


def unpack(stored: dict[str, Any]) -> Status:
    """What `pack` stored."""
    return Status(**{**stored, "cost": Cost(**stored["cost"]) if stored["cost"] else None})
