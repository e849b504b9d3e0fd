"""Registering a patient and editing person, contact, care team and the people around them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTabWidget,
    QWidget,
)

from practice_desk.domain.directory import (
    Organization,
    OrganizationKind,
    Practitioner,
    PractitionerKind,
)
from practice_desk.domain.draft import Draft
from practice_desk.domain.patient import Patient, PatientStatus, RelatedPerson, SexAssigned
from practice_desk.domain.permission import Operation
from practice_desk.gui.binding import Form, set_value, value_of, values_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.dialogs.directory_dialogs import OrganizationDialog, PractitionerDialog
from practice_desk.gui.dialogs.related_person_dialog import RelatedPersonDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.form_state import put_state, read_state
from practice_desk.gui.models.draft_view import PATIENT
from practice_desk.gui.models.related_people import RelatedPeople
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.services.clinic import Clinic
from practice_desk.services.demographics import Demographics
from practice_desk.services.directory import list_organizations, list_practitioners
from practice_desk.services.patients import Saved, get_patient, save_person

FIELDS = (
    "given_name", "middle_name", "family_name", "suffix", "preferred_name", "pronouns",
    "birth_date", "sex_assigned", "gender_identity", "chart_number", "language",
    "interpreter_needed", "status", "alert", "phone_mobile", "phone", "email", "address_line",
    "city", "state", "postal_code",
)  # fmt: skip
TEAM = ("prescriber_id", "therapist_id", "primary_care_id", "preferred_pharmacy_id")
_KINDS = (PractitionerKind.PRESCRIBER, PractitionerKind.THERAPIST, PractitionerKind.PRIMARY_CARE)
SEXES = {
    SexAssigned.UNKNOWN: "Not recorded",
    SexAssigned.FEMALE: "Female",
    SexAssigned.MALE: "Male",
    SexAssigned.OTHER: "Other",
}
STATUSES = {
    PatientStatus.ACTIVE: "In use",
    PatientStatus.INACTIVE: "Inactive",
    PatientStatus.DECEASED: "Patient deceased",
}


class PatientForm(Form):
    """``ui/patient_dialog.ui``."""

    ui = "patient_dialog.ui"
    heading: QLabel
    patient: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    tabs: QTabWidget
    given_name: QLineEdit
    middle_name: QLineEdit
    family_name: QLineEdit
    suffix: QLineEdit
    preferred_name: QLineEdit
    pronouns: QLineEdit
    birth_date: DateField
    sex_assigned: QComboBox
    gender_identity: QLineEdit
    chart_number: QLineEdit
    language: QLineEdit
    interpreter_needed: QCheckBox
    status: QComboBox
    label_alert: QLabel
    alert: QLineEdit
    phone_mobile: QLineEdit
    phone: QLineEdit
    email: QLineEdit
    address_line: QLineEdit
    city: QLineEdit
    state: QLineEdit
    postal_code: QLineEdit
    prescriber_id: QComboBox
    therapist_id: QComboBox
    primary_care_id: QComboBox
    preferred_pharmacy_id: QComboBox
    new_clinician: QPushButton
    new_pharmacy: QPushButton
    nobody: QLabel
    related_people: QListWidget
    add_person: QPushButton
    edit_person: QPushButton
    remove_person: QPushButton


@dataclass(frozen=True, slots=True)
class Directory:
    """The entries that a care team is chosen from."""

    practitioners: list[Practitioner]
    pharmacies: list[Organization]


class PatientDialog(ChartDialog):
    """Edits one person; with no chart a new one."""

    draft_kind: ClassVar[str] = PATIENT

    def __init__(
        self, context: AppContext, person: Demographics | None, parent: QWidget | None = None
    ) -> None:
        self.form = PatientForm()
        self._patient = Patient("", "") if person is None else person.patient
        title = "New patient" if person is None else "Edit patient"
        known = None if person is None else person.patient
        super().__init__(context, self.form, title, known, parent)
        self.people = RelatedPeople(() if person is None else person.related_people)
        self._team_loaded = False
        self._nested: tuple[int | None, RelatedPersonDialog] | None = None
        self._waiting: Draft | None = None
        _fill(self.form.sex_assigned, SEXES)
        _fill(self.form.status, STATUSES)
        for name in FIELDS:
            set_value(getattr(self.form, name), getattr(self._patient, name))
        self._offer()
        self.form.tabs.setCurrentIndex(0)
        self.form.given_name.setFocus()
        self._connect()
        self._show_people()
        self._load_team()
        self.watch_typing()

    def value(self) -> Patient:
        """Return the person as the form says."""
        names = (*FIELDS, *TEAM) if self._team_loaded else FIELDS
        return replace(self._patient, **values_of(self.form, names, Patient))

    def work(self) -> Callable[[], Saved]:
        """Return the call that saves the person and the people around them."""
        value, people, context = self.value(), self.people.changed(), self.context
        return lambda: save_person(context.clinic, value, people)

    def take_newer(self) -> None:
        """Bring in what somebody else saved, and build on that version."""
        patient_id, context = self._patient.id, self.context
        if patient_id is not None:
            read = lambda: get_patient(context.clinic, patient_id)  # noqa: E731
            self.merge(read, self._patient, self._build_on)

    def _build_on(self, saved: Patient) -> None:
        self._patient = saved

    def _offer(self) -> None:
        """Leave out what the person at the keyboard may not do."""
        form, context = self.form, self.context
        may_see_chart = context.may(Operation.VIEW_CHART, self._patient.id)
        form.alert.setVisible(may_see_chart)
        form.label_alert.setVisible(may_see_chart)
        may_edit_directory = context.may(Operation.EDIT_DIRECTORY)
        form.new_clinician.setVisible(may_edit_directory)
        form.new_pharmacy.setVisible(may_edit_directory)

    def _connect(self) -> None:
        form = self.form
        form.add_person.clicked.connect(lambda: self._open_person(None))
        form.edit_person.clicked.connect(self._edit_person)
        form.related_people.itemActivated.connect(self._edit_person)
        form.remove_person.clicked.connect(self._remove_person)
        form.related_people.currentRowChanged.connect(self._allow_people)
        form.new_pharmacy.clicked.connect(self._new_pharmacy)
        form.new_clinician.clicked.connect(self._new_clinician)

    def _load_team(self) -> None:
        context = self.context
        context.tasks.run(
            lambda: _read_directory(context.clinic), done=self._show_team, parent=self
        )

    def _show_team(self, directory: Directory) -> None:
        chosen = {name: value_of(getattr(self.form, name)) for name in TEAM}
        first, self._team_loaded = not self._team_loaded, True
        for name, kind in zip(TEAM, _KINDS, strict=False):
            people = sorted(directory.practitioners, key=lambda each: each.kind is not kind)
            _choices(getattr(self.form, name), {each.id: each.display_name for each in people})
        pharmacies = {each.id: _pharmacy_line(each) for each in directory.pharmacies}
        _choices(self.form.preferred_pharmacy_id, pharmacies)
        for name in TEAM:
            value = getattr(self._patient, name) if first else chosen[name]
            _choose(getattr(self.form, name), value)
        if first and self.drafts is not None:
            self.drafts.settle()
        if (draft := self._waiting) is not None:
            self._waiting = None
            self.put_draft(draft)

    def draft_target(self) -> Target:
        """Return whose chart this is."""
        return {"id": self._patient.id}

    def draft_extra(self) -> Target:
        """Return the people around the patient, and the form of one that is open."""
        if self._nested is None:
            return {"people": self.people.plain()}
        row, dialog = self._nested
        nested: Target = {"row": row, "state": read_state(dialog)}
        return {"people": self.people.plain(), "nested": nested}

    def take_extra(self, extra: Target) -> None:
        """Take the people, and open the form of the one that was open."""
        if isinstance(people := extra.get("people"), dict):
            self.people.take(people)
            self._show_people()
        match extra.get("nested"):
            case {"row": int() | None as row, "state": dict() as state}:
                put_state(self._open_person(row), state)

    def put_draft(self, draft: Draft) -> None:
        """Go on with *draft* once the choices of the care team are there."""
        if self._team_loaded:
            super().put_draft(draft)
        else:
            self._waiting = draft

    def _new_pharmacy(self) -> None:
        dialog = OrganizationDialog(self.context, Organization(""), self)
        dialog.saved.connect(lambda saved: self._reload(self.form.preferred_pharmacy_id, saved.id))
        dialog.open()

    def _new_clinician(self) -> None:
        dialog = PractitionerDialog(self.context, Practitioner(""), self)
        dialog.saved.connect(lambda _saved: self._load_team())
        dialog.open()

    def _reload(self, combo: QComboBox, wanted: int) -> None:
        context = self.context

        def show(directory: Directory) -> None:
            self._show_team(directory)
            set_value(combo, wanted)

        context.tasks.run(lambda: _read_directory(context.clinic), done=show, parent=self)

    def _show_people(self) -> None:
        listing = self.form.related_people
        row = listing.currentRow()
        listing.clear()
        listing.addItems(self.people.lines())
        listing.setCurrentRow(min(row, listing.count() - 1))
        listing.setVisible(listing.count() > 0)
        self.form.nobody.setVisible(listing.count() == 0)
        self._allow_people()

    def _allow_people(self) -> None:
        chosen = self.form.related_people.currentRow() >= 0
        self.form.edit_person.setEnabled(chosen)
        self.form.remove_person.setEnabled(chosen)

    def _edit_person(self) -> None:
        row = self.form.related_people.currentRow()
        if row >= 0:
            self._open_person(row)

    def _open_person(self, row: int | None) -> RelatedPersonDialog:
        person = RelatedPeople.blank(self._patient.id) if row is None else self.people.person(row)
        dialog = RelatedPersonDialog(self.context, person, self._patient, self)

        def keep(changed: RelatedPerson) -> None:
            self.people.put(row, changed)
            self._people_changed()

        def close() -> None:
            self._nested = None
            self._people_changed()

        dialog.kept.connect(keep)
        dialog.finished.connect(close)
        self._nested = row, dialog
        if self.drafts is not None:
            self.drafts.watch(dialog)
        dialog.open()
        return dialog

    def _people_changed(self) -> None:
        self._touch()
        if self.drafts is not None:
            self.drafts.choose()
        self._show_people()

    def _remove_person(self) -> None:
        self.people.remove(self.form.related_people.currentRow())
        self._people_changed()


def _read_directory(clinic: Clinic) -> Directory:
    return Directory(
        list_practitioners(clinic), list_organizations(clinic, OrganizationKind.PHARMACY)
    )


def _fill(combo: QComboBox, choices: dict[SexAssigned, str] | dict[PatientStatus, str]) -> None:
    for value, text in choices.items():
        combo.addItem(text, value)


def _choices(combo: QComboBox, choices: dict[int | None, str]) -> None:
    combo.clear()
    combo.addItem("None", None)
    for value, text in choices.items():
        combo.addItem(text, value)


def _choose(combo: QComboBox, value: int | None) -> None:
    """Choose *value*; an entry no longer in use stays chosen under a plain name."""
    if value is not None and combo.findData(value) < 0:
        combo.addItem("No longer in use", value)
    combo.setCurrentIndex(0 if value is None else combo.findData(value))


def _pharmacy_line(pharmacy: Organization) -> str:
    return f"{pharmacy.name}, {pharmacy.city}" if pharmacy.city else pharmacy.name
