"""Who has opened or changed one chart, the newest first."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.patient import Patient
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import patient_line
from practice_desk.gui.models.audit_table import AuditTable
from practice_desk.gui.models.audit_view import ACCESS_HEADERS, access_row, facts
from practice_desk.gui.widgets.table_columns import set_columns
from practice_desk.gui.wording import write_count
from practice_desk.services.audit_reader import chart_access

_TITLE = "Who has seen this chart"
_EXPLANATION = (
    "Each time somebody opened this chart or a letter in it, changed something, or was refused."
)
_WIDTHS = (185, 155, 240)
_ROW_HEIGHT = 34


class ChartSeenForm(Form):
    """``ui/chart_seen_dialog.ui``."""

    ui = "chart_seen_dialog.ui"
    heading: QLabel
    patient: QLabel
    explanation: QLabel
    entries: QTableView
    facts: QLabel
    count: QLabel
    close_button: QPushButton


class ChartSeenDialog(QDialog):
    """The audit trail of one chart. Looking at it is an entry of its own."""

    def __init__(
        self, context: AppContext, patient: Patient, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(_TITLE)
        self.form = form = ChartSeenForm(self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(form.root)
        form.heading.setText(_TITLE)
        form.patient.setText(patient_line(patient))
        form.explanation.setText(_EXPLANATION)
        form.close_button.clicked.connect(self.accept)
        self.model = AuditTable(context, ACCESS_HEADERS, access_row, self)
        self.model.fetched.connect(self._fetched)
        self._set_up_table()
        patient_id = patient.id or 0
        self.model.show_trail(lambda clinic, before: chart_access(clinic, patient_id, before))
        form.entries.setFocus()

    def _set_up_table(self) -> None:
        table = self.form.entries
        table.setModel(self.model)
        set_columns(table, _WIDTHS, len(ACCESS_HEADERS) - 1, _ROW_HEIGHT)
        table.selectionModel().currentRowChanged.connect(self._show_facts)

    def _fetched(self, count: int, more: bool) -> None:
        newest = f"the newest {count:,} of more"
        self.form.count.setText(newest if more else write_count(count, "entry", "entries"))
        if count and not self.form.entries.currentIndex().isValid():
            self.form.entries.setCurrentIndex(self.model.index(0, 0))

    def _show_facts(self, current: QModelIndex) -> None:
        row = self.model.row(current.row()) if current.isValid() else None
        self.form.facts.setText("" if row is None else facts(row.line))
