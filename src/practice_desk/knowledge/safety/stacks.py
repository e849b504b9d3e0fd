"""Effects that add up over more than two medications, each as one finding that names them all.

Serotonergic, QT and other stacks are count rules of the pack. That of anticholinergic medications
is a rule about a pair there, and of sedating ones the pack has pairs, and a count for older adults
only: the count of sedating ones here is ours (decision 0020). It stands alone where the pack says
nothing of them; beside a pair of them it is a part of that finding, so that it is said once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from practice_desk.domain.directions import joined
from practice_desk.domain.safety import AlertKind, AlertSeverity, ChangeAction, SafetyAlert
from practice_desk.knowledge.safety.plan_state import PlanState

_ANTICHOLINERGIC = "int_anticholinergic_stack"
SEDATING = "count_sedating"
"""The `ref` of our own finding about sedating medications."""
_BRAIN_ACTIVE = "count_cns_active_older"
"""The pack's own count, which is of older adults only."""
_DEPRESSION = "cns_depression"
"""The pack's mechanism of pairs that slow the brain."""
_MANY = 3
_SEDATING = frozenset({"cns_depressant", "tca", "alpha2_agonist"})
_SEDATING_MEDICATIONS = frozenset(
    {"quetiapine", "olanzapine", "olanzapine_samidorphan", "olanzapine_fluoxetine", "clozapine",
     "chlorpromazine", "thioridazine", "loxapine", "mirtazapine", "trazodone"}
)  # fmt: skip
"""Those of wider classes for which the labels name sleepiness first."""


def joined_stacks(state: PlanState, alerts: Iterable[SafetyAlert]) -> Iterator[SafetyAlert]:
    """Yield *alerts*, with each stack as one finding with its total."""
    pairs = []
    for alert in _with_sedating_joined(state, list(alerts)):
        if alert.ref == _ANTICHOLINERGIC:
            pairs.append(alert)
        else:
            yield alert
    meds = sorted({med for alert in pairs for med in alert.medications})
    if len(meds) < _MANY:
        yield from pairs
        return
    worst = min(pairs, key=lambda each: each.severity.rank)
    names = joined([state.pack.name(med) for med in meds])
    message = f"{len(meds)} anticholinergic medications at once: {names}. {worst.message}"
    yield replace(worst, message=message, medications=tuple(meds))


def _with_sedating_joined(state: PlanState, alerts: list[SafetyAlert]) -> list[SafetyAlert]:
    """Return *alerts* with our count of sedating medications told by the pack's worst pair of them.

    Without it where the pack itself counts them all, as in older adults.
    """
    count = next((alert for alert in alerts if alert.ref == SEDATING), None)
    if count is None:
        return alerts
    meds, rest = set(count.medications), [alert for alert in alerts if alert is not count]
    if any(each.ref == _BRAIN_ACTIVE and meds <= set(each.medications) for each in rest):
        return rest
    pairs = [each for each in rest if _is_depressant_pair(state, each, meds)]
    if not pairs:
        return alerts
    worst = min(pairs, key=lambda each: each.severity.rank)
    told = replace(worst, management=f"{worst.management} {count.message} {count.management}")
    return [told if alert is worst else alert for alert in rest]


def _is_depressant_pair(state: PlanState, alert: SafetyAlert, meds: set[str]) -> bool:
    """Return whether *alert* is the pack's about two of *meds* that both slow the brain."""
    if alert.kind is not AlertKind.INTERACTION or not meds.issuperset(alert.medications):
        return False
    first, second = alert.medications
    rules = state.pack.interactions(first, second)
    return any(r.id == alert.ref and r.mechanism_group == _DEPRESSION for r in rules)


def check_sedating(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield three or more sedating medications where one of them begins."""
    if state.changed is not None and state.change.action is not ChangeAction.CHANGE:
        yield from _sedating(state, state.changed.med)


def review_sedating(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield the same for the plan as it stands."""
    yield from _sedating(state, "")


def _sedating(state: PlanState, begun: str) -> Iterator[SafetyAlert]:
    meds = sorted({each.med for each in state.everything if _is_sedating(state, each.med)})
    if len(meds) < _MANY or (begun and begun not in meds):
        return
    names = joined([state.pack.name(med) for med in meds])
    yield SafetyAlert(
        AlertKind.COUNT_RULE,
        SEDATING,
        AlertSeverity.MODERATE,
        f"{len(meds)} sedating medications at once: {names}. Sleepiness, falls, slowed breathing.",
        tuple(meds),
        "Try to do without one; speak of driving, alcohol and other sedatives.",
        ("The clinical pack's classes; a count of Practice Desk's own",),
    )


def _is_sedating(state: PlanState, med: str) -> bool:
    return med in _SEDATING_MEDICATIONS or bool(_SEDATING & state.pack.groups(med))
