"""`practice-desk pack`: one file of a clinical pack from its YAML, for clinics to load."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from pathlib import Path

from practice_desk.app.commands.console import UsageError, add_common_options, say

DONE = 0


def add_to(commands: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser("pack", help="make a clinical pack file from YAML")
    parts = parser.add_subparsers(metavar="ACTION", required=True)
    build = parts.add_parser("build", help="check the YAML files of a folder and write one file")
    build.add_argument("folder", type=Path, metavar="DIR")
    build.add_argument("file", type=Path, metavar="FILE.pdpack")
    add_common_options(build, top=False)
    build.set_defaults(run=run)


def run(options: Namespace) -> int:
    """Write the file; where the YAML breaks the schema nothing is written, exit code 2."""
    from practice_desk.credentials.atomic_file import write_atomically
    from practice_desk.knowledge.compile import compile_pack_file
    from practice_desk.knowledge.pack_file import read_pack_file

    try:
        content = compile_pack_file(options.folder)
        pack = read_pack_file(content)
    except ValueError as error:
        raise UsageError(f"No pack can be made of {options.folder}: {error}") from error
    write_atomically(options.file, content)
    about = pack.names.pack
    line = f"Pack {about.version} of {about.date}, {len(pack.safety.medications)} medications."
    say(options, [line], {"version": about.version, "date": about.date, "bytes": len(content)})
    return DONE
