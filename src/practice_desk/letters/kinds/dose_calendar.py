"""Dose calendar for the patient: what to take from which day, in large print.

The content types are the whitelist: no diagnosis, no comment. A calendar is no prescription.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from practice_desk.domain.timing import Moment
from practice_desk.letters.kind import Page, PaperKind
from practice_desk.letters.parties import Letterhead, LetterPatient, Signatory

CODE = "dose_calendar"
NAMED_DAYS = "On "
"""How `CalendarLine.days` begins where it names each of the next days."""


@dataclass(frozen=True, slots=True)
class CalendarDose:
    """What is taken at one time of day: "1 tablet of 50 mg (50 mg)"."""

    moment: Moment
    amount: str


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """Some days of one medication. *last* is the last of them, None where they go on.

    Either *doses* by time of day, or *directions* in a sentence where there are no named times;
    *stops* says that from *first* on nothing of it is taken any more. *days* says on which of the
    days, where not on all.
    """

    first: date
    last: date | None
    medication: str
    doses: tuple[CalendarDose, ...] = ()
    directions: str = ""
    days: str = ""
    note: str = ""
    stops: bool = False


@dataclass(frozen=True, slots=True)
class CalendarRule:
    """When not to go on with a medication, and what to do: both in plain words."""

    medication: str
    trigger: str
    action: str


@dataclass(frozen=True, slots=True)
class DoseCalendarContent:
    """Everything a dose calendar may say. `lines` are in the order of the days."""

    code: str
    written_on: date
    letterhead: Letterhead
    patient: LetterPatient
    lines: tuple[CalendarLine, ...]
    rules: tuple[CalendarRule, ...]
    signatory: Signatory


def _page() -> Page[DoseCalendarContent]:
    from practice_desk.letters.kinds import dose_calendar_page

    return dose_calendar_page


KIND = PaperKind(CODE, "Dose calendar for the patient", DoseCalendarContent, _page)
