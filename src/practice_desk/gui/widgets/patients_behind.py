"""The patients behind a number of a report, by name; each leads to the chart."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.calendar_text import write_date
from practice_desk.gui.icons import set_icon
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.wording import write_count
from practice_desk.services.reports.reading import Behind, PatientLine

_WIDTH = 310


class PatientsBehind(QWidget):
    """Beside the table until it is closed."""

    patient_wanted = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = Card("", elides=True)
        self.close_button = QPushButton("C&lose")
        self.list = QListWidget()
        self.list.setAccessibleName("Patients behind the number")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.note = plain_label("", "small", wrap=True)
        set_icon(self.close_button, "x")
        self.card.add_header_widget(self.close_button)
        self.card.body.addWidget(self.list, 1)
        self.card.body.addWidget(self.note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card)
        self.setFixedWidth(_WIDTH)
        self.list.itemActivated.connect(self._open)
        self.close_button.clicked.connect(self.closed)
        self.hide()

    def show_patients(self, title: str, behind: Behind) -> None:
        """Show who is behind the number called *title*."""
        self.card.set_title(title)
        self.list.clear()
        for line in behind.lines:
            item = QListWidgetItem(_text(line))
            item.setToolTip(f"<qt>{escape(_text(line))}</qt>")  # where it is cut
            item.setData(Qt.ItemDataRole.UserRole, line.patient_id)
            self.list.addItem(item)
        closed = write_count(behind.closed, "more patient has", "more patients have")
        self.note.setText(f"{closed} a chart that is closed to you." if behind.closed else "")
        self.note.setVisible(bool(behind.closed))
        self.show()
        if behind.lines:
            self.list.setCurrentRow(0)
        self.list.setFocus()

    def _open(self, item: QListWidgetItem) -> None:
        self.patient_wanted.emit(item.data(Qt.ItemDataRole.UserRole))


def _text(line: PatientLine) -> str:
    born = "" if line.birth_date is None else f" · {write_date(line.birth_date)}"
    return f"{line.name}{born}"
