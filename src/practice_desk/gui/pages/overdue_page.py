"""Overdue, in the rail: in which charts something is overdue, by prescriber, as a file too."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Cancelled, ExpectedError
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.icons import set_icon
from practice_desk.gui.long_work import LongWork
from practice_desk.gui.models.overdue_view import (
    EVERYBODY,
    OverdueTable,
    counted_text,
    empty_text,
    of_prescriber,
    overdue_rows,
    prescribers_in,
    unchecked_text,
)
from practice_desk.gui.pages.app_page import AppPage
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.empty_state import EmptyState
from practice_desk.gui.widgets.progress_strip import ProgressStrip
from practice_desk.gui.widgets.save_file import CSV, ask_where_to_save
from practice_desk.gui.widgets.table_columns import choose_rows, set_columns
from practice_desk.gui.wording import write_count
from practice_desk.services.monitoring_list import (
    OverdueChart,
    OverdueList,
    export_overdue,
    overdue_again,
    overdue_list,
)

_WIDTHS = (200, 100, 210, 0, 190)
_CHECKS = 3
_ROW_HEIGHT = 36
_MATTERS = frozenset(
    {
        "appointment",
        "condition",
        "medication",
        "monitoring_decision",
        "note",
        "observation",
        "patient",
        "supply_entry",
    }
)


class OverduePage(AppPage):
    """Counts on the worker for long work when it first comes forward, and says how far it is.

    Charts that change later are looked at again one by one.
    """

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.found: OverdueList | None = None
        self._changed: set[int] = set()
        self.prescriber = QComboBox()
        self.prescriber.setAccessibleName("Charts of")
        self.prescriber.setMinimumContentsLength(18)
        self.count = plain_label("", "dim")
        self.again = QPushButton("Count a&gain")
        set_icon(self.again, "refresh-cw")
        self.export_button = QPushButton("Sa&ve as a file…")
        set_icon(self.export_button, "download")
        self.table = QTableView()
        self.model = OverdueTable()
        self.empty = EmptyState(
            icon="list-checks",
            sentence="",
        )
        self.unchecked = Banner()
        self.strip = ProgressStrip()
        self.work = LongWork(self.strip, self)
        self._stack = QStackedWidget()
        self._set_up_table()
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Count, the first time and on a new day; else look again at what has changed."""
        self.table.setFocus()  # Enter opens the chart
        if self.found is None or self.found.counted_on != self.context.today():
            self.count_all()
        elif self._changed:
            self._look_again()

    def count_all(self) -> None:
        """Look through all charts."""
        if self.work.is_running:
            return
        context = self.context
        self._changed.clear()
        self.again.setEnabled(False)
        self.work.run(
            context.long_work,
            lambda progress: overdue_list(context.clinic, progress),
            "Looking through the charts…",
            done=self._show,
            failed=self._failed,
        )

    def export_to(self, path: Path) -> None:
        """Save the charts that are shown."""
        context, charts = self.context, self.shown
        self.export_button.setEnabled(False)

        def done(count: int) -> None:
            told = write_count(count, "chart", "charts")
            context.messages.success(f"{told} saved. Each chart's audit trail says so.")

        task = context.long_work.run(
            lambda: export_overdue(context.clinic, charts, path), done=done, parent=self
        )
        task.finished.connect(self._allow_export)

    @property
    def shown(self) -> tuple[OverdueChart, ...]:
        """The charts in the list as it is narrowed."""
        if self.found is None:
            return ()
        return of_prescriber(self.found, str(self.prescriber.currentData() or EVERYBODY))

    def _show(self, found: OverdueList) -> None:
        self.found = found
        self.again.setEnabled(True)
        chosen = self.prescriber.currentData()
        self.prescriber.blockSignals(True)
        self.prescriber.clear()
        self.prescriber.addItem("All prescribers", EVERYBODY)
        for name in prescribers_in(found):
            self.prescriber.addItem(name, name)
        self.prescriber.setCurrentIndex(max(0, self.prescriber.findData(chosen)))
        self.prescriber.blockSignals(False)
        self._fill()

    def _fill(self) -> None:
        found, charts = self.found, self.shown
        if found is None:
            return
        self.model.show_rows(overdue_rows(charts, self.context.today()))
        self.count.setText(counted_text(len(charts), found))
        self.unchecked.say(unchecked_text(found), "caution")
        self.empty.show_state("list-checks", empty_text(found))
        self._stack.setCurrentWidget(self.table if charts else self.empty)
        if charts:
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._allow_export()

    def _failed(self, error: ExpectedError) -> None:
        self.again.setEnabled(True)
        if isinstance(error, Cancelled):
            self.count.setText("The count was stopped. Count again for the whole list.")
        else:
            self.context.messages.show_error(error)

    def _look_again(self) -> None:
        before, changed = self.found, frozenset(self._changed)
        if before is None or self.work.is_running:
            return
        self._changed.clear()
        context = self.context
        context.tasks.run(
            lambda: overdue_again(context.clinic, before, changed), done=self._show, parent=self
        )

    def _take_change(self, changes: Changes) -> None:
        if self.found is None or not changes.nouns & _MATTERS:
            return
        self._changed |= changes.patient_ids
        if self.isVisible():
            self._look_again()

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.patient_wanted.emit(self.model.row(index).chart.patient_id)

    def _allow_export(self) -> None:
        self.export_button.setVisible(self.context.may(Operation.EXPORT_MONITORING))
        self.export_button.setEnabled(bool(self.shown))

    def _ask_file(self) -> None:
        ask_where_to_save(
            self,
            "Save the list of overdue monitoring",
            CSV,
            f"overdue-monitoring-{self.context.today():%Y-%m-%d}.csv",
            self.export_to,
        )

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName("Charts with overdue monitoring")
        choose_rows(table)
        table.setWordWrap(False)
        set_columns(table, _WIDTHS, _CHECKS, _ROW_HEIGHT)

    def _lay_out(self) -> None:
        title = QLabel("Overdue monitoring")
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setProperty("role", "title")
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(title)
        top.addSpacing(8)
        top.addWidget(self.count)
        top.addStretch(1)
        top.addWidget(self.prescriber)
        top.addWidget(self.again)
        top.addWidget(self.export_button)
        hint = plain_label(
            "Active patients with a medication that the clinical pack, a draft, has checks for. "
            "Enter opens the chart.",
            "dim",
            wrap=True,
        )
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.unchecked)
        column.addWidget(hint)
        column.addWidget(self.strip)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.again.clicked.connect(self.count_all)
        self.export_button.clicked.connect(self._ask_file)
        self.prescriber.currentIndexChanged.connect(self._fill)
        self.table.activated.connect(self._open)
        self.context.events.store_changed.connect(self._take_change)
        self._allow_export()
