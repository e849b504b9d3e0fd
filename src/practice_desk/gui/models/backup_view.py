"""What the backup page says; no widgets here."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from practice_desk.domain.changes import Changes
from practice_desk.gui.wording import write_count, write_moment, write_size
from practice_desk.services.backup_history import LastBackup
from practice_desk.services.backups import BackupLabel, BackupReport
from practice_desk.services.restores import RestoreReport
from practice_desk.services.verification import VerificationReport

OLD_AFTER_DAYS = 7
"""A backup older than this is pointed out: the clinic's last week would be lost."""

BACKUP_CHANGES = Changes.of(None, "backup")
"""What a finished backup changed: when the clinic was backed up last."""


def last_backup_sentence(last: LastBackup | None, now: datetime) -> tuple[str, str]:
    """Return the sentence about the newest backup and its tone: success, caution or danger."""
    if last is None:
        return ("This clinic has never been backed up.", "danger")
    when = f"{write_moment(last.made_at)} ({_ago(last.made_at, now)}), {write_size(last.size)}"
    tone = "caution" if (now - last.made_at).days >= OLD_AFTER_DAYS else "success"
    return (f"Last verified backup: {when}.", tone)


def backup_done_sentence(report: BackupReport) -> str:
    """Return what a finished backup reports."""
    missing = ""
    if report.missing_documents:
        lost = write_count(report.missing_documents, "document")
        missing = f" {lost} had been lost from this clinic before and are not in it."
    return (
        f"Backed up and read back: {report.path.name}, {write_size(report.size)}, "
        f"{write_count(rows(report.counts), 'record')}, "
        f"{write_count(report.documents, 'document')}.{missing}"
    )


def label_sentence(label: BackupLabel) -> str:
    """Return what an undamaged backup says about itself without a key."""
    return f"Backup of {write_moment(label.made_at)}, {write_size(label.size)}, undamaged."


def verified_sentence(report: BackupReport) -> str:
    """Return what a complete check of a backup found."""
    return (
        f"This backup is whole. Made {write_moment(report.made_at)}; "
        f"{write_count(rows(report.counts), 'record')}, "
        f"{write_count(report.documents, 'document')}."
    )


def restored_sentence(report: RestoreReport) -> str:
    """Return what a restore made."""
    return (
        f"Restored and checked: {write_count(rows(report.counts), 'record')}, "
        f"{write_count(report.documents, 'document')}."
    )


def checked_sentence(report: VerificationReport) -> tuple[str, str]:
    """Return what checking the clinic found, and its tone."""
    what = (
        f"{write_count(report.pages, 'page')} of the database, "
        f"{write_count(report.audit_rows, 'entry', 'entries')} of the audit trail and "
        f"{write_count(report.documents, 'document')}"
    )
    if report.sound:
        return (f"Nothing wrong was found in {what}.", "success")
    serious = sum(1 for finding in report.findings if finding.serious)
    found = write_count(serious, "thing is", "things are")
    return (f"{found} wrong. Keep this clinic's newest backup safe. Checked: {what}.", "danger")


def suggested_restore_folder(backup: Path) -> Path:
    """Return a new folder beside the user's own documents, named after the backup."""
    home = Path.home()
    documents = home / "Documents"
    parent = documents if documents.is_dir() else home
    first = parent / f"{backup.stem or 'clinic'}-restored"
    candidate, number = first, 2
    while candidate.exists():
        candidate = first.with_name(f"{first.name}-{number}")
        number += 1
    return candidate


def rows(counts: dict[str, int]) -> int:
    """Return the number of rows in all tables."""
    return sum(counts.values())


def _ago(made_at: datetime, now: datetime) -> str:
    days = (now.astimezone().date() - made_at.astimezone().date()).days
    if days <= 0:
        return "today"
    return "yesterday" if days == 1 else f"{days:,} days ago"
