"""Rows of restricted charts, emergency access and approvals."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table

from practice_desk.domain.approval import LONGEST_NOTE
from practice_desk.domain.chart_access import LONGEST_REASON
from practice_desk.storage.schema import UtcDateTime, metadata, text_column

CHART_RESTRICTION = Table(
    "chart_restriction",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    text_column("reason", LONGEST_REASON),
    Column("restricted_at", UtcDateTime, nullable=False),
    text_column("restricted_by", 64),
    Column("lifted_at", UtcDateTime),
    text_column("lifted_by", 64),
)
"""A chart that is, or was, closed to all but its care team."""

EMERGENCY_ACCESS = Table(
    "emergency_access",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    text_column("user_name", 64),
    text_column("reason", LONGEST_REASON),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("reviewed_at", UtcDateTime),
    text_column("reviewed_by", 64),
    text_column("review_note", LONGEST_NOTE),
)
"""A restricted chart opened by somebody outside its care team."""

APPROVAL = Table(
    "approval",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    text_column("kind", 30),
    text_column("reason", LONGEST_REASON),
    text_column("asked_by", 64),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("patient_id", Integer, index=True),
    Column("into_patient_id", Integer, index=True),
    text_column("safeguard", 40),
    text_column("state", 20),
    text_column("decided_by", 64),
    Column("decided_at", UtcDateTime),
    text_column("note", LONGEST_NOTE),
)
"""A request that takes a second person. It refers to no patient, so that it outlives one."""
