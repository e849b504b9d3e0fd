"""Whether a trial was adequate, and how long it was at a dose."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_desk.domain.medication_trial import (
    Adequacy,
    DoseSpan,
    MedicationTrial,
    TrialRule,
    TrialUse,
    assess,
    check_trial,
    highest_dose,
    longest_run,
)
from practice_desk.domain.quantity import Quantity
from practice_desk.knowledge.follow_up import trial_rules

DAY = date(2026, 1, 5)
FIFTY = Decimal(50)
RULE = TrialRule("antidepressant", 4, "4 weeks", ("A form",))


def spans(*parts: tuple[int, int | None]) -> list[DoseSpan]:
    """Return spans one after the other: (days, mg a day), None for an unknown dose."""
    made, start = [], DAY
    for days, dose in parts:
        end = start + timedelta(days=days)
        amount = None if dose is None else Decimal(dose)
        made.append(DoseSpan(start, end, amount, amount))
        start = end
    return made


@pytest.mark.parametrize(
    ("parts", "days"),
    [
        ([(14, 25), (28, 50), (30, 100)], 58),
        ([(20, 50), (5, 0), (30, 50)], 30),
        ([(20, 50), (5, None), (10, 50)], 20),
        ([(60, 25)], 0),
        ([], 0),
    ],
)
def test_that_the_longest_run_at_the_dose_counts(parts, days):
    assert longest_run(spans(*parts), FIFTY) == days


def test_that_a_gap_between_two_courses_ends_the_run():
    first, second = spans((20, 50), (15, 50))
    later = DoseSpan(
        second.start + timedelta(days=90), second.end + timedelta(days=90), FIFTY, FIFTY
    )
    assert longest_run([later, first], FIFTY) == 20


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 300)), max_size=8))
def test_that_no_run_is_longer_than_the_course_or_shorter_for_a_lower_dose(parts):
    course = spans(*parts)
    run = longest_run(course, FIFTY)
    assert 0 <= run <= sum(days for days, _ in parts)
    assert run <= longest_run(course, Decimal(25))
    assert (run > 0) == any(dose >= 50 for _, dose in parts)
    assert highest_dose(course) == max((Decimal(d) for _, d in parts if d), default=None)


@pytest.mark.parametrize(
    ("days", "highest", "adequacy"),
    [
        (28, 50, Adequacy.ADEQUATE),
        (27, 50, Adequacy.TOO_SHORT),
        (0, 25, Adequacy.TOO_LOW),
        (None, 50, Adequacy.NOT_COMPUTED),
        (28, None, Adequacy.NOT_COMPUTED),
    ],
)
def test_that_the_rule_is_applied_and_shown(days, highest, adequacy):
    dose = None if highest is None else Decimal(highest)
    found = assess(days, dose, Quantity(FIFTY, "mg"), RULE)
    assert found.adequacy is adequacy
    if adequacy is Adequacy.ADEQUATE:
        assert found.sentence == (
            "Adequate: 4 weeks in a row at 50 mg a day or more; the rule asks for 4 (4 weeks)."
        )


def test_that_nothing_is_computed_without_a_rule_or_a_dose_to_compare():
    told = assess(90, FIFTY, Quantity(FIFTY, "mg"), None).sentence
    assert "no rule" in told
    assert "12 weeks in a row at 50 mg a day or more" in told
    assert "no lowest usual dose" in assess(90, FIFTY, None, RULE).sentence


def test_that_impossible_trials_are_refused():
    today = date(2026, 11, 25)
    tomorrow = today + timedelta(days=1)
    wrong = MedicationTrial(
        1, " ", began_on=tomorrow, ended_on=today, highest_dose=Decimal(0), weeks=-1
    )
    fields = {problem.field for problem in check_trial(wrong, today)}
    assert fields == {"name", "began_on", "ended_on", "highest_dose", "weeks"}


@pytest.mark.parametrize(
    ("group", "use", "fits"),
    [
        ("antipsychotic", TrialUse("Irritability in autism", ("F84.0",), 10), False),
        ("antipsychotic", TrialUse("Schizophrenia", (), 15), False),
        ("antipsychotic", TrialUse("Schizophrenia", (), 18), True),
        ("antipsychotic", TrialUse("Voices", ("F25.0",), 40), True),
        ("antipsychotic", TrialUse("Bipolar I disorder", ("F31.2",), 40), False),
        ("antipsychotic", TrialUse("Schizophrenia", (), None), False),
        ("antidepressant", TrialUse("Major depressive disorder", (), 40), True),
        ("antidepressant", TrialUse("PMDD", ("F32.81",), 40), False),
        ("antidepressant", TrialUse("", ("F33.1",), 40), True),
        ("antidepressant", TrialUse("", (), 40), False),
    ],
)
def test_that_a_rule_is_for_its_indication_and_age(group: str, use: TrialUse, fits: bool):
    (rule,) = (each for each in trial_rules() if each.group == group)
    assert rule.fits(use) is fits
    found = assess(90, FIFTY, Quantity(FIFTY, "mg"), rule, use)
    assert found.adequacy is (Adequacy.ADEQUATE if fits else Adequacy.NOT_COMPUTED)
    assert ("no rule for this age or indication" in found.sentence) is not fits
