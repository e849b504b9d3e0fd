"""Starting a task of this program in a process of its own, with pipes to it and from it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence


class HelperEnded(Exception):
    """The process ended, could not be started, or sent what is no message."""


def own_command(task: str) -> list[str]:
    """Return the command that runs *task* of this program in a process of its own.

    A frozen build is its own interpreter. Else Python is told not to look for modules in the
    current folder, where anybody may have put some.
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, task]
    return [sys.executable, "-P", "-m", "practice_desk", task]


def start(command: Sequence[str], *, in_background: bool = True) -> subprocess.Popen[bytes]:
    """Start *command* with pipes to it and from it. Raises HelperEnded where that fails."""
    quiet = 0
    if sys.platform == "win32":
        quiet = subprocess.CREATE_NO_WINDOW
        quiet |= subprocess.BELOW_NORMAL_PRIORITY_CLASS if in_background else 0
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback may show what somebody's record holds
            creationflags=quiet,
        )
    except OSError as error:
        raise HelperEnded from error
