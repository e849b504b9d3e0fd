"""Rows of consents, what followed them, and labels; only added to, which triggers enforce."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, Table

from practice_desk.storage.schema import PlainJson, UtcDateTime, metadata, text_column

CONSENT = Table(
    "consent",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    text_column("category", 20),
    Column("provision", PlainJson, nullable=False),
    text_column("language", 8),
    Column("expires_on", Date, index=True),
    text_column("expires_when", 300),
    Column("made_at", UtcDateTime, nullable=False),
    text_column("made_by", 64),
    Column("replaces_id", Integer, ForeignKey("consent.id"), index=True),
)
"""A consent as it was drawn up."""

CONSENT_ENTRY = Table(
    "consent_entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    Column("consent_id", Integer, ForeignKey("consent.id"), index=True, nullable=False),
    text_column("kind", 20),
    Column("happened_on", Date, nullable=False),
    Column("details", PlainJson, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    text_column("recorded_by", 64),
)
"""A consent was printed, signed, revoked or entered in error."""

LABEL_STATEMENT = Table(
    "label_statement",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), nullable=False),
    text_column("noun", 30),
    Column("record_id", Integer, nullable=False),
    text_column("label", 20),
    Column("applies", Boolean, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    text_column("recorded_by", 64),
    Index(None, "patient_id", "noun", "record_id"),
)
"""A label was put on a record or taken off it."""
