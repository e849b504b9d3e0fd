"""Restrict charts, open them in an emergency, and ask for approval."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _text(name: str, length: int) -> sa.Column[str]:
    check = sa.CheckConstraint(f"length({name}) <= {length}", name=f"{name}_length")
    return sa.Column(name, sa.String(length), check, nullable=False)


def _of_patient(table: str) -> tuple[sa.ForeignKeyConstraint, sa.PrimaryKeyConstraint]:
    return (
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f(f"fk_{table}_patient_id_patient")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "chart_restriction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _text("reason", 1000),
        sa.Column("restricted_at", sa.DateTime(), nullable=False),
        _text("restricted_by", 64),
        sa.Column("lifted_at", sa.DateTime(), nullable=True),
        _text("lifted_by", 64),
        *_of_patient("chart_restriction"),
    )
    op.create_index(op.f("ix_chart_restriction_patient_id"), "chart_restriction", ["patient_id"])
    op.create_table(
        "emergency_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _text("user_name", 64),
        _text("reason", 1000),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(), nullable=True),
        _text("reviewed_by", 64),
        _text("review_note", 1000),
        *_of_patient("emergency_access"),
    )
    op.create_index(op.f("ix_emergency_access_patient_id"), "emergency_access", ["patient_id"])
    op.create_table(
        "approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _text("kind", 30),
        _text("reason", 1000),
        _text("asked_by", 64),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=True),
        sa.Column("into_patient_id", sa.Integer(), nullable=True),
        _text("safeguard", 40),
        _text("state", 20),
        _text("decided_by", 64),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        _text("note", 1000),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    op.create_index(op.f("ix_approval_patient_id"), "approval", ["patient_id"])
    op.create_index(op.f("ix_approval_into_patient_id"), "approval", ["into_patient_id"])
