"""Keep what patients ask for about their records, and which charts were exported."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def _text(name: str, length: int) -> sa.Column[str]:
    check = sa.CheckConstraint(f"length({name}) <= {length}", name=f"{name}_length")
    return sa.Column(name, sa.String(length), check, nullable=False)


def _table(name: str, *columns: sa.Column[object], **refers: str) -> None:
    """Create a table with its id, the constraints of its references and their indexes."""
    refers = {"patient_id": "patient", **refers}
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        *columns,
        *(
            sa.ForeignKeyConstraint([own], [f"{to}.id"], name=op.f(f"fk_{name}_{own}_{to}"))
            for own, to in refers.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    for own in refers:
        op.create_index(op.f(f"ix_{name}_{own}"), name, [own])


def upgrade() -> None:
    """Apply."""
    _table(
        "patient_request",
        _text("kind", 20),
        sa.Column("received_on", sa.Date(), nullable=False),
        _text("asker", 20),
        _text("asked_by", 200),
        _text("how", 100),
        _text("identity", 200),
        _text("what", 4000),
        _text("wanted_form", 500),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        _text("recorded_by", 64),
        _text("about", 200),
        sa.Column("about_noun", sa.String(40), nullable=True),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False, server_default=sa.text("1")),
    )
    op.create_index(op.f("ix_patient_request_is_open"), "patient_request", ["is_open"])
    _table(
        "request_entry",
        sa.Column("request_id", sa.Integer(), nullable=False),
        _text("step", 20),
        sa.Column("happened_on", sa.Date(), nullable=False),
        _text("words", 4000),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        _text("recorded_by", 64),
        sa.Column("ground", sa.String(60), nullable=True),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        request_id="patient_request",
        letter_id="letter",
    )
    _table(
        "chart_export",
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        _text("made_by", 64),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("request_id", sa.Integer(), nullable=True),
        letter_id="letter",
        request_id="patient_request",
    )
