"""Which permission each use case asks for, and that a refusal is recorded and writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from practice_desk.domain.account import Role
from practice_desk.domain.allergy_intolerance import AllergyIntolerance, AllergyStatementKind
from practice_desk.domain.audit_event import Outcome
from practice_desk.domain.condition import Condition
from practice_desk.domain.errors import NotPermitted
from practice_desk.domain.medication import Horizon, Medication, Origin
from practice_desk.domain.patient import Patient
from practice_desk.domain.permission import TABLE, Operation
from practice_desk.services import (
    backups,
    charts,
    directory,
    health,
    imports,
    letters,
    own_account,
    patients,
    plan,
    verification,
    vitals,
)
from practice_desk.services.clinic import Clinic
from practice_desk.storage.record_rows import AuditEventRow
from practice_desk.storage.schema import table_of
from tests.factories import MadeClinic, a_dosage, a_medication, a_patient

DAY = date(2026, 1, 5)
ENTRY = plan.PlanEntry(DAY, "side_effect")
STARTED = plan.PlanEntry(DAY, "new_indication", a_dosage())
AUDIT = table_of(AuditEventRow)

Call = Callable[[Clinic, int, int], object]
"""A use case, given a chart and a medication of ours in it."""

CALLS: dict[str, tuple[Operation, Call]] = {
    "open a chart": (Operation.VIEW_CHART, lambda c, p, m: charts.open_chart(c, p)),
    "reload a chart": (Operation.VIEW_CHART, lambda c, p, m: charts.reload_chart(c, p)),
    "see a past plan": (Operation.VIEW_CHART, lambda c, p, m: plan.plan_as_of(c, p, DAY)),
    "read a letter": (Operation.VIEW_CHART, lambda c, p, m: letters.letter_bytes(c, p, 1)),
    "list patients": (Operation.LIST_PATIENTS, lambda c, p, m: patients.find_patients(c, "")),
    "register": (
        Operation.EDIT_PATIENT,
        lambda c, p, m: patients.save_patient(c, Patient("Doe", "Jo")),
    ),
    "add a condition": (
        Operation.EDIT_HEALTH_RECORD,
        lambda c, p, m: health.save_condition(c, Condition(p, "Asthma")),
    ),
    "add an allergy": (
        Operation.EDIT_HEALTH_RECORD,
        lambda c, p, m: health.save_allergy(c, AllergyIntolerance(p, "Latex")),
    ),
    "state no allergies": (
        Operation.EDIT_HEALTH_RECORD,
        lambda c, p, m: health.state_allergies(c, p, AllergyStatementKind.NO_KNOWN_ALLERGIES),
    ),
    "take back values": (
        Operation.EDIT_HEALTH_RECORD,
        lambda c, p, m: vitals.retract_visit(c, p, (), "typed twice"),
    ),
    "start ours": (
        Operation.CHANGE_PLAN,
        lambda c, p, m: plan.start_medication(c, Medication(p, "x", Horizon.LONG_TERM), STARTED),
    ),
    "record an outside one": (
        Operation.RECORD_OUTSIDE_MEDICATION,
        lambda c, p, m: plan.start_medication(
            c, Medication(p, "x", Horizon.LONG_TERM, Origin.OUTSIDE), STARTED
        ),
    ),
    "stop": (Operation.CHANGE_PLAN, lambda c, p, m: plan.stop_medication(c, p, m, ENTRY)),
    "take back an event": (
        Operation.CHANGE_PLAN,
        lambda c, p, m: plan.retract_event(c, p, 1, "wrong_dose"),
    ),
    "draft a letter": (
        Operation.SEND_LETTER,
        lambda c, p, m: letters.pharmacy_notice_draft(c, p, [1]),
    ),
    "change the letterhead": (
        Operation.EDIT_CLINIC,
        lambda c, p, m: directory.save_clinic_profile(
            c, replace(directory.clinic_profile(c), city="Salem")
        ),
    ),
    "change the own name": (
        Operation.EDIT_OWN_ACCOUNT,
        lambda c, p, m: own_account.own_account(c),
    ),
    "import": (
        Operation.IMPORT_RECORDS,
        lambda c, p, m: imports.import_files(c, [_a_bundle(c.folder.root.parent)]),
    ),
    "back up": (
        Operation.BACK_UP,
        lambda c, p, m: backups.create_backup(c, c.folder.root.parent / "b.pdbackup"),
    ),
    "verify": (Operation.VERIFY_CLINIC, lambda c, p, m: verification.verify_clinic(c)),
}


def _a_bundle(folder: Path) -> Path:
    path = folder / "bundle.json"
    path.write_text('{"resourceType": "Bundle", "type": "collection", "entry": []}')
    return path


@pytest.mark.parametrize("what", CALLS)
def test_that_a_use_case_needs_exactly_its_permission(
    made: MadeClinic, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    clinic = made.clinic
    patient_id = a_patient(clinic)
    medication_id = a_medication(clinic, patient_id).medication_id
    operation, call = CALLS[what]
    before = _audit(clinic)
    with monkeypatch.context() as patched:
        patched.setitem(TABLE, operation, frozenset())
        with pytest.raises(NotPermitted):
            call(clinic, patient_id, medication_id)
    (refusal,) = _audit(clinic)[len(before) :]
    assert refusal == (operation.value, Outcome.REFUSED.value)
    assert [path.name for path in made.root.parent.glob("*.pdbackup")] == []


def _audit(clinic: Clinic) -> list[tuple[str, str]]:
    with clinic.store.read() as work:
        rows = work.connection.execute(
            AUDIT.select().with_only_columns(AUDIT.c.operation, AUDIT.c.outcome)
        )
        return [(str(operation), str(outcome)) for operation, outcome in rows]


def test_that_only_prescribers_change_the_plan_and_write_letters():
    for operation in (Operation.CHANGE_PLAN, Operation.SEND_LETTER):
        assert TABLE[operation] == {Role.PRESCRIBER}
    assert Role.FRONT_DESK not in TABLE[Operation.VIEW_CHART]
    assert TABLE[Operation.EDIT_CLINIC] == {Role.ADMINISTRATOR}
