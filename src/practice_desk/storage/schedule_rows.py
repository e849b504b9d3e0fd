"""Rows of appointments, of what they are made of, and of check-ins."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Time,
    false,
)

from practice_desk.domain.appointment import LENGTHS
from practice_desk.domain.appointment_type import LENGTHS as TYPE_LENGTHS
from practice_desk.domain.appointment_type import ROOM_LENGTHS
from practice_desk.domain.office_hours import LENGTHS as DAY_OFF_LENGTHS
from practice_desk.storage.schema import PlainJson, UtcDateTime, metadata, text_column

APPOINTMENT_TYPE = Table(
    "appointment_type",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    text_column("name", TYPE_LENGTHS["name"]),
    text_column("visit", 30),
    Column("minutes", Integer, nullable=False),
    text_column("color", 20),
    text_column("sign", TYPE_LENGTHS["sign"]),
    Column("is_active", Boolean, nullable=False),
)
"""A kind of appointment that the clinic offers."""

ROOM = Table(
    "room",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    text_column("name", ROOM_LENGTHS["name"]),
    Column("is_active", Boolean, nullable=False),
)
"""A room in which somebody is seen."""

OFFICE_HOURS = Table(
    "office_hours",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("practitioner_id", Integer, ForeignKey("practitioner.id"), unique=True),
    Column("week", PlainJson, nullable=False),
)
"""The weekly hours of one of our people, or of the clinic where none is named."""

DAY_OFF = Table(
    "day_off",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("practitioner_id", Integer, ForeignKey("practitioner.id")),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    text_column("reason", DAY_OFF_LENGTHS["reason"]),
)
"""Days on which somebody is away, or the clinic closed where none is named."""

APPOINTMENT_SERIES = Table(
    "appointment_series",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    Column("first_on", Date, nullable=False),
    Column("at", Time, nullable=False),
    Column("every_weeks", Integer, nullable=False),
    Column("count", Integer),
    Column("until", Date),
    Column("skipped", PlainJson, nullable=False),
)
"""How visits that come again were laid out. They are appointments themselves."""

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
    Column("type_id", Integer, ForeignKey("appointment_type.id")),
    Column("room_id", Integer, ForeignKey("room.id")),
    Column("series_id", Integer, ForeignKey("appointment_series.id"), index=True),
    Column("cancelled_at", UtcDateTime),
    Column("cancelled_late", Boolean, nullable=False, server_default=false()),
    text_column("cancelled_by", 20, default=""),
    Index(None, "status", "starts_at"),  # what nobody has marked is few among many
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
