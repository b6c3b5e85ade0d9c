"""Steps one after another: whether they fit a take, and their way into JSON and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from demotape.audio.edit.step import Shape, Step, unfit
from demotape.audio.edit.steps import KINDS
from demotape.errors import AudioError

_LEAST_FRAMES = 64
_MOST_STEPS = 1000


def plan(steps: Sequence[Step], shape: Shape, *, others: Mapping[str, Shape] | None = None) -> list[Shape]:
    """What the audio is after each step. Costs nothing: for checking as a person types.

    Args:
        steps: in their order.
        shape: of the take that they begin with.
        others: shapes of the takes that are joined, by id.

    Raises:
        AudioError: a step does not fit; the message says which and why.
    """
    shapes = []
    for number, step in enumerate(steps, start=1):
        try:
            shape = step.after(shape, others or {})
            if shape.frames < _LEAST_FRAMES:
                raise unfit("Nothing would be left.")
        except AudioError as error:
            where = f"Step {number} ({step.label}): " if len(steps) > 1 else ""
            raise AudioError(f"{where}{error.message}", advice=error.advice) from error
        shapes.append(shape)
    return shapes


def to_json(steps: Iterable[Step]) -> list[dict[str, object]]:
    """Steps as plain data, fit for JSON."""
    return [{"kind": step.kind, **{item.name: getattr(step, item.name) for item in fields(step)}} for step in steps]


def from_json(data: object) -> tuple[Step, ...]:
    """Steps from plain data of any origin.

    Raises:
        AudioError: it is no list of steps, or one of them has values that make no sense.
    """
    if not isinstance(data, list) or len(data) > _MOST_STEPS:
        raise unfit("These are no edits.")
    return tuple(_step_from(item) for item in data)


def _step_from(item: object) -> Step:
    kind = KINDS.get(str(item.get("kind"))) if isinstance(item, dict) else None
    if kind is None or not isinstance(item, dict):
        raise unfit("This is an edit that this Demotape does not know.")
    values: dict[str, Any] = {name: value for name, value in item.items() if name != "kind"}
    types = {field.name: str(field.type) for field in fields(kind)}
    for name, value in values.items():
        wanted = types.get(name)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        is_right = isinstance(value, int) and is_number if wanted == "int" else is_number
        if wanted is None or not (is_right if wanted in ("int", "float") else isinstance(value, str)):
            raise unfit("An edit has a value that makes no sense.")
    try:
        return kind(**values)
    except (TypeError, OverflowError) as error:  # a value is missing, or a whole number has hundreds of digits
        raise unfit("An edit has a value that makes no sense.") from error
