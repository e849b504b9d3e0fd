"""The search of texts over all charts: words, filters, and what stands around what was found."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QVBoxLayout,
)

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.errors import Cancelled, ExpectedError
from practice_desk.domain.progress import Progress
from practice_desk.domain.search_entry import SearchKind
from practice_desk.domain.text_query import TextFilter, read_text_query
from practice_desk.gui import icons
from practice_desk.gui.find.overlay import Overlay, move, set_up_list
from practice_desk.gui.find.row_list import ROW_ROLE, RowList
from practice_desk.gui.find.rows import KIND_ICONS, Row, kind_said, record_key
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.patient_choice import PatientChoice
from practice_desk.services.texts import ChartTexts, find_texts

if TYPE_CHECKING:
    from practice_desk.gui.main_window import MainWindow
    from practice_desk.gui.tasks import Task

AFTER = 180
"""Milliseconds without a key before the search begins."""
_WIDTH, _TOP = 920, 40
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_EMPTY = "Type words to find notes, documents, letters, reasons of plans and side effects."
_KINDS = {
    SearchKind.NOTE: "Notes",
    SearchKind.DOCUMENT: "Documents",
    SearchKind.LETTER: "Letters",
    SearchKind.PLAN_REASON: "Plan reasons",
    SearchKind.SIDE_EFFECT: "Side effects",
}


class TextSearch(Overlay):
    """Words above, filters below them, then what was found. It keeps them until the lock."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, "Search the texts of charts")
        self._window = window
        self._task: Task | None = None
        self._is_behind = False
        """Whether what is shown answers something else than what stands in the fields."""
        self._opens_first = False
        self._back_to = 0
        """The row that was chosen when it was shown last, of what the same words find."""
        self._waits = QTimer(self)
        self._waits.setSingleShot(True)
        self._waits.setInterval(AFTER)
        self._waits.timeout.connect(self.search)
        self.field = QLineEdit()
        self.kinds = {kind: QPushButton(word) for kind, word in _KINDS.items()}
        self.patient = QLineEdit()
        self.choice = PatientChoice(window.context, self.patient)
        self.since, self.until = DateField(), DateField()
        self.author = QComboBox()
        self.clear = QPushButton("Clear filters")
        self.state = plain_label(_EMPTY, "dim", wrap=True)
        self.model = RowList(self)
        self.list = QListView()
        self._lay_out()
        self._connect()

    def open(self, typed: str = "") -> None:
        """Show it, with what was *typed* elsewhere or what is found by the last words now.

        A note may be an error since, a chart closed: what was found before is not shown again.
        """
        chosen = max(0, self.list.currentIndex().row())
        self.model.show_rows(())
        if typed.strip() and typed != self.field.text():
            self.field.setText(typed)
        else:
            self._is_behind, self._back_to = True, chosen
            self.search()
        self.cover(self.field)
        self.field.selectAll()

    def shut(self) -> None:
        """Take it away; what is still looked for opens nothing any more."""
        self._opens_first = False
        super().shut()

    def forget(self) -> None:
        """Drop words, filters and what was found, for the lock."""
        self._drop()
        self.shut()
        self.field.clear()
        self._clear_filters()
        self.author.clear()
        self.author.addItem("Anybody", "")
        self.model.show_rows(())
        self.state.setText(_EMPTY)

    def within(self) -> TextFilter:
        """Return what is searched, by the filters."""
        chosen = self.choice.patient
        return TextFilter(
            None if chosen is None else chosen.id,
            self.since.value(),
            self.until.value(),
            frozenset(kind for kind, chip in self.kinds.items() if chip.isChecked()),
            self.author.currentData() or "",
        )

    def search(self) -> None:
        """Search for what stands in the fields now; an answer that is under way is dropped."""
        self._drop()
        typed, context = self.field.text(), self._window.context
        if read_text_query(typed).is_empty:
            self._is_behind = False
            self.model.show_rows(())
            self.state.setText(_EMPTY)
            return
        if not (self.since.is_valid() and self.until.is_valid()):
            return
        within = self.within()

        def work(progress: Progress) -> ChartTexts:
            return find_texts(context.clinic, typed, within, progress=progress)

        self._task = context.tasks.run(work, done=self._show, failed=self._fail, parent=self)

    def fill_window(self) -> None:
        """Lie over the whole window, the card in the middle from top to bottom."""
        super().fill_window()
        width = min(_WIDTH, self.width() - 48)
        self.card.setGeometry(
            (self.width() - width) // 2, _TOP, width, max(320, self.height() - 2 * _TOP)
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that choose, and Esc anywhere."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and watched is self.field
            and self._take_key(event)
        ):
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by Esc, wherever the keyboard is."""
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)

    def _take_key(self, event: QKeyEvent) -> bool:
        if event.key() in _MOVES:
            move(self.list, _MOVES[Qt.Key(event.key())])
        elif event.key() in _ENTER:
            self._enter()
        else:
            return False
        return True

    def _enter(self) -> None:
        """Open what is chosen; while that answers earlier words, the first of those that come."""
        if self._is_behind and self.list.currentIndex().row() < 1:
            self._opens_first = True
            if self._waits.isActive():
                self.search()
        else:
            self._choose()

    def _wait(self) -> None:
        """Search once nothing has changed for a moment."""
        self._is_behind, self._opens_first, self._back_to = True, False, 0
        self._waits.start()

    def _choose(self) -> None:
        index = self.list.currentIndex()
        if index.isValid():
            row: Row = index.data(ROW_ROLE)
            self.shut()
            row.opens()

    def _drop(self) -> None:
        self._waits.stop()
        if self._task is not None:
            self._task.drop()
            self._task = None

    def _fail(self, error: ExpectedError) -> None:
        self._task, self._is_behind, self._opens_first = None, False, False
        if not isinstance(error, Cancelled):
            self.state.setText(error.sentence)

    def _show(self, answer: ChartTexts) -> None:
        self._task, self._is_behind = None, False
        window = self._window
        rows = []
        for hit in answer.found.hits:
            facts = (
                answer.patients.get(hit.patient_id, ""),
                kind_said(hit),
                write_date(hit.dated_on),
                answer.people.get(hit.author, hit.author),
            )
            opens = partial(window.open_record, hit.patient_id, record_key(hit))
            title = " · ".join(part for part in facts if part)
            shown = hit.snippet
            rows.append(Row("", title, opens, shown.text, shown.found, KIND_ICONS[hit.kind]))
        self.model.show_rows(rows)
        if rows:
            chosen = self.model.index(min(self._back_to, len(rows) - 1))
            self.list.setCurrentIndex(chosen)
            self.list.scrollTo(chosen)
        self.state.setText(_said(answer))
        self._offer_authors(answer)
        if self._opens_first:
            self._opens_first = False
            self._choose()

    def _offer_authors(self, answer: ChartTexts) -> None:
        if self.author.count() > 1:
            return
        for user, name in sorted(answer.people.items(), key=lambda pair: pair[1]):
            self.author.addItem(name, user)

    def _clear_filters(self) -> None:
        for chip in self.kinds.values():
            chip.setChecked(False)
        self.patient.clear()
        self.choice.patient = None
        self.since.set_value(None)
        self.until.set_value(None)
        self.author.setCurrentIndex(0)

    def _patient_edited(self, text: str) -> None:
        if not text.strip():
            self._wait()

    def _connect(self) -> None:
        self.field.installEventFilter(self)
        self.field.textChanged.connect(lambda _text: self._wait())
        self.patient.textEdited.connect(self._patient_edited)
        self.choice.search.chosen.connect(lambda _term: self._wait())
        for chip in self.kinds.values():
            chip.toggled.connect(lambda _on: self._wait())
        for field in (self.since, self.until):
            field.value_changed.connect(lambda _day: self._wait())
        self.author.currentIndexChanged.connect(lambda _index: self._wait())
        self.clear.clicked.connect(self._clear_filters)
        self.clear.clicked.connect(lambda _on: self._wait())
        self.list.clicked.connect(lambda _index: self._choose())

    def _lay_out(self) -> None:
        self.field.setObjectName("text_search")
        self.field.setAccessibleName("Words to find in texts")
        self.field.setPlaceholderText("Words, or “a phrase” in quotes")
        self.field.setMaxLength(1000)
        icons.show_lens(self.field)
        chips = QHBoxLayout()
        chips.setSpacing(6)
        for chip in self.kinds.values():
            chip.setProperty("kind", "chip")
            chip.setCheckable(True)
            chip.setAccessibleDescription("Search only texts of this kind")
            chips.addWidget(chip)
        chips.addStretch(1)
        self.clear.setProperty("kind", "link")
        chips.addWidget(self.clear)
        self.author.addItem("Anybody", "")
        self.patient.setPlaceholderText("All patients")
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        fields = (("Patient", self.patient), ("From", self.since), ("To", self.until),
                  ("Author", self.author))  # fmt: skip
        for column, (word, widget) in enumerate(fields):
            label = plain_label(word, "small")
            label.setBuddy(widget)
            widget.setAccessibleName(word)
            grid.addWidget(label, 0, column)
            grid.addWidget(widget, 1, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 3 if column == 0 else 2)
        set_up_list(self.list, self.model, 2)
        hint = plain_label(
            "↑ ↓ choose · Enter opens · Esc closes · Ctrl+Shift+F comes back", "small"
        )
        rows = QVBoxLayout(self.card)
        rows.setContentsMargins(16, 14, 16, 10)
        rows.setSpacing(8)
        rows.addWidget(self.field)
        rows.addLayout(chips)
        rows.addLayout(grid)
        rows.addWidget(self.state)
        rows.addWidget(self.list, 1)
        rows.addWidget(hint)


def _said(answer: ChartTexts) -> str:
    found = answer.found
    count = len(found.hits)
    if found.gave_up:
        shown = f"{count} found so far" if count else "Nothing found so far"
        return f"{shown}: these words are in too many texts. Add a word or a filter."
    if not count:
        return "Nothing was found. Try the beginning of a word, or fewer words."
    if not found.best_first:
        return f"The newest {count} of many. Add a word or a filter to see fewer."
    if found.more:
        return f"The best {count} of more. Add a word or a filter to see fewer."
    return f"{count} {'text' if count == 1 else 'texts'}, the best first."
