"""The fields of ways of working, such as CBT or DBT, in the words of a session."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from practice_desk.gui.models.note_form import TypedNote
from practice_desk.gui.models.visit_model import VisitModel
from practice_desk.gui.models.visit_session import approaches_of, with_approach
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.visit.minor_agreement import labelled_line
from practice_desk.gui.visit.text_height import fit
from practice_desk.gui.widgets.chip import chip
from practice_desk.gui.widgets.note_edit import NoteEdit


class ApproachFields(QWidget):
    """The ways of working, each a button, and below them the fields of those chosen."""

    def __init__(self, model: VisitModel) -> None:
        super().__init__()
        self._model = model
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        self.chips = {each.code: chip(each.name) for each in model.opened.templates.approaches}
        for code, button in self.chips.items():
            button.setObjectName(f"approach_{code}")
            button.clicked.connect(partial(self._choose, code))
        rows.addWidget(labelled_line("Way of working", [*self.chips.values()]))
        self._fields = QVBoxLayout()
        self._fields.setSpacing(4)
        rows.addLayout(self._fields)
        self.edits: list[NoteEdit] = []
        self._shown: tuple[tuple[str, str], ...] = ()

    def refresh(self) -> None:
        """Show the fields of what was chosen."""
        typed = self._model.session
        chosen = approaches_of(typed)
        for code, button in self.chips.items():
            button.setChecked(code in chosen)
        wanted = tuple((each.approach, each.key) for each in typed.sections)
        if wanted != self._shown:
            self._shown = wanted
            self._make(typed)
        for edit, section in zip(self.edits, typed.sections, strict=True):
            if edit.toPlainText() != section.text:
                edit.setPlainText(section.text)
            fit(edit, 1)

    def _make(self, typed: TypedNote) -> None:
        while (item := self._fields.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.edits = []
        for place, section in enumerate(typed.sections):
            label = plain_label(section.title, "field")
            edit = NoteEdit()
            edit.setObjectName(f"{section.approach}_{section.key}")
            edit.setPlaceholderText(self._model.opened.templates.hint(section))
            edit.setAccessibleName(section.title)
            edit.setProperty("kept_elsewhere", True)
            edit.setPlainText(section.text)
            edit.textChanged.connect(partial(self._type, place, edit))
            label.setBuddy(edit)
            self._fields.addWidget(label)
            self._fields.addWidget(edit)
            self.edits.append(edit)

    def _choose(self, code: str) -> None:
        typed = with_approach(self._model.session, self._model.opened.templates, code)
        self._put(typed)

    def _type(self, place: int, edit: NoteEdit) -> None:
        typed = self._model.session
        section, text = typed.sections[place], edit.toPlainText()
        if text == section.text:
            return
        changed = type(section).typed(section.key, section.title, text, section.approach)
        sections = (*typed.sections[:place], changed, *typed.sections[place + 1 :])
        self._put(replace(typed, sections=sections))

    def _put(self, typed: TypedNote) -> None:
        self._model.put(replace(self._model.state, session=typed))
