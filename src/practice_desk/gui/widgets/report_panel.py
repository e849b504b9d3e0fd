"""One report: its filter, its picture and table, who is behind a number, and saving it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.errors import Cancelled, ExpectedError
from practice_desk.domain.permission import Operation
from practice_desk.domain.report import Counted, PatientCell, Report, ReportFilter
from practice_desk.domain.worklist import Missing, WorklistQuestion
from practice_desk.gui.context import AppContext
from practice_desk.gui.icons import set_icon
from practice_desk.gui.long_work import LongWork
from practice_desk.gui.models.report_view import ReportModel, standing_text
from practice_desk.gui.plain_text import ElidedLabel, plain_label
from practice_desk.gui.widgets.empty_state import EmptyState
from practice_desk.gui.widgets.first_row import FirstRow
from practice_desk.gui.widgets.patients_behind import PatientsBehind
from practice_desk.gui.widgets.progress_strip import ProgressStrip
from practice_desk.gui.widgets.report_filters import ReportFilters
from practice_desk.gui.widgets.report_picture import ReportPicture
from practice_desk.services.reports.asked import Choices, filter_choices
from practice_desk.services.reports.exporting import ReportFormat
from practice_desk.services.reports.kind import ReportKind
from practice_desk.services.reports.reading import (
    only_asked,
    patients_behind,
    read_report,
)

_ROW_HEIGHT = 32
_NARROWEST, _WIDEST, _FIRST = 48, 260, 220
"""Widths of columns; the first one says what a row is about."""
_NOTES_HEIGHT = 92
_PICTURE_HEIGHT, _AROUND_PICTURE = 220, 26
_NOTHING = "Nothing was found for what is asked above."


class ReportPanel(QWidget):
    """Reads the report that it is shown, and again with each change of its filter."""

    patient_wanted = Signal(int)
    worklist_wanted = Signal(object)
    """Asks to keep the patients of a filter as a list: a `WorklistQuestion`."""
    save_wanted = Signal(object, object)
    """Asks to save a `Report` as a file of a `ReportFormat`."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.kind: ReportKind | None = None
        self.report: Report | None = None
        self._again = False
        self._least = 0
        self.title = plain_label("", "title")
        self.filters = ReportFilters()
        self.standing = ElidedLabel("", "dim")
        self.picture_title = plain_label("", "strong")
        self.picture = ReportPicture()
        self.table, self.model = QTableView(), ReportModel()
        self.behind = PatientsBehind()
        self.notes = plain_label("", "small", wrap=True)
        self.empty = EmptyState(icon="chart-line", sentence=_NOTHING)
        self.keep_button = QPushButton("Keep as a &worklist…")
        self.save_buttons = {form: QPushButton(text) for form, text in _SAVES.items()}
        self.strip = ProgressStrip()
        self.work = LongWork(self.strip, self)
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def show_kind(self, kind: ReportKind) -> None:
        """Show another report, with its own filter as it opens."""
        context = self.context
        self.kind = kind
        self.title.setText(kind.title)
        self.standing.setText(kind.about)
        self._hide_answer()
        context.tasks.run(
            lambda: filter_choices(context.clinic, kind),
            done=partial(self._show_choices, kind),
            parent=self,
        )

    def read(self) -> None:
        """Read the report for what is chosen; what is under way is stopped first."""
        kind, asked, context = self.kind, self.filters.asked(), self.context
        if kind is None:
            return
        if self.work.is_running:
            self._again = True
            self.work.cancel()
            return
        self._again = False
        self.work.run(
            context.long_work,
            lambda progress: read_report(context.clinic, kind, asked, progress),
            "Counting…",
            done=partial(self._show, kind),
            failed=self._failed,
        )

    @property
    def question(self) -> WorklistQuestion:
        """The patients whom the filter leaves, as the question of a worklist."""
        asked = self.filters.asked()
        measured = asked.measure or ""
        return WorklistQuestion(
            Missing.MEASURE if measured else Missing.NOTHING,
            asked.medication or "",
            asked.condition or "",
            measure=measured,
            practitioner_id=asked.practitioner_id,
        )

    def _show_choices(self, kind: ReportKind, choices: Choices) -> None:
        if kind is not self.kind:
            return  # another one was chosen meanwhile
        asked = only_asked(kind, ReportFilter(), self.context.today())
        self.filters.show_kind(kind, choices, asked)
        self.read()

    def _show(self, kind: ReportKind, report: Report) -> None:
        if self._again or kind is not self.kind:
            self.read()
            return
        self.report, answer = report, report.answer
        self.behind.hide()
        self.standing.setText(standing_text(kind.about, report))
        self.model.show_table(answer.table, leads=self.context.may(kind.names))
        self._set_columns()
        picture = answer.picture if answer.table.rows else None
        self.picture.show_picture(picture, answer.picture_table or answer.table)
        self.picture_title.setText("" if picture is None else picture.title)
        self._picture_area.setVisible(picture is not None)
        self.notes.setText("\n".join(answer.notes))
        self._notes_area.setVisible(bool(answer.notes))
        self._stack.setCurrentIndex(0 if answer.table.rows else 1)
        self._stack.show()
        QTimer.singleShot(0, self, self._share_height)  # once it is laid out
        self._offer()

    def _share_height(self) -> None:
        """Give the picture what it needs, and the table more than half of a large screen."""
        whole = self._found.height()
        needed = self.picture_title.sizeHint().height() + self.picture.height() + _AROUND_PICTURE
        above = min(needed, max(_PICTURE_HEIGHT, whole * 2 // 5))
        self._found.setSizes([above, max(whole - above, 1)])

    def _failed(self, error: ExpectedError) -> None:
        if self._again:
            self.read()
            return
        self._hide_answer()  # it would stand under what it was not asked
        self._offer()
        if isinstance(error, Cancelled):
            self.standing.setText("The count was stopped. Choose anything above to count again.")
        else:
            self.context.messages.show_error(error)

    def _hide_answer(self) -> None:
        self.report = None
        self.behind.hide()
        self._stack.hide()
        self._notes_area.hide()

    def _offer(self) -> None:
        asked, may = self.filters.asked(), self.context.may
        for button in self.save_buttons.values():
            button.setVisible(may(Operation.EXPORT_REPORT))
            button.setEnabled(self.report is not None)
        narrowed = any((asked.medication, asked.condition, asked.measure))
        self.keep_button.setVisible(may(Operation.KEEP_WORKLIST))
        self.keep_button.setEnabled(narrowed)
        self.keep_button.setToolTip(
            "The patients whom the filter leaves, as a list that stays current"
            if narrowed
            else "Choose a medication, a condition or a measure first"
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the first column what room the table has now."""
        if event.type() is QEvent.Type.Resize:
            QTimer.singleShot(0, self, self._fit_first)  # the table is still laying itself out
        return super().eventFilter(watched, event)

    def _set_columns(self) -> None:
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Make columns as wide as their titles and numbers.

        Qt asks for room beside each title for the arrow of a sorted column, which stands above it
        here: with that room wide tables would not fit a small screen.
        """
        table, header = self.table, self.table.horizontalHeader()
        header.setSortIndicatorShown(False)
        self._least = max(header.sectionSizeHint(0), table.sizeHintForColumn(0))
        for place in range(1, len(self.model.table.columns)):
            asked = max(header.sectionSizeHint(place), table.sizeHintForColumn(place))
            table.setColumnWidth(place, min(max(asked, _NARROWEST), _WIDEST))
        header.setSortIndicatorShown(True)
        self._fit_first()

    def _fit_first(self) -> None:
        """Let the first column take what the others leave, and never less than it can be read in.

        Where that is more than there is, the table is moved sideways.
        """
        columns = range(1, len(self.model.table.columns))
        others = sum(self.table.columnWidth(place) for place in columns)
        room = self.table.viewport().width() - others
        self.table.setColumnWidth(0, max(min(_FIRST, self._least), room))

    def _activate(self, index: QModelIndex) -> None:
        cell, kind = self.model.cell(index), self.kind
        if kind is None or not self.model.leads_on(cell):
            return
        if isinstance(cell, PatientCell):
            self.patient_wanted.emit(cell.patient_id)
        elif isinstance(cell, Counted):
            context, title = self.context, self.model.label(index)
            ids = cell.patient_ids
            context.tasks.run(
                lambda: patients_behind(context.clinic, kind, ids),
                done=partial(self.behind.show_patients, title),
                parent=self,
            )

    def _close_behind(self) -> None:
        self.behind.hide()
        self.table.setFocus()

    def _save(self, form: ReportFormat) -> None:
        if self.report is not None:
            self.save_wanted.emit(self.report, form)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        for button in (self.keep_button, *self.save_buttons.values()):
            head.addWidget(button)
        self._set_up_table()
        below = QHBoxLayout()
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(12)
        below.addWidget(self.table, 1)
        below.addWidget(self.behind)
        lower = QWidget()
        lower.setLayout(below)
        self._picture_area = _scrolled(self.picture_title, self.picture)
        self._notes_area = _noted(self.notes)
        self._found = found = QSplitter(Qt.Orientation.Vertical)
        found.setChildrenCollapsible(False)
        found.addWidget(self._picture_area)
        found.addWidget(lower)
        found.setStretchFactor(1, 1)
        found.setSizes([_PICTURE_HEIGHT, _PICTURE_HEIGHT])
        self._stack.addWidget(found)
        self._stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.standing)
        column.addWidget(self.filters)
        column.addWidget(self.strip)
        column.addWidget(self._stack, 1)
        column.addWidget(self._notes_area)

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName("Report")
        FirstRow(table)
        table.setObjectName("report_table")
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setSortingEnabled(True)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        table.horizontalHeader().setHighlightSections(False)
        table.viewport().installEventFilter(self)

    def _connect(self) -> None:
        for form, button in self.save_buttons.items():
            set_icon(button, "download")
            button.clicked.connect(partial(self._save, form))
        set_icon(self.keep_button, "list-checks")
        self.keep_button.clicked.connect(lambda: self.worklist_wanted.emit(self.question))
        self.filters.changed.connect(self.read)
        self.table.activated.connect(self._activate)
        self.behind.closed.connect(self._close_behind)
        self.behind.patient_wanted.connect(self.patient_wanted)


_SAVES = {ReportFormat.CSV: "&CSV…", ReportFormat.PDF: "PDF…"}


def _noted(notes: QLabel) -> QScrollArea:
    """Return how a report is counted, scrolled by mouse and arrows where it is long."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setMaximumHeight(_NOTES_HEIGHT)
    area.setAccessibleName("How it is counted")
    notes.setAlignment(Qt.AlignmentFlag.AlignTop)
    area.setWidget(notes)
    return area


def _scrolled(title: QWidget, picture: QWidget) -> QScrollArea:
    """Return the picture under its title, scrolled where it is higher than its place."""
    holder = QWidget()
    rows = QVBoxLayout(holder)
    rows.setContentsMargins(12, 8, 12, 8)
    rows.setSpacing(8)
    rows.addWidget(title)
    rows.addWidget(picture)
    rows.addStretch(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(holder)
    return area
