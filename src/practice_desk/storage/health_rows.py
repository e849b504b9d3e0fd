"""Rows of conditions, allergies, observations, substance use and encounters."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from practice_desk.domain import (
    allergy_intolerance,
    condition,
    monitoring_decision,
    observation,
)
from practice_desk.storage.schema import Base, ExactNumber, PlainJson, UtcDateTime, text_column

_C = condition.LENGTHS
_A = allergy_intolerance.LENGTHS
_O = observation.LENGTHS
_S = observation.SUBSTANCE_LENGTHS
_M = monitoring_decision.LENGTHS


class ConditionRow(Base):
    """A diagnosis or history item."""

    __tablename__ = "condition"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    display: Mapped[str] = text_column("display", _C["display"])
    category: Mapped[str] = text_column("category", 20)
    icd10cm: Mapped[str] = text_column("icd10cm", _C["icd10cm"])
    status: Mapped[str] = text_column("status", 20)
    onset_on: Mapped[date | None]
    abated_on: Mapped[date | None]
    topic: Mapped[str] = text_column("topic", _C["topic"])
    note: Mapped[str] = text_column("note", _C["note"])
    source_code: Mapped[str] = text_column("source_code", _C["source_code"])
    reported: Mapped[bool]
    retracted_reason: Mapped[str] = text_column("retracted_reason", _C["retracted_reason"])


class AllergyIntoleranceRow(Base):
    """A substance to keep away from the patient."""

    __tablename__ = "allergy_intolerance"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    substance: Mapped[str] = text_column("substance", _A["substance"])
    type: Mapped[str] = text_column("type", 20)
    substance_id: Mapped[str] = text_column("substance_id", _A["substance_id"])
    reaction: Mapped[str] = text_column("reaction", _A["reaction"])
    severity: Mapped[str] = text_column("severity", 20)
    status: Mapped[str] = text_column("status", 20)
    onset_on: Mapped[date | None]
    note: Mapped[str] = text_column("note", _A["note"])
    source_code: Mapped[str] = text_column("source_code", _A["source_code"])
    reported: Mapped[bool]
    retracted_reason: Mapped[str] = text_column("retracted_reason", _A["retracted_reason"])


class AllergyStatementRow(Base):
    """What was said about allergies as a whole; only added to."""

    __tablename__ = "allergy_statement"

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    kind: Mapped[str] = text_column("kind", 30)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = text_column("recorded_by", 64)


class ObservationRow(Base):
    """A measured or stated fact."""

    __tablename__ = "observation"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    category: Mapped[str] = text_column("category", 20)
    display: Mapped[str] = text_column("display", _O["display"])
    observed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    code: Mapped[str] = text_column("code", _O["code"])
    value: Mapped[Decimal | None] = mapped_column(ExactNumber)
    unit: Mapped[str] = text_column("unit", _O["unit"])
    value_text: Mapped[str] = text_column("value_text", _O["value_text"])
    components: Mapped[Any] = mapped_column(PlainJson)
    note: Mapped[str] = text_column("note", _O["note"])
    reported: Mapped[bool]
    retracted_reason: Mapped[str] = text_column("retracted_reason", _O["retracted_reason"])
    reference_low: Mapped[Decimal | None] = mapped_column(ExactNumber)
    reference_high: Mapped[Decimal | None] = mapped_column(ExactNumber)
    status: Mapped[str] = text_column("status", 20, default="final")

    __table_args__ = (Index(None, "patient_id", "category", "observed_at"),)


class SubstanceUseRow(Base):
    """Use of a substance as told on a day."""

    __tablename__ = "substance_use"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    substance: Mapped[str] = text_column("substance", _S["substance"])
    status: Mapped[str] = text_column("status", 20)
    recorded_on: Mapped[date]
    amount: Mapped[str] = text_column("amount", _S["amount"])
    last_used_on: Mapped[date | None]
    note: Mapped[str] = text_column("note", _S["note"])
    retracted_reason: Mapped[str] = text_column("retracted_reason", _S["retracted_reason"])


class MonitoringDecisionRow(Base):
    """What was decided about a check that was due."""

    __tablename__ = "monitoring_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    monitoring_id: Mapped[str] = text_column("monitoring_id", _M["monitoring_id"])
    kind: Mapped[str] = text_column("kind", 20)
    decided_on: Mapped[date]
    until: Mapped[date]
    reason: Mapped[str] = text_column("reason", _M["reason"])
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = text_column("recorded_by", 64)
    due_on: Mapped[date | None]
    retracted_reason: Mapped[str] = text_column("retracted_reason", _M["retracted_reason"])


class EncounterRow(Base):
    """A visit or contact."""

    __tablename__ = "encounter"

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"))
    status: Mapped[str] = text_column("status", 30)
    class_code: Mapped[str] = text_column("class_code", 20)
    display: Mapped[str] = text_column("display", 300)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = text_column("reason", 500)
    reported: Mapped[bool]

    __table_args__ = (Index(None, "patient_id", "started_at"),)
