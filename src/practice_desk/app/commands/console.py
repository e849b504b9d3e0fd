"""What every command shares: options, secrets, progress and how results are said."""

from __future__ import annotations

import contextlib
import getpass
import json
import os
import sys
from argparse import SUPPRESS, Action, ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.progress import Progress, no_progress


class UsageError(Exception):
    """The command's words are off: exit code 2."""


class Failed(ExpectedError):
    """The job ran and found something wrong: exit code 1."""


class Parser(ArgumentParser):
    """Takes whole options only: a shortened `--passphrase` would be `--passphrase-stdin`."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - whatever argparse takes
        super().__init__(**options, allow_abbrev=False)


class _Refused(Action):
    """An option with a secret, which every process list would show; the secret is not repeated."""

    def __call__(self, parser: ArgumentParser, *_: object) -> None:
        """Stop with exit code 2."""
        parser.error("a secret is never an argument: use --passphrase-stdin")


def add_common_options(parser: ArgumentParser, *, top: bool) -> None:
    """Add the options that may stand before or after the command's name.

    Behind the command they have no default, which would overwrite what stood before it.
    """
    unset = None if top else SUPPRESS
    parser.add_argument(
        "--clinic",
        type=Path,
        metavar="DIR",
        default=unset,
        help="the clinic's folder (else the last one)",
    )
    parser.add_argument(
        "--user", metavar="NAME", default=unset, help="whose passphrase (else the only one)"
    )
    for flag, text in (
        ("--passphrase-stdin", "read the passphrase from standard input, one line"),
        ("--recovery-code-stdin", "read the recovery code from standard input instead"),
        ("--json", "print one JSON object on standard output"),
    ):
        off = False if top else SUPPRESS
        parser.add_argument(flag, action="store_true", default=off, help=text)
    secrets = ("--passphrase", "--password", "--recovery-code")
    parser.add_argument(*secrets, action=_Refused, default=SUPPRESS, help=SUPPRESS)


def say(options: Namespace, lines: list[str], result: Mapping[str, object]) -> None:
    """Print *result* as one JSON object, or *lines* for a person. Raises Failed, BrokenPipeError.

    The object is plain ASCII, so that it is read the same whatever the system's encoding.
    """
    if sys.stdout is None:  # a job that closed it wants the exit code alone
        return
    text = json.dumps(result) if options.json else "\n".join(lines)
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
        sys.stdout.flush()
    except OSError as error:
        _give_up_output()
        if isinstance(error, BrokenPipeError):
            raise
        raise Failed("It is done, but the result could not be printed.") from error


def _give_up_output() -> None:
    """Let nothing be written at exit, which would fail again and say so in Python's words."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(sentence: str) -> None:
    """Write one line to standard error, over a progress that stands there."""
    if sys.stderr is None:
        return
    start = "\r\x1b[K" if sys.stderr.isatty() else ""
    with contextlib.suppress(OSError):
        sys.stderr.write(f"{start}practice-desk: {' '.join(sentence.split())}\n")


def report_bug(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Say in one line that something unforeseen happened, and log where: a `sys.excepthook`."""
    import logging

    from practice_desk.app.logging import start_logging
    from practice_desk.app.paths import log_folder
    from practice_desk.gui.crash_report import crash_report

    log = start_logging(log_folder())
    report = crash_report(error.with_traceback(trace))
    logging.getLogger("practice_desk.crash").error("unexpected failure\n%s", report)
    where = f" What happened is in {log}, without any patient's data." if log else ""
    complain(f"Something went wrong that should not ({kind.__name__}).{where}")


def ask_secret(options: Namespace, prompt: str, *, twice: bool = False) -> str:
    """Return a secret from standard input or the terminal, never from an argument, never echoed.

    Raises UsageError where there is no terminal to ask on.
    """
    if options.passphrase_stdin or options.recovery_code_stdin:
        return _first_line()
    if sys.stdin is None or not sys.stdin.isatty():
        raise UsageError("There is no terminal to ask on: use --passphrase-stdin.")
    first = getpass.getpass(f"{prompt}: ")
    if twice and getpass.getpass("The same again: ") != first:
        raise UsageError("The two passphrases differ.")
    return first


def _first_line() -> str:
    try:
        line = "" if sys.stdin is None else sys.stdin.readline()
        line.encode()
    except UnicodeError:
        raise UsageError("Standard input is not UTF-8 text.") from None
    if not line:
        raise UsageError("Standard input held no passphrase.")
    return line.rstrip("\r\n")


def console_progress(options: Namespace) -> Progress:
    """Return a progress that rewrites one line of a terminal's standard error, else a silent."""
    if options.json or sys.stderr is None or not sys.stderr.isatty():
        return no_progress

    def show(done: int, total: int, what: str) -> None:
        share = f"{done * 100 // total:3d} %" if total else f"{done:,}"
        sys.stderr.write(f"\r\x1b[K{share}  {what[:60]}")
        if total and done >= total:
            sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()

    return show
