"""The mental status, of which only differences are said, and what was asked about risk."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.checks import without_control_characters
from practice_desk.domain.mental_status import LONGEST, MentalStatus, MentalStatusPart
from practice_desk.domain.visit import RiskAnswer
from practice_desk.gui import theme
from practice_desk.gui.binding import Form
from practice_desk.gui.models.measure_words import LEVELS, response_words
from practice_desk.gui.models.visit_model import VisitModel
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.visit.section import VisitSection
from practice_desk.gui.visit.stops import lead_through
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.chip import chip
from practice_desk.gui.widgets.flow_row import FlowRow

_COLUMNS = 2
_FINDING_PADDING = 22


class VisitRiskForm(Form):
    """``ui/visit_risk.ui``."""

    ui = "visit_risk.ui"
    heading: QLabel
    warning: Banner
    question: QLabel
    denied: QPushButton
    assessed: QPushButton
    not_asked: QPushButton
    assess: QPushButton
    standing: QLabel
    words_label: QLabel
    words: QLineEdit


class StatusSection(VisitSection):
    """The examination and the risk; neither is ever filled in by itself."""

    key, title = "status", "Mental status and risk"

    assess_wanted = Signal()
    """Emitted when the risk is to be assessed in full."""

    def __init__(self, model: VisitModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self.examined = chip("Examined today, as below")
        self.examined.setObjectName("examined")
        self.examined.clicked.connect(self._toggle)
        self.examined.setToolTip(
            "States that you examined the patient. Change only what differs from the usual."
        )
        row = QHBoxLayout()
        row.addWidget(self.examined)
        row.addWidget(
            plain_label("Usual findings stand below; choose a part to say what differs.", "dim"), 1
        )
        self.body.addLayout(row)
        self.parts: dict[str, _Part] = {}
        columns = QHBoxLayout()
        columns.setSpacing(20)
        parts = model.template.parts
        half = -(-len(parts) // _COLUMNS)
        for first in range(0, len(parts), half):
            columns.addLayout(self._column(parts[first : first + half]), 1)
        self.body.addLayout(columns)
        self.form = form = VisitRiskForm()
        self.body.addSpacing(4)
        self.body.addWidget(form.root)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._answers = {
            RiskAnswer.DENIED: form.denied,
            RiskAnswer.ASSESSED: form.assessed,
            RiskAnswer.NOT_ASKED: form.not_asked,
        }
        for answer, button in self._answers.items():
            button.clicked.connect(partial(self._answer, answer))
        form.assess.clicked.connect(self.assess_wanted)
        form.words.textEdited.connect(self._type_words)
        form.words.setProperty("kept_elsewhere", True)

    def _column(self, parts: tuple[MentalStatusPart, ...]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        for part in parts:
            widget = _Part(self.model, part)
            widget.opened.connect(partial(self._open_only, part.id))
            self.parts[part.id] = widget
            column.addWidget(widget)
        column.addStretch(1)
        return column

    def show_model(self) -> None:
        """Show what was found and answered."""
        state = self.model.state
        self.examined.setChecked(state.mental_status is not None)
        for part in self.parts.values():
            part.refresh()
        self._show_risk()
        found = state.mental_status
        count = 0 if found is None else len(found.differences)
        examined = "Not examined"
        if found is not None:
            examined = f"Examined, {count} differ" if count else "Examined, all as usual"
        risk = {
            None: "risk not asked yet",
            RiskAnswer.DENIED: "no risk told",
            RiskAnswer.ASSESSED: "risk assessed",
            RiskAnswer.NOT_ASKED: "risk not asked",
        }[state.risk]
        self.say(f"{examined} · {risk}")

    def _show_risk(self) -> None:
        state, risk, form = self.model.state, self.model.risk, self.form
        said = "; ".join(map(response_words, risk.open))
        form.warning.say(f"Not assessed yet: {said}." if said else "", "danger")
        for answer, button in self._answers.items():
            button.setChecked(state.risk is answer)
        form.denied.setEnabled(not risk.open)
        form.not_asked.setEnabled(not risk.open)
        newest = risk.assessment
        today = newest is not None and newest.happened_on >= self.model.day
        form.assessed.setEnabled(today)
        told = ""
        if newest is not None:
            level = "" if risk.level is None else f": {LEVELS[risk.level].lower()}"
            told = f"Last assessed {write_date(newest.happened_on)}{level}."
        form.standing.setText(told)
        form.standing.setVisible(bool(told))
        wants_words = state.risk is not None
        form.words_label.setVisible(wants_words)
        form.words.setVisible(wants_words)
        form.words.setPlaceholderText(
            "Why not" if state.risk is RiskAnswer.NOT_ASKED else "More, if there is any"
        )
        if form.words.text() != state.risk_words:
            form.words.setText(state.risk_words)

    def _toggle(self) -> None:
        state = self.model.state
        status = MentalStatus() if state.mental_status is None else None
        self.model.put(replace(state, mental_status=status))

    def _open_only(self, part_id: str) -> None:
        for key, part in self.parts.items():
            if key != part_id:
                part.close_up()

    def _answer(self, answer: RiskAnswer) -> None:
        state = self.model.state
        self.model.put(replace(state, risk=None if state.risk is answer else answer))

    def _type_words(self, text: str) -> None:
        words = without_control_characters(text)  # which nobody sees, and no visit may hold
        self.model.put(replace(self.model.state, risk_words=words))


class _Finding(QPushButton):
    """What was found in one part: one line, which ends in "…" where it does not fit."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words
        self.setAutoDefault(False)
        self.setProperty("kind", "finding")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(80)

    def say(self, words: str) -> None:
        """Show *words*."""
        self._words = words
        self.setToolTip(words)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the words anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - _FINDING_PADDING
        self.setText(self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room))


class _Part(QWidget):
    """One part: what was found; opened, the findings to choose from and own words."""

    opened = Signal()

    def __init__(self, model: VisitModel, part: MentalStatusPart) -> None:
        super().__init__()
        self._model, self._part = model, part
        self.value = _Finding(part.normal)
        self.value.setObjectName(f"status_{part.id}")
        self.value.clicked.connect(self._turn)
        name = plain_label(part.name, "field")
        name.setFixedWidth(112)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(name)
        head.addWidget(self.value, 1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(4)
        rows.addLayout(head)
        self._rows = rows
        self._chips: dict[str, QPushButton] = {}
        self._more: QWidget | None = None
        self._words: QLineEdit | None = None

    def refresh(self) -> None:
        """Show what was found."""
        status = self._model.state.mental_status
        found = "" if status is None else status.finding(self._part.id)
        words = found or self._part.normal
        self.value.say(words)
        self.value.setAccessibleName(f"{self._part.name}: {words}")
        theme.style(self.value, differs=bool(found), stated=status is not None)
        said = found.split("; ")
        for choice, button in self._chips.items():
            button.setChecked(choice in said)
        if self._words is not None and not self._words.hasFocus():
            self._words.setText(found)

    def close_up(self) -> None:
        """Fold the findings away."""
        if self._more is not None:
            self._more.hide()

    def _turn(self) -> None:
        if self._more is None:
            self._make()
        assert self._more is not None  # it was made
        self._more.setVisible(self._more.isHidden())
        if not self._more.isHidden():
            self.opened.emit()
        self.refresh()

    def _make(self) -> None:
        self._more = QWidget()
        self._more.hide()
        rows = QVBoxLayout(self._more)
        rows.setContentsMargins(118, 0, 0, 6)
        rows.setSpacing(6)
        for choice in self._part.choices:
            button = chip(choice)
            button.setAccessibleName(f"{self._part.name}: {choice}")
            button.clicked.connect(partial(self._choose, choice))
            self._chips[choice] = button
        flow = FlowRow()
        flow.show_widgets(list(self._chips.values()))
        self._words = QLineEdit()
        self._words.setMaxLength(LONGEST)
        self._words.setPlaceholderText("Or in your own words")
        self._words.setAccessibleName(f"{self._part.name} in your own words")
        self._words.setProperty("kept_elsewhere", True)
        self._words.textEdited.connect(self._type)
        rows.addWidget(flow)
        rows.addWidget(self._words)
        self._rows.addWidget(self._more)
        lead_through((self.value, *self._chips.values(), self._words))

    def _choose(self, choice: str) -> None:
        status = self._model.state.mental_status or MentalStatus()
        self._put(status.toggled(self._part.id, choice))

    def _type(self, text: str) -> None:
        status = self._model.state.mental_status or MentalStatus()
        self._put(status.with_finding(self._part.id, without_control_characters(text)))

    def _put(self, status: MentalStatus) -> None:
        self._model.put(replace(self._model.state, mental_status=status))
