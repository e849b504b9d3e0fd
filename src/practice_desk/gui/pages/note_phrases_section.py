"""Phrases for notes in the settings: one's own, and the clinic's."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.note_phrase import NotePhrase
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.list_card import ListCard
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.services.note_phrases import (
    Phrases,
    note_phrases,
    remove_phrase,
    save_phrase,
)

_ABOUT = (
    "In a note, a slash and the shortcut write the text: /lvm. A phrase of your own stands before "
    "one of the clinic with the same shortcut, and that before one that came with the program."
)
_LINES = 4


class NotePhrasesSection:
    """A list, and below it the phrase that is added or changed."""

    def __init__(self, context: AppContext) -> None:
        self.context = context
        self.root = QWidget()
        self.phrases = ListCard("Phrases", ("Shortcut", "Text", "Whose"), "", widest=1)
        self.remove_button = self.phrases.add_button("Remove", self._remove, _is_kept)
        self.shortcut, self.text, self.owner = QLineEdit(), NoteEdit(), QComboBox()
        self.save_button = QPushButton("Sav&e phrase")
        self.new_button = QPushButton("&New phrase")
        self.problem = plain_label("", "problem", wrap=True)
        self._editing: NotePhrase | None = None
        self._lay_out()
        self.phrases.table.itemSelectionChanged.connect(self._take_selected)
        self.save_button.clicked.connect(self.save)
        self.new_button.clicked.connect(self.begin)

    def load(self) -> None:
        """Read the phrases again."""
        context = self.context
        if context.may(Operation.EDIT_NOTE_TEMPLATES):
            context.tasks.run(
                lambda: note_phrases(context.clinic), done=self._show, parent=self.root
            )

    def is_changed(self) -> bool:
        """Whether something typed is not saved."""
        shown = self._editing or NotePhrase("", "")
        return (self.shortcut.text().strip(), self.text.toPlainText()) != (
            shown.shortcut, shown.text,
        )  # fmt: skip

    def discard(self) -> None:
        """Begin anew."""
        self.begin()

    def begin(self) -> None:
        """Empty the fields for a new phrase."""
        self.phrases.table.clearSelection()
        self._put(None)
        self.shortcut.setFocus()

    def save(self) -> None:
        """Add the phrase, or change the one that is selected."""
        editing, owner = self._editing, str(self.owner.currentData() or "")
        kept = editing if editing is not None and editing.owner == owner else None
        value = NotePhrase(
            self.shortcut.text().strip(), self.text.toPlainText().rstrip("\n"), owner,
            None if kept is None else kept.id, None if kept is None else kept.version,
        )  # fmt: skip
        context = self.context
        self._run(lambda: save_phrase(context.clinic, value).changes)

    def _remove(self, row: RecordRow) -> None:
        value, context = row.record, self.context
        if isinstance(value, NotePhrase):
            self._run(lambda: remove_phrase(context.clinic, value))

    def _run(self, work: Callable[[], object]) -> None:
        self.problem.hide()

        def done(changes: object) -> None:
            self.context.events.store_changed.emit(changes)
            self._put(None)
            self.load()

        def failed(error: ExpectedError) -> None:
            self.problem.setText(str(error))
            self.problem.show()

        self.context.tasks.run(work, done=done, failed=failed, parent=self.root)

    def _show(self, found: Phrases) -> None:
        kept = (*found.kept, *(each for each in found.offered if each.id is None))
        self.phrases.show_rows([_row(each) for each in sorted(kept, key=lambda p: p.shortcut)])
        self.owner.clear()
        if self.context.may(Operation.KEEP_OWN_PHRASES):
            self.owner.addItem("Mine alone", self.context.user_name)
        self.owner.addItem("The whole clinic's", "")

    def _take_selected(self) -> None:
        row = self.phrases.table.chosen
        if row is not None and isinstance(row.record, NotePhrase):
            self._put(row.record)

    def _put(self, value: NotePhrase | None) -> None:
        self._editing = value
        self.shortcut.setText("" if value is None else value.shortcut)
        self.text.setPlainText("" if value is None else value.text)
        if value is not None and value.id is not None:
            self.owner.setCurrentIndex(max(0, self.owner.findData(value.owner)))
        self.problem.hide()

    def _lay_out(self) -> None:
        self.shortcut.setMaxLength(20)
        self.shortcut.setPlaceholderText("such as lvm")
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * _LINES + 20)
        self.problem.hide()
        fields = QHBoxLayout()
        for words, widget, room in (
            ("Short&cut", self.shortcut, 1), ("Wh&ose", self.owner, 1),
        ):  # fmt: skip
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(_label(words, widget))
            column.addWidget(widget)
            fields.addLayout(column, room)
        ends = QHBoxLayout()
        ends.addWidget(self.save_button)
        ends.addWidget(self.new_button)
        ends.addStretch(1)
        rows = QVBoxLayout(self.root)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(self.phrases)
        rows.addWidget(plain_label(_ABOUT, "dim", wrap=True))
        rows.addLayout(fields)
        rows.addWidget(_label("Te&xt", self.text))
        rows.addWidget(self.text)
        rows.addWidget(self.problem)
        rows.addLayout(ends)


def _label(words: str, buddy: QWidget) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "field")
    label.setBuddy(buddy)
    buddy.setAccessibleName(words.replace("&", ""))
    return label


def _row(value: NotePhrase) -> RecordRow:
    whose = "Yours" if value.owner else "The clinic's"
    if value.id is None:
        whose = "Came with the program"
    return RecordRow((f"/{value.shortcut}", " ".join(value.text.split()), whose), value)


def _is_kept(row: RecordRow) -> bool:
    return isinstance(row.record, NotePhrase) and row.record.id is not None
