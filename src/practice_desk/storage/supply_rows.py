"""Rows of what is known of a patient's supply; only added to, which triggers enforce."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table

from practice_desk.storage.schema import PlainJson, UtcDateTime, metadata, text_column

SUPPLY_ENTRY = Table(
    "supply_entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), nullable=False),
    Column("medication_id", Integer, ForeignKey("medication.id"), index=True),
    text_column("kind", 20),
    Column("happened_on", Date, nullable=False),
    Column("details", PlainJson, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    text_column("recorded_by", 64),
    Column("retracts_id", Integer, ForeignKey("supply_entry.id"), unique=True),
    Index(None, "patient_id", "kind"),
    Index(None, "kind", "happened_on"),
)
"""A fill, an event with its decision, a count, a check, a screen, a limit or a statement."""
