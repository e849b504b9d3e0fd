"""The fields of ways of working, such as CBT or DBT, in the words of a session."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from practice_desk.domain.note_section import NoteSection
from practice_desk.domain.visit_copy import ToCopy
from practice_desk.gui.models.note_form import TypedNote
from practice_desk.gui.models.visit_model import VisitModel
from practice_desk.gui.models.visit_session import approaches_of, with_approach
from practice_desk.gui.visit.minor_agreement import labelled_line
from practice_desk.gui.visit.writing import Writing
from practice_desk.gui.widgets.chip import chip


class ApproachFields(QWidget):
    """The ways of working, each a button, and below them the fields of those chosen."""

    def __init__(self, model: VisitModel, writing: Writing) -> None:
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
        self.column = writing.column(1)
        self.column.typed.connect(self._type)
        rows.addWidget(self.column)
        self._shown: tuple[NoteSection, ...] = ()
        self._earlier: ToCopy | None = None

    def refresh(self) -> None:
        """Show the fields of what was chosen, with what the last session of this kind said."""
        model = self._model
        typed, earlier = model.session, model.earlier_session()
        chosen = approaches_of(typed)
        for code, button in self.chips.items():
            button.setChecked(code in chosen)
        if (typed.sections, earlier) != (self._shown, self._earlier):
            self._shown, self._earlier = typed.sections, earlier
            if earlier is not None:
                self.column.offer_copies(earlier.sections, earlier.source, earlier.on)
            self.column.show_sections(typed.sections, model.opened.templates.hint)
        self.column.setVisible(bool(typed.sections))

    def _choose(self, code: str) -> None:
        typed = with_approach(self._model.session, self._model.opened.templates, code)
        self._put(typed)

    def _type(self) -> None:
        sections = self.column.sections()
        if sections != self._shown:
            self._shown = sections
            self._put(replace(self._model.session, sections=sections))

    def _put(self, typed: TypedNote) -> None:
        self._model.put(replace(self._model.state, session=typed))
