"""Rows of what is known of a patient's supply; only added to, which triggers enforce."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from practice_desk.storage.schema import Base, PlainJson, UtcDateTime, text_column


class SupplyEntryRow(Base):
    """A fill, an event with its decision, a count, a check, a screen, a limit or a statement."""

    __tablename__ = "supply_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    medication_id: Mapped[int | None] = mapped_column(ForeignKey("medication.id"), index=True)
    kind: Mapped[str] = text_column("kind", 20)
    happened_on: Mapped[date]
    details: Mapped[Any] = mapped_column(PlainJson)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = text_column("recorded_by", 64)
    retracts_id: Mapped[int | None] = mapped_column(ForeignKey("supply_entry.id"), unique=True)

    __table_args__ = (Index(None, "patient_id", "kind"), Index(None, "kind", "happened_on"))
