"""Chart reads, searches and the price of encryption."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2 as sqlcipher

from practice_desk.services import charts, patients
from practice_desk.services.clinic import Clinic
from practice_desk.storage.engine import _PRAGMAS, READ_ONLY, connect
from practice_desk.storage.store import Store
from tests.bench.measure import Measure, interleaved, median, p95, timed, times

KEYS = (
    "g", "ga", "gar", "garc", "garcia", "garcia m", "r", "ra", "ram", "ramo", "ramon", "sm",
    "smi", "smiht", "dabrowsky", "nguyen", "nguyen t", "3/14/85", "mar 14 1985", "5551",
    "(617) 555", "PD0312", "3125", "o'neil", "søg", "müll", "williams tho", "robrt",
)  # fmt: skip


def search(clinic: Clinic) -> Measure:
    """Time a keystroke: the search and the rows of the first screen."""
    patients.find_patients(clinic, "robrt")  # the vocabulary is read once

    def keystroke(text: object) -> None:
        found = patients.find_patients(clinic, str(text))
        patients.patient_summaries(clinic, found[:32])

    taken = [taken for _ in range(5) for taken in times(keystroke, KEYS)]
    return Measure("search_keystroke_p95_services", p95(taken), "ms", 16.0, 1.0).emit()


def chart_reads(clinic: Clinic, count: int) -> Measure:
    """Time a chart's reads against the same SQL on the bare driver."""
    statements = _statements_of_a_chart(clinic)
    bare = connect(clinic.store.database, clinic.store.database_key)
    rng = random.Random(5)
    ids = [rng.randrange(1, count + 1) for _ in range(300)]

    def by_driver(number: object) -> None:
        bare.execute("BEGIN")
        for sql, uses in statements:
            bare.execute(sql, (number,) * uses).fetchall()
        bare.execute("COMMIT")

    for number in ids:  # both caches hold the charts
        by_driver(number)
        charts.reload_chart(clinic, number)
    ours, floor = interleaved(
        lambda: median(times(lambda n: charts.reload_chart(clinic, n), ids)),  # type: ignore[arg-type]
        lambda: median(times(by_driver, ids)),
        5,
    )
    bare.close()
    return Measure("chart_reads_median", median(ours), "ms", median(floor), 5.0).emit()


def _statements_of_a_chart(clinic: Clinic) -> list[tuple[str, int]]:
    """Return the SQL of one chart as it ran, with the patient's id as a parameter."""
    seen: list[str] = []
    patient_id = 321
    with clinic.store.read() as work:
        driver = work.connection.connection.driver_connection
        driver.set_trace_callback(seen.append)
        charts.read_chart(clinic, work, patient_id)
        driver.set_trace_callback(None)
    found = [re.sub(rf"= {patient_id}\b", "= ?", sql) for sql in seen if "SELECT" in sql.upper()]
    return [(sql, sql.count("?")) for sql in found]


def encryption(encrypted: Clinic, plain: Clinic, count: int) -> list[Measure]:
    """Time the same calls on SQLCipher and on plain SQLite, same driver, same data."""
    rng = random.Random(6)
    ids = [rng.randrange(1, count + 1) for _ in range(200)]
    calls: dict[str, Callable[[Clinic, int], object]] = {
        "chart": charts.reload_chart,
        "search": lambda clinic, n: patients.find_patients(clinic, KEYS[n % len(KEYS)]),
        "save": lambda clinic, n: patients.save_patient(clinic, patients.get_patient(clinic, n)),
    }
    return [
        _encrypted_against_plain(
            name, call, (encrypted, plain), ids[:60] if name == "save" else ids
        )
        for name, call in calls.items()
    ]


def _encrypted_against_plain(
    name: str,
    call: Callable[[Clinic, int], object],
    clinics: tuple[Clinic, Clinic],
    ids: list[int],
) -> Measure:
    def all_on(clinic: Clinic) -> float:
        return timed(lambda: [call(clinic, number) for number in ids])

    encrypted, plain = clinics
    all_on(encrypted), all_on(plain)  # both caches are warm
    value, floor = interleaved(lambda: all_on(encrypted), lambda: all_on(plain), 5)
    each = len(ids)
    return Measure(f"sqlcipher_{name}", min(value) / each, "ms", min(floor) / each, 1.3).emit()


def plain_twin(clinic: Clinic, folder: Path) -> Clinic:
    """Return the same clinic on an unencrypted copy of its database. Only ever fictional data."""
    target = folder / "plain.db"
    source = connect(clinic.store.database, clinic.store.database_key)
    source.execute(f"ATTACH DATABASE '{target}' AS plain KEY ''")
    source.execute("SELECT sqlcipher_export('plain')")
    source.execute("ANALYZE plain")
    source.execute("DETACH DATABASE plain")
    source.close()
    store = clinic.store
    twin = Store(store.generation, _plain_engine(target), store._keys)
    return Clinic(clinic.folder, twin, clinic.session, clinic.unlocked, None)


def _plain_engine(path: Path) -> Engine:
    def open_plain() -> sqlcipher.Connection:
        connection = sqlcipher.connect(
            str(path), isolation_level=None, check_same_thread=False, cached_statements=512
        )
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    engine = create_engine(
        "sqlite://", module=sqlcipher, creator=open_plain, poolclass=QueuePool, pool_size=2
    )

    @event.listens_for(engine, "begin")
    def _begin(connection):
        read_only = connection.get_execution_options().get(READ_ONLY, False)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def ids(count: int, how_many: int, seed: int) -> Iterator[int]:
    """Return chart ids at random, always the same ones."""
    rng = random.Random(seed)
    return (rng.randrange(1, count + 1) for _ in range(how_many))
