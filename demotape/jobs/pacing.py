"""When to ask an engine again: seldom while it cannot be done, often around the time when it usually is."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import datetime

from demotape.engines.base import EngineInfo
from demotape.errors import AudioUnavailable, DemotapeError, TicketUnknown, Unreachable
from demotape.library import Wait

_FIRST_POLL_S = 3.0
_LONGEST_PAUSE_S = 15.0
_LONGEST_FAULT_PAUSE_S = 30.0
_SPREAD = 0.1
"""Share by which a pause may be longer, so that jobs that began together do not go on asking together."""
_FIRST_BUSY_PAUSE_S = 5.0
_SHORTEST_BUSY_PAUSE_S = 1.0
_LONGEST_BUSY_PAUSE_S = 120.0
_BUSY_TRIES = 5
_BEARABLE: dict[type[DemotapeError], int] = {TicketUnknown: 5, AudioUnavailable: 5}
"""How often an error may come in one wait. A provider may not find a job that it has just taken, or be done before
its audio is. All other faults are borne until the deadline."""


def next_pause_s(*, elapsed_s: float, shortest_s: float, wait: Wait) -> float:
    """Pause before the next poll, in seconds.

    Args:
        elapsed_s: Time since the submit.
        shortest_s: The engine's own limit; never less.
        wait: How long such jobs take.
    """
    # What was seen is up to one pause late, so the busy time begins a little before it.
    begins_s, ends_s = 0.95 * wait.low_s, 1.25 * wait.high_s
    # Each early look triples the time since the submit: the word "Generating" comes early, at little cost.
    early_s, busy_s, late_s = 2.0 * elapsed_s, shortest_s, (elapsed_s - wait.high_s) / 8.0
    if wait.is_guess:
        # It may be done long before, or take several times as long: rather ask steadily.
        early_s, busy_s = min(early_s, 5.0 * shortest_s), 3.0 * shortest_s
        late_s = 5.0 * shortest_s if elapsed_s <= 5.0 * wait.high_s else late_s
    if elapsed_s < begins_s:
        return max(shortest_s, min(max(_FIRST_POLL_S, early_s), begins_s - elapsed_s))
    if elapsed_s <= ends_s:
        return busy_s
    return min(_LONGEST_PAUSE_S, max(shortest_s, late_s))


def fault_pause_s(*, faults: int, shortest_s: float, retry_after_s: float | None = None) -> float:
    """Pause after the `faults`-th call in a row without a usable answer, in seconds."""
    if retry_after_s is not None:
        return max(shortest_s, retry_after_s)
    return float(min(_LONGEST_FAULT_PAUSE_S, shortest_s * 2.0 ** min(faults, 8)))


def busy_pause_s(*, tries: int, retry_after_s: float | None) -> float | None:
    """Pause before the provider, which was too busy `tries` times, is asked to take the job again, in seconds.

    None if that would be too much for somebody who waits.
    """
    pause_s = (
        _FIRST_BUSY_PAUSE_S * 2.0 ** (tries - 1)
        if retry_after_s is None
        else max(_SHORTEST_BUSY_PAUSE_S, retry_after_s)
    )
    if tries >= _BUSY_TRIES or pause_s > _LONGEST_BUSY_PAUSE_S:
        return None
    return pause_s * (1.0 + _SPREAD * random.random())  # noqa: S311 - no secret


class Patience:
    """How one wait for one job goes: the next pause, what was borne so far, and the deadline."""

    def __init__(
        self,
        info: EngineInfo,
        *,
        longest_wait_s: float,
        sent_at: datetime,
        since: datetime,
        wait: Wait,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Begin to wait.

        Args:
            info: The engine that is waited for.
            longest_wait_s: After how long the job counts as overdue.
            sent_at: When the job was submitted; the pace follows from it.
            since: When this wait was asked for; the deadline follows from it.
            wait: How long such jobs take.
            chance: Gives a number from 0 to 1 for each pause: how much of the spread is added to it.
        """
        self._info = info
        self._chance = chance
        self._wait = wait
        self._sent_at = sent_at.timestamp()
        self._deadline = max(sent_at, since).timestamp() + longest_wait_s
        self._faults = 0
        self._retry_after_s: float | None = None
        self._has_asked = False
        self._borne = dict.fromkeys(_BEARABLE, 0)

    @property
    def elapsed_s(self) -> float:
        """Seconds since the submit."""
        return time.time() - self._sent_at

    @property
    def is_over(self) -> bool:
        """Whether the deadline has passed, and the engine was asked at least once."""
        return self._has_asked and time.time() > self._deadline

    def pause_s(self) -> float:
        """Pause before the next poll; never beyond the deadline."""
        if not self._has_asked and self.elapsed_s > _FIRST_POLL_S:
            return 0.0  # taken up after a restart, or checked again: it may have been done for long
        shortest_s = self._info.poll_interval_s
        if self._faults:
            pause = fault_pause_s(faults=self._faults, shortest_s=shortest_s, retry_after_s=self._retry_after_s)
        elif self._info.is_local:
            pause = shortest_s  # its progress is watched
        else:
            pause = next_pause_s(elapsed_s=self.elapsed_s, shortest_s=shortest_s, wait=self._wait)
        pause *= 1.0 + _SPREAD * self._chance()
        return min(pause, max(0.0, self._deadline - time.time()) + 0.01)

    def answered(self) -> None:
        """A poll brought a usable answer."""
        self._has_asked = True
        self._faults = 0

    def bears(self, error: DemotapeError) -> bool:
        """Take a failed poll into account; False if this was one too many."""
        self._has_asked = True
        self._faults += 1
        self._retry_after_s = error.retry_after_s if isinstance(error, Unreachable) else None
        limit = _BEARABLE.get(type(error))
        if limit is None:
            return True
        self._borne[type(error)] += 1
        return self._borne[type(error)] < limit
