"""Reports, in the rail: the clinic's numbers, and lists of patients that stay current."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QTabWidget,
    QWidget,
)

from practice_desk.domain.changes import Changes
from practice_desk.domain.permission import Operation
from practice_desk.domain.report import Report
from practice_desk.domain.worklist import WorklistQuestion
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.export_report_dialog import ExportReportDialog
from practice_desk.gui.pages.app_page import AppPage
from practice_desk.gui.pages.worklists_section import WorklistsSection, number_in
from practice_desk.gui.widgets.report_panel import ReportPanel
from practice_desk.gui.widgets.save_file import CSV, PDF, ask_where_to_save
from practice_desk.services.reports.exporting import (
    Audience,
    ReportFormat,
    export_report,
    file_name,
)
from practice_desk.services.reports.registry import REPORTS

_LIST_WIDTH = 244
REPORTS_TAB, WORKLISTS_TAB = "Reports", "Worklists"


class ReportsPage(AppPage):
    """A list of what can be asked at the left, the answer beside it."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.tabs = QTabWidget()
        self.reports = QListWidget()
        self.panel = ReportPanel(context)
        self.worklists = WorklistsSection(context, self)
        self._stack = QStackedWidget()
        self._kinds = [kind for kind in REPORTS if context.may(kind.operation)]
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read what is shown anew, the first report at first."""
        if self.tabs.currentIndex() > 0:
            self.worklists.refresh()
        elif self.reports.currentRow() < 0 and self._kinds:
            self.reports.setCurrentRow(0)
        elif self.panel.kind is not None:
            self.panel.read()

    def show_tab(self, title: str) -> None:
        """Bring the worklists, one of those that were kept, or the report of this name forward."""
        number = number_in(title)
        if (title == WORKLISTS_TAB or number) and self.tabs.count() > 1:
            self.tabs.setCurrentWidget(self.worklists.lists)
            if number:
                self.worklists.show_kept(number)
            return
        for place, kind in enumerate(self._kinds):
            if kind.name == title:
                self.tabs.setCurrentWidget(self.reports)
                self.reports.setCurrentRow(place)

    def save_to(self, report: Report, form: ReportFormat, audience: Audience, path: Path) -> None:
        """Save *report* to a file."""
        context = self.context
        context.tasks.run(
            lambda: export_report(context.clinic, report, form, audience, path),
            done=lambda _none: context.messages.success("The report is saved."),
            parent=self,
        )

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self._kinds):
            self.panel.show_kind(self._kinds[place])

    def _turn(self, tab: int) -> None:
        self._stack.setCurrentIndex(tab)
        self.refresh()

    def _save(self, report: Report, form: ReportFormat) -> None:
        dialog = ExportReportDialog(report.title, self)
        dialog.chosen.connect(partial(self._ask_file, report, form))
        dialog.open()

    def _ask_file(self, report: Report, form: ReportFormat, audience: Audience) -> None:
        name = file_name(report, form, audience)
        kind = PDF if form is ReportFormat.PDF else CSV
        save = partial(self.save_to, report, form, audience)
        ask_where_to_save(self, f"Save {report.title.lower()}", kind, name, save)

    def _keep(self, question: WorklistQuestion) -> None:
        """Show the patients of a report's filter as a list, and ask for its name."""
        self.tabs.setCurrentWidget(self.worklists.lists)
        self.worklists.begin(question)

    def _take_change(self, changes: Changes) -> None:
        if self.isVisible() and self.tabs.currentIndex() > 0:
            self.worklists.take_change(changes)

    def _lay_out(self) -> None:
        for kind in self._kinds:
            item = QListWidgetItem(kind.title)
            item.setToolTip(kind.about)
            self.reports.addItem(item)
        self.reports.setAccessibleName(REPORTS_TAB)
        self.reports.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tabs.addTab(self.reports, REPORTS_TAB)
        self._stack.addWidget(self.panel)
        if self.context.may(Operation.LIST_WORKLIST):
            self.tabs.addTab(self.worklists.lists, WORKLISTS_TAB)
            self._stack.addWidget(self.worklists.panel)
        else:
            self.worklists.lists.hide()
            self.worklists.panel.hide()
        self.tabs.setFixedWidth(_LIST_WIDTH)
        self.tabs.setDocumentMode(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 16, 24, 16)
        row.setSpacing(16)
        row.addWidget(self.tabs)
        row.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._turn)
        self.reports.currentRowChanged.connect(self._choose)
        self.panel.patient_wanted.connect(self.patient_wanted)
        self.panel.save_wanted.connect(self._save)
        self.panel.worklist_wanted.connect(self._keep)
        self.worklists.panel.patient_wanted.connect(self.patient_wanted)
        self.context.events.store_changed.connect(self._take_change)
