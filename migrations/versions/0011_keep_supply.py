"""Keep what is known of patients' supply."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _text(name: str, length: int) -> sa.Column[str]:
    check = sa.CheckConstraint(f"length({name}) <= {length}", name=f"{name}_length")
    return sa.Column(name, sa.String(length), check, nullable=False)


def _refers(name: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [name], [f"{table}.id"], name=op.f(f"fk_supply_entry_{name}_{table}")
    )


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "supply_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("medication_id", sa.Integer(), nullable=True),
        _text("kind", 20),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        _text("recorded_by", 64),
        sa.Column("retracts_id", sa.Integer(), nullable=True),
        _refers("patient_id", "patient"),
        _refers("medication_id", "medication"),
        _refers("retracts_id", "supply_entry"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supply_entry")),
        sa.UniqueConstraint("retracts_id", name=op.f("uq_supply_entry_retracts_id")),
    )
    op.create_index(op.f("ix_supply_entry_medication_id"), "supply_entry", ["medication_id"])
    op.create_index(op.f("ix_supply_entry_patient_id_kind"), "supply_entry", ["patient_id", "kind"])
    op.create_index(
        op.f("ix_supply_entry_kind_happened_on"), "supply_entry", ["kind", "happened_on"]
    )
