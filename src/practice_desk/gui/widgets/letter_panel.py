"""One letter's conversation: where it stands, what happened, and what can be recorded next."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QGridLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.draft import Draft
from practice_desk.domain.letter_case import LetterCase, LetterStatus
from practice_desk.domain.letter_entry import NEVER_CORRECTED, LetterEntry
from practice_desk.domain.permission import Operation
from practice_desk.domain.record_key import RecordKey
from practice_desk.gui.context import AppContext
from practice_desk.gui.models.letter_step import LetterStep
from practice_desk.gui.models.letter_words import (
    STATUS,
    facts_lines,
    history_text,
    status_tone,
)
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.pill import Pill, Tone
from practice_desk.gui.widgets.scrolling import scrolling
from practice_desk.services.letter_board import FollowedLetter, follow_letter

if TYPE_CHECKING:
    from practice_desk.gui.dialogs.letter_step_dialog import LetterStepDialog

_BUTTONS = (
    (LetterStep.SENT, "S"),
    (LetterStep.REPLY, "R"),
    (LetterStep.CALL, "C"),
    (LetterStep.LATER, "W"),
)
_MOST_CORRECTED = 8
"""So many entries are offered to be taken back, the newest."""


class LetterPanel(Card):
    """Shows one letter that `follow` reads; what is recorded goes to that letter."""

    followed = Signal(object)
    """Emits the `FollowedLetter` when it is shown."""
    replace_wanted = Signal(object)
    """Asks for a letter that replaces this one (a `FollowedLetter`)."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("", parent, elides=True)
        self.context = context
        self.shown: FollowedLetter | None = None
        self.dialog: LetterStepDialog | None = None
        self.replaced_kinds: frozenset[str] = frozenset()
        """The kinds of letter for which the page can write one that replaces it."""
        self._wanted = (0, 0)
        self.pill = Pill()
        self.add_header_widget(self.pill)
        self.buttons = {step: QPushButton(step.value.button) for step, _ in _BUTTONS}
        self.more = QPushButton("More")
        self.menu = QMenu(self)
        self.more.setMenu(self.menu)
        self._facts = QVBoxLayout()
        self._history = QVBoxLayout()
        self._lay_out()
        self.hide()

    def follow(self, patient_id: int, letter_id: int) -> None:
        """Read and show a letter."""
        context, self._wanted = self.context, (patient_id, letter_id)
        context.tasks.run(
            lambda: follow_letter(context.clinic, patient_id, letter_id),
            done=partial(self._take, (patient_id, letter_id)),
            failed=context.messages.show_error,
            parent=self,
        )

    def again(self) -> None:
        """Read the shown letter again, after a change."""
        if self.shown is not None:
            self.follow(*self._wanted)

    def show_nothing(self) -> None:
        """Show no letter."""
        self.shown, self._wanted = None, (0, 0)
        self.hide()

    def add_keys(self, owner: QWidget) -> None:
        """Let S, R, C and W press the buttons while *owner*, a table, has the focus."""
        for step, key in _BUTTONS:
            shortcut = QShortcut(QKeySequence(key), owner)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(self.buttons[step].click)

    def take_step(self, step: LetterStep, entry_id: int | None = None) -> LetterStepDialog | None:
        """Open the form of a step of the shown letter."""
        if self.shown is None or not self.context.may(step.value.needs):
            return None
        from practice_desk.gui.dialogs.letter_step_dialog import LetterStepDialog

        dialog = LetterStepDialog(self.context, step, self.shown, self.window(), entry_id)
        self.dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()
        return dialog

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft* was typed into, once its letter is read."""
        target = draft.body.get("target")
        if not isinstance(target, dict):
            return False
        patient_id, letter_id = int(str(target["patient"])), int(str(target["letter"]))
        step, entry = LetterStep[str(target["step"])], int(str(target["entry"])) or None
        context = self.context

        def show(followed: FollowedLetter) -> None:
            self._wanted = (patient_id, letter_id)
            self._take(self._wanted, followed)
            dialog = self.take_step(step, entry)
            if dialog is not None:
                dialog.put_draft(draft)

        context.tasks.run(
            lambda: follow_letter(context.clinic, patient_id, letter_id),
            done=show,
            failed=context.messages.show_error,
            parent=self,
        )
        return True

    def _take(self, wanted: tuple[int, int], followed: FollowedLetter) -> None:
        if wanted != self._wanted:
            return
        self.shown = followed
        case, today = followed.letter.case, self.context.today()
        self.set_title(f"{case.letter.code} · {followed.letter.recipient}")
        self.pill.show_pill(STATUS[case.status], cast("Tone", status_tone(case, today)))
        _fill(self._facts, facts_lines(followed.letter, followed.people, today), "")
        newest = [history_text(entry, case, followed.people) for entry in reversed(case.entries)]
        _fill(self._history, tuple(newest), "dim")
        self._offer(followed)
        self.show()
        self.followed.emit(followed)

    def _offer(self, followed: FollowedLetter) -> None:
        case, may = followed.letter.case, self.context.may
        for step, button in self.buttons.items():
            button.setVisible(may(step.value.needs))
        self.buttons[LetterStep.LATER].setEnabled(case.is_open)
        self.menu.clear()
        if case.is_open and may(Operation.FOLLOW_LETTER):
            self._add(LetterStep.HAND_ON)
        if case.status is LetterStatus.QUESTION and may(Operation.CLOSE_LETTER):
            self._add(LetterStep.SETTLE)
        if case.is_open and may(Operation.CLOSE_LETTER):
            self._add(LetterStep.CLOSE)
        if followed.letter.is_readable and may(Operation.SEND_MESSAGE):
            self.menu.addAction("Send a &message about this…").triggered.connect(self._message)
        replaces = case.letter.kind in self.replaced_kinds and case.superseded_by is None
        if replaces and may(Operation.SEND_LETTER):
            self.menu.addAction("Write a letter that re&places it…").triggered.connect(
                lambda: self.replace_wanted.emit(self.shown)
            )
        self._add_corrections(case)
        self.more.setVisible(not self.menu.isEmpty())

    def _message(self) -> None:
        if self.shown is not None:
            letter = self.shown.letter
            key = RecordKey("letter", letter.case.letter.id or 0)
            self.context.events.message_wanted.emit(letter.patient.id, key)

    def _add(self, step: LetterStep) -> None:
        self.menu.addAction(step.value.button).triggered.connect(lambda: self.take_step(step))

    def _add_corrections(self, case: LetterCase) -> None:
        own = self.context.clinic.session.user_name
        all_of_them = self.context.may(Operation.CLOSE_LETTER)
        wrong = [
            entry
            for entry in reversed(case.standing)
            if not isinstance(entry.details, NEVER_CORRECTED)
            and (all_of_them or entry.recorded_by == own)
        ][:_MOST_CORRECTED]
        if not wrong:
            return
        below = self.menu.addMenu("&Take a wrong entry back")
        for entry in wrong:
            action = below.addAction(self._name(entry, case))
            action.triggered.connect(partial(self._correct, entry.id))

    def _name(self, entry: LetterEntry, case: LetterCase) -> str:
        people = {} if self.shown is None else self.shown.people
        text = " ".join(history_text(entry, case, people).splitlines())
        return (text if len(text) < 90 else f"{text[:88]}…").replace("&", "&&")

    def _correct(self, entry_id: int | None, _checked: bool = False) -> None:
        self.take_step(LetterStep.CORRECT, entry_id)

    def _closed(self) -> None:
        self.dialog = None
        self.again()

    def _lay_out(self) -> None:
        row = QGridLayout()
        row.setSpacing(8)
        for place, (step, key) in enumerate(_BUTTONS):
            button = self.buttons[step]
            button.setToolTip(f"{step.value.title} ({key} in the list)")
            button.clicked.connect(partial(self._clicked, step))
            row.addWidget(button, 0, place)
        row.addWidget(self.more, 0, len(_BUTTONS))
        self._facts.setSpacing(2)
        self._history.setSpacing(6)
        inner = QWidget()
        inner.setLayout(self._history)
        self._history.setContentsMargins(0, 0, 8, 0)
        self._history.setAlignment(Qt.AlignmentFlag.AlignTop)
        scroll = scrolling(inner)
        scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a long history is read by the arrow keys
        scroll.setAccessibleName("What happened to the letter")
        scroll.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        scroll.setMinimumHeight(84)
        self.body.addLayout(self._facts)
        self.body.addLayout(row)
        self.body.addWidget(scroll, 1)

    def _clicked(self, step: LetterStep) -> None:
        self.take_step(step)


def _fill(layout: QVBoxLayout, lines: tuple[str, ...], role: str) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
    for line in lines:
        layout.addWidget(plain_label(line, role, wrap=True))
