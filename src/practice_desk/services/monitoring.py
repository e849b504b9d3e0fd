"""Monitoring of one chart: what is due, its results with what they mean, decisions about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from practice_desk.domain.allergy_intolerance import AllergyState
from practice_desk.domain.appointment import AppointmentStatus, VisitKind
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, NotFound, Problem
from practice_desk.domain.laboratory import Result, check_result, results_of
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.monitoring import Visits
from practice_desk.domain.monitoring_decision import (
    DecisionKind,
    MonitoringDecision,
    check_decision,
)
from practice_desk.domain.note import MEDICATION_KINDS
from practice_desk.domain.observation import Observation, ObservationCategory
from practice_desk.domain.permission import Operation
from practice_desk.domain.supply import (
    DrugScreen,
    PdmpCheck,
    PdmpOutcome,
    ScreenResult,
    SupplyEntry,
    SupplyKind,
    standing,
)
from practice_desk.knowledge.identity import PackIdentity
from practice_desk.knowledge.laboratory import laboratory
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import ClinicKnowledge
from practice_desk.services.health import retract_records
from practice_desk.services.monitoring_state import (
    NOTHING_WATCHED,
    JudgedResult,
    MonitoringState,
    Results,
    Rules,
    judge_results,
    monitoring_state,
    newest_of_each,
)
from practice_desk.services.patients import Saved
from practice_desk.services.plan_reader import read_plan
from practice_desk.services.safety_patient import ChartFacts, patient_facts
from practice_desk.storage import health, people, schedule, supply
from practice_desk.storage.note import notes
from practice_desk.storage.unit_of_work import UnitOfWork

MEASURED = (
    ObservationCategory.LABORATORY,
    ObservationCategory.VITAL_SIGNS,
    ObservationCategory.EXAM,
    ObservationCategory.PROCEDURE,
)
"""The categories of what monitoring asks for."""
RECORDED_AS = {
    SupplyKind.PDMP: "mon_pdmp",
    SupplyKind.SCREEN: "mon_uds_controlled",
    SupplyKind.NALOXONE: "mon_naloxone_offer",
}
"""Which check of the pack an entry about the supply is."""
RECORDED_WITH_SUPPLY = frozenset(RECORDED_AS.values())
"""The checks that are recorded with the supply, and not as results."""
_VISIT_KINDS = frozenset({VisitKind.MEDICATION, VisitKind.INTAKE})
_KEPT = frozenset({AppointmentStatus.ARRIVED, AppointmentStatus.FULFILLED})
_COMING = frozenset({AppointmentStatus.PROPOSED, AppointmentStatus.BOOKED})
_BY_SCORE = {"AIMS": "mon_aims", "PHQ-9 total": "mon_suicidality_young"}
"""Which check of the pack a measure's score is, by the beginning of its name.

Item 9 of the PHQ-9 asks about self-harm, so that its weekly rule and the check of mood and
suicidality in the weeks after a start are one task.
"""


@dataclass(frozen=True, slots=True)
class DecisionEntry:
    """What a person decides about checks that are due; `until` as in the decision."""

    kind: DecisionKind
    monitoring_ids: tuple[str, ...]
    until: date
    reason: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class ChartResults:
    """All standing results of known tests, the newest first, and the observations they are in."""

    judged: tuple[JudgedResult, ...]
    observations: Mapping[int, Observation]


def read_results(clinic: Clinic, patient_id: int, state: MonitoringState) -> ChartResults:
    """Read the results of a chart and hold them against the checks of *state*."""
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        found = [
            each
            for category in MEASURED
            for each in health.observations.of_category(work.connection, patient_id, category)
        ]
    found.sort(key=lambda each: each.observed_at, reverse=True)
    judged = judge_results(state, results_of(found, laboratory().canonical))
    return ChartResults(tuple(judged), {each.id: each for each in found if each.id is not None})


def save_results(clinic: Clinic, patient_id: int, results: Sequence[Observation]) -> Saved:
    """Add the results of one report, all or none. Raises Invalid, or NotFound for another chart."""
    now, lab = clinic.now(), laboratory()
    problems = tuple(
        problem for each in results for problem in check_result(each, lab.find(each.code), now)
    )
    if not results:
        problems = (Problem("value", "Enter at least one result."),)
    if any(each.patient_id != patient_id for each in results):
        raise NotFound("These results belong to another chart.", "Open the chart again.")
    if problems:
        raise Invalid(problems)
    with clinic.writing(Operation.ENTER_RESULTS, patient_id, kind=AuditKind.CREATE) as work:
        ids = [health.observations.add(work.connection, each) for each in results]
        work.detail = f"observation {' '.join(map(str, ids))}"
    return Saved(ids[0], Changes.of(patient_id, "observation"))


def retract_result(clinic: Clinic, value: Observation, reason: str) -> Saved:
    """Take back a result entered in error; it stays readable. Raises Invalid, StaleRecord."""
    records, operation = health.observations, Operation.ENTER_RESULTS
    return retract_records(clinic, records, value.patient_id, (value,), reason, operation)


def decide(clinic: Clinic, patient_id: int, entry: DecisionEntry) -> Saved:
    """Record one decision about the checks of a line. Raises Invalid."""
    today = clinic.today()
    values = [
        MonitoringDecision(
            patient_id,
            monitoring_id,
            entry.kind,
            today,
            entry.until,
            entry.reason.strip(),
            clinic.now(),
            clinic.session.user_name,
            entry.due_on,
        )
        for monitoring_id in entry.monitoring_ids
    ]
    if not values:
        raise Invalid((Problem("reason", "Choose what it is about."),))
    if problems := check_decision(values[0], today):
        raise Invalid(problems)
    with clinic.writing(
        Operation.DECIDE_MONITORING, patient_id, reason=entry.reason, kind=AuditKind.CREATE
    ) as work:
        ids = [health.monitoring_decisions.add(work.connection, each) for each in values]
        work.detail = f"monitoring_decision {' '.join(map(str, ids))}"
    return Saved(ids[0], Changes.of(patient_id, "monitoring_decision"))


def retract_decision(clinic: Clinic, value: MonitoringDecision, reason: str) -> Saved:
    """Take back a decision, which stays readable; the check is due again. Raises Invalid."""
    records, operation = health.monitoring_decisions, Operation.DECIDE_MONITORING
    return retract_records(clinic, records, value.patient_id, (value,), reason, operation)


def last_days(
    work: UnitOfWork, patient_id: int, results: Iterable[Result], recorded: Mapping[str, date]
) -> dict[str, date]:
    """Return the day of the last result by code, and of checks that other records show.

    *results* are the newest ones, with the parts of panels; older ones are looked up by code. Words
    in the place of a number ("hemolyzed") are no result of a test that is one.
    """
    canonical = laboratory().canonical
    found: dict[str, date] = {}
    older = health.observations.last_of_each(work.connection, patient_id)
    days = [
        (canonical.get(code, code), at.astimezone().date())
        for code, at, has_number in older
        if has_number or not _wants_number(code)
    ]
    days += [
        (result.code, result.on)
        for result in results
        if result.value is not None or not _wants_number(result.code)
    ]
    days += recorded.items()
    for code, day in days:
        if code not in found or day > found[code]:
            found[code] = day
    return found


def _wants_number(code: str) -> bool:
    test = laboratory().find(code)
    return test is not None and test.is_number


def recorded_elsewhere(
    entries: Iterable[SupplyEntry], scores: Iterable[Observation]
) -> dict[str, date]:
    """Return when checks were last done by what is recorded of the supply and of measures."""
    found: dict[str, date] = {}
    for entry in standing(entries):
        if _shows_a_check(entry):
            found[RECORDED_AS[entry.kind]] = entry.happened_on
    for score in scores:
        check = next((_BY_SCORE[name] for name in _BY_SCORE if score.display.startswith(name)), "")
        if check and not score.retracted_reason:
            day = score.observed_at.astimezone().date()
            found[check] = max(day, found.get(check, day))
    return found


def _shows_a_check(entry: SupplyEntry) -> bool:
    if entry.kind not in RECORDED_AS:
        return False
    details = entry.details
    if isinstance(details, PdmpCheck):
        return details.outcome is not PdmpOutcome.NOT_AVAILABLE
    return not (isinstance(details, DrugScreen) and details.result is ScreenResult.NOT_USABLE)


def chart_state(
    work: UnitOfWork,
    known: ClinicKnowledge,
    records: ChartFacts,
    plan: Sequence[PlanItem],
    today: date,
    rules: Rules,
) -> MonitoringState:
    """Return where the monitoring of a chart stands, inside a running unit of work.

    *known* is what the clinic looks things up in; of *records* only the person, the conditions
    and what was told for the checks count. No more is read than the checks of *plan* need.
    """
    patient_id = records.patient.id or 0
    facts = patient_facts(records, known.pack, today)
    state = monitoring_state(
        rules,
        facts,
        plan,
        lambda ids: read_done(work, patient_id, ids),
        today,
        lambda: _visits(work, patient_id, today),
    )
    sentence = past_review_sentence(known.pack.identity, today)
    if not sentence:
        return state
    return replace(state, unchecked=(sentence, *state.unchecked), past_review=sentence)


def past_review_sentence(pack: PackIdentity, today: date) -> str:
    """Return that *pack* should have been reviewed before *today*; empty where it is not so."""
    if not pack.is_past_review(today):
        return ""
    due = write_date(pack.review_by)
    return f"Not checked against current facts: the clinical pack was to be reviewed by {due}."


def rules_of(kept_by_clinic: dict[str, object], known: ClinicKnowledge) -> Rules:
    """Return the checks of what the clinic looks things up in, kept from chart to chart."""
    kept = kept_by_clinic.get(__name__)
    if isinstance(kept, Rules) and kept.pack is known.rules:
        return kept
    kept_by_clinic[__name__] = made = Rules(known.rules)
    return made


def patient_state(
    work: UnitOfWork, known: ClinicKnowledge, patient_id: int, today: date, rules: Rules
) -> MonitoringState:
    """Read what a chart's monitoring needs, and return where that stands.

    *rules* are those of *known*; the same for many charts save most of the time.
    """
    plan = read_plan(work, patient_id, today)
    if all(item.status is PlanStatus.STOPPED for item in plan):
        return NOTHING_WATCHED
    patient = people.patients.get(work.connection, patient_id)
    conditions = tuple(health.conditions.for_patient(work.connection, patient_id))
    told = health.observations.newest(
        work.connection, patient_id, ObservationCategory.SOCIAL_HISTORY
    )
    records = ChartFacts(patient, (), AllergyState.NOT_ASKED, conditions, (), (), (), tuple(told))
    return chart_state(work, known, records, plan, today, rules)


def _visits(work: UnitOfWork, patient_id: int, today: date) -> Visits:
    """Return the last medication visit, by a note or an appointment kept, and the next one."""
    seen = notes.days_of(work.connection, patient_id, MEDICATION_KINDS)
    booked = set()
    for each in schedule.appointments.for_patient(work.connection, patient_id):
        day = each.starts_at.astimezone().date()
        if each.visit in _VISIT_KINDS and each.status in _KEPT:
            seen.add(day)
        elif each.visit in _VISIT_KINDS and each.status in _COMING:
            booked.add(day)
    last = max((day for day in seen if day <= today), default=None)
    return Visits(last, min((day for day in booked if day >= today), default=None))


def read_done(work: UnitOfWork, patient_id: int, ids: frozenset[str]) -> Results:
    """Read what was done in a chart of the checks *ids*, and no more."""
    connection, observations = work.connection, health.observations
    measured = observations.panels(connection, patient_id)
    if ids & {each.rule for each in laboratory().closer}:
        measured += observations.newest(connection, patient_id, ObservationCategory.LABORATORY)
    newest = newest_of_each(results_of(measured, laboratory().canonical))
    entries: list[SupplyEntry] = []
    if ids & RECORDED_WITH_SUPPLY:
        entries = supply.supply_entries.for_patient(connection, patient_id)
    scores: list[Observation] = []
    if ids & set(_BY_SCORE.values()):
        scores = observations.newest(connection, patient_id, ObservationCategory.SURVEY)
    recorded = recorded_elsewhere(entries, scores)
    return Results(
        newest,
        last_days(work, patient_id, newest.values(), recorded),
        health.monitoring_decisions.for_patient(connection, patient_id),
    )
