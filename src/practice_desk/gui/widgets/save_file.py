"""Asking where a file goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

PDF, CSV, ZIP = "PDF (*.pdf)", "Table (*.csv)", "Files in one ZIP (*.zip)"
CALENDAR = "Calendar (*.ics)"
_ENDINGS = {PDF: "pdf", CSV: "csv", ZIP: "zip", CALENDAR: "ics"}


def ask_where_to_save(
    parent: QWidget, title: str, kind: str, name: str, save: Callable[[Path], object]
) -> None:
    """Open a dialog that suggests *name* and calls *save* with the path that is chosen.

    *kind* is `PDF`, `CSV`, `ZIP` or `CALENDAR`, whose ending is added where none is typed.
    """
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(kind)
    dialog.setDefaultSuffix(_ENDINGS[kind])
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda chosen: save(Path(chosen)))
    dialog.open()
