"""A card with a table and what can be done with the selected row."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton

from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.record_table import RecordTable


class ListCard(Card):
    """A card with a table and buttons for the selected row."""

    def __init__(self, title: str, headers: tuple[str, ...], empty: str, *, widest: int) -> None:
        super().__init__(title)
        self.table = RecordTable(title, headers, widest)
        self._empty = plain_label(empty, "dim", wrap=True)
        self._buttons: list[tuple[QPushButton, Callable[[RecordRow], bool]]] = []
        self.body.addWidget(self.table)
        self.body.addWidget(self._empty)
        self.table.itemSelectionChanged.connect(self._allow)
        self.show_rows([])

    def add_button(
        self,
        text: str,
        call: Callable[[RecordRow], None],
        allowed: Callable[[RecordRow], bool],
    ) -> QPushButton:
        """Add a button that calls with the selected row, enabled where that is *allowed*."""
        button = QPushButton(text)
        button.setAccessibleName(f"{text.rstrip('…')}: {self.table.accessibleName()}")

        def clicked() -> None:
            if (row := self.table.chosen) is not None:
                call(row)

        button.clicked.connect(clicked)
        self._buttons.append((button, allowed))
        self.add_header_widget(button)
        self._allow()
        return button

    def set_empty(self, sentence: str) -> None:
        """Say something else while there are no rows."""
        self._empty.setText(sentence)

    def button(self, text: str) -> QPushButton:
        """Return the button that says *text*. Raises StopIteration for another."""
        return next(button for button, _ in self._buttons if button.text() == text)

    def offer_buttons(self, offered: bool) -> None:
        """Offer what can be done with a row, or only to read."""
        for button, _ in self._buttons:
            button.setVisible(offered)

    def show_rows(self, rows: list[RecordRow]) -> None:
        """Show *rows* instead of the former ones."""
        self.table.show_rows(rows)
        self._empty.setVisible(not rows and bool(self._empty.text()))
        self._allow()

    def _allow(self) -> None:
        row = self.table.chosen
        for button, allowed in self._buttons:
            button.setEnabled(row is not None and allowed(row))
