"""SQLite's part: append-only triggers and the full-text tables of the patient search."""

from __future__ import annotations

from sqlalchemy import Connection

APPEND_ONLY = ("audit_event", "plan_event", "disclosure", "allergy_statement")
SEARCH_TABLES = ("patient_words", "patient_trigrams")

_CREATE_SEARCH = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS patient_words USING fts5(
    words, content='', contentless_delete=1, prefix='2 3 4', tokenize='ascii')""",
    """CREATE VIRTUAL TABLE IF NOT EXISTS patient_trigrams USING fts5(
    names, content='', contentless_delete=1, detail=none, tokenize='trigram')""",
)


def create_search_tables(connection: Connection) -> None:
    """Create the full-text tables; they hold folded text, so plain ASCII tokenizing is right."""
    for statement in _CREATE_SEARCH:
        connection.exec_driver_sql(statement)


def create_triggers(connection: Connection) -> None:
    """(Re)create the triggers that keep history append-only.

    Batch migrations recreate tables and lose triggers, so every upgrade ends with this.
    """
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            name = f"tr_{table}_no_{verb.casefold()}"
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
            connection.exec_driver_sql(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    # INSERT OR REPLACE goes round delete triggers: a link may only be added at the end.
    connection.exec_driver_sql("DROP TRIGGER IF EXISTS tr_audit_event_at_end")
    connection.exec_driver_sql(
        "CREATE TRIGGER tr_audit_event_at_end BEFORE INSERT ON audit_event "
        "WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM audit_event) "
        "BEGIN SELECT RAISE(ABORT, 'audit_event grows at its end only'); END"
    )


def index_patient(connection: Connection, patient_id: int, words: str, names: str) -> None:
    """Make one patient findable by *words* (prefixes) and *names* (parts, for typing errors)."""
    for table, text in zip(SEARCH_TABLES, (words, names), strict=True):
        column = "words" if table == "patient_words" else "names"
        connection.exec_driver_sql(f"DELETE FROM {table} WHERE rowid = ?", (patient_id,))
        connection.exec_driver_sql(
            f"INSERT INTO {table} (rowid, {column}) VALUES (?, ?)", (patient_id, text)
        )


def match_words(connection: Connection, words: tuple[str, ...], limit: int) -> list[int]:
    """Return the ids of charts in which every word begins something, in list order."""
    query = " ".join(f'"{word}"*' for word in words)
    rows = connection.exec_driver_sql(
        "SELECT id FROM patient WHERE id IN ("
        "SELECT rowid FROM patient_words WHERE patient_words MATCH ? LIMIT 2000) "
        "ORDER BY sort_key, id LIMIT ?",
        (query, limit),
    )
    return [int(row[0]) for row in rows]


def similar_names(connection: Connection, words: list[str], limit: int) -> list[tuple[int, str]]:
    """Return (id, sort key) of charts whose names share most three-letter parts with *words*."""
    counts: dict[int, int] = {}
    for part in sorted({word[i : i + 3] for word in words for i in range(len(word) - 2)}):
        rows = connection.exec_driver_sql(
            "SELECT rowid FROM patient_trigrams WHERE patient_trigrams MATCH ?", (f'"{part}"',)
        )
        for (rowid,) in rows.fetchall():
            counts[rowid] = counts.get(rowid, 0) + 1
    best = sorted(counts, key=lambda rowid: (-counts[rowid], rowid))[:limit]
    marks = ",".join("?" * len(best))
    found = connection.exec_driver_sql(
        f"SELECT id, sort_key FROM patient WHERE id IN ({marks})", tuple(best)
    )
    return [(int(row[0]), str(row[1])) for row in found]
