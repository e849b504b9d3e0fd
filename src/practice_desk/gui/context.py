"""What every page and dialog is handed: the clinic, the worker, the news and the message bar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from practice_desk.gui.messages import MessageBar
    from practice_desk.gui.tasks import Tasks
    from practice_desk.services.clinic import Clinic


class StoreEvents(QObject):
    """Tells every page what a service call changed.

    Whoever ran the call emits `store_changed` with its `domain.changes.Changes`.
    """

    store_changed = Signal(object)


@dataclass(slots=True)
class AppContext:
    """One unlocked clinic and the means to work on it without holding up the window.

    `clinic` is replaced when the window is locked and unlocked again: read it inside the work that
    is handed to `tasks`, never keep it.
    """

    clinic: Clinic
    tasks: Tasks
    events: StoreEvents
    messages: MessageBar
    beside: Tasks | None = None

    @property
    def long_work(self) -> Tasks:
        """The worker for imports, backups and checks, so that typing need not wait for them.

        They hold a connection of their own and write in short transactions. Whoever closes the
        clinic ends this worker first.
        """
        return self.tasks if self.beside is None else self.beside

    def today(self) -> date:
        """Return the calendar day on this computer, also while the window is locked."""
        return datetime.now(UTC).astimezone().date()
