"""`practice-desk paper`: the emergency paper as a PDF, for days without a computer."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path
from typing import TYPE_CHECKING

from practice_desk.app.commands.console import (
    Failed,
    add_common_options,
    complain,
    console_progress,
    say,
)

if TYPE_CHECKING:
    from practice_desk.services.clinic import Clinic
    from practice_desk.services.emergency_paper import PaperScope


def add_to(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "paper",
        help="write the emergency paper: patients with medications, allergies and contacts",
    )
    parser.add_argument("file", type=Path, metavar="FILE.pdf")
    who = parser.add_mutually_exclusive_group()
    who.add_argument(
        "--appointments", action="store_true", help="only patients with an appointment today"
    )
    who.add_argument("--all", action="store_true", help="all active patients")
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

    clinic = unlock(options, beside=True)
    try:
        scope = _scope(options, clinic)
        draft = papers.paper_draft(clinic, scope, console_progress(options))
        if not draft.patient_ids:
            raise Failed("Nobody would be on the paper.", "Choose other charts.")
        pages = papers.render_paper(draft)
        papers.record_paper(clinic, draft, pages, options.file)
    finally:
        clinic.close()
    count, left_out = len(draft.patient_ids), draft.content.left_out
    lines = [f"Wrote {options.file}: {count:,} patients on {pages.pages:,} pages."]
    lines.append(f"On it: {scope.who[0].lower()}{scope.who[1:]}.")
    if left_out:
        lines.append(f"{left_out:,} restricted charts are not on it.")
    plain = {"path": str(options.file), "patients": count, "pages": pages.pages, "who": scope.who}
    say(options, lines, {**plain, "left_out": left_out})
    complain("The file is not encrypted. Print it, delete it, and shred the paper when done.")
    return 0


def _scope(options: Namespace, clinic: Clinic) -> PaperScope:
    """Return who was asked for; else who has an appointment today, or everybody on other days."""
    from practice_desk.services import emergency_paper as papers

    if options.chart:
        return papers.chosen_charts(options.chart)
    if options.appointments:
        return papers.APPOINTMENTS_TODAY
    if options.visits:
        return papers.VISITS_TODAY
    return papers.ACTIVE if options.all else papers.likeliest_scope(papers.count_on_paper(clinic))
