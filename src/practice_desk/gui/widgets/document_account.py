"""What came of filing documents: a sentence, and every file that was not filed with the reason."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.models.document_view import IMPORT_HEADERS
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.record_table import MOST_ROWS, RecordTable

_SMALLEST_WINDOW = 768
_A_ROW_MORE = 60
"""Pixels of a higher window for each row more; the rest goes to the documents below."""


class DocumentAccount(Card):
    """Hidden until `show_account`; closed by the one who has read it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent, elides=True)
        self.table = RecordTable("Files that were not filed", IMPORT_HEADERS, widest=2)
        self.close_button = QPushButton("Close")
        self.close_button.setAccessibleName("Close the list of files that were not filed")
        self.close_button.clicked.connect(self.hide)
        self.add_header_widget(self.close_button)
        self.body.addWidget(self.table)
        self.hide()

    def show_account(self, sentence: str, rows: list[RecordRow]) -> None:
        """Show *sentence* and *rows*."""
        self.set_title(sentence)
        spare = max(0, self.window().height() - _SMALLEST_WINDOW)
        self.table.least_rows = min(1 + spare // _A_ROW_MORE, MOST_ROWS)
        self.table.show_rows(rows)
        self.show()
