"""The row of unsaved typing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from practice_desk.storage.schema import Base, PlainJson, UtcDateTime, text_column


class DraftRow(Base):
    """A form that is being filled in; replaced while it is typed, gone once it is saved."""

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = text_column("kind", 40)
    title: Mapped[str] = text_column("title", 300)
    body: Mapped[Any] = mapped_column(PlainJson)
    user_name: Mapped[str] = text_column("user_name", 64)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)
    patient_id: Mapped[int | None] = mapped_column(ForeignKey("patient.id"), index=True)
