"""Education in a clinic: what is kept of a handout, what it may say, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from practice_desk.domain.condition import Condition
from practice_desk.domain.education import DueReason, EducationGiven, HandoutKind, TeachBack, Topic
from practice_desk.domain.errors import Invalid, LetterRefused, NotFound, StaleRecord
from practice_desk.domain.handout import MOST_OWN_WORDS
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.regimen import Regimen, RegimenStep
from practice_desk.services import charts, education, handout_words, handouts, health, plan
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


def test_that_the_calendar_of_a_handout_has_every_day_of_the_steps_and_the_day_after_the_last(
    clinic: Clinic, patient_id: int
):
    made, start = draft(clinic, patient_id, "es"), clinic.today()
    steps = Regimen((RegimenStep(a_dosage("50"), 7), RegimenStep(a_dosage("100"), 7)))
    entry = PlanEntry(start, "taper", regimen=steps)
    assert made.medication_id is not None
    plan.change_dose(clinic, patient_id, made.medication_id, entry)
    content = draft(clinic, patient_id, "es").content
    assert content is not None
    days = {each.day: each for each in content.calendar}
    assert len(days) == 28
    assert min(days).isoweekday() == 7
    assert all(not each.doses for day, each in days.items() if day < start)
    taken = [days[start + timedelta(days=ahead)].doses for ahead in (0, 6, 7, 13, 14)]
    assert [[each.amount for each in doses] for doses in taken] == [
        ["1 tableta (50 mg)"],
        ["1 tableta (50 mg)"],
        ["2 tabletas de 50 mg (100 mg)"],
        ["2 tabletas de 50 mg (100 mg)"],
        [],
    ]
    assert [day for day, each in days.items() if each.stops] == [start + timedelta(days=14)]
    text = " ".join(text_of(handouts.render_handout(draft(clinic, patient_id, "es")).pdf).split())
    assert "Su calendario" in text
    assert text.count("1 tableta (50 mg)") == 8, "in the schedule, and on seven days"


def test_that_the_calendar_leaves_out_what_is_taken_as_needed(clinic: Clinic, patient_id: int):
    as_needed = replace(a_dosage(), as_needed=True, as_needed_for="anxiety")
    made = draft(clinic, patient_id)
    assert made.content is not None
    assert made.content.calendar
    assert made.medication_id is not None
    entry = PlanEntry(clinic.today(), "side_effect", as_needed)
    plan.change_dose(clinic, patient_id, made.medication_id, entry)
    changed = draft(clinic, patient_id).content
    assert changed is not None
    assert changed.schedule
    assert changed.calendar == ()


def test_that_a_clinics_own_words_are_printed_as_the_clinics_and_every_version_is_kept(
    clinic: Clinic, patient_id: int
):
    before = handout_words.own_words(clinic, LITHIUM)
    handout_words.save_own_words(clinic, before, {"en": "Bring your blood test slip.", "es": ""})
    with pytest.raises(StaleRecord):
        handout_words.save_own_words(clinic, before, {"en": "Other words."})
    text = " ".join(text_of(handouts.render_handout(draft(clinic, patient_id)).pdf).split())
    assert "From Harbor Street Clinic Bring your blood test slip. Written by" in text
    spanish = text_of(handouts.render_handout(draft(clinic, patient_id, "es")).pdf)
    assert "Bring your" not in spanish
    newer = handout_words.own_words(clinic, LITHIUM)
    handout_words.save_own_words(clinic, newer, {"en": " ", "es": "Traiga su hoja."})
    found = handout_words.own_words(clinic, LITHIUM)
    assert [each.text for each in found.versions["en"]] == ["", "Bring your blood test slip."]
    assert "Bring your" not in text_of(handouts.render_handout(draft(clinic, patient_id)).pdf)
    with pytest.raises(Invalid):
        handout_words.save_own_words(clinic, found, {"en": "x" * (MOST_OWN_WORDS + 1)})
