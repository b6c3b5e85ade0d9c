"""Opening and migrating the database, and turning its faults into errors of our own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.pool import ConnectionPoolEntry

from demotape.errors import DatabaseUnusable, DiskFull

SCHEMA_VERSION = "0005"
"""The newest migration. A test keeps it true; with it a normal start need not load Alembic."""

_BUSY_TIMEOUT_MS = 10_000
_MIGRATION_LOCK = 0x64656D6F  # "demo"; two processes may open a new database at once


class Database:
    """One pool of connections. `reading()` and `writing()` are the only ways in."""

    def __init__(self, url: str) -> None:
        """Connect and bring the tables up to date.

        Args:
            url: SQLAlchemy URL of an SQLite file or a PostgreSQL database.

        Raises:
            DatabaseUnusable: it cannot be opened, is damaged, or belongs to a newer Demotape.
        """
        try:
            self._engine = sa.create_engine(url)
        except (sa.exc.ArgumentError, ImportError) as error:
            raise DatabaseUnusable(
                "DEMOTAPE_DATABASE_URL cannot be used.",
                advice="Check its spelling. PostgreSQL needs `pip install 'demotape[postgres]'`.",
            ) from error
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _prepare_sqlite)
            sa.event.listen(self._engine, "begin", _begin_sqlite)
        self._where = self._engine.url.render_as_string(hide_password=True)
        try:
            self._migrate()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give back all connections."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for looking.

        Raises:
            DatabaseUnusable: the database does not answer.
        """
        with self._told_plainly(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is committed at the end of the block, or not at all.

        Raises:
            DatabaseUnusable: the database does not answer.
            DiskFull: it cannot grow.
        """
        with (
            self._told_plainly(),
            self._engine.connect().execution_options(writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def _told_plainly(self) -> Iterator[None]:
        try:
            yield
        except sa.exc.DBAPIError as error:
            if "disk is full" in str(error.orig) or "No space left" in str(error.orig):
                raise DiskFull("The disk of the data folder is full.") from error
            raise DatabaseUnusable(
                f"The database {self._where} cannot be used.",
                advice="Nothing was changed in it. Check the file or restore a copy, then start again.",
            ) from error

    def _migrate(self) -> None:
        with self._told_plainly(), self._engine.connect() as connection:
            has_version = sa.inspect(connection).has_table("alembic_version")
            version = connection.scalar(sa.text("SELECT version_num FROM alembic_version")) if has_version else None
        if version is not None and version > SCHEMA_VERSION:
            raise DatabaseUnusable(
                f"The database {self._where} was made by a newer Demotape.", advice="Update Demotape, then start again."
            )
        if self._engine.dialect.name == "sqlite":
            # Only now: it is written into the file, and a file that is refused must stay as it is.
            sa.event.listen(self._engine, "connect", _write_ahead)
            self._engine.dispose()
        if version == SCHEMA_VERSION:
            return
        # Loading Alembic takes as long as the rest of the start; only the first one pays for it.
        from alembic import command  # noqa: PLC0415
        from alembic.config import Config  # noqa: PLC0415

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.set_main_option("path_separator", "os")
        with self.writing() as connection:
            if connection.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _prepare_sqlite(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    # SQLAlchemy's `begin` event starts transactions, so that a writer can take its lock at once.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {_BUSY_TIMEOUT_MS}",
        "synchronous = FULL",  # an intent row must survive a power cut before the request leaves
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    connection.execute("PRAGMA journal_mode = WAL")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
