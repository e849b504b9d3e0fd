"""The windows of the people who are away: behind the lock, each person's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from practice_desk.gui.curtain import Curtain
    from practice_desk.gui.main_window import MainWindow
    from practice_desk.services.clinic import Clinic, Session


@dataclass(frozen=True, slots=True)
class Parked:
    """One person's windows in one clinic, hidden, with the session they belong to."""

    folder: Path
    session: Session
    window: MainWindow
    curtain: Curtain

    @property
    def holds_work(self) -> bool:
        """Whether something typed or under way would be lost with the windows."""
        return self.window.holds_work(self.curtain.forms)

    def drop(self) -> None:
        """Let the windows go."""
        self.window.context.lock()
        self.curtain.deleteLater()
        self.window.deleteLater()


class CarPark:
    """Everybody's parked windows. Whoever unlocks sees their own, and nobody else's."""

    def __init__(self) -> None:
        self._parked: dict[tuple[Path, str], Parked] = {}

    def put(self, parked: Parked) -> None:
        """Keep the windows of a person who left."""
        self._parked[parked.folder, parked.session.user_name] = parked

    def take(self, folder: Path, clinic: Clinic) -> Parked | None:
        """Return the windows of the person who has unlocked *clinic*, None where there are none.

        Those of the others go if they hold nothing. So do the person's own where the roles have
        changed: pages are made for the roles somebody has, and drafts bring the forms back.
        """
        mine = self._parked.pop((folder, clinic.session.user_name), None)
        for key, other in list(self._parked.items()):
            if not other.holds_work:
                self._parked.pop(key).drop()
        if mine is not None and mine.session.roles != clinic.session.roles:
            mine.drop()
            return None
        return mine

    def clear(self) -> None:
        """Let go of everybody's windows."""
        for parked in self._parked.values():
            parked.drop()
        self._parked.clear()

    def lock(self) -> None:
        """No work goes on any more: no window that is parked may hold the clinic open."""
        for parked in self._parked.values():
            parked.window.context.lock()

    @property
    def would_lose(self) -> bool:
        """Whether anybody's typing would be lost at the end of the program."""
        return any(
            parked.window.would_lose(parked.curtain.forms) for parked in self._parked.values()
        )
