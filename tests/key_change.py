"""What the tests of a changed key share: a full clinic, and what must be the same afterwards."""

from __future__ import annotations

from collections.abc import Callable

from practice_desk.domain.account import Account, Role
from practice_desk.domain.errors import (
    Cancelled,
)
from practice_desk.services import (
    staff,
)
from practice_desk.services.clinic import Clinic
from practice_desk.services.staff import FirstPassphrase
from practice_desk.storage import registry
from tests.factories import CHEAP, MadeClinic, a_document, a_medication, a_patient

OTHER, OTHERS_WORDS = "ben.ortiz", "eleven pipers piping loud"


def filled(made: MadeClinic) -> MadeClinic:
    """Put charts, documents and a second person into an open clinic, and return it."""
    for number in range(5):
        a_medication(made.clinic, a_patient(made.clinic, family_name=f"Family {number}"))
    for content in (b"one", b"two" * 1_000_000, b""):
        a_document(made.clinic, content)
    person = Account(OTHER, "Ortiz", "Ben", frozenset({Role.THERAPIST}))
    words = FirstPassphrase(OTHERS_WORDS, one_time=False)
    staff.add_account(made.clinic, person, words, profile=CHEAP)
    return made


def contents(clinic: Clinic) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table, but for what a change of the key changes."""
    with clinic.store.read() as work:
        run = work.connection.exec_driver_sql
        tables = run("SELECT name FROM sqlite_schema WHERE type = 'table'").scalars().all()
        kept = [name for name in tables if name not in ("document", "setting", "audit_part")]
        rows = {name: [tuple(row) for row in run(f'SELECT * FROM "{name}"')] for name in kept}
        rows["document"] = [tuple(row) for row in run("SELECT id, sha256, size FROM document")]
        return rows


def documents(clinic: Clinic) -> list[bytes]:
    """Return the content of every document."""
    with clinic.store.read() as work:
        listed = registry.documents.listed(work.connection)
    return [clinic.store.documents.read(document.sealed_name) for document in listed]


def stop_at(word: str) -> Callable[[int, int, str], None]:
    """Return a progress that stops the work at the step with *word* in its name."""

    def progress(_done: int, _total: int, what: str) -> None:
        if word in what:
            raise Cancelled

    return progress


def close_the_account(clinic: Clinic) -> Account:
    """Close the second person's account and return it."""
    staff.close_account(clinic, account_of(clinic))
    return account_of(clinic)


def account_of(clinic: Clinic) -> Account:
    """Return the second person's account."""
    members = staff.list_staff(clinic)
    return next(m.account for m in members if m.account.user_name == OTHER)
