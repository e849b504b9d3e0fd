"""The index of texts: what can be found by the words in it. For every kind of record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete

from practice_desk.domain.search_entry import (
    MAX_TEXT,
    SearchEntry,
    SearchHit,
    SearchKind,
    words_around,
)
from practice_desk.storage.dialects import sqlite
from practice_desk.storage.filed_document_rows import SEARCH_ENTRY
from practice_desk.storage.records import Records

search_entries: Records[SearchEntry] = Records("text", SearchEntry, SEARCH_ENTRY)


def index_texts(
    connection: Connection,
    kind: SearchKind,
    record_id: int,
    patient_id: int,
    texts: Mapping[int, str],
) -> None:
    """Let a record be found by *texts*, by place, in the stead of what was at these places."""
    forget_texts(connection, kind, record_id, tuple(texts))
    for place, text in texts.items():
        if text.strip():
            entry = SearchEntry(kind, record_id, patient_id, place, text[:MAX_TEXT])
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


def find_in_chart(
    connection: Connection, kind: SearchKind, patient_id: int, words: Sequence[str], limit: int
) -> list[SearchHit]:
    """Return where a chart's records of one kind hold all *words*, the best places first."""
    if not words:
        return []
    wanted = tuple(words)
    return [
        SearchHit(kind, record, patient_id, place, words_around(text, wanted))
        for record, place, text in sqlite.match_text(
            connection, words, str(kind), patient_id, limit
        )
    ]
