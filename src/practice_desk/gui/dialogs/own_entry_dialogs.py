"""The clinic's own entries: a medication, and a rule about two medications or classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from practice_desk.domain.errors import Invalid
from practice_desk.domain.knowledge import EntryKind
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.record_dialog import RecordDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.own_entry_form import (
    BASES,
    DOSE_UNITS,
    FORM_CHOICES,
    SCHEDULES,
    Body,
    TypedMedication,
    interaction_body,
    medication_body,
)
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.gui.widgets.term_search import TermSearch
from practice_desk.knowledge.editable import SEVERITIES
from practice_desk.services.clinic_knowledge import knowledge_of
from practice_desk.services.knowledge_entries import EntrySaved, Said, write_own_entry
from practice_desk.services.terms import Term, find_pack_items


class OwnEntryDialog(RecordDialog):
    """Writes one own entry; a subclass reads its facts."""

    kind: EntryKind

    def read_body(self) -> Body:
        """Return the entry's plain facts as typed, and what is wrong with them."""
        raise NotImplementedError

    def read_said(self) -> Said:
        """Return the source and the note as typed."""
        raise NotImplementedError

    def save(self) -> None:
        """Save, unless what was typed can't be read."""
        _, problems = self.read_body()
        if problems:
            self.problems.clear()
            self._failed(Invalid(problems))
            return
        super().save()

    def work(self) -> Callable[[], EntrySaved]:  # type: ignore[override]  # it has changes too
        """Return the call that writes the entry."""
        context, kind, said = self.context, self.kind, self.read_said()
        body, _ = self.read_body()
        return lambda: write_own_entry(context.clinic, kind, body, said)


class OwnMedicationForm(Form):
    """``ui/own_medication_dialog.ui``."""

    ui = "own_medication_dialog.ui"
    heading: QLabel
    generic_name: QLineEdit
    brand_names: QLineEdit
    dea_schedule: QComboBox
    form_1: QComboBox
    strengths_1: QLineEdit
    form_2: QComboBox
    strengths_2: QLineEdit
    form_3: QComboBox
    strengths_3: QLineEdit
    class_search: QLineEdit
    remove_class: QPushButton
    classes: QListWidget
    usual_min: QLineEdit
    usual_max: QLineEdit
    label_max: QLineEdit
    min_age_labelled: QLineEdit
    basis: QComboBox
    dose_unit: QComboBox
    interval_days: QLineEdit
    interval_days_label: QLabel
    source: QLineEdit
    note: NoteEdit
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class OwnMedicationDialog(OwnEntryDialog):
    """A medication that the pack does not have."""

    kind = EntryKind.MEDICATION
    draft_kind: ClassVar[str] = "own medication"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        self.form = form = OwnMedicationForm()
        super().__init__(context, form, "Add a medication", parent)
        form.problem.hide()
        for schedule in SCHEDULES:
            words = "not controlled" if schedule == "none" else f"C-{schedule.removeprefix('C')}"
            form.dea_schedule.addItem(words, schedule)
        form.dose_unit.addItems(DOSE_UNITS)
        for basis, words in BASES:
            form.basis.addItem(words, basis)
        form.basis.currentIndexChanged.connect(self._show_interval)
        self._show_interval()
        for place, choice in enumerate((form.form_1, form.form_2, form.form_3)):
            if place:
                choice.addItem("no other form", "")
            for code, words in FORM_CHOICES:
                choice.addItem(words, code)
        TermSearch(
            context,
            form.class_search,
            lambda text: find_pack_items(
                knowledge_of(context.clinic).rules, text, only_classes=True
            ),
        ).chosen.connect(self.add_class)
        form.remove_class.clicked.connect(self._remove_class)
        form.classes.currentRowChanged.connect(lambda row: form.remove_class.setEnabled(row >= 0))
        form.remove_class.setEnabled(False)
        form.generic_name.setFocus()
        self.keep_drafts(context, "Add a medication to the pack", None)

    def draft_extra(self) -> Target:
        """Return the classes that were chosen."""
        return {"classes": [list(each) for each in self._chosen_classes()]}

    def take_extra(self, extra: Target) -> None:
        """Put the classes back."""
        classes = extra.get("classes")
        for each in classes if isinstance(classes, list) else []:
            if isinstance(each, list) and len(each) == 2:
                pack_id, name = map(str, each)
                self.add_class(Term(name, name, pack_id=pack_id, topic="class"))

    def add_class(self, term: Term) -> None:
        """Put a class into the list."""
        form = self.form
        if not form.classes.findItems(term.display, Qt.MatchFlag.MatchExactly):
            item = QListWidgetItem(term.display, form.classes)
            item.setData(Qt.ItemDataRole.UserRole, term.pack_id)
        form.class_search.clear()

    def read_body(self) -> Body:
        """Return the medication's facts as typed."""
        form = self.form
        forms = [
            (form.form_1.currentData(), form.strengths_1.text()),
            (form.form_2.currentData(), form.strengths_2.text()),
            (form.form_3.currentData(), form.strengths_3.text()),
        ]
        return medication_body(
            TypedMedication(
                form.generic_name.text(),
                form.brand_names.text(),
                form.dea_schedule.currentData(),
                forms,
                [pack_id for pack_id, _ in self._chosen_classes()],
                form.usual_min.text(),
                form.usual_max.text(),
                form.label_max.text(),
                form.min_age_labelled.text(),
                form.basis.currentData(),
                form.dose_unit.currentText(),
                form.interval_days.text(),
            )
        )

    def read_said(self) -> Said:
        """Return the source and the note as typed."""
        return Said(self.form.source.text().strip(), self.form.note.toPlainText().strip())

    def _chosen_classes(self) -> list[tuple[str, str]]:
        items = [self.form.classes.item(row) for row in range(self.form.classes.count())]
        return [(item.data(Qt.ItemDataRole.UserRole), item.text()) for item in items]

    def _show_interval(self) -> None:
        form = self.form
        injected = form.basis.currentData() == "per_injection"
        for widget in (form.interval_days, form.interval_days_label):
            widget.setEnabled(injected)
        if not injected:
            form.interval_days.clear()

    def _remove_class(self) -> None:
        self.form.classes.takeItem(self.form.classes.currentRow())


class OwnInteractionForm(Form):
    """``ui/own_interaction_dialog.ui``."""

    ui = "own_interaction_dialog.ui"
    heading: QLabel
    a: QLineEdit
    b: QLineEdit
    severity: QComboBox
    effect: QLineEdit
    management: QLineEdit
    source: QLineEdit
    note: NoteEdit
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class OwnInteractionDialog(OwnEntryDialog):
    """A rule about two medications, classes, or one of them and an exposure."""

    kind = EntryKind.INTERACTION
    draft_kind: ClassVar[str] = "own interaction"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        self.form = form = OwnInteractionForm()
        super().__init__(context, form, "Add an interaction", parent)
        form.problem.hide()
        self.terms: dict[str, Term] = {}
        for severity in SEVERITIES:
            form.severity.addItem(severity.capitalize(), severity)
        form.severity.setCurrentIndex(form.severity.findData("moderate"))
        for edit in (form.a, form.b):
            self._search_in(edit)
        form.a.setFocus()
        self.keep_drafts(context, "Add an interaction to the pack", None)

    def draft_extra(self) -> Target:
        """Return what was chosen from the list."""
        return {name: [t.display, t.pack_id, t.topic] for name, t in self.terms.items()}

    def take_extra(self, extra: Target) -> None:
        """Take what was chosen from the list."""
        for name in ("a", "b"):
            kept = extra.get(name)
            if isinstance(kept, list) and len(kept) == 3:
                display, pack_id, topic = map(str, kept)
                self.terms[name] = Term(display, display, pack_id=pack_id, topic=topic)

    def choose(self, edit: QLineEdit, term: Term) -> None:
        """Take *term* as what *edit* names."""
        edit.setText(term.display)
        self.terms[edit.objectName()] = term

    def read_body(self) -> Body:
        """Return the rule's facts as typed."""
        form = self.form
        return interaction_body(
            self._term(form.a),
            self._term(form.b),
            form.severity.currentData(),
            form.effect.text(),
            form.management.text(),
        )

    def read_said(self) -> Said:
        """Return the source and the note as typed."""
        return Said(self.form.source.text().strip(), self.form.note.toPlainText().strip())

    def _search_in(self, edit: QLineEdit) -> None:
        context = self.context
        search = TermSearch(
            context, edit, lambda text: find_pack_items(knowledge_of(context.clinic).rules, text)
        )
        search.chosen.connect(lambda term: self.choose(edit, term))

    def _term(self, edit: QLineEdit) -> Term | None:
        """Return what was chosen, unless something else was typed since."""
        term = self.terms.get(edit.objectName())
        return term if term is not None and term.display == edit.text() else None
