"""A card with what imports kept aside, by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTreeView, QWidget

from practice_desk.domain.import_report import KeptAside
from practice_desk.gui.models.import_view import reason_groups, unlisted_note
from practice_desk.gui.models.kept_aside_tree import KeptAsideTree
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.card import Card

_COUNT = 3
_WIDTHS = ((1, 160), (2, 110), (_COUNT, 80))


class KeptAsideCard(Card):
    """Shows reasons with their counts, and under each the resources that are listed."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.tree = QTreeView()
        self.model = KeptAsideTree(self.tree)
        self.tree.setModel(self.model)
        self.tree.setAccessibleName("Resources kept aside, by reason")
        self.tree.setSortingEnabled(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setMinimumHeight(260)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS:
            header.resizeSection(column, width)
        self.unlisted = plain_label("", "dim", wrap=True)
        self.body.addWidget(self.tree)
        self.body.addWidget(self.unlisted)

    def show_kept(self, kept: Sequence[KeptAside], reasons: Counter[tuple[str, str]]) -> None:
        """Show the *kept* resources under the counts of all *reasons*."""
        self.model.show_groups(reason_groups(kept, reasons))
        self.unlisted.setText(unlisted_note(len(kept), reasons.total()))
        self.unlisted.setVisible(bool(self.unlisted.text()))
        self.tree.sortByColumn(_COUNT, Qt.SortOrder.DescendingOrder)
