"""The audit trail in the settings: narrowed by person, patient, date and kind, and exported."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.audit_event import AuditFilter
from practice_desk.domain.permission import Operation
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.icons import set_icon
from practice_desk.gui.models.audit_table import AuditTable
from practice_desk.gui.models.audit_view import (
    HEADERS,
    audit_row,
    begins,
    ends,
    facts,
    kind_choices,
)
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.empty_state import EmptyState
from practice_desk.gui.widgets.save_file import CSV, ask_where_to_save
from practice_desk.gui.widgets.table_columns import set_columns
from practice_desk.gui.widgets.term_search import TermSearch
from practice_desk.gui.wording import write_count
from practice_desk.services.audit_reader import (
    AuditPerson,
    export_trail,
    people_in_trail,
    read_trail,
)
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import find_patients, patient_summaries
from practice_desk.services.terms import Term

_MOST_PATIENTS = 10
_ROW_HEIGHT = 34
_WIDTHS = (185, 145, 230, 215)


class AuditForm(Form):
    """``ui/audit_trail.ui``."""

    ui = "audit_trail.ui"
    heading: QLabel
    count: QLabel
    export_button: QPushButton
    user_name: QComboBox
    patient: QLineEdit
    since: DateField
    until: DateField
    kind: QComboBox
    show_all: QPushButton
    stack: QStackedWidget
    list_page: QWidget
    entries: QTableView
    facts: QLabel
    empty_page: QWidget
    empty: EmptyState


class AuditSection(QWidget):
    """Reads when it comes forward, and again whenever the choice changes."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.form = AuditForm(self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.form.root)
        self.model = AuditTable(context, HEADERS, audit_row, self)
        self._kinds = kind_choices()
        self._patient_id: int | None = None
        self._set_up()

    def load(self) -> None:
        """Read the trail as it is narrowed now, and who is in it."""
        context = self._context
        if not context.may(Operation.VIEW_AUDIT_TRAIL):
            return
        context.tasks.run(
            lambda: people_in_trail(context.clinic), done=self._show_people, parent=self
        )
        self.read()

    def read(self) -> None:
        """Read from the newest entry on."""
        form = self.form
        if not all(field.is_valid() for field in (form.since, form.until)):
            return
        wanted = self.wanted
        self.model.show_trail(lambda clinic, before: read_trail(clinic, wanted, before))

    @property
    def wanted(self) -> AuditFilter:
        """What the list is narrowed to."""
        form = self.form
        return AuditFilter(
            user_name=form.user_name.currentData() or "",
            patient_id=self._patient_id,
            since=begins(form.since.value()),
            until=ends(form.until.value()),
            kind=self._kinds[form.kind.currentIndex()].kind,
        )

    def export_to(self, path: Path) -> None:
        """Write what the list is narrowed to as CSV."""
        context, wanted = self._context, self.wanted
        self.form.export_button.setEnabled(False)

        def done(count: int) -> None:
            self._allow_export()
            entries = write_count(count, "entry", "entries")
            context.messages.success(f"{entries} exported. The export is recorded too.")

        task = context.long_work.run(
            lambda: export_trail(context.clinic, wanted, path), done=done, parent=self
        )
        task.finished.connect(self._allow_export)

    def show_all(self) -> None:
        """Take every narrowing away."""
        form = self.form
        widgets = (form.user_name, form.kind, form.patient, form.since.edit, form.until.edit)
        for widget in widgets:
            widget.blockSignals(True)
        form.user_name.setCurrentIndex(0)
        form.kind.setCurrentIndex(0)
        form.patient.clear()
        form.since.set_value(None)
        form.until.set_value(None)
        for widget in widgets:
            widget.blockSignals(False)
        self._patient_id = None
        self.read()

    def _set_up(self) -> None:
        form = self.form
        form.user_name.addItem("Everybody", "")
        form.kind.addItems([choice.text for choice in self._kinds])
        set_icon(form.export_button, "download")
        form.export_button.setVisible(self._context.may(Operation.EXPORT_AUDIT_TRAIL))
        self._set_up_table(form.entries)
        form.user_name.currentIndexChanged.connect(self.read)
        form.kind.currentIndexChanged.connect(self.read)
        form.since.value_changed.connect(self.read)
        form.until.value_changed.connect(self.read)
        form.show_all.clicked.connect(self.show_all)
        form.export_button.clicked.connect(self._ask_file)
        TermSearch(self._context, form.patient, self._find).chosen.connect(self._choose_patient)
        form.patient.textChanged.connect(self._patient_typed)
        form.empty.show_state("history", "No entry is like this. Show all, or choose other days.")
        self.model.fetched.connect(self._fetched)

    def _set_up_table(self, table: QTableView) -> None:
        table.setModel(self.model)
        set_columns(table, _WIDTHS, len(HEADERS) - 1, _ROW_HEIGHT)
        table.selectionModel().currentRowChanged.connect(self._show_facts)

    def _find(self, text: str) -> list[Term]:
        """Return the patients that *text* finds, by chart number. On the worker."""
        clinic: Clinic = self._context.clinic
        found = find_patients(clinic, text)[:_MOST_PATIENTS]
        return [
            Term(each.display_name, each.display_name, each.chart_number, str(each.id))
            for each in patient_summaries(clinic, found)
        ]

    def _choose_patient(self, term: Term) -> None:
        self._patient_id = int(term.pack_id)
        self.read()

    def _patient_typed(self, _text: str) -> None:
        if self._patient_id is not None:
            self._patient_id = None
            self.read()

    def _show_people(self, people: list[AuditPerson]) -> None:
        choice = self.form.user_name
        chosen = choice.currentData()
        choice.blockSignals(True)
        choice.clear()
        choice.addItem("Everybody", "")
        for person in people:
            text = f"{person.name} ({person.user_name})" if person.name else person.user_name
            choice.addItem(text, person.user_name)
        choice.setCurrentIndex(max(0, choice.findData(chosen)))
        choice.blockSignals(False)

    def _fetched(self, count: int, more: bool) -> None:
        form = self.form
        form.stack.setCurrentWidget(form.list_page if count else form.empty_page)
        form.count.setText(
            f"the newest {count:,} of more" if more else write_count(count, "entry", "entries")
        )
        self._allow_export()
        if count and not form.entries.currentIndex().isValid():
            form.entries.setCurrentIndex(self.model.index(0, 0))

    def _show_facts(self, current: QModelIndex) -> None:
        row = self.model.row(current.row()) if current.isValid() else None
        self.form.facts.setText("" if row is None else facts(row.line))

    def _allow_export(self) -> None:
        self.form.export_button.setEnabled(bool(self.model.rows))

    def _ask_file(self) -> None:
        ask_where_to_save(
            self,
            "Export the audit trail",
            CSV,
            f"audit-trail-{self._context.today():%Y-%m-%d}.csv",
            self.export_to,
        )
