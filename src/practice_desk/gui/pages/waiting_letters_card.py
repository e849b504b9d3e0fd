"""Today's list of letters that wait: overdue ones first, then letters that are not written yet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.models.letter_words import due_text, status_text, status_tone
from practice_desk.gui.plain_text import ElidedLabel, plain_label
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.pill import Pill, Tone
from practice_desk.gui.wording import write_count
from practice_desk.services.clinic import Clinic
from practice_desk.services.first_looks import may_be_due_letters, may_be_waiting_letters

if TYPE_CHECKING:
    from practice_desk.services.letter_conversation import ListedLetter
    from practice_desk.services.letters_due import DueLetter

MOST_LINES = 6
"""So many letters of each sort are shown; of the rest the number is told."""
_NAME_WIDTH = 190


@dataclass(frozen=True, slots=True)
class _Found:
    letters: list[ListedLetter]
    due: list[DueLetter]


class WaitingLettersCard(Card):
    """What others still owe a reply to, and plan changes that nobody has told the pharmacy of."""

    letter_wanted = Signal(str)
    """Emits the number of the letter to open; empty for the whole list."""
    chart_wanted = Signal(int)
    """Emits the id of the patient whose letter waits to be written."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("Waiting for the pharmacy", parent)
        self._context = context
        self.buttons: list[QPushButton] = []
        self.print_all = QPushButton("Print all letters…")
        self.print_all.setToolTip("The letters that are not written yet, collated by pharmacy")
        self.print_all.clicked.connect(self._print_all)
        self.add_header_widget(self.print_all)
        self.hide()

    def refresh(self) -> None:
        """Read what waits."""
        context = self._context
        if context.may(Operation.LIST_LETTERS):
            context.tasks.run(lambda: _read(context.clinic), done=self._show, parent=self)

    def _show(self, found: _Found) -> None:
        self.clear()
        self.buttons = []
        for each in found.letters[:MOST_LINES]:
            self.body.addWidget(self._letter_row(each))
        rest = len(found.letters) - MOST_LINES
        if rest > 0:
            words = f"{write_count(rest, 'more letter waits', 'more letters wait')}"
            told = ElidedLabel(words)
            self.body.addWidget(self._row(self._name(""), None, "Show all", "", words, told))
        for due in found.due[:MOST_LINES]:
            self.body.addWidget(self._due_row(due))
        if len(found.due) > MOST_LINES:
            left = write_count(len(found.due) - MOST_LINES, "more chart has", "more charts have")
            words = f"{left} changes without a letter; their plans show them."
            self.body.addWidget(plain_label(words, "dim", wrap=True))
        may = self._context.may(Operation.SEND_LETTER)
        self.print_all.setVisible(bool(found.due) and may)
        self.setVisible(bool(found.letters or found.due))

    def _print_all(self) -> None:
        from practice_desk.gui.letters.batch_dialog import LetterBatchDialog  # with all letters

        LetterBatchDialog(self._context, self).open()

    def _letter_row(self, each: ListedLetter) -> QWidget:
        case, today = each.case, self._context.today()
        to = f"{each.recipient} · letter {case.letter.code}"
        pill = Pill(status_text(case, today), cast("Tone", status_tone(case, today)))
        due = due_text(case, today)
        when = "" if case.is_overdue(today) or not due else f"due {due}"
        urgent = "urgent " if case.urgent else ""
        words = f"{each.patient.display_name}, {to}"
        return self._row(
            self._name(each.patient.display_name),
            pill,
            "Open",
            case.letter.code,
            words,
            ElidedLabel(to),
            plain_label(f"{urgent}{when}".strip(), "dim"),
        )

    def _due_row(self, due: DueLetter) -> QWidget:
        names = ", ".join(medication.name for medication in due.medications)
        pill = Pill("Letter not written", "caution")
        name = due.patient.display_name
        changed = ElidedLabel(f"{names}, changed {write_date(due.since)}")
        button = QPushButton("Open chart")
        button.setAccessibleName(f"Open the chart of {name}: letter about {names} not written")
        button.clicked.connect(partial(self.chart_wanted.emit, due.patient.id))
        self.buttons.append(button)
        return _line(self._name(name), changed, pill, button)

    def _row(
        self, first: QWidget, pill: Pill | None, text: str, code: str, words: str, *rest: QWidget
    ) -> QWidget:
        button = QPushButton(text)
        button.setAccessibleName(f"{text}: {words}")
        button.clicked.connect(partial(self.letter_wanted.emit, code))
        self.buttons.append(button)
        return _line(first, *rest, *(() if pill is None else (pill,)), button)

    def _name(self, name: str) -> QWidget:
        label = ElidedLabel(name)
        label.setFixedWidth(_NAME_WIDTH)
        return label


def _line(first: QWidget, *rest: QWidget) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(4, 2, 4, 2)
    row.setSpacing(12)
    row.addWidget(first)
    for widget in rest:
        grows = isinstance(widget, ElidedLabel)
        if grows:
            widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row.addWidget(widget, 1 if grows else 0)
    return line


def _read(clinic: Clinic) -> _Found:
    letters: list[ListedLetter] = []
    due: list[DueLetter] = []
    if may_be_waiting_letters(clinic):
        from practice_desk.services.letter_board import waiting_letters  # once one waits

        me, today = clinic.session.user_name, clinic.today()
        letters = [each for each in waiting_letters(clinic) if each.case.waits_for(me, today)]
    if clinic.session.may(Operation.VIEW_CHART) and may_be_due_letters(clinic):
        from practice_desk.services.letters_due import due_letters  # with all that plans take

        due = due_letters(clinic)
    return _Found(letters, due)
