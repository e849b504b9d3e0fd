"""The commands of the bootstrap: set up what each needs, then run it."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import environment
import qt_libraries

ROOT = Path(__file__).resolve().parents[1]
MODES = {"demo": "runtime", "run": "runtime", "test": "dev", "check": "dev", "bench": "dev"}

# What a module's tests share is made by one worker, and none waits while the other has work.
TESTS = ("-q", "-n", "2", "--dist", "worksteal")
# (heading, arguments for the Python of .venv)
CHECKS = (
    ("Lint", ("-m", "ruff", "check", ".")),
    ("Format", ("-m", "ruff", "format", "--check", ".")),
    ("Types", ("-m", "mypy", "--strict", "src")),
    ("Import contracts", ("-c", "from importlinter.cli import lint_imports_command as c; c()")),
    ("Tests", ("-m", "pytest", *TESTS)),
)


def main() -> int:
    """Prepare what the command needs, run it and return its exit code."""
    command, rest = _arguments()
    headless = _without_display()
    try:
        qt_libraries.ensure(screen=not headless)
        environment.ensure(ROOT, MODES[command])
    except (qt_libraries.LibrariesMissing, environment.SetUpFailed) as problem:
        print(f"bootstrap: {problem}", file=sys.stderr)
        return 1
    except OSError as problem:
        print(f"bootstrap: setting up failed: {problem}", file=sys.stderr)
        return 1
    variables = environment.child_variables()
    if headless or command in ("test", "check", "bench"):
        variables.setdefault("QT_QPA_PLATFORM", "offscreen")
    if command == "check":
        return _check(variables)
    if command == "demo" and headless and "--headless" not in rest:
        rest = ["--headless", *rest]
    arguments = {
        "demo": ["-m", "practice_desk", "demo", *rest],
        "run": ["-m", "practice_desk", *rest],
        "test": ["-m", "pytest", *(rest or ["-n", "2"])],
        "bench": ["-m", "tests.bench", *rest],
    }[command]
    if command in ("test", "bench"):
        os.chdir(ROOT)
    return _replace_with(arguments, variables)


def _arguments() -> tuple[str, list[str]]:
    """Return the command and everything after it, which belongs to what is run."""
    parser = argparse.ArgumentParser(
        prog="bootstrap.py",
        description="Set Practice Desk up in .venv (first run only), then run one of:",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=(
            "  demo [--headless]   open a demo clinic, or drive it without a display\n"
            "  run [arguments]     the application, as practice-desk\n"
            "  test [arguments]    the tests, by pytest\n"
            "  check               everything that CI checks\n"
            "  bench [arguments]   the measurements"
        ),
    )
    parser.add_argument("command", choices=tuple(MODES))
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="...")
    given = parser.parse_args()
    return given.command, given.rest


def _without_display() -> bool:
    """Return whether nothing can be shown on a screen here."""
    if os.environ.get("QT_QPA_PLATFORM", "").startswith(("offscreen", "minimal")):
        return True
    on_linux = sys.platform.startswith("linux")
    return on_linux and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _check(variables: dict[str, str]) -> int:
    """Run every check, all of them even after a failure, and sum up."""
    failed = []
    for heading, arguments in CHECKS:
        print(f"\n== {heading}", flush=True)
        began = time.monotonic()
        command = [str(environment.python(ROOT)), *arguments]
        if subprocess.call(command, cwd=str(ROOT), env=variables):
            failed.append(heading)
        print(f"   {time.monotonic() - began:.1f} s", flush=True)
    print("\n== " + (f"Failed: {', '.join(failed)}" if failed else "All checks passed"))
    return 1 if failed else 0


def _replace_with(arguments: list[str], variables: dict[str, str]) -> int:
    """Run the Python of .venv in place of this process, where the system can."""
    program = str(environment.python(ROOT))
    sys.stdout.flush()
    if os.name != "nt":  # execve there returns to the shell before the program has ended
        os.execve(program, [program, *arguments], variables)
    return subprocess.call([program, *arguments], env=variables)
