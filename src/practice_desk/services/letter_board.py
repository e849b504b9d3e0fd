"""The letters of all charts: what waits, what was sent lately, and one by its number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from practice_desk.domain.account import Role
from practice_desk.domain.errors import NotFound
from practice_desk.domain.letter_case import case_order
from practice_desk.domain.letter_code import code_problem, near_codes, typed_code
from practice_desk.domain.permission import TABLE, Operation
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_conversation import (
    SHOWN_FOR,
    ListedLetter,
    cases_of,
    letter_in,
    listed,
    reaches,
    read_case,
)
from practice_desk.storage import people, registry
from practice_desk.storage.letter_entry import letter_entries
from practice_desk.storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class LetterBoard:
    """The letters that wait, overdue first, then the others of a year, the newest first.

    `people` are names by user name; `owners` those who can be asked to see to a letter.
    """

    letters: tuple[ListedLetter, ...]
    people: Mapping[str, str]
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FollowedLetter:
    """One letter with its conversation, and who is who."""

    letter: ListedLetter
    people: Mapping[str, str]
    owners: tuple[str, ...]
    fax: str
    """The recipient's fax number, where the directory has one."""


def letter_board(clinic: Clinic) -> LetterBoard:
    """Return the clinic's letters, without those of charts that are closed to who asks."""
    with clinic.viewing(Operation.LIST_LETTERS) as work:
        work.detail = "letters"
        connection = work.connection
        first = registry.letters.first_since(connection, clinic.now() - SHOWN_FOR)
        waiting = registry.letters.waiting(connection)
        known = {letter.id for letter in waiting}
        recent = [
            letter
            for letter in registry.letters.beginning_with(connection, first)
            if letter.id not in known
        ]
        entries = {
            entry.id: entry
            for entry in (
                *letter_entries.of_waiting(connection),
                *letter_entries.beginning_with(connection, first),
            )
        }
        ordered = sorted(entries.values(), key=lambda entry: entry.id or 0)
        cases = cases_of([*waiting, *reversed(recent)], ordered)
        today = clinic.today()
        still = sorted((c for c in cases if c.is_open), key=lambda case: case_order(case, today))
        found = listed(clinic, work, [*still, *(case for case in cases if not case.is_open)])
        work.patient_ids = frozenset(each.patient.id for each in found if each.case.is_open)
        return LetterBoard(tuple(found), registry.accounts.names(connection), _owners(work))


def waiting_letters(clinic: Clinic) -> list[ListedLetter]:
    """Return the letters about which somebody waits for something, the most urgent first."""
    with clinic.viewing(Operation.LIST_LETTERS) as work:
        work.detail = "waiting letters"
        found = read_waiting(clinic, work)
        work.patient_ids = frozenset(each.patient.id for each in found)
    return found


def read_waiting(clinic: Clinic, work: UnitOfWork) -> list[ListedLetter]:
    """Return the same inside a running unit of work."""
    waiting = registry.letters.waiting(work.connection)
    if not waiting:
        return []
    cases = cases_of(waiting, letter_entries.of_waiting(work.connection))
    today = clinic.today()
    return listed(clinic, work, sorted(cases, key=lambda case: case_order(case, today)))


def find_letter(clinic: Clinic, typed: str) -> tuple[int, int]:
    """Return patient and letter of a number that was typed or scanned.

    Raises NotFound, with the nearest numbers that there are, or for a chart closed to who asks.
    """
    code = typed_code(typed)
    with clinic.viewing(Operation.LIST_LETTERS) as work:
        work.detail = "letter by its number"
        letter = registry.letters.by_code(work.connection, code) if code else None
        if letter is None:
            raise _unknown(code, work)
        if not reaches(clinic, work, letter.patient_id):
            raise NotFound(
                f"Letter {code} is in a chart that is restricted to its care team.",
                "Give the paper to somebody of the team.",
            )
        return letter.patient_id, letter.id or 0


def follow_letter(clinic: Clinic, patient_id: int, letter_id: int) -> FollowedLetter:
    """Return one letter with its conversation. Raises NotFound or ChartRestricted."""
    with clinic.viewing(Operation.FOLLOW_LETTER, patient_id) as work:
        work.detail = f"letter {letter_id}"
        letter = letter_in(clinic, work, patient_id, letter_id)
        found = listed(clinic, work, [read_case(work, letter)])
        names = registry.accounts.names(work.connection)
        return FollowedLetter(found[0], names, _owners(work), _fax(work, letter_id))


def _fax(work: UnitOfWork, letter_id: int) -> str:
    letter = registry.letters.get(work.connection, letter_id)
    number = letter.recipient_organization_id
    found = None if number is None else people.organizations.find(work.connection, number)
    return "" if found is None else found.fax


def _owners(work: UnitOfWork) -> tuple[str, ...]:
    accounts = registry.accounts.listed(work.connection)
    return tuple(
        each.user_name
        for each in sorted(accounts, key=lambda account: account.display_name)
        if each.active and _follows(each.roles)
    )


def _follows(roles: frozenset[Role]) -> bool:
    return bool(TABLE[Operation.FOLLOW_LETTER] & roles)


def _unknown(code: str, work: UnitOfWork) -> NotFound:
    if problem := code_problem(code):
        return NotFound(problem, _hint(code, work))
    return NotFound(f"No letter has the number {code}.", _hint(code, work) or "Look at it again.")


def _hint(code: str, work: UnitOfWork) -> str:
    near = near_codes(code, registry.letters.codes(work.connection)) if code else ()
    return f"Did you mean {' or '.join(near)}?" if near else ""
