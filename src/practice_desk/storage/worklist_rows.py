"""Rows of worklists, and of what was put off."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, Table

from practice_desk.domain import worklist
from practice_desk.storage.schema import PlainJson, UtcDateTime, metadata, text_column

_L, _D = worklist.LENGTHS, worklist.DELAY_LENGTHS

WORKLIST = Table(
    "worklist",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    text_column("title", _L["title"]),
    Column("question", PlainJson, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    text_column("made_by", _L["made_by"]),
    text_column("owner", _L["owner"]),
    Column("ended_at", UtcDateTime),
)
"""A question about patients under a name; nothing about a patient."""

WORKLIST_DELAY = Table(
    "worklist_delay",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    text_column("question", _D["question"]),
    Column("until", Date, nullable=False),
    text_column("reason", _D["reason"]),
    Column("recorded_at", UtcDateTime, nullable=False),
    text_column("recorded_by", _D["recorded_by"]),
)
"""That a patient is off a list until a day; only added to."""
