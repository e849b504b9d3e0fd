"""Rows of what a clinic says about the clinical pack. Only added to, which triggers enforce."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table

from practice_desk.domain.knowledge import LONGEST_NOTE, LONGEST_SOURCE
from practice_desk.storage.schema import PlainJson, UtcDateTime, metadata, text_column

KNOWLEDGE_REVISION = Table(
    "knowledge_revision",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("entry_kind", 30),
    text_column("entry_id", 120),
    text_column("kind", 20),
    text_column("made_by", 64),
    Column("made_at", UtcDateTime, nullable=False),
    text_column("source", LONGEST_SOURCE),
    text_column("note", LONGEST_NOTE),
    text_column("reviewer", 200),
    text_column("fingerprint", 64),
    text_column("pack_version", 40),
    Column("body", PlainJson, nullable=False),
    Index(None, "entry_kind", "entry_id"),
)
"""One thing said about one entry: an own entry, a correction, a review, or all taken back."""

PACK_CHOICE = Table(
    "pack_choice",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("version", 40),
    Column("released_on", Date, nullable=False),
    text_column("chosen_by", 64),
    Column("chosen_at", UtcDateTime, nullable=False),
    text_column("sha256", 64),
    Column("document_id", Integer, ForeignKey("document.id"), index=True),
)
"""Which pack is used from some moment on."""
