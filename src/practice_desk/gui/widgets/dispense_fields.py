"""Refills, days' supply and how the first visit was held; for the checks, never for a letter."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.dispense_request import DispenseRequest, FirstVisit, check
from practice_desk.domain.errors import Problem
from practice_desk.domain.medication import Medication, Origin
from practice_desk.gui.binding import item_of
from practice_desk.gui.custom_widgets import register_custom_widget
from practice_desk.gui.plain_text import plain_label

_VISITS: tuple[tuple[FirstVisit | None, str], ...] = (
    (None, "Not recorded"),
    (FirstVisit.IN_PERSON, "In person"),
    (FirstVisit.TELEHEALTH_ONLY, "By telehealth only"),
)


@register_custom_widget
class DispenseFields(QWidget):
    """The fields stand open for a controlled substance, otherwise behind a link that says them."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._controlled = False
        self._opened = False
        self.link = QPushButton()
        self.link.setObjectName("dispense_link")
        self.link.setProperty("kind", "link")
        self.link.setAutoDefault(False)
        self.link.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.days_supply, self.refills = QLineEdit(), QLineEdit()
        self.first_visit = QComboBox()
        for visit, words in _VISITS:
            self.first_visit.addItem(words, visit)
        self._fields = QWidget()
        self._lay_out()
        self.link.clicked.connect(self._open)
        for edit in (self.days_supply, self.refills):
            edit.setMaxLength(4)
            edit.setPlaceholderText("Not entered")
            edit.textChanged.connect(self._changed)
        self.first_visit.currentIndexChanged.connect(self._changed)
        self._show()

    def show_for(self, schedule: str) -> None:
        """Open the fields where *schedule* ("CII" … "CV") says that it is a controlled one."""
        self._controlled = schedule.startswith("C")
        self._show()

    def show_request(self, request: DispenseRequest | None) -> None:
        """Show what was entered before."""
        known = request or DispenseRequest()
        for edit, count in ((self.days_supply, known.days_supply), (self.refills, known.refills)):
            edit.setText("" if count is None else str(count))
        self.first_visit.setCurrentIndex(item_of(self.first_visit, known.first_visit))

    def show_medication(
        self, medication: Medication, schedule: str, request: DispenseRequest | None
    ) -> None:
        """Show what was entered before for one of ours; nothing is asked about another's.

        *schedule* is the pack's, for a medication that came without one.
        """
        self.show_for(medication.schedule or schedule)
        self.show_request(request)
        self.setVisible(medication.origin is Origin.CLINIC)

    def request(self) -> tuple[DispenseRequest | None, tuple[Problem, ...]]:
        """Return what is entered, None for nothing, or what is wrong with it."""
        problems, counts = [], {}
        for name, edit in (("days_supply", self.days_supply), ("refills", self.refills)):
            text = edit.text().strip()
            if text and not (text.isascii() and text.isdigit()):
                problems.append(Problem(name, "Enter a whole number, or nothing."))
            elif text:
                counts[name] = int(text)
        visit = self.first_visit.currentData()
        found = DispenseRequest(first_visit=FirstVisit(visit) if visit else None, **counts)
        problems += check(found)
        if problems:
            return None, tuple(problems)
        return (None if found == DispenseRequest() else found), ()

    def current(self) -> DispenseRequest | None:
        """Return what is entered as far as it can be read, for checks while it is typed."""

        def count(edit: QLineEdit) -> int | None:
            text = edit.text().strip()
            return int(text) if text.isascii() and text.isdigit() else None

        visit = self.first_visit.currentData()
        found = DispenseRequest(
            count(self.refills), count(self.days_supply), FirstVisit(visit) if visit else None
        )
        return None if check(found) or found == DispenseRequest() else found

    def tab_order(self) -> tuple[QWidget, ...]:
        """Return the fields in the order of the Tab key."""
        return (self.link, self.days_supply, self.refills, self.first_visit)

    def _lay_out(self) -> None:
        grid = QGridLayout(self._fields)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        columns: tuple[tuple[str, str, QWidget], ...] = (
            ("days_supply", "Days' suppl&y", self.days_supply),
            ("refills", "Refills", self.refills),
            ("first_visit", "First visit", self.first_visit),
        )
        for column, (name, words, field) in enumerate(columns):
            label = QLabel(words)
            label.setObjectName(f"{name}_label")
            label.setProperty("role", "field")
            label.setBuddy(field)
            field.setObjectName(name)
            field.setAccessibleName(words.replace("&", ""))
            grid.addWidget(label, 0, column)
            cell = QVBoxLayout()  # what is wrong with a field is said below it
            cell.addWidget(field)
            grid.addLayout(cell, 1, column)
            grid.setColumnStretch(column, 3 if column == 2 else 2)
        words = "Kept for the checks. No letter carries it: a letter is not a prescription."
        grid.addWidget(plain_label(words, "small", wrap=True), 2, 0, 1, 3)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.link)
        rows.addWidget(self._fields)

    def _open(self) -> None:
        self._opened = True
        self._show()
        if self.link.hasFocus():
            self.days_supply.setFocus()

    def _changed(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        is_open = self._opened or self._controlled
        request = self.current()
        words = f": {request.words}" if request is not None else "…"
        self.link.setText(f"Refills and days' supply{words}")
        self.link.setVisible(not is_open)
        self._fields.setVisible(is_open)
