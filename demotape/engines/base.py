"""The port between the studio and whatever makes music.

An engine is found through the entry-point group `demotape.engines`: a callable that takes `Settings` and
returns an object of this protocol. The studio calls `submit` at most once for a job, then `poll` until the
status is done, then `fetch`. All calls come from worker threads, several at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from demotape.models import Cost, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineInfo:
    """What the screens and the studio need to know of an engine."""

    name: str
    """Short and stable: `band`, `aimlapi`. Stored with every request."""
    title: str
    """What a person reads."""
    summary: str
    """One line: what it is, what it costs."""
    min_length_s: float
    max_length_s: float
    default_length_s: float
    prompt_limit: int
    """Longest prompt in characters."""
    costs_money: bool
    can_cancel: bool
    """Whether stopping really ends the work. If not, the person can only stop waiting."""
    takes_seed: bool = False
    model: str | None = None
    """Which model a request gets that names none in its options; None where the engine has no models."""
    parallel_jobs: int = 5
    """Jobs that may be under way at once."""
    start_interval_s: float = 0.0
    """Least time between two submits."""
    usual_wait_s: tuple[float, float] = (0.0, 0.0)
    """Documented waiting time (shortest, longest), until the studio has seen its own."""
    poll_interval_s: float = 1.0
    """Shortest pause between two polls of one job."""
    missing: str | None = None
    """What the engine still needs before it can work, as a sentence with the way to get it."""

    def deadline_s(self, length_s: float) -> float:
        """Longest wait for a job of this length before it counts as overdue, in seconds."""
        return 600.0 + 2.0 * length_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What an engine says of one job."""

    ticket: str
    """The engine's own id of the job. Opaque to everybody else, safe to store."""
    is_done: bool = False
    is_generating: bool = False
    """Left the provider's own queue."""
    progress: float | None = None
    """Share that is done, 0 to 1. None where the engine does not know; never invented."""
    audio: str | None = None
    """Where the finished audio lies, in a form that only `fetch` of the same engine reads. Set when `is_done`."""
    cost: Cost | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    """What the engine tells about its work, fit for JSON."""


class Engine(Protocol):
    """One maker of music."""

    @property
    def info(self) -> EngineInfo: ...

    def submit(self, request: Request, *, job_id: str) -> Status:
        """Start the job. Called at most once for a job, because it may cost money.

        `job_id` is for correlation only. The answer may already be done.

        Raises:
            NotConfigured, NotSent, UnknownOutcome, Refused (and its kinds), GenerationFailed.
        """
        ...

    def poll(self, request: Request, ticket: str) -> Status:
        """Ask how the job is. Free of charge, works after a restart of the studio too.

        Raises:
            Unreachable: no usable answer; ask again later.
            TicketUnknown: the ticket is not known; a few of these in a row are final.
            KeyRejected, NotConfigured: asking again is useless until the key is mended.
            GenerationFailed: the provider says that the job failed.
        """
        ...

    def fetch(self, request: Request, status: Status, target: Path) -> None:
        """Write the bytes of the finished audio, unaltered, to `target` (which does not exist yet).

        Size is checked against what the server announced. What the bytes are is not judged here.

        Raises:
            Unreachable: broke off or answered nonsense; the same address may work in a moment.
            AudioUnavailable: the address is dead; poll again for a fresh one.
            DiskFull: no space left.
        """
        ...

    def cancel(self, ticket: str) -> None:
        """End the work as far as the engine can. Does nothing where `can_cancel` is false."""
        ...

    def close(self) -> None:
        """Give back connections and processes."""
        ...
