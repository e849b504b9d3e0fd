"""One worklist: whom it looks for, the patients it finds now, and what to do about each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Cancelled, ExpectedError
from practice_desk.domain.permission import Operation
from practice_desk.domain.worklist import Worklist
from practice_desk.gui import theme
from practice_desk.gui.context import AppContext
from practice_desk.gui.icons import set_icon
from practice_desk.gui.long_work import LongWork
from practice_desk.gui.models.worklist_view import (
    PUT_OFF,
    WorklistTable,
    asks_nothing,
    counted_text,
    saved_text,
    worklist_rows,
)
from practice_desk.gui.plain_text import ElidedLabel, plain_label
from practice_desk.gui.widgets.empty_state import EmptyState
from practice_desk.gui.widgets.message_button import MessageButton
from practice_desk.gui.widgets.progress_strip import ProgressStrip
from practice_desk.gui.widgets.save_file import CSV, ask_where_to_save
from practice_desk.gui.widgets.table_columns import choose_rows, set_columns
from practice_desk.gui.widgets.worklist_filters import WorklistFilters
from practice_desk.services.worklists import (
    NOUN,
    NamedQuestion,
    WorklistContent,
    WorklistEntry,
    end_worklist,
    read_worklist,
)

if TYPE_CHECKING:
    from practice_desk.services.worklist_export import SavedList

_WIDTHS = (190, 118, 0, 112, 172, 138, 200)
_TAKES = 2
_ROW_HEIGHT = 34
_TITLE_WIDTH = 200
"""Pixels that a title has at least; longer ones take more lines, not more window."""
_ASK = "Choose a list at the left, or say above whom to look for."
_MESSAGE_TIP = "Send a message about this patient to somebody of the clinic"
_NOBODY = "Nobody is on this list now. Whoever comes to be stands here by themselves."
_MATTERS = frozenset(
    {
        NOUN,
        "appointment",
        "condition",
        "medication",
        "note",
        "observation",
        "patient",
        "questionnaire_response",
        "supply_entry",
        "visit",
    }
)


class WorklistPanel(QWidget):
    """Reads its list when it is shown, with each change of the question and of a record."""

    patient_wanted = Signal(int)
    keep_wanted = Signal(str, object)
    """Asks to keep a question (a `WorklistQuestion`), with a name to begin with."""
    put_off_wanted = Signal(object, object)
    """Asks to put a `WorklistEntry` of a `WorklistQuestion` off."""
    book_wanted = Signal(object)
    """Asks to book an appointment for the patient of a `WorklistEntry`."""
    counted = Signal(object, int)
    """Emits the `Worklist` that is shown, None for one not kept, and how many are on it."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.content: WorklistContent | None = None
        self.kept: Worklist | None = None
        self._again = False
        self.title, self.count = plain_label(role="title", wrap=True), ElidedLabel("", "dim")
        self.title.setText("New list")
        self.title.setMinimumWidth(_TITLE_WIDTH)
        self.filters = WorklistFilters()
        self.table, self.model = QTableView(), WorklistTable()
        self.empty = EmptyState(icon="list-checks", sentence=_ASK)
        self.show_put_off = QCheckBox("Sho&w what was put off")
        self.open_button = QPushButton("Open &chart")
        self.book_button = QPushButton("Book…")
        self.put_off_button = QPushButton("Put o&ff…")
        self.message = MessageButton(context, self, self._message_about, _MESSAGE_TIP)
        self.save_button = QPushButton("Sa&ve as a file…")
        self.keep_button = QPushButton("K&eep this list…")
        self.end_button = QPushButton("Take it away")
        self.strip = ProgressStrip()
        self.work = LongWork(self.strip, self)
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def show_list(self, named: NamedQuestion) -> None:
        """Show another list."""
        self.kept = named.kept
        self.title.setText(named.title)
        self._clear()
        self.filters.show_question(named.question)
        self.read()

    def read(self) -> None:
        """Read whom the question finds now; what is under way is stopped first."""
        question, context = self.filters.question(), self.context
        if self.work.is_running:
            self._again = True
            self.work.cancel()
            return
        self._again = False
        if asks_nothing(question):
            self.content = None
            self._fill()
            return
        self.work.run(
            context.long_work,
            lambda progress: read_worklist(context.clinic, question, progress),
            "Looking through the charts…",
            done=self._show,
            failed=self._failed,
        )

    @property
    def selected(self) -> WorklistEntry | None:
        """The patient that is selected, if any."""
        index = self.table.currentIndex()
        return self.model.row(index).entry if index.isValid() else None

    def _show(self, content: WorklistContent) -> None:
        if self._again or content.question != self.filters.question():
            self.read()
            return
        self.content = content
        self._fill()
        same = self.kept is not None and self.kept.question == content.question
        self.counted.emit(self.kept if same else None, len(content.entries))

    def _failed(self, error: ExpectedError) -> None:
        if self._again:
            self.read()
            return
        self._clear()
        if isinstance(error, Cancelled):
            self.count.setText("The look was stopped. Choose anything above to look again.")
        else:
            self.context.messages.show_error(error)

    def _clear(self) -> None:
        """Show nobody: whoever stands there was found by another question."""
        self.content = None
        self.count.clear()
        self.model.show_rows([])
        self._offer()

    def _fill(self) -> None:
        content, before = self.content, self.selected
        shows = self.show_put_off.isChecked()
        rows = [] if content is None else worklist_rows(content, with_put_off=shows)
        self.model.show_rows(rows)
        self.table.setColumnHidden(PUT_OFF, not shows)
        self.count.setText("" if content is None else counted_text(content))
        self.empty.sentence.setText(_ASK if content is None else _NOBODY)
        self._stack.setCurrentWidget(self.table if rows else self.empty)
        ids = [row.entry.patient_id for row in rows]
        if rows:
            place = ids.index(before.patient_id) if before and before.patient_id in ids else 0
            self.table.setCurrentIndex(self.model.index(place, 0))
        self._offer()

    def _offer(self) -> None:
        may, content = self.context.may, self.content
        for button in (self.open_button, self.book_button, self.put_off_button, self.message):
            button.setEnabled(self.selected is not None)
        self.save_button.setVisible(may(Operation.EXPORT_WORKLIST))
        self.save_button.setEnabled(content is not None and bool(content.entries))
        self.book_button.setVisible(may(Operation.EDIT_SCHEDULE))
        self.put_off_button.setVisible(may(Operation.KEEP_WORKLIST))
        self.keep_button.setVisible(may(Operation.KEEP_WORKLIST))
        self.keep_button.setEnabled(content is not None)
        self.end_button.setVisible(self.kept is not None and may(Operation.KEEP_WORKLIST))
        self.show_put_off.setVisible(content is not None and bool(content.put_off))

    def _open(self) -> None:
        if (entry := self.selected) is not None:
            self.patient_wanted.emit(entry.patient_id)

    def _book(self) -> None:
        if (entry := self.selected) is not None:
            self.book_wanted.emit(entry)

    def _put_off(self) -> None:
        if (entry := self.selected) is not None and self.content is not None:
            self.put_off_wanted.emit(entry, self.content.question)

    def _message_about(self) -> tuple[int, None] | None:
        return None if self.selected is None else (self.selected.patient_id, None)

    def _ask_file(self) -> None:
        name = f"worklist-{self.context.today():%Y-%m-%d}.csv"
        ask_where_to_save(self, "Save the worklist", CSV, name, self.save_to)

    def save_to(self, path: Path) -> None:
        """Save who is on the list as it is shown."""
        context, content = self.context, self.content
        if content is None:
            return
        self.save_button.setEnabled(False)

        def work() -> SavedList:
            from practice_desk.services.worklist_export import export_worklist  # when it is wanted

            return export_worklist(context.clinic, content, path)

        task = context.long_work.run(
            work, done=lambda saved: context.messages.success(saved_text(saved)), parent=self
        )
        task.finished.connect(self._offer)

    def _keep(self) -> None:
        if self.content is not None:
            self.keep_wanted.emit(self.title.text(), self.content.question)

    def _end(self) -> None:
        context, kept = self.context, self.kept
        if kept is None:
            return

        def done(changes: Changes) -> None:
            context.events.store_changed.emit(changes)
            context.messages.success(f"“{kept.title}” is taken away. No chart was changed.")

        context.tasks.run(lambda: end_worklist(context.clinic, kept), done=done, parent=self)

    def take_change(self, changes: Changes) -> None:
        """Read again where something that matters was changed."""
        if self.content is not None and changes.nouns & _MATTERS:
            self.read()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        head.addWidget(self.save_button)
        head.addWidget(self.end_button)
        head.addWidget(self.keep_button)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        theme.style(self.message, kind="")
        for button in (self.open_button, self.book_button, self.put_off_button, self.message):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.show_put_off)
        self._set_up_table()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.count)
        column.addWidget(self.filters)
        column.addWidget(self.strip)
        column.addWidget(self._stack, 1)
        column.addLayout(foot)
        self._fill()

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName("Patients on the list")
        choose_rows(table)
        table.setWordWrap(False)
        set_columns(table, _WIDTHS, _TAKES, _ROW_HEIGHT)
        table.setColumnHidden(PUT_OFF, True)

    def _connect(self) -> None:
        icons = {
            self.open_button: "arrow-right",
            self.book_button: "calendar-days",
            self.put_off_button: "clock",
            self.keep_button: "save",
            self.save_button: "download",
            self.end_button: "x",
        }
        for button, icon in icons.items():
            set_icon(button, icon)
        self.filters.changed.connect(self.read)
        self.show_put_off.toggled.connect(self._fill)
        self.table.activated.connect(lambda _index: self._open())
        self.table.selectionModel().currentChanged.connect(lambda: self._offer())
        self.open_button.clicked.connect(self._open)
        self.book_button.clicked.connect(self._book)
        self.put_off_button.clicked.connect(self._put_off)
        self.save_button.clicked.connect(self._ask_file)
        self.keep_button.clicked.connect(self._keep)
        self.end_button.clicked.connect(self._end)
