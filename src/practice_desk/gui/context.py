"""What every page and dialog is handed: the clinic, the worker, the news and the message bar."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from practice_desk.domain.errors import Locked
from practice_desk.domain.permission import Operation

if TYPE_CHECKING:
    from practice_desk.gui.messages import MessageBar
    from practice_desk.gui.tasks import Tasks
    from practice_desk.services.clinic import Clinic


class StoreEvents(QObject):
    """Tells every page what a service call changed.

    Whoever ran the call emits `store_changed` with its `domain.changes.Changes`.
    """

    store_changed = Signal(object)
    place_wanted = Signal(object)
    """Somebody wants to be led to where something is filled in (a `places.WantedPlace`)."""
    thread_wanted = Signal(int)
    """Somebody wants to see the message with this number, in the inbox."""
    message_wanted = Signal(object, object)
    """Somebody wants to write a message about a patient (their id, or None for none chosen yet) and
    a record (a `RecordKey`, or None)."""


class AppContext:
    """One unlocked clinic and the means to work on it without holding up the window.

    `clinic` is replaced when the window is locked and unlocked again: read it inside the work that
    is handed to `tasks`, never keep it.
    """

    def __init__(
        self,
        clinic: Clinic,
        tasks: Tasks,
        events: StoreEvents,
        messages: MessageBar,
        beside: Tasks | None = None,
    ) -> None:
        self._clinic: Clinic | None = clinic
        self.user_name = clinic.session.user_name
        self.tasks = tasks
        self.events = events
        self.messages = messages
        self.beside = beside

    @property
    def clinic(self) -> Clinic:
        """The unlocked clinic. Raises Locked while the window is locked."""
        if self._clinic is None:
            raise Locked
        return self._clinic

    @clinic.setter
    def clinic(self, clinic: Clinic) -> None:
        self._clinic = clinic
        self.user_name = clinic.session.user_name

    @property
    def is_open(self) -> bool:
        """Whether the clinic is unlocked."""
        return self._clinic is not None

    def may(self, operation: Operation, patient_id: int | None = None) -> bool:
        """Return whether the person at the keyboard may do *operation*: False while locked.

        What may not be done is not offered.
        """
        return self._clinic is not None and self._clinic.session.may(operation, patient_id)

    def lock(self) -> None:
        """Let go of the clinic, and with it of the data key. The caller closes it."""
        self._clinic = None

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
