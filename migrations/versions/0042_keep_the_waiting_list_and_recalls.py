"""Keep the waiting list and recalls."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def _text(name: str, length: int) -> sa.Column[str]:
    check = sa.CheckConstraint(f"length({name}) <= {length}", name=f"{name}_length")
    return sa.Column(name, sa.String(length), check, nullable=False)


def _refers(table: str, name: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}_{to}"))


def upgrade() -> None:
    """Apply."""
    _waiting_entry("waiting_entry")
    _recall("recall")


def _waiting_entry(table: str) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        _text("added_by", 64),
        _text("visit", 30),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("practitioner_id", sa.Integer(), nullable=True),
        sa.Column("days", sa.Text(), nullable=False),
        _text("part_of_day", 20),
        sa.Column("not_before", sa.Date(), nullable=True),
        _text("urgency", 20),
        _text("comment", 200),
        _text("state", 20),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        _text("closed_by", 64),
        _text("closed_reason", 200),
        sa.Column("appointment_id", sa.Integer(), nullable=True),
        _refers(table, "patient_id", "patient"),
        _refers(table, "practitioner_id", "practitioner"),
        _refers(table, "appointment_id", "appointment"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_patient_id"), table, ["patient_id"])
    op.create_index(op.f(f"ix_{table}_appointment_id"), table, ["appointment_id"])


def _recall(table: str) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("due_by", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        _text("made_by", 64),
        sa.Column("due_from", sa.Date(), nullable=True),
        _text("visit", 30),
        sa.Column("practitioner_id", sa.Integer(), nullable=True),
        _text("reason", 200),
        _text("comment", 200),
        sa.Column("covers", sa.Text(), nullable=False),
        _text("state", 20),
        sa.Column("put_off_until", sa.Date(), nullable=True),
        _text("state_reason", 200),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        _text("changed_by", 64),
        _refers(table, "patient_id", "patient"),
        _refers(table, "practitioner_id", "practitioner"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_patient_id"), table, ["patient_id"])
