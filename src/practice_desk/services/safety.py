"""Safety checks: of a change of the plan before it is made, and of files of cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from practice_desk.domain.allergy_intolerance import AllergyType, allergy_state, is_current
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.medication import (
    Medication,
    Origin,
    PlanItem,
    check_sequence,
    plan_item,
)
from practice_desk.domain.observation import ObservationCategory
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_event import PlanEvent
from practice_desk.domain.risk import RiskLevel
from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    ChangeAction,
    PatientFacts,
    SafetyAlert,
    SafetyFindings,
    SafetyQuestion,
    TakenMedication,
)
from practice_desk.domain.self_harm import newest_answer
from practice_desk.domain.side_effect_case import cases
from practice_desk.domain.supply import limits, standing
from practice_desk.knowledge.identity import delivered_identity
from practice_desk.knowledge.pack import KnowledgePack
from practice_desk.knowledge.safety.checker import check_change, review_plan
from practice_desk.knowledge.safety.labs import NO_BASELINE, UNREAD_RESULT
from practice_desk.knowledge.safety.pack import SafetyPack
from practice_desk.knowledge.safety.plan_state import plan_state
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import ClinicKnowledge, knowledge_in
from practice_desk.services.demographics import read_demographics
from practice_desk.services.plan_reader import read_plan
from practice_desk.services.risk import read_risk
from practice_desk.services.safety_course import filled_days
from practice_desk.services.safety_patient import (
    EXPOSURES,
    ChartFacts,
    asked_substances,
    concepts_of,
    not_checked,
    patient_facts,
    unchecked_facts,
)
from practice_desk.services.safety_question import (
    PlannedChange,
    before,
    change_facts,
    follow_ups,
    is_taken_now,
    known_first_visit,
    later_starts,
    others_taken,
    own_item,
    recent_stops,
    replaced,
    second_line,
    starts_anew,
    taken,
    taken_today,
    unchecked_plan,
    unchecked_supply,
    with_steps_left,
)
from practice_desk.services.safety_results import (
    lab_results,
    measured_before,
    newest_results,
    weights_before,
)
from practice_desk.services.safety_retraction import without_event
from practice_desk.storage import health, supply
from practice_desk.storage.adverse_event import adverse_event_reviews, adverse_events
from practice_desk.storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from practice_desk.knowledge.safety.cases import CaseResult


def run_case_file(path: Path) -> list[CaseResult]:
    """Run the cases in *path* through the checker. Raises UnreadableInput."""
    from practice_desk.knowledge.safety.cases import read_cases, run_cases  # YAML, no window's need

    return run_cases(read_cases(path))


def case_pack_standing(today: date) -> str:
    """Return with which pack cases are checked, and whether it is a draft or past its review."""
    pack = delivered_identity()
    name = f"clinical pack {pack.version} of {write_date(pack.released_on)}"
    draft = ", a draft that no clinician has reviewed" if pack.is_draft else ""
    if pack.is_past_review(today):
        due = write_date(pack.review_by)
        return f"Not checked against current facts: the {name}{draft}, was to be reviewed by {due}."
    return f"Checked with the {name}{draft}."


def check_medication_change(
    clinic: Clinic, patient_id: int, change: PlannedChange
) -> SafetyFindings:
    """Check the plan as it will be with *change*, on its day. Raises NotFound or NotPermitted.

    Counts what is ours, from outside, over the counter and only reported, active, held or planned.
    What can't be looked up is found as "not checked".
    """
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        return find_in(clinic, work, patient_id, change)


def find_in(
    clinic: Clinic,
    work: UnitOfWork,
    patient_id: int,
    change: PlannedChange,
    *,
    beside: Sequence[tuple[Medication, PlanEvent]] = (),
) -> SafetyFindings:
    """Check inside a running unit of work, as `check_medication_change` does.

    As if the events *beside* it, each with its medication, were in the plan already; one that is
    not in the plan yet has any number of its own.
    """
    today = clinic.today()
    chart, on = read_chart(work, patient_id), max(today, change.effective_on)
    items = _with_events(read_plan(work, patient_id, on), beside, on)
    if (taken_back := change.retracts_event_id) is not None:
        items = [without_event(item, taken_back, on) or item for item in items]
    return _findings(chart, items, change, knowledge_in(clinic, work), today)


def _with_events(
    items: list[PlanItem], beside: Sequence[tuple[Medication, PlanEvent]], on: date
) -> list[PlanItem]:
    """Return *items* with the events *beside* them after their own, where these can follow."""
    by_id = {item.medication.id: item for item in items}
    for medication, event in beside:
        present = by_id.get(medication.id)
        events = [*(present.events if present is not None else ()), event]
        followed = None if check_sequence(events) else plan_item(medication, events, on)
        if followed is not None:
            by_id[medication.id] = followed
    return list(by_id.values())


def _findings(
    chart: ChartFacts,
    items: list[PlanItem],
    change: PlannedChange,
    known: ClinicKnowledge,
    today: date,
) -> SafetyFindings:
    pack, rules = known.pack, known.rules
    on, due = change.effective_on, pack.identity.review_by
    past_review = due if pack.identity.is_past_review(today) else None
    mine = own_item(items, change)
    change = with_steps_left(change, mine)
    others = others_taken(items, change)
    facts = patient_facts(chart, pack, on)
    results = newest_results((*chart.vital_signs, *chart.laboratory))
    beside = (taken(item, rules, change) for item in others if item.medication.concept_id)
    limit = chart.quantity_limits.get(change.medication_id or 0)
    filled, visit = filled_days(mine, chart.fills), known_first_visit(items)
    question = SafetyQuestion(
        facts,
        (*replaced(mine, change, rules), *beside),
        change_facts(change, mine, rules, _indication(chart, change, pack), limit, filled, visit),
        tuple(recent_stops(items, change, on)),
        labs=lab_results(results, on) if change.action is not ChangeAction.STOP else (),
        follow_up=follow_ups(mine, change),
        on=on,
        measured=measured_before(results, on),
        later_starts=later_starts(items, change, mine),
        baselines=weights_before(chart.vital_signs, items),
    )
    found = check_change(question, rules) if change.medication.concept_id else []
    found = [alert for alert in found if _is_about(alert, change) and not _is_said(alert, facts)]
    alerts = [*found, *unchecked_plan(others, change, rules)]
    if change.action is not ChangeAction.STOP:
        alerts += [*second_line(others, change), *_intolerances(chart, change, rules)]
        if change.medication.origin is Origin.CLINIC:
            alerts += unchecked_supply(question.change, rules)
        alerts += [*unchecked_facts(chart, facts, pack), *_not_asked(chart, change, rules)]
    alerts += _past_review(pack, past_review)
    findings = _worst_first(alerts, pack, rules, past_review)
    taken_then = plan_state(rules, question).everything
    if change.action is ChangeAction.STOP:  # how high it was counts for a sudden end
        taken_then += before(mine, rules)
    return replace(findings, doses=_doses(taken_then), begun=starts_anew(change, mine))


def _doses(plan: Iterable[TakenMedication]) -> tuple[tuple[str, Decimal | None], ...]:
    """Return the dose of each medication, all its lines together; None where one is not known."""
    found: dict[str, Decimal | None] = {}
    for line in plan:
        so_far = found.get(line.med, Decimal(0))
        found[line.med] = None if so_far is None or line.dose is None else so_far + line.dose
    return tuple(found.items())


def _worst_first(
    alerts: list[SafetyAlert], pack: KnowledgePack, rules: SafetyPack, past_review: date | None
) -> SafetyFindings:
    alerts = sorted(alerts, key=lambda alert: alert.severity.rank)
    return SafetyFindings(
        tuple(alerts),
        _names(alerts, pack, rules),
        pack.identity.version,
        pack.identity.released_on,
        pack.identity.is_draft,
        past_review,
    )


def _is_about(alert: SafetyAlert, change: PlannedChange) -> bool:
    """Return whether a finding belongs to *change*: a result does where its medication changes."""
    is_of_result = alert.kind is AlertKind.LAB or alert.ref.startswith((UNREAD_RESULT, NO_BASELINE))
    return not is_of_result or change.medication.concept_id in alert.medications


def _is_said(alert: SafetyAlert, facts: PatientFacts) -> bool:
    """Return whether the chart's own gaps tell of it already, for every medication at once."""
    unknown = {"age": facts.age is None, "sex": not facts.sex}
    return alert.kind is AlertKind.NOT_CHECKED and unknown.get(alert.ref, False)


def standing_findings(
    chart: ChartFacts, items: Iterable[PlanItem], known: ClinicKnowledge, today: date
) -> SafetyFindings:
    """Return what stands in the plan as it is taken today, whatever changes; worst first.

    Uncoded medications and what is not known of the patient are said as for a change.
    """
    pack, rules, plan = known.pack, known.rules, list(items)
    due = pack.identity.review_by
    past_review = due if pack.identity.is_past_review(today) else None
    facts = patient_facts(chart, pack, today)
    results = newest_results((*chart.vital_signs, *chart.laboratory))
    current = tuple(taken_today(plan, rules, chart))
    labs = lab_results(results, today)
    alerts = review_plan(
        SafetyQuestion(
            facts, current, labs=labs, on=today, baselines=weights_before(chart.vital_signs, plan)
        ),
        rules,
    )
    alerts += [*unchecked_facts(chart, facts, pack), *_past_review(pack, past_review)]
    uncoded = [i.medication.name for i in plan if is_taken_now(i) and not i.medication.concept_id]
    if uncoded:
        what = f"{', '.join(uncoded)}: not from the coded list"
        alerts.append(not_checked("uncoded", what, AlertSeverity.MODERATE))
    return replace(_worst_first(alerts, pack, rules, past_review), doses=_doses(current))


def _past_review(pack: KnowledgePack, due: date | None) -> Iterator[SafetyAlert]:
    """Yield that nothing counts as checked where the pack should have been reviewed before."""
    if due is not None:
        message = (
            f"Not checked against current facts: the clinical pack {pack.identity.version} was to "
            f"be reviewed by {write_date(due)}."
        )
        what = "What it knows is shown all the same. Load a newer pack, or look it up."
        yield SafetyAlert(
            AlertKind.NOT_CHECKED, "past_review", AlertSeverity.MODERATE, message, (), what
        )


def read_chart(work: UnitOfWork, patient_id: int) -> ChartFacts:
    """Return what a chart tells the checks, inside a running unit of work."""
    connection = work.connection
    allergies = tuple(health.allergies.for_patient(connection, patient_id))
    statement = health.allergy_statements.newest(connection, patient_id)
    newest, category = health.observations.newest, ObservationCategory
    told = supply.supply_entries.for_patient(connection, patient_id)
    return ChartFacts(
        patient=read_demographics(work, patient_id).patient,
        allergies=allergies,
        allergy_state=allergy_state(allergies, statement),
        conditions=tuple(health.conditions.for_patient(connection, patient_id)),
        vital_signs=tuple(newest(connection, patient_id, category.VITAL_SIGNS)),
        laboratory=tuple(newest(connection, patient_id, category.LABORATORY)),
        substance_uses=tuple(health.substance_uses.for_patient(connection, patient_id)),
        social_history=tuple(newest(connection, patient_id, category.SOCIAL_HISTORY)),
        self_harm=_self_harm(work, patient_id),
        symptoms=_symptoms(work, patient_id),
        quantity_limits=limits(told),
        fills=tuple(standing(told)),
    )


def _self_harm(work: UnitOfWork, patient_id: int) -> bool | None:
    """Return the newest answer about thoughts of self-harm, None if nobody asked.

    Answers to a measure count until an assessment has settled them, and then its level does.
    """
    connection, risk = work.connection, read_risk(work, patient_id)
    if risk.open or (risk.level is not None and risk.level is not RiskLevel.LOW):
        return True
    scores = health.observations.newest(connection, patient_id, ObservationCategory.SURVEY)
    answer = newest_answer(scores, supply.supply_entries.for_patient(connection, patient_id))
    return None if answer is None else answer.positive


def _symptoms(work: UnitOfWork, patient_id: int) -> frozenset[str]:
    """Return the pack's ids of the side effects that go on."""
    found = cases(
        adverse_events.for_patient(work.connection, patient_id),
        adverse_event_reviews.for_patient(work.connection, patient_id),
        date.max,  # whether a recheck is due does not matter here
    )
    return frozenset(case.effect_id for case in found if case.effect_id and case.goes_on)


def _indication(chart: ChartFacts, change: PlannedChange, pack: KnowledgePack) -> str:
    """Return the pack's id of the condition that the medication is for, empty if unknown."""
    wanted = change.medication.indication.casefold()
    for condition in chart.conditions:
        if wanted and condition.display.casefold() == wanted:
            return next((each.id for each in concepts_of(condition.icd10cm, pack)), "")
    return ""


def _not_asked(
    chart: ChartFacts, change: PlannedChange, rules: SafetyPack
) -> Iterator[SafetyAlert]:
    """Yield the substances that act on this medication and that nobody has asked about."""
    med, asked = change.medication.concept_id, asked_substances(chart.substance_uses)
    names = [
        substance
        for substance, exposure in EXPOSURES.items()
        if substance not in asked
        and any(rule.b_type == "exposure" for rule in rules.interactions(med, exposure))
    ]
    if med and names:
        what = f"use of {', '.join(names)}, which nobody has asked about"
        yield not_checked("substances_not_asked", what)


def _intolerances(
    chart: ChartFacts, change: PlannedChange, rules: SafetyPack
) -> Iterator[SafetyAlert]:
    """Yield what was not tolerated before: no allergy, so it does not interrupt."""
    med = change.medication.concept_id
    for allergy in chart.allergies:
        known = is_current(allergy) and allergy.type is AllergyType.INTOLERANCE
        if med and known and allergy.substance_id in rules.groups(med):
            reaction = f": {allergy.reaction}" if allergy.reaction else ""
            message = f"An intolerance to {allergy.substance} is recorded{reaction}."
            yield SafetyAlert(
                AlertKind.ALLERGY,
                f"intolerance_{allergy.substance_id}",
                AlertSeverity.MODERATE,
                message,
                (med,),
                sources=("The chart's allergies",),
            )


def _names(
    alerts: Iterable[SafetyAlert], pack: KnowledgePack, rules: SafetyPack
) -> tuple[tuple[str, str], ...]:
    names = {}
    for med in dict.fromkeys(med for alert in alerts for med in alert.medications):
        concept = pack.medications.by_id(med)
        names[med] = concept.display_name if concept else rules.name(med)
    return tuple(names.items())
