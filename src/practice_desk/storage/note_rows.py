"""Rows of session notes, the signatures under them, and phrases to write them with."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table, UniqueConstraint

from practice_desk.domain import note, note_phrase, note_signature
from practice_desk.storage.schema import PlainJson, UtcDateTime, metadata, text_column

_N = note.LENGTHS
_P = note_phrase.LENGTHS
_S = note_signature.LENGTHS

NOTE = Table(
    "note",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    text_column("kind", 30),
    text_column("format", 20),
    Column("seen_on", Date, nullable=False),
    Column("sections", PlainJson, nullable=False),
    text_column("author", _N["author"]),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("begun_at", UtcDateTime),
    Column("started_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("therapy_minutes", Integer),
    text_column("modality", 20),
    text_column("participants", _N["participants"]),
    Column("group_size", Integer),
    Column("codes", PlainJson, nullable=False),
    text_column("state", 20),
    Column("addendum_to_id", Integer, ForeignKey("note.id"), index=True),
    Column("amends_id", Integer, ForeignKey("note.id"), index=True),
    text_column("amendment_reason", _N["amendment_reason"]),
    text_column("retracted_reason", _N["retracted_reason"]),
    Index(None, "state"),
    Index(  # all that reports count by, so that they need not read the texts
        "ix_note_counted",
        "seen_on",
        "state",
        "patient_id",
        "author",
        "kind",
        "retracted_reason",
        "addendum_to_id",
        "amends_id",
    ),
)
"""A note, addendum or amendment. Once signed, triggers keep what its signature locks."""

NOTE_SIGNATURE = Table(
    "note_signature",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    Column("note_id", Integer, ForeignKey("note.id"), index=True, nullable=False),
    text_column("signed_by", _S["signed_by"]),
    Column("signed_at", UtcDateTime, nullable=False),
    text_column("meaning", 20),
    text_column("name", _S["name"]),
    text_column("credentials", _S["credentials"]),
    text_column("sha256", _S["sha256"]),
)
"""A signature under a note; only added to, which triggers enforce."""

NOTE_PHRASE = Table(
    "note_phrase",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    text_column("owner", _P["owner"]),
    text_column("shortcut", _P["shortcut"]),
    text_column("text", _P["text"]),
    UniqueConstraint("owner", "shortcut"),
)
"""A phrase of one person's or of the clinic's; nothing about patients."""
