"""What the provider says when it says no, and what goes wrong underneath, as errors of our tree.

Two rules decide about money. A submit may be called refused only if the provider said so itself (4xx), and
unsent only if no part of its body left. Everything else after a submit began is unknown. And what fails at the
provider is not charged, as it documents: https://docs.aimlapi.com (account balance, usage logs).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from demotape.engines.aimlapi import words
from demotape.engines.aimlapi.client import Answer, FaultKind, TransportFault
from demotape.errors import (
    Busy,
    EngineError,
    GenerationFailed,
    KeyRejected,
    NotSent,
    OutOfCredits,
    PromptRefused,
    Refused,
    TicketUnknown,
    UnknownOutcome,
    Unreachable,
)
from demotape.models import Charged

KEYS_PAGE = "https://aimlapi.com/app/keys"
_BASE_URL = "the base URL on the page Settings"
BILLING_PAGE = "https://aimlapi.com/app/billing/"
_LONGEST_RETRY_AFTER_S = 3600.0
_TOO_LATE = {408, 499}
"""Said by whoever stands between, when somebody behind it took too long: the request may be there all the same."""
_ABOUT_CREDITS = re.compile(r"err_insuf\w*|\bcredits?\b|\btop.?up\b|\bbilling\b|\bbalance\b", re.IGNORECASE)
_ABOUT_KEY = re.compile(r"\b(api.?)?keys?\b|\btoken\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """What messages need to know of this installation."""

    host: str
    model: str
    key_advice: str
    """Where to get a key and where to put it."""


def submit_not_answered(fault: TransportFault, place: Place) -> EngineError:
    """No whole answer came to a submit."""
    if not fault.may_have_left:
        advice = {
            FaultKind.NO_SERVER: f"Check the network connection and {_BASE_URL}, then press Generate again.",
            FaultKind.PROXY: "Check the proxy settings of this machine, then press Generate again.",
            FaultKind.TLS: f"Check the date of this machine and {_BASE_URL}, then press Generate again.",
        }.get(fault.kind)
        return NotSent(f"{place.host} {fault.kind}. Nothing was sent.", advice=advice)
    return UnknownOutcome(
        f"The request was on its way when the connection failed: {place.host} {fault.kind}. "
        "The provider may have taken it."
    )


def submit_refused(answer: Answer, status: int, place: Place) -> EngineError:
    """The provider answered a submit, but not with a job.

    Args:
        answer: The answer.
        status: HTTP status; that of the body, where a good answer holds an error.
        place: For the message.
    """
    request_id = request_id_of(answer)
    if words.refuses_prompt(answer.text):
        return _prompt_refused(PromptRefused, answer)
    if 400 <= status < 500 and status not in _TOO_LATE:
        return _account_fault(answer, status, place) or _request_fault(answer, status, place)
    if 300 <= status < 400:
        what = f"{place.host} sends the request on to another address (HTTP {status}), which is not followed."
    elif status < 300:
        what = f"The provider answered without an id for the job.{_said(answer) or _raw(answer)}"
    else:
        what = f"The provider answered with an error of its own (HTTP {status}).{_said(answer)}"
    return UnknownOutcome(f"{what} It is not sure whether it took the request.", request_id=request_id)


def poll_not_answered(fault: TransportFault, place: Place) -> EngineError:
    """No whole answer came to a poll."""
    return Unreachable(f"{place.host} {fault.kind}.")


def poll_refused(answer: Answer, status: int, place: Place) -> EngineError:
    """The provider answered a poll with an error.

    Args:
        answer: The answer.
        status: HTTP status; that of the body, where a good answer holds an error.
        place: For the message.
    """
    request_id = request_id_of(answer)
    said = _said(answer)
    if words.refuses_prompt(answer.text):
        return generation_failed(answer)
    # A page with 403 comes from a firewall on the way, which knows nothing of keys.
    if status == 401 or (status == 403 and not answer.is_page):
        return _key_rejected(answer, place, charged=Charged.UNKNOWN)
    if status in {404, 410}:
        return TicketUnknown(f"The provider does not know this job.{said}", request_id=request_id)
    if status >= 300:
        what = f"{place.host} answered with an error (HTTP {status}).{said}"
    elif answer.is_page:
        what = f"{place.host} answered with a web page."
    else:
        what = f"{place.host} gave an answer that says nothing about the job.{said}"
    return Unreachable(what, retry_after_s=retry_after_s(answer.headers), request_id=request_id)


def balance_refused(answer: Answer, status: int, place: Place) -> EngineError:
    """The provider, or something in its place, answered the question for the balance otherwise."""
    if status == 401:
        return _key_rejected(answer, place, charged=Charged.NO)
    what = f"an error (HTTP {status})" if status >= 300 else "something else than the balance"
    return Unreachable(f"{place.host} answered with {what}.{_said(answer)}", request_id=request_id_of(answer))


def generation_failed(answer: Answer) -> EngineError:
    """The provider took the job and reports that it failed."""
    if words.refuses_prompt(answer.text):
        return _prompt_refused(GenerationFailed, answer)
    return GenerationFailed(
        f"The provider could not generate this.{_said(answer)}",
        advice="Press Generate again, perhaps with other words.",
        request_id=request_id_of(answer),
    )


def _prompt_refused(kind: type[EngineError], answer: Answer) -> EngineError:
    """Reason and suggestion, as far as the provider gives them."""
    return kind(
        f"The provider refuses this prompt.{_said(answer)}",
        advice=PromptRefused.advice,
        request_id=request_id_of(answer),
        suggestion=words.suggestion(answer.text if answer.data is None else answer.data),
    )


def request_id_of(answer: Answer) -> str | None:
    """The provider's id of the call, for its support."""
    data = answer.data
    named = data.get("requestId") if isinstance(data, Mapping) else None
    if not isinstance(named, str) or not named.strip():
        named = answer.headers.get("x-request-id") or answer.headers.get("x-inference-id") or ""
    return words.plain(named, limit=128) or None


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, from Retry-After as seconds or as a date; at most an hour."""
    value = headers.get("retry-after", "").strip()
    try:
        seconds = float(value)
    except ValueError:
        try:
            when = parsedate_to_datetime(value)
        except ValueError:
            return None
        seconds = (when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    if not math.isfinite(seconds):
        return None
    return min(max(seconds, 0.0), _LONGEST_RETRY_AFTER_S)


def _account_fault(answer: Answer, status: int, place: Place) -> EngineError | None:
    """The key or the money behind it is the matter, if it is."""
    request_id = request_id_of(answer)
    # A page with 403 comes from a firewall on the way, which knows nothing of money or keys.
    is_told = status == 403 and not answer.is_page
    if status == 402 or (is_told and _ABOUT_CREDITS.search(answer.text)):
        return OutOfCredits(
            f"The account behind the key has no credits for this.{_said(answer)}",
            advice=f"Top up at {BILLING_PAGE}, then press Generate again.",
            request_id=request_id,
        )
    if status == 401 or (is_told and _ABOUT_KEY.search(answer.text)):
        return _key_rejected(answer, place, charged=Charged.NO)
    return None


def _request_fault(answer: Answer, status: int, place: Place) -> EngineError:
    """Any other refusal (4xx)."""
    request_id = request_id_of(answer)
    if status == 404:
        return Refused(
            f"{place.host} does not know the model {place.model}, or its address has changed.{_said(answer)}",
            advice=f"Choose another model, or check {_BASE_URL}.",
            request_id=request_id,
        )
    if status == 407:
        return NotSent(
            f"{place.host} {FaultKind.PROXY}: the proxy wants a login.",
            advice="Check the proxy settings of this machine, then press Generate again.",
        )
    if status == 429:
        return Busy(
            f"The provider has too many requests at once.{_said(answer)}",
            retry_after_s=retry_after_s(answer.headers),
            request_id=request_id,
        )
    return Refused(f"The provider refused the request (HTTP {status}).{_said(answer)}", request_id=request_id)


def _key_rejected(answer: Answer, place: Place, *, charged: Charged) -> KeyRejected:
    return KeyRejected(
        f"The provider does not accept the key.{_said(answer)}",
        advice=place.key_advice,
        charged=charged,
        request_id=request_id_of(answer),
    )


def _said(answer: Answer) -> str:
    """The provider's own words as one more sentence, or nothing."""
    if answer.is_page or answer.text.strip() == "null":
        return ""
    found = words.reason(answer.text if answer.data is None else answer.data)
    return f" It says: {_quoted(found)}" if found else ""


def _raw(answer: Answer) -> str:
    """The whole answer as one more sentence, where nothing in it is known to be its words; or nothing."""
    text = "" if answer.is_page else words.plain(answer.text)
    return f" It answered: {_quoted(text)}" if text else ""


def _quoted(text: str) -> str:
    """A quotation that ends a sentence."""
    return f"“{text}”" if text.endswith((".", "!", "?", "…")) else f"“{text}.”"
