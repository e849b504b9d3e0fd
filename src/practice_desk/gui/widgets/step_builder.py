"""Builds a medication's steps: by a rule or by hand, in a table and a picture, in real tablets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.draft import Json
from practice_desk.domain.making import Product
from practice_desk.domain.quantity import amount_text
from practice_desk.domain.regimen import HoldRule, Regimen, one_step
from practice_desk.domain.regimen_text import hold_text
from practice_desk.domain.timing import MOMENT_ORDER, Moment, Timing
from practice_desk.gui.custom_widgets import register_custom_widget
from practice_desk.gui.models.step_rule import (
    PERCENT_RULES,
    RULE_WORDS,
    RuleKind,
    StepRule,
    labelled_steps,
)
from practice_desk.gui.models.step_rule import build_by_rule as build_by
from practice_desk.gui.models.step_sheet import (
    SheetError,
    SheetMode,
    StepRow,
    StepSheet,
    mode_for,
    told_of_steps,
)
from practice_desk.gui.models.step_table import StepTable
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.pill import Pill
from practice_desk.gui.widgets.step_builder_form import (
    StepBuilderForm,
    product_of,
    template_of,
)
from practice_desk.gui.widgets.step_picture import lane_of
from practice_desk.knowledge.medications import MedicationConcept, ProductForm
from practice_desk.knowledge.safety.records import Titration
from practice_desk.knowledge.side_effects import SideEffectRecord, hold_triggers, side_effects

HALVES_NOTE = (
    "Halves are counted because you say so: the pack does not tell which tablets are scored."
)
DEFAULT_ACTION = "Stop and call the clinic."
_WEEK = 7
_WIDEST = 340
"""Pixels that a column takes at most, so that the table never scrolls sideways."""


@register_custom_widget
class StepBuilder(QWidget):
    """Shows a medication with `show_medication`; `regimen` reads what is built.

    `changed` is emitted after every change by a person.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        self._start_row, self._start = QWidget(), plain_label("", "small", wrap=True)
        start = QHBoxLayout(self._start_row)
        start.setContentsMargins(0, 0, 0, 0)
        start.addWidget(Pill("No source", "caution"))
        start.addWidget(self._start, 1)
        self._start_row.hide()
        rows.addWidget(self._start_row)
        self._made: StepBuilderForm | None = None
        self._concept_id = ""
        self._effects: Mapping[str, SideEffectRecord] | None = None
        self._name = ""
        self._sources = ""
        self._filling = True
        self._sheet = StepSheet(Product("tablet", ()), Dosage(), date(2000, 1, 1))
        self.table = StepTable(self._sheet)

    @property
    def form(self) -> StepBuilderForm:
        """The form, loaded at first use: a form loaded while another is being loaded is lost."""
        if self._made is None:
            self._made = form = StepBuilderForm(self)
            layout = self.layout()
            assert layout is not None  # it was given one
            layout.addWidget(form.root)
            self._set_up(form)
        return self._made

    def show_medication(
        self,
        name: str,
        concept: MedicationConcept | None,
        first_day: date,
        dosage: Dosage | None = None,
        regimen: Regimen | None = None,
    ) -> None:
        """Offer the products of *concept*; show *regimen*, or *dosage* as a single step."""
        form, self._filling = self.form, True
        self.tell_of_start("")
        self._name, self._concept_id = name, concept.id if concept else ""
        shown = regimen.steps[0].dosage if regimen else dosage
        form.fill_products(concept, shown)
        product: ProductForm | None = form.product.currentData()
        self._sheet = StepSheet(
            product_of(product), template_of(product, shown), first_day,
            mode_for(product.form if product else ""),
        )  # fmt: skip
        if regimen is not None:
            self._sheet.load(regimen)
        elif dosage is not None and not dosage.is_free_text:
            self._sheet.load(one_step(replace(dosage, duration=None)))
        else:
            self._sheet.rows = [StepRow()]
        if dosage is not None:
            self._sheet.present = dosage.total_daily_dose
        form.may_be_halved.setChecked(self._sheet.product.may_be_halved)
        form.as_needed.setChecked(self._sheet.mode is SheetMode.AS_NEEDED)
        form.as_needed_for.setText(self._sheet.as_needed_for)
        self._propose_rule(shown)
        self._fill_triggers()
        self._filling = False
        self.table.show_sheet(self._sheet)
        self._refresh()

    def name_fields(self, prefix: str) -> None:
        """Begin the names of all fields with *prefix*, for a form that holds two builders."""
        for widget in self.form.root.findChildren(QWidget):
            if (name := widget.objectName()) and not name.startswith("qt_"):
                widget.setObjectName(f"{prefix}_{name}")

    def set_first_day(self, day: date | None) -> None:
        """Show the dates from another first day on."""
        if day is not None and day != self._sheet.first_day:
            self._sheet.first_day = day
            self.table.reread()
            self._refresh()

    def show_remaining(self, regimen: Regimen, day: date) -> None:
        """Show what remains of steps under way when the first day is *day*."""
        self._sheet.first_day = day
        self._sheet.load(regimen)
        self.table.show_sheet(self._sheet)
        self._refresh()

    def offer_labelled(self, titrations: Sequence[Titration], sources: Sequence[str]) -> None:
        """Offer the label's ways to start among the rules; *sources* say where they stand."""
        combo = self.form.rule_kind
        self._sources = "; ".join(sources)
        for place in reversed(range(combo.count())):  # another medication's
            if isinstance(combo.itemData(place), Titration):
                combo.removeItem(place)
        for titration in titrations:
            combo.addItem(f"As labelled: {titration.context.replace('_', ' ')}", titration)

    def propose(self, rule: StepRule) -> None:
        """Fill in a rule; nothing is built before a person says so."""
        form = self.form
        form.rule_kind.setCurrentIndex(form.rule_kind.findData(rule.kind))
        form.rule_start.setText(rule.start)
        form.rule_by.setText(rule.by)
        form.rule_every.setText(rule.every)
        form.rule_target.setText(rule.target)
        form.stay_where_coarse.setChecked(rule.stay_where_coarse)

    def tell_of_start(self, sentence: str) -> None:
        """Say where the steps come from that were filled in, until a person changes them."""
        self._start.setText(sentence)
        self._start_row.setVisible(bool(sentence))

    def regimen(self) -> tuple[Regimen | None, tuple[str, ...]]:
        """Return the steps, or None and what is wrong with them."""
        self._commit_editor()
        return self._sheet.regimen()

    def build_by_rule(self) -> None:
        """Replace the table's steps by those of the rule as it is typed."""
        form, chosen = self.form, self.form.rule_kind.currentData()
        if isinstance(chosen, Titration):
            self._sheet.load_steps(labelled_steps(chosen, self._sheet, self._moments()))
            self._sheet.source = self._sources
            self._show_built()
            return
        rule = StepRule(
            RuleKind(chosen),
            form.rule_start.text(),
            form.rule_by.text(),
            form.rule_every.text(),
            form.rule_target.text(),
            form.stay_where_coarse.isChecked(),
        )
        try:
            built = build_by(rule, self._sheet, self._moments())
        except SheetError as error:
            self._say(str(error))
            return
        self._sheet.load_steps([each.step for each in built])
        self._sheet.source = ""
        self._show_built()

    def _show_built(self) -> None:
        self.table.show_sheet(self._sheet)
        self._edited()
        self.form.steps.setFocus()

    def kept(self) -> dict[str, Json]:
        """Return the table as it is typed, for a draft."""
        return self._sheet.kept()

    def take_kept(self, kept: dict[str, Json]) -> None:
        """Show what `kept` returned."""
        self._sheet.take_kept(kept)
        self.table.show_sheet(self._sheet)
        self._refresh()

    def _set_up(self, form: StepBuilderForm) -> None:
        for kind in RuleKind:
            form.rule_kind.addItem(RULE_WORDS[kind], kind)
        view = form.steps
        view.setModel(self.table)
        triggers = QAbstractItemView.EditTrigger
        view.setEditTriggers(
            triggers.AnyKeyPressed | triggers.DoubleClicked | triggers.EditKeyPressed
        )
        view.setTabKeyNavigation(False)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setWordWrap(False)
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        view.horizontalHeader().setStretchLastSection(True)
        view.verticalHeader().setDefaultSectionSize(28)
        self.table.edited.connect(self._edited)
        self._connect(form)

    def _connect(self, form: StepBuilderForm) -> None:
        form.product.currentIndexChanged.connect(self._product_chosen)
        form.may_be_halved.toggled.connect(self._product_chosen)
        form.as_needed.toggled.connect(self._product_chosen)
        form.as_needed_for.textEdited.connect(self._product_chosen)
        form.rule_kind.currentIndexChanged.connect(self._show_rule)
        for moment in MOMENT_ORDER:
            self.form.moment_box(moment).toggled.connect(self._moments_chosen)
        form.build.clicked.connect(self.build_by_rule)
        form.add_step.clicked.connect(self._add_step)
        form.leave_out.clicked.connect(lambda: self.table.remove_row(self._row()))
        form.stay_longer.clicked.connect(lambda: self.table.lengthen(self._row(), _WEEK))
        form.jump.clicked.connect(lambda: self.table.begin_with(self._row()))
        form.hold_trigger.activated.connect(self._trigger_chosen)
        form.add_hold.clicked.connect(self._add_hold)
        form.remove_hold.clicked.connect(self._remove_hold)

    def _propose_rule(self, dosage: Dosage | None) -> None:
        form, unit = self.form, self._sheet.product.unit
        form.rule_unit.setText(unit)
        total = None if dosage is None else dosage.total_daily_dose
        form.rule_start.setText("" if total is None else amount_text(total.amount))
        if not form.rule_every.text():
            form.rule_every.setText("2 weeks")
        timing = Timing() if dosage is None else dosage.timing
        moments = timing.moments or (Moment.MORNING,)
        if dosage is not None and dosage.split:
            moments = tuple(part.moment for part in dosage.split)
        for moment in MOMENT_ORDER:
            self.form.moment_box(moment).setChecked(moment in moments)
        self._show_rule()

    def _moments_chosen(self) -> None:
        if not self._filling:
            self._show_columns()

    def _moments(self) -> list[Moment]:
        return [moment for moment in MOMENT_ORDER if self.form.moment_box(moment).isChecked()]

    def _show_rule(self) -> None:
        form, chosen = self.form, self.form.rule_kind.currentData()
        labelled = isinstance(chosen, Titration)
        for field in (form.rule_start, form.rule_by, form.rule_every, form.rule_target):
            field.setEnabled(not labelled)
        percent = not labelled and RuleKind(chosen) in PERCENT_RULES
        form.rule_unit.setText("%" if percent else self._sheet.product.unit)
        for widget in (form.rule_target, form.rule_target_label):
            widget.setVisible(not percent)
        form.stay_where_coarse.setVisible(percent)

    def _product_chosen(self) -> None:
        if self._filling:
            return
        form, product = self.form, self.form.product.currentData()
        self._sheet.product = replace(
            product_of(product), may_be_halved=form.may_be_halved.isChecked()
        )
        self._sheet.template = template_of(product, self._sheet.template)
        self._sheet.as_needed_for = form.as_needed_for.text()
        mode = mode_for(product.form if product else "")
        if mode is SheetMode.DAILY and form.as_needed.isChecked():
            mode = SheetMode.AS_NEEDED
        if mode is not self._sheet.mode:
            self._sheet.mode = mode
            self._sheet.rows = [StepRow()]
        self.table.show_sheet(self._sheet)
        self._edited()

    def offer_side_effects(self, used: Mapping[str, SideEffectRecord]) -> None:
        """Name hold rules by the side effects as the clinic has them, unless one is being typed."""
        if used != (self._effects or side_effects()):
            self._effects = used
            if not self.form.hold_trigger.currentText().strip():
                self._fill_triggers()

    def _fill_triggers(self) -> None:
        combo = self.form.hold_trigger
        combo.clear()
        for effect in hold_triggers(self._concept_id, self._effects):
            combo.addItem(effect.term, effect)
        combo.setCurrentIndex(-1)
        self.form.hold_action.setText(DEFAULT_ACTION)

    def _trigger_chosen(self) -> None:
        effect = self.form.hold_trigger.currentData()
        if effect is not None and effect.do:
            self.form.hold_action.setText(effect.do)

    def _add_hold(self) -> None:
        form = self.form
        trigger, action = form.hold_trigger.currentText().strip(), form.hold_action.text().strip()
        if not trigger or not action:
            self._say("A hold rule needs both: when, and what to do.")
            return
        effect = form.hold_trigger.currentData()
        known = effect.id if effect is not None and effect.term == trigger else ""
        rule = HoldRule(trigger, action, known)
        self._sheet.hold_rules = (*self._sheet.hold_rules, rule)
        form.hold_trigger.setCurrentIndex(-1)
        form.hold_trigger.clearEditText()
        form.hold_action.setText(DEFAULT_ACTION)
        self._edited()

    def _remove_hold(self) -> None:
        place = self.form.hold_rules.currentRow()
        rules = self._sheet.hold_rules
        if 0 <= place < len(rules):
            self._sheet.hold_rules = (*rules[:place], *rules[place + 1 :])
            self._edited()

    def _add_step(self) -> None:
        view = self.form.steps
        place = self.table.add_row(self._row() if view.hasFocus() else -1)
        view.setCurrentIndex(self.table.index(place, 1))
        view.setFocus()

    def _row(self) -> int:
        return self.form.steps.currentIndex().row()

    def _commit_editor(self) -> None:
        """Take over what is being typed in a cell, which no key has ended yet."""
        view = self.form.steps
        editor = view.viewport().findChild(QLineEdit)
        if editor is not None:
            view.commitData(editor)

    def _edited(self) -> None:
        self.tell_of_start("")
        self._refresh()
        self.changed.emit()

    def _refresh(self) -> None:
        form, sheet = self.form, self._sheet
        form.may_be_halved.setVisible(sheet.product.can_be_halved)
        form.halves_note.setText(HALVES_NOTE if sheet.product.may_be_halved else "")
        form.halves_note.setVisible(sheet.product.may_be_halved)
        form.as_needed_for.setVisible(sheet.mode is SheetMode.AS_NEEDED)
        form.as_needed.setVisible(sheet.mode is not SheetMode.INJECTION)
        form.rule.setVisible(sheet.mode is SheetMode.DAILY)
        self._show_columns()
        self._fit_table()
        regimen, problems = sheet.regimen()
        form.picture.show_lanes([lane_of(self._name, regimen, sheet.first_day)])
        form.total.setText(sheet.total())
        self._say(told_of_steps(self.table.read, problems))
        form.hold_rules.clear()
        form.hold_rules.addItems([hold_text(rule) for rule in sheet.hold_rules])
        form.hold_rules.setVisible(bool(sheet.hold_rules))
        form.remove_hold.setVisible(bool(sheet.hold_rules))

    def _show_columns(self) -> None:
        """Hide the times of day that nobody has ticked or typed into."""
        view, sheet = self.form.steps, self._sheet
        for index, moment in enumerate(MOMENT_ORDER):
            used = any(row.amounts[index] for row in sheet.rows)
            wanted = used or self.form.moment_box(moment).isChecked()
            view.setColumnHidden(index + 1, sheet.mode is SheetMode.DAILY and not wanted)
        view.resizeColumnsToContents()
        for column in range(self.table.columnCount()):  # a long warning stands below in full
            view.setColumnWidth(column, min(view.columnWidth(column), _WIDEST))

    def _fit_table(self) -> None:
        view = self.form.steps
        rows = min(8, max(3, self.table.rowCount()))
        height = view.horizontalHeader().sizeHint().height() + 28 * rows + 18
        view.setFixedHeight(height)

    def _say(self, text: str) -> None:
        self.form.builder_problem.setText(text)
        self.form.builder_problem.setVisible(bool(text))
