"""What the create-a-clinic dialog asks for, checks and suggests; no widgets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from practice_desk.domain.account import check_user_name
from practice_desk.domain.clinic import ClinicProfile, check_clinic
from practice_desk.domain.directory import npi_is_valid
from practice_desk.domain.errors import Problem
from practice_desk.domain.passphrase import are_the_same, check_passphrase
from practice_desk.domain.text import fold

if TYPE_CHECKING:
    from practice_desk.services.start_up import NewClinic

CLINIC_FIELDS = ("name", "address_line", "city", "state", "postal_code", "phone", "fax", "folder")
"""The fields of the first step; the others belong to the second."""

_NOT_IN_FOLDER_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')


@dataclass(frozen=True, slots=True)
class NewClinicFields:
    """What was typed, checked. `request` makes the service's value of it."""

    clinic: ClinicProfile
    user_name: str
    given_name: str
    family_name: str
    passphrase: str
    credentials: str = ""
    npi: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """What somebody would try first as the passphrase."""
        return (*self.clinic.guessable, self.given_name, self.family_name, self.user_name)

    def __repr__(self) -> str:
        """Leave the passphrase out of every trace."""
        return f"NewClinicFields(user_name={self.user_name!r})"

    def request(self) -> NewClinic:
        """Return what `services.start_up.create_clinic` takes. Imports it: call on the worker."""
        from practice_desk.services.start_up import NewClinic

        return NewClinic(
            self.clinic,
            self.user_name,
            self.given_name,
            self.family_name,
            self.passphrase,
            self.credentials,
            self.npi,
        )


def check_clinic_step(clinic: ClinicProfile, folder: str) -> tuple[Problem, ...]:
    """Return what is wrong with the first step."""
    problems = list(check_clinic(clinic))
    if not folder.strip():
        problems.append(Problem("folder", "Choose a folder for the clinic."))
    elif not Path(folder.strip()).expanduser().is_absolute():
        problems.append(Problem("folder", "Give the whole path of the folder, or choose it."))
    return tuple(problems)


def check_person_step(fields: NewClinicFields, passphrase_again: str) -> tuple[Problem, ...]:
    """Return what is wrong with the second step."""
    problems = []
    if not fields.family_name:
        problems.append(Problem("family_name", "Enter your family name."))
    if fields.npi and not npi_is_valid(fields.npi):
        problems.append(Problem("npi", "That NPI is not right: it has ten digits. Check it."))
    problems += check_user_name(fields.user_name)
    problems += (refused := check_passphrase(fields.passphrase))
    if not refused and not are_the_same(fields.passphrase, passphrase_again):
        problems.append(
            Problem("passphrase_again", "The two passphrases differ. Type the second again.")
        )
    return tuple(problems)


def suggested_user_name(given_name: str, family_name: str) -> str:
    """Return a user name such as "ana.berg"; empty for names without Latin letters."""
    parts = [re.sub(r"[^a-z0-9]+", "", fold(name)) for name in (given_name, family_name)]
    return ".".join(part for part in parts if part)[:64]


def suggested_folder(parent: Path, clinic_name: str) -> Path:
    """Return a folder in *parent* named after the clinic, fit for every system."""
    name = " ".join(_NOT_IN_FOLDER_NAMES.sub(" ", clinic_name).split()).strip(". ")
    return parent / (name[:80].strip(". ") or "Clinic")
