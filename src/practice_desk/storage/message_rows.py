"""Rows of messages inside the clinic; entries are only added to, which triggers enforce."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, Table

from practice_desk.storage.schema import PlainJson, UtcDateTime, metadata, text_column

MESSAGE = Table(
    "message",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True),
    text_column("subject", 160),
    text_column("about_noun", 40),
    Column("about_id", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    text_column("created_by", 64),
    Column("is_open", Boolean, nullable=False, index=True),
)
"""A message about a patient and a thing of the chart, or about the office. `is_open` is worked out
of its entries in the transaction that adds one."""

MESSAGE_ENTRY = Table(
    "message_entry",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True),
    Column("message_id", Integer, ForeignKey("message.id"), index=True, nullable=False),
    text_column("kind", 20),
    Column("details", PlainJson, nullable=False),
    text_column("audience", 20),
    Column("recorded_at", UtcDateTime, nullable=False),
    text_column("recorded_by", 64),
    Column("corrects_id", Integer, ForeignKey("message_entry.id"), index=True),
)
"""What was said and done about a message."""

MESSAGE_READ = Table(
    "message_read",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True),
    Column("message_id", Integer, ForeignKey("message.id"), index=True, nullable=False),
    text_column("user_name", 64),
    Column("entry_id", Integer, ForeignKey("message_entry.id"), index=True, nullable=False),
    Column("read_at", UtcDateTime, nullable=False),
)
"""How far somebody was shown a message."""

MESSAGE_QUEUE = Table(
    "message_queue",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("name", 60),
    Column("members", PlainJson, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)
"""A queue of the clinic's own: several people who see to messages together."""
