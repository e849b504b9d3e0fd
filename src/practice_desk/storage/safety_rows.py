"""Rows of what was decided about findings of the safety checks. They are only added to."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table

from practice_desk.domain import safety_decision
from practice_desk.storage.schema import PlainJson, UtcDateTime, metadata, text_column

_L = safety_decision.LENGTHS

SAFETY_DECISION = Table(
    "safety_decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    text_column("kind", 40),
    text_column("ref", _L["ref"]),
    Column("medications", PlainJson, nullable=False),
    text_column("severity", 20),
    text_column("message", _L["message"]),
    text_column("decision", 20),
    text_column("reason_code", _L["reason_code"]),
    text_column("reason_text", _L["reason_text"]),
    text_column("decided_by", 64),
    Column("decided_at", UtcDateTime, nullable=False),
    text_column("pack_version", 40),
    Column("medication_id", Integer, ForeignKey("medication.id"), index=True),
    Column("event_id", Integer, ForeignKey("plan_event.id"), index=True),
    Column("doses", PlainJson),
)
"""A finding that interrupted, and what was decided."""
