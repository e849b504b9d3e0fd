"""Filling measures in: answers, what they come to, and taking them back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from practice_desk.domain.errors import Invalid
from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.domain.questionnaire_response import AnswerMode
from practice_desk.domain.scoring import typed_row
from practice_desk.domain.self_harm import newest_answer
from practice_desk.gui.models.measure_words import series_words
from practice_desk.services.clinic import Clinic
from practice_desk.services.measures import (
    ResponseEntry,
    SavedResponse,
    find_measure,
    read_measures,
    retract_response,
    retract_score,
    save_response,
    save_total,
)
from practice_desk.services.risk import open_risks
from practice_desk.storage import health
from tests.audit_rows import audit_rows
from tests.factories import a_patient, make_clinic


@pytest.fixture
def clinic(tmp_path: Path) -> Iterator[Clinic]:
    made = make_clinic(tmp_path / "clinic").clinic
    yield made
    made.close()


def filled_in(
    clinic: Clinic, patient_id: int, name: str, row: str, days_ago: int = 0
) -> SavedResponse:
    instrument = find_measure(name)
    assert instrument is not None
    at = clinic.now() - timedelta(days=days_ago)
    answers = typed_row(instrument, row)
    entry = ResponseEntry(instrument, answers, AnswerMode.PAPER, "the patient", at)
    return save_response(clinic, patient_id, entry)


def test_that_a_response_comes_back_with_the_words_it_was_given_to(clinic: Clinic):
    patient_id = a_patient(clinic)
    filled_in(clinic, patient_id, "phq9", "1230001-01")
    (response,) = read_measures(clinic, patient_id).responses
    first, last = response.answers[0], response.answers[-1]
    assert first.question == "Little interest or pleasure in doing things"
    assert (first.value, first.chosen) == (1, "Several days")
    assert last.chosen == "Somewhat difficult"
    assert response.answers[7].value is None
    assert (response.total, response.meaning) == (Decimal(8), "mild")  # 7 x 9 / 8 = 7.9
    assert response.mode is AnswerMode.PAPER


def test_that_totals_filled_in_typed_and_imported_make_one_series(clinic: Clinic):
    patient_id = a_patient(clinic)
    filled_in(clinic, patient_id, "phq9", "3333332000", days_ago=10)
    filled_in(clinic, patient_id, "phq9", "1111000000")
    survey, before = ObservationCategory.SURVEY, clinic.now() - timedelta(days=50)
    name = "Patient Health Questionnaire 9 item (PHQ-9) total score [Reported]"
    imported = Observation(patient_id, survey, name, before, "44261-6", Decimal(22), "{score}")
    with clinic.store.write() as work:
        health.observations.add(work.connection, imported)
        work.commit()
    series = {each.name: each for each in read_measures(clinic, patient_id).series}
    phq9 = series["PHQ-9"]
    assert [point.total for point in phq9.points] == [22, 20, 4]
    assert [point.response is None for point in phq9.points] == [True, False, False]
    found = phq9.change()
    assert found is not None
    assert (found.response, found.remission) == (True, True)


def test_that_item_9_reaches_the_rules_about_self_harm(clinic: Clinic):
    patient_id = a_patient(clinic)
    made = filled_in(clinic, patient_id, "phq9", "000000002-")
    assert made.response.needs_assessment
    assert [trigger.item for trigger in made.score.safety] == ["q9"]
    with clinic.store.read() as work:
        scores = health.observations.newest(work.connection, patient_id, ObservationCategory.SURVEY)
    screen = newest_answer(scores, ())
    assert screen is not None
    assert (screen.asked, screen.positive) == ("PHQ-9 item 9: 2", True)


def test_that_taking_back_answers_takes_back_what_came_of_them(clinic: Clinic):
    patient_id = a_patient(clinic)
    made = filled_in(clinic, patient_id, "phq9", "000000002-")
    retract_response(clinic, made.response, "wrong chart")
    found = read_measures(clinic, patient_id)
    assert found.series == ()
    assert found.responses[0].retracted_reason == "wrong chart"


def test_that_taking_back_a_score_takes_back_its_answers(clinic: Clinic):
    patient_id = a_patient(clinic)
    filled_in(clinic, patient_id, "phq9", "1110000020")
    (total,) = (each for each in read_measures(clinic, patient_id).series if each.name == "PHQ-9")
    retract_score(clinic, total.latest.observation, "wrong chart")
    found = read_measures(clinic, patient_id)
    assert found.series == ()
    assert found.responses[0].retracted_reason == "wrong chart"


def test_that_an_unscored_response_is_kept_and_adds_no_total(clinic: Clinic):
    patient_id = a_patient(clinic)
    made = filled_in(clinic, patient_id, "gad7", "111----")
    assert made.response.not_scored == "Not scored: 4 questions are open, and none may be."
    found = read_measures(clinic, patient_id)
    assert found.series == ()
    assert len(found.responses) == 1


def test_that_saving_answers_is_one_row_of_the_audit_trail(clinic: Clinic):
    patient_id = a_patient(clinic)
    before = len(audit_rows(clinic))
    made = filled_in(clinic, patient_id, "phq9", "0123012301")
    added = audit_rows(clinic)[before:]
    assert [row.detail for row in added] == [f"questionnaire_response {made.saved.id}"]


def test_that_nothing_answered_and_a_time_to_come_are_refused(clinic: Clinic):
    patient_id = a_patient(clinic)
    with pytest.raises(Invalid, match="at least one"):
        filled_in(clinic, patient_id, "phq9", "----------")
    with pytest.raises(Invalid, match="future"):
        filled_in(clinic, patient_id, "phq9", "0000000000", days_ago=-1)


def test_that_an_open_item_9_stays_visible_with_the_total(clinic: Clinic):
    patient_id = a_patient(clinic)
    filled_in(clinic, patient_id, "phq9", "11111111-0")
    (found,) = read_measures(clinic, patient_id).series
    assert found.latest.total == 9
    assert found.meaning(found.latest) == "mild; question 9 was not answered: ask it"


def test_that_a_typed_total_that_implies_item_9_opens_the_risk_path(clinic: Clinic):
    patient_id, phq9 = a_patient(clinic), find_measure("phq9")
    assert phq9 is not None
    assert save_total(clinic, patient_id, phq9, "24").response is None
    made = save_total(clinic, patient_id, phq9, "25")
    assert made.response is not None
    assert made.response.needs_assessment
    assert [each.patient_id for each in open_risks(clinic)] == [patient_id]


def test_that_item_9_is_no_measure_of_its_own(clinic: Clinic):
    patient_id = a_patient(clinic)
    filled_in(clinic, patient_id, "phq9", "000000002-")
    found = read_measures(clinic, patient_id)
    assert [each.name for each in found.series] == ["PHQ-9"]


def test_that_the_baseline_is_the_last_total_up_to_the_start_of_treatment(clinic: Clinic):
    patient_id = a_patient(clinic)
    for row, days_ago in (("1111000000", 90), ("3333332000", 30), ("1111100000", 0)):
        filled_in(clinic, patient_id, "phq9", row, days_ago=days_ago)
    (found,) = read_measures(clinic, patient_id).series
    told = series_words(found, clinic.today() - timedelta(days=20))
    assert "Since the baseline 20 on" in told
    assert "the last total up to the start of treatment on" in told
    assert "down 15 points" in told
    assert ", the first total: up 1 point" in series_words(found)


def test_that_a_contradiction_is_kept_with_the_answers_and_the_total(clinic: Clinic):
    patient_id = a_patient(clinic)
    made = filled_in(clinic, patient_id, "pc_ptsd5", "011111")
    assert made.response.total == 0
    assert made.response.meaning.endswith(
        "question 1 is answered “No”, but 5 others are answered “Yes”: ask again"
    )
    assert sum(made.response.values().values()) == 5
