"""What a letter asks of its recipient, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_SATURDAY = 5


class Expects(StrEnum):
    """What has to come back before a letter is done."""

    NOTHING = "nothing"
    ACKNOWLEDGEMENT = "acknowledgement"
    """That it arrived and was done."""
    ANSWER = "answer"
    """Words of theirs, such as their list of medications."""


@dataclass(frozen=True, slots=True)
class Asks:
    """What one letter asks for, and within how many working days; an urgent one sooner."""

    expects: Expects = Expects.NOTHING
    within: int = 3
    urgent_within: int = 1
    urgent: bool = False

    def due_on(self, sent_on: date) -> date | None:
        """Return the last day on which nothing is amiss, None where nothing is asked for."""
        if self.expects is Expects.NOTHING:
            return None
        return after_working_days(sent_on, self.urgent_within if self.urgent else self.within)


NOTHING = Asks()
"""What asks for nothing: a paper that the patient is given, a report."""


def after_working_days(day: date, count: int) -> date:
    """Return the day *count* Mondays to Fridays after *day*; holidays count as such days too."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < _SATURDAY
    return day
