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
    CarePlanEntry,
    Comparator,
    Goal,
    GoalBranch,
    Horizon,
    Intervention,
    Lifecycle,
    Objective,
    Rating,
    Signed,
    Standing,
    Track,
)
from practice_desk.domain.care_plan_rules import (
    holds,
    intervention_text,
    plan_text,
    progress_of,
    target_text,
)
from practice_desk.domain.measure_series import series_of
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.gui.models.chart_facts import RecordRow
from practice_desk.gui.widgets.pill import Tone
from practice_desk.knowledge.instruments import instruments
from practice_desk.letters.kinds.treatment_plan import CODE as PLAN_PAPER
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


SIGNED_HEADERS = ("Signed", "By", "The patient", "Review by", "Stands", "Papers kept")
RATING_HEADERS = ("Day", "Goal", "How it is going", "What was said", "By")


def signed_rows(chart: Chart, text: str) -> list[RecordRow]:
    """Return the signed versions of the plan, whose present words are *text*, the newest first.

    With each stand the numbers of its papers in the chart: printed from its signature until the
    next one.
    """
    signings = chart.care_plan.signings
    papers = [each for each in chart.letters if each.kind == PLAN_PAPER]
    rows = []
    for place, entry in enumerate(signings):
        signed = entry.details
        if not isinstance(signed, Signed):
            continue
        later = signings[place + 1].recorded_at if place + 1 < len(signings) else None
        kept = [
            each.code
            for each in papers
            if each.made_at >= entry.recorded_at and (later is None or each.made_at < later)
        ]
        stands, tone = ("replaced", "") if later is not None else _stands(entry, text)
        if not holds(entry):
            stands, tone = "does not read as it was signed", "danger"
        cells = (
            write_date(entry.happened_on),
            ", ".join(part for part in (signed.name, signed.credentials) if part),
            _AGREED_TEXT[signed.agreed].removeprefix("the patient "),
            write_date(signed.review_on),
            stands,
            ", ".join(kept),
        )
        rows.append(RecordRow(cells, entry, tones=("", "", "", "", tone, "")))
    return rows[::-1]


def _stands(entry: CarePlanEntry, text: str) -> tuple[str, str]:
    signed = entry.details
    same = isinstance(signed, Signed) and signed.text == text
    return ("as it is now", "") if same else ("changed since", "caution")


def rating_rows(chart: Chart) -> list[RecordRow]:
    """Return every rating of every goal in the plan, the newest first."""
    found = [
        (entry, rating, branch.goal.value.description)
        for branch in chart.care_plan.goals
        for entry in branch.ratings
        if isinstance(rating := entry.details, Rating)
    ]
    found.sort(key=lambda each: (each[0].happened_on, each[0].id or 0), reverse=True)
    rows = []
    for entry, rating, goal in found:
        how, tone = ACHIEVEMENTS[rating.achievement]
        who = chart.people.get(entry.recorded_by, entry.recorded_by)
        cells = (write_date(entry.happened_on), goal, how, rating.words, who)
        rows.append(RecordRow(cells, entry, tones=("", "", tone, "", "")))
    return rows
