"""Hands a line of Today on, or puts it off with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.record_dialog import RecordDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.today_turns import hand_on_work, put_off_work
from practice_desk.gui.pages.today_line import StandingLine
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.services.patients import Saved

_HANDED = (
    "It leaves your Today and stands on theirs. You see it under Waiting for others until it is "
    "done, and they can hand it back."
)


class TodayTurnForm(Form):
    """``ui/today_turn_dialog.ui``."""

    ui = "today_turn_dialog.ui"
    heading: QLabel
    about: QLabel
    explanation: QLabel
    to_user_label: QLabel
    to_user: QComboBox
    until_label: QLabel
    until: DateField
    reason_label: QLabel
    reason: QLineEdit
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class TodayTurnDialog(RecordDialog):
    """What both share; it is about one line, whatever Today shows when it is saved."""

    draft_kind: ClassVar[str] = "today line"
    way: ClassVar[str]

    def __init__(
        self, context: AppContext, standing: StandingLine, title: str, parent: QWidget | None
    ) -> None:
        self.form = form = TodayTurnForm()
        super().__init__(context, form, title, parent)
        self.setModal(True)
        self._standing = standing
        form.about.setText(standing.line.sentence)
        form.problem.hide()
        hands_on = self.way == HandOnDialog.way
        form.to_user_label.setVisible(hands_on)
        form.to_user.setVisible(hands_on)
        form.until_label.setVisible(not hands_on)
        form.until.setVisible(not hands_on)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, form.save_button.click)

    def draft_target(self) -> Target:
        """Return which line this is about, and what is done with it."""
        return {"key": self._standing.thing.key, "way": self.way}

    def _watch(self, title: str) -> None:
        self.keep_drafts(self.context, title, self._standing.thing.patient_id)


class HandOnDialog(TodayTurnDialog):
    """Asks to whom, of *people* by user and display name, and for a word."""

    way: ClassVar[str] = "hand on"

    def __init__(
        self,
        context: AppContext,
        standing: StandingLine,
        people: list[tuple[str, str]],
        parent: QWidget | None,
    ) -> None:
        super().__init__(context, standing, "Hand on", parent)
        form = self.form
        form.explanation.setText(_HANDED)
        form.to_user.addItem("Choose somebody", "")
        for user_name, name in people:
            form.to_user.addItem(name, user_name)
        form.reason_label.setText("A &word for them")
        form.reason.setAccessibleName("A word for them")
        form.reason.setPlaceholderText("what they need to know")
        form.to_user.setFocus()
        self._watch("Hand on")

    def work(self) -> Callable[[], Saved]:
        """Return the call that hands it on."""
        to_user, word = str(self.form.to_user.currentData() or ""), self.form.reason.text()
        return hand_on_work(self.context, self._standing, to_user, word)

    def save(self) -> None:
        """Hand it on, once somebody is chosen."""
        if not self.form.to_user.currentData():
            self._failed(Invalid((Problem("to_user", "Choose to whom."),)))
            return
        super().save()


class NotBeforeDialog(TodayTurnDialog):
    """Asks until when something can wait, and why."""

    way: ClassVar[str] = "put off"

    def __init__(self, context: AppContext, standing: StandingLine, parent: QWidget | None) -> None:
        super().__init__(context, standing, "Put off…", parent)
        form = self.form
        latest = context.today() + standing.thing.longest
        form.explanation.setText(
            f"It comes back on that day, at the latest on {write_date(latest)}, and at once where "
            "it gets worse."
        )
        form.save_button.setText("Put off")
        form.until.setAccessibleName("Put off until")
        form.reason.setAccessibleName("Why it can wait")
        form.until.setFocus(Qt.FocusReason.OtherFocusReason)
        self._watch("Put off…")

    def work(self) -> Callable[[], Saved]:
        """Return the call that puts it off."""
        until: date | None = self.form.until.value()
        return put_off_work(self.context, self._standing, until, self.form.reason.text())

    def save(self) -> None:
        """Put it off, unless the day cannot be read."""
        if self.form.until.check():
            super().save()
