"""The field of a thread in which its next words are written: kept as they are typed, then sent."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.changes import Changes
from practice_desk.domain.draft import Draft
from practice_desk.domain.errors import ExpectedError, Invalid
from practice_desk.domain.message_lists import owner_line
from practice_desk.domain.message_owner import reads_charts
from practice_desk.gui import theme
from practice_desk.gui.context import AppContext
from practice_desk.gui.drafting import Drafting, Target
from practice_desk.gui.models.message_step import REPLY
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.desk_choice import DeskChoice
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.services.inbox import Thread
from practice_desk.services.messages import write_reply
from practice_desk.services.patients import Saved

_FOLDED_LINES, _OPEN_LINES = 1, 5
_MARGINS = 18
_CAME_BACK = "This is what you had typed. It is not sent yet."


class ReplyField(QDialog, Drafting):
    """A part of the window, one for each thread; one line high until somebody goes into it.

    What is typed goes to that thread alone, whatever is shown meanwhile. Ctrl+Enter sends it; Esc
    leads back to the list (`left`) and throws nothing away.
    """

    draft_kind: ClassVar[str] = "message step"

    sent = Signal(object)
    """Emits the `Saved` when the words are in the thread, and this field has ended."""
    left = Signal()

    def __init__(self, context: AppContext, thread: Thread, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("surface", "part")
        self.context = context
        self.message_id = thread.message.id
        self.words = NoteEdit()
        self.for_desk = QCheckBox("The front desk may &read this")
        self.desk_note = plain_label("", "small", wrap=True)
        self.problem = plain_label("", "problem", wrap=True)
        self.came_back = plain_label(_CAME_BACK, "small", wrap=True)
        self.send_button = QPushButton("Send")
        self._below = QWidget()
        self.desk = DeskChoice(context, self.for_desk, self.desk_note, _unread_by(thread))
        self._lay_out()
        self.words.installEventFilter(self)
        self.words.textChanged.connect(self._typed)
        self.send_button.clicked.connect(self.send)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.send)
        patient = thread.message.patient
        self.keep_drafts(context, "Reply", None if patient is None else patient.id)

    @property
    def is_begun(self) -> bool:
        """Whether there are words that are not sent."""
        return bool(self.words.toPlainText().strip())

    def draft_target(self) -> Target:
        """Return which thread this is written in."""
        return {"message": self.message_id, "step": REPLY, "entry": 0}

    def touched_again(self) -> None:
        """Open up for what came back, to be written on from its end."""
        self.words.moveCursor(QTextCursor.MoveOperation.End)
        self.unfold()

    def tell_of_draft(self, sentence: str) -> None:
        """Say that the words came back and are not sent."""
        self.came_back.show()

    def unfold(self) -> None:
        """Show who will read it and how it is sent, and make room for some lines."""
        self._set_lines(_OPEN_LINES)
        self.words.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._below.show()

    def send(self) -> None:
        """Put the words into the thread; they stay in the field where that fails."""
        words, for_desk = self.words.toPlainText().strip(), self.desk.for_desk
        if not self.send_button.isEnabled():
            return  # it is on its way
        self._let_write(False)
        context, number = self.context, self.message_id
        context.tasks.run(
            lambda: write_reply(context.clinic, number, words, for_desk=for_desk),
            done=self._sent,
            failed=self._failed,
            parent=self,
        )

    def leave(self) -> None:
        """Close, as another thread is shown: words that are not sent wait as a draft."""
        self.hide()
        if not self.is_begun or self.drafts is None:
            self.done(QDialog.DialogCode.Rejected)
            return
        context = self.context

        def kept() -> None:
            self.done(QDialog.DialogCode.Rejected)
            context.events.store_changed.emit(Changes.of(None, "draft"))

        self.drafts.set_aside(kept)

    def reject(self) -> None:
        """Lead the keyboard back to the list; what was typed stays."""
        self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open up when somebody goes into the field."""
        if watched is self.words and event.type() == QEvent.Type.FocusIn:
            self.unfold()
        return super().eventFilter(watched, event)

    def _typed(self) -> None:
        self.problem.hide()
        self.unfold()

    def _sent(self, saved: Saved) -> None:
        self.accept()  # first, so that its draft is gone before anybody reads again
        self.context.events.store_changed.emit(saved.changes)
        self.sent.emit(saved)

    def _failed(self, error: ExpectedError) -> None:
        self._let_write(True)
        self._say(error.problems[0].sentence if isinstance(error, Invalid) else str(error))
        self.words.setFocus()

    def _let_write(self, may: bool) -> None:
        self.send_button.setEnabled(may)
        self.words.setReadOnly(not may)

    def _say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()

    def _set_lines(self, lines: int) -> None:
        self.words.setFixedHeight(self.words.fontMetrics().lineSpacing() * lines + _MARGINS)

    def _lay_out(self) -> None:
        self.words.setObjectName("words")
        self.for_desk.setObjectName("for_desk")
        self.words.setAccessibleName("Reply")
        self.words.setPlaceholderText("Write a reply… (R in the list)")
        self.send_button.setAutoDefault(False)
        self.send_button.setToolTip("Put this into the thread (Ctrl+Enter)")
        theme.style(self.send_button, kind="primary")
        self.words.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.problem.hide()
        self.came_back.hide()
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.for_desk)
        texts.addWidget(self.desk_note)
        below = QHBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(12)
        below.addLayout(texts, 1)
        below.addWidget(self.send_button, 0, Qt.AlignmentFlag.AlignTop)
        self._below.hide()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        rows.addWidget(self.words)
        rows.addWidget(self.came_back)
        rows.addWidget(self.problem)
        rows.addWidget(self._below)
        self._set_lines(_FOLDED_LINES)


def message_of(draft: Draft) -> int:
    """Return the number of the message that *draft* is about, 0 where it is about none."""
    target = draft.body.get("target")
    number = target.get("message") if isinstance(target, dict) else None
    return number if draft.kind == ReplyField.draft_kind and isinstance(number, int) else 0


def is_reply(draft: Draft) -> bool:
    """Return whether *draft* holds words for a thread, and not the form of a step."""
    target = draft.body.get("target")
    return bool(message_of(draft)) and isinstance(target, dict) and target.get("step") == REPLY


def _unread_by(thread: Thread) -> tuple[str, ...]:
    """Return the names of those in the thread who read only what is for the front desk too."""
    case, staff = thread.message.case, thread.staff
    wrote = (each for each in staff.accounts if each.active and each.user_name in case.authors)
    names = [each.display_name for each in wrote if not reads_charts(each)]
    if staff.members(case.owner) and staff.sees_no_charts(case.owner):
        names.append(owner_line(case.owner, staff))
    return tuple(dict.fromkeys(names))
