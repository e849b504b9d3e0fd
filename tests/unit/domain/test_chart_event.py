"""Life events, hospital stays, milestones and homework."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from practice_desk.domain.chart_event import ChartEvent, ChartEventKind, check_chart_event

TODAY = date(2026, 11, 26)
TOMORROW = TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("words", "began_on", "ended_on", "fields"),
    [
        ("Moved house", TODAY, None, []),
        (" ", TODAY, None, ["words"]),
        ("Moved house", TOMORROW, None, ["began_on"]),
        ("Ward 3", TODAY, TODAY - timedelta(days=1), ["ended_on"]),
        ("Ward 3", TODAY, TOMORROW, ["ended_on"]),
        ("x" * 121, TODAY, TODAY, ["words"]),
    ],
)
def test_that_an_event_needs_words_and_days_that_have_come(words, began_on, ended_on, fields):
    event = ChartEvent(1, ChartEventKind.HOSPITAL_STAY, words, began_on, ended_on)
    assert [problem.field for problem in check_chart_event(event, TODAY)] == fields


def test_that_only_stays_and_homework_go_on_without_an_end():
    lasting = {kind for kind in ChartEventKind if ChartEvent(1, kind, "x", TODAY).goes_on}
    assert lasting == {ChartEventKind.HOSPITAL_STAY, ChartEventKind.HOMEWORK}
    assert not ChartEvent(1, ChartEventKind.HOSPITAL_STAY, "x", TODAY, TODAY).goes_on
