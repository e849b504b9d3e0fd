"""Plan appointments by type, room, hours and series, and keep how they were cancelled."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_TYPES = (
    ("Medication visit", "medication_visit", 30, "blue", "M"),
    ("Therapy session", "therapy_session", 50, "green", "T"),
    ("Intake", "intake", 60, "purple", "I"),
    ("Phone call", "other", 15, "amber", "P"),
    ("Other visit", "other", 30, "gray", "O"),
)
_REFERENCES = {"type_id": "appointment_type", "room_id": "room", "series_id": "appointment_series"}


def _text(name: str, length: int, default: str | None = None) -> sa.Column[str]:
    check = sa.CheckConstraint(f"length({name}) <= {length}", name=f"{name}_length")
    return sa.Column(name, sa.String(length), check, nullable=False, server_default=default)


def _number(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _table(name: str, *columns: sa.Column[object], refers: str = "") -> sa.Table:
    keys: list[sa.Constraint] = [sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}"))]
    if refers:
        column = f"{refers}_id"
        key = op.f(f"fk_{name}_{column}_{refers}")
        keys.append(sa.ForeignKeyConstraint([column], [f"{refers}.id"], name=key))
    return op.create_table(name, _number("id"), _number("version"), *columns, *keys)


def upgrade() -> None:
    """Apply. Earlier appointments have no type and are shown by their kind of visit."""
    types = _table(
        "appointment_type",
        _text("name", 40),
        _text("visit", 30),
        _number("minutes"),
        _text("color", 20),
        _text("sign", 2),
        sa.Column("is_active", sa.Boolean(), nullable=False),
    )
    names = ("name", "visit", "minutes", "color", "sign")
    first = {"version": 1, "is_active": True}
    op.bulk_insert(types, [{**dict(zip(names, each, strict=True)), **first} for each in _TYPES])
    _table("room", _text("name", 40), sa.Column("is_active", sa.Boolean(), nullable=False))
    whose = _number("practitioner_id", nullable=True)
    _table(
        "office_hours", whose, sa.Column("week", sa.Text(), nullable=False), refers="practitioner"
    )
    with op.batch_alter_table("office_hours") as batch:
        batch.create_unique_constraint(op.f("uq_office_hours_practitioner_id"), ["practitioner_id"])
    _table(
        "day_off",
        _number("practitioner_id", nullable=True),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        _text("reason", 100),
        refers="practitioner",
    )
    _table(
        "appointment_series",
        _number("patient_id"),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        _number("every_weeks"),
        _number("count", nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("skipped", sa.Text(), nullable=False),
        refers="patient",
    )
    op.create_index(op.f("ix_appointment_series_patient_id"), "appointment_series", ["patient_id"])
    with op.batch_alter_table("appointment") as batch:
        for name in _REFERENCES:
            batch.add_column(_number(name, nullable=True))
        batch.add_column(sa.Column("cancelled_at", sa.DateTime(), nullable=True))
        late = sa.Column("cancelled_late", sa.Boolean(), nullable=False, server_default=sa.false())
        batch.add_column(late)
        batch.add_column(_text("cancelled_by", 20, ""))
        for name, table in _REFERENCES.items():
            batch.create_foreign_key(op.f(f"fk_appointment_{name}_{table}"), table, [name], ["id"])
    op.create_index(op.f("ix_appointment_series_id"), "appointment", ["series_id"])
