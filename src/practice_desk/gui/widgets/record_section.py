"""A card with a table of one kind of record and what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from practice_desk.gui import icons
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.record_table import RecordTable


class RecordSection(Card):
    """Add, change, and mark as entered in error; the latter two for the selected record."""

    add_wanted = Signal()
    change_wanted = Signal(object)
    retract_wanted = Signal(object)
    """Emits the `RecordRow`."""

    def __init__(
        self,
        title: str,
        headers: Sequence[str],
        empty: str,
        *,
        add: str = "Add…",
        change: str = "Change…",
        can_add: bool = True,
        can_change: bool = True,
        widest: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent)
        self.add = QPushButton(add)
        self.add.setAccessibleName(f"{add.rstrip('…')}: {title}")
        icons.set_icon(self.add, "plus")
        self.change = QPushButton(change)
        self.retract = QPushButton("Entered in error…")
        for button in (self.change, self.retract):
            button.setProperty("kind", "quiet")
            button.setAccessibleName(f"{button.text().rstrip('…')}: {title}")
        self.table = RecordTable(title, headers, widest)
        self.empty = plain_label(empty, "dim", wrap=True)
        for button in (self.retract, self.change, self.add):
            self.add_header_widget(button)
        self._can_add, self._can_change = can_add, can_change
        self._offered = True
        self.body.addWidget(self.table)
        self.body.addWidget(self.empty)
        self.add.clicked.connect(self.add_wanted)
        self.change.clicked.connect(self._change)
        self.retract.clicked.connect(self._retract)
        self.table.itemSelectionChanged.connect(self._allow)
        self.table.record_activated.connect(self._activated)
        self.show_rows(())
        self.offer_changes(True)

    def offer_changes(self, offered: bool) -> None:
        """Offer to add, change and retract, or nothing but reading."""
        self._offered = offered
        self.add.setVisible(offered and self._can_add)
        self.change.setVisible(offered and self._can_change)
        self.retract.setVisible(offered)
        self._allow()

    def show_rows(self, rows: Sequence[RecordRow], *, with_retracted: bool = False) -> None:
        """Show the records, retracted ones only when asked for."""
        shown = [row for row in rows if with_retracted or not row.retracted_reason]
        self.table.show_rows(shown)
        self.empty.setVisible(not shown)
        self._allow()

    def _allow(self) -> None:
        row = self.table.chosen
        standing = self._offered and row is not None and not row.retracted_reason
        self.change.setEnabled(standing)
        self.retract.setEnabled(standing)

    def _activated(self, record: object) -> None:
        if self._offered and self._can_change:
            self.change_wanted.emit(record)

    def _change(self) -> None:
        if (row := self.table.chosen) is not None:
            self.change_wanted.emit(row.record)

    def _retract(self) -> None:
        if (row := self.table.chosen) is not None:
            self.retract_wanted.emit(row)
