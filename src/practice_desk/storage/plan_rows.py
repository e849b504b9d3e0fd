"""Rows of the medication plan. Events are only added to, which triggers enforce."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, Table

from practice_desk.domain import medication
from practice_desk.storage.schema import PlainJson, UtcDateTime, metadata, text_column

_M = medication.LENGTHS

MEDICATION = Table(
    "medication",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    text_column("name", _M["name"]),
    text_column("horizon", 20),
    text_column("origin", 20),
    text_column("concept_id", _M["concept_id"]),
    text_column("rxnorm_code", _M["rxnorm_code"]),
    text_column("schedule", _M["schedule"]),
    text_column("indication", _M["indication"]),
    Column("review_on", Date),
    text_column("prescriber_name", _M["prescriber_name"]),
    Column("prescriber_id", Integer, ForeignKey("practitioner.id"), index=True),
)
"""What a plan item is about."""

PLAN_EVENT = Table(
    "plan_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("medication_id", Integer, ForeignKey("medication.id"), index=True, nullable=False),
    text_column("kind", 20),
    Column("effective_on", Date, nullable=False),
    text_column("reason_code", 40),
    Column("recorded_at", UtcDateTime, index=True, nullable=False),
    text_column("recorded_by", 64),
    Column("dosage", PlainJson),
    text_column("comment", medication.COMMENT_LENGTH),
    Column("retracts_event_id", Integer, ForeignKey("plan_event.id"), unique=True),
    Column("regimen", PlainJson),
    Column("dispense_request", PlainJson),
    Column("adverse_event_id", Integer, ForeignKey("adverse_event.id"), index=True),
)
"""One dated event of one plan item."""
