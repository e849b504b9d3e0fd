"""A handout in plain words: about a medication, a class, a condition or a skill.

The content types are the whitelist: the handout's text, the clinic's own words, the patient's name
and birth date, what is taken of this one medication, the pharmacy, the next visit. No diagnosis, no
other medication, no note. A handout about a condition names that condition, so it is the patient's
own paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from practice_desk.domain.handout import HandoutSection
from practice_desk.domain.timing import Moment
from practice_desk.letters.kind import Page, PaperKind
from practice_desk.letters.parties import Letterhead, LetterPatient

CODE = "handout"


@dataclass(frozen=True, slots=True)
class HandoutDose:
    """What is taken at a time of day; without a moment *amount* is a whole sentence."""

    moment: Moment | None
    amount: str


@dataclass(frozen=True, slots=True)
class HandoutDays:
    """What is taken from *first* to *last*, the last day of it; None where it goes on."""

    first: date
    last: date | None
    doses: tuple[HandoutDose, ...]
    days: str = ""
    note: str = ""
    stops: bool = False


@dataclass(frozen=True, slots=True)
class HandoutDay:
    """One day of the patient's calendar.

    A dose without a moment is one that only directions describe. *stops*: from this day on nothing
    is taken any more.
    """

    day: date
    doses: tuple[HandoutDose, ...] = ()
    stops: bool = False


@dataclass(frozen=True, slots=True)
class ClinicWords:
    """What the clinic itself adds to a handout, with who wrote it and when."""

    text: str
    written_by: str
    written_on: date


@dataclass(frozen=True, slots=True)
class HandoutContent:
    """Everything that a handout may say.

    `schedule` and `calendar` are of the medication that it is about, the calendar in whole weeks;
    `own_words` are the clinic's. `pharmacy` is a name with its phone number,
    `next_visit` in local time. `reviewed` says whether a clinician accepted the text.
    """

    code: str
    written_on: date
    letterhead: Letterhead
    patient: LetterPatient
    language: str
    title: str
    sections: tuple[HandoutSection, ...]
    questions: tuple[str, ...]
    reviewed: bool
    schedule: tuple[HandoutDays, ...] = ()
    pharmacy: tuple[str, str] = ("", "")
    next_visit: datetime | None = None
    large: bool = False
    a4: bool = False
    calendar: tuple[HandoutDay, ...] = ()
    own_words: ClinicWords | None = None


def _page() -> Page[HandoutContent]:
    from practice_desk.letters.kinds import handout_page

    return handout_page


KIND = PaperKind(CODE, "Handout in plain words", HandoutContent, _page)
