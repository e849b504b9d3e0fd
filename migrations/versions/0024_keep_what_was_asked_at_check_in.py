"""Keep what a check-in asked, what came back, and what opens it until it is filed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    asked = sa.Column("asked", sa.Text(), server_default="[]", nullable=False)
    op.add_column("check_in", asked)
    op.add_column("check_in", sa.Column("answers", sa.Text(), nullable=True))
    op.add_column("check_in", sa.Column("private_half", sa.LargeBinary(32), nullable=True))
