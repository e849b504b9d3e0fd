"""Entering results, and deciding about a check that is due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.errors import Invalid
from practice_desk.domain.laboratory import LabPanel, LabTest
from practice_desk.domain.monitoring import DueItem
from practice_desk.domain.monitoring_decision import DecisionKind
from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.domain.patient import Patient
from practice_desk.domain.permission import Operation
from practice_desk.gui.binding import Form, set_value, value_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.results_form import (
    TypedResult,
    blank_visit,
    choices_of,
    doubts,
    find_choice,
    read_results,
)
from practice_desk.gui.models.vitals_form import Visit
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.result_rows import ResultRows
from practice_desk.gui.wording import write_time
from practice_desk.services.clinic import Clinic
from practice_desk.services.monitoring import DecisionEntry, decide, save_results
from practice_desk.services.patients import Saved
from practice_desk.services.vitals import save_visit

DECISIONS = {
    DecisionKind.DONE_ELSEWHERE: "Done elsewhere, result pending",
    DecisionKind.DECLINED: "The patient declined",
    DecisionKind.NOT_NEEDED: "Not needed",
}
_EXPECTED = timedelta(days=14)
_AGAIN = timedelta(days=180)
_MEASURED_BY_ALL = frozenset({ObservationCategory.VITAL_SIGNS, ObservationCategory.EXAM})


class ResultsForm(Form):
    """``ui/results_dialog.ui``."""

    ui = "results_dialog.ui"
    heading: QLabel
    patient: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    observed_on: DateField
    observed_at: QLineEdit
    add_test: QLineEdit
    rows: ResultRows
    note: QLineEdit


class MonitoringDecisionForm(Form):
    """``ui/monitoring_decision_dialog.ui``."""

    ui = "monitoring_decision_dialog.ui"
    heading: QLabel
    patient: QLabel
    check: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    kind: QComboBox
    label_until: QLabel
    until: DateField
    reason: QLineEdit


class ResultsDialog(ChartDialog):
    """Adds the results of one sample; a test is found by typing, a panel brings all of its own.

    *tests* and *panels* can be added; *begin* stand there already. Whoever may only record vital
    signs and examinations is offered nothing else.
    """

    draft_kind: ClassVar[str] = "results"

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        tests: Sequence[LabTest],
        panels: Sequence[LabPanel],
        begin: Sequence[LabTest],
        parent: QWidget | None,
    ) -> None:
        self.form = ResultsForm()
        super().__init__(context, self.form, "Enter results", patient, parent)
        assert patient.id is not None  # a chart is open, so it was saved
        self._patient_id = patient.id
        self._asked: set[tuple[str, str, str]] = set()
        self._all_kinds = context.may(Operation.ENTER_RESULTS, patient.id)
        offered = [test for test in tests if self._is_offered(test)]
        self._tests = {test.code: test for test in offered}
        self._choices = choices_of(offered, panels)
        self.form.observed_on.set_value(context.today())
        self.form.observed_at.setText(_usual_time(datetime.now(UTC).astimezone()))
        self._offer_choices()
        begun = [test for test in begin if self._is_offered(test)]
        self.form.rows.add(begun)
        if not begun:
            self.form.add_test.setFocus()
        self.form.rows.changed.connect(self._rows_changed)
        self.watch_typing()

    def draft_extra(self) -> Target:
        """Return which tests have a line."""
        return {"codes": [test.code for test in self.form.rows.tests]}

    def take_extra(self, extra: Target) -> None:
        """Give the tests their lines again."""
        codes = extra.get("codes")
        known = [self._tests.get(str(code)) for code in codes] if isinstance(codes, list) else []
        self.form.rows.add([test for test in known if test is not None])

    def work(self) -> Callable[[], Saved]:
        """Return the call that saves the results as they stand in the form."""
        form, context, patient_id = self.form, self.context, self._patient_id
        note = str(value_of(form.note))
        visit = blank_visit(form.observed_on.value(), form.observed_at.text(), note)
        typed = form.rows.typed()
        save = save_results if self._all_kinds else save_visit
        unasked = [each for each in typed if _said(each) not in self._asked]
        self._asked.update(map(_said, unasked))

        def save_read() -> Saved:
            results = _read(patient_id, typed, visit, context.clinic)
            if asked := doubts(unasked):
                raise Invalid(asked)
            return save(context.clinic, patient_id, results)

        return save_read

    def add_typed(self) -> bool:
        """Add what is typed into the search; return whether it means something."""
        choice = find_choice(self._choices, self.form.add_test.text())
        if choice is None:
            return False
        popup = self.form.add_test.completer().popup()
        if popup is not None:
            popup.hide()
        self.form.add_test.clear()
        self.form.rows.add(choice.tests)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter in the search add the test, and not save the form."""
        search = self.form.add_test
        if watched is search and isinstance(event, QKeyEvent) and search.text().strip():
            pressed = event.type() == QEvent.Type.KeyPress
            if pressed and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if not self.add_typed():
                    self.say("No test is called that. Type a part of its name and choose one.")
                return True
        return super().eventFilter(watched, event)

    def _is_offered(self, test: LabTest) -> bool:
        return self._all_kinds or test.category in _MEASURED_BY_ALL

    def _offer_choices(self) -> None:
        lines = QStringListModel([choice.words for choice in self._choices], self)
        completer = QCompleter(lines, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(12)
        completer.activated.connect(self._take_line, Qt.ConnectionType.QueuedConnection)
        self.form.add_test.setCompleter(completer)
        self.form.add_test.installEventFilter(self)

    def _take_line(self, line: str) -> None:
        self.form.add_test.setText(line)
        self.add_typed()

    def _rows_changed(self) -> None:
        for edit in self.form.rows.findChildren(QLineEdit):
            edit.textEdited.connect(self._touch, Qt.ConnectionType.UniqueConnection)
        if self.drafts is not None:
            self.drafts.watch(self.form.rows)
            self.drafts.choose()
        self._make_room()


class DecisionDialog(ChartDialog):
    """Records that a due check is not needed, was declined, or was done elsewhere."""

    draft_kind: ClassVar[str] = "monitoring_decision"

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        item: DueItem,
        kind: DecisionKind,
        parent: QWidget | None,
    ) -> None:
        self.form = MonitoringDecisionForm()
        super().__init__(context, self.form, "Decide about a check", patient, parent)
        assert patient.id is not None  # a chart is open, so it was saved
        self._patient_id = patient.id
        self._item = item
        self.form.check.setText(f"{item.name}, for {', '.join(item.medications)}")
        for each, words in DECISIONS.items():
            self.form.kind.addItem(words, each)
        set_value(self.form.kind, kind)
        self.form.kind.currentIndexChanged.connect(self._kind_chosen)
        self._kind_chosen()
        self.form.reason.setFocus()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return which check it is about."""
        return {"checks": list(self._item.ids)}

    def work(self) -> Callable[[], Saved]:
        """Return the call that records the decision."""
        form, context, patient_id = self.form, self.context, self._patient_id
        entry = DecisionEntry(
            self._kind(),
            self._item.ids,
            form.until.value() or date.min,
            str(value_of(form.reason)),
            self._item.due_on,
        )
        return lambda: decide(context.clinic, patient_id, entry)

    def _kind(self) -> DecisionKind:
        return DecisionKind(self.form.kind.currentData())

    def _kind_chosen(self) -> None:
        pending = self._kind() is DecisionKind.DONE_ELSEWHERE
        self.form.label_until.setText("&Result expected by" if pending else "&Look at it again on")
        span = _EXPECTED if pending else _AGAIN
        self.form.until.set_value(self.context.today() + span)


def _usual_time(now: datetime) -> str:
    """Return the time at which blood is mostly taken, or now where that is still to come."""
    return "8:00 AM" if now.hour >= 8 else write_time(now)


def _said(typed: TypedResult) -> tuple[str, str, str]:
    """Return what a person was asked about, to be asked once."""
    return typed.test.code, typed.value.strip(), typed.unit


def _read(
    patient_id: int, typed: Sequence[TypedResult], visit: Visit, clinic: Clinic
) -> list[Observation]:
    measured, problems = read_results(patient_id, typed, visit, clinic.now())
    if problems:
        raise Invalid(problems)
    return list(measured)
