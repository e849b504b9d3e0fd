"""Where a side effect stands after what was told, decided, handed over and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from practice_desk.domain.adverse_event import (
    AdverseEvent,
    Course,
    Urgency,
    check_adverse_event,
)
from practice_desk.domain.adverse_event_review import (
    Action,
    AdverseEventReview,
    CaseOutcome,
    Causality,
    Decision,
    Details,
    Handover,
    Retraction,
    Review,
    Suspect,
    Told,
    ToldAgain,
    check_review,
)
from practice_desk.domain.side_effect_case import CaseStatus, SideEffectCase, case_of, cases

TODAY = date(2026, 11, 26)
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
REPORT = AdverseEvent(1, "I shake.", TODAY, effect="Tremor", severity=4, course=Course.NEW, id=7)
WATCH = Review("Tremor", (Decision(Action.WATCH),), recheck_on=TODAY + timedelta(days=7))
CLOSE = Review("Tremor", (), outcome=CaseOutcome.RECOVERED)


def entry(details: Details, number: int = 1, on: date = TODAY) -> AdverseEventReview:
    return AdverseEventReview(1, 7, on, details, NOW, "ana.berg", number)


def after(*details: Details, today: date = TODAY, report: AdverseEvent = REPORT) -> SideEffectCase:
    return case_of(report, [entry(each, number) for number, each in enumerate(details)], today)


def test_that_a_report_is_open_until_somebody_decides():
    assert after().status is CaseStatus.OPEN
    assert after(Handover("bo", Urgency.NOW)).status is CaseStatus.OPEN
    assert after(WATCH).status is CaseStatus.REVIEWED


def test_that_a_recheck_falls_due_on_its_day():
    day = TODAY + timedelta(days=7)
    assert after(WATCH, today=day - timedelta(days=1)).status is CaseStatus.REVIEWED
    assert after(WATCH, today=day).status is CaseStatus.RECHECK_DUE
    assert after(WATCH, today=day).is_open


def test_that_what_is_told_after_a_decision_opens_it_again():
    worse = ToldAgain(Told(Course.WORSE, 6))
    assert after(WATCH, worse).status is CaseStatus.OPEN
    assert after(CLOSE, worse).status is CaseStatus.OPEN
    assert after(CLOSE, worse, WATCH).status is CaseStatus.REVIEWED


def test_that_a_closed_one_tells_its_outcome_and_no_recheck():
    case = after(WATCH, CLOSE)
    assert (case.status, case.outcome, case.recheck_on) == (CaseStatus.CLOSED, "recovered", None)
    assert not case.is_open
    assert not case.goes_on


def test_that_being_entered_in_error_is_final():
    case = after(Retraction("wrong chart"), WATCH)
    assert (case.status, case.retracted_reason) == (CaseStatus.RETRACTED, "wrong chart")


def test_that_what_was_not_asked_again_stays_as_told_before():
    case = after(ToldAgain(Told(Course.BETTER, bother=1)))
    assert (case.told.course, case.told.severity, case.told.bother) == (Course.BETTER, 4, 1)


def test_that_an_end_is_the_day_told_else_the_day_it_was_known():
    ended = TODAY - timedelta(days=3)
    assert after(ToldAgain(Told(Course.GONE, ended_on=ended))).over_by == ended
    gone = case_of(REPORT, [entry(ToldAgain(Told(Course.GONE)), 1, ended)], TODAY)
    assert gone.over_by == ended
    back = case_of(
        REPORT,
        [entry(ToldAgain(Told(Course.GONE)), 1, ended), entry(ToldAgain(Told(Course.SAME)), 2)],
        TODAY,
    )
    assert back.over_by is None
    assert back.goes_on


def test_that_the_newest_handover_says_for_whom_it_waits():
    case = after(Handover("bo", Urgency.TODAY), Handover("ana", Urgency.SOON))
    assert (case.owner, case.urgency) == ("ana", Urgency.SOON)


def test_that_a_review_codes_it_anew_and_the_report_stays():
    case = after(replace(WATCH, effect="Akathisia", effect_id="akathisia"))
    assert (case.effect, case.effect_id) == ("Akathisia", "akathisia")
    assert case.report.effect == "Tremor"


def test_that_suspects_are_those_of_the_last_judgement_but_for_those_cleared():
    report = replace(REPORT, suspected_medication_id=3)
    judged = replace(
        WATCH,
        suspects=(Suspect(4, "lithium", Causality.PROBABLE), Suspect(5, "x", Causality.UNRELATED)),
    )
    assert after(report=report).suspected_ids == {3}
    assert after(judged, WATCH, report=report).suspected_ids == {4}


def test_that_what_waits_comes_first_then_the_urgent_and_the_severe():
    urgent = replace(REPORT, id=1, urgency=Urgency.NOW, severity=1)
    severe, mild = replace(REPORT, id=2, severity=6), replace(REPORT, id=3, severity=1)
    closed, watched = replace(REPORT, id=4), replace(REPORT, id=5, severity=6)
    entries = [
        replace(entry(CLOSE), adverse_event_id=4),
        replace(entry(WATCH), adverse_event_id=5),
    ]
    found = cases([closed, mild, watched, severe, urgent], entries, TODAY)
    assert [case.id for case in found] == [1, 2, 3, 5, 4]


@pytest.mark.parametrize(
    ("review", "field"),
    [
        (replace(WATCH, recheck_on=None), "recheck_on"),
        (replace(WATCH, outcome=CaseOutcome.LOST), "recheck_on"),
        (replace(WATCH, recheck_on=TODAY - timedelta(days=1)), "recheck_on"),
        (replace(WATCH, decisions=()), "action"),
        (replace(WATCH, effect=" "), "effect"),
        (replace(WATCH, told=Told(severity=7)), "severity"),
    ],
)
def test_that_a_review_needs_a_decision_and_a_recheck_or_an_outcome(review: Review, field: str):
    assert [problem.field for problem in check_review(entry(review), TODAY)] == [field]
    assert not check_review(entry(WATCH), TODAY)
    assert not check_review(entry(CLOSE), TODAY)


def test_that_a_report_needs_words_and_days_that_have_come():
    blank = AdverseEvent(1, " ", TODAY + timedelta(days=1), severity=-1)
    assert {problem.field for problem in check_adverse_event(blank, TODAY)} == {
        "words",
        "told_on",
        "severity",
    }


def test_that_what_follows_raises_the_urgency_and_only_a_handover_lowers_it():
    now, soon = ToldAgain(Told(Course.WORSE), Urgency.NOW), ToldAgain(Told(), Urgency.SOON)
    assert after(now, soon).urgency is Urgency.NOW
    assert after(soon, replace(WATCH, urgency=Urgency.TODAY)).urgency is Urgency.TODAY
    assert after(now, Handover("", Urgency.ROUTINE)).urgency is Urgency.ROUTINE


@pytest.mark.parametrize(
    ("review", "field"),
    [
        (replace(WATCH, recheck_on=date(2109, 1, 1)), "recheck_on"),
        (replace(WATCH, decisions=(Decision(Action.STOP),)), "medication"),
        (replace(WATCH, suspects=(Suspect(1, "x", score=14),)), "causality"),
        (replace(WATCH, suspects=(Suspect(1, "x", score=-5),)), "causality"),
    ],
)
def test_that_a_review_names_what_is_changed_and_stays_within_reason(review: Review, field: str):
    assert [problem.field for problem in check_review(entry(review), TODAY)] == [field]
