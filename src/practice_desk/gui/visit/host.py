"""Opens visits in the main window, one at a time, and brings those back that were begun."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget

from practice_desk.domain.draft import Draft
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.gui.risk_alerts import RiskAlerts
from practice_desk.services.visits_today import begun_on, booked_in, draft_of

if TYPE_CHECKING:
    from practice_desk.domain.patient import Patient
    from practice_desk.domain.visit import Visit, VisitPaper
    from practice_desk.gui.visit.papers_dialog import VisitPapersDialog
    from practice_desk.gui.visit.screen import VisitScreen
    from practice_desk.services.clinic import Clinic
    from practice_desk.services.visit_opening import OpenVisit
    from practice_desk.services.visits import SignedVisit


@dataclass(frozen=True, slots=True)
class _Begun:
    opened: OpenVisit
    draft: Draft | None


class VisitHost(QObject):
    """The visit that is open, in *stack*; None of what a visit takes is imported before."""

    opened = Signal()
    """Emitted when a visit is there to be shown."""
    closed = Signal()
    """Emitted when the visit is signed or was kept for later."""
    page_wanted = Signal(int, str)
    """Asks for a page of a chart: the patient's id and the page's title."""

    def __init__(self, context: AppContext, stack: QStackedWidget) -> None:
        super().__init__(stack)
        self.screen: VisitScreen | None = None
        self.papers: VisitPapersDialog | None = None
        self._context, self._stack = context, stack
        self._risk = RiskAlerts(context)

    @property
    def is_open(self) -> bool:
        """Whether a visit is in progress on the screen."""
        return self.screen is not None

    @property
    def is_safe(self) -> bool:
        """Whether nothing of the open visit would be lost."""
        keeper = None if self.screen is None else self.screen.drafts
        return keeper is None or keeper.is_safe

    def may_open(self, patient_id: int | None = None) -> bool:
        """Return whether the person at the keyboard may write what a visit writes."""
        return self._context.may(Operation.WRITE_NOTE, patient_id)

    def open(self, patient_id: int, appointment_id: int | None = None) -> None:
        """Open a visit, or go on with the one that was begun; another one is kept first."""
        if not self.may_open(patient_id):
            return
        present = self.screen
        if present is not None and present.patient_id == patient_id:
            self.opened.emit()
            return
        if present is not None:
            present.set_aside(lambda: self.open(patient_id, appointment_id))
            return
        context = self._context
        context.tasks.run(
            lambda: _begin(context.clinic, patient_id, appointment_id),
            done=self._show,
            parent=self,
        )

    def go_on(self, draft: Draft) -> None:
        """Open the visit that *draft* holds."""
        self.open(draft.patient_id or 0, booked_in(draft))

    def print_papers(self, patient: Patient, visit: Visit, papers: tuple[VisitPaper, ...]) -> None:
        """Print papers of a visit that is signed."""
        from practice_desk.gui.visit.papers_dialog import VisitPapersDialog

        dialog = VisitPapersDialog(self._context, patient, visit, papers, self._stack)
        dialog.finished.connect(self._papers_ended)
        self.papers = dialog
        dialog.open()

    def _papers_ended(self) -> None:
        self.papers = None

    def _show(self, begun: _Begun) -> None:
        from practice_desk.gui.visit.screen import VisitScreen

        if self.screen is not None:
            return  # opened twice
        screen = VisitScreen(self._context, begun.opened, self._stack)
        screen.signed.connect(self._signed)
        screen.page_wanted.connect(self.page_wanted)
        screen.finished.connect(lambda _result: self._ended(screen))
        self.screen = screen
        self._stack.addWidget(screen)
        if begun.draft is not None:
            screen.put_draft(begun.draft)
        # making it and showing it, one at a time
        QTimer.singleShot(0, screen, lambda: self._come_forward(screen))

    def _come_forward(self, screen: VisitScreen) -> None:
        self.opened.emit()
        self._risk.interrupt(screen.model.opened.chart, screen)

    def _signed(self, signed: SignedVisit) -> None:
        screen = self.sender()
        from practice_desk.gui.visit.screen import VisitScreen

        papers = signed.visit.papers
        if not isinstance(screen, VisitScreen):
            return
        if papers:
            self.print_papers(screen.model.opened.chart.patient, signed.visit, papers)
        else:
            self._context.messages.success("The visit is signed.")

    def _ended(self, screen: VisitScreen) -> None:
        if self.screen is screen:
            self.screen = None
            self._stack.removeWidget(screen)
            self.closed.emit()


def _begin(clinic: Clinic, patient_id: int, appointment_id: int | None) -> _Begun:
    """Read what a visit begins with, on the worker, which also imports what it takes."""
    import practice_desk.gui.models.monitoring_view
    import practice_desk.gui.models.side_effect_rows
    import practice_desk.gui.visit.screen  # noqa: F401 - so that the GUI thread need not
    from practice_desk.knowledge.education import library
    from practice_desk.services.drafts import own_drafts
    from practice_desk.services.visit_opening import open_visit

    library()  # read here: what is told before somebody agrees is composed of it
    draft = draft_of(own_drafts(clinic), patient_id, appointment_id, clinic.today())
    day = None if draft is None else begun_on(draft)
    if draft is not None:
        appointment_id = booked_in(draft) or (appointment_id if day == clinic.today() else None)
    return _Begun(open_visit(clinic, patient_id, appointment_id, day=day), draft)
