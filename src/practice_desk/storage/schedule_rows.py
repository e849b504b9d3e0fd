"""Rows of appointments and of check-ins."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from practice_desk.domain.appointment import LENGTHS
from practice_desk.storage.schema import Base, PlainJson, UtcDateTime, text_column


class AppointmentRow(Base):
    """A visit that is planned."""

    __tablename__ = "appointment"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    minutes: Mapped[int]
    practitioner_id: Mapped[int | None] = mapped_column(ForeignKey("practitioner.id"))
    visit: Mapped[str] = text_column("visit", 30)
    status: Mapped[str] = text_column("status", 20)
    comment: Mapped[str] = text_column("comment", LENGTHS["comment"])
    cancelled_reason: Mapped[str] = text_column("cancelled_reason", LENGTHS["cancelled_reason"])


class CheckInRow(Base):
    """A patient's turn at the check-in screen, with what they corrected."""

    __tablename__ = "check_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)
    handed_by: Mapped[str] = text_column("handed_by", 64)
    handed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ending: Mapped[str] = text_column("ending", 20)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lines: Mapped[Any] = mapped_column(PlainJson)
