"""The clinic's own rules: about patients, about what has to be checked, about allergies."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.knowledge import EntryKind
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.own_entry_dialogs import OwnEntryDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.own_entry_form import Body
from practice_desk.gui.models.own_rule_form import (
    CHECK_KINDS,
    REACTIONS,
    STATES,
    TypedAllergyRule,
    TypedCheck,
    TypedPatientRule,
    allergy_body,
    check_body,
    patient_rule_body,
)
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.gui.widgets.pack_items import PackItems
from practice_desk.gui.widgets.term_search import TermSearch
from practice_desk.knowledge.editable import SEVERITIES
from practice_desk.services.clinic_knowledge import knowledge_of
from practice_desk.services.knowledge_entries import Said
from practice_desk.services.terms import (
    Term,
    find_conditions,
    find_laboratory_tests,
    find_pack_items,
    find_substances,
)


class OwnRuleForm(Form):
    """What the forms of own rules share."""

    heading: QLabel
    applies_to: PackItems
    severity: QComboBox
    source: QLineEdit
    note: NoteEdit
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class OwnRuleDialog(OwnEntryDialog):
    """A rule about medications and classes that are chosen from the pack's list."""

    def __init__(
        self, context: AppContext, form: OwnRuleForm, title: str, parent: QWidget | None
    ) -> None:
        super().__init__(context, form, title, parent)
        self._rule_form = form
        form.problem.hide()
        for severity in SEVERITIES:
            form.severity.addItem(severity.capitalize(), severity)
        form.severity.setCurrentIndex(form.severity.findData("moderate"))
        form.applies_to.find_with(
            context,
            lambda text: [
                term
                for term in find_pack_items(knowledge_of(context.clinic).rules, text)
                if term.topic != "exposure"
            ],
            "Medications or classes",
        )

    def draft_extra(self) -> Target:
        """Return what was chosen from lists."""
        return {"applies_to": [list(each) for each in self._rule_form.applies_to.value()]}

    def take_extra(self, extra: Target) -> None:
        """Put back what was chosen from lists."""
        self._rule_form.applies_to.put(extra.get("applies_to"))

    def read_said(self) -> Said:
        """Return the source and the note as typed."""
        form = self._rule_form
        return Said(form.source.text().strip(), form.note.toPlainText().strip())


class OwnPatientRuleForm(OwnRuleForm):
    """``ui/own_patient_rule_dialog.ui``."""

    ui = "own_patient_rule_dialog.ui"
    conditions: PackItems
    state: QComboBox
    age_min: QLineEdit
    age_max: QLineEdit
    message: QLineEdit


class OwnPatientRuleDialog(OwnRuleDialog):
    """A medication or class that some patients should not take, or only with care."""

    kind = EntryKind.PATIENT_RULE
    draft_kind: ClassVar[str] = "own patient rule"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        self.form = form = OwnPatientRuleForm()
        super().__init__(context, form, "Add a patient rule", parent)
        for words, _ in STATES:
            form.state.addItem(words)
        form.conditions.find_with(
            context,
            lambda text: find_conditions(knowledge_of(context.clinic).pack, text),
            "With any of these conditions",
        )
        form.applies_to.setFocus()
        self.keep_drafts(context, "Add a patient rule to the pack", None)

    def draft_extra(self) -> Target:
        """Return what was chosen from lists."""
        extra = super().draft_extra()
        extra["conditions"] = [list(each) for each in self.form.conditions.value()]
        return extra

    def take_extra(self, extra: Target) -> None:
        """Put back what was chosen from lists."""
        super().take_extra(extra)
        self.form.conditions.put(extra.get("conditions"))

    def read_body(self) -> Body:
        """Return the rule's facts as typed."""
        form = self.form
        return patient_rule_body(
            TypedPatientRule(
                form.applies_to.ids(),
                form.conditions.ids(),
                STATES[max(0, form.state.currentIndex())][1],
                form.age_min.text(),
                form.age_max.text(),
                form.severity.currentData(),
                form.message.text(),
            )
        )


class OwnCheckForm(OwnRuleForm):
    """``ui/own_check_dialog.ui``."""

    ui = "own_check_dialog.ui"
    kind: QComboBox
    test: QLineEdit
    lab_test: QLineEdit
    baseline: QCheckBox
    at: QLineEdit
    every: QLineEdit
    low: QLineEdit
    high: QLineEdit
    unit: QLineEdit
    action: QLineEdit


class OwnCheckDialog(OwnRuleDialog):
    """A test, measure or examination that some medications need in this clinic."""

    kind = EntryKind.MONITORING
    draft_kind: ClassVar[str] = "own check"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        self.form = form = OwnCheckForm()
        super().__init__(context, form, "Add a check to monitor", parent)
        self._lab: Term | None = None
        for code, words in CHECK_KINDS:
            form.kind.addItem(words, code)
        TermSearch(context, form.lab_test, find_laboratory_tests).chosen.connect(self.choose_lab)
        form.applies_to.setFocus()
        self.keep_drafts(context, "Add a check to the pack", None)

    def choose_lab(self, term: Term) -> None:
        """Take the laboratory test that answers the check."""
        self._lab = term
        form = self.form
        form.lab_test.setText(term.display)
        if not form.test.text().strip():
            form.test.setText(term.display)
        if not form.unit.text().strip():
            form.unit.setText(term.topic)

    def draft_extra(self) -> Target:
        """Return what was chosen from lists."""
        extra, lab = super().draft_extra(), self._lab
        extra["lab"] = None if lab is None else [lab.display, lab.code, lab.topic]
        return extra

    def take_extra(self, extra: Target) -> None:
        """Put back what was chosen from lists."""
        super().take_extra(extra)
        lab = extra.get("lab")
        if isinstance(lab, list) and len(lab) == 3:
            display, code, unit = map(str, lab)
            self.choose_lab(Term(display, display, code, topic=unit))

    def read_body(self) -> Body:
        """Return the facts of the check as typed."""
        form, lab = self.form, self._lab
        chosen = lab is not None and lab.display == form.lab_test.text()
        return check_body(
            TypedCheck(
                form.applies_to.ids(),
                form.test.text(),
                form.kind.currentData(),
                lab.code if lab is not None and chosen else "",
                form.baseline.isChecked(),
                form.at.text(),
                form.every.text(),
                form.low.text(),
                form.high.text(),
                form.unit.text(),
                form.severity.currentData(),
                form.action.text(),
                "",
            )
        )


class OwnAllergyRuleForm(OwnRuleForm):
    """``ui/own_allergy_rule_dialog.ui``."""

    ui = "own_allergy_rule_dialog.ui"
    allergen: QLineEdit
    reaction: QComboBox
    message: QLineEdit


class OwnAllergyRuleDialog(OwnRuleDialog):
    """What an allergy to one thing means for others."""

    kind = EntryKind.ALLERGY_RULE
    draft_kind: ClassVar[str] = "own allergy rule"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        self.form = form = OwnAllergyRuleForm()
        super().__init__(context, form, "Add an allergy cross-reaction", parent)
        self._allergen: Term | None = None
        for code, words in REACTIONS:
            form.reaction.addItem(words, code)
        TermSearch(
            context,
            form.allergen,
            lambda text: find_substances(knowledge_of(context.clinic).pack, text),
        ).chosen.connect(self.choose_allergen)
        form.allergen.setFocus()
        self.keep_drafts(context, "Add an allergy cross-reaction to the pack", None)

    def choose_allergen(self, term: Term) -> None:
        """Take what the allergy is to."""
        self._allergen = term
        self.form.allergen.setText(term.display)

    def draft_extra(self) -> Target:
        """Return what was chosen from lists."""
        extra, term = super().draft_extra(), self._allergen
        extra["allergen"] = None if term is None else [term.display, term.pack_id]
        return extra

    def take_extra(self, extra: Target) -> None:
        """Put back what was chosen from lists."""
        super().take_extra(extra)
        kept = extra.get("allergen")
        if isinstance(kept, list) and len(kept) == 2:
            self.choose_allergen(Term(str(kept[0]), str(kept[0]), pack_id=str(kept[1])))

    def read_body(self) -> Body:
        """Return the rule's facts as typed."""
        form, term = self.form, self._allergen
        chosen = term is not None and term.display == form.allergen.text()
        return allergy_body(
            TypedAllergyRule(
                term.pack_id if term is not None and chosen else "",
                form.applies_to.ids(),
                form.reaction.currentData(),
                form.severity.currentData(),
                form.message.text(),
            )
        )
