"""The data that the rooms of the house hand to each other. Frozen, without behaviour that costs anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked. Immutable, so that a take can always be traced to it."""

    engine: str
    """Name of the engine, as in the entry-point group `demotape.engines`."""
    prompt: str
    """The person's words, unchanged."""
    length_s: float | None
    """Asked length in seconds; None where the model decides on it."""
    seed: int | None = None
    """Same seed, same notes; None where the engine has no seed."""
    options: Mapping[str, object] = field(default_factory=dict)
    """The engine's own options, fit for JSON."""


class JobState(StrEnum):
    """Where a job stands. The values are stored; the page's words are in `label`."""

    QUEUED = "queued"
    GENERATING = "generating"
    DOWNLOADING = "downloading"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
    NEEDS_YOU = "needs_you"
    OVERDUE = "overdue"

    @property
    def label(self) -> str:
        """The word that a person reads."""
        return self.value.replace("_", " ").capitalize()

    @property
    def is_running(self) -> bool:
        """Whether the studio is still at work on it."""
        return self in RUNNING_STATES


RUNNING_STATES = frozenset({JobState.QUEUED, JobState.GENERATING, JobState.DOWNLOADING})


class Charged(StrEnum):
    """Whether a generation cost money, as far as anybody can prove it."""

    NO = "no"
    YES = "yes"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a job did not become a take, in words for the person."""

    kind: str
    """Name of the error class, for code."""
    message: str
    """What happened. Plain text, never markup."""
    advice: str
    """What to do next."""
    charged: Charged
    request_id: str | None = None
    """The provider's id of the failed call, for its support."""
    suggestion: str | None = None
    """A prompt that the provider suggests instead of the refused one."""
    again_at: float | None = None
    """Of a job that waits in the queue for a provider that is too busy: when it is tried again (`time.time()`)."""


def dollars(usd: float) -> str:
    """An amount as it is written everywhere: at least the cents, and smaller parts where there are any."""
    decimals = 4 if abs(usd) >= 0.001 else 6
    whole, _, part = f"{abs(usd):,.{decimals}f}".partition(".")
    return f"{'-' if usd < 0 else ''}${whole}.{part.rstrip('0').ljust(2, '0')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the provider itself reported for one generation. Never an estimate."""

    usd: float | None = None
    credits: float | None = None

    def __str__(self) -> str:
        """In words: the dollars, else the credits; empty if neither was told."""
        if self.usd is not None:
            return dollars(self.usd)
        return "" if self.credits is None else f"{self.credits:,.0f} credits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """What may be spent with one engine. None: no cap."""

    day_usd: float | None = None
    month_usd: float | None = None
    day_generations: int | None = None
    """Counts instead of `day_usd` where no price is known."""
    month_generations: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One request on its way."""

    id: str
    visitor: str
    """The browser that asked."""
    request: Request
    state: JobState
    created_at: datetime
    changed_at: datetime
    """When the state last changed."""
    started_at: datetime | None = None
    """When it left the queue."""
    progress: float | None = None
    """Share of the work that is done, 0 to 1, only where the engine truly knows it."""
    ticket: str | None = None
    """The engine's own id of this job. Opaque."""
    stop_requested: bool = False
    """The person pressed Cancel or Stop waiting; the job has not come to that point yet."""
    problem: Problem | None = None
    cost: Cost | None = None
    has_own_key: bool = False
    """Made with the person's own key, which is in no file: only while that is at hand can the engine be asked."""
    reserved_usd: float | None = None
    """What it was expected to cost; None where that was not known."""

    @property
    def may_become_a_take(self) -> bool:
        """Whether the studio still looks for it, even if the person no longer waits."""
        if self.state is JobState.CANCELLED and self.problem is not None:
            return self.problem.kind == "StoppedWaiting"
        return self.state.is_running

    @property
    def can_check_again(self) -> bool:
        """Whether looking for it by its ticket may still bring a take."""
        is_over = self.state is JobState.FAILED and self.problem is not None and self.problem.kind == "GenerationFailed"
        return self.ticket is not None and self.state in (JobState.OVERDUE, JobState.FAILED) and not is_over


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was found by listening to the file with instruments."""

    duration_s: float
    sample_rate: int
    """Hertz."""
    channels: int
    loudness_lufs: float | None
    """Integrated loudness after ITU-R BS.1770-4; None for silence and for less than 0.4 s."""
    true_peak_dbtp: float | None
    """Highest peak between the samples, dBTP; None for digital silence."""
    peaks: bytes = field(repr=False)
    """Waveform for drawing: pairs of int8 (lowest, highest), one pair a bin, at most 1,200 bins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One finished piece of audio with everything known about it."""

    id: str
    """The id of the job that made it."""
    visitor: str
    title: str
    request: Request
    created_at: datetime
    file: str
    """Where the original lies, relative to the audio folder."""
    media_type: str
    """For example `audio/mpeg`."""
    size_bytes: int
    measured: Measured
    ticket: str | None = None
    cost: Cost | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    """What the engine tells about its work (the Band: what it understood), fit for JSON."""
    source: str = "made"
    """How it came here: `made` by an engine of some Demotape, or `imported` from elsewhere."""
    tempo_bpm: float | None = None
    """As planned or measured; None where nothing is known."""
    key: str | None = None
    """As planned or measured, for example `A minor`."""
    is_favourite: bool = False
    rating: int | None = None
    """1 to 5; None where nobody gave one."""
    tags: tuple[str, ...] = ()
    """Sorted."""
    notes: str = ""
    deleted_at: datetime | None = None
    """When it was put into the bin; None for a take that is not there."""
