"""What is computed of a treatment, and that what is missing is "not known"."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from practice_desk.domain.adverse_event import AdverseEvent
from practice_desk.domain.supply import Fill, FillSource, SupplyEntry
from practice_desk.services import charts, side_effects, supply
from practice_desk.services.clinic import Clinic
from practice_desk.services.measures import find_measure, save_total
from practice_desk.services.response_summary import NOT_KNOWN, Statement
from practice_desk.services.timeline import read_timeline
from tests.factories import a_medication, a_patient
from tests.unit.services.test_timeline import score, weeks_ago


def statements(clinic: Clinic, patient_id: int) -> dict[str, Statement]:
    found = read_timeline(clinic, charts.reload_chart(clinic, patient_id)).summary
    return {f"{each.topic} {each.subject}": each for each in found}


@pytest.fixture
def patient_id(clinic: Clinic) -> int:
    """Sertraline 50 mg for eight weeks."""
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, started=weeks_ago(clinic, 8), concept_id="sertraline")
    return patient_id


def test_that_nothing_is_guessed_where_nothing_is_recorded(clinic: Clinic, patient_id: int):
    found = statements(clinic, patient_id)
    assert found["Response Response"].said == NOT_KNOWN
    assert found["Adherence sertraline, as taken"].said == NOT_KNOWN
    assert found["Phase sertraline"].said == "adequate trial"
    assert "Adequate: 8 weeks in a row at 50 mg a day or more" in found["Phase sertraline"].why
    assert "Sackeim" in found["Phase sertraline"].why
    assert found["Side effects Side effects"].said == "none open"


@pytest.mark.parametrize(
    ("totals", "said"),
    [
        (("22", "4"), "remission"),
        (("22", "11"), "response, not in remission"),
        (("22", "12"), "no response, better"),
        (("12", "12"), "no response"),
        (("12", "15"), "no response, worse"),
        (("12",), NOT_KNOWN),
        (("8", "5"), "not in remission, better"),
        (("8", "14"), "not in remission, worse"),
        (("8", "4"), "remission"),
    ],
)
def test_that_response_is_told_against_the_baseline(
    clinic: Clinic, patient_id: int, totals: tuple[str, ...], said: str
):
    for total, weeks in zip(totals, (9, 1), strict=False):
        score(clinic, patient_id, total, weeks_ago(clinic, weeks))
    statement = statements(clinic, patient_id)["Response PHQ-9"]
    assert statement.said == said
    assert "Baseline: the last total up to the start of treatment" in statement.why
    goals = "Response: 50 % better or more, from a baseline of 10 on. Remission: under 5."
    assert goals in statement.why


def test_that_an_old_score_tells_nothing_of_now(clinic: Clinic, patient_id: int):
    for total, weeks in (("22", 30), ("4", 13)):
        score(clinic, patient_id, total, weeks_ago(clinic, weeks))
    statement = statements(clinic, patient_id)["Response PHQ-9"]
    assert statement.said == NOT_KNOWN
    assert "more than 12 weeks ago" in statement.why


def test_that_fills_and_open_side_effects_are_told(clinic: Clinic, patient_id: int):
    chart = charts.reload_chart(clinic, patient_id)
    item = chart.plan[0].medication.id
    day = clinic.today() - timedelta(days=39)
    fill = Fill(Decimal(30), FillSource.PHARMACY, days=30)
    entry = SupplyEntry(patient_id, day, fill, clinic.now(), "", medication_id=item)
    supply.record_supply(clinic, entry)
    told = AdverseEvent(patient_id, "feel sick", weeks_ago(clinic, 1), "Nausea", severity=3)
    side_effects.report_side_effect(clinic, told)
    found = statements(clinic, patient_id)
    assert found["Adherence sertraline, as taken"].said == "75 % of days covered"
    assert "30 of 40 days" in found["Adherence sertraline, as taken"].why
    assert found["Side effects Side effects"].said == "Nausea (moderate)"


@pytest.mark.parametrize(
    ("totals", "weeks", "said", "tone"),
    [
        (("20", "20"), (57, 1), "long trial without response", "caution"),
        (("20", "20"), (50, 1), "long trial without response", "caution"),
        (("20", "8"), (57, 1), "maintenance", "success"),
        (("6", "6"), (50, 1), "maintenance", "success"),
        (("20", "20"), (57, 13), "maintenance", "success"),
    ],
)
def test_that_a_long_trial_without_response_is_no_maintenance(
    clinic: Clinic, totals: tuple[str, str], weeks: tuple[int, int], said: str, tone: str
):
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, started=weeks_ago(clinic, 57), concept_id="sertraline")
    for total, ago in zip(totals, weeks, strict=True):
        score(clinic, patient_id, total, weeks_ago(clinic, ago))
    found = statements(clinic, patient_id)["Phase sertraline"]
    assert (found.said, found.tone) == (said, tone)


def test_that_a_child_with_autism_is_not_judged_by_a_rule_for_adults_with_schizophrenia(
    clinic: Clinic,
):
    born = clinic.today().replace(year=clinic.today().year - 10, day=1)
    patient_id = a_patient(clinic, birth_date=born)
    a_medication(
        clinic,
        patient_id,
        started=weeks_ago(clinic, 8),
        concept_id="risperidone",
        name="risperidone",
        indication="Irritability in autism",
    )
    found = statements(clinic, patient_id)["Phase risperidone"]
    assert found.said == NOT_KNOWN
    assert "no rule for this age or indication" in found.why
    assert "TRRIP" not in found.why


def test_that_a_measure_that_was_low_before_says_nothing_of_a_long_trial(clinic: Clinic):
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, started=weeks_ago(clinic, 40), concept_id="sertraline")
    score(clinic, patient_id, "8", weeks_ago(clinic, 41))
    score(clinic, patient_id, "5", weeks_ago(clinic, 2))
    assert statements(clinic, patient_id)["Phase sertraline"].said == "maintenance"
    score(clinic, patient_id, "13", weeks_ago(clinic, 1))
    assert statements(clinic, patient_id)["Phase sertraline"].said == "long trial without response"


@pytest.mark.parametrize(
    ("name", "totals", "said", "why"),
    [
        ("gad7", ("16", "8"), "response", "Added to the pack: half of the baseline"),
        ("gad7", ("16", "9"), "no response, better", "A change of 4 or more counts."),
        ("gad7", ("8", "4"), "response not judged, better", "from a baseline of 10 on"),
        ("pcl5", ("50", "40"), "better by a change that counts", "A change of 10 or more counts."),
        ("pcl5", ("50", "41"), "no change that counts", ""),
        ("pcl5", ("30", "44"), "worse by a change that counts", ""),
        ("who5", ("8", "16"), None, ""),
    ],
)
def test_that_other_measures_tell_what_their_rules_allow_and_whose_rules_they_are(
    clinic: Clinic, patient_id: int, name: str, totals: tuple[str, ...], said: str | None, why: str
):
    instrument = find_measure(name)
    assert instrument is not None
    for total, weeks in zip(totals, (9, 1), strict=True):
        at = clinic.now() - timedelta(weeks=weeks)
        save_total(clinic, patient_id, instrument, total, at)
    found = statements(clinic, patient_id).get(f"Response {instrument.short_name}")
    assert (found.said if found else None) == said
    assert why in (found.why if found else "")


def test_that_a_measure_that_a_check_asks_for_is_told_as_due_once(clinic: Clinic):
    patient_id = a_patient(clinic)
    a_medication(clinic, patient_id, started=weeks_ago(clinic, 60), concept_id="risperidone")
    due = statements(clinic, patient_id)["Due Due now"]
    assert due.said.count("AIMS") == 1
    assert "AIMS movement exam" in due.said
