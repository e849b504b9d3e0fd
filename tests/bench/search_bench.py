"""The search of texts in a clinic of many notes: first results while somebody types."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate, islice

from sqlalchemy import Connection

from practice_desk.domain.search_entry import SearchKind
from practice_desk.domain.text_query import TextFilter
from practice_desk.services import texts
from practice_desk.services.clinic import Clinic
from practice_desk.storage.dialects import sqlite
from tests.bench.large_clinic import USER
from tests.bench.measure import Measure, p95, times

NOTES_EACH = 10
LIMIT = 50.0
_COMMON = (
    "the and to of a with in for was patient is at reports no on feels been mood sleep this that "
    "anxiety medication better week session plan therapy work denies suicidal thoughts dose family "
    "depressed worse increased sertraline lithium nausea headache panic attack side effects follow "
    "safety appetite energy weight level blood pressure school partner child mother father job"
).split()
_SYLLABLES = (
    "ba be bo da de do fa fe ga go ha he ka ke ko la le lo ma me mo na ne no pa pe ra re ro sa so "
    "ta te to va ve ber dal fen gar hol jan kem lun mar nor pol ram sten tor"
).split()
_VOCABULARY = 30_000
Asked = tuple[str, TextFilter]


def fill_texts(connection: Connection, patients: int, rng: random.Random) -> None:
    """Give every chart `NOTES_EACH` signed notes of 40 to 180 words, as often as people use them.

    The last words are rare: of thirty thousand, most stand in a few notes only.
    """
    driver = connection.connection.driver_connection
    assert driver is not None  # the connection is open
    notes = _notes(patients, rng)
    while batch := list(islice(notes, 10_000)):
        driver.executemany(
            "INSERT INTO note (id, version, patient_id, kind, format, seen_on, sections, author, "
            "recorded_at, modality, participants, codes, state, amendment_reason, "
            "retracted_reason) VALUES (?, 1, ?, 'individual', 'narrative', ?, ?, ?, ?, '', '', "
            "'[]', 'signed', '', '')",
            [
                (number, patient, day, _sections(text), author, f"{day} 17:00:00.000000")
                for number, patient, day, author, text in batch
            ],
        )
        driver.executemany(
            "INSERT INTO search_entry (kind, record_id, patient_id, place, dated_on, author, "
            "text) VALUES ('note', ?, ?, 0, ?, ?, ?)",
            batch,
        )


def make_texts(clinic: Clinic, patients: int) -> None:
    """Fill *clinic* once; its index is made at the end, as an upgrade does."""
    with clinic.store.write() as work:
        if work.connection.exec_driver_sql("SELECT count(*) FROM note").scalar():
            return
        for verb in ("insert", "delete", "update"):
            work.connection.exec_driver_sql(f"DROP TRIGGER search_entry_after_{verb}")
        fill_texts(work.connection, patients, random.Random(11))
        sqlite.rebuild_text_index(work.connection)
        sqlite.create_triggers(work.connection)
        work.commit()


def search(clinic: Clinic) -> list[Measure]:
    """Time the first results of what people type: key by key, in words, phrases and filters."""
    asked = list(_asked())

    def ask(item: object) -> None:
        typed, within = item  # type: ignore[misc]
        texts.find_texts(clinic, typed, within)

    cold = times(ask, asked)
    taken = [taken for _ in range(3) for taken in times(ask, asked)]
    return [
        Measure("text_search_first_results_p95", p95(taken), "ms", LIMIT, 1.0).emit(),
        Measure("text_search_first_results_cold_p95", p95(cold), "ms", LIMIT).emit(),
        Measure("text_search_first_results_worst", max(taken), "ms", LIMIT).emit(),
    ]


def _asked() -> Iterator[Asked]:
    everything = TextFilter()
    for word in ("patient", "anxiety", "medication", "thoughts", "sertraline", "appetite"):
        for length in range(1, len(word) + 1):
            yield word[:length], everything
    for typed in (
        "a", "th", "s", "de", "the", "patient reports", "sertraline nausea", "panic attack",
        '"panic attack"', '"side effects"', '"feels better" sleep', "lithium level blood",
        "stengarhol", "bergastor", "kemlun marpol", "patient bergas", "zzz", "the and to of a",
    ):  # fmt: skip
        yield typed, everything
    for number in range(1, 400, 40):
        yield "patient", TextFilter(patient_id=number)
        yield "the panic", TextFilter(patient_id=number)
    long_ago = TextFilter(since=date(2016, 2, 10), until=date(2016, 6, 20))
    for typed in ("a", "patient", "sertraline nausea", "panic"):
        yield typed, long_ago
        yield typed, TextFilter(author="user.3")
        yield typed, TextFilter(kinds=frozenset({SearchKind.LETTER}))
        yield typed, TextFilter(kinds=frozenset({SearchKind.NOTE}), until=date(2020, 1, 1))


def _notes(patients: int, rng: random.Random) -> Iterator[tuple[int, int, str, str, str]]:
    words = _words(rng)
    weights = list(accumulate(1 / (place + 3) for place in range(len(words))))
    count = patients * NOTES_EACH
    for number in range(1, count + 1):
        day = date(2016, 1, 1) + timedelta(days=number * 3_800 // count)
        text = " ".join(rng.choices(words, cum_weights=weights, k=rng.randrange(40, 180)))
        author = USER if number % 3 else f"user.{number % 12}"
        yield number, rng.randrange(1, patients + 1), day.isoformat(), author, text


def _words(rng: random.Random) -> list[str]:
    words = dict.fromkeys(_COMMON)
    while len(words) < _VOCABULARY:
        words["".join(rng.choices(_SYLLABLES, k=rng.choice((1, 2, 2, 3, 3, 4))))] = None
    return list(words)


def _sections(text: str) -> str:
    part = {"text": text, "origin": "typed", "source": "", "of": None, "edited": False}
    return json.dumps([{"key": "note", "title": "Note", "parts": [part], "approach": ""}])
