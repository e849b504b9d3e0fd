"""What happens in the demo clinic's years, and a clock that can be set to each of its moments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from practice_desk.domain.progress import Progress
from practice_desk.services.clinic import Clinic

Act = Callable[[Clinic], None]

_FIRST_VISIT = time(9, 0)
_SLOT = timedelta(minutes=15)
_SLOTS_A_DAY = 28
_PROGRESS_EVERY = 50


class DemoClock:
    """A clinic's clock that stands where it was set."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the moment to which the clock is set."""
        return self.now


@dataclass(frozen=True, slots=True)
class _Entry:
    when: datetime
    act: Act


class Agenda:
    """Acts of all charts, played in the order of time, as a real clinic would have done them."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self._booked: set[datetime] = set()

    def book(self, day: date) -> datetime:
        """Return the first free quarter of an hour (local office hours) on or before *day*.

        A weekend moves to the Friday before. The moment is aware, in UTC.
        """
        day -= timedelta(days=max(0, day.isoweekday() - 5))
        start = office_time(day, _FIRST_VISIT)
        slot = day.toordinal() * 11 % _SLOTS_A_DAY  # visits start at other hours on other days
        for number in range(_SLOTS_A_DAY):
            moment = start + _SLOT * ((slot + number) % _SLOTS_A_DAY)
            if moment not in self._booked:
                self._booked.add(moment)
                return moment
        return self.book(day - timedelta(days=1))

    def add(self, when: datetime, act: Act) -> None:
        """Have *act* done at the moment *when*, after what was added for it before."""
        self._entries.append(_Entry(when, act))

    @property
    def begins(self) -> datetime:
        """The first act's moment. Raises ValueError for an empty agenda."""
        return min(entry.when for entry in self._entries)

    def play(self, clinic: Clinic, clock: DemoClock, progress: Progress) -> None:
        """Do everything in the order of time, with the *clock* of *clinic* set to each moment."""
        entries = sorted(self._entries, key=lambda entry: entry.when)
        for number, entry in enumerate(entries):
            if number % _PROGRESS_EVERY == 0:
                progress(number, len(entries), "Making the demo clinic")
            # Everything takes its moment: nothing is recorded before what was done just now.
            clock.now = max(entry.when, clock.now + timedelta(milliseconds=1))
            entry.act(clinic)
        progress(len(entries), len(entries), "Making the demo clinic")


def office_time(day: date, at: time) -> datetime:
    """Return the local time *at* on *day*, aware, in UTC."""
    return datetime.combine(day, at).astimezone(UTC)
