"""The visit on one screen: its parts in one column, an index at the side, what is missing below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from practice_desk.domain.appointment import VISIT_WORDS, VisitKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import ExpectedError, Invalid, StaleRecord
from practice_desk.domain.permission import Operation
from practice_desk.domain.safety_decision import UnansweredFindings
from practice_desk.domain.visit import RiskAnswer, VisitPaper
from practice_desk.gui import theme
from practice_desk.gui.binding import Form
from practice_desk.gui.context import AppContext
from practice_desk.gui.drafting import Drafting, Target
from practice_desk.gui.models.chart_header import header_text
from practice_desk.gui.models.known_words import words_of
from practice_desk.gui.models.visit_model import VisitModel
from practice_desk.gui.models.visit_state import state_from_plain, state_to_plain
from practice_desk.gui.spelling import Spelling
from practice_desk.gui.visit.brief_sections import BriefSection, ReconcileSection
from practice_desk.gui.visit.consent_section import ConsentSection
from practice_desk.gui.visit.day_line import DayLine
from practice_desk.gui.visit.effects_section import EffectsSection
from practice_desk.gui.visit.foot import VisitFoot
from practice_desk.gui.visit.goals_section import GoalsSection
from practice_desk.gui.visit.index import VisitIndex
from practice_desk.gui.visit.plan_forms import VisitPlanForms
from practice_desk.gui.visit.plan_section import PlanSection
from practice_desk.gui.visit.section import VisitSection
from practice_desk.gui.visit.session_section import SessionSection
from practice_desk.gui.visit.status_section import StatusSection
from practice_desk.gui.visit.stops import lead_through, stops_in
from practice_desk.gui.visit.talk_sections import FollowUpSection, NoteSection, TalkSection
from practice_desk.gui.visit.writing import Writing
from practice_desk.gui.wording import write_moment, write_time
from practice_desk.services.visit_opening import OpenVisit, open_visit
from practice_desk.services.visits import SignedVisit, VisitToSign, sign_visit
from practice_desk.services.visits_today import DRAFT_KIND

_KINDS = {**VISIT_WORDS, VisitKind.OTHER: "Visit"}
_PLACES = {
    "risk": "status",
    "findings": "plan",
    "mental_status": "status",
    **dict.fromkeys(("started_at", "ended_at", "participants", "group_size"), "session"),
    "therapy_minutes": "session",
}
"""Where what is missing is said, where that is not a part of its own name."""


_STEP = 40
"""Pixels of an arrow of the scroll bar; the wheel goes three with each turn."""


class VisitForm(Form):
    """``ui/visit_screen.ui``."""

    ui = "visit_screen.ui"
    name: QLabel
    line: QLabel
    alerts: QFrame
    alert: QLabel
    kind: QLabel
    times: QLabel
    open_chart: QPushButton
    later: QPushButton
    index: QFrame
    body: QScrollArea
    sections: QWidget
    missing_box: QWidget
    missing_label: QLabel
    problem: QLabel
    pharmacy: QCheckBox
    patient_plan: QCheckBox
    sign: QPushButton


class VisitScreen(QDialog, Drafting):
    """One visit in progress, a part of the main window. All of it is signed at once, or nothing.

    It ends signed (`signed`), or kept for later. Until then its draft is kept as it changes.
    """

    draft_kind: ClassVar[str] = DRAFT_KIND

    signed = Signal(object)
    """Emits the `SignedVisit`."""
    page_wanted = Signal(int, str)
    """Asks for a page of the patient's chart, by its title."""

    def __init__(
        self,
        context: AppContext,
        opened: OpenVisit,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Visit")
        self.context = context
        clinic = context.clinic
        patient_id = opened.chart.patient.id or 0
        self._opened_at = clinic.now()
        self.model = VisitModel.begun(
            opened,
            self._opened_at,
            clinic.today(),
            may_prescribe=context.may(Operation.SIGN_VISIT, patient_id),
        )
        self.form = VisitForm(self)
        self.form.root.setProperty("kept_elsewhere", True)  # the state holds it all
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.form.root)
        self.day = DayLine()
        self.spelling = Spelling(partial(words_of, opened.chart), self)
        self.writing = Writing(self.spelling, opened.phrases, self.form.body, self._say)
        self.sections = self._make_sections()
        self._stops: list[QWidget] = []
        self._busy = False
        self._lay_out()
        self._connect()
        self._show_who()
        self.model.changed = self._changed
        self._show()
        self.keep_drafts(context, _KINDS[self.model.kind], patient_id)

    @property
    def patient_id(self) -> int:
        """Whose visit it is."""
        return self.model.patient_id

    def section(self, key: str) -> VisitSection:
        """Return one part. Raises KeyError where this kind of visit has none of it."""
        return self.sections[key]

    def lead_to(self, key: str) -> None:
        """Bring a part into view and the keyboard into it."""
        section = self.sections[_PLACES.get(key, key)]
        section.open_up()
        area = self.form.body
        layout = self.form.sections.layout()
        assert layout is not None  # the form has it
        layout.activate()
        QTimer.singleShot(
            0,
            section,
            lambda: area.verticalScrollBar().setValue(section.y()),
        )
        section.first_stop().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def draft_target(self) -> Target:
        """Return the appointment that it belongs to."""
        appointment = self.model.opened.appointment
        return {"appointment": None if appointment is None else appointment.id}

    def draft_extra(self) -> Target:
        """Return everything that was chosen and typed."""
        return {"visit": state_to_plain(self.model.state)}

    def take_extra(self, extra: Target) -> None:
        """Go on with what was kept; what can't be read any more is left out."""
        plain = extra.get("visit")
        if isinstance(plain, dict):
            state = state_from_plain(plain, self.patient_id)
            self.model.state = state
            plan = self.sections.get("plan")
            if isinstance(plan, PlanSection):
                plan.live.panel.put_reasons(state.reasons)
            told = self.model.go_on(self._opened_at)
            self._show_who()  # it was opened before
            self._show()
            self._say(told)

    def touched_again(self) -> None:
        """Nothing to count: a visit always is in progress."""

    def tell_of_draft(self, sentence: str) -> None:
        """Say that it goes on where it was left."""
        began = self._began()
        self.context.messages.info(f"The visit goes on where it was left. It began {began}.")

    def set_aside(self, then: Callable[[], object] | None = None) -> None:
        """Keep the visit for later and close; then call."""
        if self.drafts is None:
            return

        def kept() -> None:
            super(VisitScreen, self).reject()
            self.context.events.store_changed.emit(Changes.of(None, "draft"))
            if then is not None:
                then()

        self.drafts.set_aside(kept)

    def done(self, result: int) -> None:
        """Close, and let the dictionary go."""
        self.spelling.close()
        super().done(result)

    def reject(self) -> None:
        """Keep it: a visit is never thrown away by Esc."""
        if self.drafts is not None:
            self.drafts.keep()

    def discard(self) -> None:
        """Close a visit in which nothing was done; its draft goes."""
        super().reject()

    def reload(self) -> None:
        """Read the chart again: something was recorded beside the visit."""
        context, patient_id, day = self.context, self.patient_id, self.model.day
        context.tasks.run(
            lambda: open_visit(context.clinic, patient_id, None, day=day),
            done=self._take,
            failed=self._failed,
            parent=self,
        )

    def _take(self, opened: OpenVisit) -> None:
        if told := self.model.refresh(opened):
            self._say(told)

    def sign(self) -> None:
        """Sign everything, unless something is missing: then lead there."""
        missing = self.model.missing()
        if missing or self._busy:
            if missing:
                self._say(missing[0].sentence)
                self.lead_to(missing[0].field)
            return
        value = self._to_sign()
        self._set_busy(True)
        if self.drafts is not None:
            self.drafts.keep()
        context, keeper = self.context, self.drafts

        def work() -> SignedVisit:
            number = None if keeper is None else keeper.id
            return sign_visit(context.clinic, replace(value, draft_id=number))

        context.tasks.run(work, done=self._signed, failed=self._failed, parent=self)

    def _to_sign(self) -> VisitToSign:
        plan = self.sections.get("plan")
        seen = plan.live.seen if isinstance(plan, PlanSection) else ()
        return self.model.to_sign(seen)

    def _signed(self, signed: SignedVisit) -> None:
        self._set_busy(False)
        self.context.events.store_changed.emit(signed.changes)
        self.accept()
        self.signed.emit(signed)

    def _failed(self, error: ExpectedError) -> None:
        self._set_busy(False)
        if isinstance(error, Invalid):
            problem = error.problems[0]
            self._say(problem.sentence)
            key = _PLACES.get(problem.field, problem.field)
            if key in self.sections:
                self.lead_to(key)
        elif isinstance(error, StaleRecord):
            self._say("Somebody changed this plan meanwhile. Look at it again, then sign.")
            self.reload()
        else:
            self._say(f"{error.sentence} {error.next_step}".strip())
        if isinstance(error, UnansweredFindings | Invalid | StaleRecord):
            plan = self.sections.get("plan")
            if isinstance(plan, PlanSection):
                plan.live.ask_again()

    def _say(self, sentence: str) -> None:
        self.form.problem.setText(sentence)
        self.form.problem.setVisible(bool(sentence))

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self.form.body.setEnabled(not busy)
        self._show_foot()

    # What is shown

    def _make_sections(self) -> dict[str, VisitSection]:
        model = self.model
        sections: list[VisitSection] = [BriefSection(model), ReconcileSection(model)]
        sections += [EffectsSection(model), StatusSection(model)]
        clinic = self.context.clinic
        session = SessionSection(model, lambda: write_time(clinic.now()))
        sections += [session] if model.is_session else []
        sections += [TalkSection(model, self.writing), GoalsSection(model)]
        if not model.is_session:
            sections += [PlanSection(self.context, model), ConsentSection(model)]
        sections += [FollowUpSection(model), NoteSection(model, self.writing)]
        sections += [] if model.is_session else [session]
        return {section.key: section for section in sections}

    def _lay_out(self) -> None:
        form = self.form
        column, index = form.sections.layout(), form.index.layout()
        assert isinstance(column, QVBoxLayout)  # the form has both
        assert isinstance(index, QVBoxLayout)
        for section in self.sections.values():
            column.addWidget(section)
        self.index = VisitIndex(self.sections, index, self.lead_to, self)
        boxes = {VisitPaper.PHARMACY: form.pharmacy, VisitPaper.PATIENT_PLAN: form.patient_plan}
        self.foot = VisitFoot(self.model, form.missing_box, boxes, form.sign, self.lead_to)
        column.addStretch(1)
        form.body.verticalScrollBar().setSingleStep(_STEP)
        form.body.viewport().setAutoFillBackground(False)
        inside = form.body.widget()
        if inside is not None:
            inside.setAutoFillBackground(False)
        form.sections.setAutoFillBackground(False)
        form.problem.hide()
        rows = form.root.layout()
        assert isinstance(rows, QVBoxLayout)  # the form has it
        rows.insertWidget(1, self.day)

    def _connect(self) -> None:
        form = self.form
        form.sign.clicked.connect(self.sign)
        form.later.clicked.connect(lambda: self.set_aside())
        form.open_chart.clicked.connect(lambda: self.page_wanted.emit(self.patient_id, "Summary"))
        self.day.chosen.connect(self._hold_at)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.sign)
        for section in self.sections.values():
            section.page_wanted.connect(partial(self.page_wanted.emit, self.patient_id))
        self.context.events.store_changed.connect(self._store_changed)
        self._connect_parts()

    def _connect_parts(self) -> None:
        """Open the dialogs that parts ask for."""
        effects, status = self.sections["effects"], self.sections["status"]
        assert isinstance(effects, EffectsSection)  # every visit has both
        assert isinstance(status, StatusSection)
        effects.report_wanted.connect(self._report_effect)
        status.assess_wanted.connect(self._assess_risk)
        plan = self.sections.get("plan")
        if isinstance(plan, PlanSection):
            self.plan_forms = VisitPlanForms(self.context, self.model, self)
            plan.form_wanted.connect(self.plan_forms.open)
            self.plan_forms.added.connect(plan.put)

    def _hold_at(self, moment: datetime) -> None:
        """Date the visit; what was stated as of another day is asked again."""
        told = self.model.hold_at(moment)
        self._show()  # also where it was held on that day already
        self._say(told)
        self.reload()

    def _report_effect(self) -> None:
        from practice_desk.gui.dialogs.side_effect_dialog import SideEffectDialog

        SideEffectDialog(self.context, self.model.opened.chart, self).open()

    def _assess_risk(self) -> None:
        from practice_desk.gui.dialogs.risk_dialogs import RiskAssessmentDialog

        patient, answers = self.model.opened.chart.patient, self.model.risk.open
        dialog = RiskAssessmentDialog(self.context, patient, answers, self)
        dialog.saved.connect(self._assessed)
        dialog.open()

    def _assessed(self, _saved: object) -> None:
        """The assessment is signed; the visit says so."""
        self.model.put(replace(self.model.state, risk=RiskAnswer.ASSESSED))

    def _store_changed(self, changes: Changes) -> None:
        if self.patient_id in changes.patient_ids and not self._busy and not self.isHidden():
            self.reload()

    def _show_who(self) -> None:
        form, opened = self.form, self.model.opened
        told = header_text(opened.chart, self.model.today)
        # a name in Arabic or Hebrew stands where all names stand
        form.name.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        form.name.setText(told.name)
        form.line.setText(told.facts)
        allergies = told.allergies
        parts = [] if allergies is None else [f"{allergies.title} {allergies.text}".strip()]
        parts += [told.alert] if told.alert else []
        form.alert.setText("\n".join(parts))  # what is told beside allergies is none
        tone = "caution" if allergies is None else allergies.tone
        theme.style(form.alerts, banner=tone)
        form.alerts.setVisible(bool(parts))
        form.kind.setText(_KINDS[self.model.kind])
        appointment = opened.appointment
        booked = "" if appointment is None else f"booked {write_time(appointment.starts_at)} · "
        form.times.setText(f"{booked}begun {self._began()}")

    def _began(self) -> str:
        """Return when it was opened, with the day where that is not today."""
        opened_at = self.model.state.opened_at
        is_today = opened_at.astimezone().date() == self.model.today
        return write_time(opened_at) if is_today else write_moment(opened_at)

    def _changed(self, by_hand: bool) -> None:
        if by_hand:
            self._say("")  # what was said is being seen to
        self._show()
        if self.drafts is not None:
            self.drafts.choose()

    def _show(self) -> None:
        self.day.show_days(self.model, self._opened_at)
        for section in self.sections.values():
            section.show_model()
        self._show_index()
        self._show_foot()
        self._lead_through()

    def _lead_through(self) -> None:
        """Let the tab key follow the screen, once rows came or went."""
        form = self.form
        above = (form.open_chart, form.later, self.day)
        parts = (*above, *self.index.buttons.values(), *self.sections.values())
        foot = (form.missing_box, form.pharmacy, form.patient_plan, form.sign)
        stops = [stop for part in (*parts, *foot) for stop in stops_in(part)]
        if stops != self._stops:
            self._stops = stops
            lead_through(stops)

    def _show_index(self) -> None:
        missing = {_PLACES.get(each.field, each.field) for each in self.model.missing()}
        self.index.show_missing(missing)

    def _show_foot(self) -> None:
        self.form.missing_label.setText(self.foot.show_model(busy=self._busy))
