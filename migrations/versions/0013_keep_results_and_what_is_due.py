"""Keep a result's own range and state, and what was decided about checks that are due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def _text(name: str, length: int) -> sa.Column[str]:
    check = sa.CheckConstraint(f"length({name}) <= {length}", name=f"{name}_length")
    return sa.Column(name, sa.String(length), check, nullable=False)


def upgrade() -> None:
    """Apply."""
    for name in ("reference_low", "reference_high"):
        op.add_column("observation", sa.Column(name, sa.String(60), nullable=True))
    op.execute(  # without rewriting the table, which may hold millions of rows
        "ALTER TABLE observation ADD COLUMN status VARCHAR(20) DEFAULT 'final' NOT NULL "
        "CONSTRAINT ck_observation_status_length CHECK (length(status) <= 20)"
    )
    op.create_table(
        "monitoring_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _text("monitoring_id", 80),
        _text("kind", 20),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        _text("reason", 500),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        _text("recorded_by", 64),
        sa.Column("due_on", sa.Date(), nullable=True),
        _text("retracted_reason", 500),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_monitoring_decision_patient_id_patient")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monitoring_decision")),
    )
    op.create_index(
        op.f("ix_monitoring_decision_patient_id"), "monitoring_decision", ["patient_id"]
    )
