"""What a patient corrected at check-in, in words. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.check_in import CheckInField
from practice_desk.domain.check_in_sheet import CheckInEnd
from practice_desk.domain.directory import Organization
from practice_desk.gui.wording import write_moment
from practice_desk.services.check_in_review import CheckInReview

FIELDS = {
    CheckInField.PHONE_MOBILE: "Mobile phone",
    CheckInField.PHONE: "Home phone",
    CheckInField.ADDRESS_LINE: "Street",
    CheckInField.CITY: "City",
    CheckInField.STATE: "State",
    CheckInField.POSTAL_CODE: "ZIP code",
    CheckInField.PHARMACY: "Pharmacy",
    CheckInField.CONTACT_NAME: "Emergency contact",
    CheckInField.CONTACT_PHONE: "Contact’s phone",
}
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One correction beside what the chart says now."""

    key: str
    label: str
    now: str
    told: str

    @property
    def sentence(self) -> str:
        """The whole row, for who can't see it."""
        return f"{self.label}: {self.now or NOTHING} becomes {self.told or NOTHING}"


def answer_rows(review: CheckInReview) -> tuple[AnswerRow, ...]:
    """Return the lines that wait for a decision."""
    return tuple(
        AnswerRow(line.key, FIELDS[line.field], review.now[line.field], line.told)
        for line in review.check_in.open_lines
        if line.field is not None
    )


def review_heading(review: CheckInReview) -> str:
    """Return who corrected something, and when: "Noor Haddad · born … · PD000003 · Nov 25 …"."""
    patient, value = review.patient, review.check_in
    born = f"born {write_date(patient.birth_date)}" if patient.birth_date else ""
    when = write_moment(value.ended_at or value.handed_at)
    early = "left before the end" if value.ending is CheckInEnd.LEFT else ""
    parts = (patient.display_name, born, patient.chart_number, when, early)
    return " · ".join(part for part in parts if part)


def meant(told: str, pharmacies: Sequence[Organization]) -> int | None:
    """Return the pharmacy whose name is the one that was typed, None where none is."""
    wanted = told.casefold().split()
    same = [each.id for each in pharmacies if each.name.casefold().split() == wanted]
    return same[0] if len(same) == 1 else None
