"""Finding charts while somebody types: prefixes first, typing errors second, 50,000 charts fast.

Names, phone numbers and the digits of chart numbers are in one full-text table, which answers with
ids alone. Their order and the clinic's vocabulary of names are kept in memory, so that neither
sorting nor correcting a typing error touches the database.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from itertools import islice

from sqlalchemy import Connection, bindparam, case, func, select

from practice_desk.domain.patient import PatientStatus, PatientSummary
from practice_desk.domain.patient_search import PatientQuery
from practice_desk.storage.dialects import sqlite
from practice_desk.storage.give_back import give_back
from practice_desk.storage.people_rows import NAME_WORD, PATIENT, PATIENT_LIST
from practice_desk.storage.prepared import PreparedSelect

FEW = 5
"""Below so many exact hits, names that are a typing error away are listed after them."""
MOST = 200
"""So many hits at most: nobody reads on, the next letter narrows them."""
MOST_CUT = 120
"""So many lists of beginnings are kept at most: some four lengths of every letter."""
SHORTEST_MISTYPED = 3
"""Shorter words are beginnings, not mistakes."""
_PIECES = re.compile(r"\d+|[^\W\d_]+")
_BETWEEN = ("", "-", " ", ".", "/", "_")
"""What clinics write between the parts of a chart number."""
_MANY = 32
"""From one in so many charts on, hits are looked for along the list."""

_SORTED = (
    select(
        case(
            (PATIENT.c.status == PatientStatus.ACTIVE.value, PATIENT.c.id), else_=-PATIENT.c.id
        ).label("id")
    )
    .order_by(PATIENT.c.sort_key, PATIENT.c.id)
    .subquery()
)
_ALL = PreparedSelect(select(func.coalesce(func.group_concat(_SORTED.c.id), "")), str)
"""The ids of all charts in the order of the list, those not in use negative, as one text.

50,000 rows take 150 ms to come over one by one and 30 ms as one text.
"""
_REVISION = PreparedSelect(select(PATIENT_LIST.c.revision), int)
_NEW_WORDS = PreparedSelect(
    select(NAME_WORD.c.id, NAME_WORD.c.word)
    .where(NAME_WORD.c.id > bindparam("after"))
    .order_by(NAME_WORD.c.id),
    lambda number, word: (int(number), str(word)),
)
_BY_CHART_NUMBER = PreparedSelect(
    select(PATIENT.c.id)
    .where(PATIENT.c.chart_number >= bindparam("low"), PATIENT.c.chart_number < bindparam("high"))
    .limit(MOST),
    int,
)
_BORN_ON = PreparedSelect(
    select(PATIENT.c.id).where(PATIENT.c.birth_date == bindparam("born")), int
)

_BORN_BETWEEN = PreparedSelect(
    select(PATIENT.c.id).where(
        PATIENT.c.birth_date >= bindparam("first"), PATIENT.c.birth_date <= bindparam("last")
    ),
    int,
)


def _summary(
    patient_id: int, chart: str, given: str, preferred: str, middle: str, family: str,
    suffix: str, born: object, status: str, phone: str, mobile: str,
) -> PatientSummary:  # fmt: skip
    called = preferred not in ("", given)
    shown = f"{given} “{preferred}”" if called else f"{given} {middle}"
    return PatientSummary(
        patient_id,
        chart,
        " ".join(f"{shown} {family} {suffix}".split()),
        born,  # type: ignore[arg-type]  # the column's own type makes it a date
        PatientStatus(status),
        mobile or phone,
    )


_SHOWN = (
    "id", "chart_number", "given_name", "preferred_name", "middle_name", "family_name", "suffix",
    "birth_date", "status", "phone", "phone_mobile",
)  # fmt: skip
_SUMMARIES = PreparedSelect(
    select(*(PATIENT.c[name] for name in _SHOWN)).where(PATIENT.c.id.in_(sqlite.id_list("ids"))),
    _summary,
)


def summaries(connection: Connection, patient_ids: Sequence[int]) -> list[PatientSummary]:
    """Return the list entries of *patient_ids* in that order, without charts that are gone."""
    found = _SUMMARIES.all(connection, ids=sqlite.as_id_list(patient_ids))
    by_id = {summary.id: summary for summary in found}
    return [by_id[patient_id] for patient_id in patient_ids if patient_id in by_id]


class PatientFinder:
    """The search of one open clinic, with the order of its charts and its names in memory.

    Used from one thread. Notices changes by the list's revision, which every write raises.
    """

    def __init__(self) -> None:
        self._revision = -1
        self._ids = array("i")
        self._active = bytearray()
        self._rank: array[int] | None = None
        self._by_letter: dict[str, list[str]] = {}
        self._last_word = 0
        self._cut: dict[tuple[str, int], list[str]] = {}

    def find(
        self, connection: Connection, query: PatientQuery, *, active_only: bool = False
    ) -> Sequence[int]:
        """Return the ids of the charts that match, likeliest first; all of them for no query.

        All of them come as an array: as a list of numbers, 50,000 take two megabytes more.
        """
        self._refresh(connection)
        if query.is_no_word:
            return []
        if not query.is_empty:
            return self._find(connection, query, active_only)[:MOST]
        if active_only:
            return array("i", (patient_id for patient_id in self._ids if self._active[patient_id]))
        return self._ids[:]

    def _find(self, connection: Connection, query: PatientQuery, active_only: bool) -> list[int]:
        born = self._born(connection, query)
        if born is not None and not query.words:
            return self._in_order(born, active_only)
        exact, nearly = self._named(connection, query.words)
        if not _is_number(query.words):
            if born is not None:
                exact, nearly = exact & born, nearly & born
            numbered: set[int] = set()
            if query.as_typed:
                numbered = self._named(connection, query.as_typed)[0]
            groups = (numbered, exact - numbered, nearly - numbered)
            return [number for group in groups for number in self._in_order(group, active_only)]
        if query.birth_dates and born is not None:
            return self._in_order(born, active_only) + self._in_order(exact - born, active_only)
        # The very number before those born then, and those before what begins with it.
        very = exact & self._numbered(connection, query.words[-1])
        born = (born or set()) - very
        groups = (very, born, exact - very - born)
        return [number for group in groups for number in self._in_order(group, active_only)]

    def _born(self, connection: Connection, query: PatientQuery) -> set[int] | None:
        """Return who was born on a day or within the days that are looked for; None for none."""
        if query.born_between is not None:
            first, last = (day.isoformat() for day in query.born_between)
            return set(_BORN_BETWEEN.all(connection, first=first, last=last))
        if not query.birth_dates:
            return None
        return {
            patient_id
            for day in query.birth_dates
            for patient_id in _BORN_ON.all(connection, born=day.isoformat())
        }

    def _named(self, connection: Connection, words: tuple[str, ...]) -> tuple[set[int], set[int]]:
        """Return who is called so, and, where they are few, who is called nearly so."""
        exact = set(sqlite.match_words(connection, [[word] for word in words]))
        exact.update(self._by_chart_number(connection, words))
        if not exact:
            exact.update(self._by_short_number(connection, words))
        if not exact and _is_number(words):  # chart numbers are known without their first zeros
            exact.update(sqlite.match_words(connection, [[w.lstrip("0") or w] for w in words]))
        if len(exact) >= FEW or _is_number(words):
            return exact, set()
        nearly = sqlite.match_words(connection, self._corrected(connection, words))
        return exact, set(nearly) - exact

    def _by_chart_number(self, connection: Connection, words: tuple[str, ...]) -> list[int]:
        """Return whose chart number begins so, with whatever stands between its parts."""
        pieces = _PIECES.findall(" ".join(words))
        if not any(piece.isdigit() for piece in pieces):
            return []
        if all(piece.isdigit() for piece in pieces) and not pieces[0].startswith("0"):
            return []  # the full-text table knows it
        joined = {between.join(pieces) for between in _BETWEEN}
        return [
            patient_id
            for low in sorted(joined | {number.upper() for number in joined})
            for patient_id in _BY_CHART_NUMBER.all(connection, low=low, high=low + "\U0010ffff")
        ]

    def _by_short_number(self, connection: Connection, words: tuple[str, ...]) -> list[int]:
        """Return whose chart number it is without its zeros: "pd 3" for PD000003."""
        pieces = _PIECES.findall(" ".join(words))
        if len(pieces) != 2 or pieces[0].isdigit() or not pieces[1].isdigit():
            return []
        numbered = sorted(self._numbered(connection, pieces[1]))[:MOST]
        return [
            found.id
            for found in summaries(connection, numbered)
            if found.chart_number.casefold().startswith(pieces[0])
        ]

    def _numbered(self, connection: Connection, number: str) -> set[int]:
        """Return the charts that have this whole number, without its first zeros."""
        return set(sqlite.match_words(connection, [[number.lstrip("0") or number]], whole=True))

    def _corrected(self, connection: Connection, words: tuple[str, ...]) -> list[list[str]]:
        """Return, for each word, the beginnings of names that it may have been meant as."""
        return [
            [word] if len(word) < SHORTEST_MISTYPED else self._alternatives(connection, word)
            for word in words
        ]

    def _alternatives(self, connection: Connection, word: str) -> list[str]:
        """Return *word* and the beginnings of names within a typing error or two of it.

        Names that begin with the word's first or second letter come first, which finds nearly all;
        only when they hold nothing are all the others compared too.
        """
        if not word.isalpha():
            return [word]  # no name has digits
        self._learn(connection)
        near = self._near(word, {word[0], word[1]})
        if not near:
            near = self._near(word, set(self._by_letter) - {word[0], word[1]})
        return [word, *near]

    def _near(self, word: str, letters: set[str]) -> list[str]:
        """Return the beginnings of names under *letters* that are a typing error or two away."""
        from rapidfuzz import process  # only for names that were mistyped
        from rapidfuzz.distance import OSA

        size, errors = len(word), 1 if len(word) < 6 else 2
        found: list[str] = []
        for letter in letters:
            for length in (size, size + 1):
                near = process.extract(
                    word,
                    self._beginnings(letter, length),
                    scorer=OSA.distance,
                    score_cutoff=errors,
                    limit=20,
                )
                found += [beginning for beginning, _, _ in near]
        return sorted(set(found))

    def _beginnings(self, letter: str, length: int) -> list[str]:
        """Return the distinct beginnings of the names under *letter*, kept for the next key."""
        key = (letter, length)
        if key not in self._cut:
            if len(self._cut) >= MOST_CUT:
                self._cut.clear()
            self._cut[key] = sorted({name[:length] for name in self._by_letter.get(letter, ())})
        return self._cut[key]

    def _learn(self, connection: Connection) -> None:
        for number, name in _NEW_WORDS.all(connection, after=self._last_word):
            self._by_letter.setdefault(name[0], []).append(name)
            self._last_word = number
            self._cut.clear()

    def _in_order(self, wanted: set[int], active_only: bool) -> list[int]:
        """Return the first of the ids in the order of the list; ids it does not know are left out.

        Many are met soon in the list itself; only few are worth sorting.
        """
        if len(wanted) > len(self._ids) // _MANY:
            found = (patient_id for patient_id in self._ids if patient_id in wanted)
        else:
            rank_of = self._ranks()
            known = len(rank_of)
            ranks = sorted(rank_of[patient_id] for patient_id in wanted if patient_id < known)
            found = (self._ids[rank] for rank in ranks if rank >= 0)
        return list(islice((each for each in found if not active_only or self._active[each]), MOST))

    def _ranks(self) -> array[int]:
        """Return the place in the list of every id; worked out by the first search."""
        if self._rank is None:
            self._rank = array("i", [-1]) * len(self._active)
            for rank, patient_id in enumerate(self._ids):
                self._rank[patient_id] = rank
        return self._rank

    def _refresh(self, connection: Connection) -> None:
        revision = _REVISION.first(connection) or 0
        if revision == self._revision:
            return
        listed = array("i", sqlite.id_numbers(_ALL.first(connection) or ""))
        ids = array("i", map(abs, listed))
        active = bytearray(max(ids, default=0) + 1)
        for patient_id in listed:
            if patient_id > 0:
                active[patient_id] = 1
        self._ids, self._active, self._rank = ids, active, None
        self._revision = revision
        give_back(connection)  # every chart's page was read


def _is_number(words: tuple[str, ...]) -> bool:
    return all(word.isdigit() for word in words)
