"""Backups that a job makes beside the open window."""

from __future__ import annotations

from pathlib import Path

from practice_desk.services import backups, start_up
from practice_desk.services.backups import ByPassphrase
from tests.factories import PASSPHRASE, USER, MadeClinic


def test_that_a_window_closed_meanwhile_does_not_spoil_a_scheduled_backup(
    made: MadeClinic, tmp_path: Path
) -> None:
    beside = start_up.open_clinic(made.root, USER, PASSPHRASE, beside=True)

    def close_the_window(_done: int, _total: int, what: str) -> None:
        if what == "Writing the backup":
            made.clinic.close()

    report = backups.create_backup(beside, tmp_path / "scheduled", close_the_window)
    beside.close()
    assert (
        backups.verify_backup(report.path, ByPassphrase(USER, PASSPHRASE)).counts == report.counts
    )
