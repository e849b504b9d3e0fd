"""How what was found stands: reviewed here, still a draft, our own; and what a clinic rejected.

A rejected entry is not used. What it would have said is found as "not checked", never as silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.knowledge import EntryKey, EntryKind, ReviewState, Standing
from practice_desk.domain.safety import AlertKind, AlertSeverity, SafetyAlert
from practice_desk.knowledge.safety.pack import SafetyPack
from practice_desk.knowledge.safety.plan_state import PlanState


def with_standing(alerts: Iterable[SafetyAlert], pack: SafetyPack) -> Iterator[SafetyAlert]:
    """Yield *alerts*, each with the standing of the entry that it comes from."""
    for alert in alerts:
        standing = pack.standing(alert.entry)
        if standing is None:
            yield alert
        else:  # not `replace`, which takes longer than many a check
            yield SafetyAlert(
                alert.kind,
                alert.ref,
                alert.severity,
                alert.message,
                alert.medications,
                alert.management,
                alert.sources,
                standing,
            )


def rejected_medications(state: PlanState) -> Iterator[SafetyAlert]:
    """Yield what is not checked because the clinic rejected a medication's entry.

    Its classes still count: interactions are entries of their own.
    """
    names = [taken.med for taken in state.everything] + ([state.stopped] if state.stopped else [])
    for med in dict.fromkeys(names):
        standing = state.pack.standings.get(EntryKey(EntryKind.MEDICATION, med))
        if standing is not None and standing.state is ReviewState.REJECTED:
            name = state.pack.name(med)
            what = f"doses, age limits, starting and stopping of {name}"
            yield _not_checked(f"rejected_{med}", what, standing, (med,))


def rejected_rules(found: Iterable[SafetyAlert], pack: SafetyPack) -> Iterator[SafetyAlert]:
    """Yield what is not checked because of a rejected rule; *found* is what such rules find."""
    for alert in found:
        standing = pack.standing(alert.entry)
        if standing is not None and standing.state is ReviewState.REJECTED:
            what = _SUBJECTS.get(alert.kind, "a rule of the pack")
            yield _not_checked(f"rejected_{alert.ref}", what, standing, alert.medications)


_SUBJECTS = {
    AlertKind.INTERACTION: "a possible interaction",
    AlertKind.PATIENT_RULE: "whether it suits this patient",
    AlertKind.DUPLICATE_CLASS: "two at once of one class",
    AlertKind.COUNT_RULE: "how many of a kind are taken at once",
    AlertKind.ALLERGY: "a possible cross-reaction with an allergy",
    AlertKind.CONTROLLED: "a federal rule on controlled substances",
    AlertKind.MONITORING_BASELINE: "what has to be measured before",
    AlertKind.MONITORING_DUE: "what has to be measured again",
    AlertKind.LAB: "a result against its limits",
}


def _not_checked(
    ref: str, what: str, standing: Standing, medications: tuple[str, ...]
) -> SafetyAlert:
    who = f" by {standing.by}" if standing.by else ""
    when = f" on {write_date(standing.on)}" if standing.on else ""
    why = f": {standing.note}" if standing.note else ""
    return SafetyAlert(
        AlertKind.NOT_CHECKED,
        ref,
        AlertSeverity.MODERATE,
        f"Not checked: {what}. Rejected{who}{when}{why}.".replace("..", "."),
        medications,
        "Look it up in a current reference.",
        (standing.source,) if standing.source else (),
        standing,
    )
