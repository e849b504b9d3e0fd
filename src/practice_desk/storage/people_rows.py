"""Rows of patients, related people and the directory."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, Table

from practice_desk.domain import directory, patient
from practice_desk.storage.schema import metadata, text_column

_P = patient.LENGTHS
_R = patient.RELATED_LENGTHS
_N = directory.PRACTITIONER_LENGTHS
_O = directory.ORGANIZATION_LENGTHS

ORGANIZATION = Table(
    "organization",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    text_column("name", _O["name"]),
    text_column("kind", 20),
    text_column("phone", _O["phone"]),
    text_column("fax", _O["fax"]),
    text_column("email", _O["email"]),
    text_column("address_line", _O["address_line"]),
    text_column("city", _O["city"]),
    text_column("state", _O["state"]),
    text_column("postal_code", _O["postal_code"]),
    text_column("ncpdp_id", _O["ncpdp_id"]),
    text_column("note", _O["note"]),
    Column("active", Boolean, nullable=False),
)
"""A pharmacy, clinic or laboratory."""

PRACTITIONER = Table(
    "practitioner",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    text_column("family_name", _N["family_name"]),
    text_column("given_name", _N["given_name"]),
    text_column("credentials", _N["credentials"]),
    text_column("kind", 20),
    text_column("npi", _N["npi"]),
    text_column("dea_number", _N["dea_number"]),
    text_column("organization_name", _N["organization_name"]),
    text_column("phone", _N["phone"]),
    text_column("fax", _N["fax"]),
    text_column("email", _N["email"]),
    text_column("address_line", _N["address_line"]),
    text_column("city", _N["city"]),
    text_column("state", _N["state"]),
    text_column("postal_code", _N["postal_code"]),
    text_column("user_name", _N["user_name"]),
    Column("active", Boolean, nullable=False),
)
"""A clinician of ours or from outside."""

PATIENT = Table(
    "patient",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    text_column("chart_number", _P["chart_number"], unique=True),
    text_column("family_name", _P["family_name"]),
    text_column("given_name", _P["given_name"]),
    text_column("middle_name", _P["middle_name"]),
    text_column("suffix", _P["suffix"]),
    text_column("preferred_name", _P["preferred_name"]),
    text_column("pronouns", _P["pronouns"]),
    Column("birth_date", Date),
    text_column("sex_assigned", 20),
    text_column("gender_identity", _P["gender_identity"]),
    text_column("phone", _P["phone"]),
    text_column("phone_mobile", _P["phone_mobile"]),
    text_column("email", _P["email"]),
    text_column("address_line", _P["address_line"]),
    text_column("city", _P["city"]),
    text_column("state", _P["state"]),
    text_column("postal_code", _P["postal_code"]),
    text_column("language", _P["language"]),
    Column("interpreter_needed", Boolean, nullable=False),
    text_column("status", 20),
    text_column("alert", _P["alert"]),
    Column("preferred_pharmacy_id", Integer, ForeignKey("organization.id"), index=True),
    Column("prescriber_id", Integer, ForeignKey("practitioner.id"), index=True),
    Column("therapist_id", Integer, ForeignKey("practitioner.id"), index=True),
    Column("primary_care_id", Integer, ForeignKey("practitioner.id"), index=True),
    text_column("sort_key", 600),
    Index(None, "sort_key", "id", "status"),  # all that the list needs is in the index
    Index(None, "birth_date"),
)
"""A chart's person. `sort_key` and `search_text` are derived for the list and the search."""

RELATED_PERSON = Table(
    "related_person",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_id", Integer, ForeignKey("patient.id"), index=True, nullable=False),
    text_column("role", 20),
    text_column("name", _R["name"]),
    text_column("relationship", _R["relationship"]),
    text_column("phone", _R["phone"]),
    text_column("email", _R["email"]),
    text_column("note", _R["note"]),
    text_column("retracted_reason", 500),
)
"""A guardian, emergency contact or supporter."""

NAME_WORD = Table(
    "name_word",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("word", 360, unique=True),
)
"""A folded word of somebody's name: the vocabulary against which typing errors are mended."""

PATIENT_LIST = Table(
    "patient_list",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("revision", Integer, nullable=False),
)
"""One row whose revision every change of a patient raises, so that caches notice."""
