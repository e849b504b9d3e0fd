"""One entry of the clinical pack over whatever rests on it: its source, its review, its facts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.knowledge import EntryKey
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.entry_dialogs import (
    EntryCorrectionDialog,
    EntryReviewDialog,
    Judgement,
)
from practice_desk.gui.models.knowledge_view import pack_line
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.entry_sheet import EntrySheet
from practice_desk.services.knowledge_entries import OWNERS_OWN, EntryDetail, read_entry

_SIZE = (640, 640)


class EntryViewDialog(QDialog):
    """Reads entries and shows one at a time; who may review, correct or reject does so from here.

    What is said of the entry shows at once, and the window below checks again by itself.
    """

    def __init__(
        self, context: AppContext, keys: Sequence[EntryKey], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Clinical pack")
        self.resize(*_SIZE)
        self._context, self._keys = context, tuple(keys)
        self.detail: EntryDetail | None = None
        self.which = QComboBox()
        self.which.setAccessibleName("Which entry is shown")
        self.pack = Banner()
        self.sheet = EntrySheet()
        self.problem = plain_label("", "problem", wrap=True)
        self.accept_button = QPushButton("&Accept…")
        self.correct_button = QPushButton("&Correct…")
        self.reject_button = QPushButton("&Reject…")
        self.close_button = QPushButton("Close")
        self._lay_out()
        self._connect()
        for key in self._keys:
            self.which.addItem(key.id.replace("_", " "), key)
        self.which.setVisible(len(self._keys) > 1)

    def judge(self, judgement: Judgement) -> None:
        """Open the dialog that says something of the entry."""
        if self.detail is not None:
            EntryReviewDialog(self._context, judgement, self.detail, self).open()

    def correct(self) -> None:
        """Open the dialog that corrects the entry."""
        if self.detail is not None:
            EntryCorrectionDialog(self._context, self.detail, self).open()

    def _read(self) -> None:
        context, key = self._context, self.which.currentData()
        if isinstance(key, EntryKey):
            context.tasks.run(
                lambda: read_entry(context.clinic, key),
                done=self._show,
                failed=self._failed,
                parent=self,
            )

    def _show(self, detail: EntryDetail) -> None:
        self.detail = detail
        self.pack.say(*pack_line(detail.pack, self._context.today()))
        self.sheet.show_entry(detail)
        self.which.setItemText(self.which.currentIndex(), detail.line.title)
        self._offer()

    def _failed(self, error: ExpectedError) -> None:
        self.detail = None
        self.sheet.clear()
        self.problem.setText(str(error))
        self.problem.show()
        self._offer()

    def _offer(self) -> None:
        may, known = self._context.may, self.detail is not None
        for button, operation in (
            (self.accept_button, Operation.REVIEW_KNOWLEDGE),
            (self.correct_button, Operation.EDIT_KNOWLEDGE),
            (self.reject_button, Operation.REVIEW_KNOWLEDGE),
        ):
            button.setVisible(known and may(operation))
        if self.detail is not None and self.detail.line.key.kind in OWNERS_OWN:
            self.correct_button.hide()
            self.reject_button.hide()

    def _changed(self, changes: Changes) -> None:
        if "knowledge" in changes.nouns:
            self._read()

    def _connect(self) -> None:
        self.which.currentIndexChanged.connect(self._read)
        self.accept_button.clicked.connect(lambda: self.judge(Judgement.ACCEPT))
        self.reject_button.clicked.connect(lambda: self.judge(Judgement.REJECT))
        self.correct_button.clicked.connect(self.correct)
        self.close_button.clicked.connect(self.reject)
        self._context.events.store_changed.connect(self._changed)

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.sheet)
        scroll.setAccessibleName("The entry with its source and review")
        scroll.viewport().setAutoFillBackground(False)
        self.sheet.setAutoFillBackground(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.accept_button, self.correct_button, self.reject_button):
            button.setAutoDefault(False)
            button.hide()
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        self.close_button.setDefault(True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(24, 20, 24, 20)
        rows.setSpacing(10)
        self.problem.hide()
        for widget in (self.pack, self.which, self.problem):
            rows.addWidget(widget)
        rows.addWidget(scroll, 1)
        rows.addLayout(buttons)
        scroll.setFocus()
