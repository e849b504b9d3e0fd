"""Deciding, line by line, on what patients told at check-in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.check_in import CheckInField
from practice_desk.domain.check_in_sheet import NEW_MEDICINES
from practice_desk.domain.directory import Organization, OrganizationKind
from practice_desk.domain.errors import ExpectedError
from practice_desk.gui.context import AppContext
from practice_desk.gui.models.check_in_view import (
    NOTHING,
    AnswerRow,
    answer_rows,
    meant,
    review_heading,
    told_besides,
)
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.banner import Banner
from practice_desk.services.check_in_review import (
    CheckInReview,
    accept_answer,
    check_ins_to_review,
    note_answer,
    record_new_medicine,
    reject_answer,
)
from practice_desk.services.clinic import Clinic
from practice_desk.services.directory import list_organizations
from practice_desk.services.patients import Saved

_WIDTH, _LEAST_LABEL, _LEAST, _LEAST_TOLD = 860, 130, 150, 250

_NOT_YET = "Nothing is in the chart before you accept it."
_FILED = (
    "Measures and side effects were filed with the check-in. Of the rest nothing is in the chart "
    "before you decide."
)


class ReviewCheckInDialog(QDialog):
    """Shows one patient's answers at a time, *first* those of one check-in; then the next."""

    def __init__(
        self, context: AppContext, first: int | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle("Told at check-in")
        self.setMinimumWidth(_WIDTH)
        self._context, self._first = context, first
        self._review: CheckInReview | None = None
        self._pharmacies: list[Organization] = []
        self.buttons: dict[str, tuple[QPushButton, QPushButton]] = {}
        self.pharmacy = QComboBox()
        self.heading = plain_label("", "dim", wrap=True)
        self.besides = plain_label("", "strong", wrap=True)
        self.explanation = plain_label(_NOT_YET, "dim", wrap=True)
        self.problem = Banner()
        self.lines = QFrame()
        self.lines.setProperty("surface", "card")
        self.close_button = QPushButton("Close")
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.accept)
        self._lay_out()
        self._read()

    def accept_line(self, key: str) -> None:
        """Write one answer into the chart, or take note of it."""
        review, context = self._review, self._context
        if review is None:
            return
        value, line = review.check_in, review.check_in.line(key)
        if line is not None and line.is_clinical:
            keep = record_new_medicine if key == NEW_MEDICINES else note_answer
            self._run(lambda: keep(context.clinic, value, key))
            return
        seen = review.now[CheckInField(key)]
        pharmacy = self.pharmacy.currentData() if key == CheckInField.PHARMACY else None
        self._run(lambda: accept_answer(context.clinic, value, key, seen, pharmacy))

    def reject_line(self, key: str) -> None:
        """Leave the chart as it is."""
        review, context = self._review, self._context
        if review is not None:
            value = review.check_in
            self._run(lambda: reject_answer(context.clinic, value, key))

    def _run(self, work: Callable[[], Saved]) -> None:
        self._enable(False)
        self.problem.say("")
        self._context.tasks.run(work, done=self._done, failed=self._failed, parent=self)

    def _done(self, saved: Saved) -> None:
        self._first = saved.id
        self._context.events.store_changed.emit(saved.changes)
        self._read()

    def _failed(self, error: ExpectedError) -> None:
        self.problem.say(str(error), "caution")
        self._read()

    def _read(self) -> None:
        context = self._context
        context.tasks.run(
            lambda: _all(context.clinic),
            done=lambda found: self._show(*found),
            failed=lambda error: self.problem.say(str(error), "caution"),
            parent=self,
        )

    def _show(self, waiting: Sequence[CheckInReview], pharmacies: Sequence[Organization]) -> None:
        if not waiting:
            self.accept()
            return
        chosen = [each for each in waiting if each.check_in.id == self._first]
        self._review, self._pharmacies = (chosen or list(waiting))[0], list(pharmacies)
        self.heading.setText(review_heading(self._review))
        besides = told_besides(self._review)
        self.besides.setText(besides)
        clinical = any(line.is_clinical for line in self._review.lines)
        self.explanation.setText(_FILED if clinical else _NOT_YET)
        self.besides.setVisible(bool(besides))
        self._fill(answer_rows(self._review))

    def _fill(self, rows: Sequence[AnswerRow]) -> None:
        """Make the grid anew."""
        self.buttons.clear()
        former = self.lines
        self.lines = QFrame()
        self.lines.setProperty("surface", "card")
        grid = QGridLayout(self.lines)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(10)
        grid.setColumnMinimumWidth(0, _LEAST_LABEL)
        grid.setColumnMinimumWidth(1, _LEAST)
        grid.setColumnMinimumWidth(2, _LEAST_TOLD)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for column, head in enumerate(("", "In the chart", "At check-in")):
            grid.addWidget(plain_label(head, "small"), 0, column)
        for number, row in enumerate(rows, 1):
            self._add_row(grid, number, row)
        self._column.replaceWidget(former, self.lines)
        former.hide()
        former.deleteLater()
        if self.buttons:
            next(iter(self.buttons.values()))[0].setFocus()

    def _add_row(self, grid: QGridLayout, number: int, row: AnswerRow) -> None:
        label = plain_label(row.label, "field", wrap=row.is_clinical)
        if row.is_clinical:
            grid.addWidget(label, number, 0, 1, 2)
        else:
            grid.addWidget(label, number, 0)
            grid.addWidget(plain_label(row.now or NOTHING, "dim", wrap=True), number, 1)
        answer = plain_label(row.told or NOTHING, "strong", wrap=True)
        if row.key == CheckInField.PHARMACY and row.told:
            told = QVBoxLayout()
            told.addWidget(answer)
            told.addWidget(self._pharmacy_choice(row.told))
            grid.addLayout(told, number, 2)
        else:
            grid.addWidget(answer, number, 2)
        accept, reject = (
            QPushButton(row.accept),
            QPushButton("Leave" if row.is_clinical else "Reject"),
        )
        for button, call in ((accept, self.accept_line), (reject, self.reject_line)):
            button.setAutoDefault(False)
            button.setAccessibleName(f"{button.text()}: {row.sentence}")
            button.clicked.connect(partial(call, row.key))
        pair = QHBoxLayout()
        pair.setSpacing(8)
        pair.addWidget(accept)
        pair.addWidget(reject)
        grid.addLayout(pair, number, 3)
        self.buttons[row.key] = accept, reject

    def _pharmacy_choice(self, told: str) -> QComboBox:
        """Return the choice of which of the directory's pharmacies is meant."""
        self.pharmacy = choice = QComboBox()
        choice.setAccessibleName("Which pharmacy of the directory is meant")
        choice.addItem("Choose which is meant…", None)
        for each in self._pharmacies:
            choice.addItem(", ".join((each.name, *each.address)), each.id)
        choice.setCurrentIndex(max(0, choice.findData(meant(told, self._pharmacies))))
        return choice

    def _enable(self, enabled: bool) -> None:
        for pair in self.buttons.values():
            for button in pair:
                button.setEnabled(enabled)

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 20, 24, 20)
        self._column.setSpacing(10)
        self._column.addWidget(plain_label("Told at check-in", "title"))
        self._column.addWidget(self.heading)
        self._column.addWidget(self.besides)
        self._column.addWidget(self.explanation)
        self._column.addWidget(self.lines)
        self._column.addWidget(self.problem)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        self._column.addLayout(foot)


def _all(clinic: Clinic) -> tuple[list[CheckInReview], list[Organization]]:
    return check_ins_to_review(clinic), list_organizations(clinic, OrganizationKind.PHARMACY)
