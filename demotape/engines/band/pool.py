"""Worker processes: started when needed, kept warm, one render each at a time."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import demotape

DISK_FULL = "disk full"
"""How a worker says that there was no space for its file."""


NO_INSTRUMENTS = "no instruments: "
"""How a worker begins to say why it cannot open its SoundFont."""


_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONIOENCODING": "utf-8",
    # The C library would keep freed memory for each thread apart, a tenth more in all, and would give back every large
    # piece at once, only to have it cleared again for the next: a sixth of the whole time.
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "33554432",
    "MALLOC_TRIM_THRESHOLD_": "268435456",
    "MALLOC_TOP_PAD_": "16777216",
}


class WorkerGone(Exception):
    """The process ended before it answered."""


class OrderFailed(Exception):
    """The worker is well, but could not do what it was told."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.is_disk_full = reason == DISK_FULL
        self.no_instruments = reason.removeprefix(NO_INSTRUMENTS) if reason.startswith(NO_INSTRUMENTS) else None
        """Why the SoundFont cannot be opened, if that is the reason."""


class Worker:
    """One process of `demotape.engines.band.worker`."""

    def __init__(self) -> None:
        self._is_spent = False
        folder = Path(demotape.__file__).resolve().parents[1]
        environment = {**os.environ, **_ENVIRONMENT}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "demotape.engines.band.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=folder,
            env=environment,
            text=True,
            encoding="utf-8",
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it can take an order. A process that is about to die still looks alive to the system."""
        return not self._is_spent and self._process.poll() is None

    def render(self, order: Mapping[str, object], *, on_progress: Callable[[float], None]) -> Mapping[str, Any]:
        """Have one order rendered, and wait for it.

        Returns:
            What the worker tells about its work.

        Raises:
            WorkerGone: the process ended.
            OrderFailed: it could not be rendered.
        """
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise WorkerGone
        try:
            stdin.write(json.dumps(dict(order)) + "\n")
            stdin.flush()
            for line in stdout:
                answer = json.loads(line)
                if answer.get("id") != order["id"]:
                    continue
                if "progress" in answer:
                    on_progress(float(answer["progress"]))
                elif "failed" in answer:
                    raise OrderFailed(answer["failed"])
                else:
                    return dict(answer["done"])
        except (OSError, ValueError) as error:
            self._is_spent = True
            raise WorkerGone from error
        self._is_spent = True
        raise WorkerGone

    def kill(self) -> None:
        """End the process at once, whatever it does. May be called from any thread, more than once."""
        self._is_spent = True
        self._process.kill()

    def close(self) -> None:
        """End the process and give back its pipes. Only for the thread that uses the worker."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was not sent yet is of no use to a dead process
                    pipe.close()


class WorkerPool:
    """The idle workers. A busy one belongs to the thread that took it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._is_closed = False
        self._has_begun = False

    def take(self) -> Worker:
        """An idle worker, the one used last, or else a new one.

        Raises:
            WorkerGone: the pool is closed, or a process cannot be started.
        """
        with self._lock:
            if self._is_closed:
                raise WorkerGone
            self._has_begun = True
            while self._idle:
                worker = self._idle.pop()
                if worker.is_alive:
                    return worker
                worker.close()
        try:
            return Worker()
        except OSError as error:
            raise WorkerGone from error

    def give_back(self, worker: Worker) -> None:
        """Keep a worker warm for the next order."""
        with self._lock:
            if not self._is_closed and worker.is_alive:
                self._idle.append(worker)
                return
        worker.close()

    def warm_up(self) -> None:
        """Start the first worker, if none was needed yet, so that the first order need not wait for it."""
        with self._lock:
            if not self._is_closed and not self._has_begun:
                self._has_begun = True
                self._idle.append(Worker())

    def close(self) -> None:
        """End all idle workers. Workers given back later are ended then."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.close()
