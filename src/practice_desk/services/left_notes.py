"""What people who can't sign any more left unsigned: for clinicians by chart, else by person.

It is asked by the page Today. Whoever administers accounts is told how much it is and of whom, and
nothing of any patient.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from practice_desk.domain.account import Account
from practice_desk.domain.note import NoteKind, NoteState
from practice_desk.domain.permission import Operation
from practice_desk.services.clinic import Clinic
from practice_desk.services.visits_today import DRAFT_KIND
from practice_desk.storage import patient_search, registry
from practice_desk.storage.drafts import drafts
from practice_desk.storage.note import OpenNote, notes
from practice_desk.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class LeftNote:
    """A draft that its author can't sign any more, in whose chart; `author` is a display name."""

    note_id: int
    patient_id: int
    patient_name: str
    kind: NoteKind
    seen_on: date
    author: str


@dataclass(frozen=True, slots=True)
class LeftWork:
    """How much of one person nobody can sign as things are.

    `notes` and `visits` were begun by somebody whose account is closed, or treats nobody any more;
    `to_cosign` are notes of theirs that wait for a co-signature which nobody is named to give.
    """

    user_name: str
    display_name: str
    notes: int = 0
    visits: int = 0
    to_cosign: int = 0


def left_notes(clinic: Clinic) -> list[LeftNote]:
    """Return the drafts of people who left, the oldest contact first.

    Charts that are closed to the person at the keyboard are left out.
    """
    with clinic.viewing(Operation.LIST_UNSIGNED_NOTES) as work:
        work.detail = "unsigned notes of people who left"
        accounts = _accounts(work)
        found = [
            each
            for each in _drafts_left(notes.open_of_all(work.connection), accounts)
            if clinic.sees_chart(work, each.patient_id)
        ]
        ids = sorted({each.patient_id for each in found})
        patients = patient_search.summaries(work.connection, ids)
        names = {each.id: each.display_name for each in patients}
        work.patient_ids = frozenset(ids)
    found.sort(key=lambda each: (each.seen_on, each.id))
    return [
        LeftNote(
            each.id,
            each.patient_id,
            names.get(each.patient_id, ""),
            each.kind,
            each.seen_on,
            _name(accounts, each.author),
        )
        for each in found
    ]


def left_work(clinic: Clinic) -> list[LeftWork]:
    """Return what nobody can sign as things are, by person, in the order of their names."""
    with clinic.viewing(Operation.VIEW_ACCOUNTS) as work:
        work.detail = "unsigned notes of people who left"
        accounts = _accounts(work)
        unsigned = notes.open_of_all(work.connection)
        written = Counter(each.author for each in _drafts_left(unsigned, accounts))
        begun = Counter(
            each
            for each in drafts.authors_of(work.connection, DRAFT_KIND)
            if not _treats(accounts, each)
        )
        waiting = Counter(
            each.author
            for each in unsigned
            if each.state is NoteState.AWAITING_COSIGN
            and not _treats(accounts, _supervisor(accounts, each.author))
        )
    people = written.keys() | begun.keys() | waiting.keys()
    found = [
        LeftWork(each, _name(accounts, each), written[each], begun[each], waiting[each])
        for each in people
    ]
    return sorted(found, key=lambda each: (each.display_name, each.user_name))


def _accounts(work: UnitOfWork) -> Mapping[str, Account]:
    return {each.user_name: each for each in registry.accounts.listed(work.connection)}


def _drafts_left(unsigned: Iterable[OpenNote], accounts: Mapping[str, Account]) -> list[OpenNote]:
    return [
        each
        for each in unsigned
        if each.state is NoteState.DRAFT and not _treats(accounts, each.author)
    ]


def _treats(accounts: Mapping[str, Account], user_name: str) -> bool:
    """Return whether somebody can sign notes: has an account in use and treats patients."""
    return user_name in accounts and accounts[user_name].treats_patients


def _supervisor(accounts: Mapping[str, Account], user_name: str) -> str:
    return accounts[user_name].supervisor if user_name in accounts else ""


def _name(accounts: Mapping[str, Account], user_name: str) -> str:
    return accounts[user_name].display_name if user_name in accounts else user_name
