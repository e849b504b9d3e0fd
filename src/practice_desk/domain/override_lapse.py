"""How long the reason stands that somebody went on for in spite of a finding.

It stands for this finding about these medications as long as nothing that made it acceptable has
changed: no new start since, no higher dose, nothing more serious, and not for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from practice_desk.domain.safety import AlertKind, AlertSeverity, SafetyAlert
from practice_desk.domain.safety_decision import Decision, SafetyDecision, finding_key

CONTRAINDICATED_STANDS = timedelta(days=180)
"""Half a year, so that what must not be goes on for no more than two quarterly visits unasked."""
_CEILING = " is above the ceiling "


class Lapse(StrEnum):
    """Why a reason no longer stands, as it is said on screen."""

    EMERGENCY = "an emergency is asked about every time"
    WORSE = "it is more serious now"
    NEW_START = "it was started anew since"
    DOSE = "the dose is higher than it was then"
    UNKNOWN_DOSE = "the dose now or then is not known"
    OTHER_WORDS = "it does not say the same as then"
    TIME = "that was more than half a year ago"


@dataclass(frozen=True, slots=True)
class PresentPlan:
    """What a reason is held against.

    `doses` are the doses of a day, or per injection, by the pack's id of the medication; None where
    one is not known. `begun` are the medications that the change starts anew, `starts` tells when
    the newest start of each was recorded (aware), `resumes` the same with resumes after a hold.
    """

    now: datetime
    doses: Mapping[str, Decimal | None] = field(default_factory=dict)
    begun: frozenset[str] = frozenset()
    starts: Mapping[str, datetime] = field(default_factory=dict)
    resumes: Mapping[str, datetime] = field(default_factory=dict)


def earlier_decision(
    alert: SafetyAlert, decisions: Iterable[SafetyDecision], plan: PresentPlan
) -> tuple[SafetyDecision, Lapse | None] | None:
    """Return the reason given before about *alert*, and why it no longer stands; None without one.

    The newest about the same words comes before those about others.
    """
    key = finding_key(alert)
    about = [
        each
        for each in decisions
        if each.decision is Decision.OVERRIDDEN
        and (each.kind, each.ref, each.medications) == (key.kind, key.ref, key.medications)
    ]
    same = [
        each for each in about if _fact(each.kind, each.message) == _fact(key.kind, key.message)
    ]
    newest = max(same or about, key=lambda each: (each.decided_at, each.id or 0), default=None)
    return None if newest is None else (newest, _lapse(alert, newest, plan))


def _lapse(alert: SafetyAlert, decision: SafetyDecision, plan: PresentPlan) -> Lapse | None:
    if alert.severity is AlertSeverity.EMERGENCY:
        return Lapse.EMERGENCY
    if alert.severity.rank < decision.severity.rank:
        return Lapse.WORSE
    # A sudden end is decided about each time: after a resume it is another one.
    begins = plan.resumes if alert.kind is AlertKind.TAPER else plan.starts
    started = (begins.get(med) for med in decision.medications)
    if plan.begun.intersection(decision.medications) or any(
        when is not None and when > decision.decided_at for when in started
    ):
        return Lapse.NEW_START
    if (risen := _risen(decision, plan.doses)) is not None:
        return risen
    if _fact(decision.kind, decision.message) != _fact(alert.kind, finding_key(alert).message):
        return Lapse.OTHER_WORDS
    is_strict = alert.severity is AlertSeverity.CONTRAINDICATED
    if is_strict and plan.now - decision.decided_at > CONTRAINDICATED_STANDS:
        return Lapse.TIME
    return None


def _risen(decision: SafetyDecision, doses: Mapping[str, Decimal | None]) -> Lapse | None:
    if decision.doses is None:
        return Lapse.UNKNOWN_DOSE
    known = dict(decision.doses)
    for med in decision.medications:
        then, now = known.get(med), doses.get(med)
        if then != now and (then is None or now is None):
            if now is None and med not in doses:
                continue  # it is not taken any more
            return Lapse.UNKNOWN_DOSE
        if then is not None and now is not None and now > then:
            return Lapse.DOSE
    return None


def _fact(kind: AlertKind, message: str) -> str:
    """Return what a finding says but for the dose: a lower one above a ceiling is no news."""
    is_dose = kind is AlertKind.DOSE_ABOVE_MAX
    return (message.partition(_CEILING)[2] if is_dose else "") or message
