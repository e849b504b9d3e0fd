"""What Naranjo's ninth question is answered with: a like reaction, of before this side effect."""

from __future__ import annotations

from datetime import timedelta

import pytest

from practice_desk.domain.adverse_event import AdverseEvent
from practice_desk.domain.allergy_intolerance import AllergyIntolerance
from practice_desk.services import charts, health, side_effects
from practice_desk.services.clinic import Clinic
from practice_desk.services.side_effect_basis import ReviewBasis
from tests.factories import a_medication, a_patient

YEAR = timedelta(days=365)


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
