"""Writes an account together with the directory's entry of the same person.

A care team is chosen from the directory, so everybody with a clinical role has an entry there,
which follows the account: its names and numbers, and whether it may still be chosen.
"""

from __future__ import annotations

from dataclasses import replace

from practice_desk.domain.account import CLINICAL_ROLES, Account, Role
from practice_desk.domain.directory import Practitioner, PractitionerKind
from practice_desk.storage import people, registry
from practice_desk.storage.unit_of_work import UnitOfWork


def put_account(work: UnitOfWork, account: Account, *, phone: str = "", fax: str = "") -> int:
    """Add or save *account* and its entry; return the account's id.

    A new entry gets the clinic's *phone* and *fax*. Raises StaleRecord or NotFound.
    """
    clinical = bool(account.roles & CLINICAL_ROLES)
    if account.practitioner_id is not None:
        entry = people.practitioners.get(work.connection, account.practitioner_id)
        people.practitioners.save(work.connection, _in_step(entry, account, clinical))
    elif clinical:
        entry = Practitioner("", phone=phone, fax=fax, user_name=account.user_name)
        entry = _in_step(entry, account, clinical)
        entry_id = people.practitioners.add(work.connection, entry)
        account = replace(account, practitioner_id=entry_id)
    return registry.accounts.put(work.connection, account)


def _in_step(entry: Practitioner, account: Account, clinical: bool) -> Practitioner:
    kind = entry.kind
    if clinical:
        prescribes = Role.PRESCRIBER in account.roles
        kind = PractitionerKind.PRESCRIBER if prescribes else PractitionerKind.THERAPIST
    return replace(
        entry,
        family_name=account.family_name,
        given_name=account.given_name,
        credentials=account.credentials,
        kind=kind,
        npi=account.npi,
        dea_number=account.dea_number,
        active=clinical and account.active,
    )
