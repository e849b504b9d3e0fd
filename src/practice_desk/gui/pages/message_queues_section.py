"""Queues for messages in the settings: their names, and who sees to what waits in them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
)

from practice_desk.domain.changes import Changes
from practice_desk.domain.message_owner import MessageQueue
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.pages.kept_list_section import KeptListSection, field_label
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


class MessageQueuesSection(KeptListSection[MessageQueue]):
    """A list, and below it the queue that is added or changed."""

    def __init__(self, context: AppContext) -> None:
        empty = "The clinic has no queue of its own yet."
        listing = ListCard("Queues for messages", ("Queue", "Who sees to it"), empty, widest=1)
        super().__init__(context, listing, MessageQueue, "queue")
        self.name, self.members = QLineEdit(), QListWidget()
        self.first_field = self.name
        self._people: dict[str, str] = {}
        self._lay_out()

    def load(self) -> None:
        """Read the queues again; what is being typed stays."""
        context = self.context
        if context.may(Operation.EDIT_QUEUES):
            context.tasks.run(
                lambda: queue_settings(context.clinic), done=self._show, parent=self.root
            )

    def is_changed(self) -> bool:
        """Whether something typed is not saved."""
        shown = self.editing or MessageQueue("")
        typed = (self.name.text().strip(), set(self._chosen()))
        return typed != (shown.name, set(shown.members))

    def saving(self) -> Callable[[], Changes]:
        """Return the call that saves the queue as typed."""
        editing, context = self.editing, self.context
        value = MessageQueue(
            self.name.text().strip(),
            self._chosen(),
            True,
            None if editing is None else editing.id,
            None if editing is None else editing.version,
        )
        return lambda: save_queue(context.clinic, value).changes

    def removing(self, value: MessageQueue) -> Callable[[], Changes]:
        """Return the call that takes a queue out of use."""
        context, number, version = self.context, value.id or 0, value.version or 0
        return lambda: remove_queue(context.clinic, number, version).changes

    def put(self, value: MessageQueue | None) -> None:
        """Put a queue into the fields."""
        self.name.setText("" if value is None else value.name)
        self._check(() if value is None else value.members)

    def _show(self, found: QueueSettings) -> None:
        self.listing.show_rows([_row(each, found.people) for each in found.queues])
        if found.people != self._people:
            chosen = self._chosen()
            self._people = dict(found.people)
            self.members.clear()
            for user, name in sorted(found.people.items(), key=lambda pair: pair[1].casefold()):
                item = QListWidgetItem(name)
                item.setData(Qt.ItemDataRole.UserRole, user)
                self.members.addItem(item)
            self._check(chosen)

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
        self.lay_out(
            _ABOUT,
            field_label("Name of the &queue", self.name),
            self.name,
            field_label("&Who sees to it", self.members),
            self.members,
        )


def _row(value: MessageQueue, people: dict[str, str]) -> RecordRow:
    names = ", ".join(people[each] for each in value.members if each in people)
    return RecordRow((value.name, names or "Nobody any more"), value)
