"""`practice-desk verify`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path

from practice_desk.app.commands.console import Failed, add_common_options, console_progress, say


def add_to(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "verify", help="check every page, reference, audit row and document of the clinic"
    )
    parser.add_argument(
        "--backup",
        type=Path,
        metavar="FILE",
        help="also compare with a backup: is the clinic behind it?",
    )
    add_common_options(parser, top=False)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Verify the clinic. Raises Failed when something serious was found."""
    from practice_desk.app.commands.opening import unlock
    from practice_desk.services.verification import verify_clinic

    clinic = unlock(options, beside=True)
    try:
        report = verify_clinic(clinic, console_progress(options), backup=options.backup)
    finally:
        clinic.close()
    checked = f"Checked {report.audit_rows:,} audit rows and {report.documents:,} documents."
    lines = [finding.sentence for finding in report.findings]
    findings = [
        {"kind": f.kind, "sentence": f.sentence, "serious": f.serious} for f in report.findings
    ]
    plain = {
        "sound": report.sound,
        "audit_rows": report.audit_rows,
        "documents": report.documents,
        "findings": findings,
    }
    say(options, [checked, *(lines or ["Nothing wrong was found."])], plain)
    if not report.sound:
        first = next(finding for finding in report.findings if finding.serious)
        raise Failed(first.sentence, "Do not delete anything; restore the newest backup.")
    return 0
