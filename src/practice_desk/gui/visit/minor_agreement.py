"""Who agrees for a minor in a visit, and what the young person says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.consent import Assent, Relation
from practice_desk.domain.consent_rules import LONGEST_LINE
from practice_desk.domain.patient import RelatedPersonRole
from practice_desk.domain.visit import MinorAgreement
from practice_desk.gui.models.consent_view import ASSENTS, RELATIONS
from practice_desk.gui.models.visit_model import VisitModel
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.chip import chip
from practice_desk.gui.widgets.flow_row import FlowRow

LEFT = 132
"""Pixels of what stands before a line."""
_ADULTS = (Relation.PARENT, Relation.GUARDIAN)
_ASSENTS = (Assent.GIVEN, Assent.DECLINED, Assent.NOT_ABLE)


class MinorAgreementWidget(QWidget):
    """An adult's name and relation, and the young person's assent. Nothing is chosen beforehand."""

    def __init__(self, model: VisitModel) -> None:
        super().__init__()
        self._model = model
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        self.name = QLineEdit()
        self.name.setObjectName("minor_adult")
        self.name.setPlaceholderText("Name of the adult who agrees")
        self.name.setAccessibleName("Name of the adult who agrees for the patient")
        self.name.setMaxLength(LONGEST_LINE)
        self.name.setMinimumWidth(260)
        self.name.setProperty("kept_elsewhere", True)
        self.name.setCompleter(_completer(model, self.name))
        self.name.textChanged.connect(self._type)
        self.relations = {each: chip(RELATIONS[each]) for each in _ADULTS}
        for relation, button in self.relations.items():
            button.setObjectName(f"minor_{relation}")
            button.clicked.connect(partial(self._choose_relation, relation))
        self.assents = {each: chip(ASSENTS[each]) for each in _ASSENTS}
        for assent, button in self.assents.items():
            button.setObjectName(f"minor_{assent}")
            button.setAccessibleName(f"The young person: {ASSENTS[assent].lower()}")
            button.clicked.connect(partial(self._choose_assent, assent))
        rows.addWidget(labelled_line("Agrees for them", [self.name, *self.relations.values()]))
        rows.addWidget(labelled_line("Young person", [*self.assents.values()]))
        self.told = plain_label("", "dim", wrap=True)
        rows.addWidget(self.told)

    def show_agreement(self, value: MinorAgreement) -> None:
        """Show what was said, and what becomes of it."""
        if self.name.text() != value.name:
            self.name.setText(value.name)
        for relation, button in self.relations.items():
            button.setChecked(value.relation is relation)
        for assent, button in self.assents.items():
            button.setChecked(value.assent is assent)
        self.told.setText(
            "Kept as given by word today."
            if value.is_given
            else "A minor: without an adult who agrees, the form waits on Today for a signature."
        )

    def _type(self, text: str) -> None:
        if text != self._model.state.minor.name:
            self._put(replace(self._model.state.minor, name=text))

    def _choose_relation(self, relation: Relation) -> None:
        minor = self._model.state.minor
        again = minor.relation is relation
        self._put(replace(minor, relation=None if again else relation))

    def _choose_assent(self, assent: Assent) -> None:
        minor = self._model.state.minor
        self._put(replace(minor, assent=None if minor.assent is assent else assent))

    def _put(self, minor: MinorAgreement) -> None:
        self._model.put(replace(self._model.state, minor=minor))


def _completer(model: VisitModel, parent: QLineEdit) -> QCompleter:
    """Offer the guardians of the chart; who it was is typed or chosen by a person."""
    names = [
        each.name
        for each in model.opened.chart.related_people
        if each.role is RelatedPersonRole.GUARDIAN and not each.retracted_reason
    ]
    completer = QCompleter(names, parent)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    return completer


def labelled_line(label: str, widgets: Sequence[QWidget]) -> QWidget:
    """Return a line of what can be chosen, with what it is about before it."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    words = plain_label(label, "dim")
    words.setFixedWidth(LEFT)
    row.addWidget(words)
    flow = FlowRow()
    flow.show_widgets(list(widgets))
    row.addWidget(flow, 1)
    return line
