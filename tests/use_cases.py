"""Every use case of the services, as a call that is ready to be made.

A test walks the services and fails while a use case is missing here, so that each is tried in
every role. An entry prepares what its call needs, with every role, and returns the call.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from practice_desk.domain.allergy_intolerance import AllergyIntolerance, AllergyStatementKind
from practice_desk.domain.condition import Condition
from practice_desk.domain.directory import Organization, Practitioner
from practice_desk.domain.import_report import ImportReport
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.medication import Horizon, Medication, Origin
from practice_desk.domain.observation import (
    Observation,
    SubstanceUse,
)
from practice_desk.domain.patient import Patient, RelatedPerson, RelatedPersonRole
from practice_desk.domain.permission import Operation
from practice_desk.services import (
    accounts,
    backup_history,
    backups,
    charts,
    demographics,
    directory,
    health,
    import_batch,
    imports,
    letter_events,
    letters,
    own_account,
    patients,
    plan,
    start_up,
    verification,
    vitals,
    workstation,
)
from practice_desk.services.import_scope import ImportScope
from practice_desk.storage import health as stored_health
from tests.factories import (
    CHEAP,
    a_patient,
    a_pharmacy,
    a_practitioner,
)
from tests.stage import Stage

Call = Callable[[], object]


def _ours(stage: Stage, origin: Origin = Origin.CLINIC) -> Medication:
    return Medication(stage.patient_id, "lisinopril", Horizon.LONG_TERM, origin)


def _start(stage: Stage, origin: Origin) -> Call:
    entry = stage.entry("new_indication", dose="50")
    return partial(plan.start_medication, stage.clinic, _ours(stage, origin), entry)


def _step(step: Callable[..., object], medication: Callable[[Stage], int], dose: str = "") -> Any:
    def prepare(stage: Stage) -> Call:
        reason = "continued" if step is plan.adopt_medication else "other"
        entry = replace(stage.entry(reason, dose=dose), comment="as agreed")
        return partial(step, stage.clinic, stage.patient_id, medication(stage), entry)

    return prepare


def _running(stage: Stage) -> int:
    return stage.medication().medication_id


def _save_condition(stage: Stage) -> Condition:
    health.save_condition(stage.clinic, Condition(stage.patient_id, "Asthma"))
    return stage.chart().conditions[-1]


def _save_allergy(stage: Stage) -> AllergyIntolerance:
    health.save_allergy(stage.clinic, AllergyIntolerance(stage.patient_id, "Latex"))
    return stage.chart().allergies[-1]


def _save_smoking(stage: Stage) -> SubstanceUse:
    health.save_substance_use(stage.clinic, stage.smoking())
    return stage.chart().substance_uses[-1]


def _save_pharmacy(stage: Stage) -> Organization:
    saved = a_pharmacy(stage.clinic)
    listed = directory.list_organizations(stage.clinic)
    return next(each for each in listed if each.id == saved)


def _save_practitioner(stage: Stage) -> Practitioner:
    saved = a_practitioner(stage.clinic)
    listed = directory.list_practitioners(stage.clinic)
    return next(each for each in listed if each.id == saved)


def _save_pulse(stage: Stage) -> tuple[Observation, ...]:
    vitals.save_visit(stage.clinic, stage.patient_id, [stage.pulse()])
    return stage.chart().vital_signs[-1:]


def _send_letter(stage: Stage) -> Call:
    draft = stage.draft()
    pages = letters.render_draft(draft)
    return partial(letters.send_letter, stage.clinic, draft, pages, LetterDelivery.PRINTED)


def _import(stage: Stage) -> Call:
    path = stage.made.root.parent / "bundle.json"
    person = {"resourceType": "Patient", "id": "p1", "name": [{"family": "Doe"}]}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": person}]}
    path.write_text(json.dumps(bundle))
    return partial(imports.import_files, stage.clinic, [path])


def _change_passphrase(stage: Stage) -> Call:
    clinic, made = stage.clinic, stage.made
    accounts.reset_passphrase(clinic, made.recovery_code, made.passphrase, profile=CHEAP)
    new = "eleven green bottles hang"
    return partial(accounts.change_passphrase, clinic, made.passphrase, new, profile=CHEAP)


def _release(stage: Stage) -> Call:
    clinic, passphrase = stage.clinic, stage.made.passphrase
    workstation.bind_to_workstation(clinic, passphrase, profile=CHEAP)
    return partial(workstation.release_from_workstation, clinic, passphrase, profile=CHEAP)


def _unlock(stage: Stage) -> Call:
    made = stage.made

    def call() -> None:
        start_up.open_clinic(made.root, made.user, made.passphrase, beside=True).close()

    return call


def _unlock_by_code(stage: Stage) -> Call:
    made = stage.made

    def call() -> None:
        code = made.recovery_code
        start_up.open_with_recovery_code(made.root, made.user, code, beside=True).close()

    return call


_OP = Operation
USE_CASES: dict[str, tuple[Operation, Callable[[Stage], Call]]] = {
    "start_up.open_clinic": (_OP.UNLOCK, _unlock),
    "start_up.open_with_recovery_code": (_OP.UNLOCK, _unlock_by_code),
    "accounts.change_passphrase": (
        _OP.CHANGE_OWN_PASSPHRASE,
        _change_passphrase,
    ),
    "accounts.new_passphrase_problems": (
        _OP.CHANGE_OWN_PASSPHRASE,
        lambda s: partial(accounts.new_passphrase_problems, s.clinic, "harbor street clinic"),
    ),
    "accounts.reset_passphrase": (
        _OP.CHANGE_OWN_PASSPHRASE,
        lambda s: partial(
            accounts.reset_passphrase,
            s.clinic,
            s.made.recovery_code,
            s.made.passphrase,
            profile=CHEAP,
        ),
    ),
    "own_account.own_account": (
        _OP.EDIT_OWN_ACCOUNT,
        lambda s: partial(own_account.own_account, s.clinic),
    ),
    "own_account.save_own_account": (
        _OP.EDIT_OWN_ACCOUNT,
        lambda s: partial(
            own_account.save_own_account, s.clinic, own_account.own_account(s.clinic)
        ),
    ),
    "workstation.workstation_status": (
        _OP.EDIT_OWN_ACCOUNT,
        lambda s: partial(workstation.workstation_status, s.clinic),
    ),
    "workstation.bind_to_workstation": (
        _OP.EDIT_OWN_ACCOUNT,
        lambda s: partial(
            workstation.bind_to_workstation, s.clinic, s.made.passphrase, profile=CHEAP
        ),
    ),
    "workstation.release_from_workstation": (
        _OP.EDIT_OWN_ACCOUNT,
        _release,
    ),
    "patients.find_patients": (
        _OP.LIST_PATIENTS,
        lambda s: partial(patients.find_patients, s.clinic, ""),
    ),
    "patients.patient_summaries": (
        _OP.LIST_PATIENTS,
        lambda s: partial(patients.patient_summaries, s.clinic, [s.patient_id]),
    ),
    "patients.get_patient": (
        _OP.VIEW_DEMOGRAPHICS,
        lambda s: partial(patients.get_patient, s.clinic, s.patient_id),
    ),
    "patients.list_related_people": (
        _OP.VIEW_DEMOGRAPHICS,
        lambda s: partial(patients.list_related_people, s.clinic, s.patient_id),
    ),
    "demographics.open_demographics": (
        _OP.VIEW_DEMOGRAPHICS,
        lambda s: partial(demographics.open_demographics, s.clinic, s.patient_id),
    ),
    "demographics.reload_demographics": (
        _OP.VIEW_DEMOGRAPHICS,
        lambda s: partial(demographics.reload_demographics, s.clinic, s.patient_id),
    ),
    "patients.save_patient": (
        _OP.EDIT_PATIENT,
        lambda s: partial(patients.save_patient, s.clinic, s.patient()),
    ),
    "patients.save_person": (
        _OP.EDIT_PATIENT,
        lambda s: partial(patients.save_person, s.clinic, Patient("Doe", "Jo"), ()),
    ),
    "patients.save_related_person": (
        _OP.EDIT_PATIENT,
        lambda s: partial(
            patients.save_related_person,
            s.clinic,
            RelatedPerson(s.patient_id, RelatedPersonRole.SUPPORT, "Marta"),
        ),
    ),
    "charts.open_chart": (
        _OP.VIEW_CHART,
        lambda s: partial(charts.open_chart, s.clinic, s.patient_id),
    ),
    "charts.reload_chart": (
        _OP.VIEW_CHART,
        lambda s: partial(charts.reload_chart, s.clinic, s.patient_id),
    ),
    "plan.plan_as_of": (
        _OP.VIEW_CHART,
        lambda s: partial(plan.plan_as_of, s.clinic, s.patient_id, s.clinic.today()),
    ),
    "letters.letter_bytes": (
        _OP.VIEW_CHART,
        lambda s: partial(letters.letter_bytes, s.clinic, s.patient_id, s.letter()),
    ),
    "health.save_condition": (
        _OP.EDIT_HEALTH_RECORD,
        lambda s: partial(health.save_condition, s.clinic, Condition(s.patient_id, "Asthma")),
    ),
    "health.save_allergy": (
        _OP.EDIT_HEALTH_RECORD,
        lambda s: partial(health.save_allergy, s.clinic, AllergyIntolerance(s.patient_id, "Nut")),
    ),
    "health.save_substance_use": (
        _OP.EDIT_HEALTH_RECORD,
        lambda s: partial(health.save_substance_use, s.clinic, s.smoking()),
    ),
    "health.state_allergies": (
        _OP.EDIT_HEALTH_RECORD,
        lambda s: partial(
            health.state_allergies,
            s.clinic,
            a_patient(s.clinic),
            AllergyStatementKind.NO_KNOWN_ALLERGIES,
        ),
    ),
    "health.saved_condition": (
        _OP.VIEW_CHART,
        lambda s: partial(health.saved_condition, s.clinic, _save_condition(s)),
    ),
    "health.saved_allergy": (
        _OP.VIEW_CHART,
        lambda s: partial(health.saved_allergy, s.clinic, _save_allergy(s)),
    ),
    "health.saved_substance_use": (
        _OP.VIEW_CHART,
        lambda s: partial(health.saved_substance_use, s.clinic, _save_smoking(s)),
    ),
    "health.retract_condition": (
        _OP.EDIT_HEALTH_RECORD,
        lambda s: partial(health.retract_condition, s.clinic, _save_condition(s), "typed twice"),
    ),
    "health.retract_allergy": (
        _OP.EDIT_HEALTH_RECORD,
        lambda s: partial(health.retract_allergy, s.clinic, _save_allergy(s), "typed twice"),
    ),
    "health.retract_substance_use": (
        _OP.EDIT_HEALTH_RECORD,
        lambda s: partial(health.retract_substance_use, s.clinic, _save_smoking(s), "typed twice"),
    ),
    "health.retract_records": (
        _OP.EDIT_HEALTH_RECORD,
        lambda s: partial(
            health.retract_records,
            s.clinic,
            stored_health.observations,
            s.patient_id,
            _save_pulse(s),
            "typed twice",
        ),
    ),
    "vitals.save_visit": (
        _OP.EDIT_HEALTH_RECORD,
        lambda s: partial(vitals.save_visit, s.clinic, s.patient_id, [s.pulse()]),
    ),
    "vitals.retract_visit": (
        _OP.EDIT_HEALTH_RECORD,
        lambda s: partial(
            vitals.retract_visit, s.clinic, s.patient_id, _save_pulse(s), "typed twice"
        ),
    ),
    "plan.start_medication, from elsewhere": (
        _OP.RECORD_OUTSIDE_MEDICATION,
        lambda s: _start(s, Origin.OUTSIDE),
    ),
    "plan.start_medication": (_OP.CHANGE_PLAN, lambda s: _start(s, Origin.CLINIC)),
    "plan.change_dose": (_OP.CHANGE_PLAN, _step(plan.change_dose, _running, "100")),
    "plan.hold_medication": (_OP.CHANGE_PLAN, _step(plan.hold_medication, _running)),
    "plan.resume_medication": (_OP.CHANGE_PLAN, _step(plan.resume_medication, Stage.held)),
    "plan.stop_medication": (_OP.CHANGE_PLAN, _step(plan.stop_medication, _running)),
    "plan.adopt_medication": (_OP.CHANGE_PLAN, _step(plan.adopt_medication, Stage.stopped, "50")),
    "plan.take_into_plan": (
        _OP.CHANGE_PLAN,
        lambda s: partial(
            plan.take_into_plan,
            s.clinic,
            s.patient_id,
            s.medication(Origin.OUTSIDE).medication_id,
            _ours(s),
            s.entry("continued", dose="50"),
        ),
    ),
    "plan.retract_event": (
        _OP.CHANGE_PLAN,
        lambda s: partial(
            plan.retract_event, s.clinic, s.patient_id, s.medication().event_id, "wrong_dose"
        ),
    ),
    "letter_events.events_to_tell": (
        _OP.SEND_LETTER,
        lambda s: partial(letter_events.events_to_tell, s.clinic, s.patient_id, ()),
    ),
    "letters.pharmacy_notice_draft": (
        _OP.SEND_LETTER,
        lambda s: partial(
            letters.pharmacy_notice_draft, s.clinic, s.patient_id, [s.medication().event_id]
        ),
    ),
    "letters.send_letter": (_OP.SEND_LETTER, _send_letter),
    "letters.save_letter_copy": (
        _OP.SEND_LETTER,
        lambda s: partial(
            letters.save_letter_copy,
            s.clinic,
            s.patient_id,
            s.letter(),
            s.made.root.parent / "copy.pdf",
        ),
    ),
    "imports.import_files": (_OP.IMPORT_RECORDS, _import),
    "imports.list_kept_aside": (
        _OP.IMPORT_RECORDS,
        lambda s: partial(imports.list_kept_aside, s.clinic),
    ),
    "import_batch.file_entries": (
        _OP.IMPORT_RECORDS,
        lambda s: partial(
            import_batch.file_entries,
            s.clinic,
            ImportScope(),
            import_batch.Original("bundle.json", 1, ""),
            (),
            import_batch.file_clinical,
            ImportReport(),
        ),
    ),
    "directory.list_organizations": (
        _OP.VIEW_DIRECTORY,
        lambda s: partial(directory.list_organizations, s.clinic),
    ),
    "directory.list_practitioners": (
        _OP.VIEW_DIRECTORY,
        lambda s: partial(directory.list_practitioners, s.clinic),
    ),
    "directory.saved_organization": (
        _OP.VIEW_DIRECTORY,
        lambda s: partial(directory.saved_organization, s.clinic, _save_pharmacy(s)),
    ),
    "directory.saved_practitioner": (
        _OP.VIEW_DIRECTORY,
        lambda s: partial(directory.saved_practitioner, s.clinic, _save_practitioner(s)),
    ),
    "directory.save_organization": (_OP.EDIT_DIRECTORY, lambda s: partial(a_pharmacy, s.clinic)),
    "directory.save_practitioner": (
        _OP.EDIT_DIRECTORY,
        lambda s: partial(a_practitioner, s.clinic),
    ),
    "directory.clinic_profile": (
        _OP.VIEW_CLINIC,
        lambda s: partial(directory.clinic_profile, s.clinic),
    ),
    "directory.save_clinic_profile": (
        _OP.EDIT_CLINIC,
        lambda s: partial(
            directory.save_clinic_profile, s.clinic, directory.clinic_profile(s.clinic)
        ),
    ),
    "backups.create_backup": (
        _OP.BACK_UP,
        lambda s: partial(backups.create_backup, s.clinic, s.made.root.parent / "clinic.pdbackup"),
    ),
    "backup_history.last_backup": (
        _OP.BACK_UP,
        lambda s: partial(backup_history.last_backup, s.clinic),
    ),
    "verification.verify_clinic": (
        _OP.VERIFY_CLINIC,
        lambda s: partial(verification.verify_clinic, s.clinic),
    ),
}
"""By the function's name, and what makes it another operation: what it needs, and the call."""

LONG_WORK = frozenset(
    {"backups.create_backup", "imports.import_files", "verification.verify_clinic"}
)
"""Asks first and records at the end, or once for each batch, not in one transaction."""
