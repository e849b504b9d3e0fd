"""Keep signed visits: what was stated in them, and which papers were to be printed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_TABLE = "visit"


def _text(name: str, length: int) -> sa.Column[str]:
    check = sa.CheckConstraint(f"length({name}) <= {length}", name=f"{name}_length")
    return sa.Column(name, sa.String(length), check, nullable=False)


def _refers(name: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{_TABLE}_{name}_{to}"))


def upgrade() -> None:
    """Apply."""
    op.create_table(
        _TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _text("kind", 20),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        _text("signed_by", 64),
        sa.Column("note_id", sa.Integer(), nullable=False),
        _text("risk", 20),
        _text("risk_words", 2000),
        _text("talk", 8000),
        sa.Column("mental_status", sa.Text(), nullable=True),
        sa.Column("consents", sa.Text(), nullable=False),
        sa.Column("taught", sa.Text(), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("event_ids", sa.Text(), nullable=False),
        sa.Column("papers", sa.Text(), nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=True),
        _refers("patient_id", "patient"),
        _refers("note_id", "note"),
        _refers("appointment_id", "appointment"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_TABLE}")),
    )
    for name in ("patient_id", "note_id", "appointment_id"):
        op.create_index(op.f(f"ix_{_TABLE}_{name}"), _TABLE, [name])
