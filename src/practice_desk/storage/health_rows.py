"""Rows of conditions, allergies, observations, substance use and encounters."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, Table

from practice_desk.domain import (
    allergy_intolerance,
    condition,
    monitoring_decision,
    observation,
)
from practice_desk.storage.schema import ExactNumber, PlainJson, UtcDateTime, metadata, text_column

_C = condition.LENGTHS
_A = allergy_intolerance.LENGTHS
_O = observation.LENGTHS
_S = observation.SUBSTANCE_LENGTHS
_M = monitoring_decision.LENGTHS

CONDITION = Table(
    "condition",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    text_column("display", _C["display"]),
    text_column("category", 20),
    text_column("icd10cm", _C["icd10cm"]),
    text_column("status", 20),
    Column("onset_on", Date),
    Column("abated_on", Date),
    text_column("topic", _C["topic"]),
    text_column("note", _C["note"]),
    text_column("source_code", _C["source_code"]),
    Column("reported", Boolean, nullable=False),
    text_column("retracted_reason", _C["retracted_reason"]),
)
"""A diagnosis or history item."""

ALLERGY_INTOLERANCE = Table(
    "allergy_intolerance",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    text_column("substance", _A["substance"]),
    text_column("type", 20),
    text_column("substance_id", _A["substance_id"]),
    text_column("reaction", _A["reaction"]),
    text_column("severity", 20),
    text_column("status", 20),
    Column("onset_on", Date),
    text_column("note", _A["note"]),
    text_column("source_code", _A["source_code"]),
    Column("reported", Boolean, nullable=False),
    text_column("retracted_reason", _A["retracted_reason"]),
)
"""A substance to keep away from the patient."""

ALLERGY_STATEMENT = Table(
    "allergy_statement",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    text_column("kind", 30),
    Column("recorded_at", UtcDateTime, nullable=False),
    text_column("recorded_by", 64),
)
"""What was said about allergies as a whole; only added to."""

OBSERVATION = Table(
    "observation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), nullable=False),
    text_column("category", 20),
    text_column("display", _O["display"]),
    Column("observed_at", UtcDateTime, nullable=False),
    text_column("code", _O["code"]),
    Column("value", ExactNumber),
    text_column("unit", _O["unit"]),
    text_column("value_text", _O["value_text"]),
    Column("components", PlainJson, nullable=False),
    text_column("note", _O["note"]),
    Column("reported", Boolean, nullable=False),
    text_column("retracted_reason", _O["retracted_reason"]),
    Column("reference_low", ExactNumber),
    Column("reference_high", ExactNumber),
    text_column("status", 20, default="final"),
    Index(None, "patient_id", "category", "observed_at"),
)
"""A measured or stated fact."""

SUBSTANCE_USE = Table(
    "substance_use",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    text_column("substance", _S["substance"]),
    text_column("status", 20),
    Column("recorded_on", Date, nullable=False),
    text_column("amount", _S["amount"]),
    Column("last_used_on", Date),
    text_column("note", _S["note"]),
    text_column("retracted_reason", _S["retracted_reason"]),
)
"""Use of a substance as told on a day."""

MONITORING_DECISION = Table(
    "monitoring_decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    text_column("monitoring_id", _M["monitoring_id"]),
    text_column("kind", 20),
    Column("decided_on", Date, nullable=False),
    Column("until", Date, nullable=False),
    text_column("reason", _M["reason"]),
    Column("recorded_at", UtcDateTime, nullable=False),
    text_column("recorded_by", 64),
    Column("due_on", Date),
    text_column("retracted_reason", _M["retracted_reason"]),
)
"""What was decided about a check that was due."""

ENCOUNTER = Table(
    "encounter",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), nullable=False),
    text_column("status", 30),
    text_column("class_code", 20),
    text_column("display", 300),
    Column("started_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    text_column("reason", 500),
    Column("reported", Boolean, nullable=False),
    Index(None, "patient_id", "started_at"),
)
"""A visit or contact."""
