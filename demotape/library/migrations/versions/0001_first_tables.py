"""Jobs, submissions and takes."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _request() -> list[sa.Column[object]]:
    return [
        sa.Column("engine", sa.Text, nullable=False),
        sa.Column("prompt", sa.Text, nullable=False),
        sa.Column("length_s", sa.Float, nullable=False),
        sa.Column("seed", sa.BigInteger),
        sa.Column("options", sa.JSON, nullable=False),
    ]


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "jobs",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("visitor", sa.Text, nullable=False),
        *_request(),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("changed_at", moment, nullable=False),
        sa.Column("started_at", moment),
        sa.Column("waited_s", sa.Float),
        sa.Column("progress", sa.Float),
        sa.Column("ticket", sa.Text),
        sa.Column("stop_requested", sa.Boolean, nullable=False),
        sa.Column("on_desk", sa.Boolean, nullable=False),
        sa.Column("problem", sa.JSON),
        sa.Column("cost", sa.JSON),
    )
    op.create_index("jobs_by_desk", "jobs", ["visitor", "on_desk"])
    op.create_index("jobs_by_wait", "jobs", ["engine", "state", "changed_at"])
    op.create_table(
        "submissions",
        sa.Column("job_id", sa.Text, primary_key=True),
        sa.Column("engine", sa.Text, nullable=False),
        sa.Column("sent_at", moment, nullable=False),
        sa.Column("answered_at", moment),
        sa.Column("ticket", sa.Text),
    )
    op.create_table(
        "takes",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("visitor", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        *_request(),
        sa.Column("created_at", moment, nullable=False),
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
        sa.Column("cost", sa.JSON),
        sa.Column("details", sa.JSON, nullable=False),
    )
    op.create_index("takes_by_age", "takes", ["created_at", "id"])
    op.create_index("takes_by_visitor", "takes", ["visitor", "created_at", "id"])
