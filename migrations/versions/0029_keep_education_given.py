"""Keep which handouts were explained, and what the patient made of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_TABLE = "education_given"


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
        _text("kind", 20),
        _text("topic_id", 80),
        _text("title", 200),
        _text("language", 10),
        sa.Column("given_on", sa.Date(), nullable=False),
        _text("given_by", 64),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        _text("result", 20),
        _text("patient_words", 1000),
        _text("learner", 80),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("medication_id", sa.Integer(), nullable=True),
        _text("retracted_reason", 500),
        _refers("patient_id", "patient"),
        _refers("letter_id", "letter"),
        _refers("medication_id", "medication"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_TABLE}")),
    )
    for name in ("patient_id", "letter_id", "medication_id"):
        op.create_index(op.f(f"ix_{_TABLE}_{name}"), _TABLE, [name])
