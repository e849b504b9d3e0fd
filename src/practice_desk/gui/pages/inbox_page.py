"""Inbox, in the rail: what waits for me, my teams and others, and the thread of each message."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QModelIndex, QSignalBlocker
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.changes import Changes
from practice_desk.domain.draft import Draft
from practice_desk.domain.message import RECORD_NOUNS
from practice_desk.domain.message_lists import InboxList
from practice_desk.domain.permission import Operation
from practice_desk.domain.record_key import RecordKey
from practice_desk.gui.context import AppContext
from practice_desk.gui.icons import set_icon
from practice_desk.gui.inbox_watch import write_message
from practice_desk.gui.models.inbox_view import (
    EMPTY,
    InboxTable,
    counted_text,
    inbox_lines,
    list_label,
)
from practice_desk.gui.pages.app_page import AppPage
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.empty_state import EmptyState
from practice_desk.gui.widgets.table_columns import choose_rows, set_columns
from practice_desk.gui.widgets.thread_panel import ThreadPanel
from practice_desk.services.inbox import READ_NOUN, Inbox, Thread, inbox
from practice_desk.services.message_queues import QUEUE_NOUN
from practice_desk.services.message_reading import NOUN, ListedMessage

_WIDTHS = (108, 0, 150, 120, 104)
_WIDE = 1
_ROW_HEIGHT = 36
_PANEL_WIDTH = 500
_LISTS = tuple(InboxList)
_NOUNS = {str(about): noun for noun, about in RECORD_NOUNS.items()}
"""A noun that stands for what a message is about."""


class InboxPage(AppPage):
    """Lists of messages, and beside them the thread of the one that is selected.

    Reading takes nothing out of a list.
    """

    draft_kinds: ClassVar[frozenset[str]] = frozenset({"message", "message step", "call passed on"})

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.inbox: Inbox | None = None
        self.count = plain_label("", "dim")
        self.lists = QTabBar()
        self.table, self.model = QTableView(), InboxTable()
        self.empty = EmptyState(icon="inbox", sentence="")
        self.panel = ThreadPanel(context)
        self.new = QPushButton("New &message…")
        self.call = QPushButton("Pass on a &call…")
        self.open_button = QPushButton("Op&en it")
        self._stack = QStackedWidget()
        self._wanted = 0
        self._beside = 0
        """A message that is shown though it is in no list of the person's."""
        self._filling = False
        self._set_up()
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Read the inbox again; the keyboard goes back to the reply that was begun, if any.

        In the list a letter that was meant for the reply would take a step.
        """
        self._read()
        reply = self.panel.reply
        if reply is not None and reply.is_begun:
            self.panel.write_reply()
        else:
            self.table.setFocus()

    def show_inbox(self, found: Inbox) -> None:
        """Show *found*; the list and the message that were chosen stay so.

        At first it is the teams' list where nothing waits for the person alone.
        """
        is_first, self.inbox = self.inbox is None, found
        with QSignalBlocker(self.lists):
            if is_first and found.of(InboxList.TEAMS) and not found.of(InboxList.MINE):
                self.lists.setCurrentIndex(_LISTS.index(InboxList.TEAMS))
            for place, which in enumerate(_LISTS):
                self.lists.setTabText(place, list_label(which, found))
        self.count.setText(counted_text(found, self.context.today()))
        before = self._wanted or self.panel.message_id
        if self._wanted:
            self._wanted = self._beside = 0
            self._bring_forward(before)
        self._fill(before)

    def show_tab(self, title: str) -> None:
        """Bring the message with the number *title* forward, or the list of that name."""
        if title.isdigit():
            self._wanted = int(title)
            self._read()
            return
        for place, which in enumerate(_LISTS):
            if which.value == title:
                self.lists.setCurrentIndex(place)

    @property
    def selected(self) -> ListedMessage | None:
        """The message that is selected, if any."""
        index = self.table.currentIndex()
        return self.model.row(index).message if index.isValid() else None

    @property
    def holds_typing(self) -> bool:
        """Whether a reply was begun that no draft holds."""
        return self.panel.holds_typing

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft* was typed into."""
        if draft.kind == "message step":
            if not self.context.may(Operation.ANSWER_MESSAGE) or not self.panel.go_on(draft):
                return False
            self._wanted = self.panel.message_id  # the list follows
            self._read()
            return True
        target = draft.body.get("target")
        if not isinstance(target, dict):
            return False
        patient_id, noun = int(str(target["patient"])) or None, str(target["noun"])
        patient_id = draft.patient_id or patient_id  # which a merge of charts has changed
        record = int(str(target["record"]))
        key = RecordKey(_NOUNS.get(noun, noun), record) if noun else None
        is_call = draft.kind == "call passed on"
        write_message(self.context, self, patient_id, key, draft, is_call=is_call)
        return True

    def write(self) -> None:
        """Begin a message."""
        write_message(self.context, self)

    def pass_on(self) -> None:
        """Pass a call on."""
        write_message(self.context, self, is_call=True)

    def open_selected(self) -> None:
        """Open the thing that the shown message is about, or its patient's chart."""
        thread = self.panel.thread_shown
        if thread is None or thread.message.patient is None:
            return
        message, patient_id = thread.message.case.message, thread.message.patient.id
        noun = thread.opens
        if not noun or not thread.message.reads_chart:
            self.patient_wanted.emit(patient_id)
        else:
            self.record_wanted.emit(patient_id, RecordKey(noun, message.about_id))

    def _read(self) -> None:
        context = self.context
        context.tasks.run(lambda: inbox(context.clinic), done=self.show_inbox, parent=self)

    def _bring_forward(self, number: int) -> None:
        """Choose the list that has a message; one in no list is shown all the same."""
        found = self.inbox.messages if self.inbox is not None else ()
        for place, which in enumerate(_LISTS):
            if any(each.id == number and which in each.lists for each in found):
                with QSignalBlocker(self.lists):
                    self.lists.setCurrentIndex(place)
                return
        self._beside = number

    def _turn(self) -> None:
        """Show the list that was chosen, from its top."""
        self._beside = 0
        self._fill(0)

    def _fill(self, before: int) -> None:
        found = self.inbox
        if found is None:
            return
        which = _LISTS[max(0, self.lists.currentIndex())]
        shown = found.of(which)
        self._filling = True
        self.model.show_rows(inbox_lines(shown, found.staff, self.context.today()))
        self.empty.sentence.setText(EMPTY[which])
        self._stack.setCurrentWidget(self.table if shown else self.empty)
        ids = [each.id for each in shown]
        if self._beside:
            self.table.setCurrentIndex(QModelIndex())
            self.panel.follow(self._beside)
        elif ids:
            place = ids.index(before) if before in ids else 0
            self.table.selectRow(place)
            self.panel.follow(ids[place])
        else:
            self.panel.show_nothing()
            self.open_button.hide()
        self._filling = False

    def _show_selected(self) -> None:
        message = self.selected
        if message is not None and not self._filling:
            self._beside = 0
            self.panel.follow(message.id)

    def _show_thread(self, thread: Thread) -> None:
        self.open_button.setVisible(thread.message.patient is not None)
        in_chart = thread.message.reads_chart
        self.open_button.setText("Op&en it" if thread.about and in_chart else "Op&en chart")
        if not in_chart:
            self.open_button.setText("Op&en person")

    def _take_change(self, changes: Changes) -> None:
        telling = {NOUN, READ_NOUN, QUEUE_NOUN, "account", "restriction"}
        if self.inbox is None or not self.isVisible() or not changes.nouns & telling:
            return
        if changes.nouns == {READ_NOUN}:  # the thread is as it was
            self._read_marks()
        else:
            self._read()

    def _read_marks(self) -> None:
        """Read again what is new; the thread that is shown stays as it is."""
        context = self.context

        def show(found: Inbox) -> None:
            self.inbox = found
            which = _LISTS[max(0, self.lists.currentIndex())]
            row = self.table.currentIndex().row()
            self._filling = True
            lines = inbox_lines(found.of(which), found.staff, context.today())
            self.model.show_rows(lines)
            if 0 <= row < len(lines):
                self.table.selectRow(row)
            self._filling = False
            self.count.setText(counted_text(found, context.today()))

        context.tasks.run(lambda: inbox(context.clinic), done=show, parent=self)

    def _set_up(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName("Messages")
        choose_rows(table)
        table.setWordWrap(False)
        set_columns(table, _WIDTHS, _WIDE, _ROW_HEIGHT)
        for which in _LISTS:
            self.lists.addTab(which.value)
        self.lists.setAccessibleName("Lists of messages")
        self.lists.setExpanding(False)
        self.lists.setDrawBase(False)
        set_icon(self.new, "plus")
        set_icon(self.call, "phone")
        set_icon(self.open_button, "arrow-right")
        self.new.setVisible(self.context.may(Operation.SEND_MESSAGE))
        self.new.setToolTip("Write to somebody of the clinic (Ctrl+M)")
        self.call.setVisible(self.context.may(Operation.PASS_ON_CALL))
        self.open_button.hide()
        self.panel.add_keys(table)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(plain_label("Inbox", "title"))
        top.addSpacing(8)
        top.addWidget(self.count, 1)
        top.addWidget(self.call)
        top.addWidget(self.new)
        second = QHBoxLayout()
        second.addWidget(self.lists, 1)
        second.addWidget(self.open_button)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self.panel.setFixedWidth(_PANEL_WIDTH)
        below = QHBoxLayout()
        below.setSpacing(12)
        below.addWidget(self._stack, 1)
        below.addWidget(self.panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(10)
        column.addLayout(top)
        column.addLayout(second)
        column.addLayout(below, 1)

    def _connect(self) -> None:
        self.lists.currentChanged.connect(lambda _place: self._turn())
        self.table.selectionModel().currentChanged.connect(self._show_selected)
        self.table.activated.connect(self._activate)
        self.panel.shown_thread.connect(self._show_thread)
        self.panel.left.connect(self.table.setFocus)
        self.open_button.clicked.connect(self.open_selected)
        self.new.clicked.connect(self.write)
        self.call.clicked.connect(self.pass_on)
        self.context.events.store_changed.connect(self._take_change)

    def _activate(self, _index: QModelIndex) -> None:
        self.open_selected()
