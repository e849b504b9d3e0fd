"""The Documents page: folders by topic, the documents in one, and the pages of the chosen one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from practice_desk.domain.document_file import FileType
from practice_desk.domain.draft import Draft
from practice_desk.domain.filed_document import FiledDocument
from practice_desk.domain.permission import Operation
from practice_desk.domain.record_key import RecordKey
from practice_desk.domain.text_query import SearchHit
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.dialogs.document_dialogs import (
    DocumentDialog,
    DocumentExportDialog,
    DocumentRetractDialog,
)
from practice_desk.gui.models.document_list import DocumentListModel
from practice_desk.gui.models.document_view import (
    ALL,
    document_facts,
    folder_rows,
    rows_of_folder,
    rows_of_hits,
    why_not_shown,
)
from practice_desk.gui.models.record_labels import record_key
from practice_desk.gui.pages.chart_page import ChartPage
from practice_desk.gui.pages.document_filing import DocumentFiling
from practice_desk.gui.pages.documents_layout import DocumentsLayout
from practice_desk.services.charts import Chart
from practice_desk.services.document_looks import look_into_waiting
from practice_desk.services.documents import (
    ChartDocuments,
    chart_documents,
    find_in_documents,
    review_document,
)

NOUN = "filed_document"
_TYPED = 200  # milliseconds without a further letter
_CHOSEN = 120  # milliseconds on a row, so that arrow keys do not open every document they pass


class DocumentsPage(ChartPage):
    """Folders at the left, documents with their pictures beside, the chosen one at the right."""

    draft_kinds: ClassVar[frozenset[str]] = frozenset(
        {DocumentDialog.draft_kind, DocumentRetractDialog.draft_kind}
    )

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.layout_ = ui = DocumentsLayout(context, self)
        self.model = DocumentListModel()
        ui.documents.setModel(self.model)
        self.filing = DocumentFiling(context, ui.strip, ui.account, self)
        self._chart: Chart | None = None
        self._patient_id: int | None = None
        self._found: ChartDocuments | None = None
        self._hits: tuple[SearchHit, ...] | None = None
        self._folder = ALL
        self._wanted: int | None = None
        self._asked_for = (0, 0)
        """A document, and the page of it from 0, that another page led to."""
        self._draft: Draft | None = None
        self._looked_into: set[int] = set()
        self._shown = (0, 0)
        self._search_timer = QTimer(self, singleShot=True, interval=_TYPED)
        self._search_timer.timeout.connect(self._search)
        self._show_timer = QTimer(self, singleShot=True, interval=_CHOSEN)
        self._show_timer.timeout.connect(self._show_pages)
        self.setAcceptDrops(True)
        self._connect()

    @property
    def selected(self) -> FiledDocument | None:
        """The chosen document."""
        place = self.layout_.documents.currentIndex().row()
        return self.model.rows[place].document if 0 <= place < len(self.model.rows) else None

    def show_chart(self, chart: Chart) -> None:
        """Read and show the documents of *chart*."""
        if self._patient_id != chart.patient.id:
            self._forget()
        self._chart, self._patient_id = chart, chart.patient.id
        patient_id, context = chart.patient.id or 0, self.context
        context.tasks.run(
            lambda: chart_documents(context.clinic, patient_id),
            done=lambda found: self._take(patient_id, found),
            parent=self,
        )

    @property
    def holds_work(self) -> bool:
        """Whether documents are being filed, or what came of it can still be read."""
        return self.filing.holds_work

    def let_go(self) -> None:
        """Drop the documents; what is being filed goes on, and its account stays."""
        self._chart = self._found = self._hits = None
        self._show_timer.stop()
        self.layout_.preview.forget()
        self.layout_.show_facts(None, "")
        self.model.show_rows([], {})

    def take_focus(self) -> None:
        """Let the keys work at once."""
        ui = self.layout_
        (ui.empty.button if self.model.rowCount() == 0 else ui.documents).setFocus()

    def show_record(self, key: RecordKey) -> None:
        """Choose the document that *key* names, at its page, now or once it has been read."""
        self._wanted = key.id
        self._asked_for = (key.id, max(0, key.page - 1))
        self._shown = (0, 0)
        if self._found is not None:
            self._show_wanted()

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft* was typed into, once the documents have been read."""
        self._draft = draft
        if self._found is not None:
            return self._go_on()
        return True

    def take_files(self, paths: Sequence[Path]) -> None:
        """Ask where *paths* are filed, and file them; bound to the chart that is open now."""
        chart, found = self._chart, self._found
        if paths and chart is not None and found is not None and self._may(Operation.FILE_DOCUMENT):
            self.filing.begin(chart.patient, paths, found.topics, self._folder)

    def flush(self) -> bool:
        """Return False while documents are being filed: what comes of it is told here."""
        return self.filing.may_leave()

    def review(self) -> None:
        """Sign off that the chosen document was read."""
        value, context = self.selected, self.context
        if value is None or not value.waits_for_review or not self._may(Operation.REVIEW_DOCUMENT):
            return
        number, patient_id = value.id or 0, value.patient_id
        context.tasks.run(
            lambda: review_document(context.clinic, patient_id, number),
            done=lambda saved: context.events.store_changed.emit(saved.changes),
            failed=context.messages.show_error,
            parent=self,
        )

    def change(self) -> None:
        """Open the form of what is said of the chosen document."""
        value = self.selected
        if value is not None and not value.retracted_reason:
            self._dialog(value)

    def export(self) -> None:
        """Ask to whom the chosen document goes, and write it to a file."""
        chart, value = self._chart, self.selected
        if chart is not None and value is not None and self._may(Operation.EXPORT_DOCUMENT):
            dialog = DocumentExportDialog(self.context, chart.patient, value, self)
            dialog.saved.connect(
                lambda _: self.context.messages.success("Saved, and recorded as a disclosure.")
            )
            dialog.open()

    def write_message(self) -> None:
        """Begin a message about the chosen document."""
        value = self.selected
        if value is not None:
            key = RecordKey("filed_document", value.id or 0)
            self.context.events.message_wanted.emit(value.patient_id, key)

    def retract(self) -> None:
        """Ask why the chosen document was filed in error."""
        value = self.selected
        if value is not None and not value.retracted_reason:
            self._dialog(value, retracts=True)

    def showEvent(self, event: QShowEvent) -> None:
        """Show the pages again: hidden, the process that draws them was ended."""
        super().showEvent(event)
        self._show_timer.start()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if event.mimeData().hasUrls() and self._may(Operation.FILE_DOCUMENT):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """File what was dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.take_files(paths)

    def _may(self, operation: Operation) -> bool:
        chart = self._chart
        return chart is not None and self.context.may(operation, chart.patient.id)

    def _forget(self) -> None:
        self._found, self._hits, self._folder = None, None, ALL
        self._wanted = self._draft = None
        ui = self.layout_
        ui.search.clear()
        ui.account.hide()
        ui.preview.forget()
        self.model.show_rows([], {})
        ui.show_nothing(may_add=False, is_read=False)

    def _take(self, patient_id: int, found: ChartDocuments) -> None:
        if self._chart is None or self._patient_id != patient_id:
            return
        self._found = found
        self._fill()
        self._show_wanted()
        if self._draft is not None:
            self._go_on()
        waiting = {d.id or 0 for d in found.documents if d.look == "waiting"} - self._looked_into
        if waiting and self._may(Operation.FILE_DOCUMENT) and not self.filing.work.is_running:
            self._looked_into |= waiting
            context = self.context
            context.long_work.run(
                lambda progress: look_into_waiting(context.clinic, patient_id, progress),
                done=context.events.store_changed.emit,
                failed=context.messages.show_error,
                parent=self,
            )

    def _fill(self) -> None:
        found = self._found
        if found is None:
            return
        self.layout_.offer(
            add=self._may(Operation.FILE_DOCUMENT), export=self._may(Operation.EXPORT_DOCUMENT)
        )
        if not found.documents:
            self.layout_.show_nothing(may_add=self._may(Operation.FILE_DOCUMENT), is_read=True)
            return
        former = self.selected
        folders = folder_rows(found.topics, found.documents)
        if self._folder not in {row.key for row in folders}:
            self._folder = ALL
        self.layout_.show_folders(folders, self._folder)
        if self._hits is None:
            rows = rows_of_folder(self._folder, found.documents, found.topics)
        else:
            rows = rows_of_hits(self._hits, found.documents, found.topics)
        self.model.show_rows(rows, found.pictures)
        self.layout_.show_rows(searching=self._hits is not None, any_row=bool(rows))
        place = self.model.place_of(None if former is None else former.id)
        if rows:
            self.layout_.documents.setCurrentIndex(self.model.index(max(0, place)))
        self._show_selected()

    def _choose_folder(self, key: str) -> None:
        if key != self._folder or self._hits is not None:
            self._folder, self._hits = key, None
            self.layout_.search.clear()
            self._fill()

    def _search(self) -> None:
        chart, typed = self._chart, self.layout_.search.text().strip()
        if chart is None or chart.patient.id is None:
            return
        if not typed:
            self._hits = None
            self._fill()
            return
        context, patient_id = self.context, chart.patient.id

        def done(hits: tuple[SearchHit, ...]) -> None:
            if self._chart is chart and self.layout_.search.text().strip() == typed:
                self._hits = hits
                self._fill()

        context.tasks.run(
            lambda: find_in_documents(context.clinic, patient_id, typed), done=done, parent=self
        )

    def _show_selected(self) -> None:
        value, found, chart = self.selected, self._found, self._chart
        if chart is not None:
            key = None if value is None else record_key(value)
            self.layout_.label.show_record(chart, key, "" if value is None else value.title)
        if value is None or found is None:
            self.layout_.show_facts(None, "")
            self.layout_.preview.show_message("")
            return
        facts = document_facts(value, found.topics, found.people)
        self.layout_.show_facts(
            value,
            facts,
            may_review=self._may(Operation.REVIEW_DOCUMENT),
            may_change=self._may(Operation.FILE_DOCUMENT),
        )
        self._show_timer.start()

    def _show_pages(self) -> None:
        value = self.selected
        if value is None or not self.isVisible():
            return
        if sentence := why_not_shown(value):
            self.layout_.preview.show_message(sentence)
            return
        page = self.model.rows[self.layout_.documents.currentIndex().row()].page
        if self._hits is None and self._asked_for[0] == value.id:
            page = 0 if value.file_type is FileType.TEXT else self._asked_for[1]
        wanted = (value.id or 0, page)
        if wanted != self._shown or not self.layout_.preview.shows(value):
            self._shown = wanted  # else somebody may have turned the page since
            self.layout_.preview.show_document(value, page)

    def _show_wanted(self) -> None:
        """Choose the document that was asked for, in the folder of all."""
        wanted, found = self._wanted, self._found
        if wanted is None or found is None:
            return
        self._wanted = None
        self._folder, self._hits = ALL, None
        self.layout_.search.clear()
        self._fill()
        if (place := self.model.place_of(wanted)) >= 0:
            self.layout_.documents.setCurrentIndex(self.model.index(place))
            self.layout_.documents.setFocus()

    def _choose_filed(self, number: int) -> None:
        self._wanted = number  # once the chart has been read again

    def _go_on(self) -> bool:
        draft, found = self._draft, self._found
        self._draft = None
        target = None if draft is None else draft.body.get("target")
        if draft is None or found is None or not isinstance(target, dict):
            return False
        value = next((d for d in found.documents if d.id == target.get("id")), None)
        if value is None or value.retracted_reason:
            return False
        dialog = self._dialog(value, retracts=draft.kind == DocumentRetractDialog.draft_kind)
        if dialog is not None:
            dialog.put_draft(draft)
        return dialog is not None

    def _dialog(self, value: FiledDocument, *, retracts: bool = False) -> ChartDialog | None:
        chart, found = self._chart, self._found
        if chart is None or found is None or not self._may(Operation.FILE_DOCUMENT):
            return None
        dialog: ChartDialog
        if retracts:
            dialog = DocumentRetractDialog(self.context, chart.patient, value, self)
        else:
            dialog = DocumentDialog(self.context, chart.patient, value, found.topics, self)
        dialog.open()
        return dialog

    def _connect(self) -> None:
        ui = self.layout_
        ui.search.textChanged.connect(lambda _text: self._search_timer.start())
        ui.search.returnPressed.connect(self._search)
        ui.folder_chosen.connect(self._choose_folder)
        ui.documents.selectionModel().currentChanged.connect(self._show_selected)
        ui.documents.activated.connect(lambda _index: ui.preview.take_focus())
        for key, call in (("R", self.review), ("F2", self.change)):
            shortcut = QShortcut(QKeySequence(key), ui.documents)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(call)
        filing = self.filing
        ui.add_files.clicked.connect(filing.choose_files)
        ui.add_folder.clicked.connect(filing.choose_folder)
        ui.empty.action_triggered.connect(filing.choose_files)
        filing.chosen.connect(self.take_files)
        filing.filed.connect(self._choose_filed)
        ui.review.clicked.connect(self.review)
        ui.change.clicked.connect(self.change)
        ui.message_action.triggered.connect(self.write_message)
        ui.export_action.triggered.connect(self.export)
        ui.retract_action.triggered.connect(self.retract)
