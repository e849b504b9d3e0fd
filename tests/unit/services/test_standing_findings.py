"""What stands in a plan when its chart is opened, and how the Summary words it."""

from __future__ import annotations

from datetime import timedelta

from practice_desk.domain.medication import Origin
from practice_desk.domain.patient import SexAssigned
from practice_desk.domain.patient_fact import FACT_KINDS, PREGNANT, fact
from practice_desk.domain.safety import AlertSeverity
from practice_desk.gui.models.safety_view import safety_view
from practice_desk.gui.models.standing_view import standing_facts, standing_rest
from practice_desk.services.safety_review import review_standing
from practice_desk.services.vitals import save_visit
from tests.factories import a_dosage, a_medication, a_patient


def standing(clinic, patient_id):
    found = review_standing(clinic, patient_id)
    assert found is not None
    return found


def test_that_a_chart_without_a_plan_has_no_findings(clinic):
    assert review_standing(clinic, a_patient(clinic)) is None


def test_that_what_stands_in_the_whole_plan_shows_with_the_reason_it_was_accepted_for(clinic):
    patient_id = a_patient(clinic)
    a_medication(
        clinic, patient_id, concept_id="ibuprofen", name="ibuprofen", origin=Origin.OWN,
        dosage=a_dosage("600", tablet="600"),
    )  # fmt: skip
    a_medication(
        clinic, patient_id, concept_id="lithium", name="lithium",
        dosage=a_dosage("900", tablet="300"),
    )  # fmt: skip
    found = standing(clinic, patient_id)
    major = [a.ref for a in found.findings.alerts if a.severity is AlertSeverity.MAJOR]
    assert major == ["int_lithium_nsaid"]
    assert found.unanswered == ()
    rows = standing_facts(safety_view(found))
    assert rows[0].pill is not None
    assert rows[0].pill.text == "Major"
    assert "Lithium toxicity" in rows[0].value


def test_that_a_fact_recorded_later_is_found_in_the_plan_that_stands(clinic):
    patient_id = a_patient(clinic, sex_assigned=SexAssigned.FEMALE)
    a_medication(clinic, patient_id, concept_id="valproate", dosage=a_dosage("750", tablet="250"))
    refs = {a.ref for a in standing(clinic, patient_id).findings.alerts}
    assert "preg_valproate" not in refs
    told = fact(patient_id, FACT_KINDS[0], PREGNANT, clinic.now(), "the patient")
    save_visit(clinic, patient_id, [told])
    refs = {a.ref for a in standing(clinic, patient_id).findings.alerts}
    assert "preg_valproate" in refs


def test_that_what_only_begins_later_does_not_stand_yet(clinic):
    patient_id = a_patient(clinic)
    later = clinic.today() + timedelta(days=30)
    a_medication(clinic, patient_id, concept_id="sertraline")
    a_medication(clinic, patient_id, concept_id="phenelzine", started=later)
    refs = {a.ref for a in standing(clinic, patient_id).findings.alerts}
    assert "int_maoi_ssri" not in refs


def test_that_a_quiet_plan_is_never_called_safe(clinic):
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, concept_id="melatonin", name="melatonin", origin=Origin.OWN)
    view = safety_view(standing(clinic, patient_id))
    words = f"{standing_rest(view)} {view.foot}"
    assert "Nothing contraindicated, major or moderate was found" in words
    assert "does not mean that it is safe" in words
