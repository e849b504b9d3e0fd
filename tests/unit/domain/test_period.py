"""Two periods of a course compared: every figure by hand."""

from __future__ import annotations

from datetime import date, timedelta

from practice_desk.domain.adherence import DaysCovered
from practice_desk.domain.period import ComparedLine, Period, compare, periods_around
from practice_desk.domain.record_key import RecordKey
from practice_desk.domain.timeline import (
    DoseSpell,
    DoseState,
    EffectSpell,
    LaneKind,
    MedicationTrack,
    Reading,
    SeriesTrack,
    Severity,
    Timeline,
)

TODAY = date(2026, 3, 10)
TURN = date(2026, 3, 1)
BEFORE, AFTER = periods_around(TURN, TODAY)


def day(number: int) -> date:
    return TURN + timedelta(days=number)


def key(number: int = 1) -> RecordKey:
    return RecordKey("medication", number)


def told(timeline: Timeline, covered=lambda track, period: None) -> dict[str, ComparedLine]:
    return {line.name: line for line in compare(timeline, BEFORE, AFTER, covered)}


def test_that_both_periods_have_the_same_number_of_days():
    assert Period(date(2026, 2, 19), date(2026, 2, 28)) == BEFORE
    assert Period(TURN, TODAY) == AFTER
    assert BEFORE.days == AFTER.days == 10


def test_that_a_mean_is_of_the_scores_of_the_period_alone():
    readings = tuple(
        Reading(day(number), value, f"{value}", key(n))
        for n, (number, value) in enumerate([(-11, 27), (-10, 20), (-1, 17), (0, 8), (9, 5)])
    )
    line = told(Timeline(TODAY, measures=(SeriesTrack("PHQ-9", LaneKind.MEASURE, readings),)))
    assert line["PHQ-9, mean"].before == "18.5 (n = 2)"
    assert line["PHQ-9, mean"].after == "6.5 (n = 2)"
    assert line["PHQ-9, mean"].change == "−12"


def test_that_a_period_without_scores_is_not_known():
    readings = (Reading(day(2), 8, "8", key()),)
    line = told(Timeline(TODAY, measures=(SeriesTrack("GAD-7", LaneKind.MEASURE, readings),)))
    assert line["GAD-7, mean"].before == "not known"
    assert line["GAD-7, mean"].change == ""


def effect(start: int, end: int | None, grade: int | None) -> EffectSpell:
    until = None if end is None else day(end)
    return EffectSpell("nausea", day(start), until, Severity.MILD, key(), grade=grade)


def test_that_the_burden_is_severity_by_days_of_the_period():
    line = told(Timeline(TODAY, effects=(effect(-15, -6, 4), effect(-2, 1, 5), effect(8, None, 3))))
    burden = line["Side-effect burden"]
    assert burden.before == f"{(4 * 5 + 5 * 2) / 10:g} a day (n = 2)"
    assert burden.after == f"{(5 * 2 + 3 * 2) / 10:g} a day (n = 2)"
    assert burden.change == "−1.4"


def test_that_a_side_effect_without_a_grade_is_told_and_not_counted():
    burden = told(Timeline(TODAY, effects=(effect(0, None, None),)))["Side-effect burden"]
    assert burden.before == "none recorded"
    assert burden.after == "not known; 1 without a grade"
    assert burden.change == ""


def test_that_a_dose_is_the_mean_of_the_days_on_which_it_was_taken():
    track = MedicationTrack(
        "sertraline",
        "mg",
        (
            DoseSpell(day(-5), day(2), 50, "50 mg a day"),
            DoseSpell(day(2), day(6), 50, "on hold", DoseState.HELD),
            DoseSpell(day(6), None, 100, "100 mg a day"),
        ),
        key(),
    )
    line = told(Timeline(TODAY, (track,)))["sertraline, dose"]
    assert line.before == "50 mg (n = 5 days)"
    assert line.after == f"{(2 * 50 + 4 * 100) / 6:.1f} mg (n = 6 days)"
    assert line.change == "+33.3"


def test_that_days_covered_are_asked_for_each_period():
    track = MedicationTrack(
        "sertraline", "mg", (DoseSpell(day(-5), None, 50, "50 mg a day"),), key()
    )

    def covered(_track: MedicationTrack, period: Period) -> DaysCovered | None:
        return DaysCovered(7, 10) if period == AFTER else None

    line = told(Timeline(TODAY, (track,)), covered)["sertraline, days covered"]
    assert (line.before, line.after) == ("not known", "70 % (n = 10 days)")
    assert "PDC" in line.rule
