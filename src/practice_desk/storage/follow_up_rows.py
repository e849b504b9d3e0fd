"""Rows of side effects, notes and trials."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from practice_desk.domain import adverse_event, medication_trial, note
from practice_desk.storage.schema import Base, ExactNumber, UtcDateTime, text_column

_E = adverse_event.LENGTHS
_N = note.LENGTHS
_T = medication_trial.LENGTHS


class AdverseEventRow(Base):
    """A side effect as told or seen."""

    __tablename__ = "adverse_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    effect: Mapped[str] = text_column("effect", _E["effect"])
    told_on: Mapped[date]
    told_by: Mapped[str] = text_column("told_by", 20)
    severity: Mapped[str] = text_column("severity", 20)
    onset_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    suspected_medication_id: Mapped[int | None] = mapped_column(
        ForeignKey("medication.id"), index=True
    )
    note: Mapped[str] = text_column("note", _E["note"])
    reported_by: Mapped[str] = text_column("reported_by", _E["reported_by"])
    retracted_reason: Mapped[str] = text_column("retracted_reason", _E["retracted_reason"])


class NoteRow(Base):
    """A signed note or addendum. Only the mark of one entered in error is ever written to it."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    kind: Mapped[str] = text_column("kind", 30)
    seen_on: Mapped[date]
    text: Mapped[str] = text_column("text", _N["text"])
    author: Mapped[str] = text_column("author", _N["author"])
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    addendum_to_id: Mapped[int | None] = mapped_column(ForeignKey("note.id"), index=True)
    retracted_reason: Mapped[str] = text_column("retracted_reason", _N["retracted_reason"])


class MedicationTrialRow(Base):
    """A trial from elsewhere as told, or what a clinician says of one of the plan."""

    __tablename__ = "medication_trial"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    name: Mapped[str] = text_column("name", _T["name"])
    concept_id: Mapped[str] = text_column("concept_id", _T["concept_id"])
    medication_id: Mapped[int | None] = mapped_column(ForeignKey("medication.id"), index=True)
    began_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    highest_dose: Mapped[Decimal | None] = mapped_column(ExactNumber)
    dose_unit: Mapped[str] = text_column("dose_unit", _T["dose_unit"])
    weeks: Mapped[int | None]
    response: Mapped[str] = text_column("response", 20)
    adherence: Mapped[str] = text_column("adherence", 20)
    side_effects: Mapped[str] = text_column("side_effects", _T["side_effects"])
    stop_reason: Mapped[str] = text_column("stop_reason", _T["stop_reason"])
    told_by: Mapped[str] = text_column("told_by", _T["told_by"])
    note: Mapped[str] = text_column("note", _T["note"])
    recorded_by: Mapped[str] = text_column("recorded_by", _T["recorded_by"])
    retracted_reason: Mapped[str] = text_column("retracted_reason", _T["retracted_reason"])
