"""Reviewing a side effect: what it may come from, how serious it is, and what is done about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTabWidget,
    QWidget,
)

from practice_desk.domain.adverse_event import Course
from practice_desk.domain.adverse_event_review import (
    Action,
    CaseOutcome,
    Causality,
    Dechallenge,
    Rechallenge,
    Seriousness,
)
from practice_desk.domain.allergy_intolerance import AllergyIntolerance, AllergyType, check_allergy
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.naranjo import band, total
from practice_desk.domain.permission import Operation
from practice_desk.gui.binding import Form, set_value, value_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models import side_effect_words as words
from practice_desk.gui.models.side_effect_review_form import (
    ReviewModel,
    SuspectState,
    TypedReview,
    needs_medication,
    review_of,
    wanted_changes,
)
from practice_desk.gui.models.side_effect_rows import named, quoted, told_line
from practice_desk.gui.models.side_effect_warnings import warning_words
from practice_desk.gui.plain_text import set_tip
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.naranjo_table import NaranjoTable
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.gui.widgets.term_search import TermSearch
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_of
from practice_desk.services.patients import Saved
from practice_desk.services.side_effect_basis import ReviewBasis
from practice_desk.services.side_effects import review_side_effect
from practice_desk.services.terms import Term, find_side_effects

_ADVICE = "such as: sip water, sugar-free gum; lower the evening dose"
_MOST_SUSPECTS = 4
"""Medications listed without scrolling."""
_RANKED = "Ranked by the plan and the clinical pack"


class SideEffectReviewForm(Form):
    """``ui/side_effect_review_dialog.ui``."""

    ui = "side_effect_review_dialog.ui"
    heading: QLabel
    patient: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    told: QLabel
    warning: Banner
    pages: QTabWidget
    effect: QLineEdit
    onset_on: DateField
    causality: QComboBox
    suspects: QListWidget
    grounds: QLabel
    dechallenge: QComboBox
    rechallenge: QComboBox
    naranjo_of: QLabel
    questions: NaranjoTable
    naranjo_score: QLabel
    serious_text: QLabel
    serious_death: QCheckBox
    serious_life_threatening: QCheckBox
    serious_hospital: QCheckBox
    serious_disability: QCheckBox
    serious_birth_defect: QCheckBox
    serious_intervention: QCheckBox
    serious_other: QCheckBox
    add_allergy: QCheckBox
    assessment: NoteEdit
    course: QComboBox
    severity: QComboBox
    words: QLineEdit
    action: QComboBox
    medication: QComboBox
    also: QComboBox
    comment: NoteEdit
    recheck_on: DateField
    outcome: QComboBox


class SideEffectReviewDialog(ChartDialog):
    """Signs one review. `decided` emits a `WantedChange` where the plan is to be changed."""

    draft_kind: ClassVar[str] = "side effect review"

    decided = Signal(object)

    def __init__(self, context: AppContext, basis: ReviewBasis, parent: QWidget | None) -> None:
        self.form = form = SideEffectReviewForm()
        case, chart = basis.case, basis.chart
        super().__init__(context, form, f"Review: {named(case)}", chart.patient, parent)
        self.setWindowTitle("Review of a side effect")
        self._basis, self._model = basis, ReviewModel(basis)
        form.told.setText(quoted(basis.words))
        set_tip(form.told, basis.words)
        form.patient.setText(f"{form.patient.text()} · told {told_line(case, chart.people)}")
        self._offer()
        set_value(form.effect, case.effect if case.report.effect or case.review else "")
        set_value(form.onset_on, case.onset_on)
        self._proposed: tuple[object, object] = (None, None)
        form.serious_text.setText("Serious is what led to one of these (FDA form 3500):")
        TermSearch(context, form.effect, self._find).chosen.connect(self._look)
        self._connect()
        self._look()
        form.effect.setFocus()
        self.watch_typing()

    def _find(self, text: str) -> list[Term]:
        """Return the side effects that *text* may mean, on the worker."""
        return find_side_effects(text, among=knowledge_of(self.context.clinic).side_effects)

    def draft_target(self) -> Target:
        """Return which side effect is reviewed."""
        return {"id": self._basis.case.id}

    def work(self) -> Callable[[], Saved]:
        """Return the call that signs the review as it stands in the form."""
        self._look()
        typed, context = self._typed_review(), self.context
        review = review_of(self._model, typed)
        report_id = self._basis.case.id or 0
        patient_id = self._basis.case.report.patient_id
        allergies = self._allergies(review.effect) if self.form.add_allergy.isChecked() else ()
        self._wanted_change = next(iter(wanted_changes(report_id, review)), None)
        problems = [
            each for allergy in allergies for each in check_allergy(allergy, context.today())
        ]
        if needs_medication(typed):
            problems.insert(0, Problem("medication", "Say which medication is changed."))

        def sign(clinic: Clinic) -> Saved:
            if problems:
                raise Invalid(tuple(problems))
            return review_side_effect(clinic, patient_id, report_id, review, allergies)

        return lambda: sign(context.clinic)

    def _done(self, saved: Any) -> None:  # noqa: ANN401 - tasks hand over any result
        super()._done(saved)
        if self._wanted_change is not None:
            self.decided.emit(self._wanted_change)

    def _typed_review(self) -> TypedReview:
        form = self.form
        action, also, outcome = (
            each.currentData() for each in (form.action, form.also, form.outcome)
        )
        serious = [kind for kind in Seriousness if self._box(kind).isChecked()]
        return TypedReview(
            effect=str(value_of(form.effect)),
            onset_on=form.onset_on.value(),
            course=Course(form.course.currentData()),
            severity=form.severity.currentData(),
            words=str(value_of(form.words)),
            seriousness=tuple(serious),
            assessment=str(value_of(form.assessment)),
            action=None if action is None else Action(action),
            also=None if also is None else Action(also),
            medication_id=form.medication.currentData(),
            comment=str(value_of(form.comment)),
            recheck_on=form.recheck_on.value(),
            outcome=None if outcome is None else CaseOutcome(outcome),
        )

    def _allergies(self, effect: str) -> list[AllergyIntolerance]:
        patient_id = self._basis.case.report.patient_id
        found = []
        for state in self._model.states:
            if state.is_suspected:
                medication = state.judged.suspicion.exposure.item.medication
                found.append(
                    AllergyIntolerance(
                        patient_id,
                        medication.name,
                        AllergyType.INTOLERANCE,
                        medication.concept_id,
                        reaction=effect,
                        onset_on=self.form.onset_on.value(),
                    )
                )
        return found

    def _box(self, kind: Seriousness) -> QCheckBox:
        box: QCheckBox = getattr(self.form, f"serious_{kind.value}")
        return box

    def _offer(self) -> None:
        form = self.form
        choices: tuple[tuple[QComboBox, Mapping[Any, str], str | None], ...] = (
            (form.causality, words.CAUSALITIES, None),
            (form.dechallenge, words.DECHALLENGES, None),
            (form.rechallenge, words.RECHALLENGES, None),
            (form.course, words.COURSES, None),
            (form.action, words.ACTIONS, "Choose…"),
            (form.also, words.ACTIONS, "Nothing else"),
            (form.outcome, words.OUTCOMES, "It stays open"),
        )
        for combo, offered, nothing in choices:
            if nothing is not None:
                combo.addItem(nothing, None)
            for value, text in offered.items():
                combo.addItem(text, value)
        form.severity.addItem(words.NOT_ASKED, None)
        for grade, text in enumerate(words.SEVERITY):
            form.severity.addItem(text, grade)
        form.medication.addItem("None of the plan", None)
        for each in words.suspect_choices(self._basis.chart.plan):
            form.medication.addItem(each.text, each.medication_id)
        patient_id = self._basis.case.report.patient_id
        form.add_allergy.setEnabled(self.context.may(Operation.EDIT_HEALTH_RECORD, patient_id))

    def _connect(self) -> None:
        form = self.form
        form.effect.editingFinished.connect(self._look)
        form.onset_on.edit.editingFinished.connect(self._look)
        form.suspects.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        form.suspects.currentRowChanged.connect(self._show_selected)
        form.suspects.itemChanged.connect(self._checked)
        for combo in (form.causality, form.dechallenge, form.rechallenge):
            combo.activated.connect(self._judged)
        form.questions.answered.connect(self._answered)
        form.outcome.activated.connect(self._outcome_chosen)

    def _look(self, _term: object = None) -> None:
        """Rank the medications for what stands in the form, and warn of what can't wait."""
        form = self.form
        if not self._model.look(str(value_of(form.effect)), form.onset_on.value()):
            return
        form.warning.say(*warning_words(self._model.signs(), self._basis.chart))
        self._advise()
        form.suspects.blockSignals(True)
        form.suspects.clear()
        for place, state in enumerate(self._model.states, 1):
            form.suspects.addItem(_line(place, state))
        form.suspects.setCurrentRow(0)
        rows = min(max(form.suspects.count(), 2), _MOST_SUSPECTS)
        form.suspects.setFixedHeight(rows * form.suspects.sizeHintForRow(0) + 12)
        form.suspects.blockSignals(False)
        self._lead_decision()
        self._show_selected()
        if self.isVisible():  # before that no page of the tabs has its size
            self._make_room()

    def _make_room(self) -> None:
        """Grow by what is missing only: a small screen has no room for the tallest tab."""
        self._rows.activate()
        self.resize(self.width(), max(self.height(), self.minimumSizeHint().height()))
        page = self.form.pages.currentWidget()
        layout = page.layout()
        assert layout is not None  # the form lays every tab out
        missing = layout.totalMinimumHeightForWidth(page.width()) - page.height()
        self.resize(self.width(), self.height() + max(0, missing))

    def _advise(self) -> None:
        """Show in the empty comment what the pack names for managing it."""
        facts = self._basis.facts(self._model.judged_as)
        named = "" if facts is None else "; ".join(facts.management)
        self.form.comment.setPlaceholderText(f"The pack names: {named}." if named else _ADVICE)

    def _selected(self) -> SuspectState | None:
        row = self.form.suspects.currentRow()
        return self._model.states[row] if 0 <= row < len(self._model.states) else None

    def _show_selected(self) -> None:
        form, state = self.form, self._selected()
        for widget in (form.causality, form.dechallenge, form.rechallenge, form.questions):
            widget.setEnabled(state is not None)
        if state is None:
            form.grounds.setText("The plan holds no medication.")
            return
        lines = [f"• {ground.text}" for ground in state.judged.suspicion.grounds]
        challenge = state.judged.challenge
        why = (challenge.dechallenge_why, challenge.rechallenge_why, challenge.follows_dose_why)
        lines += [f"• {each}" for each in dict.fromkeys(why) if each]
        mark = self._basis.standing(self._model.judged_as)
        told = f" (its entry: {mark[:1].lower()}{mark[1:]})" if mark else ""
        form.grounds.setText("\n".join([*lines, f"{_RANKED}{told}."]))
        set_value(form.causality, state.causality)
        set_value(form.dechallenge, state.dechallenge)
        set_value(form.rechallenge, state.rechallenge)
        form.naranjo_of.setText(f"{state.judged.suspicion.name} and {form.effect.text() or 'it'}")
        form.questions.show_answers(state.shown_answers, state.judged.answers)
        self._show_score()

    def _show_score(self) -> None:
        answers = self.form.questions.answers
        score = total(answers)
        unknown = sum(each == "not_known" for each in answers)
        words_of = words.CAUSALITIES[band(score)].casefold()
        left = f"; {unknown} of 10 not known, which count 0" if unknown else ""
        self.form.naranjo_score.setText(f"{score}: {words_of}{left}. Naranjo et al., 1981.")

    def _judged(self) -> None:
        form, state = self.form, self._selected()
        if state is None:
            return
        state.judge(
            Causality(form.causality.currentData()),
            Dechallenge(form.dechallenge.currentData()),
            Rechallenge(form.rechallenge.currentData()),
        )

    def _answered(self) -> None:
        state = self._selected()
        if state is not None:
            state.answer(self.form.questions.answers)
            set_value(self.form.causality, state.causality)
            self._show_score()

    def _checked(self, item: QListWidgetItem) -> None:
        row = self.form.suspects.row(item)
        if 0 <= row < len(self._model.states):
            chosen = item.checkState() is Qt.CheckState.Checked
            self._model.states[row].choose(chosen)
            self._lead_decision()

    def _lead_decision(self) -> None:
        """Propose the medication and the recheck anew, where the last proposal still stands."""
        form, (medication, recheck) = self.form, self._proposed
        chosen = form.medication.currentData()
        if chosen == medication and (chosen is None or form.action.currentData() is None):
            medication = self._model.first_suspect()
            set_value(form.medication, medication)
        if form.recheck_on.value() == recheck:
            recheck = self._model.recheck()
            set_value(form.recheck_on, recheck)
        self._proposed = (medication, recheck)

    def _outcome_chosen(self) -> None:
        closes = self.form.outcome.currentData() is not None
        self.form.recheck_on.setEnabled(not closes)


def _line(place: int, state: SuspectState) -> QListWidgetItem:
    suspicion = state.judged.suspicion
    first = suspicion.grounds[1:2] or suspicion.grounds[:1]
    item = QListWidgetItem(f"{place}. {suspicion.name}: {first[0].text}")
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Checked if state.is_suspected else Qt.CheckState.Unchecked)
    return item
