"""One line of the page Today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.deferral import Standing, Thing, longest_wait
from practice_desk.domain.permission import Operation
from practice_desk.gui.pages.registry import AppEntry

if TYPE_CHECKING:
    from practice_desk.domain.record_key import RecordKey

Opens = AppEntry | int
REVIEW = "Review"
"""What a line asks of the schedule: the answers at check-in."""


@dataclass(frozen=True, slots=True)
class TodayLine:
    """One thing to know today. *action* names the button that opens it, on its *tab*.

    A chart opens at its *record*, where one is named. *group* is the heading under which lines of a
    kind stand together.

    *key* is what the line is about, its kind with the id of the record ("note:12"): never the day
    or the words. By it a line is handed on and put off; without one it can only be done. *weight*
    grows where the thing gets worse within its urgency, which brings back what was put off.
    *owners* are the user names of those for whom it waits: None for the clinicians of *patient_id*
    (by itself the chart that is opened), empty for everybody. *longest* is for how long it may be
    put off, by itself as long as something so urgent may, and nothing for what never may.
    """

    urgency: Urgency
    sentence: str
    detail: str = ""
    action: str = ""
    opens: Opens | None = None
    tab: str = ""
    record: RecordKey | None = None
    group: str = ""
    key: str = ""
    weight: int = 0
    patient_id: int | None = None
    owners: frozenset[str] | None = None
    longest: timedelta | None = None
    hands_on: bool = True
    """Whether somebody else could do it; one's own note nobody else can sign."""
    waits_for: str = ""
    """Who has to do something first, such as a recipient; nothing where somebody here has."""
    own_way: OwnWay | None = None
    """What its own board keeps of handing it on and putting it off, where it has a board."""

    @property
    def name(self) -> str:
        """What it is about, also where its own page keeps that it was handed on."""
        return self.key or f"{self.group}:{self.tab or self.sentence}"

    def thing(self, needs: Operation) -> Thing:
        """Return what it is about, for whoever is permitted *needs*."""
        chart = self.patient_id
        if chart is None and isinstance(self.opens, int):
            chart = self.opens
        longest = longest_wait(self.urgency) if self.longest is None else self.longest
        return Thing(self.key, needs, self.urgency, chart, self.weight, self.owners, longest)


@dataclass(frozen=True, slots=True)
class OwnWay:
    """A record whose own board knows for whom it waits, by whose hand, and until when."""

    noun: str
    id: int
    handed_by: str = ""
    word: str = ""
    until: date | None = None
    urgency: str = ""


@dataclass(frozen=True, slots=True)
class StandingLine:
    """A line, what it is about, and where it stands for the person at the keyboard."""

    line: TodayLine
    thing: Thing
    standing: Standing
