"""Rows of documents, letters, disclosures, imports, accounts, settings and the audit trail."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    text,
)

from practice_desk.storage.schema import PlainJson, UtcDateTime, metadata, text_column

DOCUMENT = Table(
    "document",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("kind", 20),
    text_column("title", 300),
    text_column("media_type", 100),
    text_column("sha256", 64),
    Column("size", Integer, nullable=False),
    text_column("sealed_name", 64),
    Column("created_at", UtcDateTime, nullable=False),
    text_column("created_by", 64),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True),
    Index(None, "sealed_name"),
)
"""A file kept encrypted beside the database."""

LETTER = Table(
    "letter",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    text_column("kind", 40),
    text_column("code", 20, unique=True),
    text_column("title", 300),
    text_column("recipient", 1000),
    Column("made_at", UtcDateTime, nullable=False),
    text_column("made_by", 64),
    Column("document_id", Integer, ForeignKey("document.id"), index=True, nullable=False),
    text_column("sha256", 64),
    Column("pages", Integer, nullable=False),
    text_column("delivery", 20),
    Column("recipient_organization_id", Integer, ForeignKey("organization.id"), index=True),
    Column("event_ids", PlainJson, nullable=False),
    Column("waits", Boolean, nullable=False, index=True, server_default=text("0")),
)
"""A letter that left the application."""

DISCLOSURE = Table(
    "disclosure",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    Column("disclosed_at", UtcDateTime, nullable=False),
    text_column("disclosed_by", 64),
    text_column("recipient", 1000),
    text_column("purpose", 200),
    text_column("what", 500),
    Column("letter_id", Integer, ForeignKey("letter.id"), index=True),
    text_column("basis", 30, default=""),
    Column("retracts_id", Integer, ForeignKey("disclosure.id"), index=True),
)
"""A disclosure to somebody outside; only added to."""

IMPORTED_RESOURCE = Table(
    "imported_resource",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True),
    text_column("resource_type", 60),
    text_column("resource_id", 200),
    text_column("fingerprint", 64),
    Column("record_id", Integer),
    text_column("reason", 500),
    Column("document_id", Integer, ForeignKey("document.id"), index=True, nullable=False),
    Column("imported_at", UtcDateTime, nullable=False),
    UniqueConstraint("resource_type", "resource_id", "fingerprint"),
)
"""Which resource of which source became which record, so that a second import adds nothing."""

ACCOUNT = Table(
    "account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    text_column("user_name", 64, unique=True),
    text_column("family_name", 120),
    text_column("given_name", 120),
    text_column("roles", 120),
    text_column("credentials", 80),
    text_column("npi", 10),
    text_column("dea_number", 20),
    Column("must_change_passphrase", Boolean, nullable=False),
    Column("practitioner_id", Integer, ForeignKey("practitioner.id"), index=True),
    Column("active", Boolean, nullable=False),
    text_column("supervisor", 64, default=""),
)
"""A person who may unlock the clinic."""

SETTING = Table(
    "setting",
    metadata,
    Column("key", String(60), primary_key=True),
    Column("value", PlainJson, nullable=False),
    Column("version", Integer, nullable=False),
)
"""A clinic-wide setting or counter, such as the letterhead or the next chart number."""

AUDIT_EVENT = Table(
    "audit_event",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("occurred_at", UtcDateTime, index=True, nullable=False),
    text_column("user_name", 64),
    text_column("roles", 120),
    text_column("workstation", 120),
    text_column("operation", 60),
    Column("patient_id", Integer, index=True),
    text_column("detail", 500),
    text_column("reason", 1000),
    text_column("outcome", 20),
    text_column("kind", 30, default=""),
    Column("mac", LargeBinary(32), nullable=False),
    Index(None, "user_name"),
    Index(None, "kind"),
    Index(None, "outcome"),
)
"""One link of the audit chain. `mac` covers the row and the one before it."""

AUDIT_PART = Table(
    "audit_part",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("key", LargeBinary(32), nullable=False),
    Column("mac", LargeBinary(32), nullable=False),
)
"""A finished part of the audit chain: its last row and its key, under the MAC of the next."""
