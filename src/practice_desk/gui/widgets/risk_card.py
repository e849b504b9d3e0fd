"""Suicide risk in a chart: what is open, the newest assessment and safety plan, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.risk import Assessment, RiskState, SafetyPlan
from practice_desk.gui.models.measure_words import assessment_lines, response_words
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.widgets.banner import Banner
from practice_desk.gui.widgets.card import Card
from practice_desk.gui.widgets.fact_grid import fact_grid

_STEPS = {
    "warning_signs": "Warning signs",
    "coping": "What I can do alone",
    "people": "People and places that take my mind off it",
    "helpers": "Whom I can ask for help",
    "professionals": "Professionals and crisis lines",
    "means": "How we make my home safer",
}


class RiskCard(Card):
    """Hidden while nothing of it is in the chart."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Suicide risk", parent)
        self.safety_plan: SafetyPlan | None = None
        self._offered = False
        self.assess = QPushButton("&Assess…")
        self.plan = QPushButton("Safety p&lan…")
        self.limit = QPushButton("Limit &quantity…")
        self.limit.setToolTip("Opens Supply, where the most days to hand out at a time are set")
        self.print_plan = QPushButton("Print for t&he patient…")
        self.wallet_card = QPushButton("Wallet &card…")
        self.wallet_card.setToolTip("The safety plan, to be cut out and folded for the wallet")
        for button in (self.print_plan, self.wallet_card, self.limit, self.plan, self.assess):
            self.add_header_widget(button)
        self.hide()

    def offer(self, offered: bool) -> None:
        """Offer what can be done, or only to read."""
        self._offered = offered
        for button in (self.assess, self.plan, self.limit, self.print_plan):
            button.setVisible(offered)
        self.wallet_card.setVisible(offered and self.safety_plan is not None)

    def show_state(
        self, state: RiskState, people: Mapping[str, str], label: QWidget | None = None
    ) -> None:
        """Show where a chart stands, with *label* beside the safety plan."""
        self.clear()
        assessment, plan = state.assessment, state.plan
        self.safety_plan = None
        if state.open:
            banner = Banner()
            said = "; ".join(map(response_words, state.open))
            actions = " ".join(dict.fromkeys(a for each in state.open for a in each.safety))
            banner.say(f"Not assessed yet: {said}. {actions}", "danger")
            self.body.addWidget(banner)
        if assessment is not None and isinstance(assessment.details, Assessment):
            who = people.get(assessment.recorded_by, assessment.recorded_by)
            signed = f"Assessed {write_date(assessment.happened_on)}, signed by {who}"
            self.body.addWidget(plain_label(signed, "strong"))
            self.body.addLayout(fact_grid(assessment_lines(assessment.details)))
        if plan is not None and isinstance(plan.details, SafetyPlan):
            self.safety_plan = plan.details
            written = f"Safety plan of {write_date(plan.happened_on)}"
            head = QHBoxLayout()
            head.addWidget(plain_label(written, "strong"), 1)
            if label is not None:
                head.addWidget(label)
            self.body.addLayout(head)
            self.body.addLayout(fact_grid(plan_lines(plan.details)))
        self.wallet_card.setVisible(self._offered and self.safety_plan is not None)
        self.setVisible(bool(state.open or assessment or plan))


def plan_lines(plan: SafetyPlan) -> list[tuple[str, str]]:
    """Return the steps of a safety plan that have words, with their labels."""
    steps = ((label, getattr(plan, name)) for name, label in _STEPS.items())
    return [(label, text) for label, text in steps if text]
