"""An engine whose every answer a test writes down beforehand."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from demotape.engines.base import EngineInfo, KeyState, Price, PriceState, Status
from demotape.engines.model import LengthRange, Model
from demotape.keys import Key
from demotape.models import Request
from demotape.settings import Settings
from tests.fakes.audio import tone

MODEL = Model(
    name="tape",
    title="Tape",
    summary="Plays what the test says.",
    prompt_limit=100,
    length=LengthRange(min_s=1, max_s=60, default_s=2),
)
INFO = EngineInfo(name="tape", title="Tape", models=(MODEL,), costs_money=True, can_cancel=False, poll_interval_s=0.01)


class TapeAccount:
    """An account of which a test says what it tells."""

    def __init__(self) -> None:
        self.quote = Price(state=PriceState.NOT_PUBLISHED)
        self.state = KeyState.SET
        self.left: str | Exception | None = "$10.00"

    def key_state(self, key: Key | None = None) -> KeyState:
        return self.state

    def balance(self, key: Key | None = None) -> str | None:
        if isinstance(self.left, Exception):
            raise self.left
        return self.left

    def price(self, request: Request, *, wait_s: float = 0.0) -> Price:
        return self.quote


class TapeEngine:
    """Gives the written answers in order; the last one of each kind again and again. Counts what it was asked."""

    def __init__(self, *, audio: bytes | None = None, **info: object) -> None:
        self.info = replace(INFO, **info)
        self.account: TapeAccount | None = TapeAccount() if self.info.costs_money else None
        self.keys: list[Key | None] = []
        self.audio = audio or tone(1.0, format="wav")
        self.submits: list[object] = [Status(ticket="ticket-1")]
        self.polls: list[object] = [Status(ticket="ticket-1", is_done=True, is_generating=True, audio="somewhere")]
        self.fetches: list[object] = [None]
        self.submitted: list[tuple[str, Request]] = []
        self.polled = self.fetched = 0
        self.cancelled: list[str] = []
        self._lock = threading.Lock()

    def configure(self, settings: Settings) -> None:
        self.configured = settings

    def submit(self, request: Request, *, job_id: str, key: Key | None = None) -> Status:
        with self._lock:
            self.keys.append(key)
            self.submitted.append((job_id, request))
        return self._next(self.submits)

    def poll(self, request: Request, ticket: str, *, key: Key | None = None) -> Status:
        with self._lock:
            self.keys.append(key)
            self.polled += 1
        return self._next(self.polls)

    def fetch(self, request: Request, status: Status, target: Path) -> None:
        with self._lock:
            self.fetched += 1
        answer = self._next(self.fetches)
        target.write_bytes(answer if isinstance(answer, bytes) else self.audio)

    def make(self, product: str, request: Request, details: Mapping[str, object], target: Path) -> None:
        target.write_text(f"{product} of {request.prompt}")

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
