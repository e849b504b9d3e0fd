"""What the person at the keyboard may see and change about their own account."""

from __future__ import annotations

from dataclasses import replace

from practice_desk.domain.account import Account, check_account
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, NotFound
from practice_desk.domain.permission import Operation
from practice_desk.services.account_entries import put_account
from practice_desk.services.clinic import Clinic, Session
from practice_desk.storage import registry
from practice_desk.storage.unit_of_work import UnitOfWork


def own_account(clinic: Clinic) -> Account:
    """Return the account that unlocked the clinic. Raises NotFound."""
    with clinic.reading(Operation.EDIT_OWN_ACCOUNT) as work:
        return read_own(clinic, work)


def save_own_account(clinic: Clinic, account: Account) -> Changes:
    """Change name, credentials, NPI and DEA number; letters use them from now on.

    Everything else of the account stays as it is. Raises Invalid or StaleRecord.
    """
    with clinic.writing(Operation.EDIT_OWN_ACCOUNT) as work:
        present = read_own(clinic, work)
        changed = replace(
            present,
            family_name=account.family_name,
            given_name=account.given_name,
            credentials=account.credentials,
            npi=account.npi,
            dea_number=account.dea_number,
            version=account.version,
        )
        if problems := check_account(changed):
            raise Invalid(problems)
        put_account(work, changed)
        work.detail = "name, credentials or numbers"
    clinic.session = Session.of(changed)
    return Changes.of(None, "account", "practitioner")


def read_own(clinic: Clinic, work: UnitOfWork) -> Account:
    """Return the account at the keyboard inside a running unit of work. Raises NotFound."""
    account = registry.accounts.by_user_name(work.connection, clinic.session.user_name)
    if account is None:
        raise NotFound("This account is no longer there.")
    return account
