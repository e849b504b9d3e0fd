"""Rows of what was decided about findings of the safety checks. They are only added to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from practice_desk.domain import safety_decision
from practice_desk.storage.schema import Base, PlainJson, UtcDateTime, text_column

_L = safety_decision.LENGTHS


class SafetyDecisionRow(Base):
    """A finding that interrupted, and what was decided."""

    __tablename__ = "safety_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    kind: Mapped[str] = text_column("kind", 40)
    ref: Mapped[str] = text_column("ref", _L["ref"])
    medications: Mapped[Any] = mapped_column(PlainJson, nullable=False)
    severity: Mapped[str] = text_column("severity", 20)
    message: Mapped[str] = text_column("message", _L["message"])
    decision: Mapped[str] = text_column("decision", 20)
    reason_code: Mapped[str] = text_column("reason_code", _L["reason_code"])
    reason_text: Mapped[str] = text_column("reason_text", _L["reason_text"])
    decided_by: Mapped[str] = text_column("decided_by", 64)
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    pack_version: Mapped[str] = text_column("pack_version", 40)
    medication_id: Mapped[int | None] = mapped_column(ForeignKey("medication.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("plan_event.id"), index=True)
