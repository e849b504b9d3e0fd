"""Accounts and who is at the keyboard."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from practice_desk.domain.checks import check_lengths
from practice_desk.domain.directory import npi_is_valid
from practice_desk.domain.errors import Problem

_USER_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


class Role(StrEnum):
    """What a person does in the clinic. One person may hold several."""

    PRESCRIBER = "prescriber"
    THERAPIST = "therapist"
    FRONT_DESK = "front_desk"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may unlock the clinic; the passphrase lives in the key slots alone."""

    user_name: str
    display_name: str
    roles: frozenset[Role]
    credentials: str = ""
    npi: str = ""
    practitioner_id: int | None = None
    active: bool = True
    id: int | None = None
    version: int | None = None

    @property
    def signature(self) -> str:
        """Name and credentials as a letter shows them."""
        return f"{self.display_name}, {self.credentials}" if self.credentials else self.display_name


LENGTHS = {"display_name": 240, "credentials": 80, "npi": 10}


def check_account(account: Account) -> tuple[Problem, ...]:
    """Return what is wrong with the public part of *account*."""
    problems = list(check_lengths(account, LENGTHS))
    if account.npi and not npi_is_valid(account.npi):
        problems.append(Problem("npi", "That NPI is not right: it has ten digits. Check it."))
    return tuple(problems)


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
