"""Let an event of the plan carry steps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. The events that are there have none."""
    op.add_column("plan_event", sa.Column("regimen", sa.Text(), nullable=True))
