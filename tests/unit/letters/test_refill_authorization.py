"""What a refill may be agreed to by letter, and what that letter says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice_desk.domain.medication import PlanStatus
from practice_desk.letters.controlled import DeaSchedule, reads_like_prescription
from practice_desk.letters.dates import six_months_after
from practice_desk.letters.facts import LetterFacts, MedicationFacts
from practice_desk.letters.kinds.refill_authorization import KIND, RefillContent
from practice_desk.letters.rendering import render

from .kind_samples import NOW, an_item, sample_choices, sample_facts
from .samples import text_of


def refill(schedule: str = "", **answers: str) -> LetterFacts:
    chosen = sample_choices(KIND)
    told = dict(chosen.answers) | answers
    return sample_facts(KIND, schedule, replace(chosen, answers=tuple(told.items())))


def wrong(facts: LetterFacts) -> list[str]:
    return [each.field for each in (*KIND.check(facts), *KIND.problems(KIND.build(facts)))]


def text(facts: LetterFacts) -> str:
    return text_of(render(KIND.code, KIND.build(facts), made_at=NOW).pdf)


def test_that_no_refill_of_a_c_ii_medication_is_agreed_to() -> None:
    assert wrong(refill("CII")) == ["medication"]
    assert wrong(refill("CII", answer="too_early")) == []


def test_that_an_unknown_schedule_counts_as_the_strictest() -> None:
    assert wrong(refill("C-9")) == ["medication"]


@pytest.mark.parametrize("schedule", ["CIII", "CIV"])
@pytest.mark.parametrize(
    ("refills", "given_so_far", "allowed"),
    [("5", "0", True), ("6", "0", False), ("3", "2", True), ("3", "3", False), ("", "0", False)],
)
def test_that_c_iii_and_c_iv_are_refilled_five_times_at_most(
    schedule: str, refills: str, given_so_far: str, allowed: bool
) -> None:
    found = wrong(refill(schedule, refills=refills, given=given_so_far))
    assert found == ([] if allowed else ["answers.refills"])


@pytest.mark.parametrize(
    ("written_on", "allowed"),
    [("2026-05-23", True), ("2026-05-22", False), ("", False), ("2026-11-24", False)],
)
def test_that_c_iii_and_c_iv_are_refilled_within_six_months(written_on: str, allowed: bool) -> None:
    """The letter is of Nov 23, 2026; 21 CFR 1306.22(a)."""
    assert wrong(refill("CIV", written_on=written_on)) == (
        [] if allowed else ["answers.written_on"]
    )
    assert wrong(refill("CV", written_on=written_on)) == []
    assert wrong(refill("", written_on=written_on)) == []


@pytest.mark.parametrize("schedule", ["CIII", "CIV", "CV"])
def test_that_the_number_of_refills_of_a_controlled_medication_is_not_on_paper(
    schedule: str,
) -> None:
    facts = refill(schedule, refills="4")
    page = text(facts)
    assert "AGREED: sertraline may be refilled" in page
    assert "by telephone or on an electronic prescription only" in page
    assert "4 more" not in page
    assert "50 mg" not in page
    content = KIND.build(facts)
    assert isinstance(content, RefillContent)
    assert content.refills is None
    smuggled = replace(content, refills=4)
    assert [each.field for each in KIND.problems(smuggled)] == ["refills"]


def test_that_the_last_day_for_a_refill_is_named() -> None:
    assert "Not after May 2, 2027" in text(refill("CIV", written_on="2026-11-02"))


def test_that_a_stopped_medication_is_not_refilled() -> None:
    stopped = MedicationFacts(replace(an_item(), status=PlanStatus.STOPPED))
    assert wrong(replace(refill(), medications=(stopped,))) == ["items"]


@settings(max_examples=40)
@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_that_six_months_later_is_the_same_day_or_the_last_of_that_month(day: date) -> None:
    later = six_months_after(day)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == 6
    assert later.day == day.day or (later.day < day.day and later.day >= 28)


@pytest.mark.parametrize(
    "text",
    ["#30", "30 tablets", "dispense one month", "qty 20", "2 refills", "take in the morning",
     "bid", "DEA MA1234563", "MA1234563", "1 x daily"],
)  # fmt: skip
def test_that_words_that_make_a_prescription_are_recognized(text: str) -> None:
    assert reads_like_prescription(text)


@pytest.mark.parametrize(
    "text", ["", "Please call Ms. Berg about it.", "It was lost on Nov 3.", "RX1234567"]
)
def test_that_other_words_are_not_taken_for_a_prescription(text: str) -> None:
    assert not reads_like_prescription(text)


def test_that_schedules_are_read_as_the_chart_writes_them() -> None:
    assert DeaSchedule.strictest("") is DeaSchedule.NONE
    assert DeaSchedule.strictest("CIV") is DeaSchedule.IV
