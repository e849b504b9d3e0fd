"""Keep trials of medications: those told from elsewhere, and what clinicians say of ours."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_TABLE = "medication_trial"


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
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _text("name", 200),
        _text("concept_id", 80),
        sa.Column("medication_id", sa.Integer(), nullable=True),
        sa.Column("began_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("highest_dose", sa.String(60), nullable=True),
        _text("dose_unit", 20),
        sa.Column("weeks", sa.Integer(), nullable=True),
        _text("response", 20),
        _text("adherence", 20),
        _text("side_effects", 500),
        _text("stop_reason", 300),
        _text("told_by", 200),
        _text("note", 4000),
        _text("recorded_by", 64),
        _text("retracted_reason", 500),
        _refers("patient_id", "patient"),
        _refers("medication_id", "medication"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_TABLE}")),
    )
    for name in ("patient_id", "medication_id"):
        op.create_index(op.f(f"ix_{_TABLE}_{name}"), _TABLE, [name])
