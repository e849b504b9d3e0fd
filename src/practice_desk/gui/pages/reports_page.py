"""Reports, in the rail: the clinic's numbers, and lists of patients that stay current."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QTabWidget,
    QWidget,
)

from practice_desk.domain.report import Report
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.export_report_dialog import ExportReportDialog
from practice_desk.gui.pages.app_page import AppPage
from practice_desk.gui.widgets.report_panel import ReportPanel
from practice_desk.gui.widgets.save_file import CSV, PDF, ask_where_to_save
from practice_desk.services.reports.exporting import (
    Audience,
    ReportFormat,
    export_report,
    file_name,
)
from practice_desk.services.reports.registry import REPORTS

_LIST_WIDTH = 250
REPORTS_TAB, WORKLISTS_TAB = "Reports", "Worklists"


class ReportsPage(AppPage):
    """A list of what can be asked at the left, the answer beside it."""

    draft_kinds: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.tabs = QTabWidget()
        self.reports = QListWidget()
        self.panel = ReportPanel(context)
        self._stack = QStackedWidget()
        self._kinds = [kind for kind in REPORTS if context.may(kind.operation)]
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read what is shown anew, the first report at first."""
        if self.reports.currentRow() < 0 and self._kinds:
            self.reports.setCurrentRow(0)
        elif self.panel.kind is not None:
            self.panel.read()

    def show_report(self, name: str) -> None:
        """Bring the report of this name forward."""
        for place, kind in enumerate(self._kinds):
            if kind.name == name:
                self.tabs.setCurrentIndex(0)
                self.reports.setCurrentRow(place)

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self._kinds):
            self.panel.show_kind(self._kinds[place])

    def _save(self, report: Report, form: ReportFormat) -> None:
        dialog = ExportReportDialog(report.title, self)
        dialog.chosen.connect(partial(self._ask_file, report, form))
        dialog.open()

    def _ask_file(self, report: Report, form: ReportFormat, audience: Audience) -> None:
        name = file_name(report, form, audience)
        kind = PDF if form is ReportFormat.PDF else CSV
        save = partial(self.save_to, report, form, audience)
        ask_where_to_save(self, f"Save {report.title.lower()}", kind, name, save)

    def save_to(self, report: Report, form: ReportFormat, audience: Audience, path: Path) -> None:
        """Save *report* to a file."""
        context = self.context
        context.tasks.run(
            lambda: export_report(context.clinic, report, form, audience, path),
            done=lambda _none: context.messages.success("The report is saved."),
            parent=self,
        )

    def _lay_out(self) -> None:
        for kind in self._kinds:
            item = QListWidgetItem(kind.title)
            item.setToolTip(kind.about)
            self.reports.addItem(item)
        self.reports.setAccessibleName("Reports")
        self.tabs.addTab(self.reports, f"{REPORTS_TAB}")
        self.tabs.setFixedWidth(_LIST_WIDTH)
        self.tabs.setDocumentMode(True)
        self._stack.addWidget(self.panel)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 16, 24, 16)
        row.setSpacing(16)
        row.addWidget(self.tabs)
        row.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.reports.currentRowChanged.connect(self._choose)
        self.panel.patient_wanted.connect(self.patient_wanted)
        self.panel.save_wanted.connect(self._save)
