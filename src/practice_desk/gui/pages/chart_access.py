"""Who may open a chart, on screen: the restricted page, its emergency, and the menu More.

The dialogs are imported when they are opened (docs/decisions/0017).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from practice_desk.domain.permission import Operation
from practice_desk.gui.models.reason_step import ReasonStep
from practice_desk.gui.widgets.empty_state import EmptyState
from practice_desk.services.patients import patient_summaries

if TYPE_CHECKING:
    from practice_desk.domain.patient import Patient
    from practice_desk.gui.context import AppContext
    from practice_desk.services.charts import Chart
    from practice_desk.services.demographics import Demographics

_CLOSED = "This chart is restricted to the patient’s care team."
_EMERGENCY = f"{_CLOSED} In an emergency you may open it for one hour, with a reason."
_NEEDS = {
    ReasonStep.RESTRICT: Operation.RESTRICT_CHART,
    ReasonStep.LIFT: Operation.ASK_APPROVAL,
    ReasonStep.MERGE: Operation.ASK_APPROVAL,
    ReasonStep.PURGE: Operation.ASK_APPROVAL,
}
_LOOKS = (
    Operation.SEND_MESSAGE,
    Operation.VIEW_CHART_ACCESS,
    Operation.VIEW_DISCLOSURES,
    Operation.VIEW_REQUESTS,
    Operation.TAKE_DOWN_REQUEST,
)


class ChartAccess(QObject):
    """Offers what may be done about the access to the open chart, and ends an emergency in time."""

    opened = Signal()
    """The glass was broken: the chart may be opened now."""
    ended = Signal()
    """The emergency is over: the chart has to be read again."""

    def __init__(self, context: AppContext, more: QPushButton, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._window = parent
        self._patient: Patient | None = None
        self._closed_id: int | None = None
        self._closed_line = ""
        self.page = EmptyState(icon="lock", sentence=_CLOSED)
        self.page.action_triggered.connect(self._break_glass)
        self.menu = QMenu(more)
        self.actions: dict[ReasonStep, QAction] = {}
        self._more = more
        self._fill_menu()
        more.setMenu(self.menu)
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.timeout.connect(self.ended)

    def show_closed(self, patient_id: int) -> None:
        """Say that the chart is closed to the person at the keyboard, and offer the emergency."""
        self._patient, self._closed_id = None, patient_id
        from practice_desk.gui.models.approval_view import chart_line

        context = self._context
        self._show_closed("")
        context.tasks.run(
            lambda: patient_summaries(context.clinic, [patient_id]),
            done=lambda found: self._show_closed(*map(chart_line, found)),
            parent=self,
        )

    def _show_closed(self, line: str = "") -> None:
        self._closed_line = line
        if self._context.may(Operation.BREAK_GLASS):
            sentence, action = _EMERGENCY, "&Open in an emergency…"
        else:
            sentence, action = _CLOSED, ""
        self.page.show_state("lock", f"{line}\n\n{sentence}".strip(), action, "lock-open")

    def offer(self) -> None:
        """Offer what the person at the keyboard may do about the access to charts."""
        for step, operation in _NEEDS.items():
            self.actions[step].setVisible(self._context.may(operation))
        may = self._context.may
        self.message.setVisible(may(Operation.SEND_MESSAGE))
        self.seen.setVisible(may(Operation.VIEW_CHART_ACCESS))
        self.disclosures.setVisible(may(Operation.VIEW_DISCLOSURES))
        self.requests.setVisible(may(Operation.VIEW_REQUESTS))
        sees = may(Operation.VIEW_REQUESTS)  # then new requests are recorded in their list
        self.take_down.setVisible(may(Operation.TAKE_DOWN_REQUEST) and not sees)
        self._more.setVisible(any(map(may, (*_NEEDS.values(), *_LOOKS))))

    def show_chart(self, chart: Chart) -> None:
        """Follow the chart that was opened or read again."""
        self.show_person(chart.demographics)
        if chart.access.emergency is not None:
            left = chart.access.emergency.ends_at - self._context.clinic.now()
            soonest = max(0, round(left.total_seconds() * 1000))
            if self._end.isActive():  # the end of another emergency, whose chart is not shown now
                soonest = min(soonest, self._end.remainingTime())
            self._end.start(soonest)

    def forget(self) -> None:
        """Drop whose chart it was, for the lock."""
        self._end.stop()
        self._patient, self._closed_id = None, None
        self._show_closed("")

    def show_person(self, person: Demographics) -> None:
        """Follow a patient whose person was opened or read again."""
        self._patient = person.patient
        self.offer()
        for step in (ReasonStep.RESTRICT, ReasonStep.LIFT):
            if person.is_restricted is not (step is ReasonStep.LIFT):
                self.actions[step].setVisible(False)

    def _fill_menu(self) -> None:
        self.message = self.menu.addAction("Send a mess&age about this patient…")
        self.message.triggered.connect(self._write_message)
        self.menu.addSeparator()
        self.seen = self.menu.addAction("&Who has seen this chart…")
        self.seen.triggered.connect(self._show_seen)
        self.disclosures = self.menu.addAction("&Disclosures…")
        self.disclosures.triggered.connect(self._show_disclosures)
        self.requests = self.menu.addAction("Requests and &export…")
        self.requests.triggered.connect(lambda: self.show_requests())
        self.take_down = self.menu.addAction("Take down a re&quest about the record…")
        self.take_down.triggered.connect(self.take_down_request)
        self.menu.addSeparator()
        for step, text in (
            (ReasonStep.RESTRICT, "&Restrict to the care team…"),
            (ReasonStep.LIFT, "Ask to &lift the restriction…"),
            (ReasonStep.MERGE, "Ask to &merge into another chart…"),
            (ReasonStep.PURGE, "Ask to &purge this chart…"),
        ):
            self.actions[step] = self.menu.addAction(text)
            self.actions[step].triggered.connect(partial(self._take, step))

    def _take(self, step: ReasonStep, _checked: bool = False) -> None:
        patient = self._patient
        if patient is None or patient.id is None:
            return
        from practice_desk.gui.dialogs.reason_dialog import ReasonDialog

        ReasonDialog(self._context, step, patient.id, patient, self._window.window()).open()

    def _write_message(self) -> None:
        if self._patient is not None:
            self._context.events.message_wanted.emit(self._patient.id, None)

    def _show_seen(self) -> None:
        if self._patient is not None:
            from practice_desk.gui.dialogs.chart_seen_dialog import ChartSeenDialog

            ChartSeenDialog(self._context, self._patient, self._window.window()).open()

    def _show_disclosures(self) -> None:
        if self._patient is not None:
            from practice_desk.gui.dialogs.disclosures_dialog import DisclosuresDialog

            DisclosuresDialog(self._context, self._patient, self._window.window()).open()

    def show_requests(self, request_id: int | None = None) -> None:
        """Show what the patient asked for about the record, one request selected."""
        if self._patient is not None and self._context.may(Operation.VIEW_REQUESTS):
            from practice_desk.gui.dialogs.requests_dialog import RequestsDialog

            window, patient = self._window.window(), self._patient
            RequestsDialog(self._context, patient, window, request_id=request_id).open()

    def take_down_request(self) -> None:
        """Record what the patient asks for about the record, without seeing the chart."""
        if self._patient is None or not self._context.may(Operation.TAKE_DOWN_REQUEST):
            return
        from practice_desk.gui.dialogs.request_dialog import open_request

        dialog = open_request(self._context, self._patient, self._window.window())
        dialog.saved.connect(
            lambda _saved: self._context.messages.success(
                "Taken down. It waits for a clinician, who answers it in time."
            )
        )

    def _break_glass(self) -> None:
        if self._closed_id is None:
            return
        from practice_desk.gui.dialogs.reason_dialog import ReasonDialog

        dialog = ReasonDialog(
            self._context, ReasonStep.BREAK_GLASS, self._closed_id, None, self._window.window()
        )
        dialog.say_whose(self._closed_line)
        dialog.taken.connect(self.opened)
        dialog.open()
