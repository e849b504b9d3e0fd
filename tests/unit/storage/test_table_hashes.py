"""The hash of a table changes with every change of its content, and with nothing else."""

from __future__ import annotations

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from practice_desk.domain.errors import Cancelled
from practice_desk.storage import rows, table_hashes
from practice_desk.storage.table_hashes import table_contents

ROWS = [(1, "Ann", "Lee", None, b"\x00\xff"), (2, "Bo", "", 7, b""), (5, "Zoë", "Ng", -1, None)]


def _hash(rows_in: list[tuple[object, ...]], columns: str = "a, b, c, d BLOB") -> str:
    connection = sqlcipher.connect(":memory:", isolation_level=None)
    connection.execute(f"CREATE TABLE t (id INTEGER PRIMARY KEY, {columns})")
    connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", rows_in)
    content = table_contents(connection)["t"]
    assert content.rows == len(rows_in)
    return content.sha256


CHANGES = {
    "a missing row": ROWS[:2],
    "a row more": [*ROWS, (6, "Al", "Ox", 1, b"")],
    "another number of a row": [*ROWS[:2], (6, *ROWS[2][1:])],
    "two rows exchanged": [(1, *ROWS[1][1:]), (2, *ROWS[0][1:]), ROWS[2]],
    "nothing instead of empty": [ROWS[0], (2, "Bo", None, 7, b""), ROWS[2]],
    "empty instead of nothing": [(1, "Ann", "Lee", "", b"\x00\xff"), *ROWS[1:]],
    "a letter in the next field": [(1, "An", "nLee", None, b"\x00\xff"), *ROWS[1:]],
    "a letter behind a zero": [(1, "Ann\x00x", "Lee", None, b"\x00\xff"), *ROWS[1:]],
    "a flipped byte": [(1, "Ann", "Lee", None, b"\x00\xfe"), *ROWS[1:]],
    "no bytes instead of nothing": [*ROWS[:2], (5, "Zoë", "Ng", -1, b"")],
}


@pytest.mark.parametrize("change", CHANGES)
def test_that_the_hash_tells_contents_apart(change: str) -> None:
    assert _hash(CHANGES[change]) != _hash(ROWS)


def test_that_a_renamed_column_is_another_content() -> None:
    assert _hash(ROWS, "a, b, e, d BLOB") != _hash(ROWS)


def test_that_the_same_content_has_the_same_hash_however_it_was_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = _hash(ROWS)
    assert _hash(ROWS[::-1]) == whole
    monkeypatch.setattr(table_hashes, "_FIRST_STEP", 1)
    monkeypatch.setattr(table_hashes, "_PIECE_BYTES", 1)
    assert _hash(ROWS) == whole


def test_that_the_hash_of_a_known_table_stays_what_it_was() -> None:
    """Backups hold it: a changed way of hashing would call every older backup damaged."""
    assert _hash(ROWS) == "9ad0f4b619f5fdcfad98b4394bda62b05d3f17e3337be3b6d8583c55d6fbc43c"


def test_that_hashing_stops_when_asked() -> None:
    connection = sqlcipher.connect(":memory:", isolation_level=None)
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
    connection.execute("INSERT INTO t VALUES (1)")

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        table_contents(connection, stop)


def test_that_no_table_holds_inexact_numbers() -> None:
    """Their text would depend on the version of SQLite, and with it the hash."""
    inexact = [
        f"{table.name}.{column.name}"
        for table in rows.metadata.tables.values()
        for column in table.columns
        if any(kind in str(column.type).upper() for kind in ("REAL", "FLOAT", "DOUBLE"))
    ]
    assert inexact == []
