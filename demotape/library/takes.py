"""The takes. They are written by `JobShelf.finish`, together with the end of their job."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping

from demotape.library.database import Database
from demotape.library.rows import cost_of, request_of
from demotape.library.tables import takes
from demotape.models import Measured, Take


class TakeShelf:
    """All takes. Every method is one short transaction and may raise `DatabaseUnusable` or `DiskFull`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, take_id: str) -> Take | None:
        """One take."""
        with self._database.reading() as connection:
            row = connection.execute(sa.select(takes).where(takes.c.id == take_id)).mappings().first()
        return _take(row) if row else None

    def newest(self, *, visitor: str | None = None, limit: int = 20, offset: int = 0) -> list[Take]:
        """Takes, newest first; of one visitor or of everybody."""
        query = sa.select(takes).order_by(takes.c.created_at.desc(), takes.c.id.desc()).limit(limit).offset(offset)
        if visitor is not None:
            query = query.where(takes.c.visitor == visitor)
        with self._database.reading() as connection:
            return [_take(row) for row in connection.execute(query).mappings()]

    def count(self, *, visitor: str | None = None) -> int:
        """How many takes there are; of one visitor or of everybody."""
        query = sa.select(sa.func.count()).select_from(takes)
        if visitor is not None:
            query = query.where(takes.c.visitor == visitor)
        with self._database.reading() as connection:
            return connection.scalar(query) or 0

    def rename(self, take_id: str, title: str) -> bool:
        """Give a take another title; False if there is no such take."""
        query = sa.update(takes).where(takes.c.id == take_id).values(title=title).returning(takes.c.id)
        with self._database.writing() as connection:
            return connection.execute(query).first() is not None

    def delete(self, take_id: str) -> bool:
        """Remove the row of a take; False if there is no such take."""
        query = sa.delete(takes).where(takes.c.id == take_id).returning(takes.c.id)
        with self._database.writing() as connection:
            return connection.execute(query).first() is not None


def _take(row: RowMapping) -> Take:
    return Take(
        id=row["id"],
        visitor=row["visitor"],
        title=row["title"],
        request=request_of(row),
        created_at=row["created_at"],
        file=row["file"],
        media_type=row["media_type"],
        size_bytes=row["size_bytes"],
        measured=Measured(
            duration_s=row["duration_s"],
            sample_rate=row["sample_rate"],
            channels=row["channels"],
            loudness_lufs=row["loudness_lufs"],
            true_peak_dbtp=row["true_peak_dbtp"],
            peaks=row["peaks"],
        ),
        ticket=row["ticket"],
        cost=cost_of(row),
        details=row["details"],
    )
