"""Keep appointments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _text(name: str, length: int) -> sa.Column[str]:
    check = sa.CheckConstraint(f"length({name}) <= {length}", name=f"{name}_length")
    return sa.Column(name, sa.String(length), check, nullable=False)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=True),
        _text("visit", 30),
        _text("status", 20),
        _text("comment", 200),
        _text("cancelled_reason", 200),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_appointment_patient_id_patient")
        ),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["practitioner.id"],
            name=op.f("fk_appointment_practitioner_id_practitioner"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )
    op.create_index(op.f("ix_appointment_patient_id"), "appointment", ["patient_id"])
    op.create_index(op.f("ix_appointment_starts_at"), "appointment", ["starts_at"])
