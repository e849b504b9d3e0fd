"""Rows of restricted charts, emergency access and approvals."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from practice_desk.domain.approval import LONGEST_NOTE
from practice_desk.domain.chart_access import LONGEST_REASON
from practice_desk.storage.schema import Base, UtcDateTime, text_column


class ChartRestrictionRow(Base):
    """A chart that is, or was, closed to all but its care team."""

    __tablename__ = "chart_restriction"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    reason: Mapped[str] = text_column("reason", LONGEST_REASON)
    restricted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    restricted_by: Mapped[str] = text_column("restricted_by", 64)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lifted_by: Mapped[str] = text_column("lifted_by", 64)


class EmergencyAccessRow(Base):
    """A restricted chart opened by somebody outside its care team."""

    __tablename__ = "emergency_access"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    user_name: Mapped[str] = text_column("user_name", 64)
    reason: Mapped[str] = text_column("reason", LONGEST_REASON)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reviewed_by: Mapped[str] = text_column("reviewed_by", 64)
    review_note: Mapped[str] = text_column("review_note", LONGEST_NOTE)


class ApprovalRow(Base):
    """A request that takes a second person. It refers to no patient, so that it outlives one."""

    __tablename__ = "approval"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    kind: Mapped[str] = text_column("kind", 30)
    reason: Mapped[str] = text_column("reason", LONGEST_REASON)
    asked_by: Mapped[str] = text_column("asked_by", 64)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    patient_id: Mapped[int | None] = mapped_column(index=True)
    into_patient_id: Mapped[int | None] = mapped_column(index=True)
    safeguard: Mapped[str] = text_column("safeguard", 40)
    state: Mapped[str] = text_column("state", 20)
    decided_by: Mapped[str] = text_column("decided_by", 64)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = text_column("note", LONGEST_NOTE)
