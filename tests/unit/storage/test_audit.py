"""The audit chain and the protection of history."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2 as sqlcipher

from practice_desk.services.clinic import Clinic
from practice_desk.storage.audit import AuditChain
from practice_desk.storage.dialects.sqlite import APPEND_ONLY
from practice_desk.storage.engine import connect
from tests.factories import a_medication, a_patient


@pytest.fixture
def used(clinic: Clinic) -> Clinic:
    """A clinic with a dozen audit rows."""
    for _ in range(5):
        a_medication(clinic, a_patient(clinic))
    return clinic


def _broken_at(clinic: Clinic) -> int | None:
    with clinic.store.read() as work:
        return clinic.store.audit.verify(work.connection).broken_at


def _unprotected(clinic: Clinic) -> sqlcipher.Connection:
    """Return a connection of somebody who has the key and dropped the triggers."""
    connection = connect(clinic.store.database, clinic.store.database_key)
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type='trigger'").fetchall()
    for (name,) in names:
        connection.execute(f"DROP TRIGGER {name}")
    return connection


def test_that_an_untouched_chain_is_whole(used: Clinic) -> None:
    with used.store.read() as work:
        check = used.store.audit.verify(work.connection)
        head = used.store.audit.head(work.connection)
    assert check.broken_at is None
    assert check.count == head.count >= 11


@pytest.mark.parametrize(
    ("tampering", "broken_at"),
    [
        ("UPDATE audit_event SET detail = 'other' WHERE id = 4", 4),
        ("UPDATE audit_event SET occurred_at = '2020-01-01 00:00:00.000000' WHERE id = 4", 4),
        ("UPDATE audit_event SET patient_id = 99 WHERE id = 4", 4),
        ("UPDATE audit_event SET mac = zeroblob(32) WHERE id = 4", 4),
        ("DELETE FROM audit_event WHERE id = 4", 4),
        ("DELETE FROM audit_event WHERE id = 1", 1),
        ("UPDATE audit_event SET id = 9999 WHERE id = 4", 4),
    ],
)
def test_that_a_changed_or_removed_entry_breaks_the_chain(
    used: Clinic, tampering: str, broken_at: int
) -> None:
    connection = _unprotected(used)
    connection.execute(tampering)
    connection.close()
    assert _broken_at(used) == broken_at


def test_that_two_exchanged_entries_break_the_chain(used: Clinic) -> None:
    connection = _unprotected(used)
    for old, new in ((4, 9999), (5, 4), (9999, 5)):
        connection.execute("UPDATE audit_event SET id = ? WHERE id = ?", (new, old))
    connection.close()
    assert _broken_at(used) == 4


def test_that_removed_entries_closed_up_again_break_the_chain(used: Clinic) -> None:
    connection = _unprotected(used)
    connection.execute("DELETE FROM audit_event WHERE id = 4")
    connection.execute("UPDATE audit_event SET id = id - 1 WHERE id > 4")
    connection.close()
    assert _broken_at(used) == 4


_CHANGES: dict[str, Callable[[str], str]] = {
    "update": lambda table: f"UPDATE {table} SET id = id",
    "delete": lambda table: f"DELETE FROM {table}",
}


@pytest.mark.parametrize("verb", _CHANGES)
@pytest.mark.parametrize("table", ["audit_event", "plan_event"])
def test_that_history_refuses_to_be_changed(used: Clinic, table: str, verb: str) -> None:
    assert table in APPEND_ONLY
    with pytest.raises(DBAPIError, match="append-only"), used.store.write() as work:
        work.connection.exec_driver_sql(_CHANGES[verb](table))


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_that_every_history_table_has_its_triggers(clinic: Clinic, table: str) -> None:
    with clinic.store.read() as work:
        sql = work.connection.exec_driver_sql(
            "SELECT sql FROM sqlite_schema WHERE type='trigger' AND tbl_name = ?", (table,)
        ).scalars()
        text = " ".join(sql)
    assert f"BEFORE UPDATE ON {table}" in text
    assert f"BEFORE DELETE ON {table}" in text
    assert f"BEFORE INSERT ON {table}" in text


@pytest.mark.parametrize("table", ["audit_event", "plan_event"])
def test_that_an_entry_cannot_be_replaced_by_inserting(used: Clinic, table: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), used.store.write() as work:
        work.connection.exec_driver_sql(
            f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE id = 3"
        )
    assert _broken_at(used) is None


def test_that_an_entry_cannot_be_put_between_or_beyond(used: Clinic) -> None:
    columns = "occurred_at, user_name, roles, workstation, operation, patient_id, detail, reason, "
    columns += "outcome, kind, mac"
    for number in (0, -1, 9999):
        with pytest.raises(DBAPIError, match="append-only"), used.store.write() as work:
            work.connection.exec_driver_sql(
                f"INSERT INTO audit_event (id, {columns}) "
                f"SELECT {number}, {columns} FROM audit_event WHERE id = 3"
            )


def test_that_the_chain_needs_the_clinics_own_key(used: Clinic) -> None:
    with used.store.read() as work:
        assert AuditChain(b"k" * 32).verify(work.connection).broken_at == 1
