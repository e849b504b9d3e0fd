"""What the forms of the front desk share: they are about one patient, who may be chosen in them."""

from __future__ import annotations

from typing import ClassVar, Generic, Protocol, TypeVar

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from practice_desk.domain.errors import Invalid, Problem
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog, ChartForm
from practice_desk.gui.drafting import Target
from practice_desk.gui.widgets.patient_choice import PatientChoice


class ChosenPatientForm(ChartForm, Protocol):
    """A form with a field in which the patient is chosen."""

    patient_name_label: QLabel
    patient_name: QLineEdit


class OfPatient(Protocol):
    """A record of one patient; a `patient_id` of 0 is yet to be chosen."""

    @property
    def patient_id(self) -> int:
        """Whose it is."""

    @property
    def id(self) -> int | None:
        """Its number, None while it is new."""


V = TypeVar("V", bound=OfPatient)


class ChosenPatientDialog(ChartDialog, Generic[V]):
    """Edits one record; *heading* says whose it is and is None where the patient is chosen."""

    choice_problem: ClassVar[Problem] = Problem("patient_name", "Choose the patient from the list.")

    def __init__(
        self,
        context: AppContext,
        form: ChosenPatientForm,
        title: str,
        value: V,
        heading: str | None,
        parent: QWidget | None,
    ) -> None:
        super().__init__(context, form, title, None, parent)
        self._value = value
        self._is_chosen_here = heading is None
        form.patient.setText(heading or "")
        form.patient.setVisible(heading is not None)
        form.patient_name_label.setVisible(heading is None)
        form.patient_name.setVisible(heading is None)
        self.choice = PatientChoice(context, form.patient_name)
        if heading is not None:
            self._chart_id = value.patient_id
        form.problem.hide()

    def draft_target(self) -> Target:
        """Return which record this is about."""
        return {"id": self._value.id}

    @property
    def patient_id(self) -> int:
        """Whose it is, 0 while nobody is chosen."""
        chosen = self.choice.patient
        return chosen.id if chosen is not None else self._value.patient_id

    def missing(self) -> list[Problem]:
        """Return what has to be filled in before anything is saved."""
        nobody = self._is_chosen_here and not self.patient_id
        return [self.choice_problem] if nobody else []

    def save(self) -> None:
        """Save, once nothing is missing."""
        if problems := self.missing():
            self._failed(Invalid(tuple(problems)))
            return
        super().save()

    def take_newer(self) -> None:
        """Bring in what somebody else saved, and build on that version."""
        opened = self._value
        self.merge(lambda: self.saved_as(opened), opened, self._build_on)

    def saved_as(self, opened: V) -> V:
        """Return *opened* as it is stored now; called on the worker."""
        raise NotImplementedError

    def _build_on(self, saved: V) -> None:
        self._value = saved
