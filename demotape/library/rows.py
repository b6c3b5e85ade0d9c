"""Rows to dataclasses and back, for what jobs and takes have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, RowMapping
from sqlalchemy.schema import Table

from demotape.models import Charged, Cost, Problem, Request


def now() -> datetime:
    """The time, aware, UTC."""
    return datetime.now(UTC)


def request_values(request: Request) -> dict[str, Any]:
    """Columns of a request."""
    return {
        "engine": request.engine,
        "prompt": request.prompt,
        "length_s": request.length_s,
        "seed": request.seed,
        "options": dict(request.options),
    }


def request_of(row: RowMapping) -> Request:
    """The request in a row of jobs or takes."""
    return Request(**{name: row[name] for name in ("engine", "prompt", "length_s", "seed", "options")})


def cost_of(row: RowMapping) -> Cost | None:
    """The reported cost in a row of jobs or takes."""
    return Cost(**row["cost"]) if row["cost"] else None


def problem_of(row: RowMapping) -> Problem | None:
    """The problem in a row of jobs."""
    stored = row["problem"]
    return Problem(**{**stored, "charged": Charged(stored["charged"])}) if stored else None


def as_json(thing: Cost | Problem | None) -> dict[str, Any] | None:
    """What `cost_of` and `problem_of` read back."""
    return asdict(thing) if thing else None


_MAJOR_MODES = ("major", "ionian", "lydian", "mixolydian")


def planned(details: Mapping[str, object]) -> tuple[float | None, str | None]:
    """Tempo in BPM and key of a take whose engine wrote them down as its plan; None for what it did not."""
    plan = details.get("plan")
    if not isinstance(plan, Mapping):
        return None, None
    tempo_bpm, key = None, None
    sections, tonic, mode = plan.get("sections"), plan.get("tonic"), plan.get("mode")
    spans = [span for span in sections if isinstance(span, Mapping)] if isinstance(sections, list) else []
    lengths: dict[float, float] = {}
    for span in spans:
        tempo, length_s = span.get("tempo_bpm"), span.get("length_s")
        if isinstance(tempo, int | float) and isinstance(length_s, int | float):
            lengths[float(tempo)] = lengths.get(float(tempo), 0.0) + length_s
    if lengths:
        tempo_bpm = max(lengths, key=lambda tempo: lengths[tempo])
    if isinstance(tonic, int) and isinstance(mode, str):
        from demotape.audio.key import key_name  # noqa: PLC0415 - brings numpy, which a start need not wait for

        key = key_name(tonic, "major" if mode in _MAJOR_MODES else "minor")
    return tempo_bpm, key


def insert_once(connection: Connection, table: Table, values: dict[str, Any]) -> bool:
    """Insert a row unless its primary key is there already; whether this call inserted it.

    `returning` tells that on every database; the row count does not (psycopg reports -1 here).
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    key = next(iter(table.primary_key))
    statement = dialect.insert(table).values(values).on_conflict_do_nothing().returning(key)
    return connection.execute(statement).first() is not None
