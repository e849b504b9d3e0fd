"""Rows of filled-in measures, of what answers about self-harm led to, and of schedules."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, Table

from practice_desk.domain import measure_baseline, measure_schedule, questionnaire_response
from practice_desk.storage.schema import (
    ExactNumber,
    PlainJson,
    UtcDateTime,
    metadata,
    text_column,
)

_R = questionnaire_response.LENGTHS

QUESTIONNAIRE_RESPONSE = Table(
    "questionnaire_response",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    text_column("instrument_id", _R["instrument_id"]),
    text_column("instrument_name", _R["instrument_name"]),
    text_column("instrument_version", _R["instrument_version"]),
    Column("authored_at", UtcDateTime, nullable=False),
    text_column("mode", 20),
    text_column("answered_by", _R["answered_by"]),
    text_column("recorded_by", _R["recorded_by"]),
    Column("answers", PlainJson, nullable=False),
    Column("total", ExactNumber),
    text_column("meaning", _R["meaning"]),
    text_column("not_scored", _R["not_scored"]),
    Column("safety", PlainJson, nullable=False),
    Column("needs_assessment", Boolean, nullable=False),
    text_column("language", _R["language"]),
    text_column("note", _R["note"]),
    Column("observation_ids", PlainJson, nullable=False),
    text_column("retracted_reason", _R["retracted_reason"]),
)
"""The answers of one patient to one measure. Only the mark of an error is ever written to it."""

RISK_ENTRY = Table(
    "risk_entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    Column("happened_on", Date, nullable=False),
    Column("details", PlainJson, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    text_column("recorded_by", 64),
)
"""A step from an answer about self-harm to an assessment and a safety plan; only added to."""

MEASURE_SCHEDULE = Table(
    "measure_schedule",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    text_column("instrument_id", _R["instrument_id"]),
    text_column("rhythm", 20),
    Column("begins_on", Date, nullable=False),
    text_column("reason", measure_schedule.LENGTHS["reason"]),
    Column("set_at", UtcDateTime, nullable=False),
    text_column("set_by", 64),
    text_column("retracted_reason", measure_schedule.LENGTHS["retracted_reason"]),
)
"""When a measure is due in one chart; the newest one of a measure counts."""

MEASURE_BASELINE = Table(
    "measure_baseline",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    text_column("instrument_id", measure_baseline.LENGTHS["instrument_id"]),
    Column("observation_id", Integer, ForeignKey("observation.id")),
    text_column("reason", measure_baseline.LENGTHS["reason"]),
    Column("chosen_at", UtcDateTime, nullable=False),
    text_column("chosen_by", 64),
)
"""Which total of a measure counts as the one before; the newest choice counts; only added to."""
