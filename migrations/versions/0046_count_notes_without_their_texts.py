"""Count notes without reading their texts."""

from __future__ import annotations

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

_COLUMNS = (
    "seen_on",
    "state",
    "patient_id",
    "author",
    "kind",
    "retracted_reason",
    "addendum_to_id",
    "amends_id",
)


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_note_counted", "note", [*_COLUMNS])
