"""What the person at the keyboard may see and change about their own account."""

from __future__ import annotations

from dataclasses import dataclass, replace

from practice_desk.domain.account import Account, check_account
from practice_desk.domain.changes import Changes
from practice_desk.domain.directory import Practitioner
from practice_desk.domain.errors import Invalid, NotFound, Problem
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic, Session
from practice_desk.storage import people, registry
from practice_desk.storage.unit_of_work import UnitOfWork

_LONGEST_NAME = 119  # both parts and the space between them fit the account's name


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """An account with its name in parts, as letters and the directory need it."""

    account: Account
    given_name: str
    family_name: str


def own_account(clinic: Clinic) -> OwnAccount:
    """Return the account that unlocked the clinic. Raises NotFound."""
    with clinic.reading(Operation.EDIT_OWN_ACCOUNT) as work:
        account = _own(clinic, work)
        person = _practitioner(work, account)
    if person is not None:
        return OwnAccount(account, person.given_name, person.family_name)
    given, _, family = account.display_name.rpartition(" ")
    return OwnAccount(account, given, family)


def save_own_account(clinic: Clinic, value: OwnAccount) -> Changes:
    """Change name, credentials and NPI; letters use them from now on.

    User name and roles stay as they are. Raises Invalid or StaleRecord.
    """
    account = _named(value)
    if problems := _problems(value, account):
        raise Invalid(problems)
    with clinic.writing(Operation.EDIT_OWN_ACCOUNT) as work:
        present = _own(clinic, work)
        account = replace(account, user_name=present.user_name, roles=present.roles)
        registry.accounts.save(work.connection, account)
        person = _practitioner(work, account)
        if person is not None:
            people.practitioners.save(work.connection, _in_step(person, value))
        work.detail = "name, credentials or NPI"
    clinic.session = Session.of(account)
    return Changes.of(None, "account", "practitioner")


def _named(value: OwnAccount) -> Account:
    name = " ".join(f"{value.given_name} {value.family_name}".split())
    return replace(value.account, display_name=name)


def _problems(value: OwnAccount, account: Account) -> tuple[Problem, ...]:
    problems = list(check_account(account))
    if not value.family_name.strip():
        problems.append(Problem("family_name", "Enter your family name."))
    for name, text in (("given_name", value.given_name), ("family_name", value.family_name)):
        if len(text) > _LONGEST_NAME:
            sentence = f"At most {_LONGEST_NAME} characters fit. Shorten it."
            problems.append(Problem(name, sentence))
    return tuple(problems)


def _own(clinic: Clinic, work: UnitOfWork) -> Account:
    account = registry.accounts.by_user_name(work.connection, clinic.session.user_name)
    if account is None:
        raise NotFound("This account is no longer there.")
    return account


def _practitioner(work: UnitOfWork, account: Account) -> Practitioner | None:
    if account.practitioner_id is None:
        return None
    return people.practitioners.get(work.connection, account.practitioner_id)


def _in_step(person: Practitioner, value: OwnAccount) -> Practitioner:
    """Return the directory's entry of the same person with the account's name and numbers."""
    return replace(
        person,
        given_name=value.given_name.strip(),
        family_name=value.family_name.strip(),
        credentials=value.account.credentials,
        npi=value.account.npi,
    )
