"""Filing documents from the Documents page: choosing them, saying where, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from practice_desk.domain.document_topic import GENERAL, Topic, topic_label
from practice_desk.domain.filed_document import Filing
from practice_desk.domain.patient import Patient
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.document_dialogs import FilingDialog
from practice_desk.gui.long_work import LongWork
from practice_desk.gui.models.document_view import import_rows, import_sentence
from practice_desk.gui.widgets.document_account import DocumentAccount
from practice_desk.gui.widgets.progress_strip import ProgressStrip
from practice_desk.services.document_import import DocumentImport, import_documents

_FILTER = "Documents (*.pdf *.jpg *.jpeg *.png *.tif *.tiff *.heic *.txt);;All files (*)"


class DocumentFiling(QObject):
    """One filing at a time, bound to the chart in which it began."""

    chosen = Signal(list)
    """Emits the paths that somebody chose in a dialog."""
    filed = Signal(int)
    """Emits the id of the first document that was filed."""

    def __init__(
        self,
        context: AppContext,
        strip: ProgressStrip,
        account: DocumentAccount,
        page: QWidget,
        file: Callable[..., DocumentImport] = import_documents,
    ) -> None:
        super().__init__(page)
        self._file_them = file
        self._context = context
        self._account = account
        self._page = page
        self.work = LongWork(strip, self)

    @property
    def holds_work(self) -> bool:
        """Whether documents are being filed, or what came of it can still be read."""
        return self.work.is_running or not self._account.isHidden()

    def choose_files(self) -> None:
        """Ask for files."""
        dialog = QFileDialog(self._page, "File documents", "", _FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        self._ask(dialog)

    def choose_folder(self) -> None:
        """Ask for a folder."""
        dialog = QFileDialog(self._page, "File all documents of a folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        self._ask(dialog)

    def begin(
        self, patient: Patient, paths: Sequence[Path], topics: Sequence[Topic], folder: str
    ) -> None:
        """Ask where *paths* go, the *folder* first where it takes documents, and file them."""
        if not self.may_leave():
            return
        takes = {topic.key for topic in topics if not topic.hidden}
        topic = folder if folder in takes else GENERAL
        dialog = FilingDialog(self._context, patient, paths, topics, topic, self._page)
        who, found = (patient.id or 0, patient.display_name), tuple(topics)

        def agreed(filing: Filing) -> None:
            self._file(*who, list(paths), filing, topic_label(found, filing.topic))

        dialog.agreed.connect(agreed)
        dialog.open()

    def may_leave(self) -> bool:
        """Return whether nothing is being filed; else say so."""
        if self.work.is_running:
            self._context.messages.info(
                "Documents are being filed. Wait until that is done, or cancel it."
            )
        return not self.work.is_running

    def _ask(self, dialog: QFileDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda names: self.chosen.emit([Path(n) for n in names]))
        dialog.open()

    def _file(
        self, patient_id: int, name: str, paths: list[Path], filing: Filing, folder: str
    ) -> None:
        context = self._context
        self._account.hide()
        self.work.run(
            context.long_work,
            lambda progress: self._file_them(context.clinic, patient_id, paths, filing, progress),
            f"Filing documents in the chart of {name}…",
            done=lambda account: self._tell(folder, account),
            failed=context.messages.show_error,
        )

    def _tell(self, folder: str, account: DocumentImport) -> None:
        sentence, rows = import_sentence(account, folder), import_rows(account)
        if rows or account.failure is not None:
            self._account.show_account(sentence, rows)
        elif sentence:
            self._context.messages.success(sentence)
        if account.filed:
            self.filed.emit(account.filed[0])
        if account.changes.nouns:
            self._context.events.store_changed.emit(account.changes)
