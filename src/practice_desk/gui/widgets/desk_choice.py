"""The choice whether the front desk may read what is written, and the line that says who does."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QCheckBox, QLabel

from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.models.message_words import ALL_READ, DESK_READS, only_clinicians


class DeskChoice(QObject):
    """Only clinicians have the choice; what others write is read by all whom a message reaches."""

    def __init__(
        self, context: AppContext, box: QCheckBox, note: QLabel, unread_by: tuple[str, ...] = ()
    ) -> None:
        """*unread_by* are the names of those in the thread who would not read it unticked."""
        super().__init__(box)
        self._box, self._note = box, note
        self._unread_by = unread_by
        self._clinician = context.may(Operation.VIEW_CHART)
        self._was = False
        self._bound = False
        box.setVisible(self._clinician)
        box.toggled.connect(self._explain)
        self._explain()

    @property
    def for_desk(self) -> bool:
        """Whether everybody may read it whom the message reaches."""
        return self._box.isChecked() or not self._clinician

    def bind(self, only_desk: bool) -> None:
        """Tick the box for good while those it goes to see no charts, as nobody could read it."""
        if only_desk == self._bound:
            return
        self._bound = only_desk
        if only_desk:
            self._was = self._box.isChecked()
        self._box.setChecked(True if only_desk else self._was)
        self._box.setEnabled(not only_desk)

    def _explain(self) -> None:
        if not self._clinician:
            self._note.setText(ALL_READ)
        else:
            told = DESK_READS if self._box.isChecked() else only_clinicians(self._unread_by)
            self._note.setText(told)
