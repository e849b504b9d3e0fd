"""Rows of appointments and of check-ins."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Table

from practice_desk.domain.appointment import LENGTHS
from practice_desk.storage.schema import PlainJson, UtcDateTime, metadata, text_column

APPOINTMENT = Table(
    "appointment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    Column("starts_at", UtcDateTime, index=True, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("practitioner_id", Integer, ForeignKey("practitioner.id")),
    text_column("visit", 30),
    text_column("status", 20),
    text_column("comment", LENGTHS["comment"]),
    text_column("cancelled_reason", LENGTHS["cancelled_reason"]),
)
"""A visit that is planned."""

CHECK_IN = Table(
    "check_in",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    Column("appointment_id", Integer, ForeignKey("appointment.id"), index=True, nullable=False),
    text_column("handed_by", 64),
    Column("handed_at", UtcDateTime, nullable=False),
    text_column("ending", 20),
    Column("ended_at", UtcDateTime),
    Column("lines", PlainJson, nullable=False),
    Column("asked", PlainJson, nullable=False, server_default="[]"),
    Column("answers", PlainJson),
    Column("private_half", LargeBinary(32)),
)
"""A patient's turn at the check-in screen: what was asked, and what came back."""
