"""The clinic itself: what its letterhead says."""

from __future__ import annotations

from dataclasses import dataclass, field

from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.directory import address_lines
from practice_desk.domain.errors import Problem
from practice_desk.domain.letter_look import LetterLook


@dataclass(frozen=True, slots=True)
class ClinicProfile:
    """Name, address and callback numbers of the clinic.

    The `look` of its letters comes along when the profile is read; it is saved by itself.
    """

    name: str
    address_line: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""
    version: int | None = None
    look: LetterLook = field(default_factory=LetterLook)

    @property
    def address(self) -> tuple[str, ...]:
        """The address in lines, without empty ones."""
        return address_lines(self.address_line, self.city, self.state, self.postal_code)

    @property
    def guessable(self) -> tuple[str, ...]:
        """What everybody knows of the clinic and would try first as a passphrase."""
        return (self.name, self.address_line, self.city)


LENGTHS = {
    "name": 200,
    "address_line": 240,
    "city": 120,
    "state": 60,
    "postal_code": 20,
    "phone": 40,
    "fax": 40,
    "email": 254,
}


def check_clinic(value: ClinicProfile) -> tuple[Problem, ...]:
    """Return what is wrong with *value*."""
    return (
        *check_required(value, name="Enter the clinic's name."),
        *check_lengths(value, LENGTHS),
    )
