"""Keep refills and days' supply with an event of the plan."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. The events that are there have none."""
    op.add_column("plan_event", sa.Column("dispense_request", sa.Text(), nullable=True))
