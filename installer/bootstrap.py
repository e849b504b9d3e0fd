#!/usr/bin/env python3
"""Set Practice Desk up and run it: `python3 installer/bootstrap.py demo`.

Standard library only, on Linux, macOS and Windows. The first run makes `.venv` with the pinned
dependencies; later runs start at once. This file stays readable to Python 3.6, so that an old
Python can say what is needed; everything else is in `commands.py`.
"""

import shutil
import subprocess
import sys

OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")


def run_with_newer_python() -> int:
    """Start again with a newer Python of this machine, or say what is needed."""
    test = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    for name in NEWER:
        program = shutil.which(name)
        if program and subprocess.call([program, "-c", test], stderr=subprocess.DEVNULL) == 0:
            return subprocess.call([program, *sys.argv])
    found = ".".join(str(part) for part in sys.version_info[:3])
    print(
        f"bootstrap: Practice Desk needs Python 3.11 or newer, and this is {found}. "
        "Install one from your system or python.org, then run this command with it.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    try:
        if sys.version_info < OLDEST:
            sys.exit(run_with_newer_python())
        import commands

        sys.exit(commands.main())
    except KeyboardInterrupt:
        sys.exit(130)
