"""Queues for messages in the settings: their names, and who sees to what waits in them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ExpectedError
from practice_desk.domain.message_owner import MessageQueue
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.list_card import ListCard
from practice_desk.services.message_queues import (
    QueueSettings,
    queue_settings,
    remove_queue,
    save_queue,
)

_ABOUT = (
    "Prescribers, Therapists, Front desk and Administrators have a queue each by themselves. A "
    "queue of your own is several people who see to messages together, such as Refills. When one "
    "is removed, what still waits in it is shown to the clinicians and administrators as without "
    "an owner: nothing is lost."
)
_LINES = 6


class MessageQueuesSection:
    """A list, and below it the queue that is added or changed."""

    def __init__(self, context: AppContext) -> None:
        self.context = context
        self.root = QWidget()
        empty = "The clinic has no queue of its own yet."
        self.queues = ListCard("Queues for messages", ("Queue", "Who sees to it"), empty, widest=1)
        self.remove_button = self.queues.add_button("Remove", self._remove, _is_queue)
        self.name, self.members = QLineEdit(), QListWidget()
        self.save_button = QPushButton("Sav&e queue")
        self.new_button = QPushButton("&New queue")
        self.problem = plain_label("", "problem", wrap=True)
        self._people: dict[str, str] = {}
        self._editing: MessageQueue | None = None
        self._lay_out()
        self.queues.table.itemSelectionChanged.connect(self._take_selected)
        self.save_button.clicked.connect(self.save)
        self.new_button.clicked.connect(self.begin)

    def load(self) -> None:
        """Read the queues again; what is being typed stays."""
        context = self.context
        if context.may(Operation.EDIT_QUEUES):
            context.tasks.run(
                lambda: queue_settings(context.clinic), done=self._show, parent=self.root
            )

    def is_changed(self) -> bool:
        """Whether something typed is not saved."""
        shown = self._editing or MessageQueue("")
        typed = (self.name.text().strip(), set(self._chosen()))
        return typed != (shown.name, set(shown.members))

    def discard(self) -> None:
        """Begin anew."""
        self.begin()

    def begin(self) -> None:
        """Empty the fields for a new queue."""
        self.queues.table.clearSelection()
        self._put(None)
        self.name.setFocus()

    def save(self) -> None:
        """Add the queue, or change the one that is selected."""
        editing, context = self._editing, self.context
        value = MessageQueue(
            self.name.text().strip(),
            self._chosen(),
            True,
            None if editing is None else editing.id,
            None if editing is None else editing.version,
        )
        self._run(lambda: save_queue(context.clinic, value).changes)

    def _remove(self, row: RecordRow) -> None:
        value, context = row.record, self.context
        if isinstance(value, MessageQueue):
            number, version = value.id or 0, value.version or 0
            self._run(lambda: remove_queue(context.clinic, number, version).changes)

    def _run(self, work: Callable[[], Changes]) -> None:
        self.problem.hide()

        def done(changes: Changes) -> None:
            self.context.events.store_changed.emit(changes)
            self._put(None)
            self.load()

        def failed(error: ExpectedError) -> None:
            self.problem.setText(str(error))
            self.problem.show()

        self.context.tasks.run(work, done=done, failed=failed, parent=self.root)

    def _show(self, found: QueueSettings) -> None:
        self.queues.show_rows([_row(each, found.people) for each in found.queues])
        if found.people != self._people:
            chosen = self._chosen()
            self._people = dict(found.people)
            self.members.clear()
            for user, name in sorted(found.people.items(), key=lambda pair: pair[1].casefold()):
                item = QListWidgetItem(name)
                item.setData(Qt.ItemDataRole.UserRole, user)
                self.members.addItem(item)
            self._check(chosen)

    def _take_selected(self) -> None:
        row = self.queues.table.chosen
        if row is not None and isinstance(row.record, MessageQueue):
            self._put(row.record)

    def _put(self, value: MessageQueue | None) -> None:
        self._editing = value
        self.name.setText("" if value is None else value.name)
        self._check(() if value is None else value.members)
        self.problem.hide()

    def _check(self, users: tuple[str, ...]) -> None:
        for item in self._items():
            held = item.data(Qt.ItemDataRole.UserRole) in users
            item.setCheckState(Qt.CheckState.Checked if held else Qt.CheckState.Unchecked)

    def _chosen(self) -> tuple[str, ...]:
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in self._items()
            if item.checkState() is Qt.CheckState.Checked
        )

    def _items(self) -> list[QListWidgetItem]:
        return [self.members.item(place) for place in range(self.members.count())]

    def _lay_out(self) -> None:
        self.name.setMaxLength(60)
        self.name.setPlaceholderText("such as Refills")
        self.members.setFixedHeight(self.members.fontMetrics().lineSpacing() * 2 * _LINES)
        self.problem.hide()
        ends = QHBoxLayout()
        ends.addWidget(self.save_button)
        ends.addWidget(self.new_button)
        ends.addStretch(1)
        rows = QVBoxLayout(self.root)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        rows.addWidget(self.queues)
        rows.addWidget(plain_label(_ABOUT, "dim", wrap=True))
        for words, widget in (("Name of the &queue", self.name), ("&Who sees to it", self.members)):
            rows.addWidget(_label(words, widget))
            rows.addWidget(widget)
        rows.addWidget(self.problem)
        rows.addLayout(ends)


def _label(words: str, buddy: QWidget) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "field")
    label.setBuddy(buddy)
    buddy.setAccessibleName(words.replace("&", ""))
    return label


def _row(value: MessageQueue, people: dict[str, str]) -> RecordRow:
    names = ", ".join(people[each] for each in value.members if each in people)
    return RecordRow((value.name, names or "Nobody any more"), value)


def _is_queue(row: RecordRow) -> bool:
    return isinstance(row.record, MessageQueue)
