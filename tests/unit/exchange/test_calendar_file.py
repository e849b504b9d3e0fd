"""A calendar file as other programs read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil import tz

from practice_desk.exchange.calendar_file import (
    CalendarEvent,
    EventStatus,
    calendar_file,
    find_zone,
)

ZONE = "America/New_York"
NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)


def event(month: int, day: int, hour: int, **changes):
    begin = datetime(2026, month, day, hour, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
    end = begin + timedelta(minutes=50)
    return CalendarEvent(f"appointment-{month}-{day}@clinic", begin, end, "Appointment", **changes)


def read(content: bytes) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(content)


def test_that_moments_come_back_the_same_on_both_sides_of_the_change_of_clocks():
    events = [event(10, 30, 15), event(11, 2, 15), event(3, 6, 9), event(3, 9, 9)]
    content = calendar_file(events, ZONE, NOW, "Appointments")
    found = read(content)
    starts = [each.start for each in found.events]
    assert [each.astimezone(UTC) for each in starts] == [each.starts_at for each in events]
    assert [each.hour for each in starts] == [15, 15, 9, 9]
    assert [each.end - each.start for each in found.events] == [timedelta(minutes=50)] * 4


def test_that_the_zones_own_rules_in_the_file_give_the_same_moments():
    events = [event(10, 30, 15), event(11, 2, 15)]
    content = calendar_file(events, ZONE, NOW, "Appointments").decode()
    rules = content[content.index("BEGIN:VTIMEZONE") : content.index("END:VTIMEZONE")]
    unfolded = (rules + "END:VTIMEZONE\r\n").replace("\r\n ", "")
    zone = tz.tzical(_Text(unfolded)).get(ZONE)
    for each in events:
        wall = each.starts_at.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)
        assert wall.replace(tzinfo=zone).astimezone(UTC) == each.starts_at


def test_that_a_visit_in_the_hour_that_a_day_has_twice_keeps_its_length():
    begin = datetime(2026, 11, 1, 1, 30, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
    end = begin + timedelta(minutes=50)  # 1:20 AM by the clock on the wall
    night = CalendarEvent("appointment-1@clinic", begin, end, "Appointment")
    content = calendar_file([night], ZONE, NOW, "Appointments")
    assert b"DTSTART;TZID=America/New_York:20261101T013000" in content
    assert b"DTEND:20261101T062000Z" in content


class _Text:
    """What dateutil reads a zone from."""

    def __init__(self, text: str) -> None:
        self._text = text

    def read(self) -> str:
        return self._text


def test_that_a_file_is_published_and_tells_of_cancelled_events():
    off = event(10, 30, 15, sequence=3, status=EventStatus.CANCELLED)
    found = read(calendar_file([off], ZONE, NOW, "Appointments"))
    (told,) = found.events
    assert found["method"] == "PUBLISH"
    assert (told["uid"], told["status"], told["sequence"], told["class"]) == (
        "appointment-10-30@clinic", "CANCELLED", 3, "PRIVATE",
    )  # fmt: skip


@pytest.mark.parametrize("name", ["", "Nowhere/Town", "../etc"])
def test_that_an_unknown_zone_gives_the_same_moments_in_utc(name):
    assert find_zone(name) is None
    one = event(11, 2, 15)
    found = read(calendar_file([one], name, NOW, "Appointments"))
    assert [each.start for each in found.events] == [one.starts_at]
    assert not found.walk("VTIMEZONE")
