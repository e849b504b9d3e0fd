"""What is due when: schedules, results, decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from practice_desk.domain.monitoring import (
    Anchor,
    DueStatus,
    Monitoring,
    MonitoringKind,
    Span,
    SpanUnit,
    Timing,
    Visits,
    due_item,
    merged,
)
from practice_desk.domain.monitoring_decision import DecisionKind, MonitoringDecision
from practice_desk.domain.treatment import Treatment

START = date(2026, 1, 31)
WEEK, MONTH = SpanUnit.WEEK, SpanUnit.MONTH
LITHIUM = Treatment(1, "lithium", "lithium carbonate", START)
LEVEL = Monitoring(
    "mon_lithium_level",
    "Lithium level",
    MonitoringKind.LAB,
    (("14334-7",),),
    (
        Timing(after=Span(1, WEEK)),
        Timing(Anchor.DOSE_CHANGE, Span(1, WEEK)),
        Timing(every=Span(3, MONTH), until=Span(12, MONTH)),
        Timing(after=Span(12, MONTH), every=Span(6, MONTH)),
    ),
)
TSH = Monitoring(
    "mon_lithium_thyroid",
    "TSH",
    MonitoringKind.LAB,
    (("3016-3",),),
    (Timing(after=Span(6, MONTH)), Timing(every=Span(6, MONTH))),
    baseline=True,
)
ANC = Monitoring(
    "mon_clozapine_anc",
    "ANC",
    MonitoringKind.LAB,
    (("751-8",),),
    (
        Timing(every=Span(1, WEEK), until=Span(6, MONTH)),
        Timing(after=Span(6, MONTH), every=Span(2, WEEK), until=Span(12, MONTH)),
        Timing(after=Span(12, MONTH), every=Span(1, MONTH)),
    ),
    baseline=True,
)
RASH = Monitoring(
    "mon_lamotrigine_rash",
    "Rash check",
    MonitoringKind.CLINICAL,
    (("mon_lamotrigine_rash",),),
    (Timing(after=Span(2, WEEK)), Timing(after=Span(8, WEEK))),
    baseline=True,
)


def stand(monitoring, today, done=None, treatment=LITHIUM, decisions=()):
    return due_item(monitoring, treatment, done or {}, decisions, today)


def decision(kind, decided_on, until, due_on=None, monitoring=TSH):
    at = datetime.combine(decided_on, datetime.min.time(), UTC)
    return MonitoringDecision(
        1,
        monitoring.id,
        kind,
        decided_on,
        until,
        "because",
        at,
        "ana.berg",
        due_on,
        id=1,
        version=1,
    )


def test_that_a_month_after_the_last_day_is_the_last_day():
    assert Span(1, MONTH).after(START) == date(2026, 2, 28)
    assert Span(12, MONTH).after(START) == date(2027, 1, 31)


def test_that_a_baseline_is_due_on_the_day_of_the_start_and_overdue_after_it():
    planned = stand(TSH, START - timedelta(days=5))
    assert (planned.status, planned.due_on) == (DueStatus.DUE, START)
    assert stand(TSH, START).status is DueStatus.DUE
    assert stand(TSH, START + timedelta(days=1)).status is DueStatus.OVERDUE


def test_that_a_result_from_before_the_start_is_the_baseline_only_while_it_is_fresh():
    fresh = stand(TSH, START, {"3016-3": START - timedelta(days=90)})
    assert (fresh.status, fresh.due_on) == (DueStatus.LATER, date(2026, 7, 31))
    assert stand(TSH, START, {"3016-3": START - timedelta(days=91)}).status is DueStatus.DUE


def test_that_a_dose_change_asks_for_a_level_a_week_later_whatever_came_before():
    done = {"14334-7": date(2026, 3, 1)}
    changed = replace(LITHIUM, dose_changes=(date(2026, 3, 10),))
    item = stand(LEVEL, date(2026, 3, 16), done, changed)
    assert (item.status, item.due_on) == (DueStatus.DUE, date(2026, 3, 17))
    assert "Mar 10, 2026" in item.why
    drawn_early = stand(LEVEL, date(2026, 3, 18), {"14334-7": date(2026, 3, 12)}, changed)
    assert drawn_early.status is DueStatus.OVERDUE
    drawn = stand(LEVEL, date(2026, 3, 18), {"14334-7": date(2026, 3, 16)}, changed)
    assert (drawn.status, drawn.due_on) == (DueStatus.LATER, date(2026, 6, 16))


def test_that_clozapines_counts_go_from_weekly_to_every_two_weeks_to_monthly():
    started = Treatment(2, "clozapine", "clozapine", date(2025, 1, 1))

    def following(last: date) -> date | None:
        return stand(ANC, last, {"751-8": last}, started).due_on

    assert following(date(2025, 3, 5)) == date(2025, 3, 12)
    assert following(date(2025, 6, 28)) == date(2025, 7, 12)  # the interval of the day it is due
    assert following(date(2025, 9, 1)) == date(2025, 9, 15)
    assert following(date(2026, 2, 3)) == date(2026, 3, 3)


def test_that_a_result_below_the_bound_brings_the_next_one_closer():
    started = Treatment(2, "clozapine", "clozapine", date(2025, 1, 1))
    closer = replace(ANC, closer=Span(3, SpanUnit.DAY), closer_why="three times a week")
    item = stand(closer, date(2026, 2, 5), {"751-8": date(2026, 2, 3)}, started)
    assert item.due_on == date(2026, 2, 6)
    assert "three times a week" in item.why


def test_that_a_panel_is_done_only_when_all_of_it_is_and_says_what_is_missing():
    lipids = replace(TSH, id="lipids", codes=(("13457-7",), ("2571-8",)))
    day = START - timedelta(days=3)
    part = stand(lipids, START + timedelta(days=1), {"13457-7": day})
    assert part.status is DueStatus.OVERDUE
    assert part.missing == (("2571-8",),)
    whole = stand(lipids, START + timedelta(days=1), {"13457-7": day, "2571-8": day})
    assert whole.status is DueStatus.LATER
    either = replace(lipids, any_of=True)
    assert stand(either, START, {"13457-7": day}).status is DueStatus.LATER


def test_that_checks_of_the_first_weeks_lapse_and_tests_do_not():
    after = START + timedelta(weeks=8) + timedelta(days=91)
    assert stand(RASH, after - timedelta(days=1)).status is DueStatus.OVERDUE
    assert stand(RASH, after).status is DueStatus.MISSED
    ecg = replace(RASH, kind=MonitoringKind.PROCEDURE)
    assert stand(ecg, after).status is DueStatus.OVERDUE


AT_VISITS = replace(TSH, baseline=False, timings=(Timing(words="each visit"),))


def at_visit(today, done=None, last=None, following=None, decisions=()):
    return due_item(AT_VISITS, LITHIUM, done or {}, decisions, today, Visits(last, following))


def test_that_a_check_at_every_visit_waits_for_the_next_one():
    item = at_visit(START)
    assert (item.status, item.due_on) == (DueStatus.VISIT, None)
    assert "no visit is booked" in item.why
    booked = START + timedelta(days=30)
    item = at_visit(START, following=booked)
    assert (item.status, item.due_on) == (DueStatus.VISIT, booked)


def test_that_a_visit_that_passed_without_its_check_is_overdue_until_it_is_done():
    visit = START + timedelta(days=30)
    assert at_visit(visit, last=visit).status is DueStatus.DUE
    missed = at_visit(visit + timedelta(days=3), last=visit)
    assert (missed.status, missed.due_on) == (DueStatus.OVERDUE, visit)
    done = {code: visit for codes in AT_VISITS.codes for code in codes}
    assert at_visit(visit + timedelta(days=3), done, visit).status is DueStatus.VISIT
    at_start = at_visit(START + timedelta(days=3), last=START)
    assert at_start.status is DueStatus.VISIT  # the visit at which it began


def test_that_a_visit_without_its_check_can_be_called_off_until_the_next_one():
    visit, later = START + timedelta(days=30), START + timedelta(days=60)
    until = START + timedelta(days=200)
    off = decision(DecisionKind.NOT_NEEDED, visit, until, monitoring=AT_VISITS)
    assert at_visit(visit, last=visit, decisions=[off]).status is DueStatus.NOT_NEEDED
    assert at_visit(later, last=later, decisions=[off]).status is DueStatus.DUE


def test_that_dates_say_which_rules_are_not_the_packs():
    assert any("90 days before the start" in each for each in stand(TSH, START).ours)
    assert at_visit(START).ours == ()


def test_that_declining_holds_until_its_day_and_no_longer():
    today = date(2026, 3, 1)
    declined = decision(DecisionKind.DECLINED, today, date(2026, 9, 1))
    held = stand(TSH, date(2026, 8, 31), decisions=[declined])
    assert (held.status, held.due_on) == (DueStatus.NOT_NEEDED, date(2026, 9, 1))
    again = stand(TSH, date(2026, 9, 1), decisions=[declined])
    assert again.status is DueStatus.OVERDUE
    assert "Declined on Mar 1, 2026" in again.why
    taken_back = replace(declined, retracted_reason="mistake")
    assert stand(TSH, date(2026, 8, 1), decisions=[taken_back]).status is DueStatus.OVERDUE


def test_that_a_later_dose_change_opens_what_was_not_needed():
    today = date(2026, 3, 1)
    not_needed = decision(DecisionKind.NOT_NEEDED, today, date(2026, 9, 1), monitoring=LEVEL)
    assert stand(LEVEL, today, decisions=[not_needed]).status is DueStatus.NOT_NEEDED
    changed = replace(LITHIUM, dose_changes=(date(2026, 4, 1),))
    assert stand(LEVEL, date(2026, 4, 9), {}, changed, [not_needed]).status is DueStatus.OVERDUE


def test_that_a_pending_result_waits_until_it_is_expected_then_is_overdue():
    today, expected = date(2026, 2, 2), date(2026, 2, 9)
    pending = decision(DecisionKind.DONE_ELSEWHERE, today, expected, due_on=START)
    waiting = stand(TSH, expected, decisions=[pending])
    assert (waiting.status, waiting.due_on) == (DueStatus.WAITING, expected)
    late = stand(TSH, expected + timedelta(days=1), decisions=[pending])
    assert late.status is DueStatus.OVERDUE
    assert "has not come" in late.why
    came = stand(TSH, expected, {"3016-3": today}, decisions=[pending])
    assert came.status is DueStatus.LATER


def test_that_what_nobody_knows_is_asked_and_never_counts_as_done():
    unsure = replace(TSH, unsure="If the patient can become pregnant")
    item = stand(unsure, START + timedelta(days=30))
    assert item.status is DueStatus.UNSURE
    assert "If the patient can become pregnant" in item.why


def test_that_the_same_test_for_two_medications_is_one_line_with_the_nearer_date():
    other = Treatment(3, "quetiapine", "QUEtiapine", START - timedelta(days=30))
    one, two = stand(TSH, START), stand(replace(TSH, id="other"), START, treatment=other)
    (line,) = merged([one, two])
    assert line.due_on == other.started_on
    assert line.status is DueStatus.OVERDUE
    assert set(line.medications) == {"lithium carbonate", "QUEtiapine"}
    assert set(line.ids) == {"mon_lithium_thyroid", "other"}


DAYS = st.integers(0, 1500).map(lambda days: START + timedelta(days=days))
SCHEDULES = st.sampled_from([LEVEL, TSH, ANC])


@given(SCHEDULES, DAYS, st.lists(DAYS, max_size=3))
def test_that_a_result_of_today_leaves_nothing_due_today_or_before(monitoring, today, changes):
    past = tuple(sorted(day for day in changes if day < today - timedelta(days=30)))
    treatment = replace(LITHIUM, dose_changes=past)
    item = stand(monitoring, today, {monitoring.codes[0][0]: today}, treatment)
    early = today < START + timedelta(days=6)  # a level in the first days is none after a week
    assert early or (item.due_on is not None and item.due_on > today)


@given(SCHEDULES, DAYS, DAYS)
def test_that_a_later_result_never_brings_the_due_date_forward(monitoring, one, other):
    first, second = sorted((one, other))
    code = monitoring.codes[0][0]
    early = stand(monitoring, second, {code: first}).due_on
    late = stand(monitoring, second, {code: second}).due_on
    assert early is not None
    assert late is not None
    assert early <= late


@given(SCHEDULES, DAYS, st.none() | DAYS)
def test_that_nothing_of_an_open_schedule_is_ever_forgotten(monitoring, today, last):
    done = {} if last is None or last > today else {monitoring.codes[0][0]: last}
    item = stand(monitoring, today, done)
    assert item.due_on is not None
    assert (item.status is DueStatus.OVERDUE) == (item.due_on < today)
