"""The audit chain across changes of the key: nothing is rewritten, no old key can forge."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, select, update
from sqlcipher3 import dbapi2 as sqlcipher

from practice_desk.services.clinic import Clinic
from practice_desk.services.document_cipher import store_keys
from practice_desk.services.rotation import rotate_data_key
from practice_desk.storage import audit, audit_parts
from practice_desk.storage.engine import connect
from practice_desk.storage.record_rows import AUDIT_EVENT, AUDIT_PART
from tests.factories import a_patient


@pytest.fixture
def old_keys(clinic: Clinic) -> list[bytes]:
    """The chain keys that a former person may hold, after two changes of the clinic's key."""
    keys = []
    for _ in range(2):
        for _ in range(3):
            a_patient(clinic)
        keys.append(store_keys(clinic.data_key).audit)
        rotate_data_key(clinic)
    a_patient(clinic)
    return keys


def _broken_at(clinic: Clinic) -> int | None:
    with clinic.store.read() as work:
        return clinic.store.audit.verify(work.connection).broken_at


def _ends(clinic: Clinic) -> list[int]:
    with clinic.store.read() as work:
        return list(
            work.connection.execute(select(AUDIT_PART.c.id).order_by(AUDIT_PART.c.id)).scalars()
        )


@contextmanager
def _tampering(clinic: Clinic) -> Iterator[Connection]:
    """Give a transaction of somebody who has the records' key and dropped the triggers."""
    raw: sqlcipher.Connection = connect(clinic.store.database, clinic.store.database_key)
    for (name,) in raw.execute("SELECT name FROM sqlite_schema WHERE type='trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    raw.close()
    with clinic.store.write() as work:
        yield work.connection
        work.connection.commit()


def _macs(clinic: Clinic) -> list[bytes]:
    with clinic.store.read() as work:
        return list(
            work.connection.execute(select(AUDIT_EVENT.c.mac).order_by(AUDIT_EVENT.c.id)).scalars()
        )


def test_that_a_change_of_the_key_rewrites_no_link(clinic: Clinic) -> None:
    a_patient(clinic)
    before = _macs(clinic)
    rotate_data_key(clinic)
    assert _macs(clinic)[: len(before)] == before
    assert _broken_at(clinic) is None


def test_that_the_chain_stays_verifiable_over_several_keys(
    clinic: Clinic, old_keys: list[bytes]
) -> None:
    assert _broken_at(clinic) is None
    assert len(_ends(clinic)) == len(old_keys) == len(set(old_keys))


@pytest.mark.parametrize("number", [1, 3])
def test_that_a_changed_row_of_a_finished_part_is_found(
    clinic: Clinic, old_keys: list[bytes], number: int
) -> None:
    with _tampering(clinic) as connection:
        connection.execute(
            update(AUDIT_EVENT).where(AUDIT_EVENT.c.id == number).values(detail="other")
        )
    assert _broken_at(clinic) == number


def _sealed_again(connection: Connection, key: bytes, first: int, last: int) -> None:
    """Compute the MACs of some rows anew, as the holder of *key* can."""
    for number in range(first, last + 1):
        previous = select(AUDIT_EVENT.c.mac).where(AUDIT_EVENT.c.id == number - 1)
        before = connection.execute(previous).scalar_one_or_none() or bytes(32)
        row = (
            connection.execute(select(AUDIT_EVENT).where(AUDIT_EVENT.c.id == number))
            .mappings()
            .one()
        )
        mac = audit.mac_of(key, before, number, row)
        connection.execute(update(AUDIT_EVENT).where(AUDIT_EVENT.c.id == number).values(mac=mac))


@pytest.mark.parametrize("part", [0, 1])
def test_that_the_holder_of_an_old_key_cannot_forge_the_part_under_it(
    clinic: Clinic, old_keys: list[bytes], part: int
) -> None:
    ends = _ends(clinic)
    first = (0, ends[0])[part] + 2
    with _tampering(clinic) as connection:
        connection.execute(
            update(AUDIT_EVENT).where(AUDIT_EVENT.c.id == first).values(detail="other")
        )
        _sealed_again(connection, old_keys[part], first, ends[part])
    assert _broken_at(clinic) == ends[part] + 1


def test_that_the_holder_of_an_old_key_cannot_forge_what_came_after(
    clinic: Clinic, old_keys: list[bytes]
) -> None:
    (_, end), last = _ends(clinic), len(_macs(clinic))
    with _tampering(clinic) as connection:
        connection.execute(
            update(AUDIT_EVENT).where(AUDIT_EVENT.c.id == last).values(detail="other")
        )
        _sealed_again(connection, old_keys[1], end + 1, last)
        connection.execute(update(AUDIT_PART).where(AUDIT_PART.c.id == end).values(id=last))
    assert _broken_at(clinic) is not None


def test_that_a_part_under_a_key_of_the_forgers_own_is_found(
    clinic: Clinic, old_keys: list[bytes]
) -> None:
    end, own = _ends(clinic)[1], b"k" * 32
    with _tampering(clinic) as connection:
        connection.execute(AUDIT_PART.delete().where(AUDIT_PART.c.id == end))
        audit_parts.finish(connection, end, own, old_keys[1])
        first = _ends(clinic)[0] + 1
        connection.execute(
            update(AUDIT_EVENT).where(AUDIT_EVENT.c.id == first).values(detail="other")
        )
        _sealed_again(connection, own, first, end)
    assert _broken_at(clinic) is not None


def test_that_a_chain_cut_back_to_the_end_of_a_part_is_found(
    clinic: Clinic, old_keys: list[bytes]
) -> None:
    end = _ends(clinic)[1]
    with _tampering(clinic) as connection:
        connection.execute(AUDIT_EVENT.delete().where(AUDIT_EVENT.c.id > end))
    assert _broken_at(clinic) == end + 1


def test_that_a_missing_record_of_a_part_is_found(clinic: Clinic, old_keys: list[bytes]) -> None:
    with _tampering(clinic) as connection:
        connection.execute(AUDIT_PART.delete())
    assert _broken_at(clinic) == 1
