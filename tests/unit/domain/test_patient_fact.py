"""Facts for the safety checks: which statement counts on a day, and for how long."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from practice_desk.domain import patient_fact as facts
from practice_desk.domain.patient_fact import FACT_KINDS, KnownFacts, fact, known_facts

TODAY = date(2026, 11, 25)
KINDS = {kind.code: kind for kind in FACT_KINDS}


def told(code: str, value: str, days_ago: int = 0):
    at = datetime(2026, 11, 25, 18, tzinfo=UTC) - timedelta(days=days_ago)
    return fact(1, KINDS[code], value, at)


def on(*statements, day: date = TODAY) -> KnownFacts:
    return known_facts(statements, day)


def test_that_nothing_is_known_of_what_nobody_recorded():
    assert on() == KnownFacts()


@pytest.mark.parametrize(
    ("weeks_left", "trimester"), [(39, 1), (27, 1), (26, 2), (13, 2), (12, 3), (0, 3)]
)
def test_that_the_trimester_follows_from_the_due_date(weeks_left, trimester):
    due = (TODAY + timedelta(weeks=weeks_left)).isoformat()
    known = on(told(facts.DUE_DATE, due))
    assert (known.pregnant, known.trimester) == (True, trimester)


def test_that_a_pregnancy_ends():
    due = (TODAY - timedelta(days=15)).isoformat()
    assert on(told(facts.DUE_DATE, due, 200)).pregnant is None
    later = (TODAY + timedelta(days=90)).isoformat()
    said = on(told(facts.DUE_DATE, later, 60), told(facts.PREGNANCY, facts.NOT_PREGNANT, 3))
    assert (said.pregnant, said.trimester) == (False, None)


def test_that_the_newest_statement_counts_and_an_old_one_no_more():
    pregnant = told(facts.PREGNANCY, facts.PREGNANT, 30)
    not_pregnant = told(facts.PREGNANCY, facts.NOT_PREGNANT, 10)
    assert on(pregnant, not_pregnant).pregnant is False
    assert on(told(facts.PREGNANCY, facts.NOT_PREGNANT, 121)).pregnant is None
    assert on(told(facts.CYP2D6, facts.POOR, 5000)).metabolizers == {"cyp2d6_poor"}


def test_that_a_garbled_due_date_says_nothing():
    assert on(told(facts.DUE_DATE, "next spring")).pregnant is None


def test_that_liver_grades_and_ancestry_are_as_the_pack_names_them():
    grades = {on(told(facts.LIVER, choice)).hepatic for choice in KINDS[facts.LIVER].choices}
    assert grades == {"none", "mild", "moderate", "severe"}
    assert on(told(facts.ANCESTRY, facts.YES)).ancestry == "asian_at_risk"
    assert on(told(facts.ANCESTRY, facts.NO)).ancestry == "other"
