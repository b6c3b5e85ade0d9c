"""The tables as SQLAlchemy knows them. Every change needs a migration in `migrations/versions`."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.operators import OperatorType


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """Aware UTC datetimes on every database; SQLite would forget the zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Word(sa.Text):
    """Text that is compared with members of a `StrEnum`."""

    def coerce_compared_value(self, op: OperatorType | None, value: object) -> sa.types.TypeEngine[str]:  # noqa: ARG002 - SQLAlchemy's signature
        """This type. SQLAlchemy would ask its ORM what a member is, and at a start that may be half loaded by DBOS."""
        return self


metadata = sa.MetaData()


def _request_columns() -> list[sa.Column[object]]:
    """A request, spelled out in columns so that it can be searched."""
    return [
        sa.Column("engine", sa.Text, nullable=False),
        sa.Column("prompt", sa.Text, nullable=False),
        sa.Column("length_s", sa.Float),
        sa.Column("seed", sa.BigInteger),
        sa.Column("options", sa.JSON, nullable=False),
    ]


jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("visitor", sa.Text, nullable=False),
    *_request_columns(),
    sa.Column("state", Word, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
    sa.Column("started_at", UtcDateTime),
    sa.Column("waited_s", sa.Float),
    sa.Column("progress", sa.Float),
    sa.Column("ticket", sa.Text),
    sa.Column("stop_requested", sa.Boolean, nullable=False),
    sa.Column("on_desk", sa.Boolean, nullable=False),
    sa.Column("problem", sa.JSON(none_as_null=True)),
    sa.Column("cost", sa.JSON(none_as_null=True)),
    sa.Column("has_own_key", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("reserved_usd", sa.Float),
    sa.Index("jobs_by_day", "engine", "created_at"),
    sa.Index("jobs_by_desk", "visitor", "on_desk"),
    sa.Index("jobs_by_wait", "engine", "state", "changed_at"),
)
"""`waited_s`: seconds from the submit to the engine's word that it is done.
`on_desk`: still shown to its visitor as a job, that is, neither a take nor dismissed."""

submissions = sa.Table(
    "submissions",
    metadata,
    sa.Column("job_id", sa.Text, primary_key=True),
    sa.Column("engine", sa.Text, nullable=False),
    sa.Column("sent_at", UtcDateTime, nullable=False),
    sa.Column("answered_at", UtcDateTime),
    sa.Column("ticket", sa.Text),
)
"""The intent to submit, committed before the request leaves. Whoever finds a row that is not his own never submits.
Rows are kept when their job or take is deleted: they are the record of what may have cost money."""

takes = sa.Table(
    "takes",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("visitor", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    *_request_columns(),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("duration_s", sa.Float, nullable=False),
    sa.Column("sample_rate", sa.Integer, nullable=False),
    sa.Column("channels", sa.Integer, nullable=False),
    sa.Column("loudness_lufs", sa.Float),
    sa.Column("true_peak_dbtp", sa.Float),
    sa.Column("peaks", sa.LargeBinary, nullable=False),
    sa.Column("ticket", sa.Text),
    sa.Column("cost", sa.JSON(none_as_null=True)),
    sa.Column("details", sa.JSON, nullable=False),
    sa.Column("source", sa.Text, nullable=False, server_default="made"),
    sa.Column("sha256", sa.Text),
    sa.Column("tempo_bpm", sa.Float),
    sa.Column("key", sa.Text),
    sa.Column("is_favourite", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("rating", sa.Integer),
    sa.Column("notes", sa.Text, nullable=False, server_default=""),
    sa.Column("deleted_at", UtcDateTime),
    sa.Index("takes_by_visitor", "visitor", "created_at", "id"),
    sa.Index("takes_by_size", "size_bytes"),
    # Everything that the Library filters and sorts by, so that looking through all takes need not read them.
    sa.Index(
        "takes_in_view",
        *("deleted_at", "created_at", "id", "engine", "is_favourite", "rating"),
        *("duration_s", "tempo_bpm", "key", "size_bytes", "title"),
    ),
)
"""The takes. `JobShelf.finish` writes them together with the end of their job, `TakeShelf.add` without one.
`sha256`: of the original; None until somebody asked for it."""

# No foreign keys: a migration that rebuilds `takes` drops the old table, and SQLite would empty these with it.
take_tags = sa.Table(
    "take_tags",
    metadata,
    sa.Column("take_id", sa.Text, primary_key=True),
    sa.Column("tag", sa.Text, primary_key=True),
    sa.Index("take_tags_by_tag", "tag", "take_id"),
)

take_words = sa.Table(
    "take_words",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("take_id", sa.Text, nullable=False, unique=True),
    sa.Column("words", sa.Text, nullable=False),
)
"""What a take can be found by, as `library.words` spells it. The full-text index `take_words_index` follows it by
triggers on SQLite and is an index of it on PostgreSQL; migration 0003 makes it, because SQLAlchemy knows neither."""

prompts = sa.Table(
    "prompts",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("visitor", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("prompt", sa.Text, nullable=False),
    sa.Column("form", sa.JSON(none_as_null=True)),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Index("prompts_by_name", "visitor", "name", unique=True),
)
"""What a visitor keeps under a name. `form`: of a preset, everything of the request but its prompt."""

lineage = sa.Table(
    "lineage",
    metadata,
    sa.Column("take_id", sa.Text, primary_key=True),
    sa.Column("parent", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Index("lineage_by_parent", "parent"),
)
"""What a take was made from. A job has its row from the press on: its take will have the same id.
Rows are kept when the parent is deleted, so that the page can say so."""

analyses = sa.Table(
    "analyses",
    metadata,
    sa.Column("take_id", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("heard", sa.JSON, nullable=False),
)
"""What was found by listening to a take, with what was asked of it. It can be made again at any time."""
