"""The worklists of the page Reports: those that were kept, and those that the pack suggests."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from html import escape
from itertools import groupby
from operator import attrgetter

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from practice_desk.domain.appointment import Appointment
from practice_desk.domain.changes import Changes
from practice_desk.domain.worklist import Worklist, WorklistQuestion
from practice_desk.gui import theme
from practice_desk.gui.context import AppContext
from practice_desk.gui.widgets.worklist_panel import WorklistPanel
from practice_desk.services.worklist_choices import WorklistChoices, worklist_choices
from practice_desk.services.worklists import (
    NOUN,
    NamedQuestion,
    WorklistEntry,
    list_worklists,
)

_TAB = "worklist "
_NAMED = Qt.ItemDataRole.UserRole
_NEW = NamedQuestion("New list", WorklistQuestion())
_MORNING = time(9)
Read = tuple[WorklistChoices, list[NamedQuestion]]


class WorklistsSection(QObject):
    """The list of lists (`lists`) and the one that is shown (`panel`).

    What the pack suggests begins with one's own patients, for those who have some.
    """

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.lists = QListWidget(parent)
        self.panel = WorklistPanel(context, parent)
        self._begun: WorklistQuestion | None = None
        self._wanted = 0
        self._counts: dict[int, int] = {}
        self.lists.setAccessibleName("Worklists")
        self.lists.setWordWrap(True)
        self.lists.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lists.currentItemChanged.connect(self._choose)
        self.panel.keep_wanted.connect(self._keep)
        self.panel.put_off_wanted.connect(self._put_off)
        self.panel.book_wanted.connect(self._book)
        self.panel.counted.connect(self._count)

    def refresh(self) -> None:
        """Read which lists there are, and the one that is shown again."""
        context = self.context

        def read() -> Read:
            return worklist_choices(context.clinic), list_worklists(context.clinic)

        context.tasks.run(read, done=self._show, parent=self)

    def begin(self, question: WorklistQuestion) -> None:
        """Show a question that comes from elsewhere, to be kept under a name."""
        self._begun = question
        self.refresh()

    def show_kept(self, number: int) -> None:
        """Show the list that was kept under this number."""
        self._wanted = number
        self.refresh()

    def take_change(self, changes: Changes) -> None:
        """Read the lists again where one was kept or taken away, and the one that is shown."""
        if NOUN in changes.nouns and not changes.patient_ids:
            self.refresh()
        else:
            self.panel.take_change(changes)

    @property
    def mine(self) -> int | None:
        """The practitioner at the keyboard, whose patients a suggested list begins with."""
        return self.context.clinic.session.practitioner_id

    def _show(self, read: Read) -> None:
        choices, named = read
        self.panel.filters.offer(choices)
        shown = self._shown()
        self.lists.blockSignals(True)
        self.lists.clear()
        self._add(_NEW)
        kept = [each for each in named if each.kept is not None]
        if kept:
            self._add_heading("Kept")
        for each in kept:
            self._add(each)
        for group, suggested in groupby(named[len(kept) :], attrgetter("group")):
            self._add_heading(group)
            for each in suggested:
                self._add(each)
        self.lists.blockSignals(False)
        wanted, self._wanted = self._wanted, 0
        if wanted:
            for place, each in enumerate(kept, start=2):  # below the new one and the heading
                if each.kept is not None and each.kept.id == wanted:
                    self.lists.setCurrentRow(place)
        elif self._begun is not None:
            begun, self._begun = self._begun, None
            self._select(_NEW)
            self.panel.show_list(NamedQuestion("New list", begun))
        elif shown is not None and self._select(shown):
            self.panel.read()
        elif shown is not None:
            self.lists.setCurrentRow(0)

    def _select(self, named: NamedQuestion) -> bool:
        for place in range(self.lists.count()):
            found = self.lists.item(place).data(_NAMED)
            if found is not None and _same(found, named):
                self.lists.blockSignals(True)
                self.lists.setCurrentRow(place)
                self.lists.blockSignals(False)
                return True
        return False

    def _add_heading(self, heading: str) -> None:
        item = QListWidgetItem(heading)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        font = theme.base_font()
        font.setBold(True)
        item.setFont(font)
        self.lists.addItem(item)

    def _add(self, named: NamedQuestion) -> None:
        count = self._counts.get((named.kept.id or 0) if named.kept else 0)
        text = named.line or named.title
        item = QListWidgetItem(text if count is None else f"{text} ({count})")
        item.setToolTip(f"<qt>{escape(named.title)}</qt>")
        item.setData(_NAMED, named)
        self.lists.addItem(item)

    def _shown(self) -> NamedQuestion | None:
        """Return the list that is selected, if any."""
        if self.lists.currentRow() < 0:
            return None
        named = self.lists.currentItem().data(_NAMED)
        return named if isinstance(named, NamedQuestion) else None

    def _choose(self, *_items: object) -> None:
        named = self._shown()
        if named is None:
            return
        question = named.question
        if named.kept is None:
            mine = self.mine if self.panel.filters.has_patients(self.mine) else None
            question = replace(question, practitioner_id=mine)
        self.panel.show_list(replace(named, question=question))

    def _count(self, kept: Worklist | None, count: int) -> None:
        if kept is not None and self._shown() is not None:
            self._counts[kept.id or 0] = count
            self.lists.currentItem().setText(f"{kept.title} ({count})")

    def _keep(self, title: str, question: WorklistQuestion) -> None:
        from practice_desk.gui.dialogs.worklist_dialogs import WorklistDialog

        begun = "" if title == _NEW.title else title
        WorklistDialog(self.context, begun, question, self.panel).open()

    def _put_off(self, entry: WorklistEntry, question: WorklistQuestion) -> None:
        from practice_desk.gui.dialogs.worklist_dialogs import WorklistDelayDialog

        WorklistDelayDialog(self.context, entry, question, self.panel).open()

    def _book(self, entry: WorklistEntry) -> None:
        from practice_desk.gui.dialogs.appointment_dialog import open_appointment_dialog

        day = self.context.today() + timedelta(days=1)
        begins = datetime.combine(day, _MORNING).astimezone()
        value = Appointment(entry.patient_id, begins, practitioner_id=self.mine)
        heading = f"{entry.name} · {entry.chart_number}"
        open_appointment_dialog(self.context, value, heading, self.panel, lambda _dialog: None)


def tab_of(kept: Worklist) -> str:
    """Return the name by which the page Reports brings a list forward."""
    return f"{_TAB}{kept.id}"


def number_in(tab: str) -> int:
    """Return the number of the list that a name brings forward; 0 for none."""
    number = tab.removeprefix(_TAB)
    return int(number) if tab.startswith(_TAB) and number.isdecimal() else 0


def _same(one: NamedQuestion, other: NamedQuestion) -> bool:
    if one.kept is None or other.kept is None:
        return one.kept is other.kept and one.question == other.question
    return one.kept.id == other.kept.id
