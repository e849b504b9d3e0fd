"""Tell the ground of a disclosure, and let one that was entered in error be taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_KEPT = (
    "id, patient_id, disclosed_at, disclosed_by, recipient, purpose, what, letter_id"  # all of them
)


def _text(name: str, length: int, default: str | None = None) -> sa.Column[str]:
    check = sa.CheckConstraint(
        f"length({name}) <= {length}", name=op.f(f"ck_disclosure_{name}_length")
    )
    return sa.Column(name, sa.String(length), check, nullable=False, server_default=default)


def _refers(name: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [name], [f"{table}.id"], name=op.f(f"fk_disclosure_{name}_{table}")
    )


def upgrade() -> None:
    """Apply. The table is written anew: nothing refers to it."""
    op.create_table(
        "disclosure_following",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("disclosed_at", sa.DateTime(), nullable=False),
        _text("disclosed_by", 64),
        _text("recipient", 1000),
        _text("purpose", 200),
        _text("what", 500),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        _text("basis", 30, default=""),
        sa.Column("retracts_id", sa.Integer(), nullable=True),
        _refers("patient_id", "patient"),
        _refers("letter_id", "letter"),
        _refers("retracts_id", "disclosure"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
    )
    op.execute(f"INSERT INTO disclosure_following ({_KEPT}) SELECT {_KEPT} FROM disclosure")
    op.drop_table("disclosure")
    op.rename_table("disclosure_following", "disclosure")
    for name in ("patient_id", "letter_id", "retracts_id"):
        op.create_index(op.f(f"ix_disclosure_{name}"), "disclosure", [name])
