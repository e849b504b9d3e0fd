"""Searching the texts of charts by their words: notes, documents, letters, reasons, side effects.

Psychotherapy notes and drafts are in no index, so nothing here can find them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.domain.search_entry import SearchKind
from practice_desk.domain.text_query import (
    SearchHit,
    TextFilter,
    TextQuery,
    read_text_query,
    relevance,
    snippet,
)
from practice_desk.services.clinic import Clinic
from practice_desk.storage import access, people, registry, search
from practice_desk.storage.letter_entry import letter_entries
from practice_desk.storage.note import notes
from practice_desk.storage.search import FoundEntry
from practice_desk.storage.unit_of_work import UnitOfWork

FIRST = 50
"""Hits that are shown of one search."""
_WITH_PAGES = (SearchKind.LETTER, SearchKind.DOCUMENT)


@dataclass(frozen=True, slots=True)
class FoundTexts:
    """What was found, the best first; or, where there is much, those that were recorded last first.

    `more` is whether more texts answer than `hits`; `gave_up` whether the search ended before it
    had compared everything, because the words are in too many texts.
    """

    hits: tuple[SearchHit, ...] = ()
    best_first: bool = True
    more: bool = False
    gave_up: bool = False


@dataclass(frozen=True, slots=True)
class ChartTexts:
    """The same with the names of the patients by their ids, and of everybody by user name."""

    found: FoundTexts
    patients: Mapping[int, str]
    people: Mapping[str, str]


def find_texts(
    clinic: Clinic,
    typed: str,
    within: TextFilter | None = None,
    most: int = FIRST,
    progress: Progress = no_progress,
) -> ChartTexts:
    """Return in which texts all that somebody *typed* stands, in charts that are open to them.

    Whose texts are shown is recorded, what was typed is not. Raises NotPermitted, and Cancelled
    where *progress* stops it.
    """
    with clinic.viewing(Operation.SEARCH_TEXTS) as work:
        work.detail = "search of texts"
        query, keep_on = read_text_query(typed), lambda: progress(0, 0, "Searching")
        found = find_in(clinic, work, query, within or TextFilter(), most, keep_on)
        patients = {hit.patient_id: _name(work, hit.patient_id) for hit in found.hits}
        work.patient_ids = frozenset(patients)
        return ChartTexts(found, patients, registry.accounts.names(work.connection))


def find_in(
    clinic: Clinic,
    work: UnitOfWork,
    query: TextQuery,
    within: TextFilter,
    most: int = FIRST,
    keep_on: Callable[[], None] = lambda: None,
) -> FoundTexts:
    """Return the same inside a running unit of work."""
    if query.is_empty:
        return FoundTexts()
    connection = work.connection
    restricted = access.restrictions.charts(connection)
    closed = {each for each in restricted if not clinic.sees_chart(work, each)}
    answer = search.find_entries(
        connection, query, within, closed=closed, most=most, keep_on=keep_on
    )
    entries = _each_once(answer.found)
    if answer.all:
        entries = _best_first(clinic, entries, answer.index_size)
    hits = _hits(work, entries[:most])
    more = not answer.all or len(entries) > most
    return FoundTexts(hits, answer.all, more, answer.gave_up)


def _each_once(found: Sequence[FoundEntry]) -> list[FoundEntry]:
    """Return *found* without titles of letters and documents whose pages answer, too."""
    on_pages = {
        (each.entry.kind, each.entry.record_id)
        for each in found
        if each.entry.kind in _WITH_PAGES and each.entry.place
    }
    return [
        each
        for each in found
        if each.entry.place or (each.entry.kind, each.entry.record_id) not in on_pages
    ]


def _best_first(clinic: Clinic, entries: list[FoundEntry], index_size: int) -> list[FoundEntry]:
    facts = [(len(each.places), len(each.entry.text), each.entry.dated_on) for each in entries]
    scores = relevance(facts, index_size, clinic.today())
    ranked = sorted(zip(scores, entries, strict=True), key=lambda pair: pair[0], reverse=True)
    return [entry for _, entry in ranked]


def _hits(work: UnitOfWork, found: Sequence[FoundEntry]) -> tuple[SearchHit, ...]:
    ids = {kind: [e.entry.record_id for e in found if e.entry.kind is kind] for kind in SearchKind}
    replaced = {
        SearchKind.NOTE: notes.amended(work.connection, ids[SearchKind.NOTE]),
        SearchKind.LETTER: letter_entries.superseded(work.connection, ids[SearchKind.LETTER]),
    }
    return tuple(
        _hit(each, each.entry.record_id in replaced.get(each.entry.kind, ())) for each in found
    )


def _hit(found: FoundEntry, is_replaced: bool) -> SearchHit:
    entry = found.entry
    return SearchHit(
        entry.kind,
        entry.record_id,
        entry.patient_id,
        entry.place,
        entry.dated_on,
        entry.author,
        snippet(entry.text, found.places),
        is_replaced,
    )


def _name(work: UnitOfWork, patient_id: int) -> str:
    return people.patients.get(work.connection, patient_id).display_name
