"""Keep documents filed in charts, small pictures of them, and an index of texts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_WORDS = """CREATE VIRTUAL TABLE text_words USING fts5(
    text, content='search_entry', content_rowid='id', prefix='2 3',
    tokenize='unicode61 remove_diacritics 2')"""
_SECURE = "INSERT INTO text_words (text_words, rank) VALUES ('secure-delete', 1)"


def _text(name: str, length: int) -> sa.Column[str]:
    check = sa.CheckConstraint(f"length({name}) <= {length}", name=f"{name}_length")
    return sa.Column(name, sa.String(length), check, nullable=False)


def _refers(table: str, name: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}_{to}"))


def upgrade() -> None:
    """Apply. The triggers that keep the index are made at the end of every upgrade."""
    _create_documents()
    _create_looks()
    _create_index()


def _create_documents() -> None:
    table = "filed_document"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        _text("title", 200),
        _text("topic", 40),
        _text("kind", 20),
        _text("file_type", 20),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("filed_at", sa.DateTime(), nullable=False),
        _text("filed_by", 64),
        sa.Column("dated_on", sa.Date(), nullable=True),
        _text("source", 200),
        _text("file_name", 200),
        _text("look", 20),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(), nullable=True),
        _text("reviewed_by", 64),
        _text("retracted_reason", 500),
        _refers(table, "patient_id", "patient"),
        _refers(table, "document_id", "document"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for name in ("patient_id", "document_id"):
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def _create_looks() -> None:
    table = "document_look"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("filed_document_id", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("pixels", sa.LargeBinary(), nullable=False),
        _refers(table, "patient_id", "patient"),
        _refers(table, "filed_document_id", "filed_document"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for name in ("patient_id", "filed_document_id"):
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def _create_index() -> None:
    table = "search_entry"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        _text("kind", 20),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        _text("text", 200_000),
        _refers(table, "patient_id", "patient"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_patient_id"), table, ["patient_id"])
    op.create_index(op.f(f"ix_{table}_kind_record_id"), table, ["kind", "record_id"])
    op.execute(_WORDS)
    op.execute(_SECURE)
