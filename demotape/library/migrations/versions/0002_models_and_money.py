"""Lengths that a model decides on, reservations, and jobs made with a person's own key."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("jobs") as jobs:
        jobs.alter_column("length_s", existing_type=sa.Float, nullable=True)
        jobs.add_column(sa.Column("has_own_key", sa.Boolean, nullable=False, server_default=sa.false()))
        jobs.add_column(sa.Column("reserved_usd", sa.Float))
        jobs.create_index("jobs_by_day", ["engine", "created_at"])
    with op.batch_alter_table("takes") as takes:
        takes.alter_column("length_s", existing_type=sa.Float, nullable=True)
