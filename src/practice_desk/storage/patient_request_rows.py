"""Rows of patients' requests and of exported charts; steps and exports are only added to."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Table, text

from practice_desk.storage.schema import PlainJson, UtcDateTime, metadata, text_column

PATIENT_REQUEST = Table(
    "patient_request",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    text_column("kind", 20),
    Column("received_on", Date, nullable=False),
    text_column("asker", 20),
    text_column("asked_by", 200),
    text_column("how", 100),
    text_column("identity", 200),
    text_column("what", 4000),
    text_column("wanted_form", 500),
    Column("recorded_at", UtcDateTime, nullable=False),
    text_column("recorded_by", 64),
    text_column("about", 200),
    Column("about_noun", String(40)),
    Column("about_id", Integer),
    Column("is_open", Boolean, nullable=False, index=True, server_default=text("1")),
)
"""A request as it was received: access or amendment."""

REQUEST_ENTRY = Table(
    "request_entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    Column("request_id", Integer, ForeignKey("patient_request.id"), index=True, nullable=False),
    text_column("step", 20),
    Column("happened_on", Date, nullable=False),
    text_column("words", 4000),
    Column("recorded_at", UtcDateTime, nullable=False),
    text_column("recorded_by", 64),
    Column("ground", String(60)),
    Column("letter_id", Integer, ForeignKey("letter.id"), index=True),
)
"""What happened to a request."""

CHART_EXPORT = Table(
    "chart_export",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    Column("letter_id", Integer, ForeignKey("letter.id"), index=True, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    text_column("made_by", 64),
    Column("parts", PlainJson, nullable=False),
    Column("files", PlainJson, nullable=False),
    Column("since", Date),
    Column("until", Date),
    Column("request_id", Integer, ForeignKey("patient_request.id"), index=True),
)
"""What of a chart was given to somebody, with the names and hashes of the files."""
