"""SQLite's part: append-only triggers and the full-text tables of the patient search."""

from __future__ import annotations

from sqlalchemy import Connection

APPEND_ONLY = ("audit_event", "plan_event", "disclosure", "allergy_statement")
SEARCH_TABLES = ("patient_words", "patient_trigrams")

_CREATE_SEARCH = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS patient_words USING fts5("
    "words, content='', contentless_delete=1, prefix='2 3 4', tokenize='ascii')",
    "CREATE VIRTUAL TABLE IF NOT EXISTS patient_trigrams USING fts5("
    "names, content='', contentless_delete=1, detail=none, tokenize='trigram')",
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
