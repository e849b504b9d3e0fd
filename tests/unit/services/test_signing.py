"""What interrupts is signed only with a reason, whoever calls; what was decided is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from practice_desk.domain.errors import Invalid
from practice_desk.domain.medication import Horizon, Medication, Origin, PlanStatus
from practice_desk.domain.override_lapse import Lapse
from practice_desk.domain.safety import AlertKind, AlertSeverity, ChangeAction
from practice_desk.domain.safety_decision import (
    Decision,
    OverrideReason,
    UnansweredFindings,
    finding_key,
)
from practice_desk.gui.models.safety_view import safety_view
from practice_desk.services import plan, signing
from practice_desk.services.plan import PlanEntry
from practice_desk.services.safety_question import PlannedChange
from practice_desk.services.safety_review import review_standing
from practice_desk.storage.safety import safety_decisions
from tests.factories import a_dosage, a_medication, a_patient, make_clinic, overriding

PHENELZINE = "phenelzine"


@pytest.fixture
def patient_id(clinic):
    """A patient who takes sertraline, with which phenelzine is contraindicated."""
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, concept_id="sertraline")
    return patient_id


def medication(patient_id, med=PHENELZINE, origin=Origin.CLINIC):
    return Medication(patient_id, med, Horizon.LONG_TERM, origin, concept_id=med)


def entry(clinic, **changes):
    dosage = a_dosage("15", tablet="15")
    return replace(PlanEntry(clinic.today(), "new_indication", dosage), **changes)


def checked(clinic, patient_id, med=PHENELZINE):
    change = PlannedChange(
        ChangeAction.START,
        medication(patient_id, med),
        clinic.today(),
        a_dosage("15", tablet="15"),
    )
    return signing.check_for_signing(clinic, patient_id, change)


def changed(clinic, patient_id, dose="15"):
    """Check the medication that is taken already with another dose or the same one."""
    (item,) = [
        each
        for each in plan.plan_as_of(clinic, patient_id, clinic.today())
        if each.medication.concept_id == PHENELZINE
    ]
    dosage = a_dosage(dose, tablet="15")
    change = PlannedChange(
        ChangeAction.CHANGE, item.medication, clinic.today(), dosage, item.medication.id
    )
    return signing.check_for_signing(clinic, patient_id, change)


def reasons(alerts, code="tolerated", text=""):
    return tuple(OverrideReason(finding_key(alert), code, text) for alert in alerts)


def statuses(clinic, patient_id):
    items = plan.plan_as_of(clinic, patient_id, clinic.today())
    return {item.medication.name: item.status for item in items}


def kept(clinic, patient_id):
    with clinic.store.read() as work:
        return safety_decisions.for_patient(work.connection, patient_id)


def test_that_what_interrupts_is_refused_without_a_reason_and_nothing_is_written(
    clinic, patient_id
):
    with pytest.raises(UnansweredFindings) as refusal:
        plan.start_medication(clinic, medication(patient_id), entry(clinic))
    assert refusal.value.findings[0].severity is AlertSeverity.CONTRAINDICATED
    assert "phenelzine" not in str(refusal.value)
    assert statuses(clinic, patient_id) == {"sertraline": PlanStatus.ACTIVE}
    assert kept(clinic, patient_id) == []


def test_that_a_reason_signs_it_and_is_kept_with_the_event(clinic, patient_id):
    unanswered = checked(clinic, patient_id).unanswered
    given = reasons(unanswered, "other", "  Washed out in hospital  ")
    change = plan.start_medication(clinic, medication(patient_id), entry(clinic, reasons=given))
    decisions = kept(clinic, patient_id)
    assert len(decisions) == len(unanswered)
    first = decisions[0]
    assert (first.decision, first.reason_text) == (Decision.OVERRIDDEN, "Washed out in hospital")
    assert (first.event_id, first.medication_id) == (change.event_id, change.medication_id)
    assert first.decided_by == "ana.berg"


def test_that_a_reason_of_another_finding_is_none(clinic, patient_id):
    unanswered = checked(clinic, patient_id).unanswered
    strange = [
        OverrideReason(replace(finding_key(a), ref="other"), "tolerated") for a in unanswered
    ]
    with pytest.raises(UnansweredFindings):
        plan.start_medication(clinic, medication(patient_id), entry(clinic, reasons=tuple(strange)))


@pytest.mark.parametrize(("code", "text"), [("", ""), ("other", " "), ("made_up", "x")])
def test_that_a_reason_is_one_of_the_list_and_other_is_said(clinic, patient_id, code, text):
    given = reasons(checked(clinic, patient_id).unanswered, code, text)
    with pytest.raises(Invalid, match="reason"):
        plan.start_medication(clinic, medication(patient_id), entry(clinic, reasons=given))


def test_that_a_reason_stands_the_next_time_instead_of_being_asked_again(clinic, patient_id):
    given = reasons(checked(clinic, patient_id).unanswered, "monitored")
    plan.start_medication(clinic, medication(patient_id), entry(clinic, reasons=given))
    again = changed(clinic, patient_id)
    interaction = [a for a, d in again.standing if d.reason_code == "monitored"]
    assert interaction
    assert not {finding_key(a) for a in interaction} & {finding_key(a) for a in again.unanswered}


def test_that_another_patients_reason_does_not_stand(clinic, patient_id):
    given = reasons(checked(clinic, patient_id).unanswered)
    plan.start_medication(clinic, medication(patient_id), entry(clinic, reasons=given))
    other = a_patient(clinic, family_name="Okafor")
    a_medication(clinic, other, concept_id="sertraline")
    assert checked(clinic, other).standing == ()
    assert checked(clinic, other).unanswered


def test_that_what_others_prescribe_is_recorded_as_it_is(clinic, patient_id):
    plan.start_medication(clinic, medication(patient_id, origin=Origin.OUTSIDE), entry(clinic))
    assert statuses(clinic, patient_id)["phenelzine"] is PlanStatus.ACTIVE


def test_that_a_resume_is_checked_like_a_start(clinic):
    patient_id = a_patient(clinic)
    today = clinic.today()
    held = a_medication(
        clinic,
        patient_id,
        name=PHENELZINE,
        concept_id=PHENELZINE,
        dosage=a_dosage("15", tablet="15"),
        started=today - timedelta(days=90),
    )
    hold = PlanEntry(today - timedelta(days=60), "procedure")
    try:
        plan.hold_medication(clinic, patient_id, held.medication_id, hold)
    except UnansweredFindings as refusal:
        given = reasons(refusal.findings)
        plan.hold_medication(clinic, patient_id, held.medication_id, replace(hold, reasons=given))
    a_medication(clinic, patient_id, concept_id="sertraline", origin=Origin.OUTSIDE)
    with pytest.raises(UnansweredFindings):
        plan.resume_medication(clinic, patient_id, held.medication_id, PlanEntry(today, "resolved"))


def test_that_the_report_tells_how_often_each_rule_was_overridden(clinic, patient_id):
    unanswered = checked(clinic, patient_id).unanswered
    signing.give_up_change(clinic, patient_id, unanswered)
    assert {(t.shown, t.overridden) for t in signing.override_report(clinic)} == {(1, 0)}
    plan.start_medication(
        clinic, medication(patient_id), entry(clinic, reasons=reasons(unanswered))
    )
    report = signing.override_report(clinic)
    assert {(each.shown, each.overridden, each.rate) for each in report} == {(2, 1, 0.5)}


def test_that_what_was_seen_and_avoided_counts_as_heeded(clinic, patient_id):
    seen = checked(clinic, patient_id).unanswered
    other = medication(patient_id, "folic_acid")
    plan.start_medication(clinic, other, entry(clinic, seen=seen))
    assert {each.decision for each in kept(clinic, patient_id)} == {Decision.HEEDED}
    assert {each.event_id for each in kept(clinic, patient_id)} == {None}


def test_that_a_stop_taken_back_is_checked_like_a_change(clinic):
    patient_id, today = a_patient(clinic), clinic.today()
    started = today - timedelta(days=90)
    held = a_medication(
        clinic, patient_id, name=PHENELZINE, concept_id=PHENELZINE,
        dosage=a_dosage("15", tablet="15"), started=started,
    )  # fmt: skip
    stop = overriding(
        lambda given: plan.stop_medication(clinic, patient_id, held.medication_id, given),
        PlanEntry(today - timedelta(days=60), "no_benefit"),
    )
    a_medication(clinic, patient_id, concept_id="sertraline", started=today - timedelta(days=30))
    retract = partial(plan.retract_event, clinic, patient_id, stop.event_id, "wrong_medication")
    with pytest.raises(UnansweredFindings) as refusal:
        retract()
    assert statuses(clinic, patient_id)[PHENELZINE] is PlanStatus.STOPPED
    retract(reasons=reasons(refusal.value.findings))
    assert statuses(clinic, patient_id)[PHENELZINE] is PlanStatus.ACTIVE
    assert refusal.value.findings[0].message in {each.message for each in kept(clinic, patient_id)}


def test_that_a_dose_that_holds_again_is_checked_and_a_start_taken_back_is_not(clinic):
    patient_id, today = a_patient(clinic), clinic.today()
    made = a_medication(
        clinic, patient_id, concept_id="sertraline", dosage=a_dosage("150", tablet="50"),
        started=today - timedelta(days=9),
    )  # fmt: skip
    lowered = overriding(
        lambda given: plan.change_dose(clinic, patient_id, made.medication_id, given),
        PlanEntry(today, "side_effect", a_dosage("50", tablet="50")),
    )
    outside = {"concept_id": "sertraline", "name": "Zoloft", "origin": Origin.OUTSIDE}
    a_medication(clinic, patient_id, dosage=a_dosage("100", tablet="100"), **outside)
    with pytest.raises(UnansweredFindings) as refusal:
        plan.retract_event(clinic, patient_id, lowered.event_id, "wrong_dose")
    assert any("250" in alert.message for alert in refusal.value.findings)
    given = reasons(refusal.value.findings)
    plan.retract_event(clinic, patient_id, lowered.event_id, "wrong_dose", reasons=given)
    plan.retract_event(clinic, patient_id, made.event_id, "wrong_dose")
    assert statuses(clinic, patient_id)["sertraline"] is PlanStatus.ENTERED_IN_ERROR


def test_that_a_reason_is_asked_for_again_after_a_new_start_and_the_old_one_is_shown(
    clinic, patient_id
):
    given = reasons(checked(clinic, patient_id).unanswered, "monitored")
    started = plan.start_medication(clinic, medication(patient_id), entry(clinic, reasons=given))
    stop = PlanEntry(clinic.today(), "other", comment="as agreed")
    overriding(
        lambda each: plan.stop_medication(clinic, patient_id, started.medication_id, each), stop
    )
    again = checked(clinic, patient_id)
    (line,) = [line for line in safety_view(again).shown if line.earlier]
    assert line.asks is not None
    assert "It is being monitored. Asked again: it was started anew since." in line.earlier
    with pytest.raises(UnansweredFindings):
        plan.adopt_medication(
            clinic, patient_id, started.medication_id, entry(clinic, reason_code="restart")
        )


def test_that_a_higher_dose_asks_again_and_a_lower_one_does_not(clinic, patient_id):
    given = reasons(checked(clinic, patient_id).unanswered, "monitored")
    dosage = a_dosage("30", tablet="15")
    plan.start_medication(
        clinic, medication(patient_id), entry(clinic, reasons=given, dosage=dosage)
    )
    assert AlertKind.INTERACTION not in {a.kind for a in changed(clinic, patient_id).unanswered}
    higher = changed(clinic, patient_id, "45")
    assert AlertKind.INTERACTION in {alert.kind for alert in higher.unanswered}
    assert Lapse.DOSE in {why for _, _, why in higher.lapsed}


def test_that_a_contraindicated_one_is_asked_again_after_half_a_year(tmp_path):
    now = [datetime(2026, 1, 5, 15, tzinfo=UTC)]
    clinic = make_clinic(tmp_path, clock=lambda: now[0]).clinic
    try:
        patient_id = a_patient(clinic)
        a_medication(clinic, patient_id, concept_id="sertraline")
        given = reasons(checked(clinic, patient_id).unanswered, "monitored")
        plan.start_medication(clinic, medication(patient_id), entry(clinic, reasons=given))
        now[0] += timedelta(days=179)
        stands = {alert.severity for alert, _ in changed(clinic, patient_id).standing}
        assert AlertSeverity.CONTRAINDICATED in stands
        now[0] += timedelta(days=2)
        late = changed(clinic, patient_id)
        assert {why for a, _, why in late.lapsed if a.kind is AlertKind.INTERACTION} == {Lapse.TIME}
        standing = review_standing(clinic, patient_id)
        assert standing is not None
        assert Lapse.TIME in {why for _, _, why in standing.lapsed}
    finally:
        clinic.close()
