"""Rows of patients, related people and the directory."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from practice_desk.domain import directory, patient
from practice_desk.storage.schema import Base, text_column

_P = patient.LENGTHS
_R = patient.RELATED_LENGTHS
_N = directory.PRACTITIONER_LENGTHS
_O = directory.ORGANIZATION_LENGTHS


class OrganizationRow(Base):
    """A pharmacy, clinic or laboratory."""

    __tablename__ = "organization"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str] = text_column("name", _O["name"])
    kind: Mapped[str] = text_column("kind", 20)
    phone: Mapped[str] = text_column("phone", _O["phone"])
    fax: Mapped[str] = text_column("fax", _O["fax"])
    email: Mapped[str] = text_column("email", _O["email"])
    address_line: Mapped[str] = text_column("address_line", _O["address_line"])
    city: Mapped[str] = text_column("city", _O["city"])
    state: Mapped[str] = text_column("state", _O["state"])
    postal_code: Mapped[str] = text_column("postal_code", _O["postal_code"])
    ncpdp_id: Mapped[str] = text_column("ncpdp_id", _O["ncpdp_id"])
    note: Mapped[str] = text_column("note", _O["note"])
    active: Mapped[bool]


class PractitionerRow(Base):
    """A clinician of ours or from outside."""

    __tablename__ = "practitioner"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    family_name: Mapped[str] = text_column("family_name", _N["family_name"])
    given_name: Mapped[str] = text_column("given_name", _N["given_name"])
    credentials: Mapped[str] = text_column("credentials", _N["credentials"])
    kind: Mapped[str] = text_column("kind", 20)
    npi: Mapped[str] = text_column("npi", _N["npi"])
    dea_number: Mapped[str] = text_column("dea_number", _N["dea_number"])
    organization_name: Mapped[str] = text_column("organization_name", _N["organization_name"])
    phone: Mapped[str] = text_column("phone", _N["phone"])
    fax: Mapped[str] = text_column("fax", _N["fax"])
    email: Mapped[str] = text_column("email", _N["email"])
    address_line: Mapped[str] = text_column("address_line", _N["address_line"])
    city: Mapped[str] = text_column("city", _N["city"])
    state: Mapped[str] = text_column("state", _N["state"])
    postal_code: Mapped[str] = text_column("postal_code", _N["postal_code"])
    user_name: Mapped[str] = text_column("user_name", _N["user_name"])
    active: Mapped[bool]


class PatientRow(Base):
    """A chart's person. `sort_key` and `search_text` are derived for the list and the search."""

    __tablename__ = "patient"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    chart_number: Mapped[str] = text_column("chart_number", _P["chart_number"], unique=True)
    family_name: Mapped[str] = text_column("family_name", _P["family_name"])
    given_name: Mapped[str] = text_column("given_name", _P["given_name"])
    middle_name: Mapped[str] = text_column("middle_name", _P["middle_name"])
    suffix: Mapped[str] = text_column("suffix", _P["suffix"])
    preferred_name: Mapped[str] = text_column("preferred_name", _P["preferred_name"])
    pronouns: Mapped[str] = text_column("pronouns", _P["pronouns"])
    birth_date: Mapped[date | None]
    sex_assigned: Mapped[str] = text_column("sex_assigned", 20)
    gender_identity: Mapped[str] = text_column("gender_identity", _P["gender_identity"])
    phone: Mapped[str] = text_column("phone", _P["phone"])
    phone_mobile: Mapped[str] = text_column("phone_mobile", _P["phone_mobile"])
    email: Mapped[str] = text_column("email", _P["email"])
    address_line: Mapped[str] = text_column("address_line", _P["address_line"])
    city: Mapped[str] = text_column("city", _P["city"])
    state: Mapped[str] = text_column("state", _P["state"])
    postal_code: Mapped[str] = text_column("postal_code", _P["postal_code"])
    language: Mapped[str] = text_column("language", _P["language"])
    interpreter_needed: Mapped[bool]
    status: Mapped[str] = text_column("status", 20)
    alert: Mapped[str] = text_column("alert", _P["alert"])
    preferred_pharmacy_id: Mapped[int | None] = mapped_column(
        ForeignKey("organization.id"), index=True
    )
    prescriber_id: Mapped[int | None] = mapped_column(ForeignKey("practitioner.id"), index=True)
    therapist_id: Mapped[int | None] = mapped_column(ForeignKey("practitioner.id"), index=True)
    primary_care_id: Mapped[int | None] = mapped_column(ForeignKey("practitioner.id"), index=True)
    sort_key: Mapped[str] = text_column("sort_key", 600)

    __table_args__ = (
        Index(None, "sort_key", "id", "status"),  # all that the list needs is in the index
        Index(None, "birth_date"),
    )


class RelatedPersonRow(Base):
    """A guardian, emergency contact or supporter."""

    __tablename__ = "related_person"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
    patient_id: Mapped[int] = mapped_column(ForeignKey("patient.id"), index=True)
    role: Mapped[str] = text_column("role", 20)
    name: Mapped[str] = text_column("name", _R["name"])
    relationship: Mapped[str] = text_column("relationship", _R["relationship"])
    phone: Mapped[str] = text_column("phone", _R["phone"])
    email: Mapped[str] = text_column("email", _R["email"])
    note: Mapped[str] = text_column("note", _R["note"])
    retracted_reason: Mapped[str] = text_column("retracted_reason", 500)


class NameWordRow(Base):
    """A folded word of somebody's name: the vocabulary against which typing errors are mended."""

    __tablename__ = "name_word"

    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = text_column("word", 360, unique=True)


class PatientListRow(Base):
    """One row whose revision every change of a patient raises, so that caches notice."""

    __tablename__ = "patient_list"

    id: Mapped[int] = mapped_column(primary_key=True)
    revision: Mapped[int]
