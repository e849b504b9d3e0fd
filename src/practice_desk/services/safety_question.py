"""The question that a change of the plan asks the safety checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from practice_desk.domain.directions import joined
from practice_desk.domain.dispense_request import DispenseRequest, FirstVisit
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.medication import Medication, PlanItem, PlanStatus, standing_events
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.regimen import Regimen
from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    ChangeAction,
    FollowUp,
    LaterStart,
    PlanChangeFacts,
    RecentStop,
    SafetyAlert,
    StepProduct,
    TakenMedication,
    highest,
)
from practice_desk.knowledge.safety.controlled import not_entered
from practice_desk.knowledge.safety.pack import SafetyPack
from practice_desk.services.safety_course import (
    as_regimen,
    begins_after,
    dosages_while,
    dose_of,
    ends_high,
    filled_days,
    interval_days,
    is_leaving,
    is_stepped_down,
    last_day,
    last_taken,
    past_doses,
    products_of,
    steps_of,
    weeks_taken,
)
from practice_desk.services.safety_patient import ChartFacts, not_checked

_TAKEN = frozenset({PlanStatus.REPORTED, PlanStatus.PLANNED, PlanStatus.ACTIVE, PlanStatus.ON_HOLD})
"""Reported medications count as taken until somebody has asked; held ones may be resumed."""
_BEFORE = frozenset({PlanStatus.REPORTED, PlanStatus.ACTIVE})


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A change of the plan that is being composed.

    `medication_id` is the item that it changes, stops or takes over; None for a new one. With
    `regimen` every step of it is checked, and `dosage` may be left out. `retracts_event_id` is the
    event that it takes back as entered in error: the item counts as if that had never been.
    `dispense_request` is what is entered of refills and days' supply. `is_unread` tells that no
    dose can be read yet: what needs none is checked, the dose is found as "not checked".
    """

    action: ChangeAction
    medication: Medication
    effective_on: date
    dosage: Dosage | None = None
    medication_id: int | None = None
    regimen: Regimen | None = None
    retracts_event_id: int | None = None
    dispense_request: DispenseRequest | None = None
    is_unread: bool = False

    @property
    def ends_on(self) -> date | None:
        """The day from which it is no longer taken; None if it goes on."""
        return last_day(self.regimen, self.effective_on)


def others_taken(items: Iterable[PlanItem], change: PlannedChange) -> list[PlanItem]:
    """Return what is taken beside the medication of *change*, at any time while it runs."""
    return [
        item
        for item in items
        if item.medication.id != change.medication_id
        and is_taken(item)
        and dosages_while(item, change.effective_on, change.ends_on) is not None
    ]


def is_taken(item: PlanItem) -> bool:
    """Return whether an item counts as taken, now or to come."""
    return item.status in _TAKEN and not item.is_called_off


def taken(item: PlanItem, pack: SafetyPack, change: PlannedChange) -> TakenMedication:
    """Return a plan item as the checks see it, with its highest dose while *change* runs."""
    dosages = dosages_while(item, change.effective_on, change.ends_on) or ()
    dose = highest(dose_of(item.medication, each, pack) for each in dosages)
    form = (item.dosage.form or "") if item.dosage else ""
    intervals = [interval_days(item.medication, each, pack) for each in dosages]
    interval = min((days for days in intervals if days is not None), default=None)
    return TakenMedication(item.medication.concept_id, dose, form, is_leaving(item), interval)


def taken_today(
    items: Iterable[PlanItem], pack: SafetyPack, chart: ChartFacts
) -> list[TakenMedication]:
    """Return what is taken on the day of *items*, with the dose and the supply of that day."""
    return [
        replace(
            line,
            days_supply=days_at_a_time(item, chart),
            limit_days=chart.quantity_limits.get(item.medication.id or 0),
        )
        for item in items
        if is_taken_now(item)
        for line in before(item, pack)
    ]


def days_at_a_time(item: PlanItem, chart: ChartFacts) -> int | None:
    """Return for how many days *item* is handed out: the more of what was asked for and filled."""
    asked = item.dispense_request.days_supply if item.dispense_request else None
    days = [each for each in (asked, filled_days(item, chart.fills)) if each is not None]
    return max(days, default=None)


def before(item: PlanItem | None, pack: SafetyPack) -> tuple[TakenMedication, ...]:
    """Return the line of the plan that a change takes the place of, as it stands now."""
    if item is None or item.status not in _TAKEN or not item.medication.concept_id:
        return ()
    dose = None if item.dosage is None else dose_of(item.medication, item.dosage, pack)
    form = (item.dosage.form or "") if item.dosage else ""
    return (TakenMedication(item.medication.concept_id, dose, form, is_leaving(item)),)


def replaced(
    item: PlanItem | None, change: PlannedChange, pack: SafetyPack
) -> tuple[TakenMedication, ...]:
    """Return the line that *change* takes the place of; none where a held one begins again.

    A start is added to what is taken: with the held line its dose would count twice.
    """
    is_held = item is not None and item.status is PlanStatus.ON_HOLD
    return () if is_held and change.action is ChangeAction.START else before(item, pack)


def is_taken_now(item: PlanItem) -> bool:
    """Return whether *item* is taken on its day, or may be any day: held ones and reported ones."""
    return item.status in _TAKEN and item.status is not PlanStatus.PLANNED


def own_item(items: Iterable[PlanItem], change: PlannedChange) -> PlanItem | None:
    """Return the plan item that *change* is about; None for a new one."""
    return next(
        (
            i
            for i in items
            if i.medication.id is not None and i.medication.id == change.medication_id
        ),
        None,
    )


def with_steps_left(change: PlannedChange, item: PlanItem | None) -> PlannedChange:
    """Return *change* with the steps that were left at the hold, where it is a plain resume."""
    is_resume = (
        change.action is ChangeAction.START
        and change.regimen is None
        and not change.is_unread
        and item is not None
        and item.status is PlanStatus.ON_HOLD
        and change.medication.id == item.medication.id
    )
    held = item.present if is_resume and item is not None else None
    if held is None or held.event.regimen is None:
        return change
    return replace(change, regimen=held.event.regimen.remaining(held.day))


def change_facts(
    change: PlannedChange,
    item: PlanItem | None,
    pack: SafetyPack,
    indication: str,
    limit_days: int | None = None,
    filled: int | None = None,
    first_visit: FirstVisit | None = None,
) -> PlanChangeFacts:
    """Return *change* of *item* as the checks see it; *indication* is an id of the pack or empty.

    *limit_days* is the quantity limit that is recorded for the medication, *filled* the days for
    which it was handed out last, *first_visit* what other medications of the plan tell of it.
    To take over what is taken already is no start, and a resumed one had a gap.
    """
    medication, regimen = change.medication, as_regimen(change.dosage, change.regimen)
    request = _request(change, item)
    products = () if regimen is None else products_of(medication, regimen, pack)
    first = products[0] if products else StepProduct()
    return PlanChangeFacts(
        _action(change, item),
        medication.concept_id,
        dose=highest(each.dose for each in products),
        form=first.form,
        refills=request.refills,
        days_supply=request.days_supply,
        first_visit=request.first_visit or first_visit or "",
        interval_days=first.interval_days,
        indication=indication,
        gap_days=_gap_days(change, item),
        tapering=item is not None and is_stepped_down(item, change.effective_on, pack),
        steps=() if regimen is None else steps_of(medication, regimen, pack),
        ends_high=regimen is not None
        and ends_high(medication, regimen, pack, next((b.dose for b in before(item, pack)), None)),
        limit_days=limit_days,
        filled_days=filled,
        products=products,
        past=past_doses(item, change.effective_on, pack),
    )


def _request(change: PlannedChange, item: PlanItem | None) -> DispenseRequest:
    """Return what was entered with *change*; a plain resume goes on with what was before."""
    request = change.dispense_request
    if request is None and item is not None and item.status is PlanStatus.ON_HOLD:
        is_resume = change.action is ChangeAction.START
        request = item.dispense_request if is_resume else None
    return request or DispenseRequest()


def known_first_visit(items: Iterable[PlanItem]) -> FirstVisit | None:
    """Return how the patient was first seen, as any medication tells; once in person is enough."""
    told = {
        event.dispense_request.first_visit
        for item in items
        for event in standing_events(item.events)
        if event.dispense_request is not None
    }
    order = (FirstVisit.IN_PERSON, FirstVisit.TELEHEALTH_ONLY)
    return next((visit for visit in order if visit in told), None)


def _action(change: PlannedChange, item: PlanItem | None) -> ChangeAction:
    goes_on = item is not None and item.status in _BEFORE
    if change.action is ChangeAction.START and goes_on:
        return ChangeAction.CHANGE
    return change.action


def starts_anew(change: PlannedChange, item: PlanItem | None) -> frozenset[str]:
    """Return the medication that *change* starts new, or again after a stop; not after a hold."""
    again = item is None or item.status is PlanStatus.STOPPED
    med = change.medication.concept_id
    is_start = change.action is ChangeAction.START and again
    return frozenset({med}) if is_start and med else frozenset()


def _gap_days(change: PlannedChange, item: PlanItem | None) -> int | None:
    """Return for how many days what begins again was not taken; None where there was no gap."""
    if change.action is ChangeAction.STOP or item is None or item.since is None:
        return None
    if item.status not in (PlanStatus.ON_HOLD, PlanStatus.STOPPED):
        return None
    return max(0, (change.effective_on - item.since).days)


def follow_ups(item: PlanItem | None, change: PlannedChange) -> tuple[FollowUp, ...]:
    """Return for how long the changed medication has been taken."""
    weeks = None if item is None else weeks_taken(item, change.effective_on)
    if item is None or weeks is None or change.action is not ChangeAction.CHANGE:
        return ()
    return (FollowUp(item.medication.concept_id, weeks),)


def recent_stops(items: Iterable[PlanItem], change: PlannedChange, on: date) -> list[RecentStop]:
    """Return what was stopped, and how many days before *on*; what overlaps it, 0 days before."""
    return [
        RecentStop(
            item.medication.concept_id, max(0, (on - (last_taken(item, on) or item.since)).days)
        )
        for item in items
        if item.status is PlanStatus.STOPPED
        and item.medication.concept_id
        and item.since is not None
        and item.medication.id != change.medication_id
        and not _was_never_taken(item)
    ]


def later_starts(
    items: Iterable[PlanItem], change: PlannedChange, mine: PlanItem | None
) -> tuple[LaterStart, ...]:
    """Return what begins, or begins again, once the changed medication has ended.

    It ends with a stop or a hold on its day, with the hold before a stop, or with the last of its
    steps. What is taken beside it is found as such. *mine* is its item.
    """
    is_stop = change.action is ChangeAction.STOP
    ends = change.effective_on if is_stop else change.ends_on
    if is_stop and mine is not None:
        ends = last_taken(mine, change.effective_on) or ends
    if ends is None:
        return ()
    begins = (
        (item.medication.concept_id, begins_after(item, ends))
        for item in items
        if item.medication.id != change.medication_id
        and not item.is_called_off
        and (is_stop or dosages_while(item, change.effective_on, ends) is None)
    )
    return tuple(LaterStart(med, (day - ends).days) for med, day in begins if med and day)


def _was_never_taken(item: PlanItem) -> bool:
    """Whether it was only reported, and then found not to be taken or taken over by us."""
    last = item.last_event
    return last is not None and (
        last.reason_code == "taken_over"
        or (
            last.reason_code == "not_taking"
            and not any(event.kind is PlanEventKind.START for event in item.events)
        )
    )


def unchecked_plan(
    others: Iterable[PlanItem], change: PlannedChange, pack: SafetyPack
) -> Iterator[SafetyAlert]:
    """Yield what of the plan the pack can't be asked about."""
    beside, mine = list(others), change.medication
    moderate = AlertSeverity.MODERATE
    if not mine.concept_id:
        what = f"{mine.name} is not from the coded list, so nothing is known about it"
        yield not_checked("medication", what, moderate)
    elif change.is_unread:
        yield not_checked("dose", f"the dose of {mine.name}, because there is none yet", moderate)
    elif _has_unknown_dose(change, pack):
        yield not_checked("dose", f"the daily dose of {mine.name}, which is not certain", moderate)
    uncoded = [item.medication.name for item in beside if not item.medication.concept_id]
    if uncoded:
        names = ", ".join(uncoded)
        yield not_checked("uncoded", f"{names}: not from the coded list", moderate)
    doubtful = [
        item.medication.name
        for item in beside
        if item.medication.concept_id and taken(item, pack, change).dose is None
    ]
    if doubtful:
        yield not_checked("doses", f"the daily dose of {', '.join(doubtful)}")


def unchecked_supply(facts: PlanChangeFacts, pack: SafetyPack) -> Iterator[SafetyAlert]:
    """Yield what the rules about prescriptions of controlled substances ask and nobody entered."""
    if missing := not_entered(pack, facts):
        what = f"{joined(list(missing))} (not entered)"
        yield not_checked("supply", what, medications=(facts.med,))


def second_line(others: Iterable[PlanItem], change: PlannedChange) -> Iterator[SafetyAlert]:
    """Yield that what begins is in the plan already, in the same form: then it is rarely meant."""
    mine = change.medication
    regimen = as_regimen(change.dosage, change.regimen)
    form = regimen.steps[0].dosage.form if regimen else None
    for item in others:
        same = mine.concept_id and item.medication.concept_id == mine.concept_id
        other_form = item.dosage.form if item.dosage else None
        if same and (form is None or other_form is None or form == other_form):
            yield SafetyAlert(
                AlertKind.DUPLICATE_CLASS,
                mine.concept_id,
                AlertSeverity.MODERATE,
                f"{mine.name} is in the plan already; the doses of both lines are added up.",
                (mine.concept_id,),
                "Change the dose of the line that is there, if one is meant.",
            )
            return


def _has_unknown_dose(change: PlannedChange, pack: SafetyPack) -> bool:
    regimen = as_regimen(change.dosage, change.regimen)
    return regimen is not None and any(
        dose_of(change.medication, dosage, pack) is None for dosage in regimen.dosages()
    )
