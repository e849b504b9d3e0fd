"""Create the first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from practice_desk.storage.dialects import sqlite

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _text(name: str, length: int) -> sa.Column[str]:
    check = sa.CheckConstraint(f"length({name}) <= {length}", name=f"{name}_length")
    return sa.Column(name, sa.String(length), check, nullable=False)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("occurred_at", sa.DateTime(), nullable=False),
        _text("user_name", 64),
        _text("roles", 120),
        _text("workstation", 120),
        _text("operation", 60),
        sa.Column("patient_id", sa.Integer(), nullable=True),
        _text("detail", 500),
        _text("reason", 1000),
        _text("outcome", 20),
        sa.Column("mac", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_event_patient_id"), ["patient_id"], unique=False)

    op.create_table(
        "organization",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _text("name", 200),
        _text("kind", 20),
        _text("phone", 40),
        _text("fax", 40),
        _text("email", 254),
        _text("address_line", 240),
        _text("city", 120),
        _text("state", 60),
        _text("postal_code", 20),
        _text("ncpdp_id", 20),
        _text("note", 2000),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
    )
    op.create_table(
        "practitioner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _text("family_name", 120),
        _text("given_name", 120),
        _text("credentials", 80),
        _text("kind", 20),
        _text("npi", 10),
        _text("dea_number", 20),
        _text("organization_name", 200),
        _text("phone", 40),
        _text("fax", 40),
        _text("email", 254),
        _text("address_line", 240),
        _text("city", 120),
        _text("state", 60),
        _text("postal_code", 20),
        _text("user_name", 64),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practitioner")),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _text("user_name", 64),
        _text("display_name", 240),
        _text("roles", 120),
        _text("credentials", 80),
        _text("npi", 10),
        sa.Column("practitioner_id", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practitioner_id"],
            ["practitioner.id"],
            name=op.f("fk_account_practitioner_id_practitioner"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("user_name", name=op.f("uq_account_user_name")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_account_practitioner_id"), ["practitioner_id"], unique=False
        )

    op.create_table(
        "patient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _text("chart_number", 32),
        _text("family_name", 120),
        _text("given_name", 120),
        _text("middle_name", 120),
        _text("suffix", 20),
        _text("preferred_name", 120),
        _text("pronouns", 40),
        sa.Column("birth_date", sa.Date(), nullable=True),
        _text("sex_assigned", 20),
        _text("gender_identity", 60),
        _text("phone", 40),
        _text("phone_mobile", 40),
        _text("email", 254),
        _text("address_line", 240),
        _text("city", 120),
        _text("state", 60),
        _text("postal_code", 20),
        _text("language", 60),
        sa.Column("interpreter_needed", sa.Boolean(), nullable=False),
        _text("status", 20),
        _text("alert", 240),
        sa.Column("preferred_pharmacy_id", sa.Integer(), nullable=True),
        sa.Column("prescriber_id", sa.Integer(), nullable=True),
        sa.Column("therapist_id", sa.Integer(), nullable=True),
        sa.Column("primary_care_id", sa.Integer(), nullable=True),
        _text("sort_key", 600),
        sa.ForeignKeyConstraint(
            ["preferred_pharmacy_id"],
            ["organization.id"],
            name=op.f("fk_patient_preferred_pharmacy_id_organization"),
        ),
        sa.ForeignKeyConstraint(
            ["prescriber_id"],
            ["practitioner.id"],
            name=op.f("fk_patient_prescriber_id_practitioner"),
        ),
        sa.ForeignKeyConstraint(
            ["primary_care_id"],
            ["practitioner.id"],
            name=op.f("fk_patient_primary_care_id_practitioner"),
        ),
        sa.ForeignKeyConstraint(
            ["therapist_id"], ["practitioner.id"], name=op.f("fk_patient_therapist_id_practitioner")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient")),
        sa.UniqueConstraint("chart_number", name=op.f("uq_patient_chart_number")),
    )
    with op.batch_alter_table("patient", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_patient_birth_date"), ["birth_date"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_patient_preferred_pharmacy_id"), ["preferred_pharmacy_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_patient_prescriber_id"), ["prescriber_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_patient_primary_care_id"), ["primary_care_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_patient_sort_key_id_status"),
            ["sort_key", "id", "status"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_patient_therapist_id"), ["therapist_id"], unique=False)

    op.create_table(
        "allergy_intolerance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _text("substance", 200),
        _text("type", 20),
        _text("substance_id", 80),
        _text("reaction", 300),
        _text("severity", 20),
        _text("status", 20),
        sa.Column("onset_on", sa.Date(), nullable=True),
        _text("note", 4000),
        _text("source_code", 80),
        sa.Column("reported", sa.Boolean(), nullable=False),
        _text("retracted_reason", 500),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_allergy_intolerance_patient_id_patient")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allergy_intolerance")),
    )
    with op.batch_alter_table("allergy_intolerance", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_allergy_intolerance_patient_id"), ["patient_id"], unique=False
        )

    op.create_table(
        "allergy_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _text("kind", 30),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        _text("recorded_by", 64),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_allergy_statement_patient_id_patient")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allergy_statement")),
    )
    with op.batch_alter_table("allergy_statement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_allergy_statement_patient_id"), ["patient_id"], unique=False
        )

    op.create_table(
        "condition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _text("display", 300),
        _text("category", 20),
        _text("icd10cm", 10),
        _text("status", 20),
        sa.Column("onset_on", sa.Date(), nullable=True),
        sa.Column("abated_on", sa.Date(), nullable=True),
        _text("topic", 60),
        _text("note", 4000),
        _text("source_code", 80),
        sa.Column("reported", sa.Boolean(), nullable=False),
        _text("retracted_reason", 500),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_condition_patient_id_patient")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_condition")),
    )
    with op.batch_alter_table("condition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_condition_patient_id"), ["patient_id"], unique=False)

    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        _text("kind", 20),
        _text("title", 300),
        _text("media_type", 100),
        _text("sha256", 64),
        sa.Column("size", sa.Integer(), nullable=False),
        _text("sealed_name", 64),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        _text("created_by", 64),
        sa.Column("patient_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_document_patient_id_patient")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_patient_id"), ["patient_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_sealed_name"), ["sealed_name"], unique=False)

    op.create_table(
        "encounter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _text("status", 30),
        _text("class_code", 20),
        _text("display", 300),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        _text("reason", 500),
        sa.Column("reported", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_encounter_patient_id_patient")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_encounter")),
    )
    with op.batch_alter_table("encounter", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_encounter_patient_id_started_at"),
            ["patient_id", "started_at"],
            unique=False,
        )

    op.create_table(
        "medication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _text("name", 200),
        _text("horizon", 20),
        _text("origin", 20),
        _text("concept_id", 80),
        _text("rxnorm_code", 20),
        _text("schedule", 8),
        _text("indication", 300),
        sa.Column("review_on", sa.Date(), nullable=True),
        _text("prescriber_name", 240),
        sa.Column("prescriber_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_medication_patient_id_patient")
        ),
        sa.ForeignKeyConstraint(
            ["prescriber_id"],
            ["practitioner.id"],
            name=op.f("fk_medication_prescriber_id_practitioner"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medication")),
    )
    with op.batch_alter_table("medication", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_medication_patient_id"), ["patient_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_medication_prescriber_id"), ["prescriber_id"], unique=False
        )

    op.create_table(
        "observation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _text("category", 20),
        _text("display", 300),
        sa.Column("observed_at", sa.DateTime(), nullable=False),
        _text("code", 40),
        sa.Column("value", sa.String(length=60), nullable=True),
        _text("unit", 40),
        _text("value_text", 2000),
        sa.Column("components", sa.Text(), nullable=False),
        _text("note", 4000),
        sa.Column("reported", sa.Boolean(), nullable=False),
        _text("retracted_reason", 500),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_observation_patient_id_patient")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
    )
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_observation_patient_id_category_observed_at"),
            ["patient_id", "category", "observed_at"],
            unique=False,
        )

    op.create_table(
        "related_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _text("role", 20),
        _text("name", 240),
        _text("relationship", 80),
        _text("phone", 40),
        _text("email", 254),
        _text("note", 2000),
        _text("retracted_reason", 500),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_related_person_patient_id_patient")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_related_person")),
    )
    with op.batch_alter_table("related_person", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_related_person_patient_id"), ["patient_id"], unique=False
        )

    op.create_table(
        "substance_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _text("substance", 120),
        _text("status", 20),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        _text("amount", 200),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        _text("note", 4000),
        _text("retracted_reason", 500),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_substance_use_patient_id_patient")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substance_use")),
    )
    with op.batch_alter_table("substance_use", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_substance_use_patient_id"), ["patient_id"], unique=False
        )

    op.create_table(
        "imported_resource",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=True),
        _text("resource_type", 60),
        _text("resource_id", 200),
        _text("fingerprint", 64),
        sa.Column("record_id", sa.Integer(), nullable=True),
        _text("reason", 500),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_imported_resource_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_imported_resource_patient_id_patient")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_resource")),
        sa.UniqueConstraint(
            "resource_type",
            "resource_id",
            "fingerprint",
            name=op.f("uq_imported_resource_resource_type_resource_id_fingerprint"),
        ),
    )
    with op.batch_alter_table("imported_resource", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_imported_resource_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_imported_resource_patient_id"), ["patient_id"], unique=False
        )

    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        _text("kind", 40),
        _text("code", 20),
        _text("title", 300),
        _text("recipient", 1000),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        _text("made_by", 64),
        sa.Column("document_id", sa.Integer(), nullable=False),
        _text("sha256", 64),
        sa.Column("pages", sa.Integer(), nullable=False),
        _text("delivery", 20),
        sa.Column("recipient_organization_id", sa.Integer(), nullable=True),
        sa.Column("event_ids", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_letter_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_letter_patient_id_patient")
        ),
        sa.ForeignKeyConstraint(
            ["recipient_organization_id"],
            ["organization.id"],
            name=op.f("fk_letter_recipient_organization_id_organization"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("code", name=op.f("uq_letter_code")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_patient_id"), ["patient_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_letter_recipient_organization_id"),
            ["recipient_organization_id"],
            unique=False,
        )

    op.create_table(
        "plan_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("medication_id", sa.Integer(), nullable=False),
        _text("kind", 20),
        sa.Column("effective_on", sa.Date(), nullable=False),
        _text("reason_code", 40),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        _text("recorded_by", 64),
        sa.Column("dosage", sa.Text(), nullable=True),
        _text("comment", 4000),
        sa.Column("retracts_event_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["medication_id"],
            ["medication.id"],
            name=op.f("fk_plan_event_medication_id_medication"),
        ),
        sa.ForeignKeyConstraint(
            ["retracts_event_id"],
            ["plan_event.id"],
            name=op.f("fk_plan_event_retracts_event_id_plan_event"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_event")),
        sa.UniqueConstraint("retracts_event_id", name=op.f("uq_plan_event_retracts_event_id")),
    )
    with op.batch_alter_table("plan_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_plan_event_medication_id"), ["medication_id"], unique=False
        )

    op.create_table(
        "disclosure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patient_id", sa.Integer(), nullable=False),
        sa.Column("disclosed_at", sa.DateTime(), nullable=False),
        _text("disclosed_by", 64),
        _text("recipient", 1000),
        _text("purpose", 200),
        _text("what", 500),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["letter.id"], name=op.f("fk_disclosure_letter_id_letter")
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patient.id"], name=op.f("fk_disclosure_patient_id_patient")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
    )
    with op.batch_alter_table("disclosure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disclosure_letter_id"), ["letter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_disclosure_patient_id"), ["patient_id"], unique=False)
    op.create_table(
        "name_word",
        sa.Column("id", sa.Integer(), nullable=False),
        _text("word", 360),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_word")),
        sa.UniqueConstraint("word", name=op.f("uq_name_word_word")),
    )
    op.create_table(
        "patient_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patient_list")),
    )
    sqlite.create_search_tables(op.get_bind())
