"""What the workbench keeps: what takes were made from, and what was found by listening to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from demotape.library.database import Database
from demotape.library.rows import insert_once
from demotape.library.tables import analyses, lineage


class Origin(StrEnum):
    """How a take came from another. The values are stored, and are the words that a person reads."""

    EDIT = "edit"
    USE_AGAIN = "use again"
    VARIATION = "variation"
    """The same request with another seed."""
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Link:
    """One take made from another."""

    take_id: str
    parent: str
    """Its id; the take may be deleted meanwhile."""
    origin: Origin


class BenchShelf:
    """Every method is one short transaction and may raise `DatabaseUnusable` or `DiskFull`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def link(self, link: Link) -> None:
        """Note what a take is made from. The first word counts."""
        with self._database.writing() as connection:
            put_link(connection, link)

    def parents(self, take_ids: Collection[str]) -> list[Link]:
        """What these takes were made from; nothing for those that were made from no other."""
        return self._links(lineage.c.take_id.in_(list(take_ids)))

    def children(self, take_ids: Collection[str]) -> list[Link]:
        """What was made from these takes."""
        return self._links(lineage.c.parent.in_(list(take_ids)))

    def _links(self, condition: sa.ColumnElement[bool]) -> list[Link]:
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(lineage).where(condition).order_by(lineage.c.take_id))
            return [Link(row.take_id, row.parent, Origin(row.kind)) for row in rows]

    def heard(self, take_id: str, *, version: int) -> Mapping[str, Any] | None:
        """What was found by listening, as `hear` stored it; None if nothing of this version was."""
        query = sa.select(analyses.c.heard).where(analyses.c.take_id == take_id, analyses.c.version == version)
        with self._database.reading() as connection:
            found: Mapping[str, Any] | None = connection.scalar(query)
        return found

    def hear(self, take_id: str, heard: Mapping[str, Any], *, version: int) -> None:
        """Store what was found by listening, in place of what was there."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(analyses).where(analyses.c.take_id == take_id))
            insert_once(connection, analyses, {"take_id": take_id, "version": version, "heard": dict(heard)})

    def forget(self, take_id: str) -> None:
        """Throw away what can be made again."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(analyses).where(analyses.c.take_id == take_id))


def put_link(connection: Connection, link: Link) -> None:
    """Note what a take, or the take that a job will become, is made from. The first word counts."""
    insert_once(connection, lineage, {"take_id": link.take_id, "parent": link.parent, "kind": link.origin.value})
