"""Keep what was decided about findings of the safety checks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def _text(name: str, length: int) -> sa.Column[str]:
    check = sa.CheckConstraint(f"length({name}) <= {length}", name=f"{name}_length")
    return sa.Column(name, sa.String(length), check, nullable=False)


def _refers(name: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [name], [f"{table}.id"], name=op.f(f"fk_safety_decision_{name}_{table}")
    )


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "safety_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _text("kind", 40),
        _text("ref", 120),
        sa.Column("medications", sa.Text(), nullable=False),
        _text("severity", 20),
        _text("message", 2000),
        _text("decision", 20),
        _text("reason_code", 40),
        _text("reason_text", 1000),
        _text("decided_by", 64),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        _text("pack_version", 40),
        sa.Column("medication_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        _refers("patient_id", "patient"),
        _refers("medication_id", "medication"),
        _refers("event_id", "plan_event"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_decision")),
    )
    for name in ("patient_id", "medication_id", "event_id"):
        op.create_index(op.f(f"ix_safety_decision_{name}"), "safety_decision", [name])
