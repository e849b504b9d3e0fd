"""What every command shares: options, secrets, progress and how results are said."""

from __future__ import annotations

import getpass
import json
import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path

from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.progress import Progress, no_progress


class UsageError(Exception):
    """The command's words are off: exit code 2."""


class Failed(ExpectedError):
    """The job ran and found something wrong: exit code 1."""


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


def say(options: Namespace, lines: list[str], result: Mapping[str, object]) -> None:
    """Print *result* as one JSON object, or *lines* for a person."""
    if options.json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
    else:
        sys.stdout.write("".join(line + "\n" for line in lines))


def ask_secret(options: Namespace, prompt: str, *, twice: bool = False) -> str:
    """Return a secret from standard input or the terminal, never from an argument, never echoed.

    Raises UsageError where there is no terminal to ask on.
    """
    if options.passphrase_stdin or options.recovery_code_stdin:
        line = sys.stdin.readline()
        if not line:
            raise UsageError("Standard input held no passphrase.")
        return line.rstrip("\r\n")
    if not sys.stdin.isatty():
        raise UsageError("There is no terminal to ask on: use --passphrase-stdin.")
    first = getpass.getpass(f"{prompt}: ")
    if twice and getpass.getpass("The same again: ") != first:
        raise UsageError("The two passphrases differ.")
    return first


def console_progress(options: Namespace) -> Progress:
    """Return a progress that rewrites one line of a terminal's standard error, else a silent."""
    if options.json or not sys.stderr.isatty():
        return no_progress

    def show(done: int, total: int, what: str) -> None:
        share = f"{done * 100 // total:3d} %" if total else f"{done:,}"
        sys.stderr.write(f"\r\x1b[K{share}  {what[:60]}")
        if total and done >= total:
            sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()

    return show
