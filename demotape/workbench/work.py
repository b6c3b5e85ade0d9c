"""Work that goes on while the page is used: started once, watched by whoever asks, and kept when it is done."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from demotape.errors import Cancelled, DemotapeError, StudioError

_log = logging.getLogger(__name__)

Progress = Callable[[float], None]
Result = TypeVar("Result")


@dataclass(slots=True)
class Work(Generic[Result]):
    """One piece of work."""

    future: Future[Result]
    share: float = 0.0
    """How much of it is done, 0 to 1."""
    stopping: threading.Event = field(default_factory=threading.Event)

    def tell(self, share: float) -> None:
        """So much of it is done."""
        self.share = share

    def stop(self) -> None:
        """Have it fail with `Cancelled` soon, if it is not done before."""
        self.stopping.set()

    def go_on(self) -> None:
        """Raise `Cancelled` if nobody wants it any more."""
        if self.stopping.is_set():
            raise Cancelled("The work was stopped.")

    @property
    def is_done(self) -> bool:
        return self.future.done()

    def result(self) -> Result:
        """What came of it; waits for it.

        Raises:
            DemotapeError: it failed.
        """
        return self.future.result()


class Works:
    """Pieces of work by name, few at a time. Safe for use by several threads."""

    def __init__(self, name: str, *, at_once: int) -> None:
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix=name)
        self._lock = threading.Lock()
        self._works: dict[str, Work[Any]] = {}

    def begin(self, key: str, make: Callable[[Work[Result]], Result], *, again: bool = False) -> Work[Result]:
        """The work of this name: the one that is under way or has failed, or else a new one.

        Args:
            key: names what is made. Two with one name are never under way at once.
            make: is given its own work, to tell how far it is and to hear that it shall stop.
            again: Begin anew what has failed.
        """
        with self._lock:
            known = self._works.get(key)
            if known is not None and not (again and known.is_done):
                return known
            work: Work[Result] = Work(Future())
            self._works[key] = work
        self._pool.submit(self._run, key, work, make)
        return work

    def _run(self, key: str, work: Work[Result], make: Callable[[Work[Result]], Result]) -> None:
        try:
            work.go_on()
            result = make(work)
        except DemotapeError as error:
            work.future.set_exception(error)
        except BaseException as error:
            _log.exception("Work on %s failed", key)
            problem = StudioError("Something unforeseen went wrong.", advice="The log of the server has the details.")
            problem.__cause__ = error
            work.future.set_exception(problem)
        else:
            work.future.set_result(result)
            with self._lock:  # what is done is found by its result from now on
                if self._works.get(key) is work:
                    del self._works[key]

    def drop(self, part: str) -> None:
        """Stop the works whose name has this part, and forget those that have failed."""
        with self._lock:
            for key in [key for key in self._works if part in key]:
                self._works[key].stop()
                if self._works[key].is_done:
                    del self._works[key]

    def close(self) -> None:
        """Stop what is under way and begin nothing more."""
        with self._lock:
            for work in self._works.values():
                work.stop()
        self._pool.shutdown(wait=True, cancel_futures=True)
