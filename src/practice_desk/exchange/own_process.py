"""Starting a task of this program in a process of its own, with pipes to it and from it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence

_NEEDED = frozenset(
    {
        "PATH", "HOME", "LANG", "LANGUAGE", "TZ", "TMPDIR",
        "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR", "XDG_SESSION_TYPE",
        "XDG_CURRENT_DESKTOP", "XDG_DATA_DIRS", "DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS",
        "QT_QPA_PLATFORM", "QT_ACCESSIBILITY", "QT_IM_MODULE", "LIBGL_ALWAYS_SOFTWARE",
        "FONTCONFIG_FILE", "FONTCONFIG_PATH", "LD_LIBRARY_PATH",
        "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "TEMP", "TMP", "USERPROFILE", "APPDATA",
        "LOCALAPPDATA",
    }
)  # fmt: skip
"""What a window needs of its surroundings on Linux, macOS and Windows."""


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


def little_environment(variables: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return what a process needs to find its files and to show a window, and nothing else.

    Of *variables*, or of what this process sees: whatever else is set there may be a secret.
    """
    seen = os.environ if variables is None else variables
    names = _NEEDED if getattr(sys, "frozen", False) else _NEEDED | {"PYTHONPATH", "VIRTUAL_ENV"}
    return {name: text for name, text in seen.items() if _is_among(name.upper(), names)}


def _is_among(name: str, names: Iterable[str]) -> bool:
    return name in names or name.startswith("LC_")


def start(
    command: Sequence[str],
    *,
    in_background: bool = True,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start *command* with pipes to it and from it. Raises HelperEnded where that fails.

    It sees the *environment* alone, or without one what this process sees.
    """
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
            env=None if environment is None else dict(environment),
        )
    except OSError as error:
        raise HelperEnded from error
