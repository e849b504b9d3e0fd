"""`practice-desk paper`: the emergency paper as a PDF, for days without a computer."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path

from practice_desk.app.commands.console import (
    Failed,
    add_common_options,
    complain,
    console_progress,
    say,
)


def add_to(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "paper",
        help="write the emergency paper: patients with medications, allergies and contacts",
    )
    parser.add_argument("file", type=Path, metavar="FILE.pdf")
    who = parser.add_mutually_exclusive_group()
    who.add_argument("--visits", action="store_true", help="only patients with a visit today")
    who.add_argument(
        "--chart", action="append", default=[], metavar="NUMBER", help="only these charts"
    )
    add_common_options(parser, top=False)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Write the paper and record it. Raises Failed where nobody would be on it."""
    from practice_desk.app.commands.opening import unlock
    from practice_desk.services import emergency_paper as papers

    scope = papers.VISITS_TODAY if options.visits else papers.ACTIVE
    if options.chart:
        scope = papers.chosen_charts(options.chart)
    clinic = unlock(options, beside=True)
    try:
        draft = papers.paper_draft(clinic, scope, console_progress(options))
        if not draft.patient_ids:
            raise Failed("Nobody would be on the paper.", "Choose other charts.")
        pages = papers.render_paper(draft)
        papers.record_paper(clinic, draft, pages, options.file)
    finally:
        clinic.close()
    count, left_out = len(draft.patient_ids), draft.content.left_out
    lines = [f"Wrote {options.file}: {count:,} patients on {pages.pages:,} pages."]
    if left_out:
        lines.append(f"{left_out:,} restricted charts are not on it.")
    plain = {"path": str(options.file), "patients": count, "pages": pages.pages}
    say(options, lines, {**plain, "left_out": left_out})
    complain("The file is not encrypted. Print it, delete it, and shred the paper when done.")
    return 0
