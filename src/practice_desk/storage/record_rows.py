"""Rows of documents, letters, disclosures, imports, accounts, settings and the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from practice_desk.storage.schema import Base, PlainJson, UtcDateTime, text_column


class DocumentRow(Base):
    """A file kept encrypted beside the database."""

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = text_column("kind", 20)
    title: Mapped[str] = text_column("title", 300)
    media_type: Mapped[str] = text_column("media_type", 100)
    sha256: Mapped[str] = text_column("sha256", 64)
    size: Mapped[int]
    sealed_name: Mapped[str] = text_column("sealed_name", 64)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = text_column("created_by", 64)
    patient_id: Mapped[int | None] = mapped_column(ForeignKey("patient.id"), index=True)

    __table_args__ = (Index(None, "sealed_name"),)


class LetterRow(Base):
    """A letter that left the application."""

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    kind: Mapped[str] = text_column("kind", 40)
    code: Mapped[str] = text_column("code", 20, unique=True)
    title: Mapped[str] = text_column("title", 300)
    recipient: Mapped[str] = text_column("recipient", 1000)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = text_column("made_by", 64)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    sha256: Mapped[str] = text_column("sha256", 64)
    pages: Mapped[int]
    delivery: Mapped[str] = text_column("delivery", 20)
    recipient_organization_id: Mapped[int | None] = mapped_column(
        ForeignKey("organization.id"), index=True
    )
    event_ids: Mapped[Any] = mapped_column(PlainJson)


class DisclosureRow(Base):
    """A disclosure to somebody outside; only added to."""

    __tablename__ = "disclosure"

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    disclosed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disclosed_by: Mapped[str] = text_column("disclosed_by", 64)
    recipient: Mapped[str] = text_column("recipient", 1000)
    purpose: Mapped[str] = text_column("purpose", 200)
    what: Mapped[str] = text_column("what", 500)
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"), index=True)
    basis: Mapped[str] = text_column("basis", 30, default="")
    retracts_id: Mapped[int | None] = mapped_column(ForeignKey("disclosure.id"), index=True)


class ImportedResourceRow(Base):
    """Which resource of which source became which record, so that a second import adds nothing."""

    __tablename__ = "imported_resource"

    id: Mapped[int] = mapped_column(primary_key=True)
    patient_id: Mapped[int | None] = mapped_column(ForeignKey("patient.id"), index=True)
    resource_type: Mapped[str] = text_column("resource_type", 60)
    resource_id: Mapped[str] = text_column("resource_id", 200)
    fingerprint: Mapped[str] = text_column("fingerprint", 64)
    record_id: Mapped[int | None]
    reason: Mapped[str] = text_column("reason", 500)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (UniqueConstraint("resource_type", "resource_id", "fingerprint"),)


class AccountRow(Base):
    """A person who may unlock the clinic."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    user_name: Mapped[str] = text_column("user_name", 64, unique=True)
    family_name: Mapped[str] = text_column("family_name", 120)
    given_name: Mapped[str] = text_column("given_name", 120)
    roles: Mapped[str] = text_column("roles", 120)
    credentials: Mapped[str] = text_column("credentials", 80)
    npi: Mapped[str] = text_column("npi", 10)
    dea_number: Mapped[str] = text_column("dea_number", 20)
    must_change_passphrase: Mapped[bool]
    practitioner_id: Mapped[int | None] = mapped_column(ForeignKey("practitioner.id"), index=True)
    active: Mapped[bool]


class SettingRow(Base):
    """A clinic-wide setting or counter, such as the letterhead or the next chart number."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(PlainJson)
    version: Mapped[int]


class AuditEventRow(Base):
    """One link of the audit chain. `mac` covers the row and the one before it."""

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    occurred_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    user_name: Mapped[str] = text_column("user_name", 64)
    roles: Mapped[str] = text_column("roles", 120)
    workstation: Mapped[str] = text_column("workstation", 120)
    operation: Mapped[str] = text_column("operation", 60)
    patient_id: Mapped[int | None] = mapped_column(index=True)
    detail: Mapped[str] = text_column("detail", 500)
    reason: Mapped[str] = text_column("reason", 1000)
    outcome: Mapped[str] = text_column("outcome", 20)
    kind: Mapped[str] = text_column("kind", 30, default="")
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))

    __table_args__ = (Index(None, "user_name"), Index(None, "kind"), Index(None, "outcome"))


class AuditPartRow(Base):
    """A finished part of the audit chain: its last row and its key, under the MAC of the next."""

    __tablename__ = "audit_part"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[bytes] = mapped_column(LargeBinary(32))
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))
