"""Refills, days' supply and the first visit: kept with the plan, checked, never in a letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from practice_desk.domain.dispense_request import DispenseRequest, FirstVisit
from practice_desk.domain.errors import Invalid
from practice_desk.domain.medication import Horizon, Medication, Origin
from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.domain.safety import AlertKind, AlertSeverity, ChangeAction
from practice_desk.domain.safety_decision import UnansweredFindings
from practice_desk.domain.supply import Fill, FillSource, QuantityLimit, SupplyEntry
from practice_desk.services import letters, plan
from practice_desk.services.plan import PlanEntry
from practice_desk.services.safety import check_medication_change
from practice_desk.services.safety_question import PlannedChange
from practice_desk.services.safety_review import review_standing
from practice_desk.services.supply import record_supply
from practice_desk.services.vitals import save_visit
from tests.factories import a_dosage, a_medication, a_patient, a_pharmacy, overriding
from tests.unit.letters.samples import text_of


@pytest.fixture
def patient_id(clinic):
    return a_patient(clinic, preferred_pharmacy_id=a_pharmacy(clinic))


def controlled(clinic, patient_id, med, refills=None, days=None, visit=None):
    """Return the federal rules found for a start, and what was not entered."""
    medication = Medication(patient_id, med, Horizon.LONG_TERM, concept_id=med)
    change = PlannedChange(
        ChangeAction.START,
        medication,
        clinic.today(),
        a_dosage("1", tablet="1"),
        dispense_request=DispenseRequest(refills, days, visit),
    )
    alerts = check_medication_change(clinic, patient_id, change).alerts
    missing = [a.message for a in alerts if (a.kind, a.ref) == (AlertKind.NOT_CHECKED, "supply")]
    return {a.ref for a in alerts if a.kind is AlertKind.CONTROLLED}, "".join(missing)


@pytest.mark.parametrize(
    ("med", "refills", "days", "rule"),
    [
        ("methylphenidate", 1, 30, "ctl_cii_refill"),
        ("clonazepam", 6, 30, "ctl_c3c4_refill_count"),
        ("clonazepam", 5, 37, "ctl_c3c4_refill_age"),
        ("clonazepam", 2, 90, None),
        ("clonazepam", 5, 30, None),
        ("methylphenidate", 0, 30, None),
        ("clonazepam", 0, 90, "ctl_prn_quantity"),
        ("pregabalin", 9, 30, None),
        ("sertraline", 11, 90, None),
    ],
)
def test_that_the_federal_limits_hold_for_what_is_entered(
    clinic, patient_id, med, refills, days, rule
):
    about_refills = {"ctl_cii_refill", "ctl_c3c4_refill_count", "ctl_c3c4_refill_age"}
    found, missing = controlled(clinic, patient_id, med, refills, days, FirstVisit.IN_PERSON)
    assert found & (about_refills | {rule}) == ({rule} if rule else set())
    assert not missing


def test_that_a_first_visit_by_telehealth_is_told_what_ends_when(clinic, patient_id):
    found, _ = controlled(clinic, patient_id, "clonazepam", 0, 30, FirstVisit.TELEHEALTH_ONLY)
    assert "ctl_telehealth" in found
    found, _ = controlled(clinic, patient_id, "clonazepam", 0, 30, FirstVisit.IN_PERSON)
    assert "ctl_telehealth" not in found


@pytest.mark.parametrize(
    ("med", "refills", "days", "words"),
    [
        ("clonazepam", None, None, "refills, days' supply and how the first visit was held"),
        ("clonazepam", 2, None, "days' supply and how the first visit was held"),
        ("methylphenidate", None, 30, "refills and how the first visit was held"),
        ("pregabalin", None, 30, "how the first visit was held"),
        ("sertraline", None, None, ""),
    ],
)
def test_that_only_what_a_rule_asks_for_and_nobody_entered_is_not_checked(
    clinic, patient_id, med, refills, days, words
):
    _, missing = controlled(clinic, patient_id, med, refills, days)
    assert missing == (f"Not checked: {words} (not entered)." if words else "")


def test_that_one_visit_in_person_counts_for_every_medication(clinic, patient_id):
    sign, _ = started(clinic, patient_id, DispenseRequest(0, 30, FirstVisit.IN_PERSON))
    sign()
    found, missing = controlled(clinic, patient_id, "methylphenidate", 0, 30)
    assert not missing
    assert "ctl_telehealth" not in found


def test_that_nothing_is_missed_of_a_prescription_from_elsewhere(clinic, patient_id):
    medication = Medication(
        patient_id, "x", Horizon.LONG_TERM, Origin.OUTSIDE, concept_id="clonazepam"
    )
    change = PlannedChange(ChangeAction.START, medication, clinic.today(), a_dosage("1"))
    alerts = check_medication_change(clinic, patient_id, change).alerts
    assert "supply" not in {alert.ref for alert in alerts}


def started(clinic, patient_id, request):
    entry = PlanEntry(
        clinic.today(), "new_indication", a_dosage("1", tablet="1"), dispense_request=request
    )
    medication = Medication(
        patient_id, "clonazePAM", Horizon.LONG_TERM, concept_id="clonazepam", schedule="CIV"
    )
    return lambda given=entry: plan.start_medication(clinic, medication, given), entry


def test_that_too_many_refills_are_not_signed_without_a_reason(clinic, patient_id):
    sign, _ = started(clinic, patient_id, DispenseRequest(6, 30))
    with pytest.raises(UnansweredFindings) as refusal:
        sign()
    assert [each.ref for each in refusal.value.findings] == ["ctl_c3c4_refill_count"]
    assert not plan.plan_as_of(clinic, patient_id, clinic.today())


def test_that_counts_that_can_not_be_are_refused(clinic, patient_id):
    sign, _ = started(clinic, patient_id, DispenseRequest(-1))
    with pytest.raises(Invalid, match="Refills"):
        sign()


def test_that_what_was_entered_holds_until_the_next_dose_and_over_a_hold(clinic, patient_id):
    request = DispenseRequest(2, 30, FirstVisit.IN_PERSON)
    sign, _ = started(clinic, patient_id, request)
    made = sign()
    today = clinic.today()
    hold = PlanEntry(today, "side_effect")
    overriding(
        lambda given: plan.hold_medication(clinic, patient_id, made.medication_id, given), hold
    )
    (item,) = plan.plan_as_of(clinic, patient_id, today)
    assert item.dispense_request == request
    change = PlannedChange(
        ChangeAction.START, item.medication, today, item.dosage, made.medication_id
    )
    alerts = check_medication_change(clinic, patient_id, change).alerts
    assert "supply" not in {alert.ref for alert in alerts}
    resume = PlanEntry(today, "resolved")
    overriding(
        lambda given: plan.resume_medication(clinic, patient_id, made.medication_id, given), resume
    )
    entry = PlanEntry(today + timedelta(days=1), "planned_step", a_dosage("2", tablet="1"))
    plan.change_dose(clinic, patient_id, made.medication_id, entry)
    (item,) = plan.plan_as_of(clinic, patient_id, today + timedelta(days=1))
    assert item.dispense_request is None


def test_that_no_letter_carries_refills_or_supply(clinic, patient_id):
    sign, _ = started(clinic, patient_id, DispenseRequest(1, 73))
    draft = letters.pharmacy_notice_draft(clinic, patient_id, [sign().event_id])
    text = text_of(letters.render_draft(draft).pdf).casefold()
    assert "clonazepam" in text
    assert not [word for word in ("refill", "supply", "73 days") if word in text]


def test_that_a_planned_medication_tells_what_was_entered(clinic, patient_id):
    later = clinic.today() + timedelta(days=7)
    sign, entry = started(clinic, patient_id, DispenseRequest(1, 14))
    sign(replace(entry, effective_on=later))
    (item,) = plan.plan_as_of(clinic, patient_id, clinic.today())
    assert item.dispense_request == DispenseRequest(1, 14)


def test_that_a_plain_medication_may_have_them_too(clinic, patient_id):
    a_medication(clinic, patient_id)
    (item,) = plan.plan_as_of(clinic, patient_id, clinic.today())
    assert item.dispense_request is None


def at_risk(clinic, patient_id):
    now, survey = clinic.now(), ObservationCategory.SURVEY
    item_9 = Observation(patient_id, survey, "PHQ-9 item 9", now, "44260-8", Decimal(2))
    save_visit(clinic, patient_id, [item_9])


def quantities(alerts):
    return {a.ref: a.severity for a in alerts if a.kind is AlertKind.QUANTITY_LIMIT}


def supplied(clinic, patient_id, medication_id, details):
    entry = SupplyEntry(patient_id, clinic.today(), details, clinic.now(), "", medication_id)
    record_supply(clinic, entry)


def test_that_a_fill_over_a_limit_is_found_in_the_plan_and_what_is_unknown_is_said(
    clinic, patient_id
):
    sertraline = a_medication(clinic, patient_id, concept_id="sertraline").medication_id
    a_medication(clinic, patient_id, name="mirtazapine", concept_id="mirtazapine")
    at_risk(clinic, patient_id)
    before = review_standing(clinic, patient_id).findings.alerts
    assert not quantities(before)
    (missing,) = [a for a in before if a.ref == "days_supply"]
    assert set(missing.medications) == {"sertraline", "mirtazapine"}
    supplied(clinic, patient_id, sertraline, QuantityLimit(7, "PHQ-9 item 9"))
    supplied(clinic, patient_id, sertraline, Fill(Decimal(30), FillSource.PHARMACY, 30))
    after = review_standing(clinic, patient_id).findings.alerts
    assert quantities(after) == {"sertraline": AlertSeverity.MODERATE}
    (missing,) = [a for a in after if a.ref == "days_supply"]
    assert missing.medications == ("mirtazapine",)


def test_that_the_supply_entered_with_a_change_comes_before_the_last_fill(clinic, patient_id):
    item = a_medication(clinic, patient_id, concept_id="sertraline").medication_id
    at_risk(clinic, patient_id)
    supplied(clinic, patient_id, item, Fill(Decimal(90), FillSource.PHARMACY))  # 90 days of one

    def told(request=None):
        (taken,) = plan.plan_as_of(clinic, patient_id, clinic.today())
        change = PlannedChange(
            ChangeAction.CHANGE,
            taken.medication,
            clinic.today(),
            a_dosage("100", tablet="50"),
            item,
            dispense_request=request,
        )
        alerts = check_medication_change(clinic, patient_id, change).alerts
        return [a.message for a in alerts if a.kind is AlertKind.QUANTITY_LIMIT]

    assert "; 90 days of sertraline are too many at a time." in told()[0]
    assert not told(DispenseRequest(3, 7))
