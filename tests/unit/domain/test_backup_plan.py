"""When a backup is due, how loudly an old one is pointed out, and which are kept."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice_desk.domain.backup_plan import (
    BackupPlan,
    BackupRhythm,
    KeepRule,
    Urgency,
    backup_urgency,
    check_backup_plan,
    is_due,
    last_moment,
    to_forget,
)

FRIDAY = datetime(2026, 11, 27, 12, 0).astimezone()  # by this computer's clock, whatever it is
DAILY = BackupPlan(BackupRhythm.DAILY, "/stick", time(17, 30))
WEEKLY = BackupPlan(BackupRhythm.WEEKLY, "/stick", time(17, 30), weekday=4)
EACH_CLOSE = BackupPlan(BackupRhythm.EACH_CLOSE, "/stick")


def at(days: float = 0, hours: float = 0) -> datetime:
    return FRIDAY + timedelta(days=days, hours=hours)


def test_that_a_daily_backup_is_due_from_its_time_until_it_is_made():
    assert not is_due(DAILY, at(hours=-18), at(), unsaved=True)
    assert is_due(DAILY, at(hours=-18), at(hours=6), unsaved=True)
    assert not is_due(DAILY, at(hours=5.6), at(hours=6), unsaved=True)


def test_that_a_missed_day_is_caught_up_at_any_time():
    assert is_due(DAILY, at(days=-2), at(hours=-4), unsaved=False)


def test_that_a_weekly_backup_is_due_on_its_day_and_after():
    assert last_moment(WEEKLY, at()) == at(days=-7, hours=5.5)
    assert last_moment(WEEKLY, at(hours=6)) == at(hours=5.5)
    assert last_moment(WEEKLY, at(days=2)) == at(hours=5.5)
    assert not is_due(WEEKLY, at(days=-6), at(), unsaved=True)
    assert is_due(WEEKLY, at(days=-6), at(days=3), unsaved=True)
    assert not is_due(WEEKLY, at(days=1), at(days=3), unsaved=True)


def test_that_a_plan_for_each_close_is_due_while_something_is_not_backed_up():
    assert is_due(EACH_CLOSE, at(hours=-1), at(), unsaved=True)
    assert not is_due(EACH_CLOSE, at(days=-30), at(), unsaved=False)


def test_that_nothing_is_due_without_a_plan_and_everything_before_the_first():
    assert not is_due(BackupPlan(), None, at(), unsaved=True)
    for plan in (DAILY, WEEKLY, EACH_CLOSE):
        assert is_due(plan, None, at(), unsaved=False)


def test_that_a_backup_from_the_future_does_not_put_off_the_next():
    assert is_due(DAILY, at(days=400), at(), unsaved=False)
    assert backup_urgency(at(days=400), at()) is Urgency.CAUTION


@pytest.mark.parametrize(
    ("days", "urgency"),
    [
        (0, Urgency.CALM),
        (2, Urgency.CALM),
        (2.1, Urgency.NOTICE),
        (7, Urgency.NOTICE),
        (7.1, Urgency.CAUTION),
        (14, Urgency.CAUTION),
        (14.1, Urgency.DANGER),
        (900, Urgency.DANGER),
    ],
)
def test_that_an_older_backup_is_pointed_out_more_loudly(days, urgency):
    assert backup_urgency(at(days=-days), at()) is urgency


def test_that_no_backup_at_all_is_a_danger():
    assert backup_urgency(None, at()) is Urgency.DANGER


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (BackupPlan(BackupRhythm.DAILY), "folder"),
        (BackupPlan(keep=KeepRule(days=0)), "days"),
        (BackupPlan(keep=KeepRule(weeks=-1)), "weeks"),
        (BackupPlan(keep=KeepRule(months=999)), "months"),
    ],
)
def test_that_a_plan_that_cannot_work_is_refused_at_its_field(plan, field):
    assert [problem.field for problem in check_backup_plan(plan)] == [field]


def test_that_the_usual_rule_keeps_what_it_says():
    """Two a day for two years: all of seven days, then weeks, then months."""
    made = [at(days=-day, hours=hour) for day in range(730) for hour in (0, 6)]
    gone = set(to_forget(made, _itself, KeepRule()))
    kept = [moment for moment in made if moment not in gone]
    ages = sorted((made[1] - moment).days for moment in kept)
    assert sum(1 for age in ages if age < 7) == 14
    assert sum(1 for age in ages if 7 <= age < 56) in (6, 7, 8)
    assert 330 < ages[-1] < 366
    assert len(kept) <= 14 + 8 + 12


MOMENTS = st.lists(
    st.integers(0, 5_000_000).map(lambda minutes: FRIDAY + timedelta(minutes=minutes)),
    max_size=60,
    unique=True,
)
RULES = st.builds(KeepRule, st.integers(1, 30), st.integers(0, 12), st.integers(0, 24))


@given(MOMENTS, RULES)
def test_that_the_rule_never_lets_go_of_the_newest_nor_of_the_last_days(moments, rule):
    gone = to_forget(moments, _itself, rule)
    if moments:
        newest = max(moments)
        assert all(moment <= newest - timedelta(days=rule.days) for moment in gone)
        assert len(gone) < len(moments)


@given(MOMENTS, RULES)
def test_that_what_the_rule_keeps_once_it_keeps_again(moments, rule):
    numbered = list(enumerate(moments))
    gone = to_forget(numbered, lambda pair: pair[1], rule)
    kept = [pair for pair in numbered if pair not in gone]
    assert to_forget(kept, lambda pair: pair[1], rule) == []


@given(MOMENTS, RULES)
def test_that_a_week_and_a_month_within_the_rule_keep_a_backup_of_their_own(moments, rule):
    gone = set(to_forget(moments, _itself, rule))
    kept = [moment.astimezone().date() for moment in moments if moment not in gone]
    days = [moment.astimezone().date() for moment in moments]
    weeks = sorted({day.isocalendar()[:2] for day in days}, reverse=True)[: rule.weeks]
    months = sorted({(day.year, day.month) for day in days}, reverse=True)[: rule.months]
    assert set(weeks) <= {day.isocalendar()[:2] for day in kept}
    assert set(months) <= {(day.year, day.month) for day in kept}


def _itself(moment: datetime) -> datetime:
    return moment
