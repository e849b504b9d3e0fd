"""The treatment plan as the Goals page writes it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.care_plan import (
    Achievement,
    Agreed,
    CarePlan,
    Comparator,
    Goal,
    GoalBranch,
    Horizon,
    Intervention,
    Lifecycle,
    Objective,
    Rating,
    Standing,
    Track,
)
from practice_desk.domain.care_plan_rules import (
    intervention_text,
    plan_text,
    progress_of,
    target_text,
)
from practice_desk.domain.measure_series import series_of
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.gui.widgets.pill import Tone
from practice_desk.knowledge.instruments import instruments
from practice_desk.services.care_plans import doses_of, names_of
from practice_desk.services.charts import Chart

HORIZONS = {Horizon.SHORT: "Short-term", Horizon.LONG: "Long-term"}
LIFECYCLES = {
    Lifecycle.ACTIVE: "Worked on",
    Lifecycle.ON_HOLD: "On hold",
    Lifecycle.COMPLETED: "Completed",
    Lifecycle.CANCELLED: "Given up",
}
ACHIEVEMENTS: dict[Achievement, tuple[str, Tone]] = {
    Achievement.IMPROVING: ("Improving", "success"),
    Achievement.NO_CHANGE: ("No change", "neutral"),
    Achievement.WORSENING: ("Worsening", "caution"),
    Achievement.ACHIEVED: ("Achieved", "success"),
    Achievement.NOT_ACHIEVED: ("Not achieved", "caution"),
}
TRACKS = {Track.THERAPY: "Therapy", Track.MEDICATION: "Medication"}
COMPARATORS = {Comparator.AT_MOST: "at most", Comparator.AT_LEAST: "at least"}
AGREEMENTS = {
    Agreed.SPOKEN: "Agreed by word",
    Agreed.HERE: "Signs here on the screen",
    Agreed.PAPER: "Signed on paper",
    Agreed.NOT_YET: "Has not agreed yet",
}
_AGREED_TEXT = {
    Agreed.SPOKEN: "the patient agreed by word",
    Agreed.HERE: "the patient signed on the screen",
    Agreed.PAPER: "the patient signed on paper",
    Agreed.NOT_YET: "the patient has not agreed yet",
}
_TAKEN = (PlanStatus.ACTIVE, PlanStatus.PLANNED, PlanStatus.ON_HOLD)


class GoalsView:
    """What the page shows of one chart, worked out once."""

    def __init__(self, chart: Chart) -> None:
        self.plan = chart.care_plan
        known = instruments() if chart.known is None else chart.known.instruments
        full = {each.id: each.name for each in known}
        self.names = {number: name.partition(" (")[0] for number, name in full.items()}
        self.doses = doses_of(chart.plan)
        self.text = plan_text(chart.care_plan, names_of(chart.plan), full)
        self._totals: dict[str, list[tuple[date, Decimal]]] = {}
        for series in series_of(chart.scores, (), known):
            if series.instrument is not None:
                points = [(each.on, each.total) for each in series.points]
                self._totals[series.instrument.id] = points

    def objective(self, each: Standing[Objective]) -> tuple[str, str]:
        """Return an objective, and how it is measured with how far it is."""
        value = each.value
        parts = [target_text(value, self.names)]
        totals = self._totals.get(value.instrument_id, [])
        progress = progress_of(value, each.since, totals)
        if progress is not None:
            way = "reached" if progress.met else f"{progress.percent}% of the way"
            parts.append(f"now {progress.last:f} ({write_date(progress.last_on)}), {way}")
        elif value.instrument_id:
            parts.append("not measured yet")
        if value.due_on is not None:
            parts.append(f"by {write_date(value.due_on)}")
        return value.description, " · ".join(parts)

    def interventions(self, branch: GoalBranch, track: Track) -> list[Standing[Intervention]]:
        """Return what is done for a goal in therapy, or by medication."""
        return [each for each in branch.interventions if each.value.track is track]

    def intervention(self, each: Standing[Intervention]) -> str:
        """Return an intervention with the present dose of its medication."""
        return intervention_text(each.value, self.doses)

    def sentence(self) -> str:
        """Return who signed the plan when, and what has to be done about it; may be empty."""
        return signed_sentence(self.plan, self.text)


def signed_sentence(plan: CarePlan, text: str) -> str:
    """Return how the plan with its present *text* stands to its signatures."""
    signed = plan.signed
    if signed is None:
        return "This plan is not signed yet." if text else ""
    day = write_date(plan.signings[-1].happened_on)
    who = ", ".join(part for part in (signed.name, signed.credentials) if part)
    said = f"Signed {day} by {who}; {_AGREED_TEXT[signed.agreed]}."
    if plan.review_on is not None:
        said += f" Review by {write_date(plan.review_on)}."
    return said if signed.text == text else f"{said} It was changed since: sign it again."


def signed_tone(plan: CarePlan, today: date) -> Tone:
    """Return how much the sentence about signatures matters."""
    if plan.review_on is not None and plan.review_on < today:
        return "caution"
    return "info"


def goal_line(goal: Goal) -> str:
    """Return a goal's horizon, day and state: "Long-term · by Mar 1, 2027 · on hold"."""
    parts = [HORIZONS[goal.horizon]]
    if goal.due_on is not None:
        parts.append(f"by {write_date(goal.due_on)}")
    if goal.lifecycle is not Lifecycle.ACTIVE:
        parts.append(LIFECYCLES[goal.lifecycle].lower())
    return " · ".join(parts)


def rating_pill(branch: GoalBranch) -> tuple[str, Tone]:
    """Return the newest rating with its day, and its tone; nothing where there is none."""
    if not branch.ratings or branch.rating is None:
        return "", "neutral"
    text, tone = ACHIEVEMENTS[branch.rating.achievement]
    return f"{text}, {write_date(branch.ratings[-1].happened_on)}", tone


def rated_on(branch: GoalBranch, day: date) -> Achievement | None:
    """Return the newest rating of *day*."""
    found = [e.details for e in branch.ratings if e.happened_on == day]
    last = found[-1] if found else None
    return last.achievement if isinstance(last, Rating) else None


def offered_medications(plan: tuple[PlanItem, ...], doses: Mapping[int, str]) -> dict[int, str]:
    """Return the medications of the plan that a goal can be linked to, by their ids."""
    numbers = [each.medication.id or 0 for each in plan if each.status in _TAKEN]
    return {number: doses[number] for number in numbers}
