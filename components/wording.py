"""Numbers and moments as a person reads them."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from demotape.engines.base import EngineInfo
from demotape.ledger import Spent
from demotape.models import Charged, Cost, Job, Take


def plain(text: str) -> str:
    """Text for an element that reads markdown, so that it shows exactly these characters."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def clock(seconds: float) -> str:
    """Seconds as m:ss, rounded to the nearest second."""
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def moment(when: datetime, *, now: datetime, zone: tzinfo) -> str:
    """A moment of the past in the person's own time zone, as short as it is clear."""
    local, today = when.astimezone(zone), now.astimezone(zone)
    if (now - when).total_seconds() < 60:
        return "just now"
    if local.date() == today.date():
        return f"today, {local:%H:%M}"
    if (today.date() - local.date()).days == 1:
        return f"yesterday, {local:%H:%M}"
    return f"{local.day} {local:%b %H:%M}" if local.year == today.year else f"{local.day} {local:%b %Y}"


def lengths(take: Take) -> str:
    """Asked and real length; one figure where they agree to the second shown."""
    asked, real = clock(take.request.length_s), clock(take.measured.duration_s)
    return real if asked == real else f"{real} (asked for {asked})"


def facts(take: Take, *, engine: str, when: str) -> str:
    """The quiet line below a take."""
    parts = [lengths(take), engine, when]
    if take.request.seed is not None:
        parts.append(f"seed {take.request.seed}")
    if take.measured.loudness_lufs is not None:
        parts.append(f"{take.measured.loudness_lufs:.1f} LUFS")
    if take.cost is not None:
        parts.append(cost(take.cost))
    return " · ".join(parts)


def cost(reported: Cost) -> str:
    """What the provider reported, and nothing else."""
    if reported.usd is not None:
        return f"${reported.usd:.3f}".rstrip("0").rstrip(".") if reported.usd else "$0"
    if reported.credits is not None:
        return f"{reported.credits:,.0f} credits"
    return "cost not reported"


def reported(sums: Spent) -> str:
    """What the provider reported for some submissions."""
    if sums.credits and not sums.usd:
        return f"{sums.credits:,.0f} credits"
    return f"${sums.usd:,.2f}" + (f" and {sums.credits:,.0f} credits" if sums.credits else "")


def spent(sums: Spent) -> str:
    """What was reported for some submissions, and for how many nothing was."""
    return reported(sums) + (f" and {sums.unreported:,} without an amount" if sums.unreported else "")


def note_on_length(take: Take) -> str | None:
    """A warning where the audio is clearly not as long as asked."""
    difference = take.measured.duration_s - take.request.length_s
    if abs(difference) <= max(2.0, 0.1 * take.request.length_s):
        return None
    return f"{clock(abs(difference))} {'longer' if difference > 0 else 'shorter'} than you asked for."


def waiting(job: Job, *, now: datetime, usual_s: float | None) -> str:
    """How long a running job has been going, and how long such jobs usually take."""
    parts = [f"{clock((now - (job.started_at or job.created_at)).total_seconds())} elapsed"]
    if usual_s is not None:
        parts.append(f"usually {clock(usual_s)}" if usual_s >= 1 else "usually under a second")
    return " · ".join(parts)


def charged(verdict: Charged, *, info: EngineInfo | None) -> str:
    """Whether it cost anything, in a sentence; empty for an engine that never does."""
    if info is not None and not info.costs_money:
        return ""
    return {
        Charged.NO: "It cost nothing.",
        Charged.YES: "The provider has very likely charged for it.",
        Charged.UNKNOWN: "Whether it cost anything is not known.",
    }[verdict]
