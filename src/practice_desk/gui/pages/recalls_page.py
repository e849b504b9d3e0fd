"""Recalls: who is due for a visit and not booked, to be called one after the other."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from practice_desk.domain.appointment import Appointment
from practice_desk.domain.changes import Changes
from practice_desk.domain.draft import Draft
from practice_desk.domain.errors import Cancelled, ExpectedError
from practice_desk.domain.permission import Operation
from practice_desk.domain.recall import Recall
from practice_desk.gui.context import AppContext
from practice_desk.gui.icons import set_icon
from practice_desk.gui.long_work import LongWork
from practice_desk.gui.models.recall_view import (
    AHEAD,
    RecallRow,
    RecallTable,
    Shown,
    empty_text,
    recall_rows,
    recall_summary,
)
from practice_desk.gui.pages.desk_list_page import DeskListPage
from practice_desk.gui.widgets.progress_strip import ProgressStrip
from practice_desk.services.patients import Saved
from practice_desk.services.recalls import RecallLine, RecallList, recall_list, recalls_again

_WIDTHS = (150, 170, 295, 165, 140)
_MATTERS = frozenset(
    {
        "appointment", "condition", "measure_schedule", "medication", "monitoring_decision", "note",
        "observation", "patient", "recall", "supply_entry", "visit",
    }
)  # fmt: skip
_HINT = (
    "Worked out from plans, measures and signed visits, beside what somebody wrote. Who is booked "
    "in time is not listed."
)
_WEEKS = 4


class RecallsPage(DeskListPage):
    """Looks through the charts when it first comes forward, then again at those that change."""

    title = "Recalls"
    icon = "phone"
    draft_kinds: ClassVar[frozenset[str]] = frozenset({"recall"})

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.found: RecallList | None = None
        self._stale: set[int] = set()
        self._wanted = 0
        self.model = RecallTable()
        self.shown = QComboBox()
        self.shown.setAccessibleName("Which recalls")
        for each in Shown:
            self.shown.addItem(each.value, each)
        self.weeks = QComboBox()
        self.weeks.setAccessibleName("Due within")
        for words, count in AHEAD:
            self.weeks.addItem(words, count)
        self.weeks.setCurrentIndex(self.weeks.findData(_WEEKS))
        self.again = QPushButton("Look a&gain")
        set_icon(self.again, "refresh-cw")
        self.add_button.setText("&Write a recall")
        self.book = QPushButton("Book…")
        self.decide = QPushButton("Put off or close…")
        self.change = QPushButton("Change…")
        self.chart = QPushButton("Open chart")
        self.strip = ProgressStrip()
        self.work = LongWork(self.strip, self)
        self.set_up_table(self.model, _WIDTHS, "Who is due")
        actions = (self.book, self.decide, self.change, self.chart)
        self.lay_out(_HINT, (self.shown, self.weeks, self.again), actions, self.strip)
        self.bind_keys(
            (
                (self.book, "B", self._book),
                (self.decide, "P", self._decide),
                (self.change, "E", self._change),
                (self.chart, "O", self._open_chart),
                (self.add_button, "N", self.add),
            )
        )
        self._connect()

    @property
    def row(self) -> RecallRow | None:
        """The one that is chosen."""
        index = self.table.currentIndex()
        return self.model.row(index) if index.isValid() else None

    @property
    def _may_keep(self) -> bool:
        return self.context.may(Operation.KEEP_RECALL)

    def refresh(self) -> None:
        """Look through the charts, the first time and on a new day; else at what has changed."""
        if self.found is None or self.found.counted_on != self.context.today():
            self.look_through()
        elif self._stale:
            self._look_again()

    def show_tab(self, title: str) -> None:
        """Bring the patient with the id *title* forward, once the charts are looked through."""
        if title.isdigit():
            self._wanted = int(title)
            self.shown.setCurrentIndex(self.shown.findData(Shown.OPEN))
            self._bring_forward()

    def look_through(self) -> None:
        """Look through all charts."""
        if self.work.is_running:
            return
        context = self.context
        self._stale.clear()
        self.again.setEnabled(False)
        self.work.run(
            context.long_work,
            lambda progress: recall_list(context.clinic, progress),
            "Looking through the charts…",
            done=self._show,
            failed=self._failed,
        )

    def add(self, draft: Draft | None = None) -> None:
        """Ask for a new recall by hand; go on with *draft* where there is one."""
        if self._may_keep:
            from practice_desk.gui.dialogs.recall_dialog import new_recall_dialog

            new_recall_dialog(self.context, 0, None, self, draft)

    def go_on(self, draft: Draft) -> bool:
        """Open the form for a new recall, whose patient is chosen anew."""
        self.add(draft)
        return self._may_keep

    def _show(self, found: RecallList) -> None:
        self.found = found
        self.again.setEnabled(True)
        self._fill()
        self._bring_forward()

    def _bring_forward(self) -> None:
        if self.found is None or not self._wanted:
            return
        wanted, self._wanted = self._wanted, 0
        patients = [row.line.due.patient_id for row in self.model.rows]
        if wanted in patients:
            self.table.selectRow(patients.index(wanted))
            self.table.setFocus()

    def _fill(self) -> None:
        if self.found is None:
            return
        chosen = self._key(self.row)
        shown, today = Shown(str(self.shown.currentData())), self.context.today()
        rows = recall_rows(self.found, shown, int(self.weeks.currentData()), today)
        self.model.show_rows(rows)
        self.count.setText(recall_summary(rows, self.found))
        for button in (self.book, self.decide, self.change, self.add_button):
            button.setVisible(self._may_keep)
        self.empty.show_state(self.icon, empty_text(shown))
        self.show_list(bool(rows))
        keys = [self._key(row) for row in rows]
        if chosen is not None and chosen in keys:
            self.table.selectRow(keys.index(chosen))
        self._allow()

    def _key(self, row: RecallRow | None) -> tuple[int, object, tuple[str, ...]] | None:
        if row is None:
            return None
        due = row.line.due
        return due.patient_id, due.by_hand.id if due.by_hand else None, due.keys

    def _allow(self) -> None:
        row = self.row
        for button in (self.book, self.decide, self.chart):
            button.setEnabled(row is not None)
        self.change.setEnabled(row is not None and row.line.due.by_hand is not None)

    def _book(self) -> None:
        row, context = self.row, self.context
        if row is None or not context.may(Operation.EDIT_SCHEDULE):
            return
        from practice_desk.gui.dialogs.booking import book_for

        line, due = row.line, row.line.due
        wanted = due.proposed or Appointment(
            due.patient_id,
            context.clinic.now(),
            practitioner_id=line.practitioner_id,
            visit=due.visit,
        )
        day = max(due.due_by, context.today())
        booked = partial(self._booked, wanted)
        book_for(context, wanted, _whose(line), day, self, booked)

    def _booked(self, wanted: Appointment, saved: Saved) -> None:
        """Confirm what was a proposal; the list itself sees what is booked."""
        from practice_desk.gui.dialogs.booking import confirm_proposal

        confirm_proposal(self.context, wanted, saved, self)

    def _decide(self) -> None:
        if (row := self.row) is not None and self._may_keep:
            from practice_desk.gui.dialogs.recall_dialog import RecallDecisionDialog

            RecallDecisionDialog(self.context, row.line, self.context.today(), self).open()

    def _change(self) -> None:
        row = self.row
        if row is not None and row.line.due.by_hand is not None and self._may_keep:
            line = row.line
            self._open(row.line.due.by_hand, _whose(line), sees=line.with_reasons)

    def _open(self, value: Recall, heading: str | None, *, sees: bool) -> None:
        from practice_desk.gui.dialogs.recall_dialog import open_recall_dialog

        open_recall_dialog(self.context, value, heading, self, sees=sees)

    def _open_chart(self) -> None:
        if (row := self.row) is not None:
            self.patient_wanted.emit(row.line.due.patient_id)

    def _failed(self, error: ExpectedError) -> None:
        self.again.setEnabled(True)
        if isinstance(error, Cancelled):
            self.count.setText("Stopped. Look again for the whole list.")
        else:
            self.context.messages.show_error(error)

    def _look_again(self) -> None:
        before, changed = self.found, frozenset(self._stale)
        if before is None or self.work.is_running:
            return
        self._stale.clear()
        context = self.context
        context.tasks.run(
            lambda: recalls_again(context.clinic, before, changed), done=self._show, parent=self
        )

    def _changed(self, changes: Changes) -> None:
        if self.found is None or not changes.nouns & _MATTERS:
            return
        self._stale |= changes.patient_ids
        if self.isVisible():
            self._look_again()

    def _connect(self) -> None:
        self.again.clicked.connect(self.look_through)
        self.shown.currentIndexChanged.connect(self._fill)
        self.weeks.currentIndexChanged.connect(self._fill)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._allow())
        self.empty.action_triggered.connect(lambda: self.add())
        self.context.events.store_changed.connect(self._changed)


def _whose(line: RecallLine) -> str:
    """Return whom a dialog is about."""
    return f"{line.name} · {line.chart_number}"
