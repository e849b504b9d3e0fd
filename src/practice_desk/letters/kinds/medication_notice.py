"""Medication notice to the pharmacy: what was started, changed, stopped, held or taken back.

The content types below are the whitelist: what has no field here cannot reach the page. On
purpose there is no diagnosis, comment, DEA number, quantity or refill count; of days' supply only
the most to hand out at a time, where the prescriber wants that named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from practice_desk.domain.reasons import ReasonCategory
from practice_desk.letters.parties import (
    ConsentToDisclose,
    Letterhead,
    LetterPatient,
    Recipient,
    Signatory,
)

CODE = "medication_notice"


class LineKind(StrEnum):
    """What happened to one medication."""

    STARTED = "started"
    CHANGED = "changed"
    STOPPED = "stopped"
    HELD = "held"
    RESUMED = "resumed"
    WITHDRAWN = "withdrawn"
    """An earlier notice told of it in error, and nothing of it stands."""
    CANCELLED = "cancelled"
    """It is on the pharmacy's list and nobody here prescribes it: it is to be cancelled."""


class Urgency(StrEnum):
    """How soon the pharmacy is asked to act."""

    ROUTINE = "routine"
    URGENT = "urgent"


class DeaSchedule(StrEnum):
    """Schedule under 21 CFR 1308; `NONE` for a medication that is not controlled."""

    NONE = "none"
    II = "CII"
    III = "CIII"
    IV = "CIV"
    V = "CV"

    @classmethod
    def of(cls, schedule: str) -> DeaSchedule:
        """Return the schedule that a chart or the clinical pack names; empty means none."""
        return cls(schedule or "none")

    @property
    def controlled(self) -> bool:
        """Tell whether the medication is a controlled substance."""
        return self is not DeaSchedule.NONE


@dataclass(frozen=True, slots=True)
class NoticeRegimen:
    """How a medication is taken: one dose ("50 mg") and the directions in plain English.

    Directions are printed only for medications that are not controlled; of a controlled one the
    page says no more than that it goes `in_steps`. Leave `dose` empty where it is not known apart
    from the directions.
    """

    dose: str
    directions: str = ""
    in_steps: bool = False


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One plan event as the pharmacy sees it, or one line of its own list that is to be cancelled.

    `medication` is the display name in tall-man letters, `form` the dose form ("tablet"), `reason`
    the reason's category, never its words or a comment. `old` is needed unless started;
    `new` is needed for started, changed and resumed, and absent for all that end.
    `most_days` limits the days' supply handed out at a time. Of one to be cancelled, `medication`
    is as the pharmacy's list of the day `listed_on` names it.
    """

    kind: LineKind
    medication: str
    effective: date
    form: str = ""
    old: NoticeRegimen | None = None
    new: NoticeRegimen | None = None
    reason: ReasonCategory | None = None
    cancel_refills: bool = False
    dea_schedule: DeaSchedule = DeaSchedule.NONE
    most_days: int | None = None
    listed_on: date | None = None


@dataclass(frozen=True, slots=True)
class MedicationNoticeContent:
    """Everything one medication notice may say. `code` is the letter's number in the clinic.

    With `part2` the page carries the notice of 42 CFR 2.32 and what the consent covers.
    """

    code: str
    written_on: date
    letterhead: Letterhead
    recipient: Recipient
    patient: LetterPatient
    lines: tuple[NoticeLine, ...]
    signatory: Signatory
    urgency: Urgency = Urgency.ROUTINE
    part2: ConsentToDisclose | None = None
