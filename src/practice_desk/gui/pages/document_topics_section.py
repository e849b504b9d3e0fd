"""The folders for documents in the settings: the clinic's own labels, in its own order."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.changes import Changes
from practice_desk.domain.document_topic import GENERAL, Topic
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.plain_text import plain_label
from practice_desk.services.document_topics import Topics, document_topics, rename_topics

_KEY = Qt.ItemDataRole.UserRole
_FRAME = 12
_ABOUT = (
    "Scans, PDFs and photos of a chart are filed in these folders. Press F2 to change a label. A "
    "folder that is removed takes nothing new; what lies in it stays where it is."
)


class DocumentTopicsSection:
    """A list of labels with its own Save, as a part of the settings; nothing else follows it."""

    def __init__(self, context: AppContext) -> None:
        self.context = context
        self.root = QWidget()
        self.labels = QListWidget()
        self.add_button = QPushButton("Add a folder")
        self.up_button = QPushButton("Move up")
        self.down_button = QPushButton("Move down")
        self.remove_button = QPushButton("Remove")
        self.save_button = QPushButton("Save folders")
        self.problem = plain_label("", "problem", wrap=True)
        self._read: Topics | None = None
        self._lay_out()
        self._connect()

    def load(self) -> None:
        """Read the folders again, unless something was changed and not saved."""
        if self.is_changed() or not self.context.may(Operation.EDIT_CLINIC):
            return
        context = self.context
        context.tasks.run(
            lambda: document_topics(context.clinic), done=self._show, parent=self.root
        )

    def is_changed(self) -> bool:
        """Whether the list differs from what was read."""
        return self._read is not None and self._lines() != _lines_of(self._read.topics)

    def discard(self) -> None:
        """Show what was read again."""
        if self._read is not None:
            self._show(self._read)

    def save(self) -> None:
        """Keep the labels and their order."""
        read, lines, context = self._read, self._lines(), self.context
        if read is None:
            return
        self.problem.hide()
        self.save_button.setEnabled(False)
        context.tasks.run(
            lambda: rename_topics(context.clinic, read, lines),
            done=self._saved,
            failed=self._failed,
            parent=self.root,
        )

    def add(self) -> None:
        """Add a folder at the end and let its label be typed."""
        item = self._item("", "New folder")
        self.labels.addItem(item)
        self.labels.setCurrentItem(item)
        self.labels.editItem(item)

    def move(self, rows: int) -> None:
        """Move the selected folder up or down."""
        place = self.labels.currentRow()
        if 0 <= place < self.labels.count() and 0 <= place + rows < self.labels.count():
            item = self.labels.takeItem(place)
            self.labels.insertItem(place + rows, item)
            self.labels.setCurrentItem(item)

    def remove(self) -> None:
        """Take the selected folder out; the one for everything else stays."""
        if self._may_go():
            self.labels.takeItem(self.labels.currentRow())

    def _show(self, found: Topics) -> None:
        self._read = found
        self.problem.hide()
        self.labels.clear()
        for key, label in _lines_of(found.topics):
            self.labels.addItem(self._item(key, label))
        self.labels.setCurrentRow(0)
        self._allow()

    def _item(self, key: str, label: str) -> QListWidgetItem:
        item = QListWidgetItem(label)
        item.setData(_KEY, key)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        return item

    def _lines(self) -> list[tuple[str, str]]:
        items = (self.labels.item(place) for place in range(self.labels.count()))
        return [(str(item.data(_KEY)), item.text()) for item in items]

    def _saved(self, changes: Changes) -> None:
        self._read = None
        self.context.events.store_changed.emit(changes)
        self.context.messages.success("The folders were saved.")
        self.load()

    def _failed(self, error: ExpectedError) -> None:
        self.problem.setText(str(error))
        self.problem.show()
        self._allow()

    def _allow(self) -> None:
        rows = self.labels.count() * max(1, self.labels.sizeHintForRow(0))
        self.labels.setFixedHeight(rows + _FRAME)  # as high as its rows: the page scrolls
        place, last = self.labels.currentRow(), self.labels.count() - 1
        self.up_button.setEnabled(place > 0)
        self.down_button.setEnabled(0 <= place < last)
        self.remove_button.setEnabled(self._may_go())
        self.save_button.setEnabled(self.is_changed())

    def _may_go(self) -> bool:
        place = self.labels.currentRow()
        return place >= 0 and self.labels.item(place).data(_KEY) != GENERAL

    def _connect(self) -> None:
        self.add_button.clicked.connect(self.add)
        self.up_button.clicked.connect(lambda: self.move(-1))
        self.down_button.clicked.connect(lambda: self.move(1))
        self.remove_button.clicked.connect(self.remove)
        self.save_button.clicked.connect(self.save)
        self.labels.currentRowChanged.connect(lambda _row: self._allow())
        model = self.labels.model()
        for changed in (model.dataChanged, model.rowsInserted, model.rowsRemoved):
            changed.connect(lambda *_: self._allow())
        self.context.events.store_changed.connect(self._changed)

    def _changed(self, changes: Changes) -> None:
        if "document_topic" in changes.nouns:
            self.load()

    def _lay_out(self) -> None:
        self.labels.setAccessibleName("Folders for documents")
        self.labels.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.labels.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.problem.hide()
        buttons = QVBoxLayout()
        for button in (self.add_button, self.up_button, self.down_button, self.remove_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.labels, 1)
        row.addLayout(buttons)
        foot = QHBoxLayout()
        foot.addWidget(self.problem, 1)
        foot.addStretch(0)
        foot.addWidget(self.save_button)
        rows = QVBoxLayout(self.root)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(10)
        rows.addWidget(plain_label("Folders for documents", "heading"))
        rows.addWidget(plain_label(_ABOUT, "dim", wrap=True))
        rows.addLayout(row)
        rows.addLayout(foot)


def _lines_of(topics: tuple[Topic, ...]) -> list[tuple[str, str]]:
    return [(topic.key, topic.label) for topic in topics if not topic.hidden]
