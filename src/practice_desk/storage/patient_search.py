"""Finding charts while somebody types: prefixes first, typing errors second, 50,000 charts fast."""

from __future__ import annotations

from typing import Any

from rapidfuzz.distance import OSA
from sqlalchemy import Connection, Row, bindparam, select

from practice_desk.domain.patient import PatientStatus, PatientSummary
from practice_desk.domain.patient_search import PatientQuery
from practice_desk.storage.dialects import sqlite
from practice_desk.storage.people_rows import PatientRow
from practice_desk.storage.prepared import PreparedSelect
from practice_desk.storage.schema import table_of

_P = table_of(PatientRow)
FEW = 5
"""Below so many exact hits, names that are a typing error away are listed after them."""
MOST = 200
"""So many hits at most: nobody reads on, the next letter narrows them."""

_ALL_IDS = PreparedSelect(select(_P.c.id).order_by(_P.c.sort_key, _P.c.id), int)
_ACTIVE_IDS = PreparedSelect(
    select(_P.c.id)
    .where(_P.c.status == PatientStatus.ACTIVE.value)
    .order_by(_P.c.sort_key, _P.c.id),
    int,
)
_BY_FAMILY = PreparedSelect(
    select(_P.c.id)
    .where(_P.c.sort_key >= bindparam("low"), _P.c.sort_key < bindparam("high"))
    .order_by(_P.c.sort_key, _P.c.id)
    .limit(MOST),
    int,
)
_SUMMARY = (
    _P.c.id,
    _P.c.chart_number,
    _P.c.given_name,
    _P.c.preferred_name,
    _P.c.middle_name,
    _P.c.family_name,
    _P.c.suffix,
    _P.c.birth_date,
    _P.c.status,
    _P.c.phone,
    _P.c.phone_mobile,
)


def all_patient_ids(connection: Connection) -> list[int]:
    """Return the ids of all charts in the order of the list."""
    return _ALL_IDS.all(connection)


def active_patient_ids(connection: Connection) -> list[int]:
    """Return the ids of the charts in use in the order of the list."""
    return _ACTIVE_IDS.all(connection)


def only_active(connection: Connection, patient_ids: list[int]) -> list[int]:
    """Return those of *patient_ids*, few and in their order, whose chart is in use."""
    statement = select(_P.c.id).where(
        _P.c.id.in_(patient_ids), _P.c.status == PatientStatus.ACTIVE.value
    )
    active = set(connection.scalars(statement))
    return [patient_id for patient_id in patient_ids if patient_id in active]


def find_patient_ids(connection: Connection, query: PatientQuery) -> list[int]:
    """Return the ids of the charts that match, the likeliest first; all of them for no query."""
    if query.is_empty:
        return all_patient_ids(connection)
    found = _born_on(connection, query) if query.birth_dates else []
    if not query.words:
        return found
    if query.birth_dates and not _is_only_digits(query.words):
        return found
    by_words = _by_words(connection, query.words)
    found += [patient_id for patient_id in by_words if patient_id not in set(found)]
    if len(found) < FEW and not _is_only_digits(query.words):
        seen = set(found)
        found += [hit for hit in _nearly(connection, query.words) if hit not in seen]
    return found[:MOST]


def summaries(connection: Connection, patient_ids: list[int]) -> list[PatientSummary]:
    """Return the list entries of *patient_ids* in that order, without charts that are gone."""
    rows = connection.execute(select(*_SUMMARY).where(_P.c.id.in_(patient_ids)))
    by_id = {row.id: _summary(row) for row in rows}
    return [by_id[patient_id] for patient_id in patient_ids if patient_id in by_id]


def _summary(row: Row[*tuple[Any, ...]]) -> PatientSummary:
    preferred = row.preferred_name
    given = f"{row.given_name} “{preferred}”" if preferred not in ("", row.given_name) else ""
    shown = given or f"{row.given_name} {row.middle_name}"
    return PatientSummary(
        row.id,
        row.chart_number,
        " ".join(f"{shown} {row.family_name} {row.suffix}".split()),
        row.birth_date,
        PatientStatus(row.status),
        row.phone_mobile or row.phone,
    )


def _born_on(connection: Connection, query: PatientQuery) -> list[int]:
    statement = select(_P.c.id, _P.c.sort_key).where(_P.c.birth_date.in_(query.birth_dates))
    rows = connection.execute(statement.order_by(_P.c.sort_key, _P.c.id).limit(MOST)).all()
    if _is_only_digits(query.words):
        return [row.id for row in rows]
    return [row.id for row in rows if _has_words(row.sort_key, query.words)]


def _has_words(key: str, words: tuple[str, ...]) -> bool:
    names = key.replace("|", " ").split()
    return all(any(name.startswith(word) for name in names) for word in words)


def _by_words(connection: Connection, words: tuple[str, ...]) -> list[int]:
    if len(words) == 1 and len(words[0]) < 3:
        # A word so short begins thousands of names: the family names come from the index in order.
        return _BY_FAMILY.all(connection, low=words[0], high=words[0] + "\U0010ffff") or (
            sqlite.match_words(connection, words, MOST)
        )
    return sqlite.match_words(connection, words, MOST)


def _nearly(connection: Connection, words: tuple[str, ...]) -> list[int]:
    long_words = [word for word in words if len(word) >= 3]
    if not long_words:
        return []
    candidates = sqlite.similar_names(connection, long_words, MOST)
    scored = []
    for patient_id, key in candidates:
        distance = _distance(key.replace("|", " ").split(), long_words)
        if distance is not None:
            scored.append((distance, key, patient_id))
    return [patient_id for _, _, patient_id in sorted(scored)]


def _distance(names: list[str], words: list[str]) -> int | None:
    """Return the sum of typing errors that turn the words into beginnings of names, or None."""
    total = 0
    for word in words:
        allowed = 1 if len(word) < 6 else 2
        best = min((_best_beginning(name, word, allowed) for name in names), default=allowed + 1)
        if best > allowed:
            return None
        total += best
    return total


def _best_beginning(name: str, word: str, allowed: int) -> int:
    beginnings = {name[: len(word) + extra] for extra in (-1, 0, 1)}
    return min(OSA.distance(part, word, score_cutoff=allowed) for part in beginnings)


def _is_only_digits(words: tuple[str, ...]) -> bool:
    return all(word.isdigit() for word in words)
