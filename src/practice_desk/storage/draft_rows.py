"""The row of unsaved typing."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table

from practice_desk.storage.schema import PlainJson, UtcDateTime, metadata, text_column

DRAFT = Table(
    "draft",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("kind", 40),
    text_column("title", 300),
    Column("body", PlainJson, nullable=False),
    text_column("user_name", 64),
    Column("kept_at", UtcDateTime, nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True),
)
"""A form that is being filled in; replaced while it is typed, gone once it is saved."""
