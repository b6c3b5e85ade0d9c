"""Prompts that a visitor keeps, and those that he sent."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from demotape.library.database import Database
from demotape.library.rows import insert_once, now, request_of
from demotape.library.tables import jobs, prompts
from demotape.models import Request

_FORM = ("engine", "length_s", "seed", "options")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPrompt:
    """A prompt, or a whole form, under a name."""

    id: str
    visitor: str
    name: str
    prompt: str
    created_at: datetime
    form: Request | None = None
    """Of a preset, everything that stood in the form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentPrompt:
    """A prompt that was sent before."""

    request: Request
    """The last one with this prompt."""
    sent_at: datetime
    times: int


class PromptShelf:
    """Every method is one short transaction and may raise `DatabaseUnusable` or `DiskFull`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, *, visitor: str, name: str, request: Request, is_preset: bool) -> bool:
        """Keep a prompt, of a preset with the rest of the form; False if this visitor has one of that name."""
        values = {
            "id": str(uuid.uuid4()),
            "visitor": visitor,
            "name": name,
            "prompt": request.prompt,
            "form": {each: getattr(request, each) for each in _FORM} | {"options": dict(request.options)}
            if is_preset
            else None,
            "created_at": now(),
        }
        with self._database.writing() as connection:
            return insert_once(connection, prompts, values)

    def kept_by(self, visitor: str) -> list[KeptPrompt]:
        """What this visitor keeps, newest first."""
        query = sa.select(prompts).where(prompts.c.visitor == visitor).order_by(prompts.c.created_at.desc())
        with self._database.reading() as connection:
            return [_kept(row) for row in connection.execute(query).mappings()]

    def rename(self, prompt_id: str, *, visitor: str, name: str) -> bool:
        """Give it another name; False if this visitor has no such one, or another one of that name."""
        twin = prompts.alias()
        has_twin = sa.exists().where(twin.c.visitor == visitor, twin.c.name == name, twin.c.id != prompt_id)
        query = (
            sa.update(prompts)
            .where(prompts.c.id == prompt_id, prompts.c.visitor == visitor, ~has_twin)
            .values(name=name)
            .returning(prompts.c.id)
        )
        with self._database.writing() as connection:
            return connection.execute(query).first() is not None

    def delete(self, prompt_id: str, *, visitor: str) -> None:
        """Keep it no longer. One that is gone already is fine."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(prompts).where(prompts.c.id == prompt_id, prompts.c.visitor == visitor))

    @contextmanager
    def sent_by(self, visitor: str) -> Iterator[Iterator[SentPrompt]]:
        """The different prompts that this visitor sent, the last one first; read one by one while the block runs."""
        newest = (
            sa.select(
                jobs.c.prompt,
                sa.func.max(jobs.c.created_at).label("sent_at"),
                sa.func.count().label("times"),
            )
            .where(jobs.c.visitor == visitor)
            .group_by(jobs.c.prompt)
            .subquery()
        )
        query = (
            sa.select(jobs, newest.c.times)
            .join(newest, (jobs.c.prompt == newest.c.prompt) & (jobs.c.created_at == newest.c.sent_at))
            .where(jobs.c.visitor == visitor)
            .order_by(jobs.c.created_at.desc(), jobs.c.id)
        )
        with self._database.reading() as connection:
            yield (
                SentPrompt(request=request_of(row), sent_at=row["created_at"], times=row["times"])
                for row in connection.execute(query).mappings()
            )


def _kept(row: RowMapping) -> KeptPrompt:
    form = row["form"]
    return KeptPrompt(
        id=row["id"],
        visitor=row["visitor"],
        name=row["name"],
        prompt=row["prompt"],
        created_at=row["created_at"],
        form=Request(prompt=row["prompt"], **form) if form else None,
    )
