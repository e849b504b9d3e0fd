"""Today: what needs somebody now, and what is well."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.changes import Changes
from practice_desk.domain.deferral import Place
from practice_desk.domain.draft import Draft
from practice_desk.domain.permission import Operation
from practice_desk.gui import theme
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.paper_dialog import PaperDialog
from practice_desk.gui.icons import set_icon, set_pixmap
from practice_desk.gui.models.backup_view import TONES
from practice_desk.gui.pages.app_page import AppPage
from practice_desk.gui.pages.registry import LETTER_BOARD
from practice_desk.gui.pages.today_line import Opens, TodayLine
from practice_desk.gui.pages.today_lines import TodayRead, read_today
from practice_desk.gui.pages.visits_card import VisitsCard
from practice_desk.gui.pages.waiting_letters_card import WaitingLettersCard
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.page_column import PageColumn

if TYPE_CHECKING:
    from practice_desk.domain.timeline import RecordKey

_ICONS = {
    Urgency.CALM: "circle-check",
    Urgency.NOTICE: "info",
    Urgency.CAUTION: "triangle-alert",
    Urgency.DANGER: "circle-alert",
}
_WORDS = {
    Urgency.CALM: "All is well",
    Urgency.NOTICE: "Note",
    Urgency.CAUTION: "Caution",
    Urgency.DANGER: "Danger",
}
_WELL_ICON = 48
_ABOUT_PAPER = "For hours without the computer: medications, allergies and contacts, on paper."
_ABOUT_CALLS = "What a patient or their family says about a medication. A prescriber decides."


class TodayPage(AppPage):
    """Lines that need somebody first, each with a button to the thing itself; calm ones below."""

    draft_kinds: ClassVar[frozenset[str]] = frozenset({"call"})

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.lines: list[TodayLine] = []
        self.buttons: list[QPushButton] = []
        today = context.today()
        column = PageColumn(self, "Today", f"{today:%A, %B} {today.day}, {today.year}")
        self.paper_button = QPushButton("Print e&mergency paper…")
        set_icon(self.paper_button, "printer")
        self.paper_button.setVisible(context.may(Operation.PRINT_PAPER))
        self.paper_button.clicked.connect(self.print_paper)
        self.call = QPushButton("Take down a &call…")
        set_icon(self.call, "phone")
        self.call.setVisible(context.may(Operation.TAKE_DOWN_CALL))
        self.call.clicked.connect(lambda: self.take_call())
        self.well = _Well()
        self.needing = Card("Needs you")
        self.calm = Card("In order")
        self.visits = VisitsCard(context)
        self.visits.visit_wanted.connect(self.visit_wanted)
        self.visits.papers_wanted.connect(self.papers_wanted)
        column.body.addWidget(self.visits)
        self.letters = WaitingLettersCard(context)
        self.letters.letter_wanted.connect(partial(self.page_wanted.emit, LETTER_BOARD))
        self.letters.chart_wanted.connect(self.patient_wanted)
        for widget in (self.well, self.needing, self.letters, self.calm):
            widget.hide()
            column.body.addWidget(widget)
        column.body.addLayout(_row_of(self.call, _ABOUT_CALLS))
        column.body.addLayout(_row_of(self.paper_button, _ABOUT_PAPER))
        column.body.addStretch(1)
        context.events.store_changed.connect(self._changed)

    def refresh(self) -> None:
        """Read all lines again."""
        context = self.context
        self.visits.refresh()
        self.letters.refresh()
        context.tasks.run(lambda: read_today(context.clinic), done=self.show_read, parent=self)

    def show_read(self, read: TodayRead) -> None:
        """Show what needs the person at the keyboard, and what is well."""
        self.show_lines([each.line for each in read.at(Place.MINE, Place.OTHERS)])

    def show_lines(self, lines: Sequence[TodayLine]) -> None:
        """Show *lines*, the most urgent first."""
        self.lines, self.buttons = list(lines), []
        needing = [line for line in lines if line.urgency is not Urgency.CALM]
        calm = [line for line in lines if line.urgency is Urgency.CALM]
        for card, shown in ((self.needing, needing), (self.calm, calm)):
            card.clear()
            for line in shown:
                card.body.addWidget(self._row(line))
            card.setVisible(bool(shown))
        self.well.setVisible(not needing)

    def print_paper(self) -> PaperDialog:
        """Open the emergency paper, ready to print."""
        dialog = PaperDialog(self.context, self)
        dialog.open()
        return dialog

    def take_call(self, draft: Draft | None = None) -> None:
        """Take down what somebody says about a medication of a patient who is chosen there."""
        from practice_desk.gui.dialogs.call_dialog import CallDialog  # only when it is opened

        dialog = CallDialog(self.context, None, self)
        dialog.saved.connect(
            lambda _saved: self.context.messages.success(
                "Kept word by word. It waits for a prescriber."
            )
        )
        dialog.open()
        if draft is not None:
            dialog.put_draft(draft)

    def go_on(self, draft: Draft) -> bool:
        """Open the form that a call was typed into; whom it is about is chosen anew."""
        if not self.context.may(Operation.TAKE_DOWN_CALL):
            return False
        self.take_call(draft)
        return True

    def open_line(self, opens: Opens, tab: str = "", record: RecordKey | None = None) -> None:
        """Open what a line is about."""
        if isinstance(opens, int) and record is not None:
            self.record_wanted.emit(opens, record)
        elif isinstance(opens, int):
            self.patient_wanted.emit(opens)
        else:
            self.page_wanted.emit(opens, tab)

    def _row(self, line: TodayLine) -> QWidget:
        tone = TONES[line.urgency]
        row = QFrame()
        if line.urgency is not Urgency.CALM:
            theme.style(row, banner=tone)
        icon = QLabel()
        set_pixmap(icon, _ICONS[line.urgency], 22, tone)
        icon.setAccessibleName(_WORDS[line.urgency])
        words = QVBoxLayout()
        words.setSpacing(2)
        is_calm = line.urgency is Urgency.CALM
        words.addWidget(plain_label(line.sentence, "" if is_calm else "strong", wrap=True))
        if line.detail:
            words.addWidget(plain_label(line.detail, "dim" if is_calm else "", wrap=True))
        layout = QHBoxLayout(row)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(12)
        layout.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        if line.action and line.opens is not None:
            button = QPushButton(line.action)
            button.setAccessibleDescription(line.sentence)
            button.clicked.connect(partial(self.open_line, line.opens, line.tab, line.record))
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
            self.buttons.append(button)
        return row

    def _changed(self, changes: Changes) -> None:
        if self.isVisible():
            self.refresh()


def _row_of(button: QPushButton, hint: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(16)
    row.addWidget(button)
    words = plain_label(hint, "dim", wrap=True)
    words.setVisible(not button.isHidden())
    row.addWidget(words, 1)
    return row


class _Well(QWidget):
    """The good sight: nothing needs anybody."""

    def __init__(self) -> None:
        super().__init__()
        icon = QLabel()
        set_pixmap(icon, "circle-check", _WELL_ICON, "success")
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 8, 4, 8)
        row.setSpacing(16)
        row.addWidget(icon)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(plain_label("Nothing needs you right now.", "heading"))
        words.addWidget(
            plain_label("What is due or at risk will stand here, with the way to it.", "dim")
        )
        row.addLayout(words, 1)
