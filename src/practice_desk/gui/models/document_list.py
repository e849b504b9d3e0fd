"""The documents of a folder as a list, each with its small picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QImage, QPixmap

from practice_desk.gui.models.document_view import DocumentRow
from practice_desk.services.document_looks import unpacked
from practice_desk.services.documents import SmallPicture

ROW_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()


class DocumentListModel(QAbstractListModel):
    """Rows of `DocumentRow`s. A picture is unpacked when it is first painted."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[DocumentRow] = []
        self._packed: Mapping[int, SmallPicture] = {}
        self._pictures: dict[int, QPixmap] = {}

    def show_rows(self, rows: Sequence[DocumentRow], pictures: Mapping[int, SmallPicture]) -> None:
        """Show *rows* instead of the former ones."""
        self.beginResetModel()
        if pictures is not self._packed:
            self._packed, self._pictures = pictures, {}
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _NONE) -> int:
        """Return how many documents there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a row, or what is read out of it."""
        if not 0 <= index.row() < len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        return None

    def picture(self, number: int) -> QPixmap | None:
        """Return the small picture of a document, or None where there is none."""
        if number not in self._pictures:
            packed = self._packed.get(number)
            found = unpacked(packed.width, packed.height, packed.pixels) if packed else None
            if found is None:
                return None
            shape = QImage.Format.Format_RGB888
            image = QImage(found.data, found.width, found.height, 3 * found.width, shape)
            self._pictures[number] = QPixmap.fromImage(image)
        return self._pictures[number]

    def place_of(self, number: int | None) -> int:
        """Return the row of a document, -1 where it is not shown."""
        return next((n for n, row in enumerate(self.rows) if row.document.id == number), -1)
