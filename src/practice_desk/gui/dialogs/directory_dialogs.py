"""Adding and changing pharmacies, other organizations and outside clinicians."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from practice_desk.domain.directory import Organization, Practitioner
from practice_desk.domain.errors import ExpectedError
from practice_desk.gui.binding import Form, set_value, values_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.record_dialog import RecordDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.directory_view import ORGANIZATION_KINDS, PRACTITIONER_KINDS
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.gui.widgets.npi_check import check_npi_while_typed
from practice_desk.services.directory import (
    save_organization,
    save_practitioner,
    saved_organization,
    saved_practitioner,
)
from practice_desk.services.patients import Saved

_PLACE = ("address_line", "city", "state", "postal_code", "phone", "fax", "email")
_ORGANIZATION_FIELDS = ("name", "kind", *_PLACE, "ncpdp_id", "note", "active")
_PRACTITIONER_FIELDS = (
    "family_name",
    "given_name",
    "credentials",
    "kind",
    "npi",
    "organization_name",
    *_PLACE,
    "active",
)


class OrganizationForm(Form):
    """``ui/organization_dialog.ui``."""

    ui = "organization_dialog.ui"
    heading: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    name: QLineEdit
    kind: QComboBox
    phone: QLineEdit
    fax: QLineEdit
    ncpdp_id: QLineEdit
    email: QLineEdit
    address_line: QLineEdit
    city: QLineEdit
    state: QLineEdit
    postal_code: QLineEdit
    note: NoteEdit
    active: QCheckBox


class PractitionerForm(Form):
    """``ui/practitioner_dialog.ui``."""

    ui = "practitioner_dialog.ui"
    heading: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    given_name: QLineEdit
    family_name: QLineEdit
    credentials: QLineEdit
    kind: QComboBox
    npi: QLineEdit
    npi_hint: QLabel
    organization_name: QLineEdit
    phone: QLineEdit
    fax: QLineEdit
    email: QLineEdit
    address_line: QLineEdit
    city: QLineEdit
    state: QLineEdit
    postal_code: QLineEdit
    active: QCheckBox


class OrganizationDialog(RecordDialog):
    """Edits one pharmacy, clinic or laboratory."""

    draft_kind: ClassVar[str] = "organization"

    def __init__(
        self, context: AppContext, value: Organization, parent: QWidget | None = None
    ) -> None:
        self.form = OrganizationForm()
        title = value.name if value.id is not None else "New pharmacy or organization"
        super().__init__(context, self.form, title, parent)
        self._value = value
        for kind, text in ORGANIZATION_KINDS.items():
            self.form.kind.addItem(text, kind)
        for name in _ORGANIZATION_FIELDS:
            set_value(getattr(self.form, name), getattr(value, name))
        self.form.name.setFocus()
        self.keep_drafts(context, title, None)

    def draft_target(self) -> Target:
        """Return which entry this is about."""
        return {"id": self._value.id}

    def work(self) -> Callable[[], Saved]:
        """Return the call that saves the organization as it stands in the form."""
        typed = values_of(self.form, _ORGANIZATION_FIELDS, Organization)
        value, context = replace(self._value, **typed), self.context
        return lambda: save_organization(context.clinic, value)

    def take_newer(self) -> None:
        """Bring in what somebody else saved, and build on that version."""
        context, opened = self.context, self._value
        self.merge(lambda: saved_organization(context.clinic, opened), opened, self._build_on)

    def _build_on(self, saved: Organization) -> None:
        self._value = saved


class PractitionerDialog(RecordDialog):
    """Edits one outside clinician."""

    draft_kind: ClassVar[str] = "clinician"

    def __init__(
        self, context: AppContext, value: Practitioner, parent: QWidget | None = None
    ) -> None:
        self.form = PractitionerForm()
        title = value.display_name if value.id is not None else "New outside clinician"
        super().__init__(context, self.form, title, parent)
        self._value = value
        for kind, text in PRACTITIONER_KINDS.items():
            self.form.kind.addItem(text, kind)
        for name in _PRACTITIONER_FIELDS:
            set_value(getattr(self.form, name), getattr(value, name))
        check_npi_while_typed(self.form.npi, self.form.npi_hint)
        self.form.given_name.setFocus()
        self.keep_drafts(context, title, None)

    def draft_target(self) -> Target:
        """Return which entry this is about."""
        return {"id": self._value.id}

    def work(self) -> Callable[[], Saved]:
        """Return the call that saves the clinician as it stands in the form."""
        typed = values_of(self.form, _PRACTITIONER_FIELDS, Practitioner)
        value, context = replace(self._value, **typed), self.context
        return lambda: save_practitioner(context.clinic, value)

    def take_newer(self) -> None:
        """Bring in what somebody else saved, and build on that version."""
        context, opened = self.context, self._value
        self.merge(lambda: saved_practitioner(context.clinic, opened), opened, self._build_on)

    def _build_on(self, saved: Practitioner) -> None:
        self._value = saved

    def _failed(self, error: ExpectedError) -> None:
        super()._failed(error)
        if self.problems.sentence("npi"):
            self.form.npi_hint.hide()  # it says the same
