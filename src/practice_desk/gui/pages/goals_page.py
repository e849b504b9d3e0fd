"""The Goals page: the treatment plan, problem by problem."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from practice_desk.domain.care_plan import (
    Achievement,
    CarePlanEntry,
    Goal,
    GoalBranch,
    Intervention,
    Objective,
    PlanProblem,
    ProblemBranch,
    Standing,
    Track,
)
from practice_desk.domain.draft import Draft
from practice_desk.domain.permission import Operation
from practice_desk.domain.sensitivity import RecordNoun
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.care_plan_dialogs import (
    GoalDialog,
    InterventionDialog,
    ObjectiveDialog,
    PlanProblemDialog,
    RemovePartDialog,
    SignPlanDialog,
)
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.dialogs.patient_paper_dialog import PatientPaperDialog
from practice_desk.gui.icons import set_icon
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.models.goals_view import (
    RATING_HEADERS,
    SIGNED_HEADERS,
    GoalsView,
    rating_rows,
    signed_rows,
    signed_tone,
)
from practice_desk.gui.pages.chart_page import ChartPage
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.goal_panel import GoalPanel, link
from practice_desk.gui.widgets.label_control import LabelControl
from practice_desk.gui.widgets.list_card import ListCard
from practice_desk.gui.widgets.scrolling import scrolling
from practice_desk.services.care_plan_papers import treatment_plan_draft
from practice_desk.services.care_plans import rate_progress
from practice_desk.services.charts import Chart
from practice_desk.services.patients import Saved

_EMPTY = (
    "No problem is set yet. New problem sets one, with goals of a template if you like. Goals are"
    " measured, rated at each visit, and signed as one plan."
)
AnyStanding = Standing[PlanProblem] | Standing[Goal] | Standing[Objective] | Standing[Intervention]


class GoalsPage(ChartPage):
    """A card for each problem, with its goals; what is signed stands above them."""

    draft_kinds: ClassVar[frozenset[str]] = frozenset(
        {
            PlanProblemDialog.draft_kind,
            GoalDialog.draft_kind,
            ObjectiveDialog.draft_kind,
            InterventionDialog.draft_kind,
            RemovePartDialog.draft_kind,
            SignPlanDialog.draft_kind,
        }
    )

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._chart: Chart | None = None
        self.panels: dict[int, GoalPanel] = {}
        self.cards: list[Card] = []
        self.new = QPushButton("New &problem…")
        self.sign = QPushButton("&Sign the plan…")
        self.print_plan = QPushButton("Print for t&he patient…")
        self.banner = Banner()
        self.empty = plain_label(_EMPTY, "dim", wrap=True)
        self.signed = ListCard("Signed versions", SIGNED_HEADERS, "", widest=2)
        self.ratings = ListCard("How the goals have been going", RATING_HEADERS, "", widest=1)
        self._column = QVBoxLayout()
        self._lay_out()

    def show_chart(self, chart: Chart) -> None:
        """Show the treatment plan of *chart*."""
        same = self._chart is not None and self._chart.patient.id == chart.patient.id
        at = self._focused_rating() if same else None
        self._chart = chart
        may = self.context.may(Operation.WRITE_CARE_PLAN, chart.patient.id)
        view, today = GoalsView(chart), self.context.today()
        self.new.setVisible(may)
        self.sign.setVisible(may and bool(view.text))
        self.print_plan.setVisible(may and bool(view.text))
        self.banner.say(view.sentence(), signed_tone(view.plan, today))
        self.empty.setVisible(not view.plan.problems)
        for listing, rows in (
            (self.signed, signed_rows(chart, view.text)),
            (self.ratings, rating_rows(chart)),
        ):
            listing.show_rows(rows)
            listing.setVisible(bool(rows))
        self.signed.offer_buttons(may)
        former, self.cards, self.panels = self.cards, [], {}
        for branch in view.plan.problems:
            self._add_card(view, branch, may=may)
        if at is not None and at[0] in self.panels:
            self.panels[at[0]].focus_rating(at[1])
        for card in former:
            card.hide()
            card.deleteLater()
        self.find_awaited()

    def take_focus(self) -> None:
        """Lead the keyboard to the first goal, whose keys rate it."""
        for panel in self.panels.values():
            if panel.ratings:
                next(iter(panel.ratings.values())).setFocus()
                return
        self.new.setFocus()

    def find_awaited(self) -> None:
        """Lead to the goal or the signature that was asked for; a part leads to its goal."""
        key = self._awaited
        if key is None or self._chart is None:
            return
        self._awaited = None
        panel = self._panel_of(key.id)
        if panel is not None:
            self._scroll.ensureWidgetVisible(panel, 0, 24)
            panel.take_focus()
        elif self.signed.table.choose(lambda record: getattr(record, "id", None) == key.id):
            self._scroll.ensureWidgetVisible(self.signed, 0, 24)
            self.signed.table.setFocus()

    def go_on(self, draft: Draft) -> bool:
        """Open the form that *draft* was typed into."""
        dialog = self._dialog_of(draft)
        if dialog is None:
            return False
        dialog.open()
        dialog.put_draft(draft)
        return True

    def open_part(self, what: str, part: object) -> None:
        """Open the form that sets, changes or takes out a part of the plan."""
        dialog = self._form_for(what, part)
        if dialog is not None:
            dialog.open()

    def open_paper(self) -> None:
        """Open the plan as a paper for the patient, to be printed or saved."""
        self._open_paper(None)

    def _open_paper(self, signing_id: int | None) -> None:
        if (chart := self._chart) is not None:
            draft = partial(treatment_plan_draft, signing_id=signing_id)
            PatientPaperDialog(self.context, chart.patient, draft, self).open()

    def _read_signed(self, row: RecordRow) -> None:
        if isinstance(row.record, CarePlanEntry):
            self._open_paper(row.record.id)

    def _form_for(self, what: str, part: object) -> ChartDialog | None:
        chart, context = self._chart, self.context
        if chart is None:
            return None
        if what == "problem":
            return PlanProblemDialog(context, chart, None, self)
        if what == "sign":
            return SignPlanDialog(context, chart, self)
        if not isinstance(part, Standing):
            return None
        if what == "goal":
            return GoalDialog(context, chart, Goal(part.id, ""), None, self)
        if what == "objective":
            return ObjectiveDialog(context, chart, Objective(part.id, ""), None, self)
        if what == "intervention":
            blank = Intervention(part.id, Track.THERAPY, "")
            return InterventionDialog(context, chart, blank, None, self)
        if what == "remove":
            return RemovePartDialog(context, chart, part, self)
        return self._change_form(chart, part)

    def _change_form(self, chart: Chart, part: AnyStanding) -> ChartDialog:
        context, value, entry, since = self.context, part.value, part.entry, part.since
        if isinstance(value, PlanProblem):
            return PlanProblemDialog(context, chart, Standing(part.id, value, entry, since), self)
        if isinstance(value, Goal):
            own = Standing(part.id, value, entry, since)
            return GoalDialog(context, chart, value, own, self)
        if isinstance(value, Objective):
            step = Standing(part.id, value, entry, since)
            return ObjectiveDialog(context, chart, value, step, self)
        done = Standing(part.id, value, entry, since)
        return InterventionDialog(context, chart, value, done, self)

    def _dialog_of(self, draft: Draft) -> ChartDialog | None:
        chart, target = self._chart, draft.body.get("target")
        if chart is None or not isinstance(target, dict) or chart.patient.id != draft.patient_id:
            return None
        if draft.kind == SignPlanDialog.draft_kind:
            return self._form_for("sign", None)
        if target.get("id") is not None:
            part = self._find(target.get("id"))
            what = "remove" if draft.kind == RemovePartDialog.draft_kind else "change"
            return None if part is None else self._form_for(what, part)
        if draft.kind == PlanProblemDialog.draft_kind:
            return self._form_for("problem", None)
        above = self._find(target.get("above"))
        kinds = {
            GoalDialog.draft_kind: "goal",
            ObjectiveDialog.draft_kind: "objective",
            InterventionDialog.draft_kind: "intervention",
        }
        return None if above is None else self._form_for(kinds[draft.kind], above)

    def _find(self, number: object) -> AnyStanding | None:
        plan = None if self._chart is None else self._chart.care_plan
        parts: list[AnyStanding] = []
        for problem in () if plan is None else plan.problems:
            parts.append(problem.problem)
            for goal in problem.goals:
                parts += [goal.goal, *goal.objectives, *goal.interventions]
        return next((each for each in parts if each.id == number), None)

    def _rate(self, goal_id: int, achievement: Achievement) -> None:
        chart = self._chart
        if chart is None or chart.patient.id is None:
            return
        clinic, patient_id = self.context.clinic, chart.patient.id

        def done(saved: Saved) -> None:
            self.context.events.store_changed.emit(saved.changes)

        self.context.tasks.run(
            lambda: rate_progress(clinic, patient_id, goal_id, achievement),
            done=done,
            failed=self.context.messages.show_error,
            parent=self,
        )

    def _add_card(self, view: GoalsView, branch: ProblemBranch, *, may: bool) -> None:
        problem = branch.problem
        card = Card(problem.value.title, elides=True)
        if may:
            card.add_header_widget(link("Goal…", partial(self._open, "goal", problem)))
            for text, what in (("Change…", "change"), ("Take out…", "remove")):
                button = QPushButton(text)
                button.setProperty("kind", "quiet")
                button.setAccessibleName(f"{text.rstrip('…')}: {problem.value.title}")
                button.clicked.connect(partial(self._open, what, problem))
                card.add_header_widget(button)
        if problem.value.patient_words:
            words = plain_label(f"“{problem.value.patient_words}”", "dim", wrap=True)
            card.body.addWidget(words)
        if not branch.goals:
            card.body.addWidget(plain_label("No goal is set for this problem yet.", "dim"))
        for goal in branch.goals:
            today, label = self.context.today(), self._label_of(goal)
            panel = GoalPanel(view, goal, today, may_write=may, label=label)
            panel.rated.connect(self._rate)
            panel.wanted.connect(self.open_part)
            self.panels[goal.goal.id] = panel
            card.body.addWidget(panel)
        self.cards.append(card)
        self._column.addWidget(card)
        card.show()

    def _label_of(self, branch: GoalBranch) -> LabelControl:
        control, goal = LabelControl(self.context, self), branch.goal
        if (chart := self._chart) is not None:
            control.show_record(chart, (RecordNoun.GOAL, goal.id), goal.value.description)
        return control

    def _open(self, what: str, part: object, _checked: bool = False) -> None:
        self.open_part(what, part)

    def _panel_of(self, part_id: int) -> GoalPanel | None:
        for panel in self.panels.values():
            branch = panel.branch
            below = {e.id for e in branch.objectives} | {e.id for e in branch.interventions}
            if part_id in {branch.goal.id, *below}:
                return panel
        return None

    def _focused_rating(self) -> tuple[int, Achievement] | None:
        """Return which rating of which goal the keyboard is at."""
        for number, panel in self.panels.items():
            for achievement, button in panel.ratings.items():
                if button.hasFocus():
                    return number, achievement
        return None

    def _lay_out(self) -> None:
        self.new.setProperty("kind", "primary")
        set_icon(self.new, "plus", "on_accent")
        self.new.clicked.connect(partial(self._open, "problem", None))
        self.sign.clicked.connect(partial(self._open, "sign", None))
        self.print_plan.setToolTip("To be kept by the patient, or signed on paper")
        self.print_plan.clicked.connect(self.open_paper)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 12, 6, 16)
        column.setSpacing(14)
        actions = QHBoxLayout()
        actions.setSpacing(8)
        actions.addWidget(self.new)
        actions.addWidget(self.sign)
        actions.addWidget(self.print_plan)
        actions.addStretch(1)
        column.addLayout(actions)
        column.addWidget(self.banner)
        column.addWidget(self.empty)
        self._column.setSpacing(14)
        column.addLayout(self._column)
        self.signed.add_button("Read…", self._read_signed, lambda _row: True)
        column.addWidget(self.signed)
        column.addWidget(self.ratings)
        column.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        self._scroll = scrolling(inside)
        rows.addWidget(self._scroll)
