"""Rows of signed visits. They are only added to."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, Table

from practice_desk.domain import visit
from practice_desk.storage.schema import PlainJson, UtcDateTime, metadata, text_column

_L = visit.LENGTHS

VISIT = Table(
    "visit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    text_column("kind", 20),
    Column("seen_on", Date, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("signed_at", UtcDateTime, nullable=False),
    text_column("signed_by", _L["signed_by"]),
    Column("note_id", Integer, ForeignKey("note.id"), index=True, nullable=False),
    text_column("risk", 20),
    text_column("risk_words", _L["risk_words"]),
    text_column("talk", _L["talk"]),
    Column("mental_status", PlainJson),
    Column("consents", PlainJson, nullable=False),
    Column("taught", PlainJson, nullable=False),
    Column("follow_up_on", Date),
    Column("event_ids", PlainJson, nullable=False),
    Column("papers", PlainJson, nullable=False),
    Column("appointment_id", Integer, ForeignKey("appointment.id"), index=True),
)
"""What was stated and done in one visit, beside the note, the plan's events and the letters."""
