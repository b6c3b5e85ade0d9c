"""What the provider says of a job: the answers to a submit and to a poll, which have one shape.

The documented words are queued, generating, completed and error; the others were seen at sister endpoints of
the same provider or in older samples. A word that nobody knows is not an end: the job goes on being asked for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from demotape.models import Cost, dollars

_QUEUED = {"queued", "waiting", "pending", "starting"}
_GENERATING = {"generating", "active", "processing", "in_progress", "running"}
_DONE = {"completed", "complete", "succeeded", "success"}
_FAILED = {"error", "failed", "cancelled", "canceled", "timeout", "expired"}
_HTTP_ERROR = re.compile("[45][0-9]{2}")


class Phase(Enum):
    """Where a job stands at the provider."""

    QUEUED = auto()
    GENERATING = auto()
    DONE = auto()
    FAILED = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class JobAnswer:
    """One answer about a job, read."""

    ticket: str | None
    phase: Phase
    word: str
    """The provider's own status word."""
    audio_url: str | None
    cost: Cost | None
    details: Mapping[str, object]
    """What else it tells of its work, fit for JSON."""


def read_job(data: Mapping[str, object], headers: Mapping[str, str]) -> JobAnswer:
    """Read an answer about a job.

    Args:
        data: The body.
        headers: The answer's headers.
    """
    word = data.get("status")
    word = word.strip().lower() if isinstance(word, str) else ""
    url = _audio_url(data.get("audio_file"))
    return JobAnswer(
        ticket=_ticket(data),
        phase=_phase(word, has_audio=url is not None),
        word=word,
        audio_url=url,
        cost=_cost(data, headers),
        details={name: data[name] for name in ("extra_info", "trace_id") if data.get(name)},
    )


def http_error_in(data: object) -> int | None:
    """The HTTP status that an error body names, where the body of a good answer is one."""
    if not isinstance(data, Mapping):
        return None
    for name in ("status", "statusCode"):
        value = data.get(name)
        if isinstance(value, str | int) and _HTTP_ERROR.fullmatch(str(value).strip()):
            return int(value)
    return None


def balance_in(data: object) -> str | None:
    """What is left on the account, in words; None if the answer does not tell."""
    if not isinstance(data, Mapping):
        return None
    balance = data.get("current_balance")
    if isinstance(balance, bool) or not isinstance(balance, int | float | str):
        return None
    try:
        left = float(balance)
    except ValueError:
        return None
    currency = data.get("currency", "USD")
    if not math.isfinite(left) or not isinstance(currency, str) or not re.fullmatch("[A-Z]{3}", currency):
        return None
    return dollars(left) if currency == "USD" else f"{left:,.2f} {currency}"


def _phase(word: str, *, has_audio: bool) -> Phase:
    if word in _FAILED:
        return Phase.FAILED
    if word in _QUEUED:
        return Phase.QUEUED
    if word in _GENERATING:
        return Phase.GENERATING
    return Phase.DONE if word in _DONE or has_audio else Phase.UNKNOWN


def _ticket(data: Mapping[str, object]) -> str | None:
    for name in ("id", "generation_id"):
        value = data.get(name)
        if isinstance(value, str) and value.strip() and value.isprintable():
            return value.strip()
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return None


def _audio_url(file: object) -> str | None:
    if isinstance(file, list) and file:
        file = file[0]
    url = file.get("url") if isinstance(file, Mapping) else file
    return url.strip() or None if isinstance(url, str) else None


def _cost(data: Mapping[str, object], headers: Mapping[str, str]) -> Cost | None:
    meta = data.get("meta")
    usage = meta.get("usage") if isinstance(meta, Mapping) else None
    if not isinstance(usage, Mapping):
        usage = {}
    # A poll itself is free, so a header of 0 says nothing about the generation.
    usd = amount(usage.get("usd_spent"))
    usd = (amount(headers.get("x-aimlapi-usd-spent")) or None) if usd is None else usd
    credits_used = amount(usage.get("credits_used"))
    credits_used = (amount(headers.get("x-aimlapi-credits-used")) or None) if credits_used is None else credits_used
    return None if usd is None and credits_used is None else Cost(usd=usd, credits=credits_used)


def amount(value: object) -> float | None:
    """A sum that is no nonsense: finite, not below 0; None otherwise."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and number >= 0 else None
