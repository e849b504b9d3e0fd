"""Rows of side effects and what followed them; only added to, which triggers enforce."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, Table

from practice_desk.domain import adverse_event
from practice_desk.storage.schema import PlainJson, UtcDateTime, metadata, text_column

_E = adverse_event.LENGTHS

ADVERSE_EVENT = Table(
    "adverse_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    text_column("words", _E["words"]),
    Column("told_on", Date, nullable=False),
    text_column("effect", _E["effect"]),
    text_column("effect_id", _E["effect_id"]),
    text_column("told_by", 20),
    text_column("source", 20),
    Column("onset_on", Date),
    Column("ended_on", Date),
    text_column("frequency", 20),
    Column("severity", Integer),
    Column("bother", Integer),
    Column("limits", Integer),
    text_column("course", 20),
    text_column("coping", 20),
    text_column("coping_note", _E["coping_note"]),
    Column("suspected_medication_id", Integer, ForeignKey("medication.id"), index=True),
    text_column("urgency", 20),
    text_column("owner", _E["owner"]),
    text_column("reported_by", _E["reported_by"]),
    Column("reported_at", UtcDateTime),
)
"""A side effect as told or seen."""

ADVERSE_EVENT_REVIEW = Table(
    "adverse_event_review",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    Column("adverse_event_id", Integer, ForeignKey("adverse_event.id"), index=True, nullable=False),
    text_column("kind", 20),
    Column("ends", Boolean, nullable=False),
    Column("happened_on", Date, nullable=False),
    Column("details", PlainJson, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    text_column("recorded_by", 64),
)
"""What was told, decided, handed over or taken back later. `ends` is of what closes the report."""
