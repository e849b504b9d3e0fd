"""The clinic's directory: practitioners (ours and outside) and organizations such as pharmacies.

FHIR: Practitioner, Organization.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.errors import Problem

WRONG_NPI = "That NPI is not right: it has ten digits. Check it."
WRONG_DEA_NUMBER = "That DEA number is not right: two letters and seven digits. Check it."
_DEA_NUMBER = re.compile(r"[A-Z][A-Z9][0-9]{7}")


class PractitionerKind(StrEnum):
    """What a practitioner does for our patients."""

    PRESCRIBER = "prescriber"
    THERAPIST = "therapist"
    PRIMARY_CARE = "primary_care"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Practitioner:
    """A clinician of this clinic (`user_name` set) or from outside."""

    family_name: str
    given_name: str = ""
    credentials: str = ""
    kind: PractitionerKind = PractitionerKind.OTHER
    npi: str = ""
    dea_number: str = ""
    organization_name: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""
    address_line: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    user_name: str = ""
    active: bool = True
    id: int | None = None
    version: int | None = None

    @property
    def display_name(self) -> str:
        """Given and family name with credentials: "Ana Berg, PMHNP"."""
        name = " ".join(part for part in (self.given_name, self.family_name) if part)
        return f"{name}, {self.credentials}" if self.credentials else name


class OrganizationKind(StrEnum):
    """What an organization is to us."""

    PHARMACY = "pharmacy"
    CLINIC = "clinic"
    LABORATORY = "laboratory"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Organization:
    """A pharmacy, clinic or laboratory in the directory."""

    name: str
    kind: OrganizationKind = OrganizationKind.PHARMACY
    phone: str = ""
    fax: str = ""
    email: str = ""
    address_line: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    ncpdp_id: str = ""
    note: str = ""
    active: bool = True
    id: int | None = None
    version: int | None = None

    @property
    def address(self) -> tuple[str, ...]:
        """The address in lines, without empty ones."""
        return address_lines(self.address_line, self.city, self.state, self.postal_code)


PRACTITIONER_LENGTHS = {
    "family_name": 120,
    "given_name": 120,
    "credentials": 80,
    "npi": 10,
    "dea_number": 20,
    "organization_name": 200,
    "phone": 40,
    "fax": 40,
    "email": 254,
    "address_line": 240,
    "city": 120,
    "state": 60,
    "postal_code": 20,
    "user_name": 64,
}
ORGANIZATION_LENGTHS = {
    "name": 200,
    "phone": 40,
    "fax": 40,
    "email": 254,
    "address_line": 240,
    "city": 120,
    "state": 60,
    "postal_code": 20,
    "ncpdp_id": 20,
    "note": 2000,
}


def address_lines(line: str, city: str, state: str, postal_code: str) -> tuple[str, ...]:
    """Return a US address as printed lines, without empty ones."""
    place = ", ".join(part for part in (city, f"{state} {postal_code}".strip()) if part)
    return tuple(part for part in (line, place) if part)


def npi_is_valid(npi: str) -> bool:
    """Return True for ten digits whose Luhn check digit holds with the prefix 80840.

    Source: CMS, National Provider Identifier standard, check digit calculation.
    """
    if len(npi) != 10 or not (npi.isascii() and npi.isdigit()):
        return False
    total = 24  # what the prefix 80840 adds
    for place, char in enumerate(npi[:9]):
        digit = int(char) * (2 if place % 2 == 0 else 1)
        total += digit - 9 if digit > 9 else digit
    return (10 - total % 10) % 10 == int(npi[9])


def dea_number_is_valid(number: str) -> bool:
    """Return True for two letters and seven digits whose check digit holds.

    The second letter may be a 9. The last digit is that of the first, third and fifth digit plus
    twice the second, fourth and sixth. Source: DEA Diversion Control Division, format of a
    registration number.
    """
    if not _DEA_NUMBER.fullmatch(number):
        return False
    digits = [int(char) for char in number[2:]]
    total = sum(digits[0:5:2]) + 2 * sum(digits[1:6:2])
    return total % 10 == digits[6]


def check_practitioner(value: Practitioner) -> tuple[Problem, ...]:
    """Return what is wrong with *value*."""
    problems = [
        *check_required(value, family_name="Enter the family name."),
        *check_lengths(value, PRACTITIONER_LENGTHS),
    ]
    if value.npi and not npi_is_valid(value.npi):
        problems.append(Problem("npi", WRONG_NPI))
    if value.dea_number and not dea_number_is_valid(value.dea_number):
        problems.append(Problem("dea_number", WRONG_DEA_NUMBER))
    return tuple(problems)


def check_organization(value: Organization) -> tuple[Problem, ...]:
    """Return what is wrong with *value*."""
    return (
        *check_required(value, name="Enter the name."),
        *check_lengths(value, ORGANIZATION_LENGTHS),
    )
