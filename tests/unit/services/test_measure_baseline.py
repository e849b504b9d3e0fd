"""With which total the others are compared: by the rule, or as a person chose it."""

from __future__ import annotations

import pytest

from practice_desk.domain.errors import Invalid
from practice_desk.domain.measure_series import MeasureSeries
from practice_desk.domain.timeline import Reached
from practice_desk.gui.models.measure_words import series_words
from practice_desk.services.charts import open_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.measures import choose_baseline, read_measures, retract_score
from practice_desk.services.timeline import PatientTimeline, read_timeline
from tests.factories import a_medication, a_patient
from tests.unit.services.test_timeline import score, weeks_ago

WHY = "the episode began in summer"


@pytest.fixture
def patient_id(clinic: Clinic) -> int:
    """Sertraline for ten weeks; the last total before it was low."""
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, started=weeks_ago(clinic, 10), concept_id="sertraline")
    for total, weeks in (("20", 14), ("11", 11), ("8", 1)):
        score(clinic, patient_id, total, weeks_ago(clinic, weeks))
    return patient_id


def series(clinic: Clinic, patient_id: int) -> MeasureSeries:
    (found,) = read_measures(clinic, patient_id).series
    return found


def timeline(clinic: Clinic, patient_id: int) -> PatientTimeline:
    return read_timeline(clinic, open_chart(clinic, patient_id))


def said(clinic: Clinic, patient_id: int) -> tuple[str, str]:
    found = timeline(clinic, patient_id).summary
    return next((each.said, each.why) for each in found if each.topic == "Response")


def test_that_a_chosen_baseline_counts_everywhere_and_says_why(clinic: Clinic, patient_id: int):
    assert said(clinic, patient_id)[0] == "no response, better"
    before = series(clinic, patient_id)
    choose_baseline(clinic, before, before.points[0].observation, f" {WHY} ")
    told, why = said(clinic, patient_id)
    assert told == "response, not in remission"
    assert "8 on" in why
    assert "against 20 on" in why
    assert f"because: {WHY}." in why
    (track,) = timeline(clinic, patient_id).timeline.measures
    assert [each.reached for each in track.readings][-1] is Reached.RESPONSE
    assert "response: 10 or less" in [bound.name for bound in track.bounds]
    words = series_words(series(clinic, patient_id), weeks_ago(clinic, 10))
    assert f"chosen because: {WHY}. Down 12 points" in words


def test_that_the_newest_choice_counts_and_none_goes_back_to_the_rule(
    clinic: Clinic, patient_id: int
):
    found = series(clinic, patient_id)
    choose_baseline(clinic, found, found.points[0].observation, WHY)
    choose_baseline(clinic, found, found.points[2].observation, WHY)
    assert "is itself the baseline" in said(clinic, patient_id)[1]
    choose_baseline(clinic, found, None, "by the rule after all")
    assert said(clinic, patient_id)[0] == "no response, better"


def test_that_a_chosen_total_that_was_taken_back_counts_no_more(clinic: Clinic, patient_id: int):
    found = series(clinic, patient_id)
    choose_baseline(clinic, found, found.points[0].observation, WHY)
    retract_score(clinic, found.points[0].observation, "another patient's")
    told, why = said(clinic, patient_id)
    assert told == "no response, better"
    assert "Baseline: the last total up to the start" in why


def test_that_a_choice_says_why_and_is_of_that_measure(clinic: Clinic, patient_id: int):
    found = series(clinic, patient_id)
    with pytest.raises(Invalid, match="Say why"):
        choose_baseline(clinic, found, found.points[0].observation, "  ")
    other = a_patient(clinic, given_name="Other")
    score(clinic, other, "20", weeks_ago(clinic, 3))
    with pytest.raises(ValueError, match="PHQ-9"):
        choose_baseline(clinic, found, series(clinic, other).points[0].observation, WHY)
