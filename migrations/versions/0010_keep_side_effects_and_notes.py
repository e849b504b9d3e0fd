"""Keep side effects and notes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _text(name: str, length: int) -> sa.Column[str]:
    check = sa.CheckConstraint(f"length({name}) <= {length}", name=f"{name}_length")
    return sa.Column(name, sa.String(length), check, nullable=False)


def _refers(table: str, name: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}_{to}"))


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "adverse_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _text("effect", 200),
        sa.Column("told_on", sa.Date(), nullable=False),
        _text("told_by", 20),
        _text("severity", 20),
        sa.Column("onset_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("suspected_medication_id", sa.Integer(), nullable=True),
        _text("note", 4000),
        _text("reported_by", 64),
        _text("retracted_reason", 500),
        _refers("adverse_event", "patient_id", "patient"),
        _refers("adverse_event", "suspected_medication_id", "medication"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adverse_event")),
    )
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _text("kind", 30),
        sa.Column("seen_on", sa.Date(), nullable=False),
        _text("text", 16_000),
        _text("author", 64),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("addendum_to_id", sa.Integer(), nullable=True),
        _text("retracted_reason", 500),
        _refers("note", "patient_id", "patient"),
        _refers("note", "addendum_to_id", "note"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    for table, name in (
        ("adverse_event", "patient_id"),
        ("adverse_event", "suspected_medication_id"),
        ("note", "patient_id"),
        ("note", "addendum_to_id"),
    ):
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])
