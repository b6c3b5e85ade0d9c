"""The Band as an engine of the studio: orders go to worker processes, finished files come back."""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import os
import shutil
import threading
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demotape.engines.band.choice import unreadable_soundfont
from demotape.engines.band.orders import CANCELLED, NOT_PLAYABLE, WORKER_ENDED, Failure, check_plan, order_for, why
from demotape.engines.band.pool import OrderFailed, Worker, WorkerGone, WorkerPool
from demotape.engines.base import EngineInfo, Product, Status
from demotape.engines.model import LengthRange, Model
from demotape.errors import AudioUnavailable, DiskFull, GenerationFailed, NotSent, Unreachable
from demotape.keys import Key
from demotape.models import Request
from demotape.settings import Settings

_SCRATCH = "band"
_WARM_UP_AFTER_S = 2.0
"""A studio that has just begun has better things to do; a command that ends soon never needs it."""
_ATTEMPTS = 2

_log = logging.getLogger(__name__)


_MODEL = Model(
    name="band",
    title="Band",
    summary="Sampled instruments on this computer: free, offline, in seconds. It does not sing.",
    prompt_limit=2000,
    length=LengthRange(min_s=3.0, max_s=600.0, default_s=20.0),
    takes_seed=True,
    sings=False,
    usual_wait_s=(1.0, 5.0),
)


_PRODUCTS = (
    Product(name="midi", title="MIDI", extension=".mid"),
    Product(name="stems", title="Stems", extension=".zip"),
)


@dataclass(slots=True)
class _Job:
    """A render, from its order to its file. Guarded by the engine's lock."""

    request: Request
    path: Path
    progress: float = 0.0
    has_begun: bool = False
    worker: Worker | None = None
    details: Mapping[str, Any] | None = None
    failure: Failure | None = None
    is_cancelled: bool = False


class Band:
    """Makes music on this machine: no key, no network, no cost. Safe for use by several threads."""

    def __init__(self, settings: Settings) -> None:
        self._scratch = settings.data / _SCRATCH
        parallel_jobs = max(1, min(4, (os.cpu_count() or 2) - 1))
        self.info = EngineInfo(
            name="band",
            title="Band",
            models=(_MODEL,),
            costs_money=False,
            can_cancel=True,
            is_trained_model=False,
            products=_PRODUCTS,
            parallel_jobs=parallel_jobs,
            poll_interval_s=0.1,
            is_local=True,
            missing=unreadable_soundfont(),
        )
        self._lock = threading.Lock()
        self._jobs: dict[str, _Job] = {}
        self._is_closed = False
        self._has_scratch = False
        self._pool = WorkerPool()
        self._threads = ThreadPoolExecutor(parallel_jobs, thread_name_prefix="band")
        self._one_by_one = threading.Lock()
        self._makers: set[Worker] = set()
        self._warm_up = threading.Timer(_WARM_UP_AFTER_S, self._warm)
        self._warm_up.daemon = True
        self._warm_up.start()

    account = None
    """It needs no key and costs nothing."""

    def configure(self, settings: Settings) -> None:
        """Do nothing: no setting of the Band can change while it plays."""

    def submit(self, request: Request, *, job_id: str, key: Key | None = None) -> Status:  # noqa: ARG002 - the port's form
        """Start a render. The ticket is the job's id.

        Raises:
            NotSent: the engine is closed.
            GenerationFailed: it has no place for its file, or its plan is none.
        """
        if self._is_closed:
            raise NotSent("The studio is closing.", advice="Start it again, then press Generate.")
        check_plan(request.options.get("plan"))
        self._start(request, job_id)
        return Status(ticket=job_id)

    def poll(self, request: Request, ticket: str, *, key: Key | None = None) -> Status:  # noqa: ARG002 - the port's form
        """How a render stands. One that this process never heard of is started again: it costs nothing.

        Raises:
            GenerationFailed: it came to nothing.
            Unreachable: the engine is closed. After the next start, a poll makes the music again.
        """
        if self._is_closed:
            raise Unreachable("The studio is closing.")
        job = self._start(request, ticket)
        with self._lock:
            if self._is_closed:
                raise Unreachable("The studio is closing.")
            if job.failure is not None:
                raise GenerationFailed(job.failure.message, advice=job.failure.advice)
            if job.details is None:
                return Status(ticket=ticket, is_generating=job.has_begun, progress=job.progress)
            return Status(
                ticket=ticket,
                is_done=True,
                is_generating=True,
                progress=1.0,
                audio=str(job.path),
                details=job.details,
            )

    def fetch(self, request: Request, status: Status, target: Path) -> None:  # noqa: ARG002 - the port's form
        """Hand over the finished file, and forget the job.

        Raises:
            AudioUnavailable: the file is gone; a poll makes it again.
            DiskFull: no space left at the target.
        """
        source = Path(status.audio or "")
        try:
            shutil.copyfile(source, target)
        except FileNotFoundError as error:
            self._forget(status.ticket)
            raise AudioUnavailable("The finished music is no longer there.", advice="It is made again.") from error
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull("No space is left for the audio.") from error
            raise
        self._forget(status.ticket)

    def make(self, product: str, request: Request, details: Mapping[str, object], target: Path) -> None:
        """Make something else of a finished take: the same notes as MIDI, its stems, or its plan.

        Waits until it is done, which takes less time than the take itself did. One thing is made at a time.

        Args:
            product: a MIDI file, a ZIP file of WAVs, or a JSON file.
            request: of the take.
            details: what the take's status told; without a plan in it, the prompt is read again.
            target: the file to write. It is there only if all went well.

        Raises:
            GenerationFailed: it cannot be made.
            DiskFull: no space left at the target.
            Unreachable: the engine is closed.
        """
        plan = details.get("plan") or request.options.get("plan")
        try:
            if product == "plan" and plan is not None:
                target.write_text(json.dumps(plan, indent=2, ensure_ascii=False) + "\n", "utf-8")
                return
            self._make(product, request, plan, target)
        except OSError as error:
            target.unlink(missing_ok=True)
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull("No space is left for the file.") from error
            raise

    def _make(self, product: str, request: Request, plan: object, target: Path) -> None:
        with self._one_by_one:
            with self._lock:
                self._make_scratch()
            unfinished = self._scratch / uuid.uuid4().hex
            order = order_for(request, product, unfinished, plan)
            try:
                details = self._make_with_a_worker(order)
                if product == "plan":
                    unfinished.write_text(json.dumps(details["plan"], indent=2, ensure_ascii=False) + "\n", "utf-8")
                shutil.move(unfinished, target)
            except OrderFailed as refusal:
                if refusal.is_disk_full:
                    raise DiskFull("No space is left for the file.") from refusal
                failure = why(refusal)
                raise GenerationFailed(failure.message, advice=failure.advice) from refusal
            except WorkerGone as error:
                if self._is_closed:
                    raise Unreachable("The studio is closing.") from error
                raise GenerationFailed(WORKER_ENDED.message, advice="Try it again.") from error
            finally:
                unfinished.unlink(missing_ok=True)

    def _make_with_a_worker(self, order: Mapping[str, object]) -> Mapping[str, Any]:
        worker = self._pool.take()
        with self._lock:
            self._makers.add(worker)
            if self._is_closed:
                worker.kill()
        try:
            return worker.render(order, on_progress=lambda _: None)
        finally:
            with self._lock:
                self._makers.discard(worker)
            self._pool.give_back(worker)

    def cancel(self, ticket: str) -> None:
        """End a render at once. Nothing happens for one that is finished or unknown."""
        with self._lock:
            job = self._jobs.get(ticket)
            if job is None or job.details is not None or job.failure is not None:
                return
            job.is_cancelled = True
            job.failure = CANCELLED
            if job.worker is not None:
                job.worker.kill()

    def close(self) -> None:
        """End all renders and worker processes, and remove what they left. The engine is of no use afterwards."""
        self._warm_up.cancel()
        with self._lock:
            self._is_closed = True
            for job in self._jobs.values():
                job.is_cancelled = True
                if job.worker is not None:
                    job.worker.kill()
            for worker in self._makers:
                worker.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._pool.close()
        if self._has_scratch:
            shutil.rmtree(self._scratch, ignore_errors=True)

    def _start(self, request: Request, ticket: str) -> _Job:
        with self._lock:
            job = self._jobs.get(ticket)
            if job is not None:
                return job
            try:
                self._make_scratch()
            except OSError as error:
                raise GenerationFailed(
                    "The data folder cannot be written to.", advice="Make it writable, then press Generate again."
                ) from error
            job = self._jobs[ticket] = _Job(request, self._scratch / f"{uuid.uuid4().hex}.wav")
            if not self._is_closed:
                self._threads.submit(self._work, job)
            return job

    def _make_scratch(self) -> None:
        if not self._has_scratch:
            shutil.rmtree(self._scratch, ignore_errors=True)  # of a process that was killed
            self._has_scratch = True
        self._scratch.mkdir(parents=True, exist_ok=True)

    def _work(self, job: _Job) -> None:
        try:
            for attempt in range(1, _ATTEMPTS + 1):
                try:
                    details = self._render(job)
                except WorkerGone:
                    if job.is_cancelled:
                        break
                    _log.warning("A worker of the Band ended in the middle of its work (attempt %d)", attempt)
                else:
                    self._finish(job, details)
                    return
            failure = WORKER_ENDED
        except OrderFailed as refusal:
            failure = why(refusal)
        except Exception:  # a thread of the pool would swallow it, and the job would wait for ever
            _log.exception("The Band failed")
            failure = NOT_PLAYABLE
        with self._lock:
            job.failure = job.failure or failure
        job.path.unlink(missing_ok=True)

    def _render(self, job: _Job) -> Mapping[str, Any]:
        if job.is_cancelled:
            raise WorkerGone
        worker = self._pool.take()
        with self._lock:
            job.worker = worker
            job.has_begun = True
            if job.is_cancelled:
                worker.kill()
        order = order_for(job.request, "audio", job.path, job.request.options.get("plan"))

        def on_progress(share: float) -> None:
            job.progress = max(job.progress, share)

        try:
            return worker.render(order, on_progress=on_progress)
        finally:
            with self._lock:
                job.worker = None
            self._pool.give_back(worker)

    def _finish(self, job: _Job, details: Mapping[str, Any]) -> None:
        with self._lock:
            job.progress = 1.0
            job.details = details
            is_unwanted = job.is_cancelled
        if is_unwanted:
            job.path.unlink(missing_ok=True)

    def _forget(self, ticket: str) -> None:
        with self._lock:
            job = self._jobs.pop(ticket, None)
        if job is not None:
            with contextlib.suppress(OSError):
                job.path.unlink(missing_ok=True)

    def _warm(self) -> None:
        with contextlib.suppress(OSError):
            self._pool.warm_up()
