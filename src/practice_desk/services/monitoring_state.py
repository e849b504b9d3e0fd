"""Where the monitoring of one chart stands: what is due and why, and what a result means.

Pure over what was read, so that a chart and the clinic's list work it out alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from practice_desk.domain.knowledge import EntryKey, EntryKind
from practice_desk.domain.laboratory import LabTest, Result
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.monitoring import (
    BASELINE_DAYS,
    EACH_VISIT,
    Anchor,
    Done,
    DueItem,
    DueStatus,
    Visits,
    due_item,
    merged,
)
from practice_desk.domain.monitoring_decision import MonitoringDecision
from practice_desk.domain.result_flag import Judgement, Setting, Threshold, judge
from practice_desk.domain.safety import PatientFacts, TakenMedication
from practice_desk.domain.treatment import Treatment, change_days, treatments
from practice_desk.domain.units import convert, find_unit
from practice_desk.knowledge.laboratory import laboratory
from practice_desk.knowledge.safety.pack import SafetyPack
from practice_desk.knowledge.safety.schedule import Watched, closer_follow_up, watched

_TAKEN = frozenset({PlanStatus.ACTIVE, PlanStatus.ON_HOLD, PlanStatus.PLANNED})
_AFTER_END = timedelta(days=30)
_FIRST_WEEK = timedelta(days=7)
_MOST_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class Watch:
    """One check during one treatment."""

    treatment: Treatment
    watched: Watched


@dataclass(frozen=True, slots=True)
class MonitoringState:
    """What is due, the most urgent first; every check, of ended treatments too.

    `unchecked` says in sentences what was not looked at. `sex` is as the thresholds ask for it,
    empty for unknown. `is_incomplete` says that a medication is unknown to the pack or not
    reconciled, so that nothing can be due for it. `past_review` is the sentence of `unchecked` on a
    pack past its review, empty for another one.
    """

    items: tuple[DueItem, ...] = ()
    watches: tuple[Watch, ...] = ()
    unchecked: tuple[str, ...] = ()
    sex: str = ""
    is_incomplete: bool = False
    past_review: str = ""

    @property
    def overdue(self) -> tuple[DueItem, ...]:
        """What is past its day."""
        return tuple(item for item in self.items if item.status is DueStatus.OVERDUE)

    @property
    def tests(self) -> tuple[LabTest, ...]:
        """Every test that a check takes, once each."""
        found = {test.code: test for watch in self.watches for test in watch.watched.tests}
        return tuple(found.values())


NOTHING_WATCHED = MonitoringState()


class Rules:
    """The checks of a pack, kept for patients of whom the same is known."""

    def __init__(self, pack: SafetyPack) -> None:
        self.pack = pack
        self._found: dict[tuple[object, ...], list[Watched]] = {}

    def watched(
        self, patient: PatientFacts, taken: tuple[TakenMedication, ...], med: str
    ) -> list[Watched]:
        """Return what is watched with *med* in this patient, beside all *taken*."""
        key = (
            patient.age,
            patient.sex,
            patient.conditions,
            patient.childbearing_potential,
            patient.pregnant,
            patient.ancestry,
            patient.symptoms,
            frozenset(each.med for each in taken),
            med,
        )
        found = self._found.get(key)
        if found is None:
            found = watched(self.pack, laboratory(), patient, taken, med)
            if len(self._found) < _MOST_KEPT:
                self._found[key] = found
        return found


@dataclass(frozen=True, slots=True)
class Results:
    """What was done: the newest results by code, the days of the last ones, and decisions.

    `done` also has the days of checks that other records show, by the check's id.
    """

    newest: Mapping[str, Result]
    done: Done
    decisions: Sequence[MonitoringDecision]


def monitoring_state(
    rules: Rules,
    patient: PatientFacts,
    plan: Sequence[PlanItem],
    read: Callable[[frozenset[str]], Results],
    today: date,
    read_visits: Callable[[], Visits] = Visits,
) -> MonitoringState:
    """Work out where the monitoring of *plan* stands on the day *today*.

    *read* is given the ids of the checks, and asked only where there are any; *read_visits* only
    where something is checked at each visit.
    """
    lab = laboratory()
    taken = tuple(
        TakenMedication(item.medication.concept_id)
        for item in plan
        if item.status in _TAKEN and item.medication.concept_id and not item.is_called_off
    )
    watches = [
        watch
        for item in plan
        if item.medication.concept_id and not item.is_called_off
        for watch in _watches(rules, patient, taken, item, plan)
    ]
    running = [watch for watch in watches if not watch.treatment.has_ended(today)]
    ids = frozenset(watch.watched.monitoring.id for watch in running)
    results = read(ids) if running else Results({}, {}, ())
    visits = read_visits() if any(map(_is_at_visits, running)) else Visits()
    items = [
        due_item(
            closer_follow_up(watch.watched.monitoring, results.newest, lab),
            watch.treatment,
            results.done,
            results.decisions,
            today,
            visits,
        )
        for watch in running
    ]
    return MonitoringState(
        tuple(merged(items)),
        tuple(watches),
        tuple(_unchecked(rules.pack, plan, patient)),
        patient.sex,
        bool(_unknown(rules.pack, plan) or _reported(plan)),
    )


def _is_at_visits(watch: Watch) -> bool:
    return any(timing.words == EACH_VISIT for timing in watch.watched.monitoring.timings)


def _watches(
    rules: Rules,
    patient: PatientFacts,
    taken: tuple[TakenMedication, ...],
    item: PlanItem,
    plan: Sequence[PlanItem],
) -> Iterator[Watch]:
    med = item.medication.concept_id
    mine = TakenMedication(med)
    for each in rules.watched(patient, taken if mine in taken else (*taken, mine), med):
        for treatment in treatments(item, each.gap_days):
            if any(timing.anchor is Anchor.INTERACTION for timing in each.monitoring.timings):
                days = tuple(_interacting_days(rules.pack, treatment, plan))
                treatment = replace(treatment, interactions=days)
            yield Watch(treatment, each)


def _interacting_days(
    pack: SafetyPack, treatment: Treatment, plan: Sequence[PlanItem]
) -> Iterator[date]:
    """Yield the days on which a medication that acts on this one was begun, changed or ended."""
    for other in plan:
        med = other.medication.concept_id
        if not med or med == treatment.med or not pack.interactions(treatment.med, med):
            continue
        for day in change_days(other):
            within = treatment.ended_on is None or day < treatment.ended_on
            if treatment.started_on < day and within:
                yield day


def _unchecked(pack: SafetyPack, plan: Sequence[PlanItem], patient: PatientFacts) -> Iterator[str]:
    unknown, reported = _unknown(pack, plan), _reported(plan)
    if unknown:
        yield f"Not checked: the clinical pack does not know {', '.join(dict.fromkeys(unknown))}."
    if reported:
        names = ", ".join(dict.fromkeys(reported))
        yield f"Not checked: reported and not yet reconciled: {names}."
    if patient.age is None:
        yield "Not checked: what depends on age; the birth date is unknown."
    yield from _rejected(pack, plan)


def _unknown(pack: SafetyPack, plan: Sequence[PlanItem]) -> list[str]:
    return [
        item.medication.name
        for item in plan
        if item.status in _TAKEN and pack.medication(item.medication.concept_id) is None
    ]


def _reported(plan: Sequence[PlanItem]) -> list[str]:
    return [item.medication.name for item in plan if item.status is PlanStatus.REPORTED]


def _rejected(pack: SafetyPack, plan: Sequence[PlanItem]) -> Iterator[str]:
    """Yield which checks of what is taken the clinic rejected: they are due no more."""
    if pack.rejected is None:
        return
    taken = [item.medication.concept_id for item in plan if item.status in _TAKEN]
    for rule in dict.fromkeys(r for med in taken for r in pack.rejected.monitoring_of(med)):
        standing = pack.standing(EntryKey(EntryKind.MONITORING, rule.id))
        who = f" by {standing.by}" if standing is not None and standing.by else ""
        yield f"Not checked: {rule.test}, a check that was rejected{who}."


def newest_of_each(results: Iterable[Result]) -> dict[str, Result]:
    """Return the newest result of each code."""
    found: dict[str, Result] = {}
    for result in results:
        present = found.get(result.code)
        if present is None or result.observed_at > present.observed_at:
            found[result.code] = result
    return found


@dataclass(frozen=True, slots=True)
class JudgedResult:
    """A result with what the pack's thresholds say about it for this patient."""

    test: LabTest
    result: Result
    judgement: Judgement


def judge_results(state: MonitoringState, results: Iterable[Result]) -> list[JudgedResult]:
    """Hold the results of known tests against the checks that were in force on their days."""
    lab = laboratory()
    own = {test.code: test for test in state.tests}
    known = [
        (test, result)
        for result in results
        if (test := own.get(result.code) or lab.find(result.code)) is not None
    ]
    by_code: dict[str, list[Result]] = {}
    for _, result in known:
        by_code.setdefault(result.code, []).append(result)
    return [
        JudgedResult(test, result, _judge(state, test, result, by_code[result.code]))
        for test, result in known
    ]


def _judge(
    state: MonitoringState, test: LabTest, result: Result, same: Sequence[Result]
) -> Judgement:
    found: list[Judgement] = []
    for watch in state.watches:
        codes = {each.code for each in watch.watched.tests}
        if test.code in codes and _is_in_force(watch.treatment, result.on):
            started = watch.treatment.started_on
            phase = "start" if result.on <= started else "treatment"
            setting = Setting(phase, state.sex, _first(test, same, result, started))
            found.append(judge(test, result, watch.watched.thresholds, setting))
    return _joined(found) if found else judge(test, result, (), Setting())


def _is_in_force(treatment: Treatment, on: date) -> bool:
    begins = treatment.started_on - timedelta(days=BASELINE_DAYS)
    return begins <= on and (treatment.ended_on is None or on < treatment.ended_on + _AFTER_END)


def _first(test: LabTest, same: Sequence[Result], result: Result, started: date) -> Decimal | None:
    """Return the value at the start, or the first one after it, in the usual unit."""
    before = [each for each in same if each.on < result.on and each.value is not None]
    at_start = [each for each in before if each.on <= started + _FIRST_WEEK]
    after = [each for each in before if each.on > started]
    chosen = max(at_start, key=lambda each: each.observed_at, default=None) or min(
        after, key=lambda each: each.observed_at, default=None
    )
    return None if chosen is None else in_usual_unit(test, chosen)


def in_usual_unit(test: LabTest, result: Result) -> Decimal | None:
    """Return the number in the test's usual unit; None where it can't be converted."""
    unit, usual = find_unit(result.unit), find_unit(test.unit)
    if unit is None or usual is None or result.value is None:
        return None
    return convert(result.value, unit, usual, test.substance)


def threshold_in_usual_unit(test: LabTest, bound: Decimal, unit: str) -> Decimal | None:
    """Return a threshold in the test's usual unit; None where it can't be converted."""
    source, usual = find_unit(unit), find_unit(test.unit)
    if source is None or usual is None:
        return None
    return convert(bound, source, usual, test.substance)


def _converts(test: LabTest, unit: str) -> bool:
    return threshold_in_usual_unit(test, Decimal(1), unit) is not None


def thresholds_of(state: MonitoringState, test: LabTest, today: date) -> list[Threshold]:
    """Return the thresholds of *test* in the treatments that go on."""
    return [
        threshold
        for watch in state.watches
        if not watch.treatment.has_ended(today)
        and test.code in {each.code for each in watch.watched.tests}
        for threshold in watch.watched.thresholds
        if (not threshold.part or threshold.part == test.part)
        and (not threshold.unit or _converts(test, threshold.unit))
        and (not threshold.sex or not state.sex or threshold.sex == state.sex)
        and threshold.phase != "start"
    ]


def _joined(found: Sequence[Judgement]) -> Judgement:
    flags = {flag.words: flag for each in found for flag in each.flags}
    unchecked = dict.fromkeys(words for each in found for words in each.unchecked)
    ordered = sorted(flags.values(), key=lambda flag: flag.severity.rank)
    return Judgement(tuple(ordered), tuple(unchecked), any(each.compared for each in found))
