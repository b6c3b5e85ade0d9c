"""What people say about takes, the bin, and the words that takes are found by."""

import sqlalchemy as sa
from alembic import op

from demotape.library.rows import planned
from demotape.library.words import words_of

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_AT_ONCE = 500

_SQLITE_INDEX = (
    (
        "CREATE VIRTUAL TABLE take_words_index USING fts5("
        "words, content='take_words', content_rowid='number', tokenize='unicode61 remove_diacritics 0', prefix='1 2 3')"
    ),
    (
        "CREATE TRIGGER take_words_added AFTER INSERT ON take_words BEGIN "
        "INSERT INTO take_words_index(rowid, words) VALUES (new.number, new.words); END"
    ),
    (
        "CREATE TRIGGER take_words_removed AFTER DELETE ON take_words BEGIN "
        "INSERT INTO take_words_index(take_words_index, rowid, words) VALUES ('delete', old.number, old.words); END"
    ),
    (
        "CREATE TRIGGER take_words_changed AFTER UPDATE ON take_words BEGIN "
        "INSERT INTO take_words_index(take_words_index, rowid, words) VALUES ('delete', old.number, old.words); "
        "INSERT INTO take_words_index(rowid, words) VALUES (new.number, new.words); END"
    ),
)
_POSTGRESQL_INDEX = (
    "CREATE INDEX take_words_index ON take_words USING gin (array_to_tsvector(string_to_array(words, ' ')))",
)


def upgrade() -> None:
    for column in (
        sa.Column("source", sa.Text, nullable=False, server_default="made"),
        sa.Column("sha256", sa.Text),
        sa.Column("tempo_bpm", sa.Float),
        sa.Column("key", sa.Text),
        sa.Column("is_favourite", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("rating", sa.Integer),
        sa.Column("notes", sa.Text, nullable=False, server_default=""),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
    ):
        op.add_column("takes", column)
    op.drop_index("takes_by_age", "takes")
    op.create_index("takes_by_size", "takes", ["size_bytes"])
    op.create_index(
        "takes_in_view",
        "takes",
        [
            *("deleted_at", "created_at", "id", "engine", "is_favourite", "rating"),
            *("duration_s", "tempo_bpm", "key", "size_bytes", "title"),
        ],
    )
    op.create_table(
        "take_tags",
        sa.Column("take_id", sa.Text, primary_key=True),
        sa.Column("tag", sa.Text, primary_key=True),
    )
    op.create_index("take_tags_by_tag", "take_tags", ["tag", "take_id"])
    op.create_table(
        "take_words",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("take_id", sa.Text, nullable=False, unique=True),
        sa.Column("words", sa.Text, nullable=False),
    )
    for statement in _POSTGRESQL_INDEX if op.get_context().dialect.name == "postgresql" else _SQLITE_INDEX:
        op.execute(statement)
    _fill()


def _fill() -> None:
    """Find the words, and the tempo and key where the engine told them, of the takes that are there."""
    connection = op.get_bind()
    takes = sa.table(
        "takes",
        *(sa.column(name) for name in ("id", "prompt", "title", "tempo_bpm", "key")),
        sa.column("details", sa.JSON),
    )
    take_words = sa.table("take_words", sa.column("take_id"), sa.column("words"))
    last_id = ""
    while rows := connection.execute(
        sa.select(takes.c.id, takes.c.prompt, takes.c.title, takes.c.details)
        .where(takes.c.id > last_id)
        .order_by(takes.c.id)
        .limit(_AT_ONCE)
    ).all():
        last_id = rows[-1].id
        connection.execute(
            take_words.insert(), [{"take_id": row.id, "words": words_of(row.prompt, row.title)} for row in rows]
        )
        for row in rows:
            tempo_bpm, key = planned(row.details)
            if tempo_bpm or key:
                connection.execute(takes.update().where(takes.c.id == row.id).values(tempo_bpm=tempo_bpm, key=key))
