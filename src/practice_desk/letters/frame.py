"""What every letter has, from the facts; and what keeps any letter from being sent."""

from __future__ import annotations

from collections.abc import Iterator

from practice_desk.domain.errors import LetterRefused, Problem
from practice_desk.domain.letter_choice import RecipientSort
from practice_desk.letters.checks import check_length, check_parties, check_present
from practice_desk.letters.facts import LetterFacts
from practice_desk.letters.parties import (
    ConsentToDisclose,
    LetterFrame,
    Letterhead,
    LetterPatient,
    Recipient,
    Signatory,
)

CARRIED = frozenset(
    {
        "code",
        "clinic.name",
        "clinic.address_line",
        "clinic.city",
        "clinic.state",
        "clinic.postal_code",
        "clinic.phone",
        "clinic.fax",
        "clinic.look",
        "author.given_name",
        "author.family_name",
        "author.credentials",
        "callback",
        "patient.given_name",
        "patient.middle_name",
        "patient.family_name",
        "patient.suffix",
        "patient.preferred_name",
        "patient.birth_date",
        "recipient.name",
        "recipient.address_lines",
        "recipient.phone",
        "recipient.fax",
        "copies.name",
        "replaces.code",
        "replaces.written_on",
        "today",
        "gate.openings.scope",
        "gate.openings.given_on",
    }
)
"""The facts that every letter may carry: who writes to whom, about whom, and the consent of what
is protected by 42 CFR Part 2."""


def frame_of(facts: LetterFacts) -> LetterFrame:
    """Return what every letter has. Raises LetterRefused for a patient without a birth date."""
    patient, clinic, author = facts.patient, facts.clinic, facts.author
    if patient.birth_date is None:
        raise LetterRefused("The chart has no birth date.", "Add it with Edit in its header.")
    opening = facts.gate.notice(facts.records)
    return LetterFrame(
        code=facts.code,
        written_on=facts.today,
        letterhead=Letterhead.of(clinic),
        recipient=facts.recipient or Recipient(""),
        patient=LetterPatient(patient.legal_name, patient.birth_date, patient.preferred_name),
        signatory=Signatory(author.display_name, author.credentials, facts.callback),
        urgency=facts.choices.urgency,
        copies=tuple(each.name for each in facts.copies),
        part2=None if opening is None else ConsentToDisclose(opening.given_on, opening.scope),
        replaces=facts.replaces,
    )


NOBODY = {
    RecipientSort.PHARMACY: "The chart names no pharmacy. Choose the one to write to.",
    RecipientSort.CLINICIAN: "The chart names no such clinician. Choose whom to write to.",
    RecipientSort.PATIENT: "The chart has no name to write to.",
    RecipientSort.PAYER: "Say which payer to write to.",
    RecipientSort.SCHOOL_OR_EMPLOYER: "Say which school or employer to write to.",
}
"""What is missing where nobody is chosen and the chart suggests nobody."""


def missing_facts(facts: LetterFacts, sort: RecipientSort) -> Iterator[Problem]:
    """Yield what no letter goes out without; *sort* is who reads it."""
    if facts.recipient is None:
        yield Problem("recipient", NOBODY[sort])
    if facts.patient.birth_date is None:
        yield Problem("birth_date", "The chart has no birth date; nobody finds a patient without.")
    if not facts.clinic.name.strip():
        yield Problem("clinic_name", "The clinic's letterhead has no name.")
    if not facts.callback.strip():
        yield Problem("callback", "The clinic's letterhead has no phone number to call back.")


def frame_problems(frame: LetterFrame) -> Iterator[Problem]:
    """Yield what is missing or too long in what every letter has, in the order of the page."""
    yield from check_parties(frame.letterhead, frame.recipient, frame.patient, frame.signatory)
    yield from check_present(frame.code, "code", "the letter's code")
    yield from check_length(frame.code, "code", "the letter's code", 40)
    for name in frame.copies:
        yield from check_length(name, "copies", "the name of who gets a copy")
