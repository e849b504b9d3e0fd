"""Who was measured, responded and is in remission."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.instrument import Band, ChangeRule, Instrument
from practice_desk.domain.period import Period
from practice_desk.domain.report import number_of
from practice_desk.domain.report_outcomes import (
    DatedTotal,
    Standing,
    TreatedPatient,
    latest_in,
    outcome_of,
    outcomes,
)
from practice_desk.domain.report_outcomes_tables import latest_totals
from practice_desk.domain.waiting_time import Wait

BEGUN = date(2026, 3, 1)
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
PHQ9 = Instrument(
    "phq9", "PHQ-9", 0, 27,
    change=ChangeRule(counts=5, response_percent=50, remission_below=5, response_from=10),
)  # fmt: skip
ISI = Instrument("isi", "ISI", 0, 28, change=ChangeRule(counts=6, remission_below=8))
CGI_I = Instrument("cgi_i", "CGI-I", 1, 7, change=ChangeRule(response_at_most=2))
PCL5 = Instrument("pcl5", "PCL-5", 0, 80, change=ChangeRule(counts=10, reliable=5))


def a_patient(*totals: int, every: int = 14, chosen: int | None = None) -> TreatedPatient:
    """Return somebody whose totals begin with the treatment, one every so many days."""
    made = tuple(
        DatedTotal(BEGUN + timedelta(days=every * n), Decimal(total), n + 1)
        for n, total in enumerate(totals)
    )
    return TreatedPatient(1, BEGUN, made, chosen)


@pytest.mark.parametrize(
    ("instrument", "totals", "standing"),
    [
        (PHQ9, (), Standing.NOT_MEASURED),
        (PHQ9, (18,), Standing.NOT_AGAIN),
        (PHQ9, (9, 3), Standing.NOT_JUDGED),  # NCQA, DRR-E: from 10 on
        (PHQ9, (18, 10), Standing.NO_RESPONSE),
        (PHQ9, (18, 9), Standing.RESPONSE),
        (PHQ9, (18, 4), Standing.REMISSION),
        (PHQ9, (18, 4, 16), Standing.NO_RESPONSE),
        (ISI, (7, 3), Standing.NOT_JUDGED),  # in remission to begin with
        (ISI, (20, 9), Standing.NO_RESPONSE),
        (ISI, (20, 7), Standing.REMISSION),
        (CGI_I, (2,), Standing.RESPONSE),
        (CGI_I, (4, 3), Standing.NO_RESPONSE),
        (PCL5, (60, 20), Standing.NOT_JUDGED),
    ],
)
def test_that_the_rules_of_the_measure_say_where_somebody_stands(
    instrument: Instrument, totals: tuple[int, ...], standing: Standing
) -> None:
    assert outcome_of(instrument, a_patient(*totals), YEAR).standing is standing


def test_that_a_total_between_two_bands_counts_in_one() -> None:
    banded = replace(PHQ9, bands=(Band(0, 4, "minimal"), Band(5, 27, "more")))
    half = replace(a_patient(), totals=(DatedTotal(BEGUN, Decimal("4.5"), 1),))
    rows = latest_totals(banded, [half], YEAR).table.rows
    assert [number_of(row[1]) for row in rows] == [1, 0, 0]


def test_that_a_chosen_baseline_comes_before_the_first_total() -> None:
    assert outcome_of(PHQ9, a_patient(10, 20, 9), YEAR).standing is Standing.NO_RESPONSE
    assert outcome_of(PHQ9, a_patient(10, 20, 9, chosen=2), YEAR).standing is Standing.RESPONSE


def test_that_the_last_total_up_to_the_start_of_treatment_is_the_baseline() -> None:
    before = DatedTotal(BEGUN - timedelta(days=200), Decimal(11), 8)
    last = DatedTotal(BEGUN - timedelta(days=3), Decimal(20), 9)
    later = DatedTotal(BEGUN + timedelta(days=40), Decimal(10), 10)
    found = outcome_of(PHQ9, TreatedPatient(1, BEGUN, (before, last, later)), YEAR)
    assert (found.baseline, found.standing) == (last, Standing.RESPONSE)
    assert found.to_response == Wait(43, ended=True)


def test_that_what_comes_after_the_period_does_not_count_and_what_was_before_is_no_follow_up() -> (
    None
):
    course = a_patient(20, 4)
    until_may = Period(date(2026, 1, 1), BEGUN + timedelta(days=13))
    assert outcome_of(PHQ9, course, until_may).standing is Standing.NOT_AGAIN
    autumn = Period(date(2026, 9, 1), date(2026, 10, 1))
    assert outcome_of(PHQ9, course, autumn).standing is Standing.NOT_AGAIN
    assert latest_in(course, autumn) is None
    assert latest_in(course, YEAR) == course.totals[-1]


def test_that_without_response_the_wait_goes_to_the_last_total() -> None:
    assert outcome_of(PHQ9, a_patient(20, 18, 15), YEAR).to_response == Wait(28, ended=False)
    assert outcome_of(PHQ9, a_patient(20, 9, 18), YEAR).to_response == Wait(14, ended=True)
    assert outcome_of(PHQ9, a_patient(9, 3), YEAR).to_response is None


def test_that_changes_that_count_are_told_where_there_is_no_rule_for_a_response() -> None:
    found = outcomes(
        PCL5,
        [
            TreatedPatient(number, BEGUN, a_patient(*totals).totals)
            for number, totals in enumerate(((60, 49), (60, 55), (40, 52)))
        ],
        YEAR,
    )
    assert found.moved(better=True).patient_ids == {0}
    assert found.moved(better=False).patient_ids == {2}
    assert found.judged.number == 0
    assert found.to_response.median is None


courses = st.lists(st.lists(st.integers(0, 27), max_size=4), max_size=12)


@given(courses, st.sampled_from([PHQ9, ISI, CGI_I, PCL5]))
@settings(max_examples=60)
def test_that_everybody_counts_once_and_no_stage_has_more_than_the_one_before(
    totals: list[list[int]], instrument: Instrument
) -> None:
    patients = [
        TreatedPatient(number, BEGUN, a_patient(*each).totals) for number, each in enumerate(totals)
    ]
    found = outcomes(instrument, patients, YEAR)
    assert sum(found.those(each).number for each in Standing) == len(patients)
    stages = [
        each.patient_ids
        for each in (
            found.treated,
            found.measured,
            found.again,
            found.judged,
            found.responded,
            found.remitted,
        )
    ]
    assert all(later <= earlier for earlier, later in pairwise(stages))
    waits = found.to_response
    assert waits.ended + waits.going_on == found.judged.number
    assert waits.ended >= found.responded.number
