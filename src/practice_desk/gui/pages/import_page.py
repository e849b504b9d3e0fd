"""Bringing in records: choose or drop files and folders, watch, and see what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.import_report import ImportReport, KeptAsideList
from practice_desk.domain.patient import PatientSummary
from practice_desk.domain.progress import Progress
from practice_desk.gui.context import AppContext
from practice_desk.gui.icons import set_icon, set_pixmap
from practice_desk.gui.long_work import LongWork
from practice_desk.gui.models.import_view import READABLE_SUFFIXES, acceptable_paths
from practice_desk.gui.pages.app_page import AppPage
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.import_result import MOST_CHARTS, ImportResult
from practice_desk.gui.widgets.kept_aside_card import KeptAsideCard
from practice_desk.gui.widgets.page_column import PageColumn
from practice_desk.gui.widgets.progress_strip import ProgressStrip
from practice_desk.services.clinic import Clinic
from practice_desk.services.import_reports import save_import_report
from practice_desk.services.patients import patient_summaries

_FILTER = f"FHIR records ({' '.join(f'*{suffix}' for suffix in READABLE_SUFFIXES)})"
_NOUNS = frozenset(
    {
        "patient",
        "condition",
        "allergy",
        "allergy_intolerance",
        "medication",
        "plan_event",
        "observation",
        "encounter",
        "document",
    }
)


class ImportPage(AppPage):
    """Imports one batch at a time; the account of the last one stays until the next."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.report: ImportReport | None = None
        self.setAcceptDrops(False)  # the window takes drops for every page
        column = PageColumn(self, "Import")
        self.files_button = QPushButton("Choose &files…")
        self.files_button.setProperty("kind", "primary")
        self.folder_button = QPushButton("Choose a f&older…")
        set_icon(self.files_button, "file-plus", "on_accent")
        set_icon(self.folder_button, "folder-open")
        self.strip = ProgressStrip()
        self.work = LongWork(self.strip, self)
        self.result = ImportResult()
        self.earlier = KeptAsideCard("Kept aside so far")
        self.earlier_button = QPushButton("S&how what was kept aside so far")
        self.earlier_button.setProperty("kind", "link")
        self.earlier.hide()
        column.body.addWidget(self._invitation())
        column.body.addWidget(self.result)
        column.body.addWidget(self.earlier_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.body.addWidget(self.earlier)
        column.body.addStretch(1)
        self.files_button.clicked.connect(self.choose_files)
        self.folder_button.clicked.connect(self.choose_folder)
        self.earlier_button.clicked.connect(self.show_kept_aside)
        self.result.patient_wanted.connect(self.patient_wanted)
        self.result.save_wanted.connect(self.choose_report_file)

    def take_files(self, paths: Sequence[Path]) -> None:
        """Import dropped files and folders."""
        if self.work.is_running:
            self.context.messages.info(
                "An import is under way.", "Drop these again when it has ended."
            )
            return
        chosen = acceptable_paths(paths)
        if not chosen:
            self.context.messages.caution(
                "That is nothing that can be imported.", "Drop FHIR files (.json) or folders."
            )
            return
        self._begin(chosen)

    @property
    def holds_work(self) -> bool:
        """Whether an import is under way, or the account of the last one can still be read."""
        return self.work.is_running or self.report is not None

    def choose_files(self) -> None:
        """Ask for files."""
        dialog = QFileDialog(self, "Import FHIR records", "", _FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        self._ask(dialog)

    def choose_folder(self) -> None:
        """Ask for a folder."""
        dialog = QFileDialog(self, "Import a folder of FHIR records")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        self._ask(dialog)

    def show_kept_aside(self) -> None:
        """Show what all imports kept aside, with the reasons."""
        context = self.context
        context.tasks.run(
            lambda: list_kept_aside(context.clinic), done=self._show_earlier, parent=self
        )

    def choose_report_file(self) -> None:
        """Ask where the report goes."""
        dialog = QFileDialog(self, "Save the import report", "import-report.csv", "CSV (*.csv)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.save_report(Path(name)))
        dialog.open()

    def save_report(self, path: Path) -> None:
        """Write the account of the last import to *path*."""
        report, messages = self.report, self.context.messages
        if report is None:
            return
        self.context.tasks.run(
            lambda: save_import_report(report, path),
            done=lambda _none: messages.success(f"The report was saved as {path.name}."),
            failed=messages.show_error,
            parent=self,
        )

    def _ask(self, dialog: QFileDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda names: self.take_files([Path(n) for n in names]))
        dialog.open()

    def _begin(self, paths: Sequence[Path]) -> None:
        self._allow(False)
        self.result.hide()
        self.earlier.hide()
        self.earlier_button.show()
        context = self.context
        self.work.run(
            context.long_work,
            lambda progress: _import(context.clinic, paths, progress),
            "Reading the files…",
            done=self._show,
            failed=self._give_up,
        )

    def _show(self, outcome: tuple[ImportReport, list[PatientSummary]]) -> None:
        report, charts = outcome
        self._allow(True)
        self.report = report
        self.result.show_report(report, charts)
        if report.imported:
            self.context.events.store_changed.emit(Changes(frozenset(report.patient_ids), _NOUNS))

    def _show_earlier(self, found: KeptAsideList) -> None:
        if not found.reasons:
            self.context.messages.info("Nothing is kept aside.")
            return
        self.earlier.show_kept(found.listed, found.reasons)
        self.earlier.show()
        self.earlier_button.hide()

    def _give_up(self, error: ExpectedError) -> None:
        self._allow(True)
        self.context.messages.show_error(error)

    def _allow(self, allowed: bool) -> None:
        self.files_button.setEnabled(allowed)
        self.folder_button.setEnabled(allowed)

    def _invitation(self) -> Card:
        card = Card()
        symbol = QLabel()
        set_pixmap(symbol, "import", 40, "accent")
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(plain_label("Bring in records in FHIR R4", "heading"))
        words.addWidget(
            plain_label(
                "Choose JSON files or whole folders, or drop them anywhere on this window. "
                "Nothing is imported twice, and the originals are kept.",
                "dim",
                wrap=True,
            )
        )
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(symbol)
        row.addLayout(words, 1)
        row.addWidget(self.files_button)
        row.addWidget(self.folder_button)
        card.body.addLayout(row)
        card.body.addWidget(self.strip)
        return card


def list_kept_aside(clinic: Clinic) -> KeptAsideList:
    """Return what waits outside the charts; imports the reader of records only now."""
    from practice_desk.services import imports

    return imports.list_kept_aside(clinic)


def _import(
    clinic: Clinic, paths: Sequence[Path], progress: Progress
) -> tuple[ImportReport, list[PatientSummary]]:
    from practice_desk.services.imports import import_files

    report = import_files(clinic, paths, progress)
    newest = sorted(report.patient_ids)[:MOST_CHARTS]
    return report, patient_summaries(clinic, newest)
