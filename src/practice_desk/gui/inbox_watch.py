"""Counts what is new in the inbox, for the rail, and opens new messages from wherever one is.

What reads and shows messages is imported when there are some, or when one is written.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from practice_desk.domain.changes import Changes
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.pages.registry import APP_PAGES, INBOX
from practice_desk.services.clinic import Clinic
from practice_desk.services.first_looks import may_be_messages

if TYPE_CHECKING:
    from practice_desk.domain.draft import Draft
    from practice_desk.domain.record_key import RecordKey
    from practice_desk.gui.main_window import MainWindow
    from practice_desk.services.message_queues import Addressing

_TELLING = frozenset({"message", "message_read", "message_queue", "account"})


class InboxWatch(QObject):
    """Emits how many messages hold something new, whenever that may have changed.

    Ctrl+M begins a message from anywhere in the window.
    """

    counted = Signal(int)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._context, self._window = window.context, window
        context = window.context
        context.events.store_changed.connect(self._changed)
        context.events.message_wanted.connect(self._write)
        context.events.thread_wanted.connect(self._show_thread)
        window.today.counted.connect(self.refresh)
        self.counted.connect(partial(window.rail.count, APP_PAGES.index(INBOX) + 1))
        QShortcut(QKeySequence("Ctrl+M"), window).activated.connect(
            lambda: context.events.message_wanted.emit(None, None)
        )

    def refresh(self) -> None:
        """Count again; not while the clinic is locked."""
        context = self._context
        if context.is_open and context.may(Operation.READ_INBOX):
            context.tasks.run(lambda: _count(context.clinic), done=self.counted.emit, parent=self)

    def _show_thread(self, number: int) -> None:
        self._window.show_page_of(INBOX, str(number))

    def _changed(self, changes: Changes) -> None:
        if changes.nouns & _TELLING:
            self.refresh()

    def _write(self, patient_id: int | None, key: RecordKey | None) -> None:
        write_message(self._context, self._window, patient_id, key)


def write_message(
    context: AppContext,
    parent: QWidget,
    patient_id: int | None = None,
    key: RecordKey | None = None,
    draft: Draft | None = None,
    *,
    is_call: bool = False,
) -> None:
    """Open the form of a new message about a patient and a record, or that of a call.

    It opens once it is known to whom the message can go, or goes on with *draft*.
    """
    if not context.may(Operation.PASS_ON_CALL if is_call else Operation.SEND_MESSAGE):
        return
    from practice_desk.domain.message import RECORD_NOUNS
    from practice_desk.gui.dialogs.message_dialog import CallOnDialog, MessageDialog
    from practice_desk.services.message_queues import addressing

    noun, record = "", 0
    if key is not None and key.noun in RECORD_NOUNS:
        noun, record = str(RECORD_NOUNS[key.noun]), key.id

    def show(found: Addressing) -> None:
        kind = CallOnDialog if is_call else MessageDialog
        dialog = kind(context, found, (noun, record), parent.window())
        dialog.saved.connect(lambda _saved: context.messages.success(_SENT[is_call]))
        dialog.open()
        if draft is not None:
            dialog.put_draft(draft)

    context.tasks.run(
        lambda: addressing(context.clinic, patient_id, noun, record),
        done=show,
        failed=context.messages.show_error,
        parent=parent,
    )


_SENT = {
    False: "Sent. Until it is done it stays among what you wait for, in the inbox.",
    True: "Passed on word for word. What becomes of it is in the inbox.",
}


def _count(clinic: Clinic) -> int:
    if not may_be_messages(clinic):
        return 0
    from practice_desk.services.inbox import count_unread

    return count_unread(clinic)
