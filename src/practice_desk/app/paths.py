"""Where this computer keeps the application's settings, logs and the demo clinic.

Settings hold folders and choices of the window, never anything about patients.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QStandardPaths

_NAME = "practice-desk"
_PLACES = QStandardPaths.StandardLocation
_private: list[Path] = []


def config_folder() -> Path:
    """Return the folder of the settings file, made when needed."""
    if _private:
        return _private[-1]
    return _made(_PLACES.GenericConfigLocation)


@contextlib.contextmanager
def private_settings(folder: Path) -> Iterator[None]:
    """Keep settings in *folder* for a while: the tour leaves no trace in this computer's own."""
    _private.append(folder)
    try:
        yield
    finally:
        _private.pop()


def log_folder() -> Path:
    """Return the folder of the log files, made when needed."""
    return _made(_PLACES.GenericStateLocation, "log")


def data_folder() -> Path:
    """Return the folder for what the application makes itself, such as the demo clinic."""
    return _made(_PLACES.GenericDataLocation)


def settings_file() -> Path:
    """Return the path of this computer's settings."""
    return config_folder() / "settings.json"


def last_clinic() -> Path | None:
    """Return the folder of the clinic that was open last, or None."""
    folder = read_settings().get("last clinic")
    return Path(folder) if folder else None


def remember_clinic(folder: Path) -> None:
    """Make *folder* the clinic that opens next time."""
    write_setting("last clinic", str(folder.resolve()))


def read_settings() -> dict[str, str]:
    """Return this computer's settings; none when the file is missing or damaged."""
    try:
        plain = json.loads(settings_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(plain, dict):
        return {}
    return {key: value for key, value in plain.items() if isinstance(value, str)}


def write_setting(name: str, value: str) -> None:
    """Keep one setting. A settings folder that cannot be written costs the comfort, no more."""
    from practice_desk.credentials.atomic_file import write_atomically  # not for the first paint
    from practice_desk.domain.errors import ExpectedError

    settings = {**read_settings(), name: value}
    data = json.dumps(settings, indent=1, sort_keys=True).encode()
    with contextlib.suppress(ExpectedError):
        write_atomically(settings_file(), data)


def _made(place: QStandardPaths.StandardLocation, *below: str) -> Path:
    folder = Path(QStandardPaths.writableLocation(place), _NAME, *below)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
