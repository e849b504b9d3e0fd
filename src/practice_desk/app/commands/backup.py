"""`practice-desk backup create|run|verify|restore`."""

from __future__ import annotations

import secrets
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
    from datetime import datetime

    from practice_desk.services.backup_history import RestoreDrill
    from practice_desk.services.backups import BackupLabel, BackupSecret


def add_to(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("backup", help="make, verify or restore a backup")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    create = verbs.add_parser("create", help="back up the clinic, also while a window has it open")
    create.add_argument("target", type=Path, metavar="FILE|DIR")
    create.set_defaults(run=run_create)
    run = verbs.add_parser("run", help="back up by the clinic's plan, if that is due: for cron")
    run.add_argument("--now", action="store_true", help="back up even if nothing is due")
    run.set_defaults(run=run_plan)
    verify = verbs.add_parser(
        "verify",
        help="restore a backup on trial and compare every table with its list of contents; with "
        "--clinic the clinic keeps the date",
    )
    verify.add_argument("file", type=Path, metavar="FILE")
    verify.set_defaults(run=run_verify)
    restore = verbs.add_parser("restore", help="restore a backup into a new folder")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("folder", type=Path, metavar="DIR")
    restore.set_defaults(run=run_restore)
    for verb in (create, run, verify, restore):
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


def run_plan(options: Namespace) -> int:
    """Back up to the planned folder if that is due, and let go of old backups by the rule."""
    from practice_desk.app.commands.opening import unlock
    from practice_desk.services.backup_standing import backup_state
    from practice_desk.services.planned_backups import run_backup_plan

    clinic = unlock(options, beside=True)
    try:
        if not options.now and not backup_state(clinic).due:
            say(options, ["No backup is due."], {"due": False})
            return 0
        done = run_backup_plan(clinic, console_progress(options))
    finally:
        clinic.close()
    report = done.report
    line = f"Backed up and read back: {report.path} ({report.size:,} bytes)."
    gone = f"{len(done.forgotten)} older backups were let go."
    plain = _plain(str(report.path), report.size, report.counts, report.documents)
    say(options, [line, gone], {**plain, "due": True, "forgotten": list(done.forgotten)})
    return 0


def run_verify(options: Namespace) -> int:
    """Restore a backup on trial and compare everything; with a clinic, it keeps the date."""
    drill = _drilled(options)
    made, held = (_moment(moment) for moment in (drill.made_at, drill.held_at))
    what = f"{len(drill.counts)} tables, {drill.rows:,} rows, {drill.documents:,} documents"
    lines = [f"The backup of {made} is whole. Restored on trial and compared {held}: {what}."]
    if not drill.compared:
        lines.append("It is of an older format: rows were counted, not compared.")
    plain = _plain(drill.path, options.file.stat().st_size, drill.counts, drill.documents)
    dates = {"made_at": drill.made_at.isoformat(), "held_at": drill.held_at.isoformat()}
    say(options, lines, {**plain, **dates, "compared": drill.compared})
    return 0


def _drilled(options: Namespace) -> RestoreDrill:
    from practice_desk.app.commands.opening import unlock
    from practice_desk.app.paths import data_folder
    from practice_desk.services.backups import check_backup_keyless
    from practice_desk.services.restore_drills import drill_elsewhere, hold_drill

    progress = console_progress(options)
    if options.clinic is None:
        secret = _secret(options, check_backup_keyless(options.file))
        place = data_folder() / f"restore-drill-{secrets.token_hex(8)}"
        return drill_elsewhere(options.file, secret, place, progress)
    clinic = unlock(options, beside=True)
    try:
        return hold_drill(clinic, options.file, progress)
    finally:
        clinic.close()


def _moment(moment: datetime) -> str:
    return moment.astimezone().strftime("%Y-%m-%d %H:%M")


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
