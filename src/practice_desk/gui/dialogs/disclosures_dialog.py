"""What was told to others about one patient over six years, and the list that patients may get."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.changes import Changes
from practice_desk.domain.disclosure import Disclosure, six_years_before
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.patient import Patient
from practice_desk.domain.permission import Operation
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import patient_line
from practice_desk.gui.dialogs.disclosure_dialog import DisclosureDialog, RetractDisclosureDialog
from practice_desk.gui.icons import set_icon
from practice_desk.gui.models.cells_table import CellsTable
from practice_desk.gui.models.disclosure_view import (
    HEADERS,
    DisclosureRow,
    disclosure_rows,
    facts,
)
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.save_file import PDF, ask_where_to_save
from practice_desk.gui.widgets.table_columns import set_columns
from practice_desk.services.clinic import Clinic
from practice_desk.services.disclosures import (
    Accounting,
    RenderedAccounting,
    account_for_disclosures,
    give_accounting,
    render_accounting,
)

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_TITLE = "Disclosures"
_NAME = "accounting"
_EMPTY = "In these days nothing was told to others, as far as it was recorded here."
_WIDTHS = (110, 210, 0, 190, 170)
_WIDE = 2
_ROW_HEIGHT = 34


class DisclosuresForm(Form):
    """``ui/disclosures_dialog.ui``."""

    ui = "disclosures_dialog.ui"
    heading: QLabel
    patient: QLabel
    since: DateField
    until: DateField
    required_only: QCheckBox
    disclosures: QTableView
    facts: QLabel
    problem: QLabel
    record_button: QPushButton
    retract_button: QPushButton
    save_button: QPushButton
    print_button: QPushButton
    close_button: QPushButton


class DisclosureTable(CellsTable[DisclosureRow]):
    """The disclosures of the days that were asked for."""

    headers: ClassVar[tuple[str, ...]] = HEADERS


class DisclosuresDialog(QDialog):
    """The accounting of disclosures (45 CFR 164.528) of one patient: seen, printed and saved."""

    def __init__(
        self, context: AppContext, patient: Patient, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle(_TITLE)
        self._context = context
        self._patient = patient
        self._asked: Accounting | None = None
        self.print_dialog: QDialog | None = None
        self.form = form = DisclosuresForm(self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(form.root)
        self.model = DisclosureTable()
        self.model.setParent(self)
        form.heading.setText(_TITLE)
        form.patient.setText(patient_line(patient))
        form.problem.hide()
        form.since.set_value(six_years_before(context.today()))
        form.until.set_value(context.today())
        self._set_up_table()
        self._connect()
        self.read()

    @property
    def selected(self) -> Disclosure | None:
        """The disclosure whose row is selected."""
        index = self.form.disclosures.currentIndex()
        return self.model.row(index).disclosure if index.isValid() else None

    def read(self) -> None:
        """Read the disclosures of the days that are asked for."""
        since, until = self.form.since.value(), self.form.until.value()
        if since is None or until is None:
            return
        context, patient_id = self._context, self._patient.id or 0
        required_only = self.form.required_only.isChecked()
        context.tasks.run(
            lambda: account_for_disclosures(
                context.clinic, patient_id, since, until, required_only=required_only
            ),
            done=self._show,
            failed=self._failed,
            parent=self,
        )

    def save_to(self, path: Path) -> None:
        """Write the list as PDF, and keep what was written."""

        def work(clinic: Clinic) -> Changes:
            return give_accounting(clinic, self._pages(clinic), LetterDelivery.SAVED, path)

        self._give(work, "The list was saved as a PDF. A copy stays in the chart.")

    def print_on(self, printer: QPrinter) -> None:
        """Print the list, and keep what was printed."""

        def work(clinic: Clinic) -> Changes:
            from practice_desk.gui.printing.job import print_pdf

            pages = self._pages(clinic)
            print_pdf(pages.letter.pdf, printer)
            return give_accounting(clinic, pages, LetterDelivery.PRINTED)

        self._give(work, "The list was printed. A copy stays in the chart.")

    def _pages(self, clinic: Clinic) -> RenderedAccounting:
        assert self._asked is not None  # the buttons are off before anything was read
        asked = self._asked
        return render_accounting(
            clinic,
            asked.patient.id or 0,
            asked.since,
            asked.until,
            required_only=asked.required_only,
        )

    def _give(self, work: Callable[[Clinic], Changes], done: str) -> None:
        context = self._context
        self._allow(busy=True)

        def given(changes: Changes) -> None:
            context.events.store_changed.emit(changes)
            context.messages.success(done)
            self.form.facts.setText(done)

        task = context.tasks.run(
            lambda: work(context.clinic), done=given, failed=self._failed, parent=self
        )
        task.finished.connect(self._allow)

    def _connect(self) -> None:
        form = self.form
        set_icon(form.print_button, "printer", "on_accent")
        set_icon(form.save_button, "save")
        form.since.value_changed.connect(self.read)
        form.until.value_changed.connect(self.read)
        form.required_only.toggled.connect(self.read)
        form.record_button.clicked.connect(self._record)
        form.retract_button.clicked.connect(self._retract)
        form.save_button.clicked.connect(self._ask_file)
        form.print_button.clicked.connect(self._ask_printer)
        form.close_button.clicked.connect(self.accept)
        may_record = self._context.may(Operation.RECORD_DISCLOSURE)
        form.record_button.setVisible(may_record)
        form.retract_button.setVisible(may_record)
        may_give = self._context.may(Operation.GIVE_ACCOUNTING)
        form.save_button.setVisible(may_give)
        form.print_button.setVisible(may_give)
        self._context.events.store_changed.connect(self._changed)
        self._allow()

    def _set_up_table(self) -> None:
        table = self.form.disclosures
        table.setModel(self.model)
        set_columns(table, _WIDTHS, _WIDE, _ROW_HEIGHT)
        table.selectionModel().currentRowChanged.connect(self._show_facts)

    def _show(self, found: Accounting) -> None:
        self._asked = found
        self.form.problem.hide()
        self.model.show_rows(disclosure_rows(found.disclosures))
        if found.disclosures:
            self.form.disclosures.selectRow(0)
        self._show_facts()
        self._allow()

    def _show_facts(self) -> None:
        value = self.selected
        self.form.facts.setText(_EMPTY if value is None else facts(value))
        self._allow()

    def _allow(self, *, busy: bool = False) -> None:
        form, value = self.form, self.selected
        form.retract_button.setEnabled(value is not None and value.letter_id is None)
        for button in (form.save_button, form.print_button):
            button.setEnabled(self._asked is not None and not busy)

    def _failed(self, error: ExpectedError) -> None:
        self.form.problem.setText(str(error))
        self.form.problem.show()

    def _changed(self, changes: Changes) -> None:
        if "disclosure" in changes.nouns and self._patient.id in changes.patient_ids:
            self.read()

    def _record(self) -> None:
        DisclosureDialog(self._context, self._patient, self).open()

    def _retract(self) -> None:
        if (value := self.selected) is not None:
            RetractDisclosureDialog(self._context, self._patient, value, self).open()

    def _ask_printer(self) -> None:
        from practice_desk.gui.printing.asking import ask_printer

        self.print_dialog = ask_printer(self, _NAME, "accounting", self.print_on)

    def _ask_file(self) -> None:
        ask_where_to_save(
            self, "Save the list as PDF", PDF, f"{_NAME}-of-disclosures.pdf", self.save_to
        )
