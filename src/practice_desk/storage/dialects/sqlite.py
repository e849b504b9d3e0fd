"""SQLite's part: append-only triggers and the full-text tables of the searches."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Integer, ScalarSelect, String, bindparam, cast, func, select

APPEND_ONLY = (
    "audit_event",
    "audit_part",
    "plan_event",
    "adverse_event",
    "adverse_event_review",
    "disclosure",
    "allergy_statement",
    "supply_entry",
    "reconciliation_entry",
    "risk_entry",
    "consent",
    "consent_entry",
    "label_statement",
    "letter_told",
    "care_plan_entry",
    "safety_decision",
    "visit",
    "knowledge_revision",
    "pack_choice",
    "note_signature",
    "letter_entry",
    "request_entry",
    "chart_export",
    "message_entry",
    "message_read",
)
SEARCH_TABLES = ("patient_words", "text_words")
_BEYOND = 1 << 62
_PIECE = 4096  # characters of a long list of ids that are read at once

_CREATE_SEARCH = """CREATE VIRTUAL TABLE IF NOT EXISTS patient_words USING fts5(
    words, content='', contentless_delete=1, detail=none, prefix='1 2 3 4', tokenize='ascii')"""


_OWN = 0xE000
"""The private character that begins what is indexed beside words: nobody can type such a word."""
_TAGS = """{0}.text || ' ' || char(57344) || 'k' || {0}.kind || ' ' || char(57344) || 'p'
    || {0}.patient_id || ' ' || char(57344) || 'a' || lower(hex({0}.author)) || ' ' || char(57344)
    || 'y' || substr({0}.dated_on, 1, 4) || ' ' || char(57344) || 'm'
    || substr({0}.dated_on, 1, 4) || substr({0}.dated_on, 6, 2)"""
_FORGET = (
    "INSERT INTO text_words (text_words, rowid, text) "
    f"VALUES ('delete', old.id, {_TAGS.format('old')});"
)
_LEARN = f"INSERT INTO text_words (rowid, text) VALUES (new.id, {_TAGS.format('new')});"
_TEXT_TRIGGERS = {"INSERT": _LEARN, "DELETE": _FORGET, "UPDATE": f"{_FORGET} {_LEARN}"}


def create_search_tables(connection: Connection) -> None:
    """Create the full-text table; it holds folded text, so plain ASCII tokenizing is right."""
    connection.exec_driver_sql(_CREATE_SEARCH)


def create_triggers(connection: Connection) -> None:
    """(Re)create the triggers that keep history append-only.

    Batch migrations recreate tables and lose triggers, so every upgrade ends with this.
    """
    present = set(
        connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'").scalars()
    )  # an older schema, which tests make, has fewer
    for table in [name for name in APPEND_ONLY if name in present]:
        for verb in ("UPDATE", "DELETE"):
            name = f"tr_{table}_no_{verb.casefold()}"
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
            connection.exec_driver_sql(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        # INSERT OR REPLACE goes round delete triggers.
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS tr_{table}_no_replace")
        connection.exec_driver_sql(
            f"CREATE TRIGGER tr_{table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    _create_text_triggers(connection)
    _lock_signed_notes(connection)
    # A link of the audit chain may only be added at the end.
    connection.exec_driver_sql("DROP TRIGGER IF EXISTS tr_audit_event_at_end")
    connection.exec_driver_sql(
        "CREATE TRIGGER tr_audit_event_at_end BEFORE INSERT ON audit_event "
        "WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM audit_event) "
        "BEGIN SELECT RAISE(ABORT, 'audit_event is append-only, at its end'); END"
    )


def _create_text_triggers(connection: Connection) -> None:
    """Let the index of texts follow its table by itself: whatever deletes a text, also a purge or
    a salvage, takes its words out of the index too. `drop_triggers` leaves these alone."""
    columns = {row[1] for row in connection.exec_driver_sql("PRAGMA table_info(search_entry)")}
    if "author" not in columns:  # an older schema, which tests make: the index is made anew later
        return
    for verb, statements in _TEXT_TRIGGERS.items():
        name = f"search_entry_after_{verb.casefold()}"
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        connection.exec_driver_sql(
            f"CREATE TRIGGER {name} AFTER {verb} ON search_entry BEGIN {statements} END"
        )


@dataclass(frozen=True, slots=True)
class TextMatch:
    """What the index of texts is asked: words that texts begin with, and what is said of them.

    Of each group of *tags*, such as `kind_tag("note")`, one has to be there.
    """

    words: tuple[str, ...]
    tags: tuple[tuple[str, ...], ...] = ()

    def query(self) -> str:
        """Return the index's own words for it."""
        groups = [f'"{word}"*' for word in self.words]
        groups += ["(" + " OR ".join(tags) + ")" for tags in self.tags]
        return " AND ".join(groups)


def kind_tag(kind: str) -> str:
    """Return by what the index knows the texts of a kind."""
    return f'"{chr(_OWN)}k{kind}"'


def patient_tag(patient_id: int) -> str:
    """Return by what the index knows the texts of a chart."""
    return f'"{chr(_OWN)}p{patient_id}"'


def author_tag(user_name: str) -> str:
    """Return by what the index knows the texts of an author."""
    return f'"{chr(_OWN)}a{user_name.encode().hex()}"'


def years_tag(beginning: str) -> str:
    """Return by what the index knows the texts of all years of four digits that begin so."""
    return f'"{chr(_OWN)}y{beginning}"*'


def month_tag(year: int, month: int) -> str:
    """Return by what the index knows the texts of a month."""
    return f'"{chr(_OWN)}m{year:04}{month:02}"'


def match_texts(
    connection: Connection, match: TextMatch, before: int | None, limit: int
) -> list[int]:
    """Return the ids of entries that hold what is looked for, those that were added last first.

    Only ids below *before*. The index yields them in this order by itself: nothing is sorted.
    """
    found = connection.exec_driver_sql(
        "SELECT rowid FROM text_words WHERE text_words MATCH ? AND rowid < ? "
        "ORDER BY rowid DESC LIMIT ?",
        (match.query(), _BEYOND if before is None else before, limit),
    )
    return [int(number) for (number,) in found]


def rebuild_text_index(connection: Connection) -> None:
    """Make the index of texts anew from the texts."""
    connection.exec_driver_sql("INSERT INTO text_words (text_words) VALUES ('rebuild')")


def _lock_signed_notes(connection: Connection) -> None:
    """Refuse changes of what a signature under a note locks, and deleting the note."""
    columns = {row[1] for row in connection.exec_driver_sql("PRAGMA table_info(note)")}
    if "state" not in columns:  # an older schema, which tests make
        return
    free = {"id", "version", "patient_id", "recorded_at", "state", "retracted_reason"}
    changed = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in sorted(columns - free))
    signed = "OLD.state <> 'draft'"
    for verb, when in (
        ("update", f"{signed} AND ({changed} OR NEW.state = 'draft')"),
        ("delete", signed),
    ):
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS tr_note_signed_no_{verb}")
        connection.exec_driver_sql(
            f"CREATE TRIGGER tr_note_signed_no_{verb} BEFORE {verb.upper()} ON note WHEN {when} "
            "BEGIN SELECT RAISE(ABORT, 'a signed note does not change'); END"
        )


def drop_triggers(connection: Connection) -> None:
    """Let the append-only history be changed until `create_triggers`, in one transaction."""
    triggers = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'tr_*'"
    for name in connection.exec_driver_sql(triggers).scalars().all():
        connection.exec_driver_sql(f"DROP TRIGGER {name}")


def forget_patient(connection: Connection, patient_id: int) -> None:
    """Take one patient out of the search; their words stay in its tables, see `drop_words`."""
    connection.exec_driver_sql("DELETE FROM patient_words WHERE rowid = ?", (patient_id,))


def drop_words(connection: Connection) -> None:
    """Write the index of patients anew without the words of those who were taken out of it.

    FTS5 only marks them as gone: its tables would still tell the name of who was purged.
    """
    connection.exec_driver_sql("INSERT INTO patient_words (patient_words) VALUES ('optimize')")


def index_patient(connection: Connection, patient_id: int, words: str) -> None:
    """Make one patient findable by the beginnings of *words*."""
    forget_patient(connection, patient_id)
    connection.exec_driver_sql(
        "INSERT INTO patient_words (rowid, words) VALUES (?, ?)", (patient_id, words)
    )


def match_words(
    connection: Connection, words: Iterable[Iterable[str]], *, whole: bool = False
) -> list[int]:
    """Return the ids of charts in which, of each group of alternatives, one begins something.

    With *whole* one must be the whole of a name or number.
    """
    end = "" if whole else "*"
    query = " AND ".join(
        "(" + " OR ".join(f'"{word}"{end}' for word in alternatives) + ")" for alternatives in words
    )
    driver = connection.connection.driver_connection
    assert driver is not None  # the connection is open
    # One letter can find fifty thousand ids: as one text they come over four times as fast.
    (found,) = driver.execute(
        "SELECT group_concat(rowid) FROM patient_words WHERE patient_words MATCH ?", (query,)
    ).fetchone()
    return list(id_numbers(found or ""))


def id_numbers(text: str) -> Iterator[int]:
    """Yield the ids that a `group_concat` of them holds, without ever holding all as numbers."""
    begin = 0
    while begin < len(text):
        end = text.find(",", begin + _PIECE)
        end = len(text) if end < 0 else end
        yield from json.loads(f"[{text[begin:end]}]")
        begin = end + 1


def id_list(name: str) -> ScalarSelect[int]:
    """Return a subselect of the ids that the parameter *name* holds, see `as_id_list`."""
    values = func.json_each(bindparam(name, type_=String)).table_valued("value")
    return select(cast(values.c.value, Integer)).scalar_subquery()


def as_id_list(ids: Iterable[int]) -> str:
    """Return *ids* as the text that a parameter of `id_list` takes."""
    return "[" + ",".join(map(str, ids)) + "]"
