"""Rows of treatment plans; only added to, which triggers enforce."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table

from practice_desk.storage.schema import PlainJson, UtcDateTime, metadata, text_column

CARE_PLAN_ENTRY = Table(
    "care_plan_entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    Column("subject_id", Integer, ForeignKey("care_plan_entry.id"), index=True),
    text_column("kind", 20),
    Column("happened_on", Date, nullable=False),
    Column("review_on", Date),
    Column("details", PlainJson, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    text_column("recorded_by", 64),
    Index(None, "kind", "review_on"),
)
"""A problem, goal, objective or intervention was set or changed, a goal rated, a plan signed."""
