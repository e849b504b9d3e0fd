"""The history of trials: what the plan says of each, what clinicians and others add."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from practice_desk.domain.course import Stretch
from practice_desk.domain.errors import NotFound
from practice_desk.domain.measure_series import is_single_answer
from practice_desk.domain.medication import Origin, PlanItem, PlanStatus
from practice_desk.domain.medication_trial import (
    Assessment,
    DoseSpan,
    MedicationTrial,
    TrialRule,
    TrialUse,
    assess,
    check_trial,
    highest_dose,
    longest_run,
)
from practice_desk.domain.observation import Observation
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.quantity import Quantity
from practice_desk.domain.reasons import find_reason
from practice_desk.knowledge import follow_up as follow_up_facts
from practice_desk.knowledge.instruments import instruments
from practice_desk.knowledge.safety.pack import SafetyPack, safety_pack
from practice_desk.services.charts import Chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.health import retract_records, save_record, stored_record
from practice_desk.services.patients import Saved
from practice_desk.services.safety_course import dose_of
from practice_desk.storage import follow_up, plan
from practice_desk.storage.unit_of_work import UnitOfWork

BEFORE = timedelta(weeks=6)
"""A score this long before the first day still tells how it was before."""
AFTER = timedelta(weeks=4)
"""A score this long after the last day still tells how it was at the end."""
_RECORD = Operation.RECORD_TRIAL
_WEEK = 7
_NOT_TRIED = frozenset({PlanStatus.ENTERED_IN_ERROR, PlanStatus.PLANNED, PlanStatus.REPORTED})


@dataclass(frozen=True, slots=True)
class ScorePair:
    """A measure before a trial, and at its end or now."""

    name: str
    before: Observation | None
    after: Observation | None


@dataclass(frozen=True, slots=True)
class Trial:
    """One trial with everything that is known of it.

    `record` is what was told or judged; for an item of the plan that nobody judged yet it is blank
    and has no id. `item` is None for a trial from elsewhere. `last_day` is None while it goes on.
    """

    record: MedicationTrial
    item: PlanItem | None
    first_day: date | None
    last_day: date | None
    highest: Quantity | None
    assessment: Assessment
    rule: TrialRule | None
    scores: tuple[ScorePair, ...]
    side_effects: tuple[str, ...]
    stop_reason: str

    @property
    def goes_on(self) -> bool:
        """Whether it is taken at present."""
        return self.item is not None and self.last_day is None


def trials_of(chart: Chart, today: date, pack: SafetyPack | None = None) -> tuple[Trial, ...]:
    """Return every trial of psychotropic medications, those that go on first, then the newest.

    Of the plan, that is all of ours and all that the pack counts as psychotropic; what was only
    reported, planned, called off or entered in error was not tried.
    """
    used = pack or safety_pack()
    told = [each for each in chart.trials if each.medication_id is None]
    found = [
        *(_from_plan(chart, item, today, used) for item in chart.plan if _is_trial(item, used)),
        *(_as_told(chart, each, today, used) for each in told),
    ]
    found.sort(key=lambda each: each.first_day or date.min, reverse=True)
    found.sort(key=lambda each: not each.goes_on)
    return tuple(found)


def save_trial(clinic: Clinic, value: MedicationTrial) -> Saved:
    """Add or change what is known of a trial. Raises Invalid, StaleRecord or NotFound."""
    if value.id is None:
        value = replace(value, recorded_by=clinic.session.user_name)
    problems = check_trial(value, clinic.today())
    return save_record(
        clinic, follow_up.trials, value, problems, operation=_RECORD, also=_check_item
    )


def saved_trial(clinic: Clinic, value: MedicationTrial) -> MedicationTrial:
    """Return *value*, which was saved before, as it is stored now. Raises NotFound."""
    return stored_record(clinic, follow_up.trials, value)


def retract_trial(clinic: Clinic, value: MedicationTrial, reason: str) -> Saved:
    """Take back a trial entered in error; it stays readable. Raises Invalid, StaleRecord."""
    return retract_records(clinic, follow_up.trials, value.patient_id, (value,), reason, _RECORD)


def _check_item(clinic: Clinic, work: UnitOfWork, value: MedicationTrial) -> None:
    item = value.medication_id
    if item is None:
        return
    if plan.medications.get(work.connection, item).patient_id != value.patient_id:
        raise NotFound("This medication is not in this chart.", "Open the chart again.")


def _is_trial(item: PlanItem, pack: SafetyPack) -> bool:
    if item.status in _NOT_TRIED or item.is_called_off or not item.course:
        return False
    ours = item.medication.origin is Origin.CLINIC
    return ours or "psychotropic" in pack.groups(item.medication.concept_id)


def _from_plan(chart: Chart, item: PlanItem, today: date, pack: SafetyPack) -> Trial:
    spans = list(dose_spans(item, today, pack))
    least, rule = (
        least_dose(item.medication.concept_id, pack),
        _rule(item.medication.concept_id, pack),
    )
    highest = highest_dose(spans)
    days = None if least is None else longest_run(spans, least.amount)
    first = min(span.start for span in spans) if spans else item.started_on
    ended = item.status is PlanStatus.STOPPED
    last = max(span.end for span in spans) - timedelta(days=1) if ended and spans else None
    unit = least.unit if least is not None else _unit(item, pack)
    use = _use(chart, item.medication.indication, first or today)
    return Trial(
        _judgement(chart, item),
        item,
        first,
        last,
        None if highest is None else Quantity(highest, unit),
        assess(days, highest, least, rule, use),
        rule if rule is not None and rule.fits(use) else None,
        tuple(_scores(chart.scores, first, last, today)),
        _side_effects(chart, item),
        _stop_reason(item) if ended else "",
    )


def _judgement(chart: Chart, item: PlanItem) -> MedicationTrial:
    blank = MedicationTrial(
        chart.patient.id or 0,
        item.medication.name,
        item.medication.concept_id,
        item.medication.id,
    )
    said = [
        each
        for each in chart.trials
        if each.medication_id == item.medication.id and not each.retracted_reason
    ]
    return said[-1] if said else blank


def _as_told(chart: Chart, value: MedicationTrial, today: date, pack: SafetyPack) -> Trial:
    least, rule = least_dose(value.concept_id, pack), _rule(value.concept_id, pack)
    use = _use(chart, "", value.began_on or today)
    highest = value.highest_dose
    comparable = least if least is not None and least.unit == value.dose_unit else None
    days = None if value.weeks is None else value.weeks * _WEEK
    return Trial(
        value,
        None,
        value.began_on,
        value.ended_on,
        None if highest is None else Quantity(highest, value.dose_unit),
        assess(days, highest, comparable, rule, use),
        rule if rule is not None and rule.fits(use) else None,
        (),
        (value.side_effects,) if value.side_effects else (),
        value.stop_reason,
    )


def dose_spans(item: PlanItem, today: date, pack: SafetyPack) -> Iterator[DoseSpan]:
    """Yield the doses of the days that have come, held ones as nothing taken."""
    tomorrow = today + timedelta(days=1)
    for stretch in item.course:
        end = min(stretch.end or tomorrow, tomorrow)
        if stretch.start < end:
            low, high = _doses(item, stretch, pack)
            yield DoseSpan(stretch.start, end, low, high)


def _doses(
    item: PlanItem, stretch: Stretch, pack: SafetyPack
) -> tuple[Decimal | None, Decimal | None]:
    if stretch.is_held:
        return Decimal(0), Decimal(0)
    found = [dose_of(item.medication, dosage, pack) for dosage in stretch.step.dosages]
    known = [dose for dose in found if dose is not None]
    if len(known) < len(found):
        return None, max(known, default=None)
    return min(known), max(known)


def least_dose(concept_id: str, pack: SafetyPack) -> Quantity | None:
    """Return the pack's lowest usual dose a day; None for injections, sessions and the unknown."""
    facts = pack.medication(concept_id)
    usual = facts.adult_dose if facts else None
    if usual is None or usual.basis != "per_day":
        return None
    return Quantity(usual.usual_min, usual.unit.partition("/")[0])


def _unit(item: PlanItem, pack: SafetyPack) -> str:
    facts = pack.medication(item.medication.concept_id)
    usual = facts.adult_dose if facts else None
    return "mg" if usual is None else usual.unit.partition("/")[0]


def _rule(concept_id: str, pack: SafetyPack) -> TrialRule | None:
    groups = pack.groups(concept_id)
    return next((rule for rule in follow_up_facts.trial_rules() if rule.group in groups), None)


def _use(chart: Chart, indication: str, day: date) -> TrialUse:
    """Return for what it was tried: by its indication, without one by every diagnosis on record."""
    wanted = indication.strip().casefold()
    codes = tuple(
        each.icd10cm
        for each in chart.conditions
        if not each.retracted_reason
        and each.icd10cm
        and (not wanted or each.display.casefold() == wanted)
    )
    return TrialUse(indication, codes, chart.patient.age(day))


def _scores(
    scores: Iterable[Observation], first: date | None, last: date | None, today: date
) -> Iterator[ScorePair]:
    if first is None:
        return
    by_name: dict[str, list[Observation]] = {}
    offered = instruments()
    for each in scores:
        stands = not each.retracted_reason and each.value is not None
        if stands and not is_single_answer(each, offered):
            by_name.setdefault(each.display, []).append(each)
    for name, found in sorted(by_name.items()):
        found.sort(key=lambda each: each.observed_at)
        latest = min((last or today) + AFTER, today)
        before = [each for each in found if first - BEFORE <= _day(each) <= first]
        after = [each for each in found if first < _day(each) <= latest]
        if before or after:
            yield ScorePair(name, before[-1] if before else None, after[-1] if after else None)


def _day(observation: Observation) -> date:
    return observation.observed_at.astimezone().date()


def _side_effects(chart: Chart, item: PlanItem) -> tuple[str, ...]:
    return tuple(
        each.effect
        for each in chart.side_effects
        if item.medication.id in each.suspected_ids and not each.retracted_reason
    )


def _stop_reason(item: PlanItem) -> str:
    last = item.last_event
    if last is None or last.kind is not PlanEventKind.STOP:
        return "Its steps came to their end"
    reason = find_reason(PlanEventKind.STOP, last.reason_code)
    words = reason.text if reason is not None else last.reason_code
    return f"{words}: {last.comment}" if last.comment else words
