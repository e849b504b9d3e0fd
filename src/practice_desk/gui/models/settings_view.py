"""What the settings say about roles, this computer and the program; no widgets here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from practice_desk.domain.account import Role
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.permission import WORDS, is_permitted
from practice_desk.knowledge.identity import PackIdentity
from practice_desk.services.workstation import WorkstationStatus

ROLE_NAMES = {
    Role.PRESCRIBER: "Prescriber",
    Role.THERAPIST: "Therapist",
    Role.FRONT_DESK: "Front desk",
    Role.ADMINISTRATOR: "Administrator",
    Role.PHARMACIST: "Pharmacist",
}

LICENCES = (
    ("Inter, the typeface of the windows", "SIL Open Font License 1.1"),
    ("Noto Sans, the typeface of the letters", "SIL Open Font License 1.1"),
    ("Lucide, the icons", "ISC licence"),
    ("Qt for Python", "GNU LGPL version 3"),
    ("SQLCipher", "BSD 3-clause licence"),
    ("SQLAlchemy, Alembic, argon2-cffi", "MIT licence"),
    ("cryptography", "Apache License 2.0 or BSD 3-clause licence"),
    ("ReportLab, msgspec, pypdfium2", "BSD 3-clause and Apache licences"),
    (
        "Hunspell and its American English words",
        "Mozilla Public License 1.1, SCOWL; chunspell: MIT",
    ),
    ("CPT codes", "CPT © American Medical Association, whose descriptors are not included"),
    ("LOINC codes", "© Regenstrief Institute; the LOINC licence, loinc.org/license"),
    ("RxNorm codes", "U.S. National Library of Medicine, which endorses no program"),
)
"""What the program is made with; the full texts lie beside the files in resources/."""


@dataclass(frozen=True, slots=True)
class PermissionRow:
    """One operation in plain words and, in the order of `ROLE_NAMES`, which roles may do it."""

    words: str
    permitted: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class PermissionGroup:
    """The operations of one subject."""

    title: str
    rows: tuple[PermissionRow, ...]


def permission_groups() -> tuple[PermissionGroup, ...]:
    """Return the table of roles and operations as it is in force."""
    return tuple(
        PermissionGroup(
            title,
            tuple(
                PermissionRow(
                    f"{words[0].upper()}{words[1:]}",
                    tuple(is_permitted({role}, operation) for role in ROLE_NAMES),
                )
                for operation, words in group.items()
            ),
        )
        for title, group in WORDS.items()
    )


def roles_text(roles: frozenset[Role]) -> str:
    """Return the roles of an account as one line, in the table's order."""
    return ", ".join(name for role, name in ROLE_NAMES.items() if role in roles)


def workstation_sentence(status: WorkstationStatus) -> str:
    """Say plainly what this computer's keyring does for the account."""
    if status.bound:
        return (
            "Your account opens with your passphrase together with a secret in this computer's "
            "keyring. On another computer use the recovery code."
        )
    if status.available:
        return (
            "Your passphrase alone opens the clinic. You can also tie your account to this "
            "computer's keyring: a copy of the clinic folder is then of no use elsewhere, even "
            "to somebody who has guessed your passphrase."
        )
    return (
        "This computer has no keyring that keeps secrets, so your passphrase alone opens the "
        "clinic. That is safe with a long passphrase."
    )


def pack_sentence(identity: PackIdentity, today: date) -> str:
    """Say which clinical knowledge pack is in use, and that nobody has reviewed a draft."""
    about = f"Clinical knowledge pack {identity.version} of {write_date(identity.released_on)}."
    due = write_date(identity.review_by)
    if identity.is_past_review(today):
        about += f" Not checked: it was to be reviewed by {due}."
    else:
        about += f" To be reviewed by {due}."
    if identity.is_draft:
        about += " It is a draft that no clinician has reviewed: check every fact it shows."
    return about


def pack_basis(identity: PackIdentity) -> str:
    """Say where the pack's facts come from, what was not compared, and what it does not claim."""
    parts = [identity.basis]
    if identity.not_looked_up:
        parts.append(f"Not compared with a source: {identity.not_looked_up}")
    return "\n\n".join(filter(None, (*parts, "\n".join(identity.disclaimers))))
