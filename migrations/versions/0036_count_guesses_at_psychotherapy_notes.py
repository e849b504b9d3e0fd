"""Count guesses at psychotherapy notes by their key, and bind each note to its row."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_KEY = "psychotherapy_key"


def upgrade() -> None:
    """Apply. Notes of before are sealed for their rows when their author opens them next."""
    with op.batch_alter_table(_KEY) as batch:
        batch.add_column(sa.Column("failures", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("failed_at", sa.DateTime(), nullable=True))
        unbound = sa.Column("is_bound", sa.Boolean(), nullable=False, server_default=sa.false())
        batch.add_column(unbound)
