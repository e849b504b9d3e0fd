"""The index of texts: what can be found by the words in it. For every kind of record."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, delete, func, or_, select, update

from practice_desk.domain.search_entry import MAX_TEXT, SearchEntry, SearchKind, SearchRecord
from practice_desk.domain.text_query import LONGEST_INDEXED, TextFilter, TextQuery, places_of
from practice_desk.storage.dialects import sqlite
from practice_desk.storage.filed_document_rows import SEARCH_ENTRY
from practice_desk.storage.prepared import PreparedSelect
from practice_desk.storage.records import Records

TEXT_INDEX = "text_words"
"""What a check of the database calls the index."""
AT_ONCE = 200
"""Entries that are read together; what more than these answer comes newest first."""
_FEW = 50
MOST_COMPARED = 5_000
"""Entries that are read at most for what the index can't tell: phrases and days within a month."""

search_entries: Records[SearchEntry] = Records("text", SearchEntry, SEARCH_ENTRY)
_BY_IDS = search_entries.prepare(SEARCH_ENTRY.c.id.in_(sqlite.id_list("ids")))
_LAST = PreparedSelect(select(func.max(SEARCH_ENTRY.c.id)), lambda number: number)
_OF_RECORD = search_entries.prepare(
    SEARCH_ENTRY.c.kind == bindparam("kind"), SEARCH_ENTRY.c.record_id == bindparam("record_id")
)


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """An entry that answers, with the places of what was looked for in its text."""

    entry: SearchEntry
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class FoundEntries:
    """What answers. `all` is whether there is no more of it, `gave_up` whether too much was
    compared in vain. `index_size` is about how many entries there are."""

    found: tuple[FoundEntry, ...]
    all: bool
    gave_up: bool
    index_size: int


def index_texts(connection: Connection, record: SearchRecord, texts: Mapping[int, str]) -> None:
    """Let a record be found by *texts*, by place, in the stead of what was at these places."""
    forget_texts(connection, record.kind, record.record_id, tuple(texts))
    for place, text in texts.items():
        if text.strip():
            entry = SearchEntry(
                record.kind, record.record_id, record.patient_id, place, record.dated_on,
                record.author, unicodedata.normalize("NFC", text)[:MAX_TEXT],
            )  # fmt: skip
            search_entries.add(connection, entry)


def forget_texts(
    connection: Connection, kind: SearchKind, record_id: int, places: Sequence[int] | None = None
) -> None:
    """Let a record be found no more, or not by what is at *places*."""
    entry = SEARCH_ENTRY.c
    statement = delete(SEARCH_ENTRY).where(entry.kind == str(kind), entry.record_id == record_id)
    if places is not None:
        statement = statement.where(entry.place.in_(places))
    connection.execute(statement)


def keep_said(connection: Connection, record: SearchRecord) -> None:
    """Keep day and author of a record for all places at which it is found."""
    entry = SEARCH_ENTRY.c
    statement = update(SEARCH_ENTRY).where(
        entry.kind == str(record.kind),
        entry.record_id == record.record_id,
        or_(entry.dated_on != record.dated_on, entry.author != record.author),
    )
    connection.execute(statement, {"dated_on": record.dated_on, "author": record.author})


def rebuild_text_index(connection: Connection) -> None:
    """Make the index anew from the texts, as after damage."""
    sqlite.rebuild_text_index(connection)


def texts_of(connection: Connection, kind: SearchKind, record_id: int) -> list[SearchEntry]:
    """Return by what a record is found."""
    return _OF_RECORD.all(connection, kind=str(kind), record_id=record_id)


def find_entries(
    connection: Connection,
    query: TextQuery,
    within: TextFilter,
    *,
    closed: Collection[int] = (),
    most: int = AT_ONCE,
    keep_on: Callable[[], None] = lambda: None,
) -> FoundEntries:
    """Return what answers *query*, those that were added last first.

    That is all of it, where it is no more than `AT_ONCE` entries; else the first *most*.

    *closed* are the charts that are left out: nothing tells that they would answer. *keep_on* is
    called meanwhile and may raise to stop.
    """
    shortened = _find(connection, query, within, LONGEST_INDEXED, closed, most, keep_on)
    if not shortened.gave_up or all(len(word) <= LONGEST_INDEXED for word in _words(query)):
        return shortened
    return _find(connection, query, within, None, closed, most, keep_on)


def _find(
    connection: Connection,
    query: TextQuery,
    within: TextFilter,
    letters: int | None,
    closed: Collection[int],
    most: int,
    keep_on: Callable[[], None],
) -> FoundEntries:
    """Return the same by the first *letters* of each word.

    The index has the beginnings of words ready up to some length, and gathers those that are longer
    first: of a frequent word that takes a tenth of a second.
    """
    size = _LAST.first(connection) or 0
    match = _match(query, within, letters)
    found: list[FoundEntry] = []
    before: int | None = None
    compared = 0
    while compared < MOST_COMPARED:
        keep_on()
        numbers = sqlite.match_texts(connection, match, before, AT_ONCE)
        is_last = len(numbers) < AT_ONCE
        wanted = AT_ONCE if is_last and before is None else most
        for entry in _entries(connection, numbers):
            if entry.patient_id in closed or not _is_within(entry.dated_on, within):
                continue
            places = places_of(entry.text, query)
            if places is None:
                continue
            if len(found) >= wanted:
                return FoundEntries(tuple(found), False, False, size)
            found.append(FoundEntry(entry, places))
        if is_last:
            return FoundEntries(tuple(found), True, False, size)
        before = numbers[-1]
        compared += len(numbers)
    return FoundEntries(tuple(found), False, True, size)


def _entries(connection: Connection, numbers: Sequence[int]) -> Iterator[SearchEntry]:
    """Yield entries in the order of *numbers*, which falls, read a few at a time."""
    for begin in range(0, len(numbers), _FEW):
        few = sqlite.as_id_list(reversed(numbers[begin : begin + _FEW]))
        yield from reversed(_BY_IDS.all(connection, ids=few))


def _words(query: TextQuery) -> tuple[str, ...]:
    return (*query.words, *(word for phrase in query.phrases for word in phrase))


def _match(query: TextQuery, within: TextFilter, letters: int | None) -> sqlite.TextMatch:
    words = [word[:letters] for word in _words(query)]
    tags: list[tuple[str, ...]] = []
    if within.patient_id is not None:
        tags.append((sqlite.patient_tag(within.patient_id),))
    if within.kinds:
        tags.append(tuple(sqlite.kind_tag(str(kind)) for kind in sorted(within.kinds)))
    if within.author:
        tags.append((sqlite.author_tag(within.author),))
    if within.since is not None or within.until is not None:
        tags.append(tuple(_times(within.since or date.min, within.until or date.max)))
    return sqlite.TextMatch(tuple(dict.fromkeys(words)), tuple(tags))


def _times(first: date, last: date) -> Iterator[str]:
    """Yield the years that lie within, and the months of those at the ends, as the index has them.

    At least one, also where the last day is before the first.
    """
    if first.year >= last.year:
        yield from _months(first.year, first.month, max(first.month, last.month))
        return
    yield from _months(first.year, first.month, 12)
    yield from _months(last.year, 1, last.month)
    year = first.year + 1
    while year < last.year:
        size = 1
        while year % (10 * size) == 0 and year + 10 * size <= last.year:
            size *= 10
        yield sqlite.years_tag(f"{year:04}"[: 5 - len(str(size))])
        year += size


def _months(year: int, first: int, last: int) -> Iterator[str]:
    return (sqlite.month_tag(year, month) for month in range(first, last + 1))


def _is_within(day: date, within: TextFilter) -> bool:
    after = within.since is None or day >= within.since
    return after and (within.until is None or day <= within.until)
