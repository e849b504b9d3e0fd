"""Rows of trials and events."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, Table

from practice_desk.domain import chart_event, medication_trial
from practice_desk.storage.schema import ExactNumber, metadata, text_column

_C = chart_event.LENGTHS
_T = medication_trial.LENGTHS

MEDICATION_TRIAL = Table(
    "medication_trial",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    text_column("name", _T["name"]),
    text_column("concept_id", _T["concept_id"]),
    Column("medication_id", Integer, ForeignKey("medication.id"), index=True),
    Column("began_on", Date),
    Column("ended_on", Date),
    Column("highest_dose", ExactNumber),
    text_column("dose_unit", _T["dose_unit"]),
    Column("weeks", Integer),
    text_column("response", 20),
    text_column("adherence", 20),
    text_column("side_effects", _T["side_effects"]),
    text_column("stop_reason", _T["stop_reason"]),
    text_column("told_by", _T["told_by"]),
    text_column("note", _T["note"]),
    text_column("recorded_by", _T["recorded_by"]),
    text_column("retracted_reason", _T["retracted_reason"]),
)
"""A trial from elsewhere as told, or what a clinician says of one of the plan."""

CHART_EVENT = Table(
    "chart_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    text_column("kind", 20),
    text_column("words", _C["words"]),
    Column("began_on", Date, nullable=False),
    Column("ended_on", Date),
    text_column("note", _C["note"]),
    text_column("recorded_by", _C["recorded_by"]),
    text_column("retracted_reason", _C["retracted_reason"]),
)
"""A life event, hospital stay, milestone or homework."""
