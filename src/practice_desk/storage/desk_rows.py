"""Rows around the schedule: the waiting list and recalls."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, Table

from practice_desk.domain import recall, waiting_list
from practice_desk.storage.schema import PlainJson, UtcDateTime, metadata, text_column

_W, _R = waiting_list.LENGTHS, recall.LENGTHS

WAITING_ENTRY = Table(
    "waiting_entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    text_column("added_by", _W["added_by"]),
    text_column("visit", 30),
    Column("minutes", Integer, nullable=False),
    Column("practitioner_id", Integer, ForeignKey("practitioner.id")),
    Column("days", PlainJson, nullable=False),
    text_column("part_of_day", 20),
    Column("not_before", Date),
    text_column("urgency", 20),
    text_column("comment", _W["comment"]),
    text_column("state", 20),
    Column("closed_at", UtcDateTime),
    text_column("closed_by", _W["closed_by"]),
    text_column("closed_reason", _W["closed_reason"]),
    Column("appointment_id", Integer, ForeignKey("appointment.id"), index=True),
)
"""Somebody who waits for an earlier or a first appointment."""

RECALL = Table(
    "recall",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    Column("due_by", Date, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    text_column("made_by", _R["made_by"]),
    Column("due_from", Date),
    text_column("visit", 30),
    Column("practitioner_id", Integer, ForeignKey("practitioner.id")),
    text_column("reason", _R["reason"]),
    text_column("comment", _R["comment"]),
    Column("covers", PlainJson, nullable=False),
    text_column("state", 20),
    Column("put_off_until", Date),
    text_column("state_reason", _R["state_reason"]),
    Column("changed_at", UtcDateTime),
    text_column("changed_by", _R["changed_by"]),
)
"""A recall written by hand, or what was decided about those that are worked out."""
