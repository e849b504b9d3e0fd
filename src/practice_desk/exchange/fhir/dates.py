"""FHIR's dates and times, which may be as coarse as a year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from practice_desk.exchange.fhir.node import Node

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(T.+)?")


@dataclass(frozen=True, slots=True)
class When:
    """A point in time as far as its source knows it.

    `day` is the calendar day where it happened; None when only a month or year is given. `at` is
    the aware time; a day without a time counts as noon here, so that every zone shows that day.
    `text` is what was written.
    """

    text: str = ""
    day: date | None = None
    at: datetime | None = None

    @property
    def is_vague(self) -> bool:
        """Whether something is given, but no day."""
        return bool(self.text) and self.day is None


def when(text: str) -> When:
    """Read a FHIR date, dateTime or instant; what is no real day reads as vague."""
    match = _DAY.fullmatch(text)
    if match is None:
        return When(text)
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
        if match[4] is None:
            return When(text, day, datetime.combine(day, time(12)).astimezone())
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.astimezone()
        return When(text, day, moment.astimezone(UTC))
    except (ValueError, OverflowError, OSError):
        return When(text)


def when_of(node: Node, *names: str) -> When:
    """Return the first of the named fields that is there; a Period gives its start."""
    for name in names:
        text = node.text(name) or node.child(name).text("start")
        if text:
            return when(text)
    return When()
