"""Adding and changing conditions, allergies and substance use, and taking records back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.allergy_intolerance import (
    AllergyIntolerance,
    AllergySeverity,
    AllergyStatus,
    AllergyType,
)
from practice_desk.domain.condition import Condition, ConditionCategory, ConditionStatus
from practice_desk.domain.observation import SUBSTANCES, SubstanceUse
from practice_desk.domain.patient import Patient
from practice_desk.gui.binding import Form, set_value, values_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.chart_facts import USES
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.gui.widgets.term_search import TermSearch
from practice_desk.services.clinic_knowledge import knowledge_of
from practice_desk.services.health import (
    save_allergy,
    save_condition,
    save_substance_use,
    saved_allergy,
    saved_condition,
    saved_substance_use,
)
from practice_desk.services.patients import Saved
from practice_desk.services.terms import (
    Term,
    condition_topics,
    find_conditions,
    find_substances,
)

CATEGORIES = {
    ConditionCategory.PROBLEM: "Condition",
    ConditionCategory.HISTORY: "Medical history",
    ConditionCategory.FAMILY: "Family history",
}
_CONDITION = ("display", "icd10cm", "category", "status", "topic", "onset_on", "abated_on", "note")
_ALLERGY = ("substance", "type", "reaction", "severity", "onset_on", "status", "note")
_SUBSTANCE = ("status", "amount", "last_used_on", "recorded_on", "note")


class ConditionForm(Form):
    """``ui/condition_dialog.ui``."""

    ui = "condition_dialog.ui"
    heading: QLabel
    patient: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    display: QLineEdit
    icd10cm: QLineEdit
    category: QComboBox
    status: QComboBox
    topic: QComboBox
    onset_on: DateField
    abated_on: DateField
    note: NoteEdit


class AllergyForm(Form):
    """``ui/allergy_dialog.ui``."""

    ui = "allergy_dialog.ui"
    heading: QLabel
    patient: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    substance: QLineEdit
    type: QComboBox
    reaction: QLineEdit
    severity: QComboBox
    onset_on: DateField
    status: QComboBox
    note: NoteEdit


class SubstanceForm(Form):
    """``ui/substance_dialog.ui``."""

    ui = "substance_dialog.ui"
    heading: QLabel
    patient: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    substance: QComboBox
    status: QComboBox
    amount: QLineEdit
    last_used_on: DateField
    recorded_on: DateField
    note: NoteEdit


class ConditionDialog(ChartDialog):
    """Edits one condition or history item."""

    draft_kind: ClassVar[str] = "condition"

    def __init__(
        self, context: AppContext, patient: Patient, value: Condition, parent: QWidget | None
    ) -> None:
        self.form = form = ConditionForm()
        title = "Add a condition" if value.id is None else "Change the condition"
        super().__init__(context, form, title, patient, parent)
        self._value = value
        for category, text in CATEGORIES.items():
            form.category.addItem(text, category)
        _offer(form.status, ConditionStatus)
        form.topic.addItem("None", "")
        for topic in sorted({*condition_topics(), *filter(None, [value.topic])}):
            form.topic.addItem(topic.replace("_", " ").capitalize(), topic)
        for name in _CONDITION:
            set_value(getattr(form, name), getattr(value, name))
        TermSearch(
            context,
            form.display,
            lambda text: find_conditions(knowledge_of(context.clinic).pack, text),
        ).chosen.connect(self._take)
        form.icd10cm.textEdited.connect(lambda text: form.icd10cm.setText(text.upper()))
        form.display.setFocus()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return which condition this is about."""
        return {"id": self._value.id, "category": str(self._value.category)}

    def work(self) -> Callable[[], Saved]:
        """Return the call that saves the condition as it stands in the form."""
        typed = values_of(self.form, _CONDITION, Condition)
        value, context = replace(self._value, **typed), self.context
        return lambda: save_condition(context.clinic, value)

    def take_newer(self) -> None:
        """Bring in what somebody else saved, and build on that version."""
        context, opened = self.context, self._value
        self.merge(lambda: saved_condition(context.clinic, opened), opened, self._build_on)

    def _build_on(self, saved: Condition) -> None:
        self._value = saved

    def _take(self, term: Term) -> None:
        self.form.icd10cm.setText(term.code)
        if not term.code:
            self.form.icd10cm.setPlaceholderText("The exact code")
        set_value(self.form.topic, term.topic)


class AllergyDialog(ChartDialog):
    """Edits one allergy or intolerance."""

    draft_kind: ClassVar[str] = "allergy"

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        value: AllergyIntolerance,
        parent: QWidget | None,
    ) -> None:
        self.form = form = AllergyForm()
        title = "Add an allergy" if value.id is None else "Change the allergy"
        super().__init__(context, form, title, patient, parent)
        self._value = value
        self._coded = (value.substance, value.substance_id)
        _offer(form.type, AllergyType)
        _offer(form.severity, AllergySeverity)
        _offer(form.status, AllergyStatus)
        for name in _ALLERGY:
            set_value(getattr(form, name), getattr(value, name))
        TermSearch(
            context,
            form.substance,
            lambda text: find_substances(knowledge_of(context.clinic).pack, text),
        ).chosen.connect(self._take)
        form.substance.setFocus()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return which allergy this is about."""
        return {"id": self._value.id}

    def draft_extra(self) -> Target:
        """Return the coded substance that was chosen."""
        return {"coded": list(self._coded)}

    def take_extra(self, extra: Target) -> None:
        """Take the coded substance."""
        match extra.get("coded"):
            case [str(name), str(code)]:
                self._coded = (name, code)

    def work(self) -> Callable[[], Saved]:
        """Return the call that saves the allergy as it stands in the form."""
        typed = values_of(self.form, _ALLERGY, AllergyIntolerance)
        stored = (self._value.substance, self._value.substance_id)
        coded = dict((stored, self._coded)).get(typed["substance"], "")
        value, context = replace(self._value, substance_id=coded, **typed), self.context
        return lambda: save_allergy(context.clinic, value)

    def take_newer(self) -> None:
        """Bring in what somebody else saved, and build on that version."""
        context, opened = self.context, self._value
        self.merge(lambda: saved_allergy(context.clinic, opened), opened, self._build_on)

    def _build_on(self, saved: AllergyIntolerance) -> None:
        self._value = saved

    def _take(self, term: Term) -> None:
        self._coded = (term.display, term.pack_id)


class SubstanceDialog(ChartDialog):
    """Edits what was told about one substance."""

    draft_kind: ClassVar[str] = "substance use"

    def __init__(
        self, context: AppContext, patient: Patient, value: SubstanceUse, parent: QWidget | None
    ) -> None:
        self.form = form = SubstanceForm()
        title = "Add substance use" if value.id is None else "Change substance use"
        super().__init__(context, form, title, patient, parent)
        self._value = value
        form.substance.addItems(list(SUBSTANCES))
        form.substance.setCurrentText(value.substance)
        for status, text in USES.items():
            form.status.addItem(text, status)
        for name in _SUBSTANCE:
            set_value(getattr(form, name), getattr(value, name))
        form.substance.setFocus()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return which entry this is about."""
        return {"id": self._value.id}

    def work(self) -> Callable[[], Saved]:
        """Return the call that saves the entry as it stands in the form."""
        typed = values_of(self.form, _SUBSTANCE, SubstanceUse)
        typed["substance"] = " ".join(self.form.substance.currentText().split())
        typed["recorded_on"] = typed["recorded_on"] or self.context.today()
        value, context = replace(self._value, **typed), self.context
        return lambda: save_substance_use(context.clinic, value)

    def take_newer(self) -> None:
        """Bring in what somebody else saved, and build on that version."""
        context, opened = self.context, self._value
        self.merge(lambda: saved_substance_use(context.clinic, opened), opened, self._build_on)

    def _build_on(self, saved: SubstanceUse) -> None:
        self._value = saved


def _offer(
    combo: QComboBox,
    choices: type[ConditionStatus]
    | type[AllergyType]
    | type[AllergySeverity]
    | type[AllergyStatus],
) -> None:
    for value in choices:
        combo.addItem(value.value.capitalize(), value)
