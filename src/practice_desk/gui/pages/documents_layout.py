"""What stands where on the Documents page, and what is shown and offered of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.filed_document import FiledDocument
from practice_desk.gui import theme
from practice_desk.gui.context import AppContext
from practice_desk.gui.icons import set_icon
from practice_desk.gui.models.document_delegate import DocumentDelegate
from practice_desk.gui.models.document_view import FolderRow
from practice_desk.gui.plain_text import ElidedLabel, plain_label
from practice_desk.gui.widgets.document_account import DocumentAccount
from practice_desk.gui.widgets.document_preview import DocumentPreview
from practice_desk.gui.widgets.empty_state import EmptyState
from practice_desk.gui.widgets.label_control import LabelControl
from practice_desk.gui.widgets.progress_strip import ProgressStrip

_KEY = Qt.ItemDataRole.UserRole
_FOLDERS_WIDTH = 184
_EMPTY = (
    "Scans, PDFs, photos and texts will be here, in folders by topic. Drop files or a folder "
    "anywhere on this page, or choose them."
)
_NOTHING_FOUND = "No document of this chart has all these words. Scans are found by their title."
_EMPTY_FOLDER = "Nothing lies in this folder. Drop files here to file them in it."


class DocumentsLayout(QObject):
    """The widgets of the page; the page knows what they mean."""

    folder_chosen = Signal(str)
    """Emits the key of a folder that somebody chose."""

    def __init__(self, context: AppContext, page: QWidget) -> None:
        super().__init__(page)
        self.search = QLineEdit()
        self.add_files = QPushButton("Add files…")
        self.add_folder = QPushButton("Add folder…")
        self.strip = ProgressStrip()
        self.account = DocumentAccount()
        self.folders = QListWidget()
        self.documents = QListView()
        self.none_here = plain_label("", "dim", wrap=True)
        self.title = ElidedLabel("", "heading")
        self.facts = plain_label("", "small", wrap=True, selectable=True)
        self.label = LabelControl(context, page)
        self.review = QPushButton("Mark as reviewed")
        self.change = QPushButton("Change…")
        self._waits = QFrame()
        self.more = QToolButton()
        self.preview = DocumentPreview(context)
        self.empty = EmptyState(
            icon="folder-open", sentence=_EMPTY, action="Add files…", action_icon="upload"
        )
        self._stack = QStackedWidget()
        self._panes = QWidget()
        self._set_up(page)
        self._lay_out(page)
        self.folders.currentItemChanged.connect(self._folder_changed)

    def show_nothing(self, *, may_add: bool, is_read: bool) -> None:
        """Show that there is no document, or nothing while that is not known yet."""
        self.empty.setVisible(is_read)
        self.empty.button.setVisible(may_add)
        self._stack.setCurrentWidget(self.empty)
        self.search.hide()
        self.add_files.hide()  # the same button stands below the sentence

    def offer(self, *, add: bool, export: bool) -> None:
        """Offer what the person at the keyboard may do."""
        for button in (self.add_files, self.add_folder):
            button.setVisible(add)
        self.export_action.setVisible(export)
        self.retract_action.setVisible(add)

    def show_folders(self, rows: Sequence[FolderRow], chosen: str) -> None:
        """Show the folders, the *chosen* one selected."""
        self._stack.setCurrentWidget(self._panes)
        self.search.show()
        with QSignalBlocker(self.folders):
            self.folders.clear()
            for row in rows:
                item = QListWidgetItem(row.text)
                item.setData(_KEY, row.key)
                item.setToolTip(row.label)
                self.folders.addItem(item)
                if row.key == chosen:
                    self.folders.setCurrentItem(item)

    def show_rows(self, *, searching: bool, any_row: bool) -> None:
        """Show the list, or say why it is empty."""
        self.documents.setVisible(any_row)
        self.none_here.setVisible(not any_row)
        self.none_here.setText(_NOTHING_FOUND if searching else _EMPTY_FOLDER)

    def show_facts(
        self,
        value: FiledDocument | None,
        facts: str,
        *,
        may_review: bool = False,
        may_change: bool = False,
    ) -> None:
        """Show what is said of the chosen document, and what can be done with it."""
        self.title.setText("" if value is None else value.title)
        self.facts.setText(facts)
        self._waits.setVisible(value is not None and value.waits_for_review)
        standing = value is not None and not value.retracted_reason
        self.review.setVisible(may_review)
        self.change.setVisible(standing and may_change)
        self.more.setVisible(value is not None)
        self.retract_action.setEnabled(standing)

    def _folder_changed(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.folder_chosen.emit(str(item.data(_KEY)))

    def _set_up(self, page: QWidget) -> None:
        self.search.setPlaceholderText("Search in these documents")
        self.search.setAccessibleName("Search in the documents of this chart")
        self.search.setToolTip(
            "Ctrl+Shift+F. Finds titles, senders and the text in documents; a scan that is only a "
            "picture has no text."
        )
        self.search.setClearButtonEnabled(True)
        self.search.setAcceptDrops(False)  # files are dropped on the page
        self.search.setMaximumWidth(360)
        shortcut = QShortcut(QKeySequence("Ctrl+Shift+F"), page)
        shortcut.activated.connect(self.search.setFocus)
        set_icon(self.add_files, "upload", "on_accent")
        self.add_files.setProperty("kind", "primary")
        set_icon(self.add_folder, "folder-open")
        self.folders.setAccessibleName("Folders")
        self.folders.setFixedWidth(_FOLDERS_WIDTH)
        self.folders.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.documents.setAccessibleName("Documents")
        self.documents.setItemDelegate(DocumentDelegate(self.documents))
        self.documents.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.documents.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.documents.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.documents.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.documents.setUniformItemSizes(True)
        self.documents.setMouseTracking(True)
        self.none_here.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self.none_here.setContentsMargins(12, 24, 12, 12)
        self.change.setToolTip("F2")
        set_icon(self.review, "circle-check", "caution")
        self.review.setToolTip("R: your name and the time are kept with the document")
        self._make_waits()
        self._make_menu()

    def _make_waits(self) -> None:
        """The line that stands above the pages of what nobody has signed off yet."""
        theme.style(self._waits, banner="caution")
        row = QHBoxLayout(self._waits)
        row.setContentsMargins(12, 4, 4, 4)
        row.addWidget(plain_label("Not reviewed yet"), 1)
        row.addWidget(self.review)

    def _make_menu(self) -> None:
        menu = QMenu(self.more)
        self.export_action = QAction("Save as a file…", menu)
        self.retract_action = QAction("Entered in error…", menu)
        self.message_action = QAction("Send a message about this…", menu)
        menu.addActions([self.message_action, self.export_action, self.retract_action])
        self.more.setMenu(menu)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        set_icon(self.more, "ellipsis")
        self.more.setIconSize(QSize(20, 20))
        self.more.setAccessibleName("More for this document")
        self.more.setToolTip("More")

    def _lay_out(self, page: QWidget) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.search, 1)
        top.addStretch(1)
        top.addWidget(self.add_folder)
        top.addWidget(self.add_files)
        panes = QHBoxLayout(self._panes)
        panes.setContentsMargins(0, 0, 0, 0)
        panes.setSpacing(12)
        panes.addWidget(self.folders)
        panes.addWidget(self._list_card(), 3)
        panes.addLayout(self._reading(), 4)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._panes)
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 12, 0, 12)
        rows.setSpacing(10)
        rows.addLayout(top)
        rows.addWidget(self.strip)
        rows.addWidget(self.account)
        rows.addWidget(self._stack, 1)

    def _list_card(self) -> QFrame:
        card = QFrame()
        card.setProperty("surface", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(4, 4, 4, 4)
        inside.addWidget(self.documents, 1)
        inside.addWidget(self.none_here, 1)
        return card

    def _reading(self) -> QVBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        head.addWidget(self.label)
        head.addWidget(self.change)
        head.addWidget(self.more)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.facts)
        column.addWidget(self._waits)
        column.addWidget(self.preview, 1)
        return column
