"""The open messages about a patient, on the chart; each opens its thread in the inbox."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from practice_desk.domain.changes import Changes
from practice_desk.gui.context import AppContext
from practice_desk.gui.widgets.card import Card
from practice_desk.services.clinic import Clinic
from practice_desk.services.first_looks import may_be_messages

if TYPE_CHECKING:
    from practice_desk.services.inbox import Inbox

_MOST = 6


class MessagesCard(Card):
    """Reads what is open about the shown patient by itself; hidden where nothing is."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("Open messages", parent)
        self.context = context
        self._patient_id = 0
        self.links: list[QPushButton] = []
        self.hide()
        context.events.store_changed.connect(self._changed)

    def show_patient(self, patient_id: int) -> None:
        """Show what is open about a patient."""
        if patient_id != self._patient_id:
            self._show(patient_id, None)
        self._patient_id, context = patient_id, self.context
        context.tasks.run(
            lambda: _read(context.clinic, patient_id),
            done=partial(self._show, patient_id),
            parent=self,
        )

    def _show(self, patient_id: int, found: Inbox | None) -> None:
        if found is not None and patient_id != self._patient_id:
            return  # another chart has come forward since
        self.clear()
        self.links = []
        if found is not None:
            self._list(found)
        self.setVisible(bool(self.links))

    def _list(self, found: Inbox) -> None:
        from practice_desk.domain.message_lists import owner_line

        for each in [each for each in found.messages if each.case.is_open][:_MOST]:
            owner = owner_line(each.case.owner, found.staff)
            link = QPushButton(f"{each.case.message.subject} · for {owner}".replace("&", "&&"))
            link.setProperty("kind", "link")
            link.clicked.connect(partial(self._open, each.id))
            self.links.append(link)
            self.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)

    def _open(self, number: int, _checked: bool = False) -> None:
        self.context.events.thread_wanted.emit(number)

    def _changed(self, changes: Changes) -> None:
        if "message" in changes.nouns and self._patient_id and self.context.is_open:
            self.show_patient(self._patient_id)


def _read(clinic: Clinic, patient_id: int) -> Inbox | None:
    if not may_be_messages(clinic):
        return None
    from practice_desk.services.inbox import chart_messages  # once there are messages

    return chart_messages(clinic, patient_id)
