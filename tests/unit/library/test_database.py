"""Opening, migrating and refusing databases."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import demotape.library
from demotape.errors import DatabaseUnusable, DiskFull
from demotape.library import Database
from demotape.library.database import SCHEMA_VERSION
from demotape.library.tables import jobs, metadata, submissions

MIGRATIONS = Path(demotape.library.__file__).parent / "migrations"
INTENT = {"job_id": "j", "engine": "tape", "sent_at": sa.func.now()}


@pytest.fixture
def connection(database_url: str) -> Iterator[sa.Connection]:
    """A connection of our own to a database that Demotape has just made."""
    Database(database_url).close()
    engine = sa.create_engine(database_url)
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


def test_the_version_in_the_code_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [SCHEMA_VERSION]


def test_a_fresh_database_ends_at_the_newest_version(connection: sa.Connection) -> None:
    assert connection.scalars(sa.text("SELECT version_num FROM alembic_version")).all() == [SCHEMA_VERSION]


def test_the_migrations_make_the_tables_that_the_code_knows(connection: sa.Connection) -> None:
    def is_known(name: str | None, kind: str, _: object) -> bool:
        # SQLAlchemy knows nothing of full-text indexes, and SQLite keeps one in several tables.
        return not (kind in ("table", "index") and (name or "").startswith("take_words_index"))

    context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": is_known})
    assert compare_metadata(context, metadata) == []


def test_opening_again_keeps_what_is_there(database_url: str) -> None:
    for expected in ([], ["j"]):
        database = Database(database_url)
        with database.writing() as connection:
            assert connection.scalars(sa.select(submissions.c.job_id)).all() == expected
            if not expected:
                connection.execute(sa.insert(submissions).values(INTENT))
        database.close()


def test_a_block_that_fails_writes_nothing(database: Database) -> None:
    def fail(connection: sa.Connection) -> None:
        connection.execute(sa.insert(submissions).values(INTENT))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        fail(connection)
    with database.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(submissions)) == 0


def test_no_query_about_a_state_asks_an_orm_that_may_be_half_loaded() -> None:
    code = """
import sqlalchemy as sa
from demotape.library.tables import jobs
from demotape.models import RUNNING_STATES, JobState

def fail(subject):
    raise AssertionError(f"asks what {subject!r} is")

sa.inspection._registrars[object] = fail
for is_so in (jobs.c.state == JobState.READY, jobs.c.state != JobState.READY, jobs.c.state.in_(RUNNING_STATES)):
    sa.select(jobs).where(is_so).compile(compile_kwargs={"render_postcompile": True})
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_sqlite_keeps_a_log_that_survives_a_power_cut(tmp_path: Path) -> None:
    database = Database(sqlite_url(tmp_path / "library.db"))
    with database.reading() as connection:
        found = {name: connection.scalar(sa.text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous")}
    database.close()
    assert found == {"journal_mode": "wal", "synchronous": 2}


def test_a_reader_is_not_held_up_by_a_writer(database: Database) -> None:
    with database.writing() as writer:
        writer.execute(sa.insert(submissions).values(INTENT))
        with database.reading() as reader:
            assert reader.scalar(sa.select(sa.func.count()).select_from(submissions)) == 0


def test_a_database_of_a_newer_demotape_is_refused(database_url: str) -> None:
    Database(database_url).close()
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(DatabaseUnusable, match="newer Demotape"):
        Database(database_url)


def test_a_refused_newer_file_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "library.db"
    Database(sqlite_url(file)).close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    before = file.read_bytes()
    with pytest.raises(DatabaseUnusable):
        Database(sqlite_url(file))
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [b"Dear diary, this is not a database." * 200, b"\x00" * 8192, b"SQLite format 3\x00" + b"\xff" * 8176],
    ids=["text", "zeros", "damaged header"],
)
def test_a_file_that_is_no_database_is_refused_and_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "library.db"
    file.write_bytes(content)
    with pytest.raises(DatabaseUnusable) as caught:
        Database(sqlite_url(file))
    assert str(file) in caught.value.message
    assert file.read_bytes() == content


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable):
        Database(sqlite_url(tmp_path))


def test_damage_in_the_middle_is_told_when_it_is_met(tmp_path: Path) -> None:
    file = tmp_path / "library.db"
    Database(sqlite_url(file)).close()
    content = file.read_bytes()
    pages = [content[start : start + 4096] for start in range(0, len(content), 4096)]
    file.write_bytes(pages[0] + b"\xaa" * 4096 * (len(pages) - 1))
    with pytest.raises(DatabaseUnusable, match="cannot be used"):
        Database(sqlite_url(file))


@pytest.mark.parametrize("url", ["nonsense", "oracle9+nothing://x", "postgresql+nodriver://x/y"])
def test_an_address_that_means_nothing_is_refused(url: str) -> None:
    with pytest.raises(DatabaseUnusable, match="DEMOTAPE_DATABASE_URL"):
        Database(url)


def test_a_server_that_is_not_there_is_told_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable) as caught:
        Database(f"postgresql+psycopg://me:hush@/music?host={tmp_path}")
    assert "hush" not in f"{caught.value.message} {caught.value.advice}"


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path) -> None:
    file = tmp_path / "library.db"
    database = Database(sqlite_url(file))
    # SQLite's own way to say that the file cannot grow: the same answer as on a full disk.
    sa.event.listen(database._engine, "begin", lambda one: one.exec_driver_sql("PRAGMA max_page_count = 1"))
    values = {"id": "j", "visitor": "me", "engine": "tape", "length_s": 1.0, "options": {}, "state": "queued"}
    values |= {"created_at": sa.func.now(), "changed_at": sa.func.now(), "stop_requested": False, "on_desk": True}
    with pytest.raises(DiskFull), database.writing() as connection:
        connection.execute(sa.insert(jobs).values(values | {"prompt": "x" * 1_000_000}))
    with database.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(jobs)) == 0
    database.close()
