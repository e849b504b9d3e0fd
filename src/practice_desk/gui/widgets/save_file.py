"""Asking where a file goes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

PDF, CSV = "PDF (*.pdf)", "Table (*.csv)"


def ask_where_to_save(
    parent: QWidget, title: str, kind: str, name: str, save: Callable[[Path], object]
) -> None:
    """Open a dialog that suggests *name* and calls *save* with the path that is chosen.

    *kind* is `PDF` or `CSV`, whose ending is added where none is typed.
    """
    dialog = QFileDialog(parent, title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(kind)
    dialog.setDefaultSuffix("pdf" if kind == PDF else "csv")
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda chosen: save(Path(chosen)))
    dialog.open()
