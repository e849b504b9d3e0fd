"""What papers have of clinic, patient and who makes them, and how a recipient is written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from practice_desk.domain.clinic import ClinicProfile
from practice_desk.domain.directory import Organization
from practice_desk.domain.letter_choice import Urgency
from practice_desk.domain.patient import Patient
from practice_desk.domain.supply import Part2Records
from practice_desk.letters.parties import Recipient


@dataclass(frozen=True, slots=True)
class NoticeOptions:
    """What the person composing the letter chooses.

    `pharmacy_id` None means the patient's preferred one; `code` is given to keep the number while
    a draft is edited; `cancel_old` also cancels refills of the old directions after a change;
    `replaces` is the id of a letter that this one supersedes.
    """

    pharmacy_id: int | None = None
    urgency: Urgency = Urgency.ROUTINE
    cancel_old: bool = False
    code: str = ""
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """Who writes, to whom, about whom. `callback` is the number that answers questions.

    `part2` is set where the chart has records under 42 CFR Part 2; `most_days` are the quantity
    limits that the prescriber wants named, by the medication's id.
    """

    patient: Patient
    profile: ClinicProfile
    pharmacy: Organization | None
    signatory: str
    credentials: str
    callback: str
    part2: Part2Records | None = None
    most_days: Mapping[int, int] = field(default_factory=dict)


def recipient_text(recipient: Recipient) -> str:
    """Return name, address and numbers as the page prints them, one a line."""
    numbers = (("Phone", recipient.phone), ("Fax", recipient.fax))
    lines = (
        recipient.name,
        *recipient.address_lines,
        *(f"{label} {number}" for label, number in numbers if number),
    )
    return "\n".join(lines)[:1000]
