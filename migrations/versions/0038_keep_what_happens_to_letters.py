"""Keep what happens to letters after they were made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_TABLE = "letter_entry"


def _text(name: str, length: int) -> sa.Column[str]:
    check = sa.CheckConstraint(f"length({name}) <= {length}", name=f"{name}_length")
    return sa.Column(name, sa.String(length), check, nullable=False)


def _refers(name: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{_TABLE}_{name}_{to}"))


def upgrade() -> None:
    """Apply. What became of earlier letters is not known: they have no entry and wait for none."""
    op.add_column(
        "letter", sa.Column("waits", sa.Boolean(), nullable=False, server_default=sa.text("0"))
    )
    op.create_index(op.f("ix_letter_waits"), "letter", ["waits"])
    op.create_table(
        _TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        _text("kind", 20),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.DateTime(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        _text("recorded_by", 64),
        sa.Column("filed_document_id", sa.Integer(), nullable=True),
        sa.Column("other_letter_id", sa.Integer(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        _refers("patient_id", "patient"),
        _refers("letter_id", "letter"),
        _refers("filed_document_id", "filed_document"),
        _refers("other_letter_id", "letter"),
        _refers("corrects_id", _TABLE),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_TABLE}")),
    )
    for name in (
        "patient_id", "letter_id", "filed_document_id", "other_letter_id", "corrects_id"
    ):  # fmt: skip
        op.create_index(op.f(f"ix_{_TABLE}_{name}"), _TABLE, [name])
