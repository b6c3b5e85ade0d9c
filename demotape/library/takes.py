"""The finished takes: what they are, what people say about them, and which of them are wanted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from demotape.library.database import Database
from demotape.library.rows import as_json, cost_of, insert_once, planned, request_of, request_values
from demotape.library.tables import take_tags, take_words, takes
from demotape.library.view import View, condition, order
from demotape.library.words import words_of
from demotape.models import Measured, Take

_IDS_AT_ONCE = 500
"""Fewer than the parameters that any database takes in one statement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What the originals of one engine take up."""

    engine: str
    takes: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """What there is to choose from."""

    engines: tuple[str, ...]
    keys: tuple[str, ...]
    tags: tuple[str, ...]


class TakeShelf:
    """All takes. Every method is one short transaction and may raise `DatabaseUnusable` or `DiskFull`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # Looking

    def get(self, take_id: str) -> Take | None:
        """One take, also from the bin."""
        with self._database.reading() as connection:
            return next(iter(_by_ids(connection, [take_id])), None)

    def several(self, ids: Sequence[str]) -> list[Take]:
        """Takes by id, also from the bin, in this order; unknown ids are left out."""
        with self._database.reading() as connection:
            return _by_ids(connection, ids)

    def newest(self, *, visitor: str | None = None, limit: int = 20, offset: int = 0) -> list[Take]:
        """Takes, newest first; of one visitor or of everybody."""
        query = (
            sa.select(takes.c.id)
            .where(takes.c.deleted_at.is_(None))
            .order_by(takes.c.created_at.desc(), takes.c.id.desc())
            .limit(limit)
            .offset(offset)
        )
        if visitor is not None:
            query = query.where(takes.c.visitor == visitor)
        with self._database.reading() as connection:
            return _by_ids(connection, connection.scalars(query).all())

    def count(self, *, visitor: str | None = None) -> int:
        """How many takes there are; of one visitor or of everybody."""
        query = sa.select(sa.func.count()).select_from(takes).where(takes.c.deleted_at.is_(None))
        if visitor is not None:
            query = query.where(takes.c.visitor == visitor)
        with self._database.reading() as connection:
            return connection.scalar(query) or 0

    def find(self, view: View, *, limit: int | None = None, offset: int = 0) -> list[Take]:
        """The takes of a view, in its order."""
        with self._database.reading() as connection:
            return _by_ids(connection, _ids(connection, view, limit=limit, offset=offset))

    def ids(self, view: View) -> list[str]:
        """The ids of a view, in its order."""
        with self._database.reading() as connection:
            return _ids(connection, view, limit=None, offset=0)

    def count_of(self, view: View) -> int:
        """How many takes a view has."""
        with self._database.reading() as connection:
            where = condition(view, dialect=connection.dialect.name)
            return connection.scalar(sa.select(sa.func.count()).select_from(takes).where(where)) or 0

    def facets(self) -> Facets:
        """Engines, keys and tags of all takes that are not in the bin, sorted."""
        is_there = takes.c.deleted_at.is_(None)
        with self._database.reading() as connection:
            return Facets(
                engines=tuple(
                    connection.scalars(sa.select(takes.c.engine).where(is_there).distinct().order_by("engine"))
                ),
                keys=tuple(
                    connection.scalars(
                        sa.select(takes.c.key).where(is_there, takes.c.key.is_not(None)).distinct().order_by("key")
                    )
                ),
                tags=tuple(connection.scalars(sa.select(take_tags.c.tag).distinct().order_by("tag"))),
            )

    def shares(self) -> list[Share]:
        """What the originals take up by engine, with those in the bin; the largest first."""
        size = sa.func.sum(takes.c.size_bytes)
        query = sa.select(takes.c.engine, sa.func.count(), size).group_by(takes.c.engine).order_by(size.desc())
        with self._database.reading() as connection:
            return [
                Share(engine=engine, takes=count, size_bytes=int(size_bytes))
                for engine, count, size_bytes in connection.execute(query)
            ]

    def files(self) -> list[tuple[str, str, int]]:
        """Id, file and size in bytes of every take, also of those in the bin."""
        query = sa.select(takes.c.id, takes.c.file, takes.c.size_bytes)
        with self._database.reading() as connection:
            return [(take_id, file, size_bytes) for take_id, file, size_bytes in connection.execute(query)]

    def of_size(self, size_bytes: int) -> list[tuple[str, str, str | None]]:
        """Id, file and, where it is known, SHA-256 of the takes whose original has so many bytes."""
        query = sa.select(takes.c.id, takes.c.file, takes.c.sha256).where(takes.c.size_bytes == size_bytes)
        with self._database.reading() as connection:
            return [(take_id, file, sha256) for take_id, file, sha256 in connection.execute(query)]

    def known(self, ids: Iterable[str]) -> set[str]:
        """Those of the ids that are taken, also by takes in the bin."""
        found: set[str] = set()
        with self._database.reading() as connection:
            for part in _parts(list(ids)):
                found.update(connection.scalars(sa.select(takes.c.id).where(takes.c.id.in_(part))))
        return found

    # Changing

    def add(self, take: Take, *, sha256: str | None = None) -> bool:
        """Add a take without a job; False if there is one of its id."""
        with self._database.writing() as connection:
            return put(connection, take, sha256=sha256)

    def rename(self, take_id: str, title: str) -> bool:
        """Give a take another title; False if there is no such take."""
        return self.change([take_id], title=title) == 1

    def change(self, ids: Collection[str], **values: Any) -> int:
        """Set `title`, `notes`, `is_favourite`, `rating`, `tempo_bpm` or `key` of takes; returns of how many."""
        with self._database.writing() as connection:
            changed = _update(connection, ids, **values)
            if values.keys() & {"title", "notes"}:
                _find_words(connection, changed)
        return len(changed)

    def tag(self, ids: Collection[str], *, add: Collection[str] = (), remove: Collection[str] = ()) -> None:
        """Put tags on takes and take others off them."""
        with self._database.writing() as connection:
            for part in _parts(sorted(set(ids))):
                there = connection.scalars(sa.select(takes.c.id).where(takes.c.id.in_(part))).all()
                if remove:
                    connection.execute(
                        sa.delete(take_tags).where(take_tags.c.take_id.in_(part), take_tags.c.tag.in_(remove))
                    )
                for tag in add:
                    has_it = sa.select(take_tags.c.take_id).where(take_tags.c.tag == tag)
                    lacking = set(there) - set(connection.scalars(has_it.where(take_tags.c.take_id.in_(part))))
                    _insert_tags(connection, [(take_id, tag) for take_id in sorted(lacking)])
                _find_words(connection, there)

    def set_sha256(self, take_id: str, sha256: str) -> None:
        """Note the hash of a take's original."""
        with self._database.writing() as connection:
            _update(connection, [take_id], sha256=sha256)

    def bin(self, ids: Collection[str], *, deleted_at: datetime) -> int:
        """Put takes into the bin; returns how many were not there yet."""
        with self._database.writing() as connection:
            return len(_update(connection, ids, only=takes.c.deleted_at.is_(None), deleted_at=deleted_at))

    def restore(self, ids: Collection[str]) -> int:
        """Take takes out of the bin; returns how many were in it."""
        with self._database.writing() as connection:
            return len(_update(connection, ids, only=takes.c.deleted_at.is_not(None), deleted_at=None))

    def deleted_before(self, moment: datetime) -> list[tuple[str, str]]:
        """Id and file of takes that were put into the bin before a moment."""
        query = sa.select(takes.c.id, takes.c.file).where(takes.c.deleted_at < moment)
        with self._database.reading() as connection:
            return [(take_id, file) for take_id, file in connection.execute(query)]

    def delete(self, take_id: str) -> bool:
        """Remove the row of a take for good; False if there is no such take."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(take_tags).where(take_tags.c.take_id == take_id))
            connection.execute(sa.delete(take_words).where(take_words.c.take_id == take_id))
            query = sa.delete(takes).where(takes.c.id == take_id).returning(takes.c.id)
            return connection.execute(query).first() is not None


def put(connection: Connection, take: Take, *, sha256: str | None = None) -> bool:
    """Insert a take with its tags and words; False if there is one of its id, which stays as it is.

    What the engine planned counts as tempo and key where nothing else is known.
    """
    tempo_bpm, key = planned(take.details)
    values = {
        "id": take.id,
        "visitor": take.visitor,
        "title": take.title,
        **request_values(take.request),
        "created_at": take.created_at,
        "file": take.file,
        "media_type": take.media_type,
        "size_bytes": take.size_bytes,
        "duration_s": take.measured.duration_s,
        "sample_rate": take.measured.sample_rate,
        "channels": take.measured.channels,
        "loudness_lufs": take.measured.loudness_lufs,
        "true_peak_dbtp": take.measured.true_peak_dbtp,
        "peaks": take.measured.peaks,
        "ticket": take.ticket,
        "cost": as_json(take.cost),
        "details": dict(take.details),
        "source": take.source,
        "sha256": sha256,
        "tempo_bpm": take.tempo_bpm if take.tempo_bpm is not None else tempo_bpm,
        "key": take.key if take.key is not None else key,
        "is_favourite": take.is_favourite,
        "rating": take.rating,
        "notes": take.notes,
        "deleted_at": take.deleted_at,
    }
    if not insert_once(connection, takes, values):
        return False
    _insert_tags(connection, [(take.id, tag) for tag in take.tags])
    words = words_of(take.request.prompt, take.title, take.notes, *take.tags)
    connection.execute(sa.insert(take_words).values(take_id=take.id, words=words))
    return True


def _insert_tags(connection: Connection, rows: Sequence[tuple[str, str]]) -> None:
    if rows:
        connection.execute(sa.insert(take_tags), [{"take_id": take_id, "tag": tag} for take_id, tag in rows])


def _update(
    connection: Connection, ids: Collection[str], *, only: sa.ColumnElement[bool] | None = None, **values: Any
) -> list[str]:
    """Set columns of takes; returns the ids of those that were there and fulfil `only`."""
    changed: list[str] = []
    for part in _parts(sorted(set(ids))):
        query = sa.update(takes).where(takes.c.id.in_(part)).values(values).returning(takes.c.id)
        changed += connection.scalars(query if only is None else query.where(only))
    return changed


def _find_words(connection: Connection, ids: Sequence[str]) -> None:
    """Bring the words that takes are found by up to date with what the takes say now."""
    for part in _parts(ids):
        tags = _tags(connection, part)
        query = sa.select(takes.c.id, takes.c.prompt, takes.c.title, takes.c.notes).where(takes.c.id.in_(part))
        for row in connection.execute(query).all():
            words = words_of(row.prompt, row.title, row.notes, *tags.get(row.id, ()))
            connection.execute(sa.update(take_words).where(take_words.c.take_id == row.id).values(words=words))


def _ids(connection: Connection, view: View, *, limit: int | None, offset: int) -> list[str]:
    query = sa.select(takes.c.id).where(condition(view, dialect=connection.dialect.name)).order_by(*order(view))
    return list(connection.scalars(query.limit(limit).offset(offset)))


def _by_ids(connection: Connection, ids: Sequence[str]) -> list[Take]:
    found: dict[str, Take] = {}
    for part in _parts(ids):
        rows = connection.execute(sa.select(takes).where(takes.c.id.in_(part))).mappings().all()
        tags = _tags(connection, part) if rows else {}
        found.update({row["id"]: _take(row, tuple(tags.get(row["id"], ()))) for row in rows})
    return [found[take_id] for take_id in ids if take_id in found]


def _tags(connection: Connection, ids: Collection[str]) -> dict[str, list[str]]:
    query = sa.select(take_tags.c.take_id, take_tags.c.tag).where(take_tags.c.take_id.in_(ids))
    tags: dict[str, list[str]] = {}
    for take_id, tag in connection.execute(query):
        tags.setdefault(take_id, []).append(tag)
    return {take_id: sorted(of_take) for take_id, of_take in tags.items()}


def _parts(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[start : start + _IDS_AT_ONCE] for start in range(0, len(ids), _IDS_AT_ONCE)]


def _take(row: RowMapping, tags: tuple[str, ...]) -> Take:
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
        source=row["source"],
        tempo_bpm=row["tempo_bpm"],
        key=row["key"],
        is_favourite=row["is_favourite"],
        rating=row["rating"],
        tags=tags,
        notes=row["notes"],
        deleted_at=row["deleted_at"],
    )
