"""The virtual environment `.venv`: made once, updated when the lock changes, repaired when broken.

`.venv/practice-desk.json` (the stamp) says what a finished environment holds. A second run reads
that file and one folder listing, and starts no process. `.venv/unfinished` exists while something
is being installed: an environment that still has it was interrupted and is made again.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}
STAMP = "practice-desk.json"
UNFINISHED = "unfinished"
BYTECODE = b"2"
"""Raised when what `_install` compiles changes, so that a finished environment is compiled anew."""
# Unset for children: without bytecode the program starts two and a half times slower, and the
# others point Python at packages outside .venv.
UNWANTED_VARIABLES = ("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__")


class SetUpFailed(Exception):
    """The environment could not be made; the message says why and what to do."""


def ensure(root: Path, mode: str) -> None:
    """Make `.venv` below *root* hold the locked packages of *mode* ("runtime" or "dev").

    A "dev" environment serves both and stays "dev". Raises SetUpFailed.
    """
    if _is_ready(root, mode):
        return
    with _one_at_a_time(root):
        if not _is_ready(root, mode):  # another process may have finished it meanwhile
            _bring_up_to_date(root, mode)


def _is_ready(root: Path, mode: str) -> bool:
    """Return whether `.venv` is whole and holds what *mode* wants now."""
    stamp = _read_stamp(root)
    wanted = fingerprint(root, _lasting_mode(stamp, mode))
    return stamp.get("fingerprint") == wanted and is_whole(root, stamp)


def _bring_up_to_date(root: Path, mode: str) -> None:
    folder = root / ".venv"
    stamp = _read_stamp(root)
    mode = _lasting_mode(stamp, mode)
    wanted = fingerprint(root, mode)
    if not is_whole(root, stamp):
        _make(folder)
    (folder / UNFINISHED).touch()
    _install(root, mode)
    entries = sorted(_names_in(_site_packages(folder)) - {"__pycache__"})
    finished = {"mode": mode, "fingerprint": wanted, "root": str(root), "entries": entries}
    (folder / STAMP).write_text(json.dumps(finished), encoding="utf-8")
    (folder / UNFINISHED).unlink()


def _lasting_mode(stamp: dict[str, object], mode: str) -> str:
    """Return the mode to hold: "dev" never shrinks to "runtime"."""
    return "dev" if stamp.get("mode") == "dev" else mode


def fingerprint(root: Path, mode: str) -> str:
    """Return a hash over everything that decides what *mode* installs."""
    content = hashlib.sha256(mode.encode() + b"\0" + BYTECODE)
    for name in ("installer/" + LOCKS[mode], "pyproject.toml", "hatch_build.py"):
        content.update(b"\0" + (root / name).read_bytes())
    return content.hexdigest()


def is_whole(root: Path, stamp: dict[str, object]) -> bool:
    """Return whether `.venv` was finished by us, at this place, and nothing has gone from it."""
    folder = root / ".venv"
    entries = stamp.get("entries")
    if stamp.get("root") != str(root) or not isinstance(entries, list):
        return False
    if (folder / UNFINISHED).exists() or not python(root).exists():
        return False
    packages = _site_packages(folder)
    return packages.is_dir() and set(entries) <= _names_in(packages)


def python(root: Path) -> Path:
    """Return the path of the Python program in `.venv`."""
    return root / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def child_variables() -> dict[str, str]:
    """Return the environment variables for everything that runs inside `.venv`."""
    return {name: text for name, text in os.environ.items() if name not in UNWANTED_VARIABLES}


def _read_stamp(root: Path) -> dict[str, object]:
    """Return the stamp, or an empty one when there is none that can be read."""
    try:
        stamp = json.loads((root / ".venv" / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


@contextmanager
def _one_at_a_time(root: Path) -> Iterator[None]:
    """Wait until nothing else sets this checkout up.

    A pip that outlives its interrupted bootstrap inherits the lock, and is waited for too.
    """
    with (root / ".venv.lock").open("a+b") as lock:
        os.set_inheritable(lock.fileno(), True)
        if sys.platform == "win32":
            import msvcrt

            lock.seek(0)
            msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)  # tries for ten seconds, then raises
        else:
            import fcntl

            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print("Waiting for another set-up of this checkout to end.", flush=True)
                fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _names_in(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


def _site_packages(folder: Path) -> Path:
    if os.name == "nt":
        return folder / "Lib" / "site-packages"
    found = sorted((folder / "lib").glob("python3.*/site-packages"))
    return found[0] if found else folder / "lib" / "site-packages"


def _make(folder: Path) -> None:
    """Make an empty environment, in place of a broken one."""
    if importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise SetUpFailed(
            "this Python cannot make virtual environments. "
            f"On Debian or Ubuntu run: sudo apt-get install -y python{version}-venv"
        )
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        print("The environment in .venv is not whole: making it again.", flush=True)
        shutil.rmtree(str(folder))
    print("Making .venv with the pinned packages (once).", flush=True)
    folder.mkdir()
    (folder / UNFINISHED).touch()
    try:
        venv.EnvBuilder(with_pip=True, symlinks=os.name != "nt").create(str(folder))
    except subprocess.CalledProcessError as error:
        raise SetUpFailed(f"making .venv failed: {error}") from error


def _install(root: Path, mode: str) -> None:
    """Install the locked packages, then Practice Desk itself in editable form."""
    lock = root / "installer" / LOCKS[mode]
    pip = ["-m", "pip", "install", "--no-compile", "--disable-pip-version-check"]
    if not sys.stdout.isatty():
        pip.append("-qq")  # errors only
    _run(root, [*pip, "--require-hashes", "--requirement", str(lock)])
    itself = ["--no-deps", "--no-build-isolation", "--no-index", "--editable", str(root)]
    _run(root, [*pip, *itself])
    # All processors compile; pip would use one. A file that is no Python 3 (a template) is no harm.
    folders = [str(_site_packages(root / ".venv")), str(root / "src")]
    _run(root, ["-m", "compileall", "-qq", "-j", "0", *folders], must_succeed=False)
    program = str(Path(__file__).with_name("undocumented.py"))
    _run(root, [program, str(_site_packages(root / ".venv") / "sqlalchemy")], must_succeed=False)


def _run(root: Path, arguments: list[str], *, must_succeed: bool = True) -> None:
    command = [str(python(root)), *arguments]
    # close_fds: the child is to inherit the lock; every other file is closed to it anyway.
    done = subprocess.run(
        command, cwd=str(root), env=child_variables(), check=False, close_fds=os.name == "nt"
    )
    if done.returncode and must_succeed:
        raise SetUpFailed(
            f"installing failed (see above; exit code {done.returncode}). "
            "The first run needs the package index: check the network, then run this again."
        )
