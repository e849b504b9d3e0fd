"""This computer's choices for the windows: the look and the last folders, nothing of patients.

The application installs where they are kept; without that they last as long as the program.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

LOOK = "look"
BACKUP_FOLDER = "backup folder"
IDLE_MINUTES = "lock after minutes"
SHORTEST_IDLE_MINUTES, DEFAULT_IDLE_MINUTES, LONGEST_IDLE_MINUTES = 1, 10, 30
TELL_NEWS = "tell news to"
TRAY = "tray icon"
_YES = "yes"
_LOOKS = {"light": False, "dark": True}


class Preferences:
    """Texts by name. `install` tells where they are read from and written to."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}
        self._write: Callable[[str, str], None] | None = None
        self.on_tray: Callable[[], None] | None = None
        """Called when somebody wants the tray's icon or no longer does."""

    def install(self, kept: dict[str, str], write: Callable[[str, str], None]) -> None:
        """Start from *kept* and pass every later choice to *write*."""
        self._kept = dict(kept)
        self._write = write

    def get(self, name: str) -> str:
        """Return a choice, empty where there is none."""
        return self._kept.get(name, "")

    def put(self, name: str, value: str) -> None:
        """Keep a choice."""
        self._kept[name] = value
        if self._write is not None:
            self._write(name, value)

    def dark(self) -> bool | None:
        """Return whether the look is dark (True), light (False) or the system's (None)."""
        return _LOOKS.get(self.get(LOOK))

    def idle_minutes(self) -> int:
        """Return after how many minutes without anybody the window locks: 1 to 30."""
        text = self.get(IDLE_MINUTES)
        is_number = text.isascii() and text.isdigit() and len(text) < 4
        minutes = int(text) if is_number else DEFAULT_IDLE_MINUTES
        return max(SHORTEST_IDLE_MINUTES, min(LONGEST_IDLE_MINUTES, minutes))

    def tells_news(self, user_name: str) -> bool:
        """Return whether somebody wants news in the message bar; by itself they stay quiet."""
        return self.get(f"{TELL_NEWS} {user_name}") == _YES

    def tell_news(self, user_name: str, told: bool) -> None:
        """Keep whether somebody wants news in the message bar."""
        self.put(f"{TELL_NEWS} {user_name}", _YES if told else "")

    @property
    def tray(self) -> bool:
        """Whether the program shows its icon in the system's tray."""
        return self.get(TRAY) == _YES

    def show_tray(self, shown: bool) -> None:
        """Keep whether the program shows its icon in the system's tray."""
        self.put(TRAY, _YES if shown else "")
        if self.on_tray is not None:
            self.on_tray()

    def backup_folder(self) -> Path | None:
        """Return the folder chosen for backups, or None."""
        text = self.get(BACKUP_FOLDER)
        return Path(text) if text else None


preferences = Preferences()
"""The one set of choices of the running program."""
