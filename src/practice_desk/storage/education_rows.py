"""Rows of education given, and of what a clinic adds to handouts."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table

from practice_desk.domain.education import LENGTHS
from practice_desk.domain.handout_words import LENGTHS as WORDS_LENGTHS
from practice_desk.storage.schema import UtcDateTime, metadata, text_column

EDUCATION_GIVEN = Table(
    "education_given",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    text_column("kind", 20),
    text_column("topic_id", LENGTHS["topic_id"]),
    text_column("title", LENGTHS["title"]),
    text_column("language", LENGTHS["language"]),
    Column("given_on", Date, nullable=False),
    text_column("given_by", LENGTHS["given_by"]),
    Column("recorded_at", UtcDateTime, nullable=False),
    text_column("result", 20),
    text_column("patient_words", LENGTHS["patient_words"]),
    text_column("learner", LENGTHS["learner"]),
    Column("letter_id", Integer, ForeignKey("letter.id"), index=True),
    Column("medication_id", Integer, ForeignKey("medication.id"), index=True),
    text_column("retracted_reason", LENGTHS["retracted_reason"]),
)
"""One time a topic was explained. Only the mark of one entered in error is ever written to it."""

HANDOUT_WORDS = Table(
    "handout_words",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("kind", 20),
    text_column("topic_id", WORDS_LENGTHS["topic_id"]),
    text_column("language", WORDS_LENGTHS["language"]),
    text_column("text", WORDS_LENGTHS["text"]),
    text_column("written_by", WORDS_LENGTHS["written_by"]),
    Column("written_at", UtcDateTime, nullable=False),
    Index("ix_handout_words_topic_id", "topic_id"),
)
"""A clinic's own words on handouts; a row is only ever added."""
