"""Appointments as an iCalendar file (RFC 5545), for the calendar of a phone or another program.

Such a file leaves the clinic unencrypted and is copied to who knows where. So an event says when
somebody comes and nothing of why: no kind of visit, no comment, no room, no reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from icalendar import Event

_PRODUCT = "-//Practice Desk//Appointments//EN"


class EventStatus(StrEnum):
    """What an event's STATUS says."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One appointment. Moments are aware; `uid` is the same in every file.

    `sequence` grows with each change, so that a newer file replaces what an older one said.
    """

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    sequence: int = 0
    status: EventStatus = EventStatus.CONFIRMED


def find_zone(name: str) -> ZoneInfo | None:
    """Return the zone of an IANA *name* such as "America/New_York"; None for an unknown one."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def calendar_file(
    events: Sequence[CalendarEvent], zone_name: str, made_at: datetime, title: str
) -> bytes:
    """Return the file, with local times and the rules of the zone; in UTC where it is unknown.

    Every visit of a series is an event of its own: each may be moved or cancelled by itself.
    """
    from icalendar import Calendar  # 60 ms, once somebody saves a file

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    zone = find_zone(zone_name)
    for each in events:
        calendar.add_component(_event(each, zone, made_at))
    if zone is not None and events:
        days = [each.starts_at.date() for each in events]
        first, last = date(min(days).year, 1, 1), date(max(days).year + 1, 12, 31)
        calendar.add_missing_timezones(first_date=first, last_date=last)
    content: bytes = calendar.to_ical()
    return content


def _event(value: CalendarEvent, zone: ZoneInfo | None, made_at: datetime) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", value.uid)
    event.add("dtstamp", made_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", _written(value.starts_at, zone))
    event.add("dtend", _written(value.ends_at, zone))
    event.add("summary", value.summary)
    event.add("status", value.status.value)
    event.add("sequence", value.sequence)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if value.status is EventStatus.CANCELLED else "OPAQUE")
    return event


def _written(moment: datetime, zone: ZoneInfo | None) -> datetime:
    """Return *moment* in local time; in UTC in the second of two hours when the clocks go back.

    A calendar takes a time that a day has twice for the first of the two.
    """
    local = moment.astimezone(zone or UTC)
    return moment.astimezone(UTC) if local.fold else local
