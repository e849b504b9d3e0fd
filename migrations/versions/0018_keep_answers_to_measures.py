"""Keep the answers to measures, item by item, beside the totals that come of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_TABLE = "questionnaire_response"


def _text(name: str, length: int) -> sa.Column[str]:
    check = sa.CheckConstraint(f"length({name}) <= {length}", name=f"{name}_length")
    return sa.Column(name, sa.String(length), check, nullable=False)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        _TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _text("instrument_id", 80),
        _text("instrument_name", 200),
        _text("instrument_version", 40),
        sa.Column("authored_at", sa.DateTime(), nullable=False),
        _text("mode", 20),
        _text("answered_by", 120),
        _text("recorded_by", 64),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("total", sa.String(60), nullable=True),
        _text("meaning", 300),
        _text("not_scored", 200),
        sa.Column("safety", sa.Text(), nullable=False),
        sa.Column("needs_assessment", sa.Boolean(), nullable=False),
        _text("language", 10),
        _text("note", 4000),
        sa.Column("observation_ids", sa.Text(), nullable=False),
        _text("retracted_reason", 500),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f(f"fk_{_TABLE}_patient_id_patient")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_TABLE}")),
    )
    op.create_index(op.f(f"ix_{_TABLE}_patient_id"), _TABLE, ["patient_id"])
