"""Setting and changing the parts of a treatment plan, taking one out, and signing the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import ClassVar, Generic, TypeVar

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

from practice_desk.domain.care_plan import (
    Agreed,
    Goal,
    Horizon,
    Intervention,
    Lifecycle,
    Objective,
    Part,
    PlanProblem,
    Standing,
    Track,
)
from practice_desk.domain.condition import ConditionCategory
from practice_desk.domain.consent import Relation, Signature
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.gui.binding import Form, set_value, value_of, values_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog, ChartForm
from practice_desk.gui.dialogs.visit_dialogs import RetractDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.goals_view import (
    AGREEMENTS,
    COMPARATORS,
    HORIZONS,
    LIFECYCLES,
    TRACKS,
    GoalsView,
    offered_medications,
)
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.gui.widgets.signature_field import SignatureField
from practice_desk.knowledge.goal_templates import goal_templates
from practice_desk.knowledge.instruments import instruments
from practice_desk.services import care_plans
from practice_desk.services.charts import Chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import Saved

E = TypeVar("E", bound=StrEnum)
P = TypeVar("P", PlanProblem, Goal, Objective, Intervention)
_WORDS_HEIGHT = 84
"""Pixels of the field for the patient's words: a few lines."""
AnyStanding = Standing[PlanProblem] | Standing[Goal] | Standing[Objective] | Standing[Intervention]


class _PartForm(Form):
    """What all of them have."""

    heading: QLabel
    patient: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton


class PlanProblemForm(_PartForm):
    """``ui/care_plan_problem_dialog.ui``."""

    ui = "care_plan_problem_dialog.ui"
    template: QComboBox
    label_template: QLabel
    goals: QListWidget
    label_goals: QLabel
    title: QLineEdit
    patient_words: NoteEdit
    condition_id: QComboBox


class GoalForm(_PartForm):
    """``ui/care_plan_goal_dialog.ui``."""

    ui = "care_plan_goal_dialog.ui"
    above: QLabel
    description: QLineEdit
    patient_words: NoteEdit
    horizon: QComboBox
    due_on: DateField
    lifecycle: QComboBox


class ObjectiveForm(_PartForm):
    """``ui/care_plan_objective_dialog.ui``."""

    ui = "care_plan_objective_dialog.ui"
    above: QLabel
    description: QLineEdit
    instrument_id: QComboBox
    comparator: QComboBox
    target: QLineEdit
    measured_by: QLineEdit
    due_on: DateField


class InterventionForm(_PartForm):
    """``ui/care_plan_intervention_dialog.ui``."""

    ui = "care_plan_intervention_dialog.ui"
    above: QLabel
    track: QComboBox
    medication_id: QComboBox
    description: QLineEdit
    who: QLineEdit
    how_often: QLineEdit


class SignPlanForm(_PartForm):
    """``ui/care_plan_sign_dialog.ui``."""

    ui = "care_plan_sign_dialog.ui"
    text: QLabel
    review_on: DateField
    agreed: QComboBox
    label_strokes: QLabel
    strokes: SignatureField


class PartDialog(ChartDialog, Generic[P]):
    """Sets a part of the plan, or changes the one that is *standing*. A base."""

    def __init__(
        self,
        context: AppContext,
        chart: Chart,
        form: ChartForm,
        title: str,
        value: P,
        standing: Standing[P] | None,
        parent: QWidget | None,
    ) -> None:
        super().__init__(context, form, title, chart.patient, parent)
        self.chart = chart
        self.value: P = value
        self.standing: Standing[P] | None = standing

    def draft_target(self) -> Target:
        """Return which part this is about, or below which a new one belongs."""
        standing, value = self.standing, self.value
        number = None if standing is None else standing.id
        return {"id": number, "above": _above(value)}

    def keep(self, part: Part) -> Callable[[], Saved]:
        """Return the call that keeps *part* in this chart."""
        clinic, patient_id = self.context.clinic, self.chart.patient.id or 0
        standing = self.standing
        if standing is None:
            return lambda: care_plans.add_part(clinic, patient_id, part)
        number, newest = standing.id, standing.entry.id or 0
        return lambda: care_plans.change_part(clinic, patient_id, number, newest, part)


class PlanProblemDialog(PartDialog[PlanProblem]):
    """A problem; a new one can begin with the goals of a template, which are changed later."""

    draft_kind: ClassVar[str] = "treatment problem"

    def __init__(
        self,
        context: AppContext,
        chart: Chart,
        standing: Standing[PlanProblem] | None,
        parent: QWidget | None,
    ) -> None:
        self.form = form = PlanProblemForm()
        value = PlanProblem("") if standing is None else standing.value
        title = "Add a problem" if standing is None else "Change a problem"
        super().__init__(context, chart, form, title, value, standing, parent)
        form.template.addItem("Nothing", "")
        for each in goal_templates():
            form.template.addItem(each.name, each.name)
        form.condition_id.addItem("None", None)
        for condition in chart.conditions:
            if condition.category is ConditionCategory.PROBLEM and not condition.retracted_reason:
                form.condition_id.addItem(condition.display, condition.id)
        form.goals.setMaximumHeight(72)
        form.patient_words.setMaximumHeight(_WORDS_HEIGHT)
        for name in ("title", "patient_words", "condition_id"):
            set_value(getattr(form, name), getattr(value, name))
        for widget in (form.template, form.label_template):
            widget.setVisible(standing is None)
        self._show_goals(visible=False)
        form.template.currentIndexChanged.connect(self.choose)
        (form.template if standing is None else form.title).setFocus()
        self.watch_typing()

    def choose(self) -> None:
        """Offer the goals of the chosen template, all of them ticked."""
        form = self.form
        found = next((e for e in goal_templates() if e.name == form.template.currentData()), None)
        form.goals.clear()
        for each in () if found is None else found.goals:
            item = QListWidgetItem(each.goal, form.goals)
            item.setCheckState(Qt.CheckState.Checked)
        self._show_goals(visible=found is not None)
        if found is not None:
            form.title.setText(found.problem)

    def work(self) -> Callable[[], Saved]:
        """Return the call that keeps the problem, with the ticked goals."""
        form, standing = self.form, self.standing
        part = PlanProblem(
            value_of(form.title), value_of(form.patient_words), form.condition_id.currentData()
        )
        if standing is not None:
            return self.keep(part)
        found = next((e for e in goal_templates() if e.name == form.template.currentData()), None)
        goals = [
            each.below()
            for row, each in enumerate(() if found is None else found.goals)
            if form.goals.item(row).checkState() is Qt.CheckState.Checked
        ]
        clinic, patient_id = self.context.clinic, self.chart.patient.id or 0
        return lambda: care_plans.add_problem(clinic, patient_id, part, goals)

    def _show_goals(self, *, visible: bool) -> None:
        self.form.goals.setVisible(visible)
        self.form.label_goals.setVisible(visible)


class GoalDialog(PartDialog[Goal]):
    """A goal of a problem."""

    draft_kind: ClassVar[str] = "treatment goal"

    def __init__(
        self,
        context: AppContext,
        chart: Chart,
        value: Goal,
        standing: Standing[Goal] | None,
        parent: QWidget | None,
    ) -> None:
        self.form = form = GoalForm()
        title = "Add a goal" if standing is None else "Change a goal"
        super().__init__(context, chart, form, title, value, standing, parent)
        form.above.setText(_problem_title(chart, value.problem_id))
        _fill(form.horizon, HORIZONS)
        _fill(form.lifecycle, LIFECYCLES)
        _show(form, value)
        form.patient_words.setMaximumHeight(_WORDS_HEIGHT)
        form.description.setFocus()
        self.watch_typing()

    def work(self) -> Callable[[], Saved]:
        """Return the call that keeps the goal."""
        form = self.form
        return self.keep(
            Goal(
                self.value.problem_id,
                value_of(form.description),
                Horizon(value_of(form.horizon)),
                form.due_on.value(),
                Lifecycle(value_of(form.lifecycle)),
                value_of(form.patient_words),
            )
        )


class ObjectiveDialog(PartDialog[Objective]):
    """An objective of a goal, measured by a measure or by what is counted."""

    draft_kind: ClassVar[str] = "treatment objective"

    def __init__(
        self,
        context: AppContext,
        chart: Chart,
        value: Objective,
        standing: Standing[Objective] | None,
        parent: QWidget | None,
    ) -> None:
        self.form = form = ObjectiveForm()
        title = "Add an objective" if standing is None else "Change an objective"
        super().__init__(context, chart, form, title, value, standing, parent)
        form.above.setText(_goal_title(chart, value.goal_id))
        form.instrument_id.addItem("None", "")
        for each in instruments() if chart.known is None else chart.known.instruments:
            form.instrument_id.addItem(each.name, each.id)
        _fill(form.comparator, COMPARATORS)
        _show(form, value)
        form.instrument_id.currentIndexChanged.connect(self._allow)
        self._allow()
        form.description.setFocus()
        self.watch_typing()

    def work(self) -> Callable[[], Saved]:
        """Return the call that keeps the objective."""
        form, measured = self.form, bool(value_of(self.form.instrument_id))
        typed = value_of(form.target)
        target = _number(typed) if measured and typed else None
        if measured and typed and target is None:
            return _no_number
        return self.keep(
            Objective(
                self.value.goal_id,
                value_of(form.description),
                value_of(form.measured_by),
                value_of(form.instrument_id) or "",
                values_of(form, ("comparator",), Objective)["comparator"],
                target,
                form.due_on.value(),
            )
        )

    def _allow(self) -> None:
        measured = bool(self.form.instrument_id.currentData())
        self.form.comparator.setEnabled(measured)
        self.form.target.setEnabled(measured)


class InterventionDialog(PartDialog[Intervention]):
    """What is done for a goal: therapy, or a medication of the plan."""

    draft_kind: ClassVar[str] = "treatment intervention"

    def __init__(
        self,
        context: AppContext,
        chart: Chart,
        value: Intervention,
        standing: Standing[Intervention] | None,
        parent: QWidget | None,
    ) -> None:
        self.form = form = InterventionForm()
        title = "Add therapy or medication" if standing is None else "Change therapy or medication"
        super().__init__(context, chart, form, title, value, standing, parent)
        form.above.setText(_goal_title(chart, value.goal_id))
        _fill(form.track, TRACKS)
        form.medication_id.addItem("None", None)
        doses = GoalsView(chart).doses
        offered = offered_medications(chart.plan, doses)
        if value.medication_id in doses:
            offered.setdefault(value.medication_id or 0, doses[value.medication_id or 0])
        for number, words in offered.items():
            form.medication_id.addItem(words, number)
        _show(form, value)
        form.track.currentIndexChanged.connect(self._allow)
        self._allow()
        form.track.setFocus()
        self.watch_typing()

    def work(self) -> Callable[[], Saved]:
        """Return the call that keeps the intervention."""
        form, track = self.form, Track(value_of(self.form.track))
        return self.keep(
            Intervention(
                self.value.goal_id,
                track,
                value_of(form.description),
                value_of(form.who),
                value_of(form.how_often),
                value_of(form.medication_id) if track is Track.MEDICATION else None,
            )
        )

    def _allow(self) -> None:
        self.form.medication_id.setEnabled(value_of(self.form.track) == Track.MEDICATION)


class RemovePartDialog(RetractDialog):
    """Asks why a part leaves the plan."""

    draft_kind: ClassVar[str] = "treatment part taken out"

    def __init__(
        self,
        context: AppContext,
        chart: Chart,
        standing: AnyStanding,
        parent: QWidget | None,
    ) -> None:
        patient_id, number = chart.patient.id or 0, standing.id
        newest, value = standing.entry.id or 0, standing.value

        def remove(clinic: Clinic, reason: str) -> Saved:
            return care_plans.remove_part(clinic, patient_id, number, newest, reason)

        words = value.title if isinstance(value, PlanProblem) else value.description
        about: Target = {"id": number}
        super().__init__(context, chart.patient, words, remove, parent, about=about)
        self.setWindowTitle("Take out of the plan")
        self.form.heading.setText("Take out of the plan")
        self.form.save_button.setText("&Take out")
        label = self.form.field("label_retracted_reason")
        if isinstance(label, QLabel):
            label.setText("&Why does it leave the plan?")
        self.form.retracted_reason.setAccessibleName("Why it leaves the plan")
        self.form.retracted_reason.setPlaceholderText("such as: reached, no longer wanted")

    def work(self) -> Callable[[], Saved]:
        """Return the call that takes the part out."""
        return super().work() if self.form.retracted_reason.text().strip() else _no_reason


class SignPlanDialog(ChartDialog):
    """Shows the plan as it is signed; with the day of review and how the patient agreed."""

    draft_kind: ClassVar[str] = "treatment plan signature"

    def __init__(self, context: AppContext, chart: Chart, parent: QWidget | None) -> None:
        self.form = form = SignPlanForm()
        super().__init__(context, form, "Sign the treatment plan", chart.patient, parent)
        self._chart, self._text = chart, GoalsView(chart).text
        form.text.setText(self._text)
        form.review_on.set_value(context.today() + care_plans.REVIEW_EVERY)
        _fill(form.agreed, AGREEMENTS)
        form.agreed.currentIndexChanged.connect(self._show_field)
        self._show_field()
        form.review_on.setFocus()
        self.watch_typing()

    def work(self) -> Callable[[], Saved]:
        """Return the call that signs what is shown."""
        form, clinic, chart = self.form, self.context.clinic, self._chart
        review_on, agreed, text = form.review_on.value(), Agreed(value_of(form.agreed)), self._text
        name, strokes, patient_id = chart.patient.legal_name, form.strokes.strokes, chart.patient.id

        def sign() -> Saved:
            if review_on is None:
                raise Invalid((Problem("review_on", "Enter the day."),))
            drawn = Signature(name, Relation.PATIENT, clinic.now(), strokes=strokes)
            return care_plans.sign_plan(clinic, patient_id or 0, text, review_on, agreed, drawn)

        return sign

    def _show_field(self) -> None:
        here = value_of(self.form.agreed) == Agreed.HERE
        self.form.strokes.setVisible(here)
        self.form.label_strokes.setVisible(here)
        self._make_room()


def _above(value: Part) -> int | None:
    """Return what a part is below."""
    if isinstance(value, PlanProblem):
        return None
    return value.problem_id if isinstance(value, Goal) else value.goal_id


def _fill(combo: QComboBox, words: Mapping[E, str]) -> None:
    for value, text in words.items():
        combo.addItem(text, value)


def _show(form: Form, value: Goal | Objective | Intervention) -> None:
    """Fill the fields that have the names of the value's."""
    for name in type(value).__dataclass_fields__:
        widget = form.field(name)
        if widget is not None:
            set_value(widget, getattr(value, name))


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _no_reason() -> Saved:
    raise Invalid((Problem("retracted_reason", "Say why it leaves the plan."),))


def _no_number() -> Saved:
    raise Invalid((Problem("target", "Enter a number, such as 9."),))


def _problem_title(chart: Chart, number: int) -> str:
    found = (e.problem.value.title for e in chart.care_plan.problems if e.problem.id == number)
    return next(found, "")


def _goal_title(chart: Chart, number: int) -> str:
    found = (e.goal.value.description for e in chart.care_plan.goals if e.goal.id == number)
    return next(found, "")
