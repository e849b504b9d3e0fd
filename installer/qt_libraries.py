"""The shared libraries that Qt takes from a Linux system: look for them, install or name them."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys

# shared library -> its package on Debian and Ubuntu
OFFSCREEN = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
}
SCREEN = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


class LibrariesMissing(Exception):
    """Qt cannot start here; the message says what to run."""


def ensure(*, screen: bool) -> None:
    """Make sure Qt can start, offscreen or also on a *screen*; only Linux can lack anything.

    On Debian and Ubuntu as root the missing packages are installed.
    Raises LibrariesMissing with the one line that would do it.
    """
    if not sys.platform.startswith("linux"):
        return
    wanted = {**OFFSCREEN, **SCREEN} if screen else OFFSCREEN
    absent = missing(wanted)
    if not absent:
        return
    packages = [wanted[library] for library in absent]
    if not shutil.which("apt-get"):
        raise LibrariesMissing(
            "Qt needs these shared libraries. Install them with your system's package manager: "
            + ", ".join(absent)
        )
    line = "apt-get install -y --no-install-recommends " + " ".join(packages)
    if os.geteuid() != 0:
        raise LibrariesMissing("Qt needs some system libraries. Run: sudo " + line)
    print("Installing the system libraries that Qt needs: " + " ".join(packages), flush=True)
    _apt_get(packages)
    if absent := missing(wanted):
        raise LibrariesMissing(f"Still missing: {', '.join(absent)}. Run: {line}")


def missing(libraries: dict[str, str]) -> list[str]:
    """Return those of *libraries* that cannot be loaded."""
    absent = []
    for library in libraries:
        try:
            ctypes.CDLL(library)
        except OSError:
            absent.append(library)
    return absent


def _apt_get(packages: list[str]) -> None:
    """Install *packages* quietly; what apt-get said is shown only when it failed."""
    variables = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    update = ["apt-get", "update", "-qq"]
    subprocess.run(update, env=variables, check=False, capture_output=True)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    done = subprocess.run(install, env=variables, check=False, capture_output=True, text=True)
    if done.returncode:
        raise LibrariesMissing(f"{' '.join(install)} failed:\n{done.stdout}{done.stderr}".rstrip())
