"""Letters, in the rail: what waits across the clinic, and the letter of a paper that came back."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.changes import Changes
from practice_desk.domain.draft import Draft
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.permission import Operation
from practice_desk.domain.record_key import RecordKey
from practice_desk.gui.context import AppContext
from practice_desk.gui.icons import set_icon
from practice_desk.gui.models.letter_board_view import (
    ANY,
    Chosen,
    LetterBoardTable,
    Which,
    board_rows,
    counted_text,
    empty_text,
    kinds_of,
    recipients_of,
    shown_letters,
)
from practice_desk.gui.models.letter_step import LetterStep
from practice_desk.gui.pages.app_page import AppPage
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.empty_state import EmptyState
from practice_desk.gui.widgets.letter_panel import LetterPanel
from practice_desk.gui.widgets.pdf_preview import PdfPreview
from practice_desk.gui.widgets.table_columns import choose_rows, set_columns
from practice_desk.services.letter_board import (
    FollowedLetter,
    LetterBoard,
    find_letter,
    letter_board,
)
from practice_desk.services.letter_conversation import NOUN, ListedLetter

_WIDTHS = (146, 122, 170, 150, 0, 84)
_WIDE = 4
_TO, _ABOUT = 2, 4
_ROW_HEIGHT = 36
_PANEL_WIDTH = 430


class LetterBoardPage(AppPage):
    """Every letter of the clinic with what waits on top; a number typed or scanned finds one."""

    draft_kinds: ClassVar[frozenset[str]] = frozenset({"letter step"})

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.board: LetterBoard | None = None
        self.number = QLineEdit()
        self.found = QLabel()
        self.count = plain_label("", "dim")
        self.which, self.recipient, self.kind = QComboBox(), QComboBox(), QComboBox()
        self.mine = QCheckBox("Mi&ne")
        self.table, self.model = QTableView(), LetterBoardTable()
        self.empty = EmptyState(icon="mail", sentence="")
        self.panel = LetterPanel(context)
        self.preview = PdfPreview()
        self.open_chart = QPushButton("&Open in the chart")
        self._stack = QStackedWidget()
        self._looked_for = False
        self._set_up()
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read the clinic's letters again."""
        context = self.context
        context.tasks.run(lambda: letter_board(context.clinic), done=self.show_board, parent=self)
        self.number.setFocus()

    def show_board(self, board: LetterBoard) -> None:
        """Show *board*; what was selected and chosen stays so."""
        self.board = board
        _refill(self.recipient, "All recipients", [(name, name) for name in recipients_of(board)])
        kinds = kinds_of(board)
        _refill(self.kind, "All kinds", [(_kind_name(code), code) for code in kinds])
        self.kind.setVisible(bool(kinds))
        hides_about = not kinds and bool(board.letters)
        self.table.setColumnHidden(_ABOUT, hides_about)
        mode = QHeaderView.ResizeMode.Stretch if hides_about else QHeaderView.ResizeMode.Interactive
        self.table.horizontalHeader().setSectionResizeMode(_TO, mode)
        self._fill()

    def show_tab(self, title: str) -> None:
        """Bring the letter with the number *title* forward."""
        self.look_for(title)

    @property
    def selected(self) -> ListedLetter | None:
        """The letter that is selected, if any."""
        index = self.table.currentIndex()
        return self.model.row(index).listed if index.isValid() else None

    def look_for(self, typed: str) -> None:
        """Show the letter whose number was typed or scanned, or say why there is none."""
        context = self.context
        if not typed.strip():
            return
        self.found.hide()
        context.tasks.run(
            lambda: find_letter(context.clinic, typed),
            done=self._show_found,
            failed=self._not_found,
            parent=self,
        )

    def go_on(self, draft: Draft) -> bool:
        """Open the form that a step of a letter was typed into."""
        return self.context.may(Operation.FOLLOW_LETTER) and self.panel.go_on(draft)

    def _show_found(self, found: tuple[int, int]) -> None:
        self.number.clear()
        self._looked_for = True
        self.table.clearSelection()
        self.table.setCurrentIndex(QModelIndex())
        self._select(found[1])
        if self.selected is None:
            self.panel.follow(*found)

    def _not_found(self, error: ExpectedError) -> None:
        self.found.setText(str(error))
        self.found.show()
        self.number.selectAll()

    def _select(self, letter_id: int) -> None:
        for place, row in enumerate(self.model.rows):
            if row.listed.case.letter.id == letter_id:
                self.table.setCurrentIndex(self.model.index(place, 0))
                return

    def _fill(self) -> None:
        board = self.board
        if board is None:
            return
        before = self.selected
        today, chosen = self.context.today(), self._chosen()
        shown = shown_letters(board, chosen, today)
        self.model.show_rows(board_rows(shown, today))
        self.count.setText(counted_text(shown, board, today))
        self.empty.sentence.setText(empty_text(board))
        self._stack.setCurrentWidget(self.table if shown else self.empty)
        if before is not None:
            self._select(before.case.letter.id or 0)
        if shown and self.selected is None and self.panel.shown is None:
            self.table.setCurrentIndex(self.model.index(0, 0))
        elif not shown and not self._looked_for:
            self.panel.show_nothing()
            self._show_pages(None)

    def _chosen(self) -> Chosen:
        return Chosen(
            Which(self.which.currentData()),
            str(self.recipient.currentData() or ANY),
            str(self.kind.currentData() or ANY),
            self.mine.isChecked(),
            self.context.clinic.session.user_name,
        )

    def _show_selected(self) -> None:
        listed = self.selected
        if listed is not None:
            self.panel.follow(listed.patient.id, listed.case.letter.id or 0)

    def _show_followed(self, followed: FollowedLetter) -> None:
        if self._looked_for:
            self._looked_for = False
            self.panel.buttons[LetterStep.REPLY].setFocus()
        self._show_pages(followed.letter)

    def _show_pages(self, listed: ListedLetter | None) -> None:
        readable = listed is not None and listed.is_readable
        self.preview.setVisible(readable)
        self.open_chart.setVisible(readable)
        if listed is None or not readable:
            return
        from practice_desk.services.letters import letter_bytes  # with all that letters take

        context, letter_id = self.context, listed.case.letter.id or 0
        context.tasks.run(
            lambda: letter_bytes(context.clinic, listed.patient.id, letter_id),
            done=partial(self._show_bytes, letter_id),
            failed=lambda error: self.preview.show_message(error.sentence),
            parent=self,
        )

    def _show_bytes(self, letter_id: int, pdf: bytes) -> None:
        shown = self.panel.shown
        if shown is not None and shown.letter.case.letter.id == letter_id:
            self.preview.show_pdf(pdf)

    def _open(self) -> None:
        shown = self.panel.shown
        if shown is not None and shown.letter.is_readable:
            number = shown.letter.case.letter.id or 0
            self.record_wanted.emit(shown.letter.patient.id, RecordKey(NOUN, number))

    def _take_change(self, changes: Changes) -> None:
        if self.board is not None and self.isVisible() and changes.nouns & {NOUN, "patient"}:
            context = self.context
            context.tasks.run(
                lambda: letter_board(context.clinic), done=self.show_board, parent=self
            )

    def _set_up(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName("Letters")
        choose_rows(table)
        table.setWordWrap(False)
        set_columns(table, _WIDTHS, _WIDE, _ROW_HEIGHT)
        for which in Which:
            self.which.addItem(which.value, str(which))
        for choice, name in (
            (self.which, "Which letters"),
            (self.recipient, "To whom"),
            (self.kind, "Kind of letter"),
        ):
            choice.setAccessibleName(name)
            choice.setFixedWidth(190)
        self.mine.setToolTip("Letters that you wrote or see to")
        self.number.setPlaceholderText("Type or scan a letter’s number")
        self.number.setAccessibleName("Find a letter by its number")
        self.number.setClearButtonEnabled(True)
        self.number.setFixedWidth(270)
        self.found.setWordWrap(True)
        self.found.setProperty("role", "problem")
        self.found.hide()
        set_icon(self.open_chart, "arrow-right")
        self.open_chart.hide()
        self.preview.tasks = self.context.tasks
        self.preview.hide()
        self.panel.add_keys(table)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(plain_label("Letters", "title"))
        top.addSpacing(8)
        top.addWidget(self.count, 1)
        top.addWidget(self.number)
        filters = QHBoxLayout()
        filters.setSpacing(8)
        for widget in (self.which, self.recipient, self.kind, self.mine):
            filters.addWidget(widget)
        filters.addStretch(1)
        filters.addWidget(self.open_chart)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        side = QVBoxLayout()
        side.setSpacing(10)
        side.addWidget(self.panel, 3)
        side.addWidget(self.preview, 4)
        holder = QWidget()
        holder.setFixedWidth(_PANEL_WIDTH)
        side.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(side)
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self._stack, 1)
        below.addWidget(holder)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.found)
        column.addLayout(filters)
        column.addLayout(below, 1)

    def _connect(self) -> None:
        self.number.returnPressed.connect(lambda: self.look_for(self.number.text()))
        for choice in (self.which, self.recipient, self.kind):
            choice.currentIndexChanged.connect(self._fill)
        self.mine.toggled.connect(self._fill)
        self.table.selectionModel().currentChanged.connect(self._show_selected)
        self.table.activated.connect(self._open)
        self.panel.followed.connect(self._show_followed)
        self.open_chart.clicked.connect(self._open)
        self.context.events.store_changed.connect(self._take_change)


def _refill(choice: QComboBox, all_of_them: str, items: list[tuple[str, str]]) -> None:
    """Offer *items*; what was chosen stays chosen where it is still offered."""
    former = choice.currentData()
    choice.blockSignals(True)
    choice.clear()
    choice.addItem(all_of_them, ANY)
    for text, value in items:
        choice.addItem(text, value)
    choice.setCurrentIndex(max(0, choice.findData(former)))
    choice.blockSignals(False)


def _kind_name(code: str) -> str:
    return code.replace("_", " ").capitalize()
