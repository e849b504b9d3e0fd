"""Shows beside each reason of an open list the key that chooses it without opening the list."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

BY_NUMBER: Final = 9
"""How many reasons have a key of their own."""


class ReasonDelegate(QStyledItemDelegate):
    """Adds the key to what the list shows; the field and what is kept have the reason alone."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Add the key."""
        super().initStyleOption(option, index)
        if index.row() < BY_NUMBER:
            option.text = f"{option.text}   (Alt+{index.row() + 1})"
