"""A chart with a record in every table that a chart can have, and a clinic that fills the rest."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from practice_desk.domain.allergy_intolerance import AllergyIntolerance, AllergyStatementKind
from practice_desk.domain.approval import Approval, ApprovalKind
from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.chart_access import ChartRestriction, EmergencyAccess
from practice_desk.domain.condition import Condition
from practice_desk.domain.deferral import Thing, longest_wait
from practice_desk.domain.encounter import Encounter
from practice_desk.domain.imported_resource import ImportedResource
from practice_desk.domain.permission import Operation
from practice_desk.services import health, today
from practice_desk.services.clinic import Clinic
from practice_desk.storage import access, registry
from practice_desk.storage import health as stored_health
from practice_desk.storage import imports as stored_imports
from practice_desk.storage.rows import metadata
from tests.factories import (
    PASSPHRASE,
    USER,
    MadeClinic,
    a_patient,
    a_pharmacy,
    a_practitioner,
)
from tests.stage import Stage
from tests.use_cases import USE_CASES

OF_CHART = (
    "health.save_substance_use",
    "vitals.save_visit",
    "side_effects.review_side_effect",
    "letters.send_letter",
    "notes.sign_note",
    "psychotherapy_notes.keep_note",
    "measures.save_response",
    "measure_schedules.set_schedule",
    "measures.choose_baseline",
    "risk.assess_risk",
    "trials.save_trial",
    "chart_events.save_chart_event",
    "document_looks.keep_look",
    "education.record_education",
    "supply.retract_supply",
    "consents.revoke_consent",
    "sensitivity.label_record",
    "care_plans.rate_progress",
    "reconciliation.record_list",
    "monitoring.decide",
    "appointment_series.book_series",
    "check_in.file_answers",
    "patients.save_related_person",
    "disclosures.record_disclosure",
    "patient_requests.add_step",
    "chart_exports.give_export",
    "signing.give_up_change",
    "drafts.keep_draft",
    "inbox.mark_read",
    "visits.sign_visit",
    "waiting_list.book_waiting",
    "recalls.save_recall",
    "worklists.put_entry_off",
)
"""The use cases that, with what `full_chart` does itself, reach every table of a chart."""
OF_CLINIC = (
    "appointment_setup.save_room",
    "appointment_setup.save_hours",
    "appointment_setup.save_day_off",
    "knowledge_entries.write_own_entry",
    "knowledge_packs.choose_pack",
    "note_phrases.save_phrase",
    "handout_words.save_own_words",
    "worklists.save_worklist",
    "message_queues.save_queue",
)
EMPTY = frozenset({"audit_part"})
"""Tables without a row in a full clinic: a change of the key starts a part of the trail."""
REASON = "the usual person was away"


def full_chart(clinic: Clinic, **person: str) -> int:
    """Return a chart with a record in every table that a chart can have, and two documents."""
    patient_id = a_patient(clinic, preferred_pharmacy_id=a_pharmacy(clinic), **person)
    health.state_allergies(clinic, patient_id, AllergyStatementKind.NO_KNOWN_ALLERGIES)
    health.save_allergy(clinic, AllergyIntolerance(patient_id, "Latex"))
    health.save_condition(clinic, Condition(patient_id, "Asthma"))
    _play(clinic, patient_id, OF_CHART)
    today.put_off(clinic, _a_line(patient_id), clinic.today() + timedelta(days=1), REASON)
    _add_what_comes_from_elsewhere(clinic, patient_id)
    return patient_id


def full_clinic(clinic: Clinic, **person: str) -> int:
    """Put a record into every table of the clinic; return the full chart in it."""
    patient_id = full_chart(clinic, **person)
    a_practitioner(clinic)
    _play(clinic, patient_id, OF_CLINIC)
    asked = Approval(ApprovalKind.PURGE_CHART, REASON, "eve.moss", clinic.now(), patient_id)
    with clinic.store.write() as work:
        access.approvals.add(work.connection, asked)
        work.commit()
    return patient_id


def rows_about(clinic: Clinic, patient_id: int) -> dict[str, int]:
    """Return, per table, how many rows belong to a patient; the audit trail aside."""
    found = {}
    with clinic.store.read() as work:
        for table in metadata.sorted_tables:
            if "patient_id" in table.c and table.name not in ("audit_event", "approval"):
                query = select(func.count()).where(table.c.patient_id == patient_id)
                found[table.name] = work.connection.execute(query).scalar_one()
    return {name: count for name, count in found.items() if count}


def empty_tables(clinic: Clinic) -> set[str]:
    """Return the tables without any row."""
    with clinic.store.read() as work:
        return {
            table.name
            for table in metadata.sorted_tables
            if not work.connection.execute(select(func.count()).select_from(table)).scalar_one()
        }


def _a_line(patient_id: int) -> Thing:
    """Return a line of Today about the chart."""
    urgency = Urgency.NOTICE
    longest = longest_wait(urgency)
    return Thing(f"chart-{patient_id}", Operation.VIEW_CHART, urgency, patient_id, longest=longest)


def _play(clinic: Clinic, patient_id: int, names: tuple[str, ...]) -> None:
    stage = Stage(
        MadeClinic(clinic, clinic.store.database.parent, USER, PASSPHRASE, ""), patient_id
    )
    for name in names:
        _operation, prepare = USE_CASES[name]
        prepare(stage)()


def _add_what_comes_from_elsewhere(clinic: Clinic, patient_id: int) -> None:
    """Add an imported visit, and a past restriction with the emergency access it led to."""
    now = clinic.now()
    over = now - timedelta(minutes=1)
    with clinic.store.write() as work:
        number = stored_health.encounters.add(
            work.connection, Encounter(patient_id, "finished", "AMB", "Visit", reported=True)
        )
        document = registry.documents.for_patient(work.connection, patient_id)[0].id
        assert document is not None
        source = f"visit-{patient_id}"
        came = ImportedResource("Encounter", source, "f", document, now, patient_id, number)
        stored_imports.put_resources(work.connection, [came])
        access.restrictions.add(
            work.connection, ChartRestriction(patient_id, REASON, now, USER, now, USER)
        )
        access.emergency_accesses.add(
            work.connection,
            EmergencyAccess(patient_id, "eve.moss", REASON, over - timedelta(hours=1), over),
        )
        work.commit()
