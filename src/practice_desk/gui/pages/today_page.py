"""Today: who comes, what needs somebody now, what waits for others, and what is well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.appointment import Appointment, AppointmentStatus
from practice_desk.domain.backup_plan import Urgency
from practice_desk.domain.changes import Changes
from practice_desk.domain.deferral import Place
from practice_desk.domain.draft import Draft
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.icons import set_icon, set_pixmap
from practice_desk.gui.inbox_watch import write_message
from practice_desk.gui.models.today_turns import Turn, bring_back_work
from practice_desk.gui.pages.app_page import AppPage
from practice_desk.gui.pages.now_card import NowCard
from practice_desk.gui.pages.today_line import StandingLine, TodayLine
from practice_desk.gui.pages.today_lines import TodayRead, read_today
from practice_desk.gui.pages.today_rows import Fold, Groups
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.page_column import PageColumn
from practice_desk.services.today import takers

if TYPE_CHECKING:
    from practice_desk.gui.dialogs.paper_dialog import PaperDialog
    from practice_desk.gui.dialogs.today_turn_dialog import TodayTurnDialog
    from practice_desk.services.patients import Saved

_WELL_ICON = 48
_CALL, _TURN = "call", "today line"
_CHECK_IN = "check_in"
_TO_WRITE = "Letters to write"
_ABOUT_PAPER = "For hours without the computer: medications, allergies and contacts, on paper."
_ABOUT_PASSING = "What a caller says about anything else, word for word, to whom it concerns."
_ABOUT_CALLS = "What a patient or their family says about a medication. A prescriber decides."
_NONE = TodayRead((), {})


class TodayPage(AppPage):
    """Appointments first, then lines that need somebody, each with a button to the thing itself."""

    draft_kinds: ClassVar[frozenset[str]] = frozenset({_CALL, _TURN})

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.read = _NONE
        self._awaited: Draft | None = None
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
        self.visits = NowCard(context)
        self._connect_now()
        self.pass_on = QPushButton("Pass on a c&all…")
        set_icon(self.pass_on, "message-square")
        self.pass_on.setVisible(context.may(Operation.PASS_ON_CALL))
        self.pass_on.clicked.connect(lambda: write_message(context, self, is_call=True))
        self.well = _Well()
        self.needing = Card("Needs you")
        self.groups, self.calm_groups = self._groups(), self._groups()
        self.needing.body.addWidget(self.groups)
        self.calm = Card("In order")
        self.calm.body.addWidget(self.calm_groups)
        self.waiting, self.others, self.put_off = self._folds()
        for widget in (
            self.visits, self.well, self.needing, self.waiting, self.others, self.put_off, self.calm
        ):  # fmt: skip
            widget.hide()
            column.body.addWidget(widget)
        column.body.addLayout(_row_of(self.call, _ABOUT_CALLS))
        column.body.addLayout(_row_of(self.pass_on, _ABOUT_PASSING))
        column.body.addLayout(_row_of(self.paper_button, _ABOUT_PAPER))
        column.body.addStretch(1)
        context.events.store_changed.connect(self._changed)

    @property
    def lines(self) -> list[TodayLine]:
        """What the page tells, the most urgent first."""
        return [each.line for each in self.read.lines]

    @property
    def buttons(self) -> list[QPushButton]:
        """The buttons of what needs somebody, in their order."""
        return [row.button for row in self.groups.rows if row.button is not None]

    def refresh(self) -> None:
        """Read all lines again."""
        context = self.context
        self.visits.refresh()
        context.tasks.run(lambda: read_today(context.clinic), done=self.show_read, parent=self)

    def show_read(self, read: TodayRead) -> None:
        """Show every line where it stands, the most urgent first."""
        self.read = read
        mine = read.at(Place.MINE)
        needing = [each for each in mine if each.line.urgency is not Urgency.CALM]
        calm = [each for each in read.lines if each.line.urgency is Urgency.CALM]
        self.groups.show_lines(needing, read.names)
        self.needing.setVisible(bool(needing))
        self.calm_groups.show_lines(calm, read.names)
        self.calm.setVisible(bool(calm))
        self.well.setVisible(not needing)
        for fold, place in (
            (self.waiting, Place.WAITING),
            (self.others, Place.OTHERS),
            (self.put_off, Place.PUT_OFF),
        ):
            fold.show_lines(read.at(place), read.names)
        if self._awaited is not None:
            draft, self._awaited = self._awaited, None
            self._go_on_with(draft)

    def print_paper(self) -> PaperDialog:
        """Open the emergency paper, ready to print."""
        from practice_desk.gui.dialogs.paper_dialog import PaperDialog  # with all papers take

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
        """Open the form that was typed into; whom a call is about is chosen anew.

        A line is there once the page has been read.
        """
        if draft.kind == _TURN:
            if not self._go_on_with(draft):
                self._awaited = draft
            return True
        if not self.context.may(Operation.TAKE_DOWN_CALL):
            return False
        self.take_call(draft)
        return True

    def open_line(self, each: StandingLine) -> None:
        """Open what a line is about."""
        line = each.line
        if line.record is not None and line.record.noun == _CHECK_IN:
            self.review_check_in(line.record.id)
        elif isinstance(line.opens, int) and line.record is not None:
            self.record_wanted.emit(line.opens, line.record)
        elif isinstance(line.opens, int):
            self.patient_wanted.emit(line.opens)
        elif line.opens is not None:
            self.page_wanted.emit(line.opens, line.tab)

    def review_check_in(self, check_in_id: int) -> None:
        """Look at the answers of one check-in."""
        from practice_desk.gui.dialogs.review_check_in_dialog import ReviewCheckInDialog

        ReviewCheckInDialog(self.context, check_in_id, self).open()

    def turn(self, each: StandingLine, turn: Turn) -> None:
        """Hand a line on, put it off, or bring it back."""
        context = self.context
        if turn is Turn.HAND_ON:
            context.tasks.run(
                lambda: takers(context.clinic, each.thing),
                done=lambda people: self._hand_on(each, people),
                parent=self,
            )
        elif turn is Turn.NOT_BEFORE:
            self._not_before(each)
        else:
            context.tasks.run(
                bring_back_work(context, each, turn),
                done=context.events.store_changed.emit,
                parent=self,
            )

    def _hand_on(
        self, each: StandingLine, people: list[tuple[str, str]], draft: Draft | None = None
    ) -> None:
        if not people:
            self.context.messages.info("Nobody else here can see to it.")
            return
        from practice_desk.gui.dialogs.today_turn_dialog import HandOnDialog

        self._open(HandOnDialog(self.context, each, people, self), draft)

    def _not_before(self, each: StandingLine, draft: Draft | None = None) -> None:
        from practice_desk.gui.dialogs.today_turn_dialog import NotBeforeDialog

        self._open(NotBeforeDialog(self.context, each, self), draft)

    def _open(self, dialog: TodayTurnDialog, draft: Draft | None) -> None:
        dialog.open()
        if draft is not None:
            dialog.put_draft(draft)

    def _go_on_with(self, draft: Draft) -> bool:
        """Open the form for a line again; return whether the line is there."""
        target = draft.body.get("target")
        wanted = target if isinstance(target, dict) else {}
        each = next((e for e in self.read.lines if e.thing.key == wanted.get("key")), None)
        if each is None:
            return False
        if wanted.get("way") == "put off":
            self._not_before(each, draft)
            return True
        context = self.context
        context.tasks.run(
            lambda: takers(context.clinic, each.thing),
            done=lambda people: self._hand_on(each, people, draft),
            parent=self,
        )
        return True

    def _connect_now(self) -> None:
        now = self.visits
        now.visit_wanted.connect(self.visit_wanted)
        now.papers_wanted.connect(self.papers_wanted)
        now.patient_wanted.connect(self.patient_wanted)
        now.review_wanted.connect(self.review_check_in)
        now.arrived.connect(self._mark_arrived)
        now.hand_over_wanted.connect(self._hand_over)
        now.shown.connect(lambda: self.well.say_next(now.next_words))

    def _mark_arrived(self, value: Appointment) -> None:
        from practice_desk.services.appointments import mark_appointment

        context = self.context

        def marked(saved: Saved) -> None:
            context.messages.success("Marked as arrived.")
            context.events.store_changed.emit(saved.changes)

        context.tasks.run(
            lambda: mark_appointment(context.clinic, value, AppointmentStatus.ARRIVED),
            done=marked,
            parent=self,
        )

    def _hand_over(self, value: Appointment) -> None:
        from practice_desk.services.check_in import hand_over

        context = self.context
        context.tasks.run(
            lambda: hand_over(context.clinic, value), done=self.hand_over_wanted.emit, parent=self
        )

    def _groups(self) -> Groups:
        groups = Groups(self.open_line, self.turn)
        if self.context.may(Operation.SEND_LETTER):
            groups.offer(_TO_WRITE, self._print_all)
        return groups

    def _folds(self) -> Iterator[Fold]:
        for title, sentence in (
            ("Waiting for others", "What you handed on, and what others have to answer first."),
            ("Patients of others", "Others see to these. You can, where it is needed."),
            ("Put off", "Each comes back on its day."),
        ):
            yield Fold(title, sentence, self._groups())

    def _print_all(self) -> QWidget:
        button = QPushButton("Print all letters…")
        button.setToolTip("The letters that are not written yet, collated by pharmacy")
        button.clicked.connect(self.print_all_letters)
        return button

    def print_all_letters(self) -> None:
        """Write and print the letters of all charts whose pharmacy was not told of a change."""
        from practice_desk.gui.letters.batch_dialog import LetterBatchDialog  # with all letters

        LetterBatchDialog(self.context, self).open()

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
        self.next = plain_label("", "dim")
        words.addWidget(self.next)
        self.say_next("")
        row.addLayout(words, 1)

    def say_next(self, words: str) -> None:
        """Say who comes next, and else what would stand here."""
        after = "What is due or at risk will stand here, with the way to it."
        self.next.setText(f"Next patient: {words}." if words else after)
