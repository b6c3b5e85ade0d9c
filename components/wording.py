"""Numbers and moments as a person reads them."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from demotape.budget import Budget
from demotape.engines.base import EngineInfo, KeyState, Price, PriceState
from demotape.ledger import Spent
from demotape.models import Charged, Cost, Job, Problem, Request, Take, dollars
from demotape.studio import KeyPlace


def plain(text: str) -> str:
    """Text for an element that reads markdown, so that it shows exactly these characters."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def clock(seconds: float) -> str:
    """Seconds as m:ss, rounded to the nearest second."""
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def cut(text: str, limit: int) -> str:
    """A text of at most so many characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def takes(count: int) -> str:
    """How many takes."""
    return f"{count:,} {'take' if count == 1 else 'takes'}"


def size(size_bytes: int) -> str:
    """Bytes in the unit that fits, in powers of ten as file managers show them."""
    value = float(size_bytes)
    for unit in ("bytes", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit in ("bytes", "kB") else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:,.1f} TB"


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


def maker(request: Request, info: EngineInfo | None) -> str:
    """Who makes what was asked for: the model and its engine, in one or two names."""
    if info is None:
        return str(request.options.get("model") or request.engine)
    name = request.options.get("model")
    if len(info.models) == 1 or name is None:
        return info.title
    model = info.model(name)
    return f"{model.title if model.name == name else name} ({info.title})"


def length_asked(request: Request) -> str:
    """The asked length; who else decides on it where none was asked."""
    return "the model's" if request.length_s is None else clock(request.length_s)


def lengths(take: Take) -> str:
    """Asked and real length; one figure where they agree to the second shown, or none was asked."""
    real = clock(take.measured.duration_s)
    if take.request.length_s is None:
        return real
    asked = clock(take.request.length_s)
    return real if asked == real else f"{real} (asked for {asked})"


def facts(take: Take, *, maker: str, when: str) -> str:
    """The quiet line below a take."""
    parts = [lengths(take), maker, when]
    if take.request.seed is not None:
        parts.append(f"seed {take.request.seed}")
    if take.tempo_bpm is not None:
        parts.append(f"{take.tempo_bpm:.0f} BPM")
    if take.key is not None:
        parts.append(take.key)
    if take.measured.loudness_lufs is not None:
        parts.append(f"{take.measured.loudness_lufs:.1f} LUFS")
    if take.cost is not None:
        parts.append(cost(take.cost))
    return " · ".join(parts)


def told(take: Take) -> list[str]:
    """What the engine told of its work, a sentence each: what it understood, and what it did not follow."""
    lines = []
    for name, title in (("understood", "Understood"), ("not_followed", "Not followed")):
        found = take.details.get(name)
        if isinstance(found, list | tuple) and found:
            lines.append(f"{title}: {'; '.join(str(one).rstrip('.') for one in found)}.")
    return lines


def cost(reported: Cost) -> str:
    """What the provider reported, and nothing else."""
    return str(reported) or "cost not reported"


def price(found: Price, count: int = 1) -> str:
    """What is known beforehand of what a request costs, made so many times."""
    if found.state is PriceState.PENDING:
        return "Looking up the price…"
    if found.state is PriceState.UNREAD:
        return "The provider's price list could not be read, so the price is not known beforehand."
    if found.rate is None:
        return "Price not published by the provider."
    if found.estimate_usd is None:
        return f"Published price: {found.rate}. What this will cost cannot be told from it."
    times = "" if count == 1 else f" for each of {count}, {dollars(count * found.estimate_usd)} together"
    return f"About {dollars(found.estimate_usd)}{times}, at the published {found.rate}."


def caps(budget: Budget, *, is_priced: bool) -> str:
    """The caps that hold for the next generation, and how much of them is taken; empty where there is none."""
    parts = []
    for name, committed, most_usd, most in (
        ("day", budget.day, budget.caps.day_usd, budget.caps.day_generations),
        ("month", budget.month, budget.caps.month_usd, budget.caps.month_generations),
    ):
        if is_priced and most_usd is not None:
            reserved = f", {dollars(committed.reserved_usd)} of that reserved" if committed.reserved_usd else ""
            parts.append(f"{dollars(committed.usd)} of {dollars(most_usd)} a {name}{reserved}")
        elif most is not None:
            parts.append(f"{committed.generations:,} of {most:,} generations a {name}")
        elif most_usd is not None:
            parts.append(f"{dollars(most_usd)} a {name} cannot be kept without a price")
    if not parts:
        return ""
    counted = "" if is_priced else " No price is known, so generations are counted."
    return f"Cap: {' · '.join(parts)}.{counted}"


def reported(sums: Spent) -> str:
    """What the provider reported for some submissions."""
    if sums.credits and not sums.usd:
        return f"{sums.credits:,.0f} credits"
    return dollars(sums.usd) + (f" and {sums.credits:,.0f} credits" if sums.credits else "")


def spent(sums: Spent) -> str:
    """What was reported for some submissions, and for how many nothing was."""
    return reported(sums) + (f" and {sums.unreported:,} without an amount" if sums.unreported else "")


def note_on_length(take: Take) -> str | None:
    """A warning where the audio is clearly not as long as asked."""
    if take.request.length_s is None:
        return None
    difference = take.measured.duration_s - take.request.length_s
    if abs(difference) <= max(2.0, 0.1 * take.request.length_s):
        return None
    return f"{clock(abs(difference))} {'longer' if difference > 0 else 'shorter'} than you asked for."


def note_on_silence(take: Take) -> str | None:
    """A warning where much of the audio is silent (below about -48 dBFS)."""
    measured = take.measured
    if measured.loudness_lufs is None and measured.duration_s > 1:
        return "This take is silent."
    if not measured.peaks:
        return None
    if measured.peaks.count(0) > len(measured.peaks) / 2:
        return "Most of this take is silent."
    tail_s = measured.duration_s * (1 - len(measured.peaks.rstrip(b"\0")) / len(measured.peaks))
    return f"The last {clock(tail_s)} are silent." if tail_s > max(2.0, 0.1 * measured.duration_s) else None


def waiting(job: Job, *, now: datetime, usual_s: float | None) -> str:
    """How long a running job has been going, and how long such jobs usually take."""
    parts = [f"{clock((now - (job.started_at or job.created_at)).total_seconds())} elapsed"]
    if usual_s is not None:
        parts.append(f"usually {clock(usual_s)}" if usual_s >= 1 else "usually under a second")
    return " · ".join(parts)


def tried_again(problem: Problem, *, now: datetime) -> str:
    """Why a job still waits in the queue, and for how long yet."""
    left_s = (problem.again_at or 0.0) - now.timestamp()
    when = f"in {clock(left_s)}" if left_s >= 1 else "now"
    return f"{problem.message} It cost nothing and is tried again {when}."


def charged(verdict: Charged, *, info: EngineInfo | None) -> str:
    """Whether it cost anything, in a sentence; empty for an engine that never does."""
    if info is not None and not info.costs_money:
        return ""
    return {
        Charged.NO: "It cost nothing.",
        Charged.YES: "The provider has very likely charged for it.",
        Charged.UNKNOWN: "Whether it cost anything is not known.",
    }[verdict]


def key_state(state: KeyState, place: KeyPlace, *, env: str) -> str:
    """What is known of a key, in a sentence that never holds it."""
    if state is KeyState.MISSING:
        return "No key is set."
    kept = {
        KeyPlace.TYPED: "typed by you, kept in memory until Demotape is stopped",
        KeyPlace.ENVIRONMENT: f"from the environment variable {env}",
        KeyPlace.FILE: "remembered on this machine",
    }[place]
    return {
        KeyState.SET: f"A key is set, {kept}.",
        KeyState.REJECTED: f"The provider rejected the key when it was last used ({kept}).",
        KeyState.UNUSABLE: f"The key holds characters that no key has ({kept}).",
    }[state]
