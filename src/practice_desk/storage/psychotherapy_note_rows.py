"""Rows of psychotherapy notes and of their authors' keys: sealed, but for whose and when."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, Table, false

from practice_desk.storage.schema import UtcDateTime, metadata, text_column

PSYCHOTHERAPY_KEY = Table(
    "psychotherapy_key",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    text_column("author", 64),
    Column("made_at", UtcDateTime, nullable=False),
    Column("by_passphrase", LargeBinary, nullable=False),
    Column("by_code", LargeBinary, nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("failed_at", UtcDateTime),
    Column("is_bound", Boolean, nullable=False, server_default=false()),
)
"""An author's key, sealed twice; an author who lost both ways has begun a new one beside it."""

PSYCHOTHERAPY_NOTE = Table(
    "psychotherapy_note",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    text_column("author", 64),
    Column("key_id", Integer, ForeignKey("psychotherapy_key.id"), index=True, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
"""A note under its author's key. No search, letter or export reads this table."""
