"""Keep phrases for writing notes, each person's and the clinic's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def _text(name: str, length: int) -> sa.Column[str]:
    check = sa.CheckConstraint(f"length({name}) <= {length}", name=f"{name}_length")
    return sa.Column(name, sa.String(length), check, nullable=False)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "note_phrase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _text("owner", 64),
        _text("shortcut", 20),
        _text("text", 4000),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_phrase")),
        sa.UniqueConstraint("owner", "shortcut", name=op.f("uq_note_phrase_owner_shortcut")),
    )
