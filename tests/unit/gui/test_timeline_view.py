"""Zooming, walking and toggling a timeline, without widgets."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from practice_desk.domain.record_key import RecordKey
from practice_desk.domain.timeline import (
    DoseSpell,
    LaneKind,
    MedicationTrack,
    Reading,
    SeriesTrack,
    Timeline,
)
from practice_desk.gui.models.timeline_colors import timeline_colors
from practice_desk.gui.models.timeline_view import MOST_ROWS, TimelineView
from practice_desk.gui.tokens import DARK, LIGHT, contrast

TODAY = date(2026, 11, 26)


def measure(text: str, size: float, bold: bool) -> float:
    return len(text) * size * 0.55


def scores(count: int, *, name: str = "PHQ-9", quiet: bool = False) -> SeriesTrack:
    readings = tuple(
        Reading(TODAY - timedelta(days=30 * n), n % 27, f"{n % 27}", RecordKey("observation", n))
        for n in reversed(range(count))
    )
    return SeriesTrack(name, LaneKind.MEASURE, readings, lowest=0, highest=27, quiet=quiet)


SERTRALINE = MedicationTrack(
    "sertraline", "mg",
    (DoseSpell(TODAY - timedelta(days=200), None, 50, "50 mg a day"),),
    RecordKey("medication", 7),
)  # fmt: skip


@pytest.fixture
def view() -> TimelineView:
    made = TimelineView(Timeline(TODAY, (SERTRALINE,), (scores(60),)))
    made.set_room(800, measure)
    return made


def test_that_a_year_is_shown_first_and_today_is_in_it(view):
    assert view.view.days == 365
    assert view.view.first < TODAY.toordinal() < view.view.last


def test_that_zooming_keeps_the_day_under_the_pointer(view):
    before = view.day_at(500)
    view.zoom(0.5, 500)
    assert view.view.days == pytest.approx(182.5)
    assert view.day_at(500) == before


def test_that_what_is_seen_never_leaves_the_days_that_are_known(view):
    view.move(500)
    assert view.view.first <= TODAY.toordinal() + 1
    view.move(-5000)
    assert view.view.last >= view.timeline.first_day.toordinal()


def test_that_walking_goes_from_score_to_score_and_the_view_follows(view):
    last = view.walk(-1)
    assert last is not None
    assert last.on == TODAY
    days = [last.on]
    for _ in range(20):
        item = view.walk(-1)
        assert item is not None
        days.append(item.on)
    assert days == [TODAY - timedelta(days=30 * n) for n in range(21)]
    assert view.walk_to(last=True) is not None


def test_that_walking_ends_at_the_last_item(view):
    view.walk(-1)
    for _ in range(3):
        item = view.walk(1)
    assert item is not None
    assert item.on == TODAY


def test_that_up_and_down_go_from_lane_to_lane(view):
    view.walk(-1)
    below = view.walk_lane(1)
    assert below is not None
    assert below.record == RecordKey("medication", 7)
    above = view.walk_lane(-1)
    assert above is not None
    assert above.record.noun == "observation"


def test_that_a_pointer_finds_the_item_and_is_told_of_the_day(view):
    item = view.walk(-1)
    assert item is not None
    x, y = (item.box.left + item.box.right) / 2, (item.box.top + item.box.bottom) / 2
    assert view.item_at(x, y) == item
    told = view.told_at(x, y)
    assert "PHQ-9, Nov 26, 2026: 0" in told
    assert "sertraline 50 mg a day" in told


def test_that_hidden_lanes_are_gone_and_quiet_ones_come_when_asked_for():
    timeline = Timeline(TODAY, (SERTRALINE,), (scores(3), scores(3, name="GAD-7", quiet=True)))
    view = TimelineView(timeline, ["-medication"])
    view.set_room(800, measure)
    assert [lane.title for lane in view.picture.lanes] == ["PHQ-9"]
    view.toggle("measure:GAD-7", True)
    view.toggle("medication", True)
    assert [lane.title for lane in view.picture.lanes] == ["PHQ-9", "GAD-7", "sertraline"]
    again = TimelineView(timeline, view.chosen)
    assert [shown for _, _, shown in again.choices] == [True, True, True]


def test_that_the_table_has_everything_in_view_the_newest_first(view):
    view.show_days(91)
    rows, more = view.rows()
    assert [row.on for row in rows] == sorted((row.on for row in rows), reverse=True)
    assert sum(row.lane == "PHQ-9" for row in rows) == 3
    assert {row.lane for row in rows} == {"PHQ-9", "sertraline"}
    assert more == 0


def test_that_a_long_table_says_how_many_are_left_out():
    readings = tuple(
        Reading(TODAY - timedelta(days=n), 5, "5", RecordKey("observation", n))
        for n in reversed(range(700))
    )
    view = TimelineView(
        Timeline(TODAY, measures=(SeriesTrack("Mood", LaneKind.MEASURE, readings),))
    )
    view.set_room(300, measure)
    view.show_all()
    rows, more = view.rows()
    assert (len(rows), more) == (MOST_ROWS, 300)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_that_every_line_stands_out_from_the_card(tokens):
    colors = timeline_colors(tokens)
    weak = {
        name: contrast(colors[name], colors["panel"])
        for name in colors
        if name.startswith(
            ("series", "mild", "moder", "severe", "unknown", "event", "stay", "ther")
        )
        if contrast(colors[name], colors["panel"]) < 4.5
    }
    assert not weak
