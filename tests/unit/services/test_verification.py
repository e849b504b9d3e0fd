"""What verifying a clinic finds."""

from __future__ import annotations

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from practice_desk.domain.errors import Cancelled
from practice_desk.services.clinic import Clinic
from practice_desk.services.verification import verify_clinic
from practice_desk.storage import interruption
from practice_desk.storage.engine import connect
from tests.factories import a_document, a_medication, a_patient


def _tampering(clinic: Clinic) -> sqlcipher.Connection:
    """Return a connection of somebody who has the key and drops the protection."""
    connection = connect(clinic.store.database, clinic.store.database_key)
    connection.execute("PRAGMA foreign_keys=OFF")
    for (name,) in connection.execute(
        "SELECT name FROM sqlite_schema WHERE type='trigger'"
    ).fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    return connection


def _kinds(clinic: Clinic) -> set[str]:
    return {finding.kind for finding in verify_clinic(clinic).findings if finding.serious}


def test_that_a_sound_clinic_has_no_findings(clinic: Clinic) -> None:
    a_medication(clinic, a_patient(clinic))
    a_document(clinic, b"content")
    report = verify_clinic(clinic)
    assert report.findings == ()
    assert report.sound
    assert report.documents == 1
    assert report.audit_rows >= 4


def test_that_a_changed_page_is_found_and_named(clinic: Clinic) -> None:
    for _ in range(30):
        a_patient(clinic)
    connection = connect(clinic.store.database, clinic.store.database_key)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with clinic.store.database.open("r+b") as file:
        file.seek(4096 * 6 + 100)
        byte = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte[0] ^ 4]))
    report = verify_clinic(clinic)
    assert not report.sound
    assert "Page 7 of the database" in report.findings[0].sentence


def test_that_an_edited_audit_entry_is_found(clinic: Clinic) -> None:
    a_patient(clinic)
    tampering = _tampering(clinic)
    tampering.execute("UPDATE audit_event SET user_name = 'somebody' WHERE id = 2")
    tampering.close()
    report = verify_clinic(clinic)
    assert any("entry 2 does not fit" in finding.sentence for finding in report.findings)


def test_that_dropped_protection_is_found(clinic: Clinic) -> None:
    _tampering(clinic).close()
    assert _kinds(clinic) == {"protection"}


def test_that_a_row_without_its_parent_is_found(clinic: Clinic) -> None:
    a_medication(clinic, a_patient(clinic))
    tampering = _tampering(clinic)
    tampering.execute("DELETE FROM medication")
    tampering.close()
    assert "orphan" in _kinds(clinic)


def test_that_a_missing_and_a_changed_document_are_found(clinic: Clinic) -> None:
    first, second = a_document(clinic, b"first"), a_document(clinic, b"second")
    with clinic.store.read() as work:
        names = dict(work.connection.exec_driver_sql("SELECT id, sealed_name FROM document").all())
    clinic.store.documents.path(names[first]).unlink()
    path = clinic.store.documents.path(names[second])
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    sentences = [finding.sentence for finding in verify_clinic(clinic).findings]
    assert f"The file of document {first} is missing." in sentences
    assert f"The file of document {second} was changed or is damaged." in sentences


def test_that_a_document_swapped_for_another_is_found(clinic: Clinic) -> None:
    a_document(clinic, b"first")
    a_document(clinic, b"second")
    one, two = (clinic.store.documents.path(n) for n in clinic.store.documents.names())
    one.write_bytes(two.read_bytes())
    assert _kinds(clinic) == {"damaged document"}


def test_that_a_file_without_a_record_is_only_a_note(clinic: Clinic) -> None:
    a_document(clinic, b"first")
    (name,) = clinic.store.documents.names()
    copy = clinic.store.documents.path("ab" * 32)
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes(clinic.store.documents.path(name).read_bytes())
    report = verify_clinic(clinic)
    assert report.sound
    assert [finding.kind for finding in report.findings] == ["file without record"]


def test_that_verifying_is_recorded(clinic: Clinic) -> None:
    verify_clinic(clinic)
    with clinic.store.read() as work:
        newest = work.connection.exec_driver_sql(
            "SELECT operation FROM audit_event ORDER BY id DESC LIMIT 1"
        ).scalar()
    assert newest == "verify clinic"


def test_that_a_check_is_stopped_in_the_middle_of_a_step(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interruption, "_STEPS_BETWEEN_LOOKS", 100)  # as in a large clinic
    told: list[str] = []

    def stop_later(_done: int, _total: int, what: str) -> None:
        told.append(what)
        if told.count("Checking tables and indexes") == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        verify_clinic(clinic, stop_later)
    assert told[-1] == "Checking tables and indexes"
    assert verify_clinic(clinic).sound
