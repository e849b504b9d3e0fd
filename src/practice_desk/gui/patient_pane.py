"""The patient list at the side: search, filter, count and list, all by keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.permission import Operation
from practice_desk.gui import icons
from practice_desk.gui.context import AppContext
from practice_desk.gui.models.patient_delegate import PatientDelegate, row_height
from practice_desk.gui.models.patient_list import PatientList
from practice_desk.gui.plain_text import plain_label

_WIDTH = 312
_INTO_LIST = (Qt.Key.Key_Down, Qt.Key.Key_PageDown)
_ENDS = (Qt.Key.Key_Home, Qt.Key.Key_End)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PatientPane(QFrame):
    """Finds patients while somebody types and opens the chosen chart.

    Typing filters; Down goes into the list; Enter opens the first hit or the selected patient;
    Esc clears the search.
    """

    patient_chosen = Signal(int)
    new_wanted = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._current: int | None = None
        self._open_first = False
        self.setProperty("surface", "list")
        self.setFixedWidth(_WIDTH)
        self.model = PatientList(context, self)
        self.search = self._search_box()
        self.active = _chip("Active", "Show the patients whose chart is in use")
        self.everybody = _chip("All", "Show also inactive and deceased patients")
        self.count = plain_label("", "dim")
        self.view = self._list_view()
        self.new = QPushButton("&New")
        self._lists = QStackedWidget()
        self._nobody = plain_label("", "dim", wrap=True)
        self._lay_out()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Run the present search again, for who may find patients."""
        if not self._context.may(Operation.LIST_PATIENTS):
            return
        self.model.search(self.search.text(), active_only=self.active.isChecked())

    def forget(self) -> None:
        """Drop who is listed, for the lock; the search stays, and `refresh` runs it again."""
        self.model.forget()

    def offer_new(self, offered: bool) -> None:
        """Offer to add a patient, or only to find one."""
        self.new.setVisible(offered)

    def focus_search(self) -> None:
        """Put the cursor into the search and select what is there."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_current(self, patient_id: int | None) -> None:
        """Mark the patient whose chart is open."""
        self._current = patient_id
        row = None if patient_id is None else self.model.row_of(patient_id)
        if row is None:
            self.view.setCurrentIndex(QModelIndex())
        else:
            self.view.doItemsLayout()  # else a list that just grew has no room to scroll to it yet
            self.view.setCurrentIndex(self.model.index(row))
            self.view.scrollTo(self.model.index(row))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lead the keyboard from the search into the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.search and event.key() in _INTO_LIST:
                self._into_list()
                return True
            if watched is self.view and event.key() in _ENDS and self.model.rowCount():
                row = 0 if event.key() == Qt.Key.Key_Home else self.model.rowCount() - 1
                self.view.setCurrentIndex(self.model.index(row))
                return True
            if watched is self.view and self._types_on(event):
                self.search.setFocus()
                self.search.insert(event.text())
                return True
        return super().eventFilter(watched, event)

    def _into_list(self) -> None:
        self.view.setFocus(Qt.FocusReason.TabFocusReason)
        if self.model.rowCount() and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.model.index(0))

    @staticmethod
    def _types_on(event: QKeyEvent) -> bool:
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
        )
        return plain and bool(event.text()) and event.text().isalnum()

    def _enter(self) -> None:
        if self.model.is_searching:
            self._open_first = True
        elif self.model.rowCount():
            self.patient_chosen.emit(self.model.patient_id(0))

    def _activate(self, index: QModelIndex) -> None:
        if index.isValid():
            self.patient_chosen.emit(self.model.patient_id(index.row()))

    def _found(self, count: int) -> None:
        self.count.setText(f"{count:,}")
        self.count.setAccessibleName(f"{count:,} patients")
        self._nobody.setText(self._why_nobody())
        self._lists.setCurrentIndex(0 if count else 1)
        if self._open_first:
            self._open_first = False
            self._enter()
        else:
            self.show_current(self._current)

    def _why_nobody(self) -> str:
        if self.search.text().strip():
            where = " among the active ones" if self.active.isChecked() else ""
            return f"Nobody was found{where}. Try part of the name, or the birth date."
        first = "" if self.new.isHidden() else " Add the first with New."
        return f"Your patients will be listed here.{first}"

    def _search_box(self) -> QLineEdit:
        box = QLineEdit()
        box.setObjectName("patient_search")
        box.setPlaceholderText("Name, chart no., birth date or phone")
        box.setAccessibleName("Find a patient")
        box.setClearButtonEnabled(True)
        box.setMaxLength(200)
        icons.show_lens(box)
        box.installEventFilter(self)
        return box

    def _list_view(self) -> QTableView:
        """Return a table of one column: a list view would ask the model for each of 50,000 rows."""
        view = QTableView()
        view.setObjectName("patient_list")
        view.setAccessibleName("Patients")
        view.setModel(self.model)
        view.setItemDelegate(PatientDelegate(self._context.today, view))
        view.horizontalHeader().hide()
        view.horizontalHeader().setStretchLastSection(True)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.verticalHeader().setDefaultSectionSize(row_height(view.fontMetrics()))
        view.setShowGrid(False)
        view.setTabKeyNavigation(False)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setMouseTracking(True)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.installEventFilter(self)
        return view

    def _lay_out(self) -> None:
        self.new.setProperty("kind", "primary")
        icons.set_icon(self.new, "plus", "on_accent")
        self.new.setToolTip("New patient (Ctrl+N)")
        top = _row(plain_label("Patients", "title"), None, self.new)
        group = QButtonGroup(self)
        group.setExclusive(True)
        for chip in (self.active, self.everybody):
            group.addButton(chip)
        self.active.setChecked(True)
        chips = _row(self.active, self.everybody, None, self.count)
        self._nobody.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._nobody.setContentsMargins(16, 12, 16, 0)
        self._lists.addWidget(self.view)
        self._lists.addWidget(self._nobody)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(10)
        column.addLayout(top)
        column.addLayout(_row(self.search))
        column.addLayout(chips)
        column.addWidget(self._lists, 1)
        QWidget.setTabOrder(self.search, self.view)

    def _connect(self) -> None:
        self.search.textChanged.connect(self.refresh)
        self.search.returnPressed.connect(self._enter)
        self.active.toggled.connect(self.refresh)
        self.model.found.connect(self._found)
        self.view.clicked.connect(self._activate)
        self.view.activated.connect(self._activate)
        self.new.clicked.connect(self.new_wanted)


def _chip(text: str, description: str) -> QPushButton:
    chip = QPushButton(text)
    chip.setProperty("kind", "chip")
    chip.setCheckable(True)
    chip.setAccessibleDescription(description)
    return chip


def _row(*widgets: QWidget | QLabel | None) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(16, 0, 16, 0)
    row.setSpacing(6)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    return row
