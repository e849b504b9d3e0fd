"""Every released schema comes up to the models, with its data, and a newer one is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine

from practice_desk.domain.errors import Cancelled, ClinicTooNew
from practice_desk.domain.note import NoteState
from practice_desk.domain.side_effect_case import cases
from practice_desk.domain.text_query import TextFilter, read_text_query
from practice_desk.services import start_up
from practice_desk.storage import upgrade
from practice_desk.storage.adverse_event import adverse_event_reviews, adverse_events
from practice_desk.storage.dialects.sqlite import APPEND_ONLY, SEARCH_TABLES
from practice_desk.storage.engine import APPLICATION_ID, connect, open_engine
from practice_desk.storage.layout import ClinicFolder
from practice_desk.storage.note import note_signatures, notes
from practice_desk.storage.rows import metadata
from practice_desk.storage.search import find_entries
from tests.factories import PASSPHRASE, USER, MadeClinic, a_medication, a_patient
from tests.fresh_schema import Contents, FreshSchema
from tests.older_schemas import KEY, OlderSchemas

REVISIONS = upgrade.known_revisions()
_LOOSE = re.compile(r'[\s"]+')
_INLINE = re.compile(r" (?=CONSTRAINT )")
"""Recreating a table turns a column's own constraint into one of the table."""


@pytest.fixture(scope="module")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> OlderSchemas:
    """Empty databases of every released schema."""
    return OlderSchemas(tmp_path_factory.mktemp("schemas"))


@pytest.fixture(scope="module")
def compared() -> set[str]:
    """Schemas that Alembic has found to be the models'."""
    return set()


@contextmanager
def database(path: Path, *, create: bool = False) -> Iterator[Engine]:
    """Open a database, and close it."""
    engine = open_engine(path, KEY, create=create)
    try:
        yield engine
    finally:
        engine.dispose()


def schema(connection: Connection) -> dict[str, tuple[str, ...]]:
    """Return name → parts of the normalised CREATE statement, in an order of their own.

    Batch migrations may add columns and constraints in another place than the models do, so the
    parts between the outer commas are compared as a sorted list.
    """
    rows = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_schema WHERE type IN ('table', 'index') AND sql IS NOT NULL"
    ).all()
    return {
        name: _parts(sql)
        for name, sql in rows
        if not name.startswith((*SEARCH_TABLES, "alembic_", "sqlite_"))
    }


def _parts(sql: str) -> tuple[str, ...]:
    head, _, body = sql.partition("(")
    parts, depth, part = [_LOOSE.sub(" ", head).strip()], 0, ""
    for char in body.rpartition(")")[0] + ",":
        if char == "," and depth == 0:
            parts.append(_LOOSE.sub(" ", part).strip())
            part = ""
            continue
        depth += {"(": 1, ")": -1}.get(char, 0)
        part += char
    apart = [piece for part in parts[1:] for piece in _INLINE.split(part)]
    return (parts[0], *sorted(apart))


def test_that_the_programs_revision_is_the_newest_script() -> None:
    assert REVISIONS[-1] == upgrade.HEAD
    assert len(set(REVISIONS)) == len(REVISIONS)


@pytest.mark.parametrize("revision", REVISIONS)
def test_that_a_released_schema_upgrades_to_the_models(
    revision: str, tmp_path: Path, schemas: OlderSchemas, compared: set[str]
) -> None:
    path = tmp_path / "clinic.db"
    schemas.put(revision, path)
    with database(path) as engine:
        upgrade.upgrade(engine, path, KEY)
        assert upgrade.revision(engine) == upgrade.HEAD
        with engine.connect() as connection:
            migrated = schema(connection)
            if repr(sorted(migrated.items())) not in compared:  # the same schema compares alike
                assert differences(connection) == []
                compared.add(repr(sorted(migrated.items())))
    assert migrated == schema_of_models()


def differences(connection: Connection) -> list[object]:
    """Return what Alembic would change to come to the models."""
    opts = {
        "compare_type": True,
        "include_name": lambda name, kind, _: kind != "table" or not name.startswith(SEARCH_TABLES),
    }
    found: list[object] = compare_metadata(
        MigrationContext.configure(connection, opts=opts), metadata
    )
    return found


@cache
def schema_of_models() -> dict[str, tuple[str, ...]]:
    """Return the schema that the models make, as `schema` does."""
    models = create_engine("sqlite://")
    with models.begin() as connection:
        metadata.create_all(connection)
        found = schema(connection)
    models.dispose()
    return found


def test_that_clinics_of_tests_have_the_very_schema_that_the_migrations_make(
    tmp_path: Path,
) -> None:
    found = []
    fresh = FreshSchema()
    for name in ("made", "made after it"):
        path = tmp_path / name
        with database(path, create=True) as engine:
            assert fresh.upgrade(engine, path, KEY)
            with engine.connect() as connection:
                everything = connection.exec_driver_sql(
                    "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name"
                ).all()
                found.append((everything, Contents.of(connection)))
            assert upgrade.revision(engine) == upgrade.HEAD
    assert found[0] == found[1]


@pytest.mark.parametrize("revision", REVISIONS)
def test_that_an_upgraded_schema_keeps_history_append_only(
    revision: str, tmp_path: Path, schemas: OlderSchemas
) -> None:
    path = tmp_path / "clinic.db"
    schemas.put(revision, path)
    with database(path) as engine:
        upgrade.upgrade(engine, path, KEY)
        with engine.connect() as connection:
            triggers = set(
                connection.exec_driver_sql(
                    "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
                ).scalars()
            )
            application = connection.exec_driver_sql("PRAGMA application_id").scalar()
            foreign_keys = connection.exec_driver_sql("PRAGMA foreign_keys").scalar()
    expected = {f"tr_{table}_no_{verb}" for table in APPEND_ONLY for verb in ("update", "delete")}
    assert expected | {"tr_audit_event_at_end"} <= triggers
    assert application == APPLICATION_ID
    assert foreign_keys == 1


def fill(connection: Connection) -> dict[str, int]:
    """Put one row into every table of whatever schema this is; return the rows per table."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    tables = [name for name in schema(connection) if not name.startswith("ix_")]
    for table in tables:
        connection.exec_driver_sql(f"DELETE FROM {table}")  # what every clinic begins with
        columns = connection.exec_driver_sql(f"PRAGMA table_info({table})").all()
        values = [_plausible(str(column[2])) for column in columns]
        places = ", ".join("?" * len(values))
        connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({places})", tuple(values))
    return rows_per_table(connection, tables)


def rows_per_table(connection: Connection, tables: list[str]) -> dict[str, int]:
    """Return how many rows each of *tables* has."""
    return {
        table: connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
        for table in tables
    }


def _plausible(column_type: str) -> object:
    if column_type.startswith(("INTEGER", "BOOLEAN")):
        return 1  # ids and references to them
    if column_type == "DATE":
        return "2026-01-31"
    if column_type == "DATETIME":
        return "2026-01-31 12:00:00.000000"
    if column_type == "TIME":
        return "09:00:00.000000"
    return b"m" * 32 if column_type == "BLOB" else "1"


@pytest.mark.parametrize("revision", REVISIONS)
def test_that_an_upgrade_keeps_every_row(
    revision: str, tmp_path: Path, schemas: OlderSchemas
) -> None:
    path = tmp_path / "clinic.db"
    schemas.put(revision, path)
    with database(path) as engine:
        with engine.begin() as connection:
            before = fill(connection)
        upgrade.upgrade(engine, path, KEY)
        with engine.connect() as connection:
            made_anew = {"search_entry"}  # of the texts of the rows
            kept = [name for name in before if name in metadata.tables and name not in made_anew]
            assert kept
            assert rows_per_table(connection, kept) == dict.fromkeys(kept, 1)
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_that_an_account_gets_its_names_from_the_directory_or_cut_in_two(tmp_path: Path) -> None:
    path = tmp_path / "clinic.db"
    with database(path, create=True) as engine:
        upgrade.upgrade_to(engine, "0001")
        with engine.begin() as connection:
            fill(connection)  # one account whose entry in the directory says 1 everywhere
            connection.exec_driver_sql(
                "INSERT INTO account VALUES (2, 1, 'bo', 'Bo van Dyk', 'administrator', '', '', "
                "NULL, 1)"
            )
        upgrade.upgrade(engine, path, KEY)
        with engine.connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT given_name, family_name, must_change_passphrase FROM account ORDER BY id"
            ).all()
    assert [tuple(row) for row in rows] == [("1", "1", 0), ("Bo van", "Dyk", 0)]


def test_that_side_effects_of_before_keep_what_was_told_and_how_they_ended(tmp_path: Path) -> None:
    path = tmp_path / "clinic.db"
    told = (
        (2, 1, 1, "Nausea", "2026-01-05", "patient", "mild", None, None, None, "", "ana", ""),
        (3, 1, 1, "Rash", "2026-02-05", "seen", "severe", None, "2026-02-20", 1, "Itch.", "bo", ""),
        (4, 1, 1, "Tic", "2026-03-05", "family", "unknown", None, None, None, "", "bo", "twice"),
    )
    with database(path, create=True) as engine:
        upgrade.upgrade_to(engine, "0017")
        with engine.begin() as connection:
            fill(connection)  # patient 1, medication 1, and a side effect
            for row in told:
                places = ", ".join("?" * len(row))
                connection.exec_driver_sql(f"INSERT INTO adverse_event VALUES ({places})", row)
        upgrade.upgrade(engine, path, KEY)
        with engine.connect() as connection:
            reports = [adverse_events.get(connection, row[0]) for row in told]
            entries = adverse_event_reviews.for_patient(connection, 1)
    found = cases(reports, entries, date(2026, 4, 1))
    by_effect = {case.effect: case for case in found}
    nausea, rash, tic = (by_effect[effect] for effect in ("Nausea", "Rash", "Tic"))
    assert (nausea.status, nausea.report.words, nausea.told.severity) == ("open", "Nausea", 2)
    assert (rash.status, rash.outcome, rash.report.words) == ("closed", "recovered", "Itch.")
    assert (rash.ended_on, rash.told.severity, rash.reviewed_by) == (date(2026, 2, 20), 5, "")
    assert (tic.status, tic.retracted_reason, tic.told.severity) == ("retracted", "twice", None)


def test_that_notes_of_before_stay_readable_and_signed_without_a_hash(tmp_path: Path) -> None:
    path = tmp_path / "clinic.db"
    at = "2026-01-05 15:00:00.000000"
    told = (
        (2, 3, 1, "medication visit", "2026-01-05", 'Sleeps "well".\nBär', "ana", at, None, ""),
        (3, 1, 1, "therapy session", "2026-01-05", "Grief.", "bo", at, None, "Wrong chart"),
        (4, 1, 1, "medication visit", "2026-01-05", "Also this.", "ana", at, 2, ""),
    )
    with database(path, create=True) as engine:
        upgrade.upgrade_to(engine, "0025")
        with engine.begin() as connection:
            fill(connection)  # patient 1, and a note of a kind that nobody knows
            for row in told:
                places = ", ".join("?" * len(row))
                connection.exec_driver_sql(f"INSERT INTO note VALUES ({places})", row)
            body = '{"target": {"addendum_to": 2}, "state": {"text": "Half a"}, "extra": {}}'
            columns = "kind, title, body, user_name, kept_at, patient_id"
            connection.exec_driver_sql(
                f"INSERT INTO draft ({columns}) VALUES ('note', 'Write a note', ?, 'bo', ?, 1)",
                (body, at),
            )
        upgrade.upgrade(engine, path, KEY)
        with engine.connect() as connection:
            visit, session, addendum = (notes.get(connection, row[0]) for row in told)
            (signature,) = note_signatures.of_note(connection, 2)
            (draft,) = notes.unsigned(connection, NoteState.DRAFT, "bo")
            left = connection.exec_driver_sql("SELECT kind FROM draft").scalars().all()
    assert (visit.kind, visit.text, visit.state) == ("medication", 'Sleeps "well".\nBär', "signed")
    assert (visit.version, visit.author, visit.is_late) == (3, "ana", False)
    assert (session.kind, session.retracted_reason) == ("session", "Wrong chart")
    assert addendum.addendum_to_id == 2
    assert (signature.signed_by, signature.signed_at) == ("ana", visit.recorded_at)
    assert signature.holds(visit) is None, "nobody took a hash when it was signed"
    assert (draft.text, draft.author, draft.addendum_to_id) == ("Half a", "bo", 2)
    assert "note" not in left


def test_that_texts_of_before_are_found_and_neither_drafts_nor_errors(tmp_path: Path) -> None:
    path = tmp_path / "clinic.db"
    at = "2026-01-05 15:00:00.000000"
    written = (
        (2, "2025-03-01", "signed", "", ('[{"key": "s", "title": "Plan", "parts": '
         '[{"text": "Plays the kazoo."}, {"text": "Or a theremin."}]}]')),
        (3, "2026-01-05", "awaiting_cosign", "", '[{"parts": [{"text": "A kazoo again."}]}]'),
        (4, "2026-01-05", "draft", "", '[{"parts": [{"text": "No kazoo."}]}]'),
        (5, "2026-01-05", "signed", "wrong", '[{"parts": [{"text": "No kazoo."}]}]'),
    )  # fmt: skip
    with database(path, create=True) as engine:
        upgrade.upgrade_to(engine, "0044")
        with engine.begin() as connection:
            run = connection.exec_driver_sql
            fill(connection)  # patient 1, medication 1, a filed document that says "1"
            for number, day, state, error, sections in written:
                run(
                    "INSERT INTO note (id, version, patient_id, kind, format, seen_on, sections, "
                    "author, recorded_at, modality, participants, codes, state, amendment_reason, "
                    "retracted_reason) VALUES (?, 1, 1, 'individual', 'soap', ?, ?, 'ana', ?, '', "
                    "'', '[]', ?, '', ?)",
                    (number, day, sections, at, state, error),
                )
            run(
                "INSERT INTO plan_event (id, medication_id, kind, effective_on, reason_code, "
                "recorded_at, recorded_by, comment) VALUES "
                "(2, 1, 'stop', '2026-02-01', 'no_benefit', ?, 'bo', 'He sold the kazoo')",
                (at,),
            )
        upgrade.upgrade(engine, path, KEY)
        with engine.connect() as connection:
            found = find_entries(connection, read_text_query("KAZOO"), TextFilter()).found
            old = find_entries(
                connection, read_text_query("kazoo"), TextFilter(until=date(2025, 12, 31))
            ).found
    texts = [(each.entry.kind, each.entry.record_id, each.entry.text) for each in found]
    assert texts == [
        ("plan", 2, "1: No benefit. He sold the kazoo"),
        ("note", 3, "A kazoo again."),
        ("note", 2, "Plays the kazoo.\nOr a theremin."),
    ]
    assert [each.entry.record_id for each in old] == [2]


@pytest.fixture
def older(made: MadeClinic) -> MadeClinic:
    """A closed clinic with records whose database says that it is of an older schema.

    Its schema is really the newest, so upgrading runs no script: what is tested is what surrounds
    the scripts.
    """
    a_medication(made.clinic, a_patient(made.clinic))
    return made


def _stamp(made: MadeClinic, revision: str) -> None:
    database_file, key = made.clinic.store.database, made.clinic.store.database_key
    connection = connect(database_file, key)
    connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.close()
    made.clinic.close()


def test_that_a_clinic_of_a_newer_program_is_refused_and_untouched(older: MadeClinic) -> None:
    _stamp(older, "9999")
    content = older.clinic.store.database.read_bytes()
    with pytest.raises(ClinicTooNew) as refused:
        start_up.open_clinic(older.root, USER, PASSPHRASE)
    assert "newer Practice Desk" in refused.value.sentence
    assert "Install the newest" in refused.value.next_step
    assert older.clinic.store.database.read_bytes() == content
    assert not list(older.clinic.store.generation.root.glob("*before*"))


def test_that_an_upgrade_copies_the_database_first(
    older: MadeClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = older.clinic.store.database_key
    _stamp(older, REVISIONS[0])
    seen: list[int] = []

    def instead_of_scripts(connection: Connection, target: str, _steps: object) -> None:
        copies = list(older.clinic.store.generation.root.glob("clinic.before-*.db"))
        seen.append(len(copies))
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{target}'")
        connection.commit()

    monkeypatch.setattr(upgrade, "HEAD", "next")
    monkeypatch.setattr(upgrade, "_upgrade_in_one_transaction", instead_of_scripts)
    start_up.open_clinic(older.root, USER, PASSPHRASE).close()
    assert seen == [1], "the copy was there before the schema changed"
    copy = ClinicFolder(older.root).live().root / "clinic.before-next.db"
    connection = connect(copy, key)
    assert connection.execute("SELECT count(*) FROM plan_event").fetchone() == (1,)
    assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (
        REVISIONS[0],
    )
    connection.close()


def test_that_an_upgrade_that_fails_leaves_the_old_schema_and_data(
    older: MadeClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    _stamp(older, REVISIONS[0])

    def failing(connection: Connection, target: str, _steps: object) -> None:
        with connection.begin():
            connection.exec_driver_sql("ALTER TABLE patient RENAME TO half_done")
            raise ClinicTooNew("stopped in the middle")

    with monkeypatch.context() as broken:
        broken.setattr(upgrade, "HEAD", "next")
        broken.setattr(upgrade, "_upgrade_in_one_transaction", failing)
        with pytest.raises(ClinicTooNew):
            start_up.open_clinic(older.root, USER, PASSPHRASE)
    connection = connect(older.clinic.store.database, older.clinic.store.database_key)
    assert connection.execute("SELECT count(*) FROM patient").fetchone() == (1,)
    connection.execute("UPDATE alembic_version SET version_num = ?", (upgrade.HEAD,))
    connection.close()
    start_up.open_clinic(older.root, USER, PASSPHRASE).close()


def test_that_an_upgrade_tells_its_steps_and_can_be_stopped_at_any(tmp_path: Path) -> None:
    path = tmp_path / "clinic.db"
    told: list[tuple[int, int]] = []
    stops = [0, 2]

    def tell(done: int, total: int, _what: str) -> None:
        told.append((done, total))
        if done in stops[:1]:
            raise Cancelled

    before = len(REVISIONS) - 3
    with database(path, create=True) as engine:
        upgrade.upgrade_to(engine, REVISIONS[before])
        while stops:
            with pytest.raises(Cancelled):
                upgrade.upgrade(engine, path, KEY, tell)
            assert upgrade.revision(engine) == REVISIONS[before]
            stops.pop(0)
        told.clear()
        assert upgrade.upgrade(engine, path, KEY, tell)
        assert list(dict.fromkeys(told)) == [(0, 3), (1, 3), (2, 3), (3, 3)]
        assert not upgrade.upgrade(engine, path, KEY, tell)
