"""The checker: everything that is found about a change of the plan, the worst first, once each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    SafetyAlert,
    SafetyQuestion,
)
from practice_desk.knowledge.safety.allergies import check_allergies, review_allergies
from practice_desk.knowledge.safety.controlled import check_controlled
from practice_desk.knowledge.safety.doses import check_doses, review_doses
from practice_desk.knowledge.safety.interactions import check_interactions, review_interactions
from practice_desk.knowledge.safety.labs import check_labs
from practice_desk.knowledge.safety.monitoring import check_baseline, check_due
from practice_desk.knowledge.safety.opioids import check_naloxone
from practice_desk.knowledge.safety.pack import SafetyPack, safety_pack
from practice_desk.knowledge.safety.patients import (
    check_counts,
    check_duplicates,
    check_patient_rules,
    review_counts,
    review_duplicates,
    review_patient_rules,
)
from practice_desk.knowledge.safety.plan_state import PlanState, plan_state
from practice_desk.knowledge.safety.quantity import check_quantity, review_quantity
from practice_desk.knowledge.safety.stacks import check_sedating, joined_stacks, review_sedating
from practice_desk.knowledge.safety.standing import (
    rejected_medications,
    rejected_rules,
    with_standing,
)
from practice_desk.knowledge.safety.starts import check_starts, review_ages
from practice_desk.knowledge.safety.stops import check_tapers, check_washouts
from practice_desk.knowledge.safety.tapers import check_falls
from practice_desk.knowledge.safety.unknowns import check_companions, check_unknowns

Check = Callable[[PlanState], Iterable[SafetyAlert]]

_OF_A_CHANGE: tuple[Check, ...] = (
    check_allergies,
    check_washouts,
    check_interactions,
    check_doses,
    check_starts,
    check_patient_rules,
    check_quantity,
    check_tapers,
    check_falls,
    check_duplicates,
    check_counts,
    check_sedating,
    check_controlled,
    check_labs,
    check_naloxone,
    check_baseline,
    check_due,
    check_unknowns,
    check_companions,
)
_OF_A_REVIEW: tuple[Check, ...] = (
    review_allergies,
    review_interactions,
    review_doses,
    review_ages,
    review_patient_rules,
    review_duplicates,
    review_counts,
    review_sedating,
    review_quantity,
    check_labs,
    check_naloxone,
    check_due,
)


def check_change(question: SafetyQuestion, pack: SafetyPack | None = None) -> list[SafetyAlert]:
    """Return what the change of *question* brings. What the pack does not know is never silent."""
    return _found(question, pack or safety_pack(), _OF_A_CHANGE)


def review_plan(question: SafetyQuestion, pack: SafetyPack | None = None) -> list[SafetyAlert]:
    """Return what stands in the whole plan of *question*, whatever changes."""
    return _found(question, pack or safety_pack(), _OF_A_REVIEW)


def _found(
    question: SafetyQuestion, pack: SafetyPack, checks: Iterable[Check]
) -> list[SafetyAlert]:
    state = plan_state(pack, question)
    found: dict[tuple[AlertKind, str, frozenset[str]], SafetyAlert] = {}
    alerts = joined_stacks(state, (alert for check in checks for alert in check(state)))
    not_used = _found(question, pack.rejected, checks) if pack.rejected else ()
    for alert in (
        *_unknown(state),
        *rejected_medications(state),
        *rejected_rules(not_used, pack),
        *with_standing(alerts, pack),
    ):
        key = (alert.kind, alert.ref, frozenset(alert.medications))
        present = found.get(key)
        if present is None or alert.severity.rank < present.severity.rank:
            found[key] = alert
    return sorted(found.values(), key=lambda each: each.severity.rank)


def _unknown(state: PlanState) -> Iterator[SafetyAlert]:
    names = [taken.med for taken in state.everything] + ([state.stopped] if state.stopped else [])
    for med in dict.fromkeys(names):
        if state.pack.medication(med) is None:
            yield SafetyAlert(
                AlertKind.NOT_CHECKED,
                med,
                AlertSeverity.MODERATE,
                f"Not checked: the clinical pack does not know {state.pack.name(med)}.",
                (med,),
                "Look it up in a current reference.",
            )
    patient = state.question.patient
    exposures = patient.exposures | state.question.new_exposures
    unknown = (patient.conditions - state.pack.conditions) | (exposures - state.pack.exposures)
    for name in sorted(unknown):
        words = name.replace("_", " ")
        message = f"Not checked: the clinical pack does not know {words}."
        yield SafetyAlert(AlertKind.NOT_CHECKED, name, AlertSeverity.INFORMATION, message)
