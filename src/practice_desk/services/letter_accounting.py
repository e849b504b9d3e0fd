"""Disclosures of letters beyond the one that is recorded when they leave for the first time."""

from __future__ import annotations

from dataclasses import replace

from practice_desk.domain.disclosure import DisclosureBasis
from practice_desk.domain.errors import LetterRefused
from practice_desk.domain.letter import Letter
from practice_desk.domain.release import Outgoing
from practice_desk.services.clinic import Clinic
from practice_desk.services.sensitivity import read_gate
from practice_desk.storage import registry
from practice_desk.storage.letter_told import letters_told
from practice_desk.storage.unit_of_work import UnitOfWork

_WHAT_LENGTH = 500
_NOTE_LENGTH = 120


def account_again(
    clinic: Clinic, work: UnitOfWork, letter: Letter, note: str, recipient: str = ""
) -> None:
    """Record that a letter went out once more, to its own *recipient* unless told otherwise.

    Ground and purpose are those of the first time. Raises LetterRefused where it tells of records
    for which no consent names somebody else.
    """
    own = registry.disclosures.for_patient(work.connection, letter.patient_id)
    first = next((each for each in own if each.letter_id == letter.id), None)
    if first is None:
        return  # sent before disclosures were recorded
    if recipient:
        _require_consent(clinic, work, letter, first.basis, recipient)
    short = note[:_NOTE_LENGTH]
    again = replace(
        first,
        id=None,
        disclosed_at=clinic.now(),
        disclosed_by=clinic.session.user_name,
        recipient=recipient or letter.recipient,
        what=f"{first.what[: _WHAT_LENGTH - len(short) - 3]} ({short})",
    )
    registry.disclosures.add(work.connection, again)


def _require_consent(
    clinic: Clinic,
    work: UnitOfWork,
    letter: Letter,
    basis: DisclosureBasis | None,
    recipient: str,
) -> None:
    outgoing = Outgoing(basis or DisclosureBasis.TREATMENT, recipient)
    gate = read_gate(clinic, work, letter.patient_id, outgoing)
    told = letters_told.of_letter(work.connection, letter.id or 0)
    if gate.withheld(tuple(gate.labels) if told is None else told.records):
        raise LetterRefused(
            "This letter tells of records that leave with the patient's consent only, and none "
            "names this recipient.",
            "Ask the prescriber before it goes there.",
        )
