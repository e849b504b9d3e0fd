"""`practice-desk verify`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path
from typing import TYPE_CHECKING

from practice_desk.app.commands.console import Failed, add_common_options, console_progress, say

if TYPE_CHECKING:
    from practice_desk.domain.audit_trail import TrailDoubt
    from practice_desk.services.clinic import Clinic


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
    parser.add_argument(
        "--take-note",
        metavar="WHAT_HAPPENED",
        help="as an administrator: go on although records are missing or changed; it is recorded",
    )
    add_common_options(parser, top=False)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Verify the clinic. Raises Failed when something serious was found."""
    from practice_desk.app.commands.opening import unlock
    from practice_desk.services.verification import verify_clinic

    # What is taken note of goes into the key slots too, so nobody else may have the clinic open.
    clinic = unlock(options, beside=options.take_note is None)
    noted: tuple[TrailDoubt, ...] = ()
    try:
        report = verify_clinic(clinic, console_progress(options), backup=options.backup)
        if options.take_note is not None:
            noted = clinic.doubts
            _take_note(clinic, options.take_note)
            report = verify_clinic(clinic, console_progress(options), backup=options.backup)
    finally:
        clinic.close()
    checked = f"Checked {report.audit_rows:,} audit rows and {report.documents:,} documents."
    lines = [f"Taken note of: {doubt.sentence}" for doubt in noted]
    lines += [finding.sentence for finding in report.findings]
    findings = [
        {"kind": f.kind, "sentence": f.sentence, "serious": f.serious} for f in report.findings
    ]
    plain = {
        "sound": report.sound,
        "audit_rows": report.audit_rows,
        "documents": report.documents,
        "findings": findings,
        "noted": [doubt.sentence for doubt in noted],
    }
    say(options, [checked, *(lines or ["Nothing wrong was found."])], plain)
    if not report.sound:
        first = next(finding for finding in report.findings if finding.serious)
        raise Failed(first.sentence, "Do not delete anything; restore the newest backup.")
    return 0


def _take_note(clinic: Clinic, what_happened: str) -> None:
    """Record that an administrator knows of the doubts. Raises Failed where there are none."""
    from practice_desk.services.trail import take_note

    if not clinic.doubts:
        raise Failed("There is nothing to take note of.", "The audit trail is whole.")
    take_note(clinic, what_happened)
