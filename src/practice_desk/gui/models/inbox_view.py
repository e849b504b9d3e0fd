"""The lists of an inbox as rows. No widgets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from practice_desk.domain.message_lists import InboxList, owner_line
from practice_desk.domain.message_owner import Staff
from practice_desk.gui.models.cells_table import CellsTable
from practice_desk.gui.models.message_words import due_text, patient_of, stands, subject_of
from practice_desk.gui.wording import write_count
from practice_desk.services.inbox import Inbox
from practice_desk.services.message_reading import ListedMessage

EMPTY = {
    InboxList.MINE: "Nothing waits for you. Messages to you stay here until they are done, handed "
    "on or put off.",
    InboxList.TEAMS: "Nothing waits for your teams.",
    InboxList.WAITING: "Nobody else has anything open that you sent.",
    InboxList.DONE: "Nothing has ended in the last 90 days. Older messages are in their charts.",
}


@dataclass(frozen=True, slots=True)
class InboxLine:
    """One message in a list."""

    cells: tuple[str, ...]
    message: ListedMessage


class InboxTable(CellsTable[InboxLine]):
    """Messages; those with something that was not shown yet are bold and have a dot."""

    headers: ClassVar[tuple[str, ...]] = ("Stands", "About", "Patient", "For", "By")

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return a cell; unread ones are bold, and say so to screen readers."""
        unread = index.isValid() and self.rows[index.row()].message.unread
        if unread and role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setBold(True)
            return font
        if unread and role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return "New"
        return super().data(index, role)


def inbox_lines(
    messages: Iterable[ListedMessage], staff: Staff, today: date
) -> tuple[InboxLine, ...]:
    """Return *messages* as rows, in their order."""
    return tuple(
        InboxLine(
            (
                stands(each, today),
                f"● {subject_of(each)}" if each.unread else subject_of(each),
                patient_of(each),
                owner_line(each.case.owner, staff),
                due_text(each.case, today).removesuffix(f", {today.year}"),
            ),
            each,
        )
        for each in messages
    )


def list_label(which: InboxList, inbox: Inbox) -> str:
    """Return the word on a list's tab, with how many it holds: "Mine (3)"."""
    count = len(inbox.of(which))
    return f"{which.value} ({count})" if count and which is not InboxList.DONE else which.value


def counted_text(inbox: Inbox, today: date) -> str:
    """Return how much waits, is late and is new."""
    held = [each for each in inbox.messages if each.holds]
    late = sum(each.case.is_overdue(today) for each in held)
    new = sum(each.unread for each in inbox.messages)
    parts = [f"{write_count(len(held), 'message')} waiting"]
    parts += [f"{late} overdue"] if late else []
    parts += [f"{new} with something new"] if new else []
    return " · ".join(parts)
