"""Keep consents, what followed them, and labels of sensitive records."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def _text(name: str, length: int) -> sa.Column[str]:
    check = sa.CheckConstraint(f"length({name}) <= {length}", name=f"{name}_length")
    return sa.Column(name, sa.String(length), check, nullable=False)


def _refers(table: str, name: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}_{to}"))


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, [*columns])


def upgrade() -> None:
    """Apply."""
    _create_consents()
    _create_entries()
    _create_labels()


def _create_consents() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _text("category", 20),
        sa.Column("provision", sa.Text(), nullable=False),
        _text("language", 8),
        sa.Column("expires_on", sa.Date(), nullable=True),
        _text("expires_when", 300),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        _text("made_by", 64),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        _refers("consent", "patient_id", "patient"),
        _refers("consent", "replaces_id", "consent"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    for name in ("patient_id", "expires_on", "replaces_id"):
        _index("consent", name)


def _create_entries() -> None:
    op.create_table(
        "consent_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("consent_id", sa.Integer(), nullable=False),
        _text("kind", 20),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        _text("recorded_by", 64),
        _refers("consent_entry", "patient_id", "patient"),
        _refers("consent_entry", "consent_id", "consent"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_entry")),
    )
    for name in ("patient_id", "consent_id"):
        _index("consent_entry", name)


def _create_labels() -> None:
    op.create_table(
        "label_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _text("noun", 30),
        sa.Column("record_id", sa.Integer(), nullable=False),
        _text("label", 20),
        sa.Column("applies", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        _text("recorded_by", 64),
        _refers("label_statement", "patient_id", "patient"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_statement")),
    )
    _index("label_statement", "patient_id", "noun", "record_id")
