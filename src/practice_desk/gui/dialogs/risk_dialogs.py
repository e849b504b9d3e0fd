"""The path from an answer about self-harm: the alert, the assessment, the safety plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.errors import ExpectedError, Invalid, Problem
from practice_desk.domain.patient import Patient
from practice_desk.domain.questionnaire_response import QuestionnaireResponse
from practice_desk.domain.risk import (
    AlertAnswer,
    AlertDecision,
    Assessment,
    RiskLevel,
    SafetyPlan,
)
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog, patient_line
from practice_desk.gui.models.measure_words import LEVELS, response_words
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.services.patients import Saved
from practice_desk.services.risk import assess_risk, decide_alert, write_safety_plan

_LINES = ("ideation", "plan", "intent", "means", "history", "protective")
_STEPS = ("warning_signs", "coping", "people", "helpers", "professionals", "means")


class RiskAlertForm(Form):
    """``ui/risk_alert_dialog.ui``."""

    ui = "risk_alert_dialog.ui"
    heading: QLabel
    patient: QLabel
    alert: Banner
    answers: QLabel
    words: QLineEdit
    problem: QLabel
    later: QPushButton
    done: QPushButton
    handed_over: QPushButton
    assess: QPushButton


class RiskAssessmentForm(Form):
    """``ui/risk_assessment_dialog.ui``."""

    ui = "risk_assessment_dialog.ui"
    heading: QLabel
    patient: QLabel
    answers: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    ideation: QLineEdit
    plan: QLineEdit
    intent: QLineEdit
    means: QLineEdit
    history: QLineEdit
    protective: QLineEdit
    level: QComboBox
    action: NoteEdit


class SafetyPlanForm(Form):
    """``ui/safety_plan_dialog.ui``."""

    ui = "safety_plan_dialog.ui"
    heading: QLabel
    patient: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    warning_signs: NoteEdit
    coping: NoteEdit
    people: NoteEdit
    helpers: NoteEdit
    professionals: NoteEdit
    means: NoteEdit


class RiskAlertDialog(QDialog):
    """Interrupts with what answers call for, and closes only with a decision, which is recorded.

    One about self-harm offers the assessment; it stays open in the chart's header and on Today
    until somebody signs one, whatever was decided here.
    """

    assess_wanted = Signal()

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        response: QuestionnaireResponse,
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setWindowTitle("This answer needs action now")
        self.form = form = RiskAlertForm()
        self._context, self._patient, self._response = context, patient, response
        self._decided = False
        form.heading.setText("This answer needs action now")
        form.patient.setText(patient_line(patient))
        form.alert.say(" ".join(dict.fromkeys(response.safety)), "danger")
        form.answers.setText(response_words(response))
        form.assess.setVisible(response.needs_assessment)
        form.done.setHidden(response.needs_assessment)
        form.problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(form.root)
        form.assess.clicked.connect(lambda: self._decide(AlertAnswer.ASSESS_NOW))
        form.handed_over.clicked.connect(lambda: self._decide(AlertAnswer.HANDED_OVER))
        form.done.clicked.connect(lambda: self._decide(AlertAnswer.DONE))
        form.later.clicked.connect(lambda: self._decide(AlertAnswer.LATER))
        (form.assess if response.needs_assessment else form.words).setFocus()
        self.resize(680, self.height())
        self._grow()

    def reject(self) -> None:
        """Stay: only a decision closes it."""
        self._say("Decide first: assess now, or say to whom it goes or why it can wait.")

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay open without a decision."""
        if not self._decided:
            event.ignore()
            self.reject()
            return
        super().closeEvent(event)

    def _decide(self, answer: AlertAnswer) -> None:
        context, patient_id = self._context, self._patient.id or 0
        details = AlertDecision(self._response.id or 0, answer, self.form.words.text().strip())

        def done(saved: Saved) -> None:
            self._decided = True
            context.events.store_changed.emit(saved.changes)
            self.accept()
            if answer is AlertAnswer.ASSESS_NOW:
                self.assess_wanted.emit()

        context.tasks.run(
            lambda: decide_alert(context.clinic, patient_id, details),
            done=done,
            failed=self._failed,
            parent=self,
        )

    def _failed(self, error: ExpectedError) -> None:
        self._say(str(error))
        self.form.words.setFocus()

    def _say(self, sentence: str) -> None:
        self.form.problem.setText(sentence)
        self.form.problem.show()
        self._grow()

    def _grow(self) -> None:
        """Make room for the sentences."""
        layout = self.layout()
        assert layout is not None  # it was made with the dialog
        layout.activate()
        self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))


def alert_about(
    context: AppContext,
    patient: Patient,
    response: QuestionnaireResponse,
    parent: QWidget | None,
) -> RiskAlertDialog:
    """Interrupt with what *response* calls for, and go on to the assessment where that is chosen.

    Returns the open alert.
    """
    alert = RiskAlertDialog(context, patient, response, parent)
    alert.assess_wanted.connect(
        lambda: RiskAssessmentDialog(context, patient, (response,), parent).open()
    )
    alert.open()
    return alert


class RiskAssessmentDialog(ChartDialog):
    """Signs an assessment; it settles the answers that are open."""

    draft_kind: ClassVar[str] = "risk assessment"

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        answers: Sequence[QuestionnaireResponse],
        parent: QWidget | None,
    ) -> None:
        self.form = form = RiskAssessmentForm()
        super().__init__(context, form, "Assess suicide risk", patient, parent)
        assert patient.id is not None  # a chart is open, so it was saved
        self._patient_id = patient.id
        self._ids = tuple(each.id for each in answers if each.id is not None)
        form.answers.setText("\n".join(map(response_words, answers)))
        form.answers.setVisible(bool(answers))
        form.level.addItem("Choose…", "")
        for level, text in LEVELS.items():
            form.level.addItem(text, level)
        form.save_button.setDefault(False)
        form.save_button.setAutoDefault(False)
        form.ideation.setFocus()
        self.watch_typing()

    def work(self) -> Callable[[], Saved]:
        """Return the call that signs the assessment as it stands in the form."""
        form, context, patient_id = self.form, self.context, self._patient_id
        level = str(form.level.currentData())
        if not level:
            return _no_level
        lines = {name: getattr(form, name).text().strip() for name in _LINES}
        action = form.action.toPlainText().strip()
        details = Assessment(**lines, level=RiskLevel(level), action=action, response_ids=self._ids)
        return lambda: assess_risk(context.clinic, patient_id, details)


class SafetyPlanDialog(ChartDialog):
    """Writes a safety plan anew, beginning with the one that stands."""

    draft_kind: ClassVar[str] = "safety plan"

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        standing: SafetyPlan | None,
        parent: QWidget | None,
    ) -> None:
        self.form = form = SafetyPlanForm()
        super().__init__(context, form, "Safety plan", patient, parent)
        assert patient.id is not None  # a chart is open, so it was saved
        self._patient_id = patient.id
        for name in _STEPS if standing is not None else ():
            getattr(form, name).setPlainText(getattr(standing, name))
        form.save_button.setDefault(False)
        form.save_button.setAutoDefault(False)
        form.warning_signs.setFocus()
        self.watch_typing()

    def work(self) -> Callable[[], Saved]:
        """Return the call that keeps the plan as it stands in the form."""
        context, patient_id = self.context, self._patient_id
        steps = {name: getattr(self.form, name).toPlainText().strip() for name in _STEPS}
        details = SafetyPlan(**steps)
        return lambda: write_safety_plan(context.clinic, patient_id, details)


def _no_level() -> Saved:
    raise Invalid((Problem("level", "Choose the level of risk."),))
