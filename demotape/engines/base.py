"""The port between the studio and whatever makes music.

An engine is found through the entry-point group `demotape.engines`: a callable that takes `Settings` and
returns an object of this protocol. The studio calls `submit` at most once for a job, then `poll` until the
status is done, then `fetch`. All calls come from worker threads, several at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from demotape.engines.model import Model
from demotape.keys import Key
from demotape.models import Caps, Cost, Request
from demotape.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """Something else than audio that an engine can make of a finished take."""

    name: str
    """Short and stable, part of an address: `midi`."""
    title: str
    """What a person reads: `MIDI`."""
    extension: str
    """With its dot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineInfo:
    """What the screens and the studio need to know of an engine."""

    name: str
    """Short and stable: `band`, `aimlapi`. Stored with every request."""
    title: str
    """What a person reads."""
    models: tuple[Model, ...]
    """What it can be asked for; the first is the default. Where there are several, a request names one."""
    costs_money: bool
    can_cancel: bool
    """Whether stopping really ends the work. If not, the person can only stop waiting."""
    is_trained_model: bool = True
    """Whether a model that was trained on music makes it, rather than rules: files say so."""
    parallel_jobs: int = 5
    """Jobs that may be under way at once."""
    start_interval_s: float = 0.0
    """Least time between two submits."""
    poll_interval_s: float = 1.0
    """Shortest pause between two polls of one job."""
    is_local: bool = False
    """Whether it works on this machine: polling it costs nothing, and half a second counts beside its jobs."""
    deadline_s: float = 600.0
    """Longest wait for a job before it counts as overdue, in seconds,"""
    deadline_per_second: float = 2.0
    """and what each asked second of audio adds to it."""
    caps: Caps = field(default_factory=Caps)
    """What may be spent here in a day and in a month."""
    products: tuple[Product, ...] = ()
    """What else can be made of each of its takes."""
    credits_per_usd: float | None = None
    """What a dollar is in the credits that the provider may report instead."""
    missing: str | None = None
    """What the engine still needs before it can work, as a sentence with the way to get it."""

    def model(self, name: object = None) -> Model:
        """The model of this name; the default one if there is none, so that an old request can still be read."""
        return next((model for model in self.models if model.name == name), self.models[0])

    def model_of(self, request: Request) -> Model:
        """The model that a request is for."""
        return self.model(request.options.get("model"))

    def longest_wait_s(self, request: Request) -> float:
        """Longest wait for this request before its job counts as overdue, in seconds."""
        length = self.model_of(request).length
        longest_s = length.max_s if length else 0.0
        asked_s = request.length_s if request.length_s is not None else longest_s
        return self.deadline_s + self.deadline_per_second * asked_s


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


class KeyState(StrEnum):
    """What is known of a key."""

    MISSING = "missing"
    UNUSABLE = "unusable"
    """It holds characters that no key has."""
    SET = "set"
    REJECTED = "rejected"
    """The provider refused it when it was last used."""


class PriceState(StrEnum):
    """What is known of a price."""

    PUBLISHED = "published"
    NOT_PUBLISHED = "not published"
    UNREAD = "unread"
    """The provider's list could not be read."""
    PENDING = "pending"
    """The list is being read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a provider publishes of a price."""

    state: PriceState
    rate: str | None = None
    """As published, with its unit: `$0.80 per minute`."""
    estimate_usd: float | None = None
    """What this request will cost after that rate; None where it does not say."""


class Account(Protocol):
    """What a provider that wants a key and money can tell. No call here costs anything."""

    def key_state(self, key: Key | None = None) -> KeyState:
        """What is known of a key, without asking: of this one, or of the one in the settings."""
        ...

    def balance(self, key: Key | None = None) -> str | None:
        """What is left on the account, in words; None if the provider does not tell. Tests the key as well.

        Raises:
            NotConfigured, KeyRejected, Refused, Unreachable.
        """
        ...

    def price(self, request: Request, *, wait_s: float = 0.0) -> Price:
        """What a request would cost. Reads the provider's list in the background, and waits for it as long."""
        ...


class Engine(Protocol):
    """One maker of music."""

    @property
    def info(self) -> EngineInfo: ...

    @property
    def account(self) -> Account | None:
        """None where nothing needs a key or costs money."""
        ...

    def configure(self, settings: Settings) -> None:
        """Take over settings that were changed while jobs are under way. They go on."""
        ...

    def submit(self, request: Request, *, job_id: str, key: Key | None = None) -> Status:
        """Start the job. Called at most once for a job, because it may cost money.

        `job_id` is for correlation only. `key` is the person's own; None stands for the one in the settings.
        The answer may already be done.

        Raises:
            NotConfigured, NotSent, UnknownOutcome, Refused (and its kinds), GenerationFailed.
        """
        ...

    def poll(self, request: Request, ticket: str, *, key: Key | None = None) -> Status:
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

    def make(self, product: str, request: Request, details: Mapping[str, object], target: Path) -> None:
        """Make one of `info.products` of a finished take, and write it to `target`.

        `details` are those that the take's last status told. Waits until it is done.

        Raises:
            GenerationFailed: it cannot be made.
            Unreachable: not now.
            DiskFull: no space left.
        """
        ...

    def cancel(self, ticket: str) -> None:
        """End the work as far as the engine can. Does nothing where `can_cancel` is false."""
        ...

    def close(self) -> None:
        """Give back connections and processes."""
        ...
