"""Rows of what letters told of; only added to, which triggers enforce."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table

from practice_desk.storage.schema import PlainJson, metadata

LETTER_TOLD = Table(
    "letter_told",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    Column("letter_id", Integer, ForeignKey("letter.id"), index=True, nullable=False),
    Column("records", PlainJson, nullable=False),
)
"""The records that one letter told of."""
