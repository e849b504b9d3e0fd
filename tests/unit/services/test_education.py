"""Education in a clinic: what is kept of a handout, what it may say, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from practice_desk.domain.condition import Condition
from practice_desk.domain.education import DueReason, EducationGiven, HandoutKind, TeachBack, Topic
from practice_desk.domain.errors import LetterRefused, NotFound
from practice_desk.domain.letter import LetterDelivery
from practice_desk.services import charts, education, handouts, health, plan
from practice_desk.services.clinic import Clinic
from practice_desk.services.kept_letters import LeavingPages
from practice_desk.services.plan import PlanEntry
from tests.factories import a_dosage, a_medication, a_note, a_patient, a_pharmacy
from tests.unit.letters.samples import text_of

LITHIUM = Topic(HandoutKind.MEDICATION, "lithium")


@pytest.fixture
def patient_id(clinic: Clinic) -> int:
    """Lithium, and canaries in all that a handout may not tell."""
    patient_id = a_patient(clinic, alert="canary alert", preferred_pharmacy_id=a_pharmacy(clinic))
    a_medication(clinic, patient_id, name="lithium carbonate", concept_id="lithium")
    a_medication(clinic, patient_id, name="canarium", concept_id="")
    health.save_condition(clinic, Condition(patient_id, "Canary disorder", note="canary note"))
    a_note(clinic, patient_id, "canary note")
    return patient_id


def draft(clinic: Clinic, patient_id: int, language: str = "en") -> handouts.HandoutDraft:
    options = handouts.HandoutOptions(language)
    return handouts.handout_draft(clinic, patient_id, LITHIUM, options)


def give(clinic: Clinic, made: handouts.HandoutDraft) -> int:
    pages = LeavingPages(handouts.render_handout(made), LetterDelivery.PRINTED)
    taught = handouts.Taught(TeachBack.NEEDS_MORE, "  I drink water.  ")
    return handouts.give_handout(clinic, made, pages, taught).letter_id


@pytest.mark.parametrize("language", ["en", "es"])
def test_that_a_handout_tells_nothing_of_the_chart_but_this_medication(
    clinic: Clinic, patient_id: int, language: str
):
    made = draft(clinic, patient_id, language)
    text = " ".join(text_of(handouts.render_handout(made).pdf).split())
    assert "canar" not in text.lower()
    for expected in ("lithium carbonate", "50 mg", "Riverside Pharmacy", "(503) 555-0100"):
        assert expected in text


def test_that_giving_a_handout_keeps_the_paper_the_disclosure_and_the_teach_back(
    clinic: Clinic, patient_id: int
):
    letter_id = give(clinic, draft(clinic, patient_id))
    chart = charts.open_chart(clinic, patient_id)
    assert [each.id for each in chart.letters] == [letter_id]
    assert chart.disclosures[0].letter_id == letter_id
    (entry,) = chart.education
    assert (entry.letter_id, entry.patient_words) == (letter_id, "I drink water.")
    state = education.education_state(clinic, patient_id)
    assert [each.reason for each in state.due] == [DueReason.NEEDS_MORE]
    assert state.offers[0].topic == LITHIUM


def test_that_a_handout_is_refused_when_the_plan_changed_while_it_was_open(
    clinic: Clinic, patient_id: int
):
    made = draft(clinic, patient_id)
    entry = PlanEntry(clinic.today(), "side_effect", a_dosage("100"))
    assert made.medication_id is not None
    plan.change_dose(clinic, patient_id, made.medication_id, entry)
    with pytest.raises(LetterRefused):
        give(clinic, made)
    assert charts.open_chart(clinic, patient_id).education == ()


def test_that_education_never_refers_to_another_chart(clinic: Clinic, patient_id: int):
    other = a_medication(clinic, a_patient(clinic)).medication_id
    value = EducationGiven(
        patient_id,
        LITHIUM.kind,
        LITHIUM.id,
        "Your medicine: lithium",
        "en",
        clinic.today(),
        "somebody.else",
        clinic.now(),
    )
    with pytest.raises(NotFound):
        education.record_education(clinic, replace(value, medication_id=other))
    education.record_education(clinic, value)
    (kept,) = charts.open_chart(clinic, patient_id).education
    assert kept.given_by == clinic.session.user_name
