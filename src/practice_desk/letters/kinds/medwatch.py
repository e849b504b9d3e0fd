"""What FDA's Form 3500 (MedWatch, voluntary reporting) asks, as far as the chart knows it.

The page is no form of the FDA's: its blocks are numbered as on the form, to be copied there or
attached. The content type is the whitelist: no name, no birth date, no words of the patient.
Source of blocks and outcomes: FDA, Instructions for Completing Form FDA 3500, sections A to G.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from practice_desk.letters.kind import Page, PaperKind
from practice_desk.letters.parties import Letterhead, Signatory

CODE = "medwatch"


class MedwatchAnswer(StrEnum):
    """A box of the form; NOT_KNOWN leaves it to be filled in by hand."""

    YES = "yes"
    NO = "no"
    DOES_NOT_APPLY = "does_not_apply"
    NOT_KNOWN = "not_known"


class MedwatchOutcome(StrEnum):
    """Block B2: what makes the event serious."""

    DEATH = "death"
    LIFE_THREATENING = "life_threatening"
    HOSPITAL = "hospital"
    DISABILITY = "disability"
    BIRTH_DEFECT = "birth_defect"
    INTERVENTION = "intervention"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class MedwatchProduct:
    """A suspect product, section D. *last* is None while it is taken, *first* where not known."""

    name: str
    use: str
    route: str
    first: date | None
    last: date | None
    indication: str
    abated: MedwatchAnswer
    reappeared: MedwatchAnswer


@dataclass(frozen=True, slots=True)
class MedwatchContent:
    """Everything that may stand on the page.

    *identifier* is the chart number: the FDA asks for no name. *age* is in years at the event,
    *weight* with its unit; empty where not known. *tests*, *history* and *others* are lines, None
    where they were left out.
    """

    code: str
    written_on: date
    letterhead: Letterhead
    identifier: str
    age: str
    sex: str
    weight: str
    outcomes: tuple[MedwatchOutcome, ...]
    event_on: date | None
    narrative: str
    tests: tuple[str, ...] | None
    history: tuple[str, ...] | None
    suspects: tuple[MedwatchProduct, ...]
    others: tuple[str, ...] | None
    signatory: Signatory


def _page() -> Page[MedwatchContent]:
    from practice_desk.letters.kinds import medwatch_page

    return medwatch_page


KIND = PaperKind(CODE, "Report of a serious reaction to the FDA (MedWatch)", MedwatchContent, _page)
