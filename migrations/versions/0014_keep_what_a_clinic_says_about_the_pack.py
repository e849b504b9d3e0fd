"""Keep what a clinic says about the clinical pack, and which pack it uses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def _text(name: str, length: int) -> sa.Column[str]:
    check = sa.CheckConstraint(f"length({name}) <= {length}", name=f"{name}_length")
    return sa.Column(name, sa.String(length), check, nullable=False)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "knowledge_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        _text("entry_kind", 30),
        _text("entry_id", 120),
        _text("kind", 20),
        _text("made_by", 64),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        _text("source", 500),
        _text("note", 1000),
        _text("reviewer", 200),
        _text("fingerprint", 64),
        _text("pack_version", 40),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_revision")),
    )
    op.create_index(
        op.f("ix_knowledge_revision_entry_kind_entry_id"),
        "knowledge_revision",
        ["entry_kind", "entry_id"],
    )
    op.create_table(
        "pack_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        _text("version", 40),
        sa.Column("released_on", sa.Date(), nullable=False),
        _text("chosen_by", 64),
        sa.Column("chosen_at", sa.DateTime(), nullable=False),
        _text("sha256", 64),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_pack_choice_document_id_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_choice")),
    )
    op.create_index(op.f("ix_pack_choice_document_id"), "pack_choice", ["document_id"])
