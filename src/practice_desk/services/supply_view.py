"""What a chart shows of a patient's supply, worked out from what was read; nothing is read here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.risk import RiskLevel
from practice_desk.domain.safety import TakenMedication
from practice_desk.domain.self_harm import SelfHarmAnswer, newest_answer
from practice_desk.domain.supply import (
    Answer,
    Fill,
    Following,
    Part2Records,
    QuantityLimit,
    SupplyEntry,
    SupplyEvent,
    SupplyKind,
    decision_on,
    limit_of,
    newest,
    part2_of,
    standing,
)
from practice_desk.domain.supply_days import Coverage, coverage, expected_count, need_of, run_out
from practice_desk.domain.supply_pattern import FollowedSupply, Kin, PatternFact, pattern_facts
from practice_desk.knowledge.safety.opioids import naloxone_pairs
from practice_desk.knowledge.safety.pack import SafetyPack
from practice_desk.services.charts import Chart

_IN_PLAN = (PlanStatus.ACTIVE, PlanStatus.ON_HOLD, PlanStatus.PLANNED, PlanStatus.REPORTED)
_KIN = (
    (Kin.OPIOID, "opioid_agonist_any"),
    (Kin.BENZODIAZEPINE, "benzodiazepine"),
    (Kin.SEDATIVE, "sedative_hypnotic"),
)
"""What of the clinical pack's classes makes each kin; a medication is of the first that fits."""


@dataclass(frozen=True, slots=True)
class SupplyCard:
    """One followed medication as of a day.

    `until` is the last day covered, None where it can't be told. `waiting` are the events that
    nobody decided on yet. `expected` is how many pieces should be left now.
    """

    item: PlanItem
    kin: Kin
    coverage: tuple[Coverage, ...]
    until: date | None
    expected: float | None
    last_count: SupplyEntry | None
    last_event: SupplyEntry | None
    waiting: tuple[SupplyEntry, ...]
    limit: QuantityLimit | None
    wants_limit: bool

    @property
    def last_fill(self) -> Coverage | None:
        """The newest fill."""
        return self.coverage[-1] if self.coverage else None


@dataclass(frozen=True, slots=True)
class SupplyOverview:
    """Everything that the Supply page shows of a chart."""

    cards: tuple[SupplyCard, ...]
    others: tuple[PlanItem, ...]
    agreement: SupplyEntry | None
    pdmp: SupplyEntry | None
    screen: SupplyEntry | None
    naloxone: SupplyEntry | None
    wants_naloxone: tuple[str, ...]
    self_harm: SelfHarmAnswer | None
    part2: Part2Records | None
    facts: tuple[PatternFact, ...]


def _self_harm(chart: Chart, entries: Iterable[SupplyEntry]) -> SelfHarmAnswer | None:
    """Return the newest answer about self-harm, by any measure, or what its assessment found.

    Other measures than the PHQ-9, such as the ASQ, count as the safety checks count them: until
    they are assessed, and then by the level of risk.
    """
    told, risk = newest_answer(chart.scores, entries), chart.risk
    if told is not None and told.positive:
        return told
    if risk.open:
        last = max(risk.open, key=lambda each: each.authored_at)
        name = last.instrument_name.split(" (", maxsplit=1)[0]
        day = last.authored_at.astimezone().date()
        return SelfHarmAnswer(day, f"{name}: not assessed yet", True)
    if risk.assessment is not None and risk.level not in (None, RiskLevel.LOW):
        return SelfHarmAnswer(risk.assessment.happened_on, f"Risk assessed as {risk.level}", True)
    return told


def supply_overview(chart: Chart, today: date) -> SupplyOverview:
    """Return what *chart* shows of the supply on *today*."""
    entries = standing(chart.supply)
    answer = _self_harm(chart, entries)
    followed = [
        item
        for item in chart.plan
        if is_followed(item, _own(entries, item)) and _counts(item, entries)
    ]
    cards = tuple(
        _card(item, entries, answer, today, chart.rules) for item in followed if is_in_plan(item)
    )
    others = tuple(item for item in chart.plan if is_in_plan(item) and item not in followed)
    return SupplyOverview(
        cards=cards,
        others=others,
        agreement=newest(entries, SupplyKind.AGREEMENT),
        pdmp=newest(entries, SupplyKind.PDMP),
        screen=newest(entries, SupplyKind.SCREEN),
        naloxone=newest(entries, SupplyKind.NALOXONE),
        wants_naloxone=_wants_naloxone(chart.plan, chart.rules),
        self_harm=answer,
        part2=part2_of(entries),
        facts=pattern_facts(
            [_followed_supply(item, entries, chart.rules) for item in followed], today
        ),
    )


def is_in_plan(item: PlanItem) -> bool:
    """Return whether a medication is taken, on hold, planned or reported."""
    return item.status in _IN_PLAN


def is_followed(item: PlanItem, own: Sequence[SupplyEntry]) -> bool:
    """Return whether a medication's supply is followed, *own* being its standing entries.

    Somebody chose so; else a controlled one is, and one of which a fill is recorded.
    """
    chosen = newest(own, SupplyKind.FOLLOWING)
    if chosen is not None and isinstance(chosen.details, Following):
        return chosen.details.followed is Answer.YES
    return is_controlled(item) or any(isinstance(entry.details, Fill) for entry in own)


def is_controlled(item: PlanItem) -> bool:
    """Return whether a medication is under a DEA schedule, as far as its record says."""
    return item.medication.schedule.startswith("C")


def kin_of(item: PlanItem, rules: SafetyPack) -> Kin:
    """Return what a medication is, as far as the clinical pack knows it."""
    groups = rules.groups(item.medication.concept_id)
    return next((kin for kin, name in _KIN if name in groups), Kin.OTHER)


def _counts(item: PlanItem, entries: Sequence[SupplyEntry]) -> bool:
    """Whether a medication belongs in the view: taken now, or with entries of its own."""
    entered = item.status is PlanStatus.ENTERED_IN_ERROR
    return is_in_plan(item) or (bool(_own(entries, item)) and not entered)


def _own(entries: Sequence[SupplyEntry], item: PlanItem) -> list[SupplyEntry]:
    return [entry for entry in entries if entry.medication_id == item.medication.id]


def _followed_supply(
    item: PlanItem, entries: Sequence[SupplyEntry], rules: SafetyPack
) -> FollowedSupply:
    own = _own(entries, item)
    return FollowedSupply(
        item.medication.id or 0,
        item.medication.name,
        kin_of(item, rules),
        is_controlled(item),
        tuple(own),
        coverage(own, need_of(item)),
    )


def _card(
    item: PlanItem,
    entries: Sequence[SupplyEntry],
    answer: SelfHarmAnswer | None,
    today: date,
    rules: SafetyPack,
) -> SupplyCard:
    own, need = _own(entries, item), need_of(item)
    covered = coverage(own, need)
    events = [entry for entry in own if isinstance(entry.details, SupplyEvent)]
    limit = limit_of(own, item.medication.id or 0)
    expected = expected_count(own, need, today)
    return SupplyCard(
        item=item,
        kin=kin_of(item, rules),
        coverage=covered,
        until=run_out(covered, own, need),
        expected=None if expected is None else float(expected),
        last_count=newest(own, SupplyKind.COUNT),
        last_event=events[-1] if events else None,
        waiting=tuple(event for event in events if decision_on(event, own) is None),
        limit=limit,
        wants_limit=limit is None and answer is not None and answer.positive,
    )


def _wants_naloxone(plan: Sequence[PlanItem], rules: SafetyPack) -> tuple[str, ...]:
    """Return the names of the opioids and sedatives that meet, as the safety checks see it.

    Empty without both, and where naloxone is in the plan.
    """
    taken = {i.medication.concept_id: i.medication.name for i in plan if is_in_plan(i)}
    pairs = naloxone_pairs(rules, (TakenMedication(med) for med in taken if med))
    opioids, sedatives = [one for one, _ in pairs], [other for _, other in pairs]
    return tuple(taken[med] for med in dict.fromkeys((*opioids, *sedatives)))
