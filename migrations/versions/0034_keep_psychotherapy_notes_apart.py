"""Keep psychotherapy notes under their authors' own keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_KEY, _NOTE = "psychotherapy_key", "psychotherapy_note"


def _author() -> sa.Column[str]:
    check = sa.CheckConstraint("length(author) <= 64", name="author_length")
    return sa.Column("author", sa.String(64), check, nullable=False)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        _KEY,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _author(),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("by_passphrase", sa.LargeBinary(), nullable=False),
        sa.Column("by_code", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_KEY}")),
    )
    op.create_table(
        _NOTE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _author(),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f(f"fk_{_NOTE}_patient_id_patient")
        ),
        sa.ForeignKeyConstraint(["key_id"], [f"{_KEY}.id"], name=op.f(f"fk_{_NOTE}_key_id_{_KEY}")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_NOTE}")),
    )
    op.create_index(op.f(f"ix_{_NOTE}_patient_id"), _NOTE, ["patient_id"])
    op.create_index(op.f(f"ix_{_NOTE}_key_id"), _NOTE, ["key_id"])
