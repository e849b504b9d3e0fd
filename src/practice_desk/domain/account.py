"""Accounts and who is at the keyboard."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.directory import (
    WRONG_DEA_NUMBER,
    WRONG_NPI,
    dea_number_is_valid,
    npi_is_valid,
)
from practice_desk.domain.errors import Problem

_USER_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class Role(StrEnum):
    """What a person does in the clinic. One person may hold several."""

    PRESCRIBER = "prescriber"
    THERAPIST = "therapist"
    FRONT_DESK = "front_desk"
    ADMINISTRATOR = "administrator"
    PHARMACIST = "pharmacist"
    """A consultant who reviews the clinical pack and sees no patient."""


CLINICAL_ROLES = frozenset({Role.PRESCRIBER, Role.THERAPIST})
"""The roles of people whom the directory lists as ours, to be chosen for a care team."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may unlock the clinic; the passphrase lives in the key slots alone.

    `must_change_passphrase` says that the present one was given by an administrator for the first
    unlock only. `supervisor` is the user name of who co-signs this person's notes, empty where
    nobody has to.
    """

    user_name: str
    family_name: str
    given_name: str = ""
    roles: frozenset[Role] = frozenset()
    credentials: str = ""
    npi: str = ""
    dea_number: str = ""
    practitioner_id: int | None = None
    must_change_passphrase: bool = False
    active: bool = True
    supervisor: str = ""
    id: int | None = None
    version: int | None = None

    @property
    def display_name(self) -> str:
        """Given and family name."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def signature(self) -> str:
        """Name and credentials as a letter shows them."""
        return f"{self.display_name}, {self.credentials}" if self.credentials else self.display_name

    @property
    def treats_patients(self) -> bool:
        """Whether it is in use by a prescriber or a therapist."""
        return self.active and bool(self.roles & {Role.PRESCRIBER, Role.THERAPIST})


LENGTHS = {
    "given_name": 120,
    "family_name": 120,
    "credentials": 80,
    "npi": 10,
    "dea_number": 20,
}


def check_account(account: Account) -> tuple[Problem, ...]:
    """Return what is wrong with *account*, but for its user name and passphrase."""
    problems = [
        *check_required(account, family_name="Enter the family name."),
        *check_lengths(account, LENGTHS),
    ]
    if not account.roles:
        problems.append(Problem("roles", "Choose at least one role."))
    if account.npi and not npi_is_valid(account.npi):
        problems.append(Problem("npi", WRONG_NPI))
    if account.dea_number and not dea_number_is_valid(account.dea_number):
        problems.append(Problem("dea_number", WRONG_DEA_NUMBER))
    return tuple(problems)


def is_administered(accounts: Iterable[Account], able: Collection[str]) -> bool:
    """Return whether somebody can open the clinic and administer it.

    *able* are the user names that have a passphrase. One that was given for the first unlock does
    not count: it may be lost before it is used.
    """
    return any(
        account.active
        and Role.ADMINISTRATOR in account.roles
        and not account.must_change_passphrase
        and account.user_name in able
        for account in accounts
    )


def check_user_name(user_name: str) -> tuple[Problem, ...]:
    """Return what is wrong with a new user name."""
    if _USER_NAME.fullmatch(user_name):
        return ()
    return (
        Problem(
            "user_name",
            "A user name has small letters, digits, dots and dashes only, such as ana.berg.",
        ),
    )
