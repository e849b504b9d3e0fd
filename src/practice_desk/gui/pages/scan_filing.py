"""Filing scans from the Person page, by somebody who does not see the chart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from practice_desk.domain.document_topic import GENERAL
from practice_desk.domain.patient import Patient
from practice_desk.gui.context import AppContext
from practice_desk.gui.pages.document_filing import DocumentFiling
from practice_desk.gui.widgets.document_account import DocumentAccount
from practice_desk.gui.widgets.progress_strip import ProgressStrip
from practice_desk.services.document_import import file_scans
from practice_desk.services.document_topics import Topics, document_topics


class ScanFiling(DocumentFiling):
    """Asks for files and what they are; bound to the patient for whom it was begun."""

    def __init__(self, context: AppContext, page: QWidget) -> None:
        self.strip, self.account = ProgressStrip(), DocumentAccount()
        super().__init__(context, self.strip, self.account, page, file_scans)
        self._whose: Patient | None = None
        self.chosen.connect(self._take)

    def choose(self, patient: Patient) -> None:
        """Ask for the files to be filed in the chart of *patient*."""
        if self.may_leave():
            self._whose = patient
            self.choose_files()

    def _take(self, paths: Sequence[Path]) -> None:
        patient, context = self._whose, self._context
        if patient is None or not paths:
            return

        def ask(found: Topics) -> None:
            self.begin(patient, paths, found.topics, GENERAL)

        context.tasks.run(
            lambda: document_topics(context.clinic),
            done=ask,
            failed=context.messages.show_error,
            parent=self,
        )
