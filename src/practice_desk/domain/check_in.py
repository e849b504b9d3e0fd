"""What a patient says of their own details at a check-in screen, until somebody decides on it.

FHIR: QuestionnaireResponse. Nothing of it is in the chart before it was accepted, line by line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from practice_desk.domain.checks import has_control_characters
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.patient import LENGTHS, RELATED_LENGTHS

TRIES = 3
"""Wrong birth dates after which the screen locks."""


class CheckInField(StrEnum):
    """What a patient is shown and may correct. The first six are fields of `Patient`."""

    PHONE_MOBILE = "phone_mobile"
    PHONE = "phone"
    ADDRESS_LINE = "address_line"
    CITY = "city"
    STATE = "state"
    POSTAL_CODE = "postal_code"
    PHARMACY = "pharmacy"
    CONTACT_NAME = "contact_name"
    CONTACT_PHONE = "contact_phone"


OF_PATIENT = frozenset(
    {
        CheckInField.PHONE_MOBILE,
        CheckInField.PHONE,
        CheckInField.ADDRESS_LINE,
        CheckInField.CITY,
        CheckInField.STATE,
        CheckInField.POSTAL_CODE,
    }
)
LONGEST: dict[CheckInField, int] = {
    **{field: LENGTHS[field.value] for field in OF_PATIENT},
    CheckInField.PHARMACY: 240,
    CheckInField.CONTACT_NAME: RELATED_LENGTHS["name"],
    CheckInField.CONTACT_PHONE: RELATED_LENGTHS["phone"],
}
"""The longest text of each field, in characters."""


class CheckInEnd(StrEnum):
    """How the patient's turn at the screen ended; HANDED_OVER while it lasts."""

    HANDED_OVER = "handed_over"
    ANSWERED = "answered"
    LEFT = "left"
    NOT_RECOGNIZED = "not_recognized"


class Decision(StrEnum):
    """What became of one line."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class CheckInLine:
    """One correction: what the screen showed, what the patient typed, and the decision on it."""

    field: CheckInField
    shown: str
    told: str
    decision: Decision = Decision.OPEN
    decided_by: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One patient's turn at the check-in screen. `lines` hold what differs from the chart."""

    patient_id: int
    appointment_id: int
    handed_by: str
    handed_at: datetime
    ending: CheckInEnd = CheckInEnd.HANDED_OVER
    ended_at: datetime | None = None
    lines: tuple[CheckInLine, ...] = ()
    id: int | None = None
    version: int | None = None

    @property
    def open_lines(self) -> tuple[CheckInLine, ...]:
        """What nobody has decided on yet."""
        return tuple(line for line in self.lines if line.decision is Decision.OPEN)

    def line(self, field: CheckInField) -> CheckInLine | None:
        """Return the correction of one field, or None."""
        return next((line for line in self.lines if line.field is field), None)


def corrections(
    shown: Mapping[CheckInField, str], typed: Mapping[CheckInField, str]
) -> tuple[CheckInLine, ...]:
    """Return what was typed other than shown; too much or unreadable text is cut and cleaned."""
    found = []
    for field, before in shown.items():
        told = _clean(typed.get(field, before), LONGEST[field])
        if told != " ".join(before.split()):
            found.append(CheckInLine(field, before, told))
    return tuple(found)


def decided(
    value: CheckIn, field: CheckInField, decision: Decision, by: str, at: datetime
) -> CheckIn:
    """Return *value* with its open line of *field* decided. Raises Invalid where there is none."""
    if value.line(field) not in value.open_lines:
        raise Invalid((Problem(field.value, "This answer was decided on already."),))
    lines = tuple(
        replace(line, decision=decision, decided_by=by, decided_at=at)
        if line.field is field
        else line
        for line in value.lines
    )
    return replace(value, lines=lines)


def _clean(text: str, longest: int) -> str:
    visible = "".join(char for char in text if not has_control_characters(char))
    return " ".join(visible.split())[:longest]
