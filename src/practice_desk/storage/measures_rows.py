"""Rows of filled-in measures."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, Table

from practice_desk.domain import questionnaire_response
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
