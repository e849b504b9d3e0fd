"""The clinic's own words for passages of letters, in the settings."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.list_card import ListCard
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.services.letter_wording import (
    LetterWording,
    WordedPassage,
    letter_wording,
    save_letter_wording,
)

_ABOUT = (
    "Each letter begins with these words, which can still be changed while it is written. Letters "
    "that were sent keep theirs."
)
_LANGUAGES = {"en": "English", "es": "Spanish"}
_LINES = 5
_SHOWN = 36
"""Characters of the words in the list, which is one line; they stand whole below it."""


class LetterWordingSection:
    """A list of every passage, and below it the words of the one that is selected."""

    def __init__(self, context: AppContext) -> None:
        self.context = context
        self.root = QWidget()
        columns = ("Letter", "Passage", "Language", "Words")
        self.passages = ListCard("Wording of letters", columns, "No letter has any.", widest=3)
        self.label = QLabel("&Words")
        self.text = NoteEdit()
        self.save_button = QPushButton("Save wordin&g")
        self.restore_button = QPushButton("As deli&vered")
        self.problem = plain_label("", "problem", wrap=True)
        self._read: LetterWording | None = None
        self._editing: WordedPassage | None = None
        self._lay_out()
        self.passages.table.itemSelectionChanged.connect(self._take_selected)
        self.save_button.clicked.connect(self.save)
        self.restore_button.clicked.connect(self.restore)
        self.text.textChanged.connect(self._allow)

    def load(self) -> None:
        """Read the wording again, unless something was typed and not saved."""
        context = self.context
        if self.is_changed() or not context.may(Operation.EDIT_LETTER_WORDING):
            return
        context.tasks.run(lambda: letter_wording(context.clinic), done=self._show, parent=self.root)

    def is_changed(self) -> bool:
        """Whether something typed is not saved."""
        editing = self._editing
        return editing is not None and self.text.toPlainText().strip() != _words(editing).strip()

    def discard(self) -> None:
        """Show what is stored instead of what was typed."""
        self._put(self._editing)

    def save(self) -> None:
        """Keep the words for the selected passage."""
        if self._editing is not None:
            self._keep(replace(self._editing, own=self.text.toPlainText().strip()))

    def restore(self) -> None:
        """Go back to the words that came with the program."""
        if self._editing is not None:
            self._keep(replace(self._editing, own=""))

    def _keep(self, value: WordedPassage) -> None:
        read, context = self._read, self.context
        if read is None:
            return
        self.problem.hide()

        def done(changes: object) -> None:
            context.events.store_changed.emit(changes)
            context.messages.success(f"“{value.label}” is worded so from now on.")
            self._put(None)
            self.load()

        def failed(error: ExpectedError) -> None:
            self.problem.setText(str(error))
            self.problem.show()

        context.tasks.run(
            lambda: save_letter_wording(context.clinic, read, value),
            done=done,
            failed=failed,
            parent=self.root,
        )

    def _show(self, found: LetterWording) -> None:
        self._read = found
        self.passages.show_rows([_row(each) for each in found.passages])
        self.passages.table.choose(lambda _record: True, focus=False)
        self._take_selected()

    def _take_selected(self) -> None:
        row = self.passages.table.chosen
        chosen = row.record if row is not None else None
        if isinstance(chosen, WordedPassage) and chosen != self._editing and self.is_changed():
            self.problem.setText("Save these words first, or put them back.")
            self.problem.show()
            self.passages.table.choose(lambda record: record == self._editing, focus=False)
            return
        self._put(chosen if isinstance(chosen, WordedPassage) else None)

    def _put(self, value: WordedPassage | None) -> None:
        self._editing = value
        self.text.setPlainText("" if value is None else _words(value))
        self.label.setText("&Words" if value is None else f"&Words of “{value.label}”")
        self.problem.hide()
        self._allow()

    def _allow(self) -> None:
        editing = self._editing
        self.text.setEnabled(editing is not None)
        self.save_button.setEnabled(self.is_changed())
        self.restore_button.setEnabled(editing is not None and bool(editing.own))

    def _lay_out(self) -> None:
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * _LINES + 20)
        self.text.setAccessibleName("Words of the passage")
        self.label.setProperty("role", "field")
        self.label.setBuddy(self.text)
        self.problem.hide()
        ends = QHBoxLayout()
        ends.addWidget(self.save_button)
        ends.addWidget(self.restore_button)
        ends.addStretch(1)
        rows = QVBoxLayout(self.root)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(self.passages)
        rows.addWidget(plain_label(_ABOUT, "dim", wrap=True))
        rows.addWidget(self.label)
        rows.addWidget(self.text)
        rows.addWidget(self.problem)
        rows.addLayout(ends)
        self._allow()


def _words(value: WordedPassage) -> str:
    return value.own or value.delivered


def _row(value: WordedPassage) -> RecordRow:
    words = " ".join(_words(value).split())
    shown = words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1].rstrip()}…"
    mark = "The clinic's: " if value.own else ""
    language = _LANGUAGES[value.language.value]
    return RecordRow((value.title, value.label, language, f"{mark}{shown}"), value)
