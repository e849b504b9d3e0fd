"""Keep reports of side effects as they were told, and what followed them."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_OLD = "adverse_event_before"
_ENDED = "It had ended when the review of side effects came to this clinic."
_SEVERITY = "CASE severity WHEN 'mild' THEN 2 WHEN 'moderate' THEN 3 WHEN 'severe' THEN 5 END"
_COPIED = f"""
INSERT INTO adverse_event (id, patient_id, words, told_on, effect, effect_id, told_by, source,
    onset_on, ended_on, frequency, severity, course, coping, coping_note,
    suspected_medication_id, urgency, owner, reported_by)
SELECT id, patient_id, CASE WHEN note = '' THEN effect ELSE note END, told_on, effect, '', told_by,
    'earlier', onset_on, ended_on, 'unknown', {_SEVERITY},
    CASE WHEN ended_on IS NULL THEN 'unknown' ELSE 'gone' END, 'unknown', '',
    suspected_medication_id, 'routine', '', reported_by
FROM {_OLD}
"""  # constants of this file


def _text(name: str, length: int) -> sa.Column[str]:
    check = sa.CheckConstraint(f"length({name}) <= {length}", name=f"{name}_length")
    return sa.Column(name, sa.String(length), check, nullable=False)


def _refers(table: str, name: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}_{to}"))


def upgrade() -> None:
    """Apply. What was entered in error or had ended gets an entry that says so."""
    for name in ("patient_id", "suspected_medication_id"):
        op.drop_index(op.f(f"ix_adverse_event_{name}"), "adverse_event")
    op.rename_table("adverse_event", _OLD)
    _create_reports()
    _create_entries()
    op.execute(_COPIED)
    _tell_the_end()
    op.drop_table(_OLD)
    with op.batch_alter_table("plan_event") as batch:
        batch.add_column(sa.Column("adverse_event_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_plan_event_adverse_event_id_adverse_event"),
            "adverse_event",
            ["adverse_event_id"],
            ["id"],
        )
    op.create_index(op.f("ix_plan_event_adverse_event_id"), "plan_event", ["adverse_event_id"])


def _create_reports() -> None:
    op.create_table(
        "adverse_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _text("words", 4000),
        sa.Column("told_on", sa.Date(), nullable=False),
        _text("effect", 200),
        _text("effect_id", 80),
        _text("told_by", 20),
        _text("source", 20),
        sa.Column("onset_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        _text("frequency", 20),
        sa.Column("severity", sa.Integer(), nullable=True),
        sa.Column("bother", sa.Integer(), nullable=True),
        sa.Column("limits", sa.Integer(), nullable=True),
        _text("course", 20),
        _text("coping", 20),
        _text("coping_note", 500),
        sa.Column("suspected_medication_id", sa.Integer(), nullable=True),
        _text("urgency", 20),
        _text("owner", 64),
        _text("reported_by", 64),
        sa.Column("reported_at", sa.DateTime(), nullable=True),
        _refers("adverse_event", "patient_id", "patient"),
        _refers("adverse_event", "suspected_medication_id", "medication"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adverse_event")),
    )
    for name in ("patient_id", "suspected_medication_id"):
        op.create_index(op.f(f"ix_adverse_event_{name}"), "adverse_event", [name])


def _create_entries() -> None:
    table = "adverse_event_review"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("adverse_event_id", sa.Integer(), nullable=False),
        _text("kind", 20),
        sa.Column("ends", sa.Boolean(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        _text("recorded_by", 64),
        _refers(table, "patient_id", "patient"),
        _refers(table, "adverse_event_id", "adverse_event"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for name in ("patient_id", "adverse_event_id"):
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def _tell_the_end() -> None:
    connection = op.get_bind()
    found = connection.execute(
        sa.text(
            f"SELECT id, patient_id, told_on, ended_on, effect, retracted_reason FROM {_OLD} "
            "WHERE retracted_reason <> '' OR ended_on IS NOT NULL"
        )
    ).all()
    now = datetime.now(UTC)
    for number, patient_id, told_on, ended_on, effect, reason in found:
        details: dict[str, object]
        if reason:
            details = {"is": "retraction", "reason": reason}
        else:
            details = {
                "is": "review", "effect": effect, "decisions": [], "assessment": _ENDED,
                "outcome": "recovered",
            }  # fmt: skip
        connection.execute(
            sa.text(
                "INSERT INTO adverse_event_review (patient_id, adverse_event_id, kind, ends, "
                "happened_on, details, recorded_at, recorded_by) VALUES (:patient, :report, "
                ":kind, 1, :day, :details, :now, '')"
            ),
            {
                "patient": patient_id,
                "report": number,
                "kind": details["is"],
                "day": ended_on or told_on,
                "details": json.dumps(details, ensure_ascii=False, separators=(",", ":")),
                "now": f"{now:%Y-%m-%d %H:%M:%S.%f}",
            },
        )
