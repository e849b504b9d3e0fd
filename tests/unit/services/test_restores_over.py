"""A backup put in the place of newer data: both sides shown, and the newer one kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from practice_desk.credentials import key_slots
from practice_desk.domain.account import Role
from practice_desk.domain.errors import (
    BackupDamaged,
    DiskFull,
    NotPermitted,
    OtherClinicsBackup,
)
from practice_desk.services import backups, start_up
from practice_desk.services.backups import ByRecoveryCode
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import find_patients
from practice_desk.services.restores_over import (
    discard_prepared,
    prepare_restore_over,
    restore_prepared,
)
from practice_desk.services.verification import verify_clinic
from practice_desk.storage import audit, layout
from tests.factories import (
    CHEAP,
    PASSPHRASE,
    USER,
    MadeClinic,
    a_medication,
    a_patient,
    make_clinic,
)


@pytest.fixture
def backup(made: MadeClinic, tmp_path: Path) -> Path:
    """A backup with one patient; two more came since."""
    a_patient(made.clinic, family_name="Early")
    path = backups.create_backup(made.clinic, tmp_path / "a.pdbackup").path
    for name in ("Late", "Later"):
        a_medication(made.clinic, a_patient(made.clinic, family_name=name))
    return path


def _names(clinic: Clinic) -> list[int]:
    return find_patients(clinic, "")


def _details(clinic: Clinic) -> list[str]:
    with clinic.store.read() as work:
        rows = work.connection.exec_driver_sql(
            "SELECT detail FROM audit_event WHERE operation = 'restore over'"
        )
        return [str(detail) for (detail,) in rows]


def _generations(made: MadeClinic) -> list[str]:
    return sorted(path.name for path in (made.root / "generations").iterdir())


def test_that_both_sides_are_shown_and_nothing_is_changed_yet(made, backup):
    prepared = prepare_restore_over(made.clinic, backup)
    assert prepared.newer == 4
    assert (prepared.backup.counts["patient"], prepared.present.counts["patient"]) == (1, 3)
    assert prepared.present.at >= prepared.backup.at
    assert _generations(made) == ["000001"]
    discard_prepared(prepared)
    assert list(made.clinic.folder.scratch.iterdir()) == []
    assert len(_names(made.clinic)) == 3


def test_that_the_backup_becomes_live_and_the_newer_data_stay(made, backup):
    slots = made.clinic.folder.key_slots
    key_slots.change_passphrase(slots, USER, PASSPHRASE, "eleven green bottles", profile=CHEAP)
    made.clinic.unlocked = key_slots.unlock(slots, USER, "eleven green bottles")
    report = restore_prepared(made.clinic, prepare_restore_over(made.clinic, backup))
    made.clinic.close()
    assert report.generation == "000002"
    assert _generations(made) == ["000001", "000002"]

    restored = start_up.open_clinic(made.root, USER, "eleven green bottles")
    assert len(_names(restored)) == 1
    assert _details(restored) == ["restored over generation 000001, which had 4 changes since"]
    assert verify_clinic(restored).sound
    restored.close()

    (made.root / "CURRENT").write_text("000001\n")
    newer = start_up.open_clinic(made.root, USER, "eleven green bottles")
    assert len(_names(newer)) == 3
    assert "restored over generation 000001" in _details(newer)[-1]
    newer.close()


def test_that_the_restored_audit_trail_is_the_one_noted_in_the_key_slots(made, backup):
    restore_prepared(made.clinic, prepare_restore_over(made.clinic, backup))
    slots = made.clinic.folder.key_slots
    made.clinic.close()
    noted = key_slots.anchored_chain(slots, key_slots.unlock(slots, USER, PASSPHRASE))
    restored = start_up.open_clinic(made.root, USER, PASSPHRASE)
    with restored.store.read() as work:
        row = work.connection.exec_driver_sql(
            "SELECT mac FROM audit_event WHERE id = ?", (noted.count,)
        ).one()
    assert bytes(row[0]) == noted.mac
    assert noted.count >= 1
    restored.close()


def test_that_a_recovery_code_prepares_too(made, backup):
    prepared = prepare_restore_over(made.clinic, backup, secret=ByRecoveryCode(made.recovery_code))
    assert prepared.newer == 4
    discard_prepared(prepared)


@pytest.mark.parametrize("step", ["adopt", "make_live", "append"])
def test_that_a_failure_at_any_step_leaves_the_clinic_as_it_was(
    made, backup, monkeypatch: pytest.MonkeyPatch, step: str
):
    prepared = prepare_restore_over(made.clinic, backup)

    def full(*_: object, **__: object) -> None:
        raise DiskFull("The disk is full.")

    where = audit.AuditChain if step == "append" else layout.ClinicFolder
    with monkeypatch.context() as failing:
        failing.setattr(where, step, full)
        with pytest.raises(DiskFull):
            restore_prepared(made.clinic, prepared)
    assert len(_names(made.clinic)) == 3
    made.clinic.close()
    assert _generations(made) == ["000001"]
    reopened = start_up.open_clinic(made.root, USER, PASSPHRASE)
    assert len(_names(reopened)) == 3
    reopened.close()


def test_that_a_damaged_or_foreign_backup_is_refused_before_anything(made, backup, tmp_path):
    other = make_clinic(tmp_path, name="other")
    foreign = backups.create_backup(other.clinic, tmp_path / "b.pdbackup").path
    other.clinic.close()
    with pytest.raises(OtherClinicsBackup):
        prepare_restore_over(made.clinic, foreign)
    backup.write_bytes(backup.read_bytes()[:-1])
    with pytest.raises(BackupDamaged):
        prepare_restore_over(made.clinic, backup)
    assert list(made.clinic.folder.scratch.iterdir()) == []


def test_that_only_an_administrator_may(made, backup):
    roles = frozenset({Role.PRESCRIBER, Role.THERAPIST, Role.FRONT_DESK})
    made.clinic.session = replace(made.clinic.session, roles=roles)
    with pytest.raises(NotPermitted):
        prepare_restore_over(made.clinic, backup)
