"""Side effects, in the rail: what is open across the clinic, for whom, and what was answered."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.changes import Changes
from practice_desk.domain.record_key import RecordKey
from practice_desk.gui.context import AppContext
from practice_desk.gui.icons import set_icon
from practice_desk.gui.models.side_effect_board_view import (
    BoardTable,
    Order,
    Whose,
    answer_lines,
    board_rows,
    chosen,
    counted_text,
    history_lines,
    title_of,
    whose_choices,
    words_line,
)
from practice_desk.gui.pages.app_page import AppPage
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.empty_state import EmptyState
from practice_desk.gui.widgets.table_columns import choose_rows, set_columns
from practice_desk.services.patients import Saved
from practice_desk.services.side_effect_board import SideEffectBoard, side_effect_board
from practice_desk.services.side_effects import NOUN, OpenSideEffect, note_answers

_WIDTHS = (126, 236, 0, 100, 84, 188, 186)
_WIDE = 2
"""The side effect, which takes the room that is left."""
_ROW_HEIGHT = 36
_HISTORY = 4
"""How much of what followed is shown; the chart has it all."""


class SideEffectBoardPage(AppPage):
    """The open reports of every chart, and the answers to the own ones.

    Nothing leaves the board but by a decision in the chart.
    """

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.board: SideEffectBoard | None = None
        self.count = plain_label("", "dim")
        self.whose = _choice("Whose side effects")
        self.order = _choice("Order")
        self.order.addItems([order.value for order in Order])
        self.waiting_only = QCheckBox("&Waiting only")
        self.waiting_only.setToolTip("Leaves out what is watched until its recheck")
        self.answers = Card("Answers to what you reported")
        self.table = QTableView()
        self.model = BoardTable()
        self.empty = EmptyState(icon="circle-check", sentence="")
        self.detail = Card()
        self.open_button = QPushButton("&Open in the chart")
        set_icon(self.open_button, "arrow-right")
        self._stack = QStackedWidget()
        self._set_up_table()
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read the board again, the keyboard in its table."""
        self.table.setFocus()
        context = self.context
        context.tasks.run(
            lambda: side_effect_board(context.clinic), done=self.show_board, parent=self
        )

    def show_board(self, board: SideEffectBoard) -> None:
        """Show *board*; what was selected and chosen stays so."""
        self.board = board
        whose = self.whose.currentData() if self.whose.count() else Whose.ALL
        self.whose.blockSignals(True)
        self.whose.clear()
        for text, value in whose_choices(board, self.context.clinic.session.user_name):
            self.whose.addItem(text, str(value))
        self.whose.setCurrentIndex(max(0, self.whose.findData(str(whose))))
        self.whose.blockSignals(False)
        self._show_answers(board)
        self._fill()

    @property
    def selected(self) -> OpenSideEffect | None:
        """The report that is selected, if any."""
        index = self.table.currentIndex()
        return self.model.row(index).found if index.isValid() else None

    def open_selected(self) -> None:
        """Open the selected report in its chart."""
        if (found := self.selected) is not None:
            self._open(found)

    def _fill(self) -> None:
        board = self.board
        if board is None:
            return
        before = self.selected
        whose, order = str(self.whose.currentData()), Order(self.order.currentText())
        shown = chosen(board, whose, order, waiting_only=self.waiting_only.isChecked())
        self.model.show_rows(board_rows(shown, board.people))
        self.count.setText(counted_text(shown, board))
        self.empty.sentence.setText(
            "No open side effect is among those chosen above."
            if board.open
            else "No side effect is open. What is reported waits here until it is decided about."
        )
        self._stack.setCurrentWidget(self.table if shown else self.empty)
        ids = [each.report_id for each in shown]
        if shown:
            place = ids.index(before.report_id) if before and before.report_id in ids else 0
            self.table.setCurrentIndex(self.model.index(place, 0))
        self._show_detail()

    def _show_detail(self) -> None:
        found, board = self.selected, self.board
        self.detail.setVisible(found is not None)
        self.detail.clear()
        if found is None or board is None:
            return
        self.detail.set_title(title_of(found))
        self.detail.body.addWidget(plain_label(words_line(found, board.people), wrap=True))
        lines = history_lines(found, board.people)
        for line in lines[:_HISTORY]:
            self.detail.body.addWidget(plain_label(line, "dim", wrap=True))
        if len(lines) > _HISTORY:
            self.detail.body.addWidget(plain_label("The chart tells the rest.", "small"))

    def _show_answers(self, board: SideEffectBoard) -> None:
        self.answers.clear()
        for found in board.answered:
            self.answers.body.addLayout(self._answer(found, board))
        self.answers.setVisible(bool(board.answered))

    def _answer(self, found: OpenSideEffect, board: SideEffectBoard) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(plain_label(f"{found.patient_name} · {found.effect}", "strong", wrap=True))
        for line in answer_lines(found, board.people):
            words.addWidget(plain_label(line, wrap=True))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(words, 1)
        for text, call in (("Open", self._open), ("I have read it", self._note)):
            button = QPushButton(text)
            button.setAccessibleDescription(f"{found.patient_name}, {found.effect}")
            button.clicked.connect(partial(call, found))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _note(self, found: OpenSideEffect) -> None:
        context = self.context

        def done(saved: Saved) -> None:
            context.events.store_changed.emit(saved.changes)

        context.tasks.run(
            lambda: note_answers(context.clinic, found.patient_id, found.report_id),
            done=done,
            parent=self,
        )

    def _open(self, found: OpenSideEffect) -> None:
        self.record_wanted.emit(found.patient_id, RecordKey(NOUN, found.report_id))

    def _take_change(self, changes: Changes) -> None:
        if self.board is not None and self.isVisible() and changes.nouns & {NOUN, "patient"}:
            self.refresh()

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName("Open side effects")
        choose_rows(table)
        table.setWordWrap(False)
        set_columns(table, _WIDTHS, _WIDE, _ROW_HEIGHT)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(plain_label("Open side effects", "title"))
        top.addSpacing(8)
        top.addWidget(self.count, 1)
        for widget in (self.waiting_only, self.whose, self.order):
            top.addWidget(widget)
        self.detail.add_header_widget(self.open_button)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.answers)
        column.addWidget(self._stack, 1)
        column.addWidget(self.detail)
        self.answers.hide()
        self.detail.hide()

    def _connect(self) -> None:
        self.whose.currentIndexChanged.connect(self._fill)
        self.order.currentIndexChanged.connect(self._fill)
        self.waiting_only.toggled.connect(self._fill)
        self.table.selectionModel().currentChanged.connect(self._show_detail)
        self.table.activated.connect(self._activate)
        self.open_button.clicked.connect(self.open_selected)
        self.context.events.store_changed.connect(self._take_change)

    def _activate(self, _index: QModelIndex) -> None:
        self.open_selected()


def _choice(name: str) -> QComboBox:
    choice = QComboBox()
    choice.setAccessibleName(name)
    choice.setMinimumContentsLength(16)
    return choice
