"""What a patient says of their own details at a check-in screen, until somebody decides on it.

FHIR: QuestionnaireResponse. Nothing of it is in the chart before it was accepted, line by line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from practice_desk.domain.check_in_sheet import (
    ADHERENCE,
    NEW_MEDICINES,
    NO,
    PREGNANCY,
    SUBSTANCE,
    TOPIC,
    Answers,
    CheckInEnd,
    Item,
    Page,
)
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.patient import LENGTHS, RELATED_LENGTHS


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
_FIELDS = frozenset(field.value for field in CheckInField)
_CLINICAL = (ADHERENCE, NEW_MEDICINES, SUBSTANCE, PREGNANCY)


class Decision(StrEnum):
    """What became of one line."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class CheckInLine:
    """One thing to decide on: what the screen showed, what the patient told, and the decision.

    `key` is a `CheckInField` where the chart's own text was corrected, else a question's key.
    """

    key: str
    shown: str
    told: str
    decision: Decision = Decision.OPEN
    decided_by: str = ""
    decided_at: datetime | None = None

    @property
    def field(self) -> CheckInField | None:
        """The field of the chart that was corrected, or None."""
        return CheckInField(self.key) if self.key in _FIELDS else None

    @property
    def is_clinical(self) -> bool:
        """Whether only who sees charts may read it."""
        return self.field is None


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One patient's turn at the check-in screen.

    `asked` is what was on it, in English; `answers` what came back, None until it was filed.
    `lines` are what somebody has to decide on. `private_half` opens what the screen has sealed and
    is gone once that was filed.
    """

    patient_id: int
    appointment_id: int
    handed_by: str
    handed_at: datetime
    ending: CheckInEnd = CheckInEnd.HANDED_OVER
    ended_at: datetime | None = None
    lines: tuple[CheckInLine, ...] = ()
    asked: tuple[Page, ...] = field(default=(), repr=False)
    answers: Answers | None = field(default=None, repr=False)
    private_half: bytes | None = field(default=None, repr=False)
    id: int | None = None
    version: int | None = None

    @property
    def open_lines(self) -> tuple[CheckInLine, ...]:
        """What nobody has decided on yet."""
        return tuple(line for line in self.lines if line.decision is Decision.OPEN)

    @property
    def topic(self) -> str:
        """What the patient wants to talk about, in their own words; empty without a topic."""
        return "" if self.answers is None else self.answers.given.get(TOPIC, "")

    def taken_as(self, medication_id: int | None) -> str:
        """Return how the patient says that a medication is taken; empty where that wasn't told."""
        key = f"{ADHERENCE}{medication_id}"
        if self.answers is None or (code := self.answers.given.get(key)) is None:
            return ""
        items = (item for page in self.asked for item in page.items if item.key == key)
        words = next((found.words for item in items if (found := item.choice(code))), "")
        more = self.answers.given.get(f"{key}:more", "")
        return f"{words}: {more}" if more else words

    def line(self, key: str) -> CheckInLine | None:
        """Return the line with a key, or None."""
        return next((line for line in self.lines if line.key == key), None)


def lines_to_decide(pages: tuple[Page, ...], answers: Answers) -> tuple[CheckInLine, ...]:
    """Return what somebody has to decide on.

    That is where the patient told something else than the chart says, and what they told of how
    they take their medications, of new ones, of substances and of a pregnancy.
    """
    return tuple(
        line
        for page in pages
        if page.key not in answers.skipped
        for item in page.items
        for line in (*_correction(item, answers), *_clinical(item, answers))
    )


def _clinical(item: Item, answers: Answers) -> Iterator[CheckInLine]:
    code = answers.given.get(item.key, "")
    choice = item.choice(code)
    of_note = code != NO or item.key == PREGNANCY
    if choice is None or not of_note or not item.key.startswith(_CLINICAL):
        return
    more = answers.given.get(item.text_key, "")
    words = choice.words
    if item.key == NEW_MEDICINES:
        words = more or words
    elif more:
        words = f"{words}: {more}"
    yield CheckInLine(item.key, item.words, words)


def _correction(item: Item, answers: Answers) -> Iterator[CheckInLine]:
    told = answers.given.get(item.text_key)
    if item.key in _FIELDS and told is not None and told != " ".join(item.shown.split()):
        yield CheckInLine(item.key, item.shown, told)


def decided(value: CheckIn, key: str, decision: Decision, by: str, at: datetime) -> CheckIn:
    """Return *value* with its open line *key* decided. Raises Invalid where there is none."""
    if value.line(key) not in value.open_lines:
        raise Invalid((Problem(key, "This answer was decided on already."),))
    lines = tuple(
        replace(line, decision=decision, decided_by=by, decided_at=at) if line.key == key else line
        for line in value.lines
    )
    return replace(value, lines=lines)
