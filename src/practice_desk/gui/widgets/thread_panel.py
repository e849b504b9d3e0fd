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

from practice_desk.domain.changes import Changes
from practice_desk.domain.draft import Draft
from practice_desk.domain.errors import ExpectedError
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
from practice_desk.gui.widgets.reply_field import ReplyField, is_reply, message_of
from practice_desk.gui.widgets.scrolling import scrolling
from practice_desk.services.clinic import Clinic
from practice_desk.services.drafts import own_drafts
from practice_desk.services.inbox import Thread, mark_read, open_thread
from practice_desk.services.message_queues import Addressing, addressing
from practice_desk.services.messages import take_message
from practice_desk.services.patients import Saved

if TYPE_CHECKING:
    from practice_desk.gui.dialogs.message_step_dialog import MessageStepDialog

_STEPS = (
    MessageStep.HAND_ON,
    MessageStep.FORWARD,
    MessageStep.DONE,
    MessageStep.RETURN,
    MessageStep.REOPEN,
)
_TAKE_KEY, _REPLY_KEY = "T", "R"
Read = tuple[Thread, Draft | None]
"""A thread, and what the person at the keyboard has begun to write in it."""


class ThreadPanel(Card):
    """Shows one message that `follow` reads; what is recorded goes to that message."""

    shown_thread = Signal(object)
    """Emits the `Thread` when it is shown."""
    left = Signal()
    """The keyboard is done with the reply: it goes back to the list."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("", parent, elides=True)
        self.context = context
        self.thread_shown: Thread | None = None
        self.dialog: MessageStepDialog | None = None
        self.reply: ReplyField | None = None
        """The reply field of the shown thread."""
        self._replies: list[ReplyField] = []
        self._wanted = 0
        self._going_on: Draft | None = None
        self.pill = Pill()
        self.add_header_widget(self.pill)
        self.buttons = {step: QPushButton(step.value.button, self) for step in _STEPS}
        self.take = QPushButton("&Take", self)
        self.more = QPushButton("More", self)
        self.menu = QMenu(self)
        self.more.setMenu(self.menu)
        self._facts = QVBoxLayout()
        self._reply_rows = QVBoxLayout()
        self._entries = QVBoxLayout()
        self._actions = FlowRow()
        self._lay_out()
        self.hide()

    def follow(self, message_id: int) -> None:
        """Read and show a message."""
        context, self._wanted = self.context, message_id
        context.tasks.run(
            lambda: _read(context.clinic, message_id),
            done=partial(self._show, message_id),
            failed=self._failed,
            parent=self,
        )

    def again(self) -> None:
        """Read the shown message again, after a change."""
        if self._wanted:
            self.follow(self._wanted)

    def show_nothing(self) -> None:
        """Show no message."""
        self.thread_shown, self._wanted = None, 0
        self._leave_reply()
        self.hide()

    @property
    def message_id(self) -> int:
        """The message that is shown, or about to be; 0 for none."""
        return self._wanted

    @property
    def holds_typing(self) -> bool:
        """Whether a reply was begun that no draft holds."""
        begun = (each.drafts for each in self._replies if each.is_begun)
        return any(keeper is not None and not keeper.is_safe for keeper in begun)

    def write_reply(self) -> None:
        """Lead the keyboard into the reply field."""
        if self.reply is not None:
            self.reply.words.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def add_keys(self, owner: QWidget) -> None:
        """Let the letter of each step press its button while *owner*, a table, has the focus."""
        keys = {step.value.key: button.click for step, button in self.buttons.items()}
        keys |= {_TAKE_KEY: self.take.click, _REPLY_KEY: self.write_reply}
        for key, call in keys.items():
            shortcut = QShortcut(QKeySequence(key), owner)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(call)

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
        number = message_of(draft)
        if number:
            self._going_on = draft
            self.follow(number)
        return bool(number)

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

    def _failed(self, error: ExpectedError) -> None:
        self.context.messages.show_error(error)
        if self._going_on is not None:  # it is kept, and offered on
            self._going_on = None
            self.context.events.store_changed.emit(Changes.of(None, "draft"))

    def _show(self, number: int, read: Read) -> None:
        if number != self._wanted:
            return
        thread, begun = read
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
        going_on, self._going_on = self._going_on, None
        if going_on is not None and message_of(going_on) != number:
            going_on = None
        self._offer_reply(thread, begun, going_on)
        self.show()
        self.shown_thread.emit(thread)
        if going_on is not None:
            self._go_on(going_on)
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
        self._actions.show_widgets([*[self.take] * may_take, *row, self.more])
        self._offer_corrections(thread)

    def _go_on(self, draft: Draft) -> None:
        """Lead into the reply, or open the form of the step, that *draft* was typed into."""
        if is_reply(draft):
            self.write_reply()
            return
        target = draft.body["target"]
        assert isinstance(target, dict)  # `message_of` has looked
        self.take_step(MessageStep[str(target["step"])], int(str(target["entry"])), draft)

    def _offer_reply(self, thread: Thread, begun: Draft | None, going_on: Draft | None) -> None:
        """Show the reply field of *thread*, with what was begun in it before."""
        number, draft = thread.message.id, begun
        if self.reply is not None and self.reply.message_id != number:
            self._leave_reply()
        if going_on is not None and is_reply(going_on):
            draft = going_on
            if self.reply is not None and not _holds(self.reply, going_on):
                self._leave_reply()  # both are kept
        if self.reply is None:
            kept = (each for each in self._replies if each.message_id == number)
            self.reply = next(kept, None) or self._new_reply(thread, draft)
        self.reply.show()

    def _new_reply(self, thread: Thread, draft: Draft | None) -> ReplyField:
        reply = ReplyField(self.context, thread, self)
        self._replies.append(reply)
        self._reply_rows.addWidget(reply)
        reply.finished.connect(partial(self._reply_ended, reply))
        reply.left.connect(self.left)
        reply.sent.connect(self._reply_sent)
        if draft is not None:
            reply.put_draft(draft)  # which is offered nowhere else from now on
            self.context.events.store_changed.emit(Changes.of(None, "draft"))
        return reply

    def _leave_reply(self) -> None:
        reply, self.reply = self.reply, None
        if reply is not None:
            reply.leave()

    def _reply_ended(self, reply: ReplyField, _result: int) -> None:
        self._replies.remove(reply)
        if self.reply is reply:
            self.reply = None

    def _reply_sent(self, _saved: Saved) -> None:
        self.again()
        self.left.emit()

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
        self.body.addLayout(self._reply_rows)
        self.body.addWidget(scroll, 1)

    def _clicked(self, step: MessageStep) -> None:
        self.take_step(step)


def _read(clinic: Clinic, message_id: int) -> Read:
    thread = open_thread(clinic, message_id)
    own = (each for each in own_drafts(clinic) if is_reply(each))
    begun = [each for each in own if message_of(each) == message_id]
    return thread, begun[-1] if begun else None


def _holds(reply: ReplyField, draft: Draft) -> bool:
    return reply.drafts is not None and reply.drafts.id == draft.id


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
