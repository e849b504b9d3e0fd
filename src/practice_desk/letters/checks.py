"""Facts that a letter needs and lengths that a page can hold, as problems with sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from practice_desk.domain.errors import Problem
from practice_desk.letters.parties import Letterhead, LetterPatient, Recipient, Signatory

NAME_LENGTH = 400  # characters
ADDRESS_LINES = 8


def check_present(text: str, field: str, what: str) -> Iterator[Problem]:
    """Yield a problem if *text* is blank; *what* names it ("the clinic's phone number")."""
    if not text.strip():
        yield Problem(field, f"{what[0].upper()}{what[1:]} is missing.")


def check_length(text: str, field: str, what: str, longest: int = NAME_LENGTH) -> Iterator[Problem]:
    """Yield a problem if *text* has more than *longest* characters."""
    if len(text) > longest:
        yield Problem(
            field, f"{what[0].upper()}{what[1:]} is too long for a letter ({len(text)} characters)."
        )


def check_named(named: Iterable[tuple[str, str, str]]) -> Iterator[Problem]:
    """Yield what is blank or too long among texts with their fields and what they are called."""
    for text, field, what in named:
        yield from check_present(text, field, what)
        yield from check_length(text, field, what)


def check_parties(
    clinic: Letterhead, recipient: Recipient, patient: LetterPatient, signatory: Signatory
) -> Iterator[Problem]:
    """Yield what is missing or too long in the parts that every letter has."""
    named = (
        (clinic.name, "letterhead.name", "the clinic's name"),
        (recipient.name, "recipient.name", "the recipient's name"),
        (patient.legal_name, "patient.legal_name", "the patient's name"),
        (signatory.name, "signatory.name", "the prescriber's name"),
        (signatory.callback_phone, "signatory.callback_phone", "the callback number"),
    )
    yield from check_named(named)
    optional = (
        (clinic.phone, "letterhead.phone", "the clinic's phone number"),
        (clinic.fax, "letterhead.fax", "the clinic's fax number"),
        (recipient.phone, "recipient.phone", "the recipient's phone number"),
        (recipient.fax, "recipient.fax", "the recipient's fax number"),
        (patient.preferred_name, "patient.preferred_name", "the preferred name"),
        (signatory.credentials, "signatory.credentials", "the prescriber's credentials"),
    )
    for text, field, what in optional:
        yield from check_length(text, field, what)
    for party, field, what in (
        (clinic.address_lines, "letterhead.address_lines", "the clinic's address"),
        (recipient.address_lines, "recipient.address_lines", "the recipient's address"),
    ):
        yield from check_length("".join(party), field, what)
        if len(party) > ADDRESS_LINES:
            yield Problem(
                field, f"{what[0].upper()}{what[1:]} has more than {ADDRESS_LINES} lines."
            )
