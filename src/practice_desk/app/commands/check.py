"""`practice-desk check`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from practice_desk.app.commands.console import UsageError, add_common_options, say

if TYPE_CHECKING:
    from practice_desk.knowledge.safety.cases import CaseResult

PASSED, FAILED = 0, 1


def add_to(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("check", help="run the safety checker over a file of cases")
    parser.add_argument("cases", type=Path, metavar="CASES.yaml")
    add_common_options(parser, top=False)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Run every case; exit code 1 when one of them fails, 2 for a file that can't be read."""
    from practice_desk.domain.errors import UnreadableInput
    from practice_desk.services.safety import case_pack_standing, run_case_file

    try:
        results = run_case_file(options.cases)
    except UnreadableInput as error:
        raise UsageError(str(error)) from error
    failed = [result for result in results if not result.passed]
    lines = [line for result in results for line in _lines(result)]
    standing = case_pack_standing(datetime.now().astimezone().date())
    lines += [standing, f"{len(results) - len(failed)} passed, {len(failed)} failed"]
    say(options, lines, {"pack": standing, "cases": [_plain(result) for result in results]})
    return FAILED if failed else PASSED


def _lines(result: CaseResult) -> list[str]:
    lines = [f"{'ok  ' if result.passed else 'FAIL'} {result.id}"]
    lines.append(f"     expected: {'; '.join(result.expected) or 'nothing in particular'}")
    found_here = [f"{a.kind.value} {a.ref} {a.severity.value}" for a in result.alerts]
    lines.append(f"     found: {'; '.join(found_here) or 'nothing'}")
    for words, found in (
        ("missing", result.missing),
        ("forbidden", result.forbidden),
        ("noisy", result.noisy),
    ):
        lines += [f"     {words}: {each}" for each in found]
    return lines


def _plain(result: CaseResult) -> dict[str, object]:
    return {
        "id": result.id,
        "passed": result.passed,
        "missing": list(result.missing),
        "forbidden": list(result.forbidden),
        "noisy": list(result.noisy),
        "alerts": [
            {
                "kind": alert.kind.value,
                "ref": alert.ref,
                "severity": alert.severity.value,
                "message": alert.message,
            }
            for alert in result.alerts
        ],
    }
