"""What is said about backups: their age, the plan, drills and restores; no widgets here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from practice_desk.domain.backup_plan import (
    BackupPlan,
    BackupRhythm,
    KeepRule,
    Urgency,
    backup_urgency,
)
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.changes import Changes
from practice_desk.gui.wording import write_count, write_moment, write_size, write_time

if TYPE_CHECKING:
    from practice_desk.services.backup_history import LastBackup, RestoreDrill
    from practice_desk.services.backups import BackupLabel, BackupReport
    from practice_desk.services.restores import RestoreReport
    from practice_desk.services.restores_over import PreparedRestore, Side
    from practice_desk.services.verification import VerificationReport

BACKUP_CHANGES = Changes.of(None, "backup")
"""What a finished backup or drill changed: when the clinic was backed up and tried last."""

TONES = {
    Urgency.CALM: "success",
    Urgency.NOTICE: "info",
    Urgency.CAUTION: "caution",
    Urgency.DANGER: "danger",
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
RHYTHMS = {
    BackupRhythm.EACH_CLOSE: "Each time Practice Desk is closed",
    BackupRhythm.DAILY: "Every day",
    BackupRhythm.WEEKLY: "Every week",
    BackupRhythm.OFF: "Only when somebody asks",
}
DRILL_AFTER_DAYS = 90
"""A restore that was not tried for longer is pointed out: people and sticks change."""

_COMPARED = (
    ("Patients", "patient"),
    ("Medications", "medication"),
    ("Steps of plans", "plan_event"),
    ("Conditions", "condition"),
    ("Measured values", "observation"),
    ("Letters", "letter"),
    ("Documents", "document"),
    ("Entries of the audit trail", "audit_event"),
)


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One line of the comparison before a restore; `differs` where the two are not the same."""

    what: str
    present: str
    backup: str
    differs: bool


def last_backup_sentence(last: LastBackup | None, now: datetime) -> tuple[str, str]:
    """Return the sentence about the newest backup and its tone, louder the older it is."""
    tone = TONES[backup_urgency(last.made_at if last else None, now)]
    if last is None:
        return ("This clinic has never been backed up.", tone)
    when = f"{write_moment(last.made_at)} ({ago(last.made_at, now)}), {write_size(last.size)}"
    return (f"Last verified backup: {when}.", tone)


def backup_done_sentence(report: BackupReport, forgotten: int = 0) -> str:
    """Return what a finished backup reports; *forgotten* older ones were let go by the rule."""
    missing = ""
    if report.missing_documents:
        lost = write_count(report.missing_documents, "document")
        missing = f" {lost} had been lost from this clinic before and are not in it."
    gone = write_count(forgotten, "older backup was", "older backups were")
    let_go = f" {gone} let go by the rule." if forgotten else ""
    return (
        f"Backed up and read back: {report.path.name}, {write_size(report.size)}, "
        f"{write_count(rows(report.counts), 'record')}, "
        f"{write_count(report.documents, 'document')}.{missing}{let_go}"
    )


def plan_sentence(plan: BackupPlan) -> str:
    """Return when and where the clinic is backed up by itself."""
    if plan.rhythm is BackupRhythm.OFF:
        return "No backups are planned: somebody has to remember them."
    when = {
        BackupRhythm.EACH_CLOSE: "Each time Practice Desk is closed",
        BackupRhythm.DAILY: f"Every day at {_time(plan.at)}",
        BackupRhythm.WEEKLY: f"Every {WEEKDAYS[plan.weekday]} at {_time(plan.at)}",
    }[plan.rhythm]
    return f"{when}, to {plan.folder}. {keep_sentence(plan.keep)}"


def keep_sentence(rule: KeepRule) -> str:
    """Return which backups are kept."""
    parts = [f"all of the last {write_count(rule.days, 'day')}"]
    if rule.weeks:
        parts.append(f"one a week for {write_count(rule.weeks, 'week')}")
    if rule.months:
        parts.append(f"one a month for {write_count(rule.months, 'month')}")
    return f"Kept: {', '.join(parts)}; never fewer than the newest."


def secret_sentence(*, own_passphrase: bool) -> str:
    """Return what opens the backups that are made from now on."""
    if own_passphrase:
        return "Backups open with their own passphrase or the recovery code, and with nothing else."
    return "Backups open with the passphrase of anybody's account or with the recovery code."


def drill_sentence(drill: RestoreDrill | None, now: datetime) -> tuple[str, str]:
    """Return what the last restore drill found, and its tone."""
    if drill is None:
        return ("No restore has been tried yet.", "info")
    when = f"{write_moment(drill.held_at)} ({ago(drill.held_at, now)})"
    if drill.problem:
        return (f"The restore tried on {when} failed. {drill.problem}", "danger")
    old = (now - drill.held_at).days > DRILL_AFTER_DAYS
    return (f"Last restore tried on {when}. {drill_found(drill)}", "info" if old else "success")


def drill_found(drill: RestoreDrill) -> str:
    """Return what a drill compared."""
    what = (
        f"{write_count(len(drill.counts), 'table')}, {write_count(drill.rows, 'record')} and "
        f"{write_count(drill.documents, 'document')} of the backup of {write_moment(drill.made_at)}"
    )
    if drill.compared:
        return f"Compared {what}: no difference."
    return f"Counted {what}. It is of an older kind, without the means to compare each record."


def label_sentence(label: BackupLabel) -> str:
    """Return what an undamaged backup says about itself without a key."""
    own = " It opens with its own passphrase." if label.has_own_passphrase else ""
    return f"Backup of {write_moment(label.made_at)}, {write_size(label.size)}, undamaged.{own}"


def verified_sentence(report: BackupReport) -> str:
    """Return what a complete check of a backup found, without restoring it."""
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


def compared_rows(prepared: PreparedRestore) -> tuple[ComparedRow, ...]:
    """Return both sides, line by line, the dates first."""
    present, backup = prepared.present, prepared.backup
    dates = ComparedRow("Last change", write_moment(present.at), write_moment(backup.at), True)
    counts = [_compared(what, table, present, backup) for what, table in _COMPARED]
    return (dates, *counts)


def newer_sentence(prepared: PreparedRestore) -> tuple[str, str]:
    """Return what would be put aside by the restore, and its tone."""
    if not prepared.newer:
        return ("Nothing was changed in this clinic since this backup.", "success")
    count = write_count(prepared.newer, "change was", "changes were")
    sentence = (
        f"{count} made in this clinic since this backup, and would be put aside. They are kept, "
        "and not shown any more."
    )
    return (sentence, "caution")


def last_word(prepared: PreparedRestore) -> str:
    """Return what is asked the second time."""
    return (
        f"From now on everybody sees this clinic as it was on {write_moment(prepared.backup.at)}. "
        f"{write_count(prepared.newer, 'change')} made since then are put aside. The data as they "
        "are now stay on this computer, in the clinic's folder, and the passphrases stay as they "
        "are."
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


def ago(moment: datetime, now: datetime) -> str:
    """Return how many calendar days ago: "today", "yesterday", "3 days ago"."""
    days = (now.astimezone().date() - moment.astimezone().date()).days
    if days < 0:
        return "in the future: check this computer's clock"
    if days == 0:
        return "today"
    return "yesterday" if days == 1 else f"{days:,} days ago"


def write_day(moment: datetime, now: datetime) -> str:
    """Write when something was, as shortly as is clear: "today 8:00 AM", "Nov 3, 2026"."""
    days = (now.astimezone().date() - moment.astimezone().date()).days
    if days in (0, 1):
        return f"{'today' if days == 0 else 'yesterday'} {write_time(moment)}"
    return write_date(moment.astimezone().date())


def _compared(what: str, table: str, present: Side, backup: Side) -> ComparedRow:
    now, then = present.counts.get(table, 0), backup.counts.get(table, 0)
    return ComparedRow(what, f"{now:,}", f"{then:,}", now != then)


def _time(at: time) -> str:
    return f"{at.hour % 12 or 12}:{at.minute:02d} {'AM' if at.hour < 12 else 'PM'}"
