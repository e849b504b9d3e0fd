"""Salvage saves what is readable of a damaged clinic, and never writes to it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from practice_desk.domain.account import Role
from practice_desk.domain.errors import ClinicDamaged, ClinicExists, WrongPassphrase
from practice_desk.services import charts, patients, start_up
from practice_desk.services.salvage import salvage_clinic
from practice_desk.services.verification import verify_clinic
from practice_desk.storage.engine import connect
from tests.factories import PASSPHRASE, USER, MadeClinic, a_medication, a_patient, a_pharmacy
from tests.full_chart import EMPTY, empty_tables, full_clinic

PAGE = 4096
CHARTS = 120


@pytest.fixture
def closed(made: MadeClinic) -> MadeClinic:
    """A closed clinic with many charts, one of them with a record of every kind and a letter."""
    clinic = made.clinic
    pharmacy = a_pharmacy(clinic)
    for number in range(CHARTS):
        name = f"Family {number}"
        patient_id = a_patient(
            clinic, family_name=name, preferred_pharmacy_id=pharmacy, alert="x" * 200
        )
        a_medication(clinic, patient_id)
    full_clinic(clinic)
    clinic.close()
    return made


def fingerprint(root: Path) -> dict[str, str]:
    """Return every file's hash."""
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def damage(database: Path, pages: list[int]) -> None:
    """Flip one bit in each of *pages*, counted from 1."""
    content = bytearray(database.read_bytes())
    for page in pages:
        content[(page - 1) * PAGE + 100] ^= 1
    database.write_bytes(content)


def test_that_a_sound_clinic_is_saved_whole(closed: MadeClinic, tmp_path: Path):
    before = fingerprint(closed.root)
    report = salvage_clinic(closed.root, USER, PASSPHRASE, tmp_path / "saved")
    assert report.damaged == ()
    assert (report.documents, report.lost_documents) == (3, 0)  # letter, export, filed
    assert fingerprint(closed.root) == before
    clinic = start_up.open_clinic(tmp_path / "saved", USER, PASSPHRASE)
    assert verify_clinic(clinic).sound
    assert empty_tables(clinic) == EMPTY
    found = patients.patient_with_chart_number(clinic, "PD000078")
    assert found is not None
    assert "Family 77" in found.display_name
    assert found.id in patients.find_patients(clinic, "Łukasz")
    assert len(charts.open_chart(clinic, found.id).plan) == 1
    clinic.close()


def test_that_what_one_damaged_page_leaves_is_saved(
    closed: MadeClinic, tmp_path: Path, record_property: Callable[[str, object], None]
):
    database = closed.clinic.store.database
    whole = database.read_bytes()
    pages = len(whole) // PAGE
    saved, refused = [], 0
    tried = range(2, pages + 1, max(1, pages // 12))
    for page in tried:
        database.write_bytes(whole)
        damage(database, [page])
        target = tmp_path / f"saved-{page}"
        try:
            salvage_clinic(closed.root, USER, closed.recovery_code, target, is_recovery=True)
        except ClinicDamaged:
            refused += 1  # the page says which tables there are
            continue
        clinic = start_up.open_clinic(target, USER, PASSPHRASE)
        saved.append(len(patients.find_patients(clinic, "")))
        problems = {finding.kind for finding in verify_clinic(clinic).findings if finding.serious}
        assert not problems & {"damaged page", "structure", "orphan", "schema", "protection"}
        clinic.close()
    assert len(saved) >= len(tried) - 4  # measured: 11 of 62 pages refuse it
    assert sum(saved) > len(saved) * CHARTS * 0.9
    record_property(
        "figures",
        f"salvage: {len(tried)} clinics with one damaged page, {len(saved)} opened afterwards with "
        f"{sum(saved) / (len(saved) * CHARTS):.0%} of the charts, {refused} refused",
    )


def test_that_appointments_outlive_what_they_can_do_without(closed: MadeClinic, tmp_path: Path):
    store = closed.clinic.store
    raw = connect(store.database, store.database_key)
    raw.execute("PRAGMA foreign_keys=OFF")
    before = raw.execute("SELECT count(*) FROM appointment").fetchone()
    for table in ("appointment_series", "room", "appointment_type"):
        raw.execute(f"DELETE FROM {table}")
    raw.close()
    salvage_clinic(closed.root, USER, PASSPHRASE, tmp_path / "saved")
    clinic = start_up.open_clinic(tmp_path / "saved", USER, PASSPHRASE)
    with clinic.store.read() as work:
        saved = work.connection.exec_driver_sql("SELECT count(*) FROM appointment").one()
    clinic.close()
    assert tuple(saved) == tuple(before)
    assert before[0] > 3


def test_that_a_damaged_first_page_is_said(closed: MadeClinic, tmp_path: Path):
    damage(closed.clinic.store.database, [1])
    with pytest.raises(ClinicDamaged):
        salvage_clinic(closed.root, USER, PASSPHRASE, tmp_path / "saved")
    assert not (tmp_path / "saved").exists()


def test_that_nobody_becomes_an_administrator_by_losing_the_accounts(
    closed: MadeClinic, tmp_path: Path
):
    store = closed.clinic.store
    again = start_up.open_clinic(closed.root, USER, PASSPHRASE)
    with again.store.write() as work:
        work.connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        work.connection.exec_driver_sql("DELETE FROM account")
        work.commit()
    again.close()
    assert store.database.is_file()
    with pytest.raises(ClinicDamaged) as refused:
        salvage_clinic(closed.root, USER, PASSPHRASE, tmp_path / "saved")
    assert "recovery code" in refused.value.next_step
    code = closed.recovery_code
    report = salvage_clinic(closed.root, USER, code, tmp_path / "saved", is_recovery=True)
    assert report.account_made
    clinic = start_up.open_clinic(tmp_path / "saved", USER, PASSPHRASE)
    assert clinic.session.roles == {Role.ADMINISTRATOR}
    clinic.close()


def test_that_salvage_asks_for_the_passphrase(closed: MadeClinic, tmp_path: Path):
    with pytest.raises(WrongPassphrase):
        salvage_clinic(closed.root, USER, "not the right passphrase", tmp_path / "saved")
    assert not (tmp_path / "saved").exists()


def test_that_salvage_overwrites_nothing(closed: MadeClinic, tmp_path: Path):
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "mine.txt").write_text("keep")
    with pytest.raises(ClinicExists):
        salvage_clinic(closed.root, USER, PASSPHRASE, tmp_path / "saved")
    assert (tmp_path / "saved" / "mine.txt").read_text() == "keep"
