"""The row of what was handed on or put off on somebody's Today."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, Table

from practice_desk.domain.deferral import LONGEST_REASON
from practice_desk.storage.schema import UtcDateTime, metadata, text_column

TODAY_DEFERRAL = Table(
    "today_deferral",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True),
    text_column("key", 120),
    text_column("user_name", 64),
    text_column("reason", LONGEST_REASON),
    Column("urgency", Integer, nullable=False),
    Column("weight", Integer, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    text_column("to_user", 64),
    Column("until", Date),
    Column("ended_at", UtcDateTime, index=True),
    text_column("ended_by", 64),
)
"""A line that somebody handed on or put off; it says nothing once it is ended."""
