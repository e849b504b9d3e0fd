"""`practice-desk backup create|verify|restore`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path
from typing import TYPE_CHECKING

from practice_desk.app.commands.console import (
    UsageError,
    add_common_options,
    ask_secret,
    console_progress,
    say,
)

if TYPE_CHECKING:
    from practice_desk.services.backups import BackupLabel, BackupSecret


def add_to(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("backup", help="make, verify or restore a backup")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    create = verbs.add_parser("create", help="back up the clinic, also while a window has it open")
    create.add_argument("target", type=Path, metavar="FILE|DIR")
    create.set_defaults(run=run_create)
    verify = verbs.add_parser("verify", help="decrypt a backup and compare it with its manifest")
    verify.add_argument("file", type=Path, metavar="FILE")
    verify.set_defaults(run=run_verify)
    restore = verbs.add_parser("restore", help="restore a backup into a new folder")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("folder", type=Path, metavar="DIR")
    restore.set_defaults(run=run_restore)
    for verb in (create, verify, restore):
        add_common_options(verb, top=False)


def run_create(options: Namespace) -> int:
    """Back up, and read the backup back before saying so."""
    from practice_desk.app.commands.opening import unlock
    from practice_desk.services.backups import create_backup

    clinic = unlock(options, beside=True)
    try:
        report = create_backup(clinic, options.target, console_progress(options))
    finally:
        clinic.close()
    rows = sum(report.counts.values())
    lines = [f"Backed up and read back: {report.path} ({report.size:,} bytes, {rows:,} rows)."]
    if not report.recorded:
        lines.append("It could not be recorded: the clinic's folder may not be written.")
    plain = _plain(str(report.path), report.size, report.counts, report.documents)
    say(options, lines, {**plain, "recorded": report.recorded})
    return 0


def run_verify(options: Namespace) -> int:
    """Verify a backup with the passphrase or recovery code that opens it."""
    from practice_desk.services.backups import check_backup_keyless, verify_backup

    label = check_backup_keyless(options.file)
    report = verify_backup(options.file, _secret(options, label), console_progress(options))
    made = report.made_at.astimezone().strftime("%Y-%m-%d %H:%M")
    rows = sum(report.counts.values())
    line = f"The backup of {made} is whole: {rows:,} rows, {report.documents:,} documents."
    say(options, [line], _plain(str(report.path), report.size, report.counts, report.documents))
    return 0


def run_restore(options: Namespace) -> int:
    """Restore a backup into a folder that is new or empty."""
    from practice_desk.services.backups import check_backup_keyless
    from practice_desk.services.restores import restore_backup

    label = check_backup_keyless(options.file)
    secret = _secret(options, label)
    report = restore_backup(options.file, secret, options.folder, console_progress(options))
    rows = sum(report.counts.values())
    line = f"Restored into {report.folder}: {rows:,} rows, {report.documents:,} documents."
    size = options.file.stat().st_size
    say(options, [line], _plain(str(report.folder), size, report.counts, report.documents))
    return 0


def _secret(options: Namespace, label: BackupLabel) -> BackupSecret:
    from practice_desk.services.backups import ByPassphrase, ByRecoveryCode

    if options.recovery_code_stdin:
        return ByRecoveryCode(ask_secret(options, "Recovery code"))
    user = options.user
    if not user:
        if len(label.user_names) != 1:
            raise UsageError("Say whose passphrase opens it: --user NAME.")
        user = label.user_names[0]
    return ByPassphrase(user, ask_secret(options, f"Passphrase of {user}"))


def _plain(path: str, size: int, counts: dict[str, int], documents: int) -> dict[str, object]:
    return {"path": path, "size": size, "rows": counts, "documents": documents, "verified": True}
