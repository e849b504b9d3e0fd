"""The look that all read-only tables share."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableView


def choose_rows(table: QTableView) -> None:
    """Let a row of *table* be chosen whole, one at a time; Tab leaves the table."""
    table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)


def set_columns(table: QTableView, widths: Sequence[int], wide: int, row_height: int) -> None:
    """Give *table*, which has its model, rows of one height and columns of these widths, in pixels.

    The column *wide* takes the room that is left.
    """
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(row_height)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for column, width in enumerate(widths):
        table.setColumnWidth(column, width)
    header.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
