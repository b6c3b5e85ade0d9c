"""What a benchmark found, as one line of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure beside what it should be."""

    what: str
    measured: str
    target: str = ""
    """Empty where the figure only explains another."""
    is_ok: bool | None = None
    """None where there is no target."""


def at_most(what: str, value: float, *, limit: float, unit: str, note: str = "", decimals: int = 2) -> Line:
    """A figure that should not exceed a limit."""
    return Line(
        what=what,
        measured=f"{value:.{decimals}f} {unit}".rstrip() + (f" ({note})" if note else ""),
        target=f"<= {limit:g} {unit}".rstrip(),
        is_ok=value <= limit,
    )


def p95(values: Sequence[float]) -> float:
    """The value that 95 % do not exceed."""
    return quantiles(values, n=20, method="inclusive")[-1]


def as_text(lines: Sequence[Line]) -> str:
    """The lines as a table for the terminal."""
    rows = [("what", "measured", "target", "")]
    rows += [(line.what, line.measured, line.target, _VERDICTS[line.is_ok]) for line in lines]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    rows.insert(1, tuple("-" * width for width in widths))
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


_VERDICTS = {True: "ok", False: "not ok", None: ""}
