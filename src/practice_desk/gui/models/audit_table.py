"""The audit trail as a table that fetches older entries when somebody scrolls to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from practice_desk.domain.errors import ExpectedError
from practice_desk.gui import theme
from practice_desk.gui.context import AppContext
from practice_desk.gui.models.audit_view import AuditRow
from practice_desk.services.audit_reader import AuditLine, AuditPage
from practice_desk.services.clinic import Clinic

AnyIndex = QModelIndex | QPersistentModelIndex
Read = Callable[[Clinic, int | None], AuditPage]
"""Reads the newest page, or the one before an entry's number."""


class AuditTable(QAbstractTableModel):
    """Pages of entries, the newest first. One page is fetched at a time, on the worker.

    What was asked for before the last `show_trail` is dropped when it comes.
    """

    fetched = Signal(int, bool)
    """Emits how many entries are here and whether older ones follow, after each page."""

    def __init__(
        self,
        context: AppContext,
        headers: Sequence[str],
        make_row: Callable[[AuditLine], AuditRow],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._headers = tuple(headers)
        self._make_row = make_row
        self._read: Read | None = None
        self._round = 0
        self._fetching = False
        self._more = False
        self.rows: list[AuditRow] = []

    def show_trail(self, read: Read) -> None:
        """Show what *read* finds, from the newest entry on."""
        self.clear()
        self._read = read
        self._fetch(None)

    def clear(self) -> None:
        """Show nothing."""
        self.beginResetModel()
        self._read, self._more, self._fetching = None, False, False
        self._round += 1
        self.rows = []
        self.endResetModel()

    def row(self, number: int) -> AuditRow | None:
        """Return the entry in row *number*, or None."""
        return self.rows[number] if 0 <= number < len(self.rows) else None

    def canFetchMore(self, parent: AnyIndex) -> bool:
        """Return whether older entries can be fetched now."""
        return not parent.isValid() and self._more and not self._fetching

    def fetchMore(self, parent: AnyIndex) -> None:
        """Fetch the next page of older entries."""
        if self.canFetchMore(parent):
            self._fetch(self.rows[-1].line.event.id)

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many entries have been fetched."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._headers)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text or color."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return row.cells[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and row.tone and index.column() == 2:
            return theme.color(row.tone)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's name."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headers[section]
        return None

    def _fetch(self, before: int | None) -> None:
        read, context, number = self._read, self._context, self._round
        if read is None:
            return
        self._fetching = True
        context.tasks.run(
            lambda: read(context.clinic, before),
            done=lambda page: self._take(number, page),
            failed=lambda error: self._give_up(number, error),
            parent=self,
        )

    def _take(self, number: int, page: AuditPage) -> None:
        if number != self._round:
            return
        self._fetching, self._more = False, page.more
        if page.lines:
            first = len(self.rows)
            self.beginInsertRows(QModelIndex(), first, first + len(page.lines) - 1)
            self.rows.extend(map(self._make_row, page.lines))
            self.endInsertRows()
        self.fetched.emit(len(self.rows), page.more)

    def _give_up(self, number: int, error: ExpectedError) -> None:
        if number == self._round:
            self._fetching = self._more = False
            self._context.messages.show_error(error)
