"""Keep what a clinic adds to handouts in its own words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_WORDS = "handout_words"


def _text(name: str, length: int) -> sa.Column[str]:
    check = sa.CheckConstraint(f"length({name}) <= {length}", name=f"{name}_length")
    return sa.Column(name, sa.String(length), check, nullable=False)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        _WORDS,
        sa.Column("id", sa.Integer(), nullable=False),
        _text("kind", 20),
        _text("topic_id", 80),
        _text("language", 8),
        _text("text", 1500),
        _text("written_by", 64),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_WORDS}")),
    )
    op.create_index(op.f(f"ix_{_WORDS}_topic_id"), _WORDS, ["topic_id"])
