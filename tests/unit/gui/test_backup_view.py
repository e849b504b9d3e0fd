"""What the backup page says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from practice_desk.gui.models import backup_view
from practice_desk.services.backup_history import LastBackup
from practice_desk.services.verification import Finding, VerificationReport

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [
        (0, "today", "success"),
        (1, "yesterday", "success"),
        (2, "2 days ago", "success"),
        (3, "3 days ago", "info"),
        (7, "7 days ago", "info"),
        (8, "8 days ago", "caution"),
        (14, "14 days ago", "caution"),
        (15, "15 days ago", "danger"),
    ],
)
def test_that_an_old_backup_is_pointed_out(days, words, tone):
    last = LastBackup(NOW - timedelta(days=days), "/media/stick/a.pdbackup", 14_200_000)
    sentence, found = backup_view.last_backup_sentence(last, NOW)
    assert f"({words})" in sentence
    assert "14.2 MB" in sentence
    assert found == tone


def test_that_a_clinic_without_a_backup_is_in_danger():
    assert backup_view.last_backup_sentence(None, NOW)[1] == "danger"


def test_that_a_sound_clinic_is_said_to_be_so_with_what_was_checked():
    report = VerificationReport((), audit_rows=12, documents=1, pages=1234)
    sentence, tone = backup_view.checked_sentence(report)
    assert sentence == (
        "Nothing wrong was found in 1,234 pages of the database, 12 entries of the audit trail "
        "and 1 document."
    )
    assert tone == "success"


def test_that_damage_is_counted_and_notes_are_not():
    findings = (Finding("page", "Page 3 is damaged."), Finding("busy", "Busy.", serious=False))
    sentence, tone = backup_view.checked_sentence(VerificationReport(findings, 1, 0, 9))
    assert sentence.startswith("1 thing is wrong.")
    assert tone == "danger"


def test_that_the_suggested_folder_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    first = backup_view.suggested_restore_folder(Path("clinic.pdbackup"))
    assert first == tmp_path / "clinic-restored"
    first.mkdir()
    assert backup_view.suggested_restore_folder(Path("clinic.pdbackup")) == (
        tmp_path / "clinic-restored-2"
    )
