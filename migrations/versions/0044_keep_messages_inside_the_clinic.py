"""Keep messages between the people of the clinic."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def _text(name: str, length: int) -> sa.Column[str]:
    check = sa.CheckConstraint(f"length({name}) <= {length}", name=f"{name}_length")
    return sa.Column(name, sa.String(length), check, nullable=False)


def _create(table: str, *columns: sa.Column[object], refers: dict[str, str]) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *columns,
        *(
            sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}_{to}"))
            for name, to in refers.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for name in refers:
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def upgrade() -> None:
    """Apply."""
    _create(
        "message",
        sa.Column("patient_id", sa.Integer(), nullable=True),
        _text("subject", 160),
        _text("about_noun", 40),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        _text("created_by", 64),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        refers={"patient_id": "patient"},
    )
    op.create_index(op.f("ix_message_is_open"), "message", ["is_open"])
    _create(
        "message_entry",
        sa.Column("patient_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=False),
        _text("kind", 20),
        sa.Column("details", sa.Text(), nullable=False),
        _text("audience", 20),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        _text("recorded_by", 64),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        refers={
            "patient_id": "patient",
            "message_id": "message",
            "corrects_id": "message_entry",
        },
    )
    _create(
        "message_read",
        sa.Column("patient_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=False),
        _text("user_name", 64),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=False),
        refers={
            "patient_id": "patient",
            "message_id": "message",
            "entry_id": "message_entry",
        },
    )
    _create(
        "message_queue",
        _text("name", 60),
        sa.Column("members", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        refers={},
    )
