"""Keep the doses at which a finding was accepted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply. At which doses earlier ones were accepted is not known."""
    op.add_column("safety_decision", sa.Column("doses", sa.Text(), nullable=True))
