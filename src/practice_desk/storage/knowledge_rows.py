"""Rows of what a clinic says about the clinical pack. Only added to, which triggers enforce."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from practice_desk.domain.knowledge import LONGEST_NOTE, LONGEST_SOURCE
from practice_desk.storage.schema import Base, PlainJson, UtcDateTime, text_column


class KnowledgeRevisionRow(Base):
    """One thing said about one entry: an own entry, a correction, a review, or all taken back."""

    __tablename__ = "knowledge_revision"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_kind: Mapped[str] = text_column("entry_kind", 30)
    entry_id: Mapped[str] = text_column("entry_id", 120)
    kind: Mapped[str] = text_column("kind", 20)
    made_by: Mapped[str] = text_column("made_by", 64)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    source: Mapped[str] = text_column("source", LONGEST_SOURCE)
    note: Mapped[str] = text_column("note", LONGEST_NOTE)
    reviewer: Mapped[str] = text_column("reviewer", 200)
    fingerprint: Mapped[str] = text_column("fingerprint", 64)
    pack_version: Mapped[str] = text_column("pack_version", 40)
    body: Mapped[Any] = mapped_column(PlainJson)

    __table_args__ = (Index(None, "entry_kind", "entry_id"),)


class PackChoiceRow(Base):
    """Which pack is used from some moment on."""

    __tablename__ = "pack_choice"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = text_column("version", 40)
    released_on: Mapped[date]
    chosen_by: Mapped[str] = text_column("chosen_by", 64)
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sha256: Mapped[str] = text_column("sha256", 64)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
