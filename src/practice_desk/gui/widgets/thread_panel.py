"""One message with its thread: where it stands, what was said and done, and what can be done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QMenu,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.draft import Draft
from practice_desk.domain.message_case import MessageState
from practice_desk.domain.message_entry import MessageEntry
from practice_desk.domain.message_owner import person
from practice_desk.gui.context import AppContext
from practice_desk.gui.models.message_step import MessageStep
from practice_desk.gui.models.message_words import (
    HIDDEN,
    audience_line,
    entry_head,
    facts_lines,
    patient_of,
    stands,
    subject_of,
    tone_of,
)
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.flow_row import FlowRow
from practice_desk.gui.widgets.pill import Pill, Tone
from practice_desk.gui.widgets.scrolling import scrolling
from practice_desk.services.inbox import Thread, mark_read, open_thread
from practice_desk.services.message_queues import Addressing, addressing
from practice_desk.services.messages import take_message
from practice_desk.services.patients import Saved

if TYPE_CHECKING:
    from practice_desk.gui.dialogs.message_step_dialog import MessageStepDialog

_OPEN_STEPS = (MessageStep.REPLY, MessageStep.HAND_ON, MessageStep.FORWARD, MessageStep.DONE)
_STEPS = (*_OPEN_STEPS, MessageStep.RETURN, MessageStep.REOPEN)
_TAKE_KEY = "T"


class ThreadPanel(Card):
    """Shows one message that `follow` reads; what is recorded goes to that message."""

    shown_thread = Signal(object)
    """Emits the `Thread` when it is shown."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("", parent, elides=True)
        self.context = context
        self.thread_shown: Thread | None = None
        self.dialog: MessageStepDialog | None = None
        self._wanted = 0
        self.pill = Pill()
        self.add_header_widget(self.pill)
        self.buttons = {step: QPushButton(step.value.button, self) for step in _STEPS}
        self.take = QPushButton("&Take", self)
        self.more = QPushButton("More", self)
        self.menu = QMenu(self)
        self.more.setMenu(self.menu)
        self._facts = QVBoxLayout()
        self._entries = QVBoxLayout()
        self._actions = FlowRow()
        self._lay_out()
        self.hide()

    def follow(self, message_id: int) -> None:
        """Read and show a message."""
        context, self._wanted = self.context, message_id
        context.tasks.run(
            lambda: open_thread(context.clinic, message_id),
            done=partial(self._show, message_id),
            failed=context.messages.show_error,
            parent=self,
        )

    def again(self) -> None:
        """Read the shown message again, after a change."""
        if self._wanted:
            self.follow(self._wanted)

    def show_nothing(self) -> None:
        """Show no message."""
        self.thread_shown, self._wanted = None, 0
        self.hide()

    def add_keys(self, owner: QWidget) -> None:
        """Let the letter of each step press its button while *owner*, a table, has the focus."""
        pressed = [(step.value.key, button) for step, button in self.buttons.items()]
        for key, button in (*pressed, (_TAKE_KEY, self.take)):
            shortcut = QShortcut(QKeySequence(key), owner)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(button.click)

    def take_step(self, step: MessageStep, entry_id: int = 0, draft: Draft | None = None) -> None:
        """Open the form of a step of the shown message, once it is known whom it can go to."""
        thread, context = self.thread_shown, self.context
        if thread is None:
            return
        patient = thread.message.patient
        patient_id = None if patient is None else patient.id

        def show(to: Addressing) -> None:
            from practice_desk.gui.dialogs.message_step_dialog import MessageStepDialog

            dialog = MessageStepDialog(context, step, thread, to, self.window(), entry_id)
            self.dialog = dialog
            dialog.finished.connect(self._closed)
            dialog.open()
            if draft is not None:
                dialog.put_draft(draft)

        context.tasks.run(
            lambda: addressing(context.clinic, patient_id),
            done=show,
            failed=context.messages.show_error,
            parent=self,
        )

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft* was typed into, once its message is read."""
        target = draft.body.get("target")
        if not isinstance(target, dict):
            return False
        number, step = int(str(target["message"])), MessageStep[str(target["step"])]
        entry, context = int(str(target["entry"])), self.context
        self._wanted = number

        def show(thread: Thread) -> None:
            self._show(number, thread)
            self.take_step(step, entry, draft)

        context.tasks.run(
            lambda: open_thread(context.clinic, number),
            done=show,
            failed=context.messages.show_error,
            parent=self,
        )
        return True

    def _take_it(self) -> None:
        context, number = self.context, self._wanted
        if not number:
            return

        def done(saved: Saved) -> None:
            context.events.store_changed.emit(saved.changes)
            self.again()

        context.tasks.run(
            lambda: take_message(context.clinic, number),
            done=done,
            failed=context.messages.show_error,
            parent=self,
        )

    def _show(self, number: int, thread: Thread) -> None:
        if number != self._wanted:
            return
        self.thread_shown = thread
        message, today = thread.message, self.context.today()
        self.set_title(f"{patient_of(message)} · {subject_of(message)}")
        self.pill.show_pill(stands(message, today), cast("Tone", tone_of(message, today)))
        _empty(self._facts)
        for line in facts_lines(thread, today):
            self._facts.addWidget(plain_label(line, wrap=True))
        _empty(self._entries)
        for entry in reversed(message.case.entries):
            self._entries.addWidget(self._entry(entry, thread))
        self._offer(thread)
        self.show()
        self.shown_thread.emit(thread)
        if message.unread:
            self._mark(number, message.case.entries[-1].id or 0)

    def _mark(self, number: int, entry_id: int) -> None:
        context = self.context
        context.tasks.run(
            lambda: mark_read(context.clinic, number, entry_id),
            done=context.events.store_changed.emit,
            parent=self,
        )

    def _entry(self, entry: MessageEntry, thread: Thread) -> QWidget:
        shown, number = thread.message.shown, entry.id or 0
        part = QFrame()
        rows = QVBoxLayout(part)
        rows.setContentsMargins(0, 4, 0, 4)
        rows.setSpacing(2)
        rows.addWidget(plain_label(entry_head(entry, thread.staff), "dim", wrap=True))
        if number in shown.hidden:
            if entry.kind != "taken":
                rows.addWidget(plain_label(HIDDEN, "small", wrap=True))
            return part
        if entry.words:
            words = plain_label(entry.words, wrap=True, selectable=True)
            if number in shown.case.taken_back:
                font = words.font()
                font.setStrikeOut(True)
                words.setFont(font)
                words.setAccessibleDescription("Taken back")
            rows.addWidget(words)
            if thread.message.reads_chart:
                rows.addWidget(plain_label(audience_line(entry), "small"))
        return part

    def _offer(self, thread: Thread) -> None:
        message, me = thread.message, self.context.user_name
        case, is_open = message.case, message.case.is_open
        ends = message.holds or (message.reads_chart and message.patient is not None)
        inside = not message.is_shut_out
        mine = case.state is MessageState.TAKEN and case.owner == person(me)
        offered = {
            MessageStep.REPLY: True,
            MessageStep.HAND_ON: is_open,
            MessageStep.FORWARD: is_open and ends and inside,
            MessageStep.DONE: is_open and ends and inside,
            MessageStep.RETURN: is_open and message.holds and case.sender != me and inside,
            MessageStep.REOPEN: not is_open and inside,
        }
        for step, button in self.buttons.items():
            button.setVisible(offered[step])
            button.setEnabled(offered[step])  # its key is off with it
        may_take = is_open and inside and not mine and (message.holds or ends)
        self.take.setVisible(may_take)
        self.take.setEnabled(may_take)
        row = [button for step, button in self.buttons.items() if offered[step]]
        row[1:1] = [self.take] * may_take
        self._actions.show_widgets([*row, self.more])
        self._offer_corrections(thread)

    def _offer_corrections(self, thread: Thread) -> None:
        self.menu.clear()
        case, me = thread.message.case, self.context.user_name
        for entry in reversed(case.entries):
            own = entry.recorded_by == me and bool(entry.words)
            if own and entry.kind != "taken_back" and (entry.id or 0) not in case.taken_back:
                text = " ".join(entry.words.split()).replace("&", "&&")
                short = text if len(text) < 50 else f"{text[:48]}…"
                action = self.menu.addAction(f"Take back “{short}”…")
                action.triggered.connect(partial(self._take_back, entry.id or 0))
        self.more.setVisible(not self.menu.isEmpty())

    def _take_back(self, entry_id: int, _checked: bool = False) -> None:
        self.take_step(MessageStep.TAKE_BACK, entry_id)

    def _closed(self) -> None:
        self.dialog = None
        self.again()

    def _lay_out(self) -> None:
        for step, button in self.buttons.items():
            button.setToolTip(f"{step.value.title} ({step.value.key} in the list)")
            button.clicked.connect(partial(self._clicked, step))
        self.take.setToolTip(f"See to it yourself ({_TAKE_KEY} in the list)")
        self.take.clicked.connect(self._take_it)
        self._facts.setSpacing(2)
        self._entries.setSpacing(6)
        inner = QWidget()
        inner.setLayout(self._entries)
        self._entries.setContentsMargins(0, 0, 8, 0)
        self._entries.setAlignment(Qt.AlignmentFlag.AlignTop)
        scroll = scrolling(inner)
        scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a long thread is read by the arrow keys
        scroll.setAccessibleName("Thread, the newest first")
        scroll.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.body.addLayout(self._facts)
        self.body.addWidget(self._actions)
        self.body.addWidget(scroll, 1)

    def _clicked(self, step: MessageStep) -> None:
        self.take_step(step)


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
