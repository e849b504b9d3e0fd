"""Rows of what happened to letters; only added to, which triggers enforce."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table

from practice_desk.storage.schema import PlainJson, UtcDateTime, metadata, text_column

LETTER_ENTRY = Table(
    "letter_entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    Column("letter_id", Integer, ForeignKey("letter.id"), index=True, nullable=False),
    text_column("kind", 20),
    Column("details", PlainJson, nullable=False),
    Column("happened_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    text_column("recorded_by", 64),
    Column("filed_document_id", Integer, ForeignKey("filed_document.id"), index=True),
    Column("other_letter_id", Integer, ForeignKey("letter.id"), index=True),
    Column("corrects_id", Integer, ForeignKey("letter_entry.id"), index=True),
)
"""What happened to a letter after it was made: sent, acknowledged, answered, put right."""
