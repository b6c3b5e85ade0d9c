"""Shelves on an empty database, and what to put on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from demotape.library import Database, JobShelf, TakeShelf
from demotape.library.tables import metadata
from demotape.models import Cost, Measured, Request, Take

REQUEST = Request(
    engine="tape", prompt='Trommeln & "Bass" 🥁\n<b>../x</b>', length_s=12.5, seed=2**40, options={"a": [1, None]}
)


def take(take_id: str, *, visitor: str = "me", created_at: datetime | None = None, **changes: object) -> Take:
    """A take with every field filled, unless `changes` says otherwise."""
    values: dict[str, object] = {
        "title": "Trommeln 🥁",
        "request": REQUEST,
        "file": f"{take_id[:2]}/{take_id}.mp3",
        "media_type": "audio/mpeg",
        "size_bytes": 3_000_000_000,
        "measured": Measured(
            duration_s=12.49,
            sample_rate=44_100,
            channels=2,
            loudness_lufs=-14.1,
            true_peak_dbtp=-1.2,
            peaks=bytes(range(256)),
        ),
        "ticket": "ticket-1",
        "cost": Cost(usd=0.195, credits=390_000.0),
        "details": {"understood": ["lo-fi"], "plan": {"tempo": 80.5}},
    }
    return Take(id=take_id, visitor=visitor, created_at=created_at or datetime.now(UTC), **(values | changes))


@pytest.fixture(scope="session")
def _migrated(new_database_url: Callable[[], str]) -> Iterator[Database]:
    database = Database(new_database_url())
    yield database
    database.close()


@pytest.fixture
def database(_migrated: Database) -> Database:
    """An empty database. Making one takes a while, so tests share it."""
    with _migrated.writing() as connection:
        for table in metadata.tables.values():
            connection.execute(table.delete())
    return _migrated


@pytest.fixture
def jobs(database: Database) -> JobShelf:
    return JobShelf(database)


@pytest.fixture
def takes(database: Database) -> TakeShelf:
    return TakeShelf(database)
