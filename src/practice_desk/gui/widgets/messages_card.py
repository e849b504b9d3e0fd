"""The messages about a patient, on the chart: those that are open, and on wish all others too."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from practice_desk.domain.changes import Changes
from practice_desk.gui.context import AppContext
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.wording import write_count
from practice_desk.services.clinic import Clinic
from practice_desk.services.first_looks import may_be_messages

if TYPE_CHECKING:
    from practice_desk.services.inbox import Inbox

_MOST = 6


class MessagesCard(Card):
    """Reads the messages about the shown patient by itself; hidden where there are none.

    Each opens its thread in the inbox. The lists of the inbox go back for some months only: here
    is every message of the chart.
    """

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("Messages", parent)
        self.context = context
        self._patient_id = 0
        self.links: list[QPushButton] = []
        self.more: QPushButton | None = None
        """Shows the others, where there are some."""
        self._shows_all = False
        self.hide()
        context.events.store_changed.connect(self._changed)

    def show_patient(self, patient_id: int) -> None:
        """Show what is open about a patient."""
        if patient_id != self._patient_id:
            self._shows_all = False
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
        self.links, self.more = [], None
        if found is not None:
            self._list(found)
        self.setVisible(bool(self.links) or self.more is not None)

    def _list(self, found: Inbox) -> None:
        from practice_desk.domain.message_lists import owner_line
        from practice_desk.gui.models.message_words import STATES

        first = [each for each in found.messages if each.case.is_open][:_MOST]
        for each in found.messages if self._shows_all else first:
            case = each.case
            owner = owner_line(case.owner, found.staff)
            stands = f"for {owner}" if case.is_open else STATES[case.state].lower()
            link = self._link(f"{case.message.subject} · {stands}")
            link.clicked.connect(partial(self._open, each.id))
            self.links.append(link)
        others = len(found.messages) - len(first)
        if others and not self._shows_all:
            self.more = self._link(f"{write_count(others, 'other message', 'other messages')}…")
            self.more.clicked.connect(self._show_all)

    def _link(self, text: str) -> QPushButton:
        link = QPushButton(text.replace("&", "&&"))
        link.setProperty("kind", "link")
        self.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        return link

    def _show_all(self) -> None:
        self._shows_all = True
        self.show_patient(self._patient_id)

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
