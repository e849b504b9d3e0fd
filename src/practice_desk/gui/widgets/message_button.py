"""The small action beside a record that begins a message about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from practice_desk.domain.permission import Operation
from practice_desk.domain.record_key import RecordKey
from practice_desk.gui import theme
from practice_desk.gui.context import AppContext
from practice_desk.gui.icons import set_icon

_TIP = "Send a message about this to somebody of the clinic"


class MessageButton(QPushButton):
    """*about* returns the patient and the record that is selected, or None for none.

    A record of None is for the patient alone; *tip* then says so.
    """

    def __init__(
        self,
        context: AppContext,
        page: QWidget,
        about: Callable[[], tuple[int, RecordKey | None] | None],
        tip: str = _TIP,
    ) -> None:
        super().__init__("Message…", page)
        self._context, self._about = context, about
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        set_icon(self, "message-square")
        theme.style(self, kind="quiet")
        self.setVisible(context.may(Operation.SEND_MESSAGE))
        self.clicked.connect(self.write)

    def write(self) -> None:
        """Begin a message about the record that is selected."""
        found = self._about()
        if found is not None:
            self._context.events.message_wanted.emit(*found)
