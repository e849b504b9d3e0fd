"""Checking a change of the plan against the chart, on a real encrypted clinic."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from practice_desk.domain.allergy_intolerance import (
    AllergyIntolerance,
    AllergySeverity,
    AllergyType,
)
from practice_desk.domain.condition import Condition, ConditionCategory
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.medication import Horizon, Medication, Origin
from practice_desk.domain.observation import (
    Observation,
    ObservationCategory,
    ObservationComponent,
    SubstanceUse,
    SubstanceUseStatus,
)
from practice_desk.domain.patient import SexAssigned
from practice_desk.domain.patient_fact import FACT_KINDS, fact
from practice_desk.domain.quantity import Quantity
from practice_desk.domain.safety import AlertKind, AlertSeverity, ChangeAction
from practice_desk.domain.supply import QuantityLimit, SupplyEntry
from practice_desk.gui.models.safety_view import safety_view
from practice_desk.services import health, plan
from practice_desk.services.plan import PlanEntry
from practice_desk.services.safety import check_medication_change
from practice_desk.services.safety_question import PlannedChange
from practice_desk.services.safety_review import review_standing
from practice_desk.services.signing import CheckedChange
from practice_desk.services.supply import record_supply
from practice_desk.services.vitals import save_visit
from tests.factories import a_dosage, a_medication, a_patient, make_clinic


@pytest.fixture
def patient_id(clinic):
    return a_patient(clinic)


def found(clinic, patient_id, med, action=ChangeAction.START, dosage=None, item=None, name=""):
    medication = Medication(patient_id, name or med, Horizon.LONG_TERM, concept_id=med)
    dosage = dosage or (None if action is ChangeAction.STOP else a_dosage())
    change = PlannedChange(action, medication, clinic.today(), dosage, item)
    return check_medication_change(clinic, patient_id, change).alerts


def kinds(alerts, severity=None):
    return {alert.kind for alert in alerts if severity in (None, alert.severity)}


def not_checked(alerts):
    return {alert.ref for alert in alerts if alert.kind is AlertKind.NOT_CHECKED}


@pytest.mark.parametrize("origin", [Origin.CLINIC, Origin.OUTSIDE, Origin.OWN])
def test_that_whatever_is_taken_is_checked_against_what_begins(clinic, patient_id, origin):
    a_medication(clinic, patient_id, concept_id="sertraline", origin=origin)
    alerts = found(clinic, patient_id, "phenelzine", dosage=a_dosage("15", tablet="15"))
    assert AlertKind.INTERACTION in kinds(alerts, AlertSeverity.CONTRAINDICATED)


def test_that_what_was_just_stopped_still_needs_its_washout(clinic, patient_id):
    today = clinic.today()
    started = a_medication(
        clinic, patient_id, concept_id="fluoxetine", started=today - timedelta(days=90)
    )
    entry = PlanEntry(today - timedelta(days=7), "switch_out")
    plan.stop_medication(clinic, patient_id, started.medication_id, entry)
    alerts = found(clinic, patient_id, "phenelzine", dosage=a_dosage("15", tablet="15"))
    assert AlertKind.WASHOUT in kinds(alerts)
    assert AlertKind.INTERACTION not in kinds(alerts)


def test_that_an_allergy_rules_out_and_an_intolerance_only_warns(clinic, patient_id):
    allergy = AllergyIntolerance(
        patient_id, "sertraline", substance_id="sertraline", severity=AllergySeverity.SEVERE
    )
    health.save_allergy(clinic, allergy)
    (alert,) = [a for a in found(clinic, patient_id, "sertraline") if a.kind is AlertKind.ALLERGY]
    assert alert.severity is AlertSeverity.CONTRAINDICATED
    other = a_patient(clinic, given_name="Ana")
    intolerance = AllergyIntolerance(
        other, "sertraline", AllergyType.INTOLERANCE, "sertraline", "Nausea"
    )
    health.save_allergy(clinic, intolerance)
    (alert,) = [a for a in found(clinic, other, "sertraline") if a.kind is AlertKind.ALLERGY]
    assert alert.severity is AlertSeverity.MODERATE
    assert "Nausea" in alert.message


def test_that_a_dose_above_the_ceiling_is_found(clinic, patient_id):
    alerts = found(clinic, patient_id, "sertraline", dosage=a_dosage("500", tablet="100"))
    assert AlertKind.DOSE_ABOVE_MAX in kinds(alerts, AlertSeverity.MAJOR)


def test_that_a_dose_in_other_units_is_compared_as_the_same_amount(clinic, patient_id):
    grams = Dosage(Quantity(Decimal("0.5"), "g"), timing=a_dosage().timing)
    assert AlertKind.DOSE_ABOVE_MAX in kinds(found(clinic, patient_id, "sertraline", dosage=grams))
    drops = Dosage(Quantity(Decimal(5), "drops"), timing=a_dosage().timing)
    assert "dose" in not_checked(found(clinic, patient_id, "sertraline", dosage=drops))


def test_that_a_condition_is_found_by_its_code_but_not_in_the_family(clinic, patient_id):
    seizures = Condition(patient_id, "Epilepsy", icd10cm="G40.909")
    family = Condition(patient_id, "Epilepsy", category=ConditionCategory.FAMILY, icd10cm="G40.909")
    health.save_condition(clinic, family)
    assert AlertKind.PATIENT_RULE not in kinds(
        found(clinic, patient_id, "bupropion", dosage=a_dosage("150")),
        AlertSeverity.CONTRAINDICATED,
    )
    health.save_condition(clinic, seizures)
    assert AlertKind.PATIENT_RULE in kinds(
        found(clinic, patient_id, "bupropion", dosage=a_dosage("150")),
        AlertSeverity.CONTRAINDICATED,
    )


def test_that_a_medication_to_be_stepped_down_is_not_stopped_silently(clinic, patient_id):
    started = a_medication(clinic, patient_id, concept_id="clonazepam")
    item = started.medication_id
    assert AlertKind.TAPER in kinds(
        found(clinic, patient_id, "clonazepam", ChangeAction.STOP, item=item)
    )


def test_that_a_changed_medication_is_not_its_own_duplicate(clinic, patient_id):
    started = a_medication(clinic, patient_id, concept_id="sertraline")
    item = started.medication_id
    changed = found(clinic, patient_id, "sertraline", ChangeAction.CHANGE, item=item)
    assert AlertKind.DUPLICATE_CLASS not in kinds(changed)
    assert AlertKind.DUPLICATE_CLASS in kinds(found(clinic, patient_id, "sertraline"))


def test_that_what_can_not_be_looked_up_is_said_to_be_not_checked(clinic, patient_id):
    a_medication(clinic, patient_id, name="grandmother's tea", origin=Origin.OWN)
    free = Dosage.free("as directed")
    a_medication(clinic, patient_id, name="lithium", concept_id="lithium", dosage=a_dosage())
    health.save_allergy(clinic, AllergyIntolerance(patient_id, "Red dye"))
    health.save_condition(clinic, Condition(patient_id, "Something rare"))
    alerts = found(clinic, patient_id, "sertraline", dosage=free)
    wanted = {"dose", "uncoded", "uncoded_allergies", "conditions", "hepatic"}
    assert wanted <= not_checked(alerts)
    assert "medication" in not_checked(found(clinic, patient_id, "", name="Something typed"))


def test_that_a_chart_that_says_nothing_about_allergies_is_not_checked_for_them(clinic, patient_id):
    assert "allergies" in not_checked(found(clinic, patient_id, "sertraline"))


def test_that_the_findings_say_which_pack_and_that_it_is_a_draft(clinic, patient_id):
    medication = Medication(patient_id, "x", Horizon.LONG_TERM, concept_id="sertraline")
    change = PlannedChange(ChangeAction.START, medication, clinic.today(), a_dosage())
    findings = check_medication_change(clinic, patient_id, change)
    assert findings.is_draft
    assert findings.pack_version
    assert [a.severity.rank for a in findings.alerts] == sorted(
        a.severity.rank for a in findings.alerts
    )


def test_that_past_its_review_date_nothing_reads_as_checked(tmp_path):
    made = make_clinic(tmp_path, clock=lambda: datetime(2027, 11, 24, 18, tzinfo=UTC))
    try:
        patient_id = a_patient(made.clinic)
        medication = Medication(
            patient_id, "sertraline", Horizon.LONG_TERM, concept_id="sertraline"
        )
        change = PlannedChange(ChangeAction.START, medication, made.clinic.today(), a_dosage())
        findings = check_medication_change(made.clinic, patient_id, change)
    finally:
        made.clinic.close()
    assert "past_review" in not_checked(findings.alerts)
    assert safety_view(CheckedChange(findings)).foot.startswith("Not checked against current facts")


def record(clinic, patient_id, **facts):
    kinds_of = {kind.display: kind for kind in FACT_KINDS}
    told = [
        fact(patient_id, kinds_of[display.replace("_", " ")], value, clinic.now(), "asked")
        for display, value in facts.items()
    ]
    save_visit(clinic, patient_id, told)


def test_that_recorded_facts_are_checked_and_no_longer_unknown(clinic):
    patient_id = a_patient(clinic, sex_assigned=SexAssigned.FEMALE)
    before = not_checked(found(clinic, patient_id, "valproate", dosage=a_dosage("750")))
    assert {"pregnant", "childbearing_potential", "weight"} <= before
    record(clinic, patient_id, Pregnancy="Pregnant", Liver_impairment="Moderate (Child-Pugh B)")
    alerts = found(clinic, patient_id, "valproate", dosage=a_dosage("750"))
    refs = {a.ref for a in alerts if a.severity is AlertSeverity.CONTRAINDICATED}
    assert {"preg_valproate", "cond_valproate_liver"} <= refs
    assert "pregnant" not in not_checked(alerts)


def test_that_a_positive_screen_limits_what_is_dangerous_in_overdose(clinic, patient_id):
    dosage = a_dosage("25", tablet="25")
    assert AlertKind.QUANTITY_LIMIT not in kinds(
        found(clinic, patient_id, "nortriptyline", dosage=dosage)
    )
    now = clinic.now()
    item_9 = Observation(
        patient_id, ObservationCategory.SURVEY, "PHQ-9 item 9", now, "44260-8", Decimal(2)
    )
    save_visit(clinic, patient_id, [item_9])
    assert AlertKind.QUANTITY_LIMIT in kinds(
        found(clinic, patient_id, "nortriptyline", dosage=dosage)
    )


def test_that_a_recorded_limit_is_told_in_place_of_the_advice_to_limit(clinic, patient_id):
    name = {"name": "nortriptyline", "concept_id": "nortriptyline"}
    started = a_medication(clinic, patient_id, dosage=a_dosage("25", tablet="25"), **name)
    category, now = ObservationCategory.SURVEY, clinic.now()
    item_9 = Observation(patient_id, category, "PHQ-9 item 9", now, "44260-8", Decimal(2))
    save_visit(clinic, patient_id, [item_9])

    def told():
        dosage, item = a_dosage("50", tablet="25"), started.medication_id
        alerts = found(clinic, patient_id, "nortriptyline", ChangeAction.CHANGE, dosage, item)
        wanted = AlertKind.QUANTITY_LIMIT
        return [(a.severity, a.message) for a in alerts if a.kind is wanted]

    ((severity, message),) = told()
    assert severity is AlertSeverity.MAJOR
    assert "the supply of nortriptyline has to be small." in message
    for days, is_small in ((90, False), (7, True)):
        limit = QuantityLimit(days, "PHQ-9 item 9")
        entry = SupplyEntry(
            patient_id, clinic.today(), limit, clinic.now(), "", started.medication_id
        )
        record_supply(clinic, entry)
        ((severity, message),) = told()
        assert (severity is AlertSeverity.INFORMATION) is is_small
        assert ("is limited to 7 days at a time" in message) is is_small


def test_that_what_nobody_asked_is_not_checked_and_what_was_answered_is(clinic, patient_id):
    dosage = a_dosage("1", tablet="1")
    assert "substances_not_asked" in not_checked(
        found(clinic, patient_id, "lorazepam", dosage=dosage)
    )
    for substance, status in (
        ("Alcohol", SubstanceUseStatus.CURRENT),
        ("Opioids", SubstanceUseStatus.NEVER),
    ):
        use = SubstanceUse(patient_id, substance, status, clinic.today())
        health.save_substance_use(clinic, use)
    alerts = found(clinic, patient_id, "lorazepam", dosage=dosage)
    assert "substances_not_asked" not in not_checked(alerts)
    assert "int_benzo_alcohol" in {a.ref for a in alerts}


def test_that_hypertension_counts_as_uncontrolled_only_when_it_is(clinic, patient_id):
    health.save_condition(clinic, Condition(patient_id, "Hypertension", icd10cm="I10"))
    dosage = a_dosage("75", tablet="75")
    assert "cond_snri_bp" not in {
        a.ref for a in found(clinic, patient_id, "venlafaxine", dosage=dosage)
    }
    parts = (
        ObservationComponent("8480-6", "Systolic", Decimal(162), "mm[Hg]"),
        ObservationComponent("8462-4", "Diastolic", Decimal(88), "mm[Hg]"),
    )
    pressure = Observation(
        patient_id, ObservationCategory.VITAL_SIGNS, "Blood pressure", clinic.now(), "85354-9",
        components=parts,
    )  # fmt: skip
    save_visit(clinic, patient_id, [pressure])
    assert "cond_snri_bp" in {
        a.ref for a in found(clinic, patient_id, "venlafaxine", dosage=dosage)
    }


def measured(clinic, patient_id, code, display, value, unit, days_ago=1):
    at = clinic.now() - timedelta(days=days_ago)
    result = Observation(
        patient_id, ObservationCategory.LABORATORY, display, at, code, Decimal(value), unit
    )
    save_visit(clinic, patient_id, [result])


def baselines(alerts):
    return {a.ref for a in alerts if a.kind is AlertKind.MONITORING_BASELINE}


def test_that_a_baseline_that_was_measured_lately_is_not_asked_for_again(clinic, patient_id):
    dosage = a_dosage("900", tablet="300")
    asked = baselines(found(clinic, patient_id, "lithium", dosage=dosage))
    assert {"mon_lithium_thyroid", "mon_lithium_renal"} <= asked
    measured(clinic, patient_id, "3016-3", "TSH", "2.1", "m[IU]/L")
    measured(clinic, patient_id, "2160-0", "Creatinine", "0.9", "mg/dL", days_ago=100)
    asked = baselines(found(clinic, patient_id, "lithium", dosage=dosage))
    assert "mon_lithium_thyroid" not in asked
    assert "mon_lithium_renal" in asked


def test_that_a_result_out_of_range_shows_for_the_medication_it_is_about(clinic, patient_id):
    measured(clinic, patient_id, "751-8", "ANC", "1.4", "10*3/uL")
    (alert,) = [
        a
        for a in found(clinic, patient_id, "clozapine", dosage=a_dosage("12.5", tablet="25"))
        if a.kind is AlertKind.LAB
    ]
    assert alert.severity is AlertSeverity.CONTRAINDICATED
    assert "1400" in alert.message
    assert AlertKind.LAB not in kinds(found(clinic, patient_id, "sertraline"))


def test_that_a_kidney_function_in_other_units_sets_the_ceiling(clinic, patient_id):
    measured(clinic, patient_id, "98979-8", "eGFR", "25", "mL/min/{1.73_m2}")
    dosage = a_dosage("1800", tablet="600")
    assert AlertKind.DOSE_ABOVE_MAX in kinds(found(clinic, patient_id, "gabapentin", dosage=dosage))


def bounded(clinic, patient_id, code, text, unit=""):
    at = clinic.now() - timedelta(days=1)
    category = ObservationCategory.LABORATORY
    result = Observation(patient_id, category, "Result", at, code, unit=unit, value_text=text)
    save_visit(clinic, patient_id, [result])


def on_lithium(clinic, patient_id):
    alerts = found(clinic, patient_id, "lithium", dosage=a_dosage("900", tablet="300"))
    return kinds(a for a in alerts if a.ref == "mon_lithium_level"), not_checked(alerts)


@pytest.mark.parametrize(("text", "unit"), [("<0.5 mmol/L", ""), (">1.6", "mmol/L")])
def test_that_a_bound_beyond_a_limit_is_found(clinic, patient_id, text, unit):
    bounded(clinic, patient_id, "14334-7", text, unit)
    levels, unread = on_lithium(clinic, patient_id)
    assert AlertKind.LAB in levels
    assert "result_14334-7" not in unread


def test_that_a_bound_that_does_not_decide_is_said(clinic, patient_id):
    bounded(clinic, patient_id, "14334-7", "<0.9 mmol/L")
    levels, unread = on_lithium(clinic, patient_id)
    assert AlertKind.LAB not in levels
    assert "result_14334-7" in unread


def test_that_a_result_without_a_known_unit_is_said_where_it_matters(clinic, patient_id):
    bounded(clinic, patient_id, "14334-7", "<0.5")
    assert "result_14334-7" in on_lithium(clinic, patient_id)[1]
    assert "result_14334-7" not in not_checked(found(clinic, patient_id, "sertraline"))


def test_that_a_bound_of_creatinine_is_one_of_the_filtration_rate_the_other_way(clinic):
    patient = a_patient(clinic, sex_assigned=SexAssigned.FEMALE)
    bounded(clinic, patient, "2160-0", ">4 mg/dL")
    alerts = found(clinic, patient, "lithium", dosage=a_dosage("900", tablet="300"))
    (alert,) = [a for a in alerts if a.kind is AlertKind.LAB]
    assert "<" in alert.message


def gabapentin(clinic, patient_id):
    alerts = found(clinic, patient_id, "gabapentin", dosage=a_dosage("1800", tablet="600"))
    return AlertKind.DOSE_ABOVE_MAX in kinds(alerts), "egfr" in not_checked(alerts)


def test_that_the_newer_of_filtration_rate_and_creatinine_counts(clinic):
    patient = a_patient(clinic, sex_assigned=SexAssigned.FEMALE)
    rate = ("98979-8", "eGFR", "90", "mL/min/{1.73_m2}")
    measured(clinic, patient, *rate, days_ago=90)
    assert gabapentin(clinic, patient) == (False, False)
    measured(clinic, patient, "2160-0", "Creatinine", "3.1", "mg/dL", days_ago=20)
    assert gabapentin(clinic, patient) == (True, False)
    measured(clinic, patient, *rate, days_ago=10)
    assert gabapentin(clinic, patient) == (False, False)


def test_that_an_older_kidney_function_does_not_stand_for_a_newer_unreadable_one(clinic):
    patient = a_patient(clinic, sex_assigned=SexAssigned.FEMALE)
    measured(clinic, patient, "98979-8", "eGFR", "90", "mL/min/{1.73_m2}", days_ago=90)
    bounded(clinic, patient, "2160-0", ">4 mg/dL")
    assert gabapentin(clinic, patient) == (False, True)


def test_that_rules_about_single_prescriptions_are_said_not_to_run_for_controlled_ones(
    clinic, patient_id
):
    controlled = found(clinic, patient_id, "clonazepam", dosage=a_dosage("1", tablet="1"))
    (alert,) = [each for each in controlled if each.ref == "supply"]
    assert alert.severity is AlertSeverity.INFORMATION
    assert alert.message == (
        "Not checked: refills, days' supply and how the first visit was held (not entered)."
    )
    assert "supply" not in not_checked(found(clinic, patient_id, "sertraline"))


def test_that_the_standing_plan_is_held_against_the_laboratory_results(clinic, patient_id):
    a_medication(
        clinic, patient_id, name="lithium", concept_id="lithium",
        dosage=a_dosage("900", tablet="300"),
    )  # fmt: skip
    measured(clinic, patient_id, "14334-7", "Lithium", "1.7", "mmol/L")
    checked = review_standing(clinic, patient_id)
    assert checked is not None
    assert "mon_lithium_level" in {
        alert.ref for alert in checked.findings.alerts if alert.kind is AlertKind.LAB
    }


@pytest.mark.parametrize("words", ["pending", "low"])
def test_that_a_newer_word_takes_no_older_number_away(clinic, patient_id, words):
    measured(clinic, patient_id, "751-8", "ANC", "0.4", "10*3/uL", days_ago=3)
    bounded(clinic, patient_id, "751-8", words)
    dosage = a_dosage("100", tablet="100")
    alerts = found(clinic, patient_id, "clozapine", dosage=dosage)
    assert AlertKind.LAB in kinds(alerts, AlertSeverity.CONTRAINDICATED) | kinds(
        alerts, AlertSeverity.EMERGENCY
    )
    assert "result_751-8" in not_checked(alerts)


def test_that_a_word_in_place_of_a_number_is_no_baseline(clinic, patient_id):
    bounded(clinic, patient_id, "751-8", "pending")
    alerts = found(clinic, patient_id, "clozapine", dosage=a_dosage("12.5", tablet="25"))
    assert "mon_clozapine_anc" in baselines(alerts)
