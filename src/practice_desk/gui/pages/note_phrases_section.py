"""Phrases for notes in the settings: one's own, and the clinic's."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
)

from practice_desk.domain.changes import Changes
from practice_desk.domain.note_phrase import NotePhrase
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.pages.kept_list_section import KeptListSection, field_label
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


class NotePhrasesSection(KeptListSection[NotePhrase]):
    """A list, and below it the phrase that is added or changed."""

    def __init__(self, context: AppContext) -> None:
        listing = ListCard("Phrases", ("Shortcut", "Text", "Whose"), "", widest=1)
        super().__init__(context, listing, NotePhrase, "phrase")
        self.shortcut, self.text, self.owner = QLineEdit(), NoteEdit(), QComboBox()
        self.first_field = self.shortcut
        self._lay_out()

    def load(self) -> None:
        """Read the phrases again."""
        context = self.context
        if context.may(Operation.EDIT_NOTE_TEMPLATES):
            context.tasks.run(
                lambda: note_phrases(context.clinic), done=self._show, parent=self.root
            )

    def is_changed(self) -> bool:
        """Whether something typed is not saved."""
        shown = self.editing or NotePhrase("", "")
        return (self.shortcut.text().strip(), self.text.toPlainText()) != (
            shown.shortcut, shown.text,
        )  # fmt: skip

    def saving(self) -> Callable[[], Changes]:
        """Return the call that saves the phrase as typed."""
        editing, owner = self.editing, str(self.owner.currentData() or "")
        kept = editing if editing is not None and editing.owner == owner else None
        value = NotePhrase(
            self.shortcut.text().strip(), self.text.toPlainText().rstrip("\n"), owner,
            None if kept is None else kept.id, None if kept is None else kept.version,
        )  # fmt: skip
        context = self.context
        return lambda: save_phrase(context.clinic, value).changes

    def removing(self, value: NotePhrase) -> Callable[[], Changes]:
        """Return the call that takes a phrase away."""
        context = self.context
        return lambda: remove_phrase(context.clinic, value)

    def may_remove(self, row: RecordRow) -> bool:
        """Return whether it is kept: what came with the program stays."""
        return isinstance(row.record, NotePhrase) and row.record.id is not None

    def put(self, value: NotePhrase | None) -> None:
        """Put a phrase into the fields."""
        self.shortcut.setText("" if value is None else value.shortcut)
        self.text.setPlainText("" if value is None else value.text)
        if value is not None and value.id is not None:
            self.owner.setCurrentIndex(max(0, self.owner.findData(value.owner)))

    def _show(self, found: Phrases) -> None:
        kept = (*found.kept, *(each for each in found.offered if each.id is None))
        self.listing.show_rows([_row(each) for each in sorted(kept, key=lambda p: p.shortcut)])
        self.owner.clear()
        if self.context.may(Operation.KEEP_OWN_PHRASES):
            self.owner.addItem("Mine alone", self.context.user_name)
        self.owner.addItem("The whole clinic's", "")

    def _lay_out(self) -> None:
        self.shortcut.setMaxLength(20)
        self.shortcut.setPlaceholderText("such as lvm")
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * _LINES + 20)
        fields = QHBoxLayout()
        for words, widget, room in (
            ("Short&cut", self.shortcut, 1), ("Wh&ose", self.owner, 1),
        ):  # fmt: skip
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(field_label(words, widget))
            column.addWidget(widget)
            fields.addLayout(column, room)
        self.lay_out(_ABOUT, fields, field_label("Te&xt", self.text), self.text)


def _row(value: NotePhrase) -> RecordRow:
    whose = "Yours" if value.owner else "The clinic's"
    if value.id is None:
        whose = "Came with the program"
    return RecordRow((f"/{value.shortcut}", " ".join(value.text.split()), whose), value)
