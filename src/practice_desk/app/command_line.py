"""`practice-desk`: without a command the window, else the same services for scripts and jobs.

Exit codes: 0 done, 1 the job failed or a verification found something (one clear line on standard
error), 2 usage.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Sequence

from practice_desk import __version__
from practice_desk.app.commands.console import UsageError, add_common_options
from practice_desk.domain.errors import ExpectedError

DONE, FAILED, USAGE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    options = build_parser().parse_args(arguments)
    if options.run is None:
        from practice_desk.app.main import run_window  # the window's imports only for the window

        return run_window(options.clinic)
    try:
        code: int = options.run(options)
    except UsageError as error:
        return _complain(str(error), USAGE)
    except ExpectedError as error:
        return _complain(str(error), FAILED)
    except KeyboardInterrupt:
        return _complain("Stopped. What was finished before is kept.", FAILED)
    except BrokenPipeError:
        return FAILED
    return code


def build_parser() -> ArgumentParser:
    """Return the parser of the whole command line."""
    from practice_desk.app.commands import backup, clinic, demo, import_records, verify

    parser = ArgumentParser(prog="practice-desk", description=__doc__.partition("\n")[0])
    parser.add_argument("--version", action="version", version=f"Practice Desk {__version__}")
    add_common_options(parser, top=True)
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    for module in (clinic, import_records, backup, verify, demo):
        module.add_to(commands)
    return parser


def _complain(sentence: str, code: int) -> int:
    sys.stderr.write(f"practice-desk: {' '.join(sentence.split())}\n")
    return code
