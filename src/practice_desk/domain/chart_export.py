"""What of a chart is exported, for whom and why; and what was given. FHIR: Composition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from practice_desk.domain.disclosure import DisclosureBasis
from practice_desk.domain.errors import Problem


class ExportPart(StrEnum):
    """The parts of a chart that can be chosen, in the order in which they are printed."""

    PERSON = "person"
    CONDITIONS = "conditions"
    ALLERGIES = "allergies"
    MEDICATIONS = "medications"
    SUPPLY = "supply"
    TRIALS = "trials"
    SIDE_EFFECTS = "side effects"
    MEASURES = "measures"
    RESULTS = "results"
    DECISIONS = "decisions"
    HISTORY = "history"
    VISITS = "visits"
    CHECK_INS = "check-ins"
    NOTES = "notes"
    CARE_PLAN = "treatment plan"
    SAFETY_PLAN = "safety plan"
    CONSENTS = "consents"
    LETTERS = "letters"
    EDUCATION = "education"
    DOCUMENTS = "documents"
    MESSAGES = "messages"
    AMENDMENTS = "amendments"


class ExportRecipient(StrEnum):
    """Who is given it."""

    PATIENT = "patient"
    REPRESENTATIVE = "representative"
    CLINIC = "clinic"
    OTHER = "other"

    @property
    def suggested(self) -> frozenset[ExportPart]:
        """The parts that are suggested: what the staff wrote to each other stays unless chosen."""
        everything = frozenset(ExportPart)
        own = self in (ExportRecipient.PATIENT, ExportRecipient.REPRESENTATIVE)
        return everything if own else everything - {ExportPart.MESSAGES}


BASES = {
    ExportRecipient.PATIENT: (DisclosureBasis.PATIENT,),
    ExportRecipient.REPRESENTATIVE: (DisclosureBasis.PATIENT,),
    ExportRecipient.CLINIC: (DisclosureBasis.TREATMENT, DisclosureBasis.AUTHORIZATION),
    ExportRecipient.OTHER: (DisclosureBasis.AUTHORIZATION,),
}
"""The grounds on which each may be given it: access (45 CFR 164.524), treatment (164.506(c)(2)),
a written authorization (164.508)."""


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What to export. The period has both days included; None leaves it open on that side.

    It bounds what happened on a day, such as notes, results and documents. What stands now, such as
    allergies, conditions and medications, is whole.
    """

    parts: frozenset[ExportPart]
    recipient: ExportRecipient
    basis: DisclosureBasis
    recipient_name: str = ""
    organization_id: int | None = None
    purpose: str = ""
    since: date | None = None
    until: date | None = None
    request_id: int | None = None

    def covers(self, day: date | None) -> bool:
        """Return whether something of that day is within the period; what has no day is."""
        if day is None:
            return True
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


PURPOSE_LENGTH = 200
NAME_LENGTH = 300


def check_choice(choice: ExportChoice) -> tuple[Problem, ...]:
    """Return what is missing before anything can be exported."""
    problems = []
    if not choice.parts:
        problems.append(Problem("parts", "Choose at least one part."))
    if choice.recipient is not ExportRecipient.PATIENT and not choice.recipient_name.strip():
        problems.append(Problem("recipient_name", "Say who is given it."))
    if len(choice.recipient_name) > NAME_LENGTH:
        problems.append(Problem("recipient_name", f"At most {NAME_LENGTH} characters fit."))
    if choice.basis not in BASES[choice.recipient]:
        problems.append(Problem("basis", "Choose the ground."))
    if choice.recipient is ExportRecipient.OTHER and not choice.purpose.strip():
        problems.append(Problem("purpose", "Say what it is for."))
    if len(choice.purpose) > PURPOSE_LENGTH:
        problems.append(Problem("purpose", f"At most {PURPOSE_LENGTH} characters fit."))
    if choice.since and choice.until and choice.until < choice.since:
        problems.append(Problem("until", "The period ends before it begins. Check the days."))
    return tuple(problems)


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file that was given: its name, bytes and SHA-256 in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ChartExport:
    """What was given, kept beside the letter with its pages; only added to."""

    patient_id: int
    letter_id: int
    made_at: datetime
    made_by: str
    parts: tuple[ExportPart, ...]
    files: tuple[ExportedFile, ...]
    since: date | None = None
    until: date | None = None
    request_id: int | None = None
    id: int | None = None
