"""What one patient asked for about the record, what became of it, and what was exported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.changes import Changes
from practice_desk.domain.chart_export import ChartExport
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.patient import Patient
from practice_desk.domain.patient_request import RequestCase
from practice_desk.domain.permission import Operation
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import patient_line
from practice_desk.gui.icons import set_icon
from practice_desk.gui.models.cells_table import CellsTable
from practice_desk.gui.models.request_view import HEADERS, RequestRow, request_rows
from practice_desk.gui.widgets.table_columns import set_columns
from practice_desk.services.chart_exports import exports_of_chart
from practice_desk.services.charts import reload_chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.patient_papers import PaperDraft
from practice_desk.services.patient_requests import requests_of_chart
from practice_desk.services.request_papers import last_to_tell, request_notice_draft

_TITLE = "Requests and exports"
_WIDTHS = (220, 120, 0, 210, 150)
_WIDE = 2
_ROW_HEIGHT = 34
_EMPTY = (
    "Nothing was asked for yet, and nothing exported. A request to see or get the record is"
    " answered within 30 days (45 CFR 164.524), one to amend it within 60 (164.526)."
)
_NOUNS = frozenset({"patient_request", "disclosure"})


class RequestsForm(Form):
    """``ui/requests_dialog.ui``."""

    ui = "requests_dialog.ui"
    heading: QLabel
    patient: QLabel
    requests: QTableView
    told: QPlainTextEdit
    problem: QLabel
    new_button: QPushButton
    step_button: QPushButton
    letter_button: QPushButton
    export_button: QPushButton
    close_button: QPushButton


class RequestTable(CellsTable[RequestRow]):
    """Requests and exports of one chart."""

    headers: ClassVar[tuple[str, ...]] = HEADERS


@dataclass(frozen=True, slots=True)
class _Found:
    """What was read for the window."""

    cases: tuple[RequestCase, ...]
    exports: tuple[ChartExport, ...]
    recipients: Mapping[int, str]
    people: Mapping[str, str]


class RequestsDialog(QDialog):
    """The requests of one patient: recorded, answered, and answered by an export."""

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        parent: QWidget | None = None,
        *,
        request_id: int | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(_TITLE)
        self._context, self._patient, self._wanted = context, patient, request_id
        self.form = form = RequestsForm(self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(form.root)
        self.model = RequestTable()
        self.model.setParent(self)
        form.heading.setText(_TITLE)
        form.patient.setText(patient_line(patient))
        form.problem.hide()
        form.requests.setModel(self.model)
        set_columns(form.requests, _WIDTHS, _WIDE, _ROW_HEIGHT)
        form.requests.selectionModel().currentRowChanged.connect(self._show_selected)
        form.requests.doubleClicked.connect(lambda _index: self._add_step())
        set_icon(form.export_button, "upload", "on_accent")
        form.new_button.clicked.connect(self._record)
        form.step_button.clicked.connect(self._add_step)
        form.letter_button.clicked.connect(self._write)
        form.export_button.clicked.connect(self._export)
        form.close_button.clicked.connect(self.accept)
        may = context.may
        form.new_button.setVisible(may(Operation.TAKE_DOWN_REQUEST, patient.id))
        form.step_button.setVisible(may(Operation.RECORD_REQUEST, patient.id))
        form.letter_button.setVisible(may(Operation.RECORD_REQUEST, patient.id))
        form.export_button.setVisible(may(Operation.EXPORT_CHART, patient.id))
        context.events.store_changed.connect(self._changed)
        self.resize(1040, 620)
        self.read()

    @property
    def selected(self) -> RequestRow | None:
        """The row that is selected."""
        index = self.form.requests.currentIndex()
        return self.model.row(index) if index.isValid() else None

    def read(self) -> None:
        """Read what there is."""
        clinic, patient_id = self._context.clinic, self._patient.id or 0
        self._context.tasks.run(
            lambda: _read(clinic, patient_id), done=self._show, failed=self._failed, parent=self
        )

    def _show(self, found: _Found) -> None:
        former = self.selected
        wanted = self._wanted
        if former is not None and former.case is not None:
            wanted = former.case.request.id
        today = self._context.today()
        rows = request_rows(found.cases, found.exports, found.recipients, found.people, today)
        self.model.show_rows(rows)
        ids = [0 if row.case is None else row.case.request.id for row in rows]
        if rows:
            self.form.requests.selectRow(ids.index(wanted) if wanted in ids else 0)
        self._show_selected()

    def _show_selected(self) -> None:
        row, form = self.selected, self.form
        form.told.setPlainText(_EMPTY if row is None else row.told)
        case = None if row is None else row.case
        form.step_button.setEnabled(case is not None)
        form.letter_button.setEnabled(case is not None and last_to_tell(case) is not None)

    def _failed(self, error: ExpectedError) -> None:
        self.form.problem.setText(str(error))
        self.form.problem.show()

    def _changed(self, changes: Changes) -> None:
        if _NOUNS & changes.nouns and self._patient.id in changes.patient_ids:
            self.read()

    def _record(self) -> None:
        from practice_desk.gui.dialogs.request_dialog import open_request

        open_request(self._context, self._patient, self)

    def _add_step(self) -> None:
        row = self.selected
        if row is None or row.case is None or not self.form.step_button.isVisible():
            return
        from practice_desk.gui.dialogs.request_dialog import RequestStepDialog

        RequestStepDialog(self._context, self._patient, row.case, self).open()

    def _write(self) -> None:
        row = self.selected
        if row is None or row.case is None:
            return
        from practice_desk.gui.dialogs.patient_paper_dialog import PatientPaperDialog

        number = row.case.request.id or 0

        def make(clinic: Clinic, patient_id: int) -> PaperDraft:
            return request_notice_draft(clinic, patient_id, number)

        PatientPaperDialog(self._context, self._patient, make, self).open()

    def _export(self) -> None:
        from practice_desk.gui.dialogs.chart_export_dialog import ChartExportDialog

        row = self.selected
        case = None if row is None or row.case is None or not row.case.is_open else row.case
        ChartExportDialog(self._context, self._patient, case, self).open()


def _read(clinic: Clinic, patient_id: int) -> _Found:
    chart = reload_chart(clinic, patient_id)
    return _Found(
        requests_of_chart(clinic, patient_id),
        exports_of_chart(clinic, patient_id),
        {each.id or 0: each.recipient for each in chart.letters},
        chart.people,
    )
