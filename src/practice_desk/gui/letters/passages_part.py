"""The passages of a letter that may be edited, with spelling and phrases as a note has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLabel

from practice_desk.domain.note_markup import escaped, plain_text
from practice_desk.domain.note_phrase import NotePhrase
from practice_desk.domain.note_section import NoteSection
from practice_desk.gui.letters.compose_model import ComposeModel
from practice_desk.gui.letters.composer_form import ComposerForm
from practice_desk.gui.spelling import Spelling
from practice_desk.gui.widgets.section_column import SectionColumn
from practice_desk.gui.widgets.section_edit import SectionEdit

_LINES = 4
"""Lines that an empty passage shows; it grows with what is written."""


@dataclass(frozen=True, slots=True)
class WritingTools:
    """What passages are written with: phrases after a slash, and words that are spelled right."""

    phrases: tuple[NotePhrase, ...] = ()
    words: tuple[str, ...] = ()


class PassagesPart:
    """Shows the passages of a kind; calls *typed* while somebody edits one."""

    def __init__(
        self,
        form: ComposerForm,
        tools: WritingTools,
        typed: Callable[[], None],
        say: Callable[[str], None],
        parent: QObject,
    ) -> None:
        self._form, self._typed = form, typed
        self._model: ComposeModel | None = None
        self.spelling = Spelling(lambda: tools.words, parent)
        self.column = SectionColumn(self.spelling, lines=_LINES)
        self.column.follow(form.scroll)
        self.column.offer_phrases(tools.phrases)
        self.column.typed.connect(self._take)
        self.column.refused.connect(say)
        rows = form.passages_place.layout()
        assert rows is not None  # the form has it
        self._heading = QLabel()  # the column leaves it out where a passage is alone
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self._heading.setProperty("role", "field")
        rows.addWidget(self._heading)
        rows.addWidget(self.column)

    def show(self, model: ComposeModel) -> None:
        """Show the passages of *model* in its language."""
        self._model = None
        sections = [
            NoteSection.typed(each.name, each.label, escaped(model.passage_text(each)))
            for each in model.kind.offer.passages
        ]
        self.column.show_sections(sections, lambda _section: "")
        alone = self.column.edits[0] if len(self.column.edits) == 1 else None
        self._heading.setVisible(alone is not None)
        if alone is not None:
            self._heading.setText(sections[0].title.replace("&", "&&"))
            self._heading.setBuddy(alone)
        for edit in self.column.edits:
            edit.setProperty("kept_elsewhere", True)
        self._form.passages_place.setVisible(bool(sections))
        self._model = model

    def edit_of(self, name: str) -> SectionEdit | None:
        """Return the field of a passage."""
        return next((each for each in self.column.edits if each.objectName() == name), None)

    def close(self) -> None:
        """Let the dictionary go."""
        self.spelling.close()

    def edits(self) -> Iterable[SectionEdit]:
        """Return the fields in their order."""
        return tuple(self.column.edits)

    def _take(self) -> None:
        model = self._model
        if model is None:
            return
        for passage, section in zip(model.kind.offer.passages, self.column.sections(), strict=True):
            model.edit_passage(passage, plain_text(section.text))
        self._typed()
