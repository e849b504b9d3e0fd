"""`practice-desk`: without a command the window, else the same services for scripts and jobs.

Exit codes: 0 done, 1 the job failed or a verification found something (one clear line on standard
error), 2 usage.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from practice_desk import __version__
from practice_desk.app import core_dumps

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from pathlib import Path

DONE, FAILED, USAGE = 0, 1, 2
_DESCRIPTION = (
    "Charts, medication plans and letters of one clinic. Without a command it opens the window; "
    "the commands do the same work for scripts and scheduled jobs."
)
_READ_FHIR = "read-fhir"  # as in `exchange.fhir.reader`, which would cost its imports here
_SHOW_CHECK_IN = "show-check-in"  # as in `exchange.check_in_messages`
_OPEN_KEY_SLOTS = "open-key-slots"  # as in `services.key_serving`

_LOOK_INTO_FILE = "look-into-file"  # as in `exchange.looking`


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    os.umask(0o077)  # whatever this program writes is its user's alone
    core_dumps.forbid_core_files()
    given = sys.argv[1:] if arguments is None else arguments
    if given == [_READ_FHIR]:
        return _read_fhir()
    if given == [_SHOW_CHECK_IN]:
        return _show_check_in()
    if given == [_OPEN_KEY_SLOTS]:
        return _open_key_slots()
    if given == [_LOOK_INTO_FILE]:
        return _look_into_file()
    if not given:
        return _run_window(None)  # without the parser, for the quickest first paint
    options = build_parser().parse_args(given)
    if options.run is None:
        return _run_window(options.clinic)
    return _run_command(options)


def _read_fhir() -> int:
    """Read for an import of this program, which started this process."""
    core_dumps.forbid_memory_reports()
    from practice_desk.exchange.fhir.serving import main as serve

    return serve()


def _show_check_in() -> int:
    """Show the check-in screen for the locked program that started this process."""
    core_dumps.forbid_memory_reports()
    from practice_desk.app.check_in_process import main as show

    return show()


def _open_key_slots() -> int:
    """Open key slots for the unlock window of this program, which started this process."""
    core_dumps.forbid_memory_reports()
    from practice_desk.services.key_serving import main as serve

    return serve()


def _look_into_file() -> int:
    """Look into files from outside for this program, which started this process."""
    core_dumps.forbid_memory_reports()
    from practice_desk.app.looking.serving import main as look

    return look()


def _run_window(folder: Path | None) -> int:
    gc.disable()  # nothing is garbage yet; once painted, `gui.garbage` collects on its thread
    from practice_desk.gui import plain_imports, unused_imports  # only for the window

    plain_imports.restore()
    unused_imports.put_off()
    from practice_desk.app.main import run_window

    return run_window(folder)


def _run_command(options: Namespace) -> int:
    from practice_desk.app.commands.console import UsageError, report_bug
    from practice_desk.domain.errors import ExpectedError

    core_dumps.forbid_memory_reports()
    sys.excepthook = report_bug
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
    from practice_desk.app.commands import (
        backup,
        check,
        clinic,
        demo,
        import_records,
        pack,
        paper,
        salvage,
        verify,
    )
    from practice_desk.app.commands.console import Parser, add_common_options

    parser = Parser(prog="practice-desk", description=_DESCRIPTION)
    parser.add_argument("--version", action="version", version=f"Practice Desk {__version__}")
    add_common_options(parser, top=True)
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    for module in (clinic, import_records, backup, verify, salvage, paper, check, pack, demo):
        module.add_to(commands)
    return parser


def _complain(sentence: str, code: int) -> int:
    from practice_desk.app.commands.console import complain

    complain(sentence)
    return code
