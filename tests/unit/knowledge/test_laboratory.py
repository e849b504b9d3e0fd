"""The table of tests, and the pack's monitoring put on dates and bounds."""

from __future__ import annotations

import json

import pytest

from practice_desk.assets import asset
from practice_desk.domain.monitoring import MonitoringKind
from practice_desk.domain.safety import PatientFacts, TakenMedication
from practice_desk.domain.units import find_unit
from practice_desk.knowledge.laboratory import FILE_NAME, laboratory, read_laboratory
from practice_desk.knowledge.safety.pack import safety_pack
from practice_desk.knowledge.safety.schedule import watched

PACK, LAB = safety_pack(), laboratory()
WOMAN = PatientFacts(age=30, sex="female")


def checks(med: str, patient: PatientFacts = WOMAN):
    taken = (TakenMedication(med),)
    return {each.monitoring.id: each for each in watched(PACK, LAB, patient, taken, med)}


def test_that_every_code_and_bound_of_the_packs_monitoring_is_known():
    unknown = [
        f"{rule.id}: {what}"
        for rule in PACK.facts.monitoring
        for what in (
            *(code for code in rule.loinc if LAB.find(code) is None),
            *(alert.unit for alert in rule.alerts if alert.unit and find_unit(alert.unit) is None),
        )
    ]
    assert not unknown


@pytest.mark.parametrize("rule", PACK.facts.monitoring, ids=lambda rule: rule.id)
def test_that_every_check_concerns_some_patient(rule):
    med = next(med for med in PACK.medications if rule in PACK.monitoring_of(med))
    found = [
        each
        for age in (10, 30, 70)
        for sex in ("female", "male")
        for each in checks(med, PatientFacts(age=age, sex=sex, conditions=_all_conditions(rule)))
        if each == rule.id
    ]
    assert found or rule.only_if is not None or rule.id in _replaced()


def _all_conditions(rule) -> frozenset[str]:
    when = rule.only_if
    every = () if when is None else (*when.any, *when.all)
    return frozenset(condition for each in every for condition in each.condition)


def _replaced() -> set[str]:
    return {rule.replaces for rule in PACK.facts.monitoring if rule.replaces}


def test_that_what_is_not_known_of_a_patient_leaves_a_question_and_no_gap():
    assert checks("valproate")["mon_pregnancy_test_valproate"].monitoring.unsure
    sure = PatientFacts(age=30, sex="female", childbearing_potential=True)
    assert not checks("valproate", sure)["mon_pregnancy_test_valproate"].monitoring.unsure
    never = PatientFacts(age=30, sex="female", childbearing_potential=False)
    assert "mon_pregnancy_test_valproate" not in checks("valproate", never)
    assert checks("carbamazepine")["mon_carbamazepine_hla"].monitoring.baseline_days is None


def test_that_a_panel_counts_once_for_tests_that_stand_for_one_another():
    heart = checks("clozapine")["mon_clozapine_myocarditis"].monitoring
    assert ("10839-9", "6598-7") in heart.codes
    kidney = checks("lithium")["mon_lithium_renal"].monitoring
    assert kidney.codes == (("2160-0",),)  # eGFR is worked out of it


def test_that_a_bound_for_one_medicine_of_a_rule_is_used_for_that_one_only():
    names = {t.action for t in checks("desipramine")["mon_tca_level"].thresholds}
    assert not [name for name in names if name.startswith("Nortriptyline")]
    assert checks("nortriptyline")["mon_tca_level"].tests[0].unit == "ng/mL"


def test_that_an_injections_date_is_no_test_that_is_due_before_it():
    due = checks("paliperidone_palmitate_1m")["mon_lai_due"].monitoring
    assert due.kind is MonitoringKind.ADMIN
    assert not due.baseline


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda found: found["tests"][0].update(unit="mEq"), "no unit"),
        (lambda found: found["tests"][1].update(code="14334-7"), "twice"),
        (lambda found: found["panels"][0].update(codes=["1-1"]), "no test"),
        (lambda found: found["tests"][0].update(colour="red"), "colour"),
        (lambda found: found.update(format=99), "another format"),
    ],
)
def test_that_a_faulty_table_is_refused(change, problem):
    found = json.loads(asset("resources", "knowledge", FILE_NAME).read_bytes())
    change(found)
    with pytest.raises(ValueError, match=problem):
        read_laboratory(json.dumps(found).encode())
