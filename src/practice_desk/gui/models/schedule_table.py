"""The appointments of a day as a table."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt

from practice_desk.gui import theme
from practice_desk.gui.models.cells_table import AnyIndex, CellsTable
from practice_desk.gui.models.schedule_view import HEADERS, ScheduleRow

STATUS = HEADERS.index("Status")


class ScheduleTable(CellsTable[ScheduleRow]):
    """Who is here stands out; who is done or does not come is dim."""

    headers: ClassVar[tuple[str, ...]] = HEADERS

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, or its colour."""
        if role == Qt.ItemDataRole.ForegroundRole and index.isValid():
            tone = self.row(index).tone
            colored = tone and (tone == "dim" or index.column() == STATUS)
            return theme.color(tone) if colored else None
        return super().data(index, role)

    def place_of(self, appointment_id: int | None) -> int:
        """Return the row of an appointment, -1 where it is not listed."""
        ids = [row.appointment.id for row in self.rows]
        return ids.index(appointment_id) if appointment_id in ids else -1
