"""`practice-desk demo`: a fictional clinic to look at, or a tour of it without a screen."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path

from practice_desk.app.commands.console import add_common_options


def add_to(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("demo", help="open a fictional clinic, or tour it with --headless")
    parser.add_argument(
        "--headless", action="store_true", help="drive the windows offscreen and keep pictures"
    )
    parser.add_argument(
        "--output", type=Path, default=Path("demo-output"), metavar="DIR", help="the tour's folder"
    )
    add_common_options(parser, top=False)
    parser.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Open the demo clinic in the window, or take the tour where there is no display."""
    from practice_desk.app.demo.run import run_demo

    return run_demo(headless=options.headless, output=options.output)
