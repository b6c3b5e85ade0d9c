"""Reading plain data that may be anything: each value is of the right kind and in its range, or the reading ends."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, TypeVar

from demotape.errors import InvalidRequest

_MOST_LINES, _LONGEST_LINE = 400, 4000
_Read = TypeVar("_Read")


class PlanInvalid(InvalidRequest, ValueError):
    """The data is no plan that can be played. The message says what is wrong with it."""

    advice = "Change the plan, or make it anew from the prompt."


class Fields:
    """The fields of one object of a plan."""

    def __init__(self, data: object, *, where: str) -> None:
        """Take the object.

        Args:
            data: what should be an object with names.
            where: how a message speaks of it, with its article: `the plan`.

        Raises:
            PlanInvalid: it is none.
        """
        if not isinstance(data, Mapping):
            raise PlanInvalid(f"There is no data in {where}.")
        self._data = data
        self._where = where

    def number(self, name: str, low: float, high: float, *, default: float | None = None) -> float:
        """A number in a range."""
        value = self._value(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong(name, "is no number")
        # A whole number can be too long for a float.
        if not low <= value <= high or not math.isfinite(value):
            raise self._wrong(name, f"must be from {low:g} to {high:g}")
        return float(value)

    def whole(self, name: str, low: int, high: int, *, default: int | None = None) -> int:
        """A whole number in a range."""
        value = self._value(name, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._wrong(name, "is no whole number")
        if not low <= value <= high:
            raise self._wrong(name, f"must be from {low} to {high}")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """Yes or no."""
        value = self._value(name, default)
        if not isinstance(value, bool):
            raise self._wrong(name, "must be yes or no")
        return value

    def text(self, name: str, *, longest: int = _LONGEST_LINE, default: str | None = None) -> str:
        """Any text."""
        value = self._value(name, default)
        if not isinstance(value, str):
            raise self._wrong(name, "is no text")
        if len(value) > longest:
            raise self._wrong(name, f"is longer than {longest} letters")
        return value

    def choice(self, name: str, allowed: Collection[str], *, default: str | None = None) -> str:
        """One of some words."""
        value = self._value(name, default)
        if not isinstance(value, str) or value not in allowed:
            raise self._wrong(name, f"cannot be {_shown(value)}")
        return value

    def texts(self, name: str, allowed: Collection[str] | None = None) -> tuple[str, ...]:
        """Some texts, none if there is no such field."""
        value = self._value(name, ())
        if isinstance(value, str) or not isinstance(value, Sequence) or len(value) > _MOST_LINES:
            raise self._wrong(name, "is no list of texts")
        for line in value:
            if not isinstance(line, str) or len(line) > _LONGEST_LINE:
                raise self._wrong(name, "is no list of texts")
            if allowed is not None and line not in allowed:
                raise self._wrong(name, f"cannot be {_shown(line)}")
        return tuple(value)

    def pairs(self, name: str, keys: Collection[str], values: Collection[str]) -> dict[str, str]:
        """Texts by name, none if there is no such field."""
        value = self._value(name, {})
        if not isinstance(value, Mapping):
            raise self._wrong(name, "is no list of names and values")
        for key, other in value.items():
            if not isinstance(key, str) or key not in keys:
                raise self._wrong(name, f"cannot be for {_shown(key)}")
            if not isinstance(other, str) or other not in values:
                raise self._wrong(name, f"cannot be {_shown(other)}")
        return dict(value)

    def objects(self, name: str, read: Callable[[object, int], _Read], *, most: int) -> tuple[_Read, ...]:
        """Some objects, at least one."""
        value = self._value(name, None)
        if isinstance(value, str) or not isinstance(value, Sequence) or not 0 < len(value) <= most:
            raise self._wrong(name, f"must be 1 to {most}")
        return tuple(read(item, index) for index, item in enumerate(value))

    def has(self, name: str) -> bool:
        """Whether there is such a field with something in it."""
        return self._data.get(name) is not None

    def _value(self, name: str, default: Any) -> Any:
        value = self._data.get(name, default)
        return default if value is None else value

    def _wrong(self, name: str, what: str) -> PlanInvalid:
        return PlanInvalid(f"In {self._where}, {name.replace('_', ' ')} {what}.")


def _shown(value: object) -> str:
    return f"“{str(value)[:40]}”" if isinstance(value, str | int | float) else "that"
