"""What the Summary page says, worked out without widgets."""

from __future__ import annotations

from practice_desk.domain.condition import ConditionCategory, ConditionStatus
from practice_desk.domain.directions import short_directions
from practice_desk.domain.measure_series import is_single_answer
from practice_desk.domain.medication import Origin, PlanItem, PlanStatus
from practice_desk.domain.observation import Observation
from practice_desk.domain.observation_text import value_text
from practice_desk.gui.models.chart_facts import latest_of_each, write_day
from practice_desk.gui.models.chart_header import Pill
from practice_desk.gui.models.person_facts import Fact
from practice_desk.services.charts import Chart
from practice_desk.services.measures import measures

MOST_SCORES = 6
MOST_VITALS = 6
MOST_LETTERS = 5
_SHOWN = (PlanStatus.ACTIVE, PlanStatus.ON_HOLD)


def medication_facts(chart: Chart) -> list[Fact]:
    """Return what the patient takes now by our knowledge, ours first, held medications marked."""
    items = [item for item in chart.plan if item.status in _SHOWN]
    items.sort(
        key=lambda item: (
            item.medication.origin is not Origin.CLINIC,
            item.status is not PlanStatus.ACTIVE,
            item.medication.name.lower(),
        )
    )
    return [Fact(item.medication.name, _dosage(item), _medication_pill(item)) for item in items]


def not_reconciled(chart: Chart) -> str:
    """Return how many reported medications wait to be reconciled, empty for none."""
    count = sum(item.status is PlanStatus.REPORTED for item in chart.plan)
    if not count:
        return ""
    return f"{count} reported medication{'s' if count > 1 else ''}, not reconciled"


def condition_facts(chart: Chart) -> list[Fact]:
    """Return the conditions that stand: active ones and those in remission."""
    facts = []
    for condition in sorted(chart.conditions, key=lambda each: each.display.casefold()):
        standing = condition.status in (ConditionStatus.ACTIVE, ConditionStatus.REMISSION)
        problem = condition.category is ConditionCategory.PROBLEM
        if standing and problem and not condition.retracted_reason:
            remission = condition.status is ConditionStatus.REMISSION
            pill = Pill("In remission", "success") if remission else None
            facts.append(Fact(condition.display, condition.icd10cm, pill))
    return facts


def measured_facts(chart: Chart) -> list[Fact]:
    """Return the newest scores, then the newest vital signs, each with the value before."""
    offered = measures(chart.known)
    totals = (each for each in chart.scores if not is_single_answer(each, offered))
    scores = list(latest_of_each(totals))[:MOST_SCORES]
    vitals = list(latest_of_each(chart.vital_signs))[:MOST_VITALS]
    return [_measured(observation, before) for observation, before in (*scores, *vitals)]


def letter_facts(chart: Chart) -> list[Fact]:
    """Return the newest letters."""
    newest = sorted(chart.letters, key=lambda letter: letter.made_at, reverse=True)
    return [
        Fact(letter.title, f"{write_day(letter.made_at)} · {letter.recipient.splitlines()[0]}")
        for letter in newest[:MOST_LETTERS]
    ]


def _dosage(item: PlanItem) -> str:
    return "" if item.dosage is None else short_directions(item.dosage)


def _medication_pill(item: PlanItem) -> Pill | None:
    if item.status is PlanStatus.ON_HOLD:
        return Pill("On hold", "caution")
    if item.medication.origin is Origin.OUTSIDE:
        return Pill("Outside", "neutral")
    if item.medication.origin is Origin.OWN:
        return Pill("OTC", "neutral")
    return None


def _measured(observation: Observation, before: str) -> Fact:
    now, day = value_text(observation), write_day(observation.observed_at)
    if now[:1].isdigit():
        before = before.removesuffix(f" {now.rpartition(' ')[2]}")  # the unit is said once
    was = f" (was {before})" if before else ""
    return Fact(observation.display, f"{now}{was} · {day}")
