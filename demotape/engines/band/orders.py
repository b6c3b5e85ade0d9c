"""What the Band's workers are told, and what a person hears where one of them could not do it."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import NamedTuple

from demotape.engines.band.choice import without_instruments
from demotape.engines.band.plain import PlanInvalid
from demotape.engines.band.plan import Plan
from demotape.engines.band.pool import OrderFailed
from demotape.errors import GenerationFailed
from demotape.models import Request


class Failure(NamedTuple):
    message: str
    advice: str


CANCELLED = Failure("This render was cancelled.", "Press Generate to make it again.")
NO_SPACE = Failure(
    "The disk is full: the Band could not write its music.",
    "Free some space on the disk of the data folder, then press Generate again.",
)
NOT_PLAYABLE = Failure("The Band could not play this.", "Change the prompt or the length and press Generate again.")
NO_PLAN = Failure(
    "This is no plan that the Band can play.", "Go back to the plan as it was, then press Generate again."
)
WORKER_ENDED = Failure(
    "The Band's worker process ended before the music was finished.",
    "Press Generate again. If it keeps happening, the computer may be short of memory.",
)


def order_for(request: Request, product: str, path: Path, plan: object) -> dict[str, object]:
    """What a worker is told; see `worker`."""
    return {
        "id": uuid.uuid4().hex,
        "product": product,
        "prompt": request.prompt,
        "length_s": request.length_s,
        "seed": request.seed or 0,
        "plan": plan,
        "path": str(path),
    }


def why(refusal: OrderFailed) -> Failure:
    """What a worker's refusal means to a person."""
    if refusal.is_disk_full:
        return NO_SPACE
    if refusal.no_instruments is not None:
        return Failure(*without_instruments(refusal.no_instruments))
    return NOT_PLAYABLE


def check_plan(plan: object) -> None:
    """See that a plan in a request's options is one, as far as that shows before it is played.

    Raises:
        GenerationFailed: it is none.
    """
    if plan is None:
        return
    try:
        Plan.from_json(plan)
    except PlanInvalid as invalid:
        raise GenerationFailed(f"{NO_PLAN.message} {invalid.message}", advice=NO_PLAN.advice) from invalid
