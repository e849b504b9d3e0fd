"""The fields of the step builder, and the products that it offers."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QTableView,
)

from practice_desk.domain.dosage import Dosage
from practice_desk.domain.making import Product
from practice_desk.domain.timing import Moment, Timing
from practice_desk.gui.binding import Form
from practice_desk.gui.models.dosage_form import form_choices, with_form
from practice_desk.gui.widgets.step_picture import StepPicture
from practice_desk.knowledge.medications import MedicationConcept, ProductForm


class StepBuilderForm(Form):
    """`ui/step_builder.ui`."""

    ui = "step_builder.ui"
    product: QComboBox
    may_be_halved: QCheckBox
    as_needed: QCheckBox
    as_needed_for: QLineEdit
    halves_note: QLabel
    rule: QFrame
    rule_kind: QComboBox
    rule_start: QLineEdit
    rule_by: QLineEdit
    rule_unit: QLabel
    rule_every: QLineEdit
    rule_target: QLineEdit
    rule_target_label: QLabel
    build: QPushButton
    at_morning: QCheckBox
    at_noon: QCheckBox
    at_afternoon: QCheckBox
    at_evening: QCheckBox
    at_bedtime: QCheckBox
    stay_where_coarse: QCheckBox
    steps: QTableView
    add_step: QPushButton
    leave_out: QPushButton
    stay_longer: QPushButton
    jump: QPushButton
    total: QLabel
    picture: StepPicture
    hold_trigger: QComboBox
    hold_action: QLineEdit
    add_hold: QPushButton
    remove_hold: QPushButton
    hold_rules: QListWidget
    builder_problem: QLabel

    def moment_box(self, moment: Moment) -> QCheckBox:
        """Return the box of a time of day."""
        box: QCheckBox = getattr(self, f"at_{moment.value}")
        return box

    def fill_products(self, concept: MedicationConcept | None, dosage: Dosage | None) -> None:
        """Offer the forms of *concept* with their strengths; choose that of *dosage*."""
        combo = self.product
        combo.clear()
        known = list(concept.forms) if concept is not None else []
        if not known:
            known = [
                ProductForm(choice.form, choice.route, ())
                for choice in with_form(form_choices(None), dosage)
            ]
        for product in known:
            strengths = ", ".join(str(each) for each in product.strengths)
            combo.addItem(f"{product.name}: {strengths}" if strengths else product.name, product)
        if dosage is not None and dosage.form is not None:
            place = next((i for i, each in enumerate(known) if each.form == dosage.form), 0)
            combo.setCurrentIndex(place)


def product_of(form: ProductForm | None) -> Product:
    return Product("tablet", ()) if form is None else Product(form.form, form.strengths)


def template_of(form: ProductForm | None, dosage: Dosage | None) -> Dosage:
    plain = Dosage() if dosage is None else dosage
    note = plain.note if not plain.is_free_text else ""
    return Dosage(
        form=form.form if form else None,
        route=form.route if form else None,
        timing=Timing(food=plain.timing.food),
        note=note,
    )
