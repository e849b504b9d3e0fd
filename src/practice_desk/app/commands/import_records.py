"""`practice-desk import FILE|DIR…`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path

from practice_desk.app.commands.console import Failed, add_common_options, console_progress, say
from practice_desk.domain.import_report import ImportReport


def add_to(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("import", help="bring in FHIR R4 records")
    parser.add_argument("paths", type=Path, nargs="+", metavar="FILE|DIR")
    add_common_options(parser, top=False)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Import, and account for every resource. Raises Failed where a file could not be read."""
    from practice_desk.app.commands.opening import unlock
    from practice_desk.services.imports import import_files

    clinic = unlock(options)
    try:
        report = import_files(clinic, options.paths, console_progress(options))
    finally:
        clinic.close()
    say(options, report_lines(report), report.to_plain())
    if report.unreadable:
        first = report.unreadable[0]
        raise Failed(
            f"{len(report.unreadable)} file(s) could not be read to the end: {first.reason}"
        )
    return 0


def report_lines(report: ImportReport) -> list[str]:
    """Return the report as lines for a person."""
    new = f"{report.patients:,} new charts"
    lines = [
        f"Read {report.read:,} resources in {report.files:,} files; {new}.",
        f"  imported      {report.imported:>9,}",
        f"  already here  {report.already_here:>9,}",
        f"  kept aside    {report.kept_aside:>9,}",
    ]
    reasons = report.reasons.most_common(12)
    lines += [f"    {count:>7,} {kind}: {reason}" for (kind, reason), count in reasons]
    return lines
