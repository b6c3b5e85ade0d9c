"""An engine whose every answer a test writes down beforehand."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

from demotape.engines.base import EngineInfo, Status
from demotape.models import Request
from tests.fakes.audio import tone

INFO = EngineInfo(
    name="tape",
    title="Tape",
    summary="Plays what the test says.",
    min_length_s=1,
    max_length_s=60,
    default_length_s=2,
    prompt_limit=100,
    costs_money=True,
    can_cancel=False,
    poll_interval_s=0.01,
)


class TapeEngine:
    """Gives the written answers in order; the last one of each kind again and again. Counts what it was asked."""

    def __init__(self, *, audio: bytes | None = None, **info: object) -> None:
        self.info = replace(INFO, **info)
        self.audio = audio or tone(1.0, format="wav")
        self.submits: list[object] = [Status(ticket="ticket-1")]
        self.polls: list[object] = [Status(ticket="ticket-1", is_done=True, is_generating=True, audio="somewhere")]
        self.fetches: list[object] = [None]
        self.submitted: list[tuple[str, Request]] = []
        self.polled = self.fetched = 0
        self.cancelled: list[str] = []
        self._lock = threading.Lock()

    def submit(self, request: Request, *, job_id: str) -> Status:
        with self._lock:
            self.submitted.append((job_id, request))
        return self._next(self.submits)

    def poll(self, request: Request, ticket: str) -> Status:
        with self._lock:
            self.polled += 1
        return self._next(self.polls)

    def fetch(self, request: Request, status: Status, target: Path) -> None:
        with self._lock:
            self.fetched += 1
        answer = self._next(self.fetches)
        target.write_bytes(answer if isinstance(answer, bytes) else self.audio)

    def cancel(self, ticket: str) -> None:
        self.cancelled.append(ticket)

    def close(self) -> None:
        pass

    def _next(self, answers: list) -> object:
        with self._lock:
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if callable(answer):
            answer = answer()
        if isinstance(answer, BaseException):
            raise answer
        return answer
