"""The papers for a patient in one menu: letters, and papers that pages of their own offer too."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from practice_desk.domain.letter_choice import RecipientSort
from practice_desk.domain.patient import Patient
from practice_desk.domain.permission import Operation
from practice_desk.gui.context import AppContext
from practice_desk.letters.registry import LETTER_KINDS


class PatientMenu:
    """Fills the menu of one button.

    *write* opens the composer for a kind, *calendar* the dose calendar, *show_page* a page of the
    chart by its title. Papers open as they do on their own pages.
    """

    def __init__(
        self,
        context: AppContext,
        button: QPushButton,
        write: Callable[[str], None],
        calendar: Callable[[], None],
        show_page: Callable[[str], None],
    ) -> None:
        self._context, self._button = context, button
        self._write, self._calendar, self._show_page = write, calendar, show_page
        self.menu = QMenu(button)
        button.setMenu(self.menu)

    def offer(self, patient: Patient, parent: QWidget) -> None:
        """Offer what this person may give to *patient*; papers open above *parent*."""

        def may(operation: Operation) -> bool:
            return self._context.may(operation, patient.id)

        self.menu.clear()
        if may(Operation.SEND_LETTER):
            self._add("Plan as a dose calendar…", self._calendar)
        for kind in LETTER_KINDS:
            if kind.offer.recipients[0] is RecipientSort.PATIENT and may(kind.operation):
                self._add(f"{kind.on_screen}…", partial(self._write, kind.code))
        if may(Operation.ASSESS_RISK):
            self._add("Safety plan…", lambda: self._open_safety_plan(patient, parent))
        if may(Operation.WRITE_CARE_PLAN):
            self._add("Treatment plan…", lambda: self._open_treatment_plan(patient, parent))
        if may(Operation.GIVE_EDUCATION):
            self._add("Handouts", lambda: self._show_page("Education"))
        self._button.setVisible(not self.menu.isEmpty())

    def _add(self, words: str, act: Callable[[], None]) -> None:
        self.menu.addAction(words).triggered.connect(lambda _on=False: act())

    def _open_safety_plan(self, patient: Patient, parent: QWidget) -> None:
        from practice_desk.gui.dialogs.patient_paper_dialog import PatientPaperDialog
        from practice_desk.services.patient_papers import safety_plan_draft

        PatientPaperDialog(self._context, patient, safety_plan_draft, parent).open()

    def _open_treatment_plan(self, patient: Patient, parent: QWidget) -> None:
        from practice_desk.gui.dialogs.patient_paper_dialog import PatientPaperDialog
        from practice_desk.services.care_plan_papers import treatment_plan_draft

        PatientPaperDialog(self._context, patient, treatment_plan_draft, parent).open()
