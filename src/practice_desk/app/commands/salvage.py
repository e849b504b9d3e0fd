"""`practice-desk salvage`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path

from practice_desk.app.commands.console import (
    add_common_options,
    ask_secret,
    console_progress,
    say,
)


def add_to(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "salvage", help="save what is still readable of a damaged clinic into a new folder"
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="new or empty")
    add_common_options(parser, top=False)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Salvage the clinic; what was lost is said, table by table."""
    from practice_desk.app.commands.opening import chosen_folder, chosen_user
    from practice_desk.services.salvage import salvage_clinic
    from practice_desk.services.start_up import workstation_secret_for

    folder = chosen_folder(options)
    user = chosen_user(options, folder)
    by_code = options.recovery_code_stdin
    secret = ask_secret(options, "Recovery code" if by_code else f"Passphrase of {user}")
    report = salvage_clinic(
        folder,
        user,
        secret,
        options.folder,
        is_recovery=by_code,
        workstation_secret=None if by_code else workstation_secret_for(folder, user),
        progress=console_progress(options),
    )
    lines = [
        f"Saved into {report.folder}: {report.rows:,} rows, {report.documents:,} documents.",
        f"Could not be read: {report.lost_documents:,} documents"
        + (f", and parts of {', '.join(report.damaged)}." if report.damaged else "."),
    ]
    if report.account_made:
        lines.append("The accounts were lost; yours is an administrator's now.")
    plain = {
        "path": str(report.folder),
        "rows": {table.name: table.rows for table in report.tables},
        "damaged": list(report.damaged),
        "documents": report.documents,
        "lost_documents": report.lost_documents,
    }
    say(options, lines, plain)
    return 0
