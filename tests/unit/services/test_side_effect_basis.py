"""What Naranjo's ninth question is answered with: a like reaction, of before this side effect."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from practice_desk.domain.adverse_event import AdverseEvent
from practice_desk.domain.adverse_event_review import (
    Action,
    Dechallenge,
    Decision,
    Review,
    Suspect,
)
from practice_desk.domain.allergy_intolerance import AllergyIntolerance
from practice_desk.domain.challenge import Challenge
from practice_desk.gui.models.side_effect_review_form import ReviewModel
from practice_desk.services import charts, health, side_effects
from practice_desk.services.clinic import Clinic
from practice_desk.services.side_effect_basis import Judged, ReviewBasis
from tests.factories import a_medication, a_patient

YEAR = timedelta(days=365)


class NotBetter(ReviewBasis):
    """A chart in which nobody has told it to be better."""

    def judged(self, effect_id: str, onset: date | None) -> tuple[Judged, ...]:
        """Return what the chart shows, with that."""
        shown = Challenge(Dechallenge.NOT_BETTER)
        return tuple(replace(each, challenge=shown) for each in super().judged(effect_id, onset))


@pytest.mark.parametrize(
    ("reaction", "ago", "answer"),
    [
        ("Mild rash", YEAR, "yes"),
        ("hives", YEAR, "yes"),
        ("Nausea", YEAR, "not_known"),
        ("", YEAR, "not_known"),
        ("Mild rash", timedelta(0), "not_known"),
    ],
)
def test_that_only_a_like_reaction_of_before_answers_the_ninth_question(
    clinic: Clinic, reaction: str, ago: timedelta, answer: str
):
    patient_id, today = a_patient(clinic), clinic.today()
    a_medication(clinic, patient_id, name="lamoTRIgine", concept_id="lamotrigine")
    report = AdverseEvent(patient_id, "A rash.", today, effect="Mild rash", onset_on=today)
    side_effects.report_side_effect(clinic, report)
    allergy = AllergyIntolerance(
        patient_id,
        "lamoTRIgine",
        substance_id="lamotrigine",
        reaction=reaction,
        onset_on=today - ago,
    )
    health.save_allergy(clinic, allergy)
    chart = charts.open_chart(clinic, patient_id)
    (judged,) = ReviewBasis(chart, chart.side_effects[0], today).judged("rash_mild", today)
    assert judged.answers[8].answer == answer


@pytest.mark.parametrize("signed", [Dechallenge.BETTER, Dechallenge.NOT_DONE])
def test_that_a_better_that_was_signed_is_not_taken_back_by_a_silent_chart(
    clinic: Clinic, signed: Dechallenge
):
    patient_id, today = a_patient(clinic), clinic.today()
    a_medication(clinic, patient_id, name="lamoTRIgine", concept_id="lamotrigine")
    (item,) = charts.open_chart(clinic, patient_id).plan
    report = AdverseEvent(patient_id, "A rash.", today, effect="Mild rash", onset_on=today)
    report_id = side_effects.report_side_effect(clinic, report).id
    suspect = Suspect(item.medication.id or 0, "lamoTRIgine", dechallenge=signed)
    review = Review(
        "Mild rash", (Decision(Action.WATCH),), suspects=(suspect,), recheck_on=today + YEAR
    )
    side_effects.review_side_effect(clinic, patient_id, report_id, review)
    chart = charts.open_chart(clinic, patient_id)
    model = ReviewModel(NotBetter(chart, chart.side_effects[0], today))
    model.look("Mild rash", today)
    kept = signed is Dechallenge.BETTER
    assert model.states[0].dechallenge is (signed if kept else Dechallenge.NOT_BETTER)


@pytest.mark.parametrize(
    ("words", "warned"),
    [
        ("Sick, and my throat is closing.", ["Serious allergy"]),
        ("Sick, no rash.", []),
        ("Sick to my stomach.", []),
    ],
)
def test_that_an_emergency_in_the_words_warns_in_the_review_whatever_was_coded(
    clinic: Clinic, words: str, warned: list[str]
):
    patient_id, today = a_patient(clinic), clinic.today()
    report = AdverseEvent(patient_id, words, today, effect="Nausea")
    side_effects.report_side_effect(clinic, report)
    chart = charts.open_chart(clinic, patient_id)
    found = ReviewBasis(chart, chart.side_effects[0], today).warnings("nausea")
    assert [each.effect for each in found] == warned
