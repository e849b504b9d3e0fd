"""Choosing a patient by typing a name, a birth date or a chart number."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.patient import PatientSummary
from practice_desk.gui.context import AppContext
from practice_desk.gui.widgets.term_search import TermSearch
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import find_patients, patient_summaries
from practice_desk.services.terms import Term

_MOST = 12


class PatientChoice(QObject):
    """Offers active patients under a line edit; `patient` is who was chosen, None after typing."""

    def __init__(self, context: AppContext, edit: QLineEdit) -> None:
        super().__init__(edit)
        self.patient: PatientSummary | None = None
        self._found: dict[str, PatientSummary] = {}
        self.search = TermSearch(context, edit, lambda text: self._find(context.clinic, text))
        self.search.chosen.connect(self._choose)
        edit.textEdited.connect(self._forget)

    def _find(self, clinic: Clinic, text: str) -> list[Term]:
        """Search, on the worker."""
        ids = find_patients(clinic, text, active_only=True)[:_MOST]
        found = patient_summaries(clinic, ids)
        self._found = {each.chart_number: each for each in found}
        return [Term(line, line, each.chart_number) for each in found if (line := _line(each))]

    def _choose(self, term: Term) -> None:
        self.patient = self._found.get(term.code)

    def _forget(self, _text: str) -> None:
        self.patient = None


def _line(patient: PatientSummary) -> str:
    born = f", born {write_date(patient.birth_date)}" if patient.birth_date else ""
    return f"{patient.display_name}{born}"
