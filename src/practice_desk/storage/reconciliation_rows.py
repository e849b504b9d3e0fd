"""Rows of medication reconciliation; only added to, which triggers enforce."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, Table

from practice_desk.storage.schema import PlainJson, UtcDateTime, metadata, text_column

RECONCILIATION_ENTRY = Table(
    "reconciliation_entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), nullable=False, index=True),
    Column("happened_on", Date, nullable=False),
    Column("details", PlainJson, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    text_column("recorded_by", 64),
)
"""A list as told, the resolution of one line, or what a letter told the pharmacy of them."""
