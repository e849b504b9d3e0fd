"""Keep worklists, and which of their entries were put off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_LIST, _DELAY = "worklist", "worklist_delay"


def _text(name: str, length: int) -> sa.Column[str]:
    check = sa.CheckConstraint(f"length({name}) <= {length}", name=f"{name}_length")
    return sa.Column(name, sa.String(length), check, nullable=False)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        _LIST,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _text("title", 120),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        _text("made_by", 64),
        _text("owner", 64),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_LIST}")),
    )
    op.create_table(
        _DELAY,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _text("question", 400),
        sa.Column("until", sa.Date(), nullable=False),
        _text("reason", 500),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        _text("recorded_by", 64),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f(f"fk_{_DELAY}_patient_id_patient")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_DELAY}")),
    )
    op.create_index(op.f(f"ix_{_DELAY}_patient_id"), _DELAY, ["patient_id"])
