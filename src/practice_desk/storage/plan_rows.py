"""Rows of the medication plan. Events are only added to, which triggers enforce."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from practice_desk.domain import medication
from practice_desk.storage.schema import Base, PlainJson, UtcDateTime, text_column

_M = medication.LENGTHS


class MedicationRow(Base):
    """What a plan item is about."""

    __tablename__ = "medication"

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    name: Mapped[str] = text_column("name", _M["name"])
    horizon: Mapped[str] = text_column("horizon", 20)
    origin: Mapped[str] = text_column("origin", 20)
    concept_id: Mapped[str] = text_column("concept_id", _M["concept_id"])
    rxnorm_code: Mapped[str] = text_column("rxnorm_code", _M["rxnorm_code"])
    schedule: Mapped[str] = text_column("schedule", _M["schedule"])
    indication: Mapped[str] = text_column("indication", _M["indication"])
    review_on: Mapped[date | None]
    prescriber_name: Mapped[str] = text_column("prescriber_name", _M["prescriber_name"])
    prescriber_id: Mapped[int | None] = mapped_column(ForeignKey("practitioner.id"), index=True)


class PlanEventRow(Base):
    """One dated event of one plan item."""

    __tablename__ = "plan_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    medication_id: Mapped[int] = mapped_column(ForeignKey("medication.id"), index=True)
    kind: Mapped[str] = text_column("kind", 20)
    effective_on: Mapped[date]
    reason_code: Mapped[str] = text_column("reason_code", 40)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = text_column("recorded_by", 64)
    dosage: Mapped[Any] = mapped_column(PlainJson, nullable=True)
    comment: Mapped[str] = text_column("comment", medication.COMMENT_LENGTH)
    retracts_event_id: Mapped[int | None] = mapped_column(ForeignKey("plan_event.id"), unique=True)
    regimen: Mapped[Any] = mapped_column(PlainJson, nullable=True)
