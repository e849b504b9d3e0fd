"""The directory's lines as a table."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt

from practice_desk.gui import theme
from practice_desk.gui.models.cells_table import AnyIndex, CellsTable
from practice_desk.gui.models.directory_view import HEADERS, DirectoryRow


class DirectoryTable(CellsTable[DirectoryRow]):
    """What the search left of the directory; entries no longer in use are dim."""

    headers: ClassVar[tuple[str, ...]] = HEADERS

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, or its color."""
        if role == Qt.ItemDataRole.ForegroundRole and index.isValid():
            return None if self.row(index).active else theme.color("dim")
        return super().data(index, role)
