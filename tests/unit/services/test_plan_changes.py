"""The changes of one visit are checked and signed together: all of them, or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from practice_desk.domain.errors import Invalid, NotFound, StaleRecord
from practice_desk.domain.medication import Horizon, Medication, Origin, PlanStatus
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.safety import AlertSeverity
from practice_desk.domain.safety_decision import (
    Decision,
    OverrideReason,
    UnansweredFindings,
    finding_key,
)
from practice_desk.services import charts, letters, plan
from practice_desk.services.letter_content import NoticeOptions
from practice_desk.services.plan import PlanEntry
from practice_desk.services.plan_changes import (
    ChangeToSign,
    check_changes,
    newest_event_id,
    sign_changes,
)
from practice_desk.storage.safety import safety_decisions
from tests.audit_rows import audit_rows
from tests.factories import a_dosage, a_medication, a_patient

START, CHANGE, STOP = PlanEventKind.START, PlanEventKind.CHANGE, PlanEventKind.STOP


@pytest.fixture
def patient_id(clinic):
    return a_patient(clinic)


def taken(clinic, patient_id, name):
    started = clinic.today() - timedelta(days=90)
    made = a_medication(clinic, patient_id, name=name, concept_id=name, started=started)
    return made.medication_id


def starting(clinic, patient_id, name, dose="15", origin=Origin.CLINIC):
    medication = Medication(patient_id, name, Horizon.LONG_TERM, origin, concept_id=name)
    entry = PlanEntry(clinic.today(), "new_indication", a_dosage(dose, tablet=dose))
    return ChangeToSign(START, entry, medication=medication)


def changing(clinic, medication_id, dose="75"):
    entry = PlanEntry(clinic.today(), "partial_response", a_dosage(dose, tablet="25"))
    return ChangeToSign(CHANGE, entry, medication_id)


def stopping(clinic, medication_id, reason="no_benefit"):
    return ChangeToSign(STOP, PlanEntry(clinic.today(), reason), medication_id)


def answered(change, alerts):
    reasons = tuple(OverrideReason(finding_key(alert), "tolerated") for alert in alerts)
    return replace(change, entry=replace(change.entry, reasons=reasons))


def signed(clinic, patient_id, *changes, **more):
    """Sign with a reason for whatever interrupts."""
    asked = check_changes(clinic, patient_id, changes).unanswered
    return sign_changes(clinic, patient_id, (answered(changes[0], asked), *changes[1:]), **more)


def statuses(clinic, patient_id):
    items = plan.plan_as_of(clinic, patient_id, clinic.today())
    return {item.medication.name: item.status for item in items}


def messages(checked, *medications):
    return [
        alert.message
        for alert in checked.findings.alerts
        if set(medications) <= set(alert.medications)
    ]


def test_that_a_start_a_change_and_a_stop_are_one_transaction_and_one_audit_row(clinic, patient_id):
    raised, stopped = (taken(clinic, patient_id, name) for name in ("sertraline", "trazodone"))
    before = len(audit_rows(clinic))
    made = signed(
        clinic, patient_id,
        starting(clinic, patient_id, "lamotrigine", "25"),
        changing(clinic, raised), stopping(clinic, stopped),
    )  # fmt: skip
    items = plan.plan_as_of(clinic, patient_id, clinic.today())
    doses = {item.medication.name: str(item.dosage.dose) for item in items}
    assert doses == {"sertraline": "75 mg", "trazodone": "50 mg", "lamotrigine": "25 mg"}
    assert statuses(clinic, patient_id)["trazodone"] is PlanStatus.STOPPED
    rows = [row for row in audit_rows(clinic)[before:] if row.operation == "change plan"]
    assert len(rows) == 1
    first, second, third = made.event_ids
    assert rows[0].detail.startswith(
        f"start medication {made.recorded[0].medication_id} event {first}, "
        f"change medication {raised} event {second}, stop medication {stopped} event {third}"
    )


def test_that_one_that_is_wrong_keeps_all_of_them_out(clinic, patient_id):
    stopped = taken(clinic, patient_id, "trazodone")
    early = ChangeToSign(
        STOP, PlanEntry(clinic.today() - timedelta(days=400), "no_benefit"), stopped
    )
    with pytest.raises(Invalid, match=r"trazodone: It can't be stopped"):
        sign_changes(clinic, patient_id, (starting(clinic, patient_id, "lamotrigine", "25"), early))
    assert statuses(clinic, patient_id) == {"trazodone": PlanStatus.ACTIVE}


def test_that_the_checks_see_the_plan_with_all_changes_in_whatever_order(clinic, patient_id):
    stopped = taken(clinic, patient_id, "clarithromycin")
    begin = starting(clinic, patient_id, "quetiapine", "50")
    alone = check_changes(clinic, patient_id, [begin])
    assert messages(alone, "quetiapine", "clarithromycin")
    stop = stopping(clinic, stopped)
    for together in ([begin, stop], [stop, begin]):
        checked = check_changes(clinic, patient_id, together)
        assert not messages(checked, "quetiapine", "clarithromycin")
    both = [begin, starting(clinic, patient_id, "methadone", "5")]
    found = messages(check_changes(clinic, patient_id, both), "quetiapine", "methadone")
    assert found
    assert len(found) == len(set(found))  # found about both, said once


def test_that_a_finding_about_two_new_ones_asks_once_and_is_decided_once(clinic, patient_id):
    both = [
        starting(clinic, patient_id, "phenelzine"),
        starting(clinic, patient_id, "sertraline", "50"),
    ]
    with pytest.raises(UnansweredFindings) as refusal:
        sign_changes(clinic, patient_id, both)
    worst = refusal.value.findings[0]
    assert worst.severity is AlertSeverity.CONTRAINDICATED
    assert statuses(clinic, patient_id) == {}
    keys = [finding_key(alert) for alert in refusal.value.findings]
    assert len(keys) == len(set(keys))
    sign_changes(clinic, patient_id, (both[0], answered(both[1], refusal.value.findings)))
    with clinic.store.read() as work:
        kept = safety_decisions.for_patient(work.connection, patient_id)
    assert sorted(map(str, (each.about for each in kept))) == sorted(map(str, keys))


def test_that_what_was_seen_in_one_and_overridden_in_another_is_not_heeded(clinic, patient_id):
    first = starting(clinic, patient_id, "phenelzine")
    second = starting(clinic, patient_id, "sertraline", "50")
    asked = check_changes(clinic, patient_id, [first, second]).unanswered
    second = answered(second, asked)
    second = replace(second, entry=replace(second.entry, seen=asked))
    sign_changes(clinic, patient_id, (first, second))
    with clinic.store.read() as work:
        kept = safety_decisions.for_patient(work.connection, patient_id)
    assert {each.decision for each in kept} == {Decision.OVERRIDDEN}


def test_that_changes_over_a_plan_that_somebody_changed_are_refused(clinic, patient_id):
    raised = taken(clinic, patient_id, "sertraline")
    known = newest_event_id(
        event for item in charts.open_chart(clinic, patient_id).plan for event in item.events
    )
    other = taken(clinic, patient_id, "lisinopril")
    changes = (changing(clinic, raised), stopping(clinic, other))
    with pytest.raises(StaleRecord):
        signed(clinic, patient_id, *changes, newest_event=known)
    assert statuses(clinic, patient_id)["lisinopril"] is PlanStatus.ACTIVE
    signed(clinic, patient_id, *changes, newest_event=known + 1)
    assert statuses(clinic, patient_id)["lisinopril"] is PlanStatus.STOPPED


def test_that_no_change_reaches_another_chart(clinic, patient_id):
    elsewhere = taken(clinic, a_patient(clinic, family_name="Okafor"), "sertraline")
    begin = starting(clinic, patient_id, "lamotrigine", "25")
    with pytest.raises(NotFound):
        sign_changes(clinic, patient_id, (begin, stopping(clinic, elsewhere)))
    assert statuses(clinic, patient_id) == {}


def test_that_one_medication_is_changed_once_and_nothing_is_no_change(clinic, patient_id):
    raised = taken(clinic, patient_id, "sertraline")
    with pytest.raises(Invalid, match="changed twice"):
        sign_changes(clinic, patient_id, (changing(clinic, raised), stopping(clinic, raised)))
    with pytest.raises(Invalid, match="nothing to sign"):
        sign_changes(clinic, patient_id, ())


def test_that_a_resume_whose_dose_cannot_be_read_is_checked_without_one_and_never_signed(
    clinic, patient_id
):
    held = taken(clinic, patient_id, "sertraline")
    signed(
        clinic, patient_id,
        ChangeToSign(PlanEventKind.HOLD, PlanEntry(clinic.today(), "side_effect"), held),
    )  # fmt: skip
    entry = PlanEntry(clinic.today(), "resolved")
    for is_unread in (False, True):
        resume = ChangeToSign(PlanEventKind.RESUME, entry, held, is_unread=is_unread)
        found = check_changes(clinic, patient_id, [resume]).findings
        assert any("the dose of" in alert.message for alert in found.alerts) == is_unread
        assert dict(found.doses)["sertraline"] == (None if is_unread else 50)
    with pytest.raises(Invalid, match="Enter the dose"):
        sign_changes(clinic, patient_id, [resume])


def test_that_taking_over_stands_among_the_others(clinic, patient_id):
    reported = a_medication(
        clinic, patient_id, name="trazodone", concept_id="trazodone", origin=Origin.OUTSIDE
    ).medication_id
    take = replace(starting(clinic, patient_id, "trazodone", "50"), medication_id=reported)
    signed(clinic, patient_id, take, starting(clinic, patient_id, "lamotrigine", "25"))
    items = plan.plan_as_of(clinic, patient_id, clinic.today())
    assert [(item.medication.origin, item.status) for item in items] == [
        (Origin.OUTSIDE, PlanStatus.STOPPED),
        (Origin.CLINIC, PlanStatus.ACTIVE),
        (Origin.CLINIC, PlanStatus.ACTIVE),
    ]


def test_that_one_letter_covers_what_was_signed_together(clinic, patient_id):
    stopped = taken(clinic, patient_id, "trazodone")
    made = signed(
        clinic, patient_id,
        starting(clinic, patient_id, "lamotrigine", "25"), stopping(clinic, stopped),
    )  # fmt: skip
    draft = letters.pharmacy_notice_draft(clinic, patient_id, made.event_ids, NoticeOptions())
    assert draft.content is not None
    assert [line.medication for line in draft.content.lines] == ["lamotrigine", "trazodone"]
