"""Find notes, letters, reasons of the plan and side effects by their words, as documents are.

The index holds rows only (`detail=none`) with beginnings of words up to eight letters: of half a
million notes it is a third as large as with places, and twice as quick to make (docs/decisions).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_TABLE = "search_entry"
_SOURCE = """CREATE VIEW text_source AS SELECT id, text || ' ' || char(57344) || 'k' || kind || ' '
    || char(57344) || 'p' || patient_id || ' ' || char(57344) || 'a' || lower(hex(author)) || ' '
    || char(57344) || 'y' || substr(dated_on, 1, 4) || ' ' || char(57344) || 'm'
    || substr(dated_on, 1, 4) || substr(dated_on, 6, 2) AS text FROM search_entry"""
_WORDS = """CREATE VIRTUAL TABLE text_words USING fts5(
    text, content='text_source', content_rowid='id', detail=none, prefix='1 2 3 4 5 6 7 8',
    tokenize='unicode61 remove_diacritics 2')"""
_SECURE = "INSERT INTO text_words (text_words, rank) VALUES ('secure-delete', 1)"
_REBUILD = "INSERT INTO text_words (text_words) VALUES ('rebuild')"

_RECORDS = """CREATE TEMP TABLE found_record AS
    SELECT 'document' AS kind, e.record_id, e.patient_id, e.place, e.id AS source,
        coalesce(d.dated_on, substr(d.filed_at, 1, 10)) AS day, d.filed_by AS author
    FROM earlier_entry e JOIN filed_document d ON d.id = e.record_id WHERE e.kind = 'document'
    UNION ALL SELECT 'note', id, patient_id, 0, id, seen_on, author
    FROM note WHERE state <> 'draft' AND retracted_reason = ''
    UNION ALL SELECT 'letter', id, patient_id, 0, id, substr(made_at, 1, 10), made_by FROM letter
    UNION ALL SELECT 'plan', e.id, m.patient_id, m.id, e.id, e.effective_on, e.recorded_by
    FROM plan_event e JOIN medication m ON m.id = e.medication_id
    WHERE NOT EXISTS (SELECT 1 FROM plan_event r WHERE r.retracts_event_id = e.id)
    UNION ALL SELECT 'effect', id, patient_id, 0, id, told_on, reported_by
    FROM adverse_event a WHERE NOT EXISTS (SELECT 1 FROM adverse_event_review r
        WHERE r.adverse_event_id = a.id AND r.kind = 'retraction')
    UNION ALL SELECT 'effect', adverse_event_id, patient_id, id, id, happened_on, recorded_by
    FROM adverse_event_review e WHERE NOT EXISTS (SELECT 1 FROM adverse_event_review r
        WHERE r.adverse_event_id = e.adverse_event_id AND r.kind = 'retraction')"""
_NOTE = """(SELECT group_concat(p.value ->> 'text', char(10)) FROM note n, json_each(n.sections) s,
    json_each(s.value, '$.parts') p WHERE n.id = f.source)"""
_REASON = """(SELECT m.name || ': ' || trim(coalesce(w.words, '') ||
        CASE WHEN w.words IS NOT NULL AND e.comment <> '' THEN '. ' ELSE '' END || e.comment)
    FROM plan_event e JOIN medication m ON m.id = e.medication_id
    LEFT JOIN reason_words w ON w.kind = e.kind AND w.code = e.reason_code
    WHERE e.id = f.source AND (w.words IS NOT NULL OR e.comment <> ''))"""
_FOLLOW_UP = """(SELECT trim(coalesce(r.details ->> '$.told.words', '') || char(10)
        || coalesce(r.details ->> '$.assessment', '') || char(10)
        || coalesce((SELECT group_concat(d.value ->> 'comment', char(10))
            FROM json_each(r.details, '$.decisions') d), '') || char(10)
        || coalesce(r.details ->> '$.note', '') || coalesce(r.details ->> '$.text', ''), char(10))
    FROM adverse_event_review r WHERE r.id = f.source)"""
_FILL = f"""INSERT INTO search_entry
    (kind, record_id, patient_id, place, dated_on, author, text)
    SELECT kind, record_id, patient_id, place, day, author, text FROM (
        SELECT f.*, substr(CASE f.kind
            WHEN 'document' THEN (SELECT text FROM earlier_entry WHERE id = f.source)
            WHEN 'note' THEN {_NOTE}
            WHEN 'letter' THEN (SELECT title || char(10) || recipient FROM letter
                WHERE id = f.source)
            WHEN 'plan' THEN {_REASON}
            WHEN 'effect' THEN iif(f.place, {_FOLLOW_UP},
                (SELECT words || char(10) || effect || char(10) || coping_note
                FROM adverse_event WHERE id = f.source))
        END, 1, 200000) AS text
        FROM found_order o CROSS JOIN found_record f ON f.rowid = o.record)
    WHERE trim(coalesce(text, '')) <> ''"""
_REASONS = {
    "start": {
        "new_indication": "New diagnosis or symptom",
        "switch_in": "Switched from another medication",
        "augmentation": "Added to strengthen a treatment",
        "continued": "Continued from another prescriber",
        "restart": "Restarted after a break",
        "treats_side_effect": "Treats a side effect",
        "patient_wish": "Patient's wish",
    },
    "change": {
        "partial_response": "Partial response",
        "no_response": "No response yet",
        "planned_step": "Planned titration step",
        "taper": "Taper",
        "side_effect": "Side effect",
        "interaction": "Interaction or new condition",
        "level_or_lab": "Level or laboratory result",
        "simpler": "Simpler to take",
        "patient_wish": "Patient's wish",
        "supply": "Supply or cost",
    },
    "stop": {
        "side_effect": "Side effect",
        "no_benefit": "No benefit",
        "goal_reached": "Goal reached, course completed",
        "switch_out": "Switched to another medication",
        "interaction": "Interaction or new condition",
        "pregnancy": "Pregnancy or breastfeeding",
        "misuse": "Misuse risk",
        "not_taking": "Patient was not taking it",
        "patient_wish": "Patient's wish",
        "duplicate": "Duplicate",
        "supply": "Supply or cost",
        "taken_over": "Taken over into our plan",
    },
    "hold": {
        "side_effect": "Side effect",
        "awaiting_result": "Waiting for a result",
        "procedure": "Procedure or hospital stay",
        "interaction": "Short course of an interacting medication",
        "patient_wish": "Patient's wish",
        "supply": "Supply or cost",
    },
    "resume": {
        "resolved": "The reason for the hold is settled",
        "patient_wish": "Patient's wish",
    },
    "retract": {
        "wrong_patient": "Entered in the wrong chart",
        "wrong_medication": "Wrong medication",
        "wrong_dose": "Wrong dose or directions",
        "wrong_date": "Wrong date",
        "duplicate": "Entered twice",
    },
}
"""The words of the coded reasons at this revision, but those that say nothing of the patient."""


def _text(name: str, length: int) -> sa.Column[str]:
    check = sa.CheckConstraint(f"length({name}) <= {length}", name=f"{name}_length")
    return sa.Column(name, sa.String(length), check, nullable=False)


def upgrade() -> None:
    """Apply. The triggers that keep the index are made at the end of every upgrade."""
    op.execute("DROP TABLE text_words")
    for verb in ("insert", "delete", "update"):
        op.execute(f"DROP TRIGGER IF EXISTS {_TABLE}_after_{verb}")
    for name in ("patient_id", "kind_record_id"):
        op.drop_index(op.f(f"ix_{_TABLE}_{name}"), _TABLE)
    op.rename_table(_TABLE, "earlier_entry")
    _create()
    _fill()
    op.execute("DROP TABLE earlier_entry")
    op.execute(_SOURCE)
    op.execute(_WORDS)
    op.execute(_SECURE)
    op.execute(_REBUILD)


def _create() -> None:
    op.create_table(
        _TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        _text("kind", 20),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        _text("author", 64),
        _text("text", 200_000),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f(f"fk_{_TABLE}_patient_id_patient")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{_TABLE}")),
    )
    op.create_index(op.f(f"ix_{_TABLE}_patient_id"), _TABLE, ["patient_id"])
    op.create_index(op.f(f"ix_{_TABLE}_kind_record_id"), _TABLE, ["kind", "record_id"])


def _fill() -> None:
    """Take the texts of what is there, by their days: what was added last is found first.

    Only the days are sorted: half a million texts do not fit into memory.
    """
    connection = op.get_bind()
    op.execute("CREATE TEMP TABLE reason_words (kind, code, words)")
    reasons = [
        {"kind": kind, "code": code, "words": words}
        for kind, known in _REASONS.items()
        for code, words in known.items()
    ]
    insert = "INSERT INTO reason_words (kind, code, words) VALUES (:kind, :code, :words)"
    connection.execute(sa.text(insert), reasons)
    op.execute(_RECORDS)
    op.execute("CREATE TEMP TABLE found_order (record INTEGER)")
    op.execute("INSERT INTO found_order SELECT rowid FROM found_record ORDER BY day, source, place")
    op.execute(_FILL)
    for table in ("found_order", "found_record", "reason_words"):
        op.execute(f"DROP TABLE {table}")
