"""Records that vanish below the database's own checks are noticed when the clinic opens."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from practice_desk.domain.audit_event import AuditEvent
from practice_desk.domain.errors import ClinicDamaged
from practice_desk.services import charts, start_up
from practice_desk.services.clinic import Clinic
from practice_desk.services.verification import AUDIT_TRAIL, verify_clinic
from practice_desk.storage.engine import connect
from tests.audit_rows import audit_rows
from tests.factories import PASSPHRASE, USER, MadeClinic, a_medication, a_patient

FLIPS = 100
GENERATION = "generations/000001"


@pytest.fixture
def killed(made: MadeClinic, tmp_path: Path) -> tuple[Path, list[AuditEvent]]:
    """A clinic folder as a killed program leaves it, the newest changes in its WAL alone.

    With what its audit trail then held.
    """
    made.clinic.close()
    clinic = start_up.open_clinic(made.root, USER, PASSPHRASE)
    for _ in range(5):
        patient = a_patient(clinic)
        a_medication(clinic, patient)
        charts.open_chart(clinic, patient)
    folder = tmp_path / "killed"
    shutil.copytree(made.root, folder, ignore=shutil.ignore_patterns("*-shm", "*.lock*"))
    rows = audit_rows(clinic)
    clinic.close()
    return folder, rows


def _opened(folder: Path) -> Clinic:
    return start_up.open_clinic(folder, USER, PASSPHRASE)


def test_that_a_killed_clinic_raises_no_doubt(killed: tuple[Path, list[AuditEvent]]) -> None:
    folder, rows = killed
    assert (folder / GENERATION / "clinic.db-wal").stat().st_size > 0
    clinic = _opened(folder)
    assert clinic.doubts == ()
    assert audit_rows(clinic)[:-1] == rows
    clinic.close()


def test_that_a_database_ahead_of_its_anchor_raises_no_doubt(
    killed: tuple[Path, list[AuditEvent]],
) -> None:
    folder, _ = killed
    anchor = folder / GENERATION / "audit.head"
    before = anchor.read_bytes()
    clinic = _opened(folder)
    charts.open_chart(clinic, 1)
    clinic.store.close()  # a kill between the commit and the anchor leaves this
    anchor.write_bytes(before)
    clinic.close()
    clinic = _opened(folder)
    assert clinic.doubts == ()
    assert verify_clinic(clinic).findings == ()
    clinic.close()


def test_that_every_bit_flipped_in_the_wal_is_noticed(
    killed: tuple[Path, list[AuditEvent]],
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    folder, rows = killed
    chance = random.Random(30)  # the same flips in every run
    whole = (folder / GENERATION / "clinic.db-wal").read_bytes()
    lost = 0
    for number in range(FLIPS):
        damaged = tmp_path / f"flip {number}"
        shutil.copytree(folder, damaged)
        changed = bytearray(whole)
        changed[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        (damaged / GENERATION / "clinic.db-wal").write_bytes(changed)
        noticed, kept = _look(damaged)
        lost += kept != rows
        assert noticed or kept == rows, f"flip {number} lost records and nobody was told"
        shutil.rmtree(damaged)
    assert lost > FLIPS // 2
    record_property(
        "figures", f"flipped WAL bits: {FLIPS}, {lost} lost records, 0 of them without a warning"
    )


def _look(folder: Path) -> tuple[bool, list[AuditEvent]]:
    """Return whether opening tells of a damage, and the trail as it was found."""
    try:
        clinic = _opened(folder)
    except ClinicDamaged:
        return True, []
    try:
        rows = audit_rows(clinic)[:-1]
        named = {finding.kind for finding in verify_clinic(clinic).findings if finding.serious}
        assert bool(clinic.doubts) == (AUDIT_TRAIL in named), "verifying says the same"
        return bool(clinic.doubts), rows
    finally:
        clinic.close()


def test_that_a_log_cut_at_any_entry_is_noticed(
    made: MadeClinic, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    for _ in range(8):
        a_patient(made.clinic)
    made.clinic.close()
    store = made.clinic.store
    entries = store.anchor.kept().kept.count
    for end in range(1, entries + 1):
        cut = tmp_path / f"cut {end}"
        shutil.copytree(made.root, cut)
        connection = connect(cut / GENERATION / "clinic.db", store.database_key)
        connection.execute("DROP TRIGGER tr_audit_event_no_delete")
        connection.execute("DELETE FROM audit_event WHERE id >= ?", (end,))
        connection.close()
        noticed, _ = _look(cut)
        assert noticed, f"cut from entry {end} on"
    record_property("figures", f"audit trail cut at each of {entries} entries: 0 unnoticed")
