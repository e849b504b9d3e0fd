"""What is restored is, row by row, what was backed up, also from backups of former formats."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from practice_desk.domain.errors import BackupDamaged
from practice_desk.services import backups, restores, start_up
from practice_desk.services.backups import ByPassphrase, ByRecoveryCode
from practice_desk.services.patients import find_patients
from practice_desk.services.verification import verify_clinic
from practice_desk.storage.engine import connect
from practice_desk.storage.layout import ClinicFolder
from practice_desk.storage.snapshot import FrozenDatabase, describe, frozen
from tests.factories import PASSPHRASE, USER, MadeClinic, a_medication, a_patient
from tests.full_chart import EMPTY, full_clinic

SECRET = ByPassphrase(USER, PASSPHRASE)
FORMAT_1 = Path(__file__).parents[2] / "samples" / "backup_format_1.pdbackup"
FORMAT_1_CODE = "S98S-CAJB-5R50-3N79-909P-WPAH-V13E-GMJ1-G164"


def test_that_no_row_of_any_table_differs_after_restoring(
    made: MadeClinic, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    full_clinic(made.clinic)
    for number in range(30):
        a_medication(made.clinic, a_patient(made.clinic, alert=f"line {number}\n\ttab"))
    store = made.clinic.store
    with frozen(store) as state:
        before = state.describe()
    assert {name for name, count in before.counts.items() if not count} <= EMPTY
    report = backups.create_backup(made.clinic, tmp_path / "a.pdbackup")
    restores.restore_backup(report.path, SECRET, tmp_path / "restored")
    live = ClinicFolder(tmp_path / "restored").live()
    after = describe(live.database, store.database_key)
    assert after == before
    rows = sum(after.counts.values())
    record_property("figures", f"restore: 0 of {rows} rows differ over {len(after.tables)} tables")


def _rewriting(statement: str) -> Callable[..., None]:
    """Return a `copy_to` whose copy is another state than the live one, page by page whole."""
    real = FrozenDatabase.copy_to

    def copy_to(self: FrozenDatabase, target: Path, *more: object) -> None:
        real(self, target)
        copy = connect(target, self._key)
        copy.execute("DROP TRIGGER tr_plan_event_no_update")
        copy.execute(statement)
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.close()

    return copy_to


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE patient SET alert = 'other'", "patient"),
        ("UPDATE plan_event SET comment = 'x' WHERE id = 1", "plan_event"),
        ("DELETE FROM name_word WHERE id = (SELECT max(id) FROM name_word)", "name_word"),
    ],
)
def test_that_a_copy_other_than_the_live_database_is_found_out_by_its_rows(
    made: MadeClinic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statement: str, table: str
) -> None:
    a_medication(made.clinic, a_patient(made.clinic))
    monkeypatch.setattr(FrozenDatabase, "copy_to", _rewriting(statement))
    report = backups.create_backup(made.clinic, tmp_path / "a.pdbackup")
    with pytest.raises(BackupDamaged, match=f"differs from what was backed up: {table}\\."):
        restores.restore_backup(report.path, SECRET, tmp_path / "restored")
    assert not (tmp_path / "restored").exists()


@pytest.mark.parametrize("secret", [SECRET, ByRecoveryCode(FORMAT_1_CODE)])
def test_that_a_backup_of_the_first_format_is_verified_and_restored(
    tmp_path: Path, secret: backups.BackupSecret
) -> None:
    report = backups.verify_backup(FORMAT_1, secret)
    assert (report.counts["patient"], report.documents) == (2, 1)
    restores.restore_backup(FORMAT_1, secret, tmp_path / "restored")
    clinic = start_up.open_clinic(tmp_path / "restored", USER, PASSPHRASE)
    assert len(find_patients(clinic, "okonkwo")) == 1
    assert verify_clinic(clinic).sound
    clinic.close()
