"""What is said of a job that ended without a take, where no engine said it."""

from __future__ import annotations

from dataclasses import replace

from demotape.engines.base import EngineInfo
from demotape.errors import DemotapeError, NotConfigured, UnknownOutcome
from demotape.models import Charged, Problem


def cancelled() -> Problem:
    """The person pressed Cancel in time."""
    return Problem(
        kind="Cancelled",
        message="You cancelled this.",
        advice="Use again puts it back into the form.",
        charged=Charged.NO,
    )


def stopped_waiting() -> Problem:
    """The person pressed Stop waiting; the provider goes on."""
    return Problem(
        kind="StoppedWaiting",
        message="You stopped waiting. The provider cannot be told to stop: it may still finish this and charge for it.",
        advice="If the take still comes, it is kept and appears here and in the Library.",
        charged=Charged.UNKNOWN,
    )


def too_busy(error: DemotapeError, *, again_at: float) -> Problem:
    """The provider has too many requests and surely did not take this one; it is tried again."""
    return replace(error.problem, advice="It is tried again by itself.", again_at=again_at)


def cut_off() -> Problem:
    """Demotape was killed between the intent to submit and the provider's answer."""
    return UnknownOutcome(
        "Demotape was stopped while it was sending this. The provider may have taken it, and may charge for it."
    ).problem


def key_forgotten() -> NotConfigured:
    """The job was made with a key of the visitor's own. Another key may be somebody else's money."""
    return NotConfigured(
        "The key that was typed for this is in no file, and Demotape has forgotten it. Nothing was sent.",
        advice="Type it again on the page Settings, then press Use again and Generate.",
    )


def overdue(info: EngineInfo) -> Problem:
    """The deadline has passed."""
    return Problem(
        kind="Overdue",
        message="This takes far longer than usual. It may still be under way at the engine.",
        advice="Check again looks for it without starting, or paying for, anything new.",
        charged=Charged.UNKNOWN if info.costs_money else Charged.NO,
    )


def barred(error: DemotapeError) -> Problem:
    """The key stopped working while the job was under way."""
    return replace(
        error.problem,
        advice=f"{error.advice} Then press Check again: the job goes on at the provider.",
        charged=Charged.UNKNOWN,
    )


def after_submit(error: DemotapeError, info: EngineInfo) -> Problem:
    """A fault after the engine took the job: with a paid engine the money is spent or may be."""
    advice = "Press Check again: it looks for this once more, and neither starts nor costs anything new."
    if not info.costs_money:
        return replace(error.problem, charged=Charged.NO, advice=advice)
    charged = Charged.YES if error.charged is Charged.NO else error.charged
    return replace(error.problem, charged=charged, advice=advice)


def unexpected(*, costs_money: bool) -> Problem:
    """A fault that nobody foresaw; its cause is in the log."""
    return Problem(
        kind="Unexpected",
        message="Something unforeseen went wrong inside Demotape. The log of the server has the details.",
        advice="If Check again is offered, try that first.",
        charged=Charged.UNKNOWN if costs_money else Charged.NO,
    )
