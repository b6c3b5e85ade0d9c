"""What the studio has written down, read beside it while it runs, and what lies in its folder."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from demotape.library.tables import jobs, takes
from demotape.models import RUNNING_STATES, JobState

_UNFINISHED = ("PENDING", "ENQUEUED", "DELAYED")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """What a run needs of one job."""

    id: str
    visitor: str
    prompt: str
    state: JobState
    stop_requested: bool
    ticket: str | None
    problem: str
    """Kind of the problem; empty without one."""

    @property
    def asks(self) -> bool:
        """Whether its card leaves it to the person how to go on."""
        return self.state in (JobState.NEEDS_YOU, JobState.OVERDUE) or (
            self.state is JobState.FAILED and self.ticket is not None and self.problem != "GenerationFailed"
        )


class Ledger:
    """Reads both databases of a data folder; never writes, and holds nothing open."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._library = _read_only(data / "demotape.db")
        self._workflows = _read_only(data / "workflows.db")

    def jobs(self) -> list[JobRow]:
        """All jobs, oldest first."""
        with self._library.connect() as connection:
            rows = connection.execute(sa.select(jobs).order_by(jobs.c.created_at)).mappings().all()
        return [
            JobRow(
                id=row["id"],
                visitor=row["visitor"],
                prompt=row["prompt"],
                state=JobState(row["state"]),
                stop_requested=row["stop_requested"],
                ticket=row["ticket"],
                problem=(row["problem"] or {}).get("kind", ""),
            )
            for row in rows
        ]

    def has(self, prompt: str) -> bool:
        """Whether a job asks for this."""
        with self._library.connect() as connection:
            return connection.scalar(sa.select(sa.func.count()).where(jobs.c.prompt == prompt)) != 0

    def running(self) -> int:
        """How many jobs the studio is at work on, seen or unseen."""
        query = sa.select(sa.func.count()).where(jobs.c.state.in_(RUNNING_STATES))
        with self._library.connect() as connection:
            shown = connection.scalar(query) or 0
        return max(shown, len(self.unfinished_workflows()))

    def unfinished_workflows(self) -> list[str]:
        """Work that the durable engine would go on with."""
        if not (self._data / "workflows.db").exists():
            return []  # the server opens it only when it has jobs to run
        query = sa.text("SELECT workflow_uuid FROM workflow_status WHERE status IN :words")
        with self._workflows.connect() as connection:
            return list(connection.scalars(query.bindparams(sa.bindparam("words", _UNFINISHED, expanding=True))).all())

    def files(self) -> dict[str, str]:
        """Name of the audio file of each take, by the take's id."""
        with self._library.connect() as connection:
            return {row.id: row.file for row in connection.execute(sa.select(takes.c.id, takes.c.file))}


def everything_below(folder: Path) -> Iterator[Path]:
    """All files, at any depth."""
    return (path for path in folder.rglob("*") if path.is_file())


def traces_of(secret: str, paths: Iterator[Path]) -> list[Path]:
    """The files that hold a secret, as it is or in base64."""
    raw = secret.encode()
    # In base64 a text looks different at each of three places; its outermost letters depend on the neighbours.
    forms = [raw, *(base64.b64encode(b" " * shift + raw)[4:-4] for shift in range(3))]
    return [path for path in paths if any(form in path.read_bytes() for form in forms)]


def _read_only(path: Path) -> sa.Engine:
    return sa.create_engine(f"sqlite:///file:{path}?mode=ro&uri=true", poolclass=sa.pool.NullPool)
