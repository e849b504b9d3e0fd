"""Rows of documents filed in charts, their small pictures, and the index of texts."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, LargeBinary, Table

from practice_desk.domain import filed_document
from practice_desk.domain.search_entry import MAX_TEXT
from practice_desk.storage.schema import UtcDateTime, metadata, text_column

_D = filed_document.LENGTHS

FILED_DOCUMENT = Table(
    "filed_document",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    Column("document_id", Integer, ForeignKey("document.id"), index=True, nullable=False),
    text_column("title", _D["title"]),
    text_column("topic", _D["topic"]),
    text_column("kind", 20),
    text_column("file_type", 20),
    Column("size", Integer, nullable=False),
    Column("filed_at", UtcDateTime, nullable=False),
    text_column("filed_by", _D["filed_by"]),
    Column("dated_on", Date),
    text_column("source", _D["source"]),
    text_column("file_name", _D["file_name"]),
    text_column("look", 20),
    Column("pages", Integer, nullable=False),
    Column("reviewed_at", UtcDateTime),
    text_column("reviewed_by", _D["reviewed_by"]),
    text_column("retracted_reason", _D["retracted_reason"]),
)
"""A scan, PDF, photo or text in a folder of a chart; the file itself is a `document`."""

DOCUMENT_LOOK = Table(
    "document_look",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    Column(
        "filed_document_id", Integer, ForeignKey("filed_document.id"), index=True, nullable=False
    ),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("pixels", LargeBinary, nullable=False),
)
"""The small picture of a document's first page."""

SEARCH_ENTRY = Table(
    "search_entry",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("kind", 20),
    Column("record_id", Integer, nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    Column("place", Integer, nullable=False),
    Column("dated_on", Date, nullable=False),
    text_column("author", 64),
    text_column("text", MAX_TEXT),
    Index(None, "kind", "record_id"),
)
"""A piece of text that can be searched; triggers keep the full-text index of it."""
