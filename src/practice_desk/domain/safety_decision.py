"""What a person decided about an interrupting finding of the safety checks.

A decision is never changed or deleted. How long an override's reason stands is in
`override_lapse`; while it does, it is shown instead of being asked again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from practice_desk.domain.checks import has_control_characters
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.safety import AlertKind, AlertSeverity, SafetyAlert

LENGTHS = {"ref": 120, "message": 2000, "reason_code": 40, "reason_text": 1000}

OTHER = "other"
OVERRIDE_REASONS: dict[str, str] = {
    "benefit_outweighs": "The benefit outweighs the risk",
    "tolerated": "Already taken and tolerated",
    "monitored": "It is being monitored",
    "patient_declines": "The patient declines the alternative",
    "does_not_apply": "The finding does not apply here",
    OTHER: "Other (say which)",
}
"""The coded reasons for going on in spite of a finding, with their words on screen."""


class Decision(StrEnum):
    """What followed from a finding that was shown."""

    OVERRIDDEN = "overridden"
    REPEATED = "repeated"
    """Signed again under a reason that already stood in the chart."""
    HEEDED = "heeded"
    """The change was given up while the finding stood, or signed without it."""


@dataclass(frozen=True, slots=True)
class SafetyDecision:
    """One finding that interrupted, and what was decided about it.

    `kind` and `ref` name the rule, `medications` are ids of the pack in alphabetical order.
    `medication_id` and `event_id` name the step of the plan that was signed; None when heeded.
    `doses` are those of the medications with it, in the pack's unit, each None where not known;
    None for all where they were not kept yet.
    """

    patient_id: int
    kind: AlertKind
    ref: str
    medications: tuple[str, ...]
    severity: AlertSeverity
    message: str
    decision: Decision
    reason_code: str
    reason_text: str
    decided_by: str
    decided_at: datetime
    pack_version: str
    medication_id: int | None = None
    event_id: int | None = None
    doses: tuple[tuple[str, Decimal | None], ...] | None = None
    id: int | None = None

    @property
    def about(self) -> FindingKey:
        """Return the finding that it is about."""
        return FindingKey(self.kind, self.ref, self.medications, self.message)


@dataclass(frozen=True, slots=True)
class FindingKey:
    """The same finding again has the same key; other words, such as another dose, make another."""

    kind: AlertKind
    ref: str
    medications: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True)
class OverrideReason:
    """Why somebody goes on in spite of one finding; *text* is needed where the code is OTHER."""

    about: FindingKey
    code: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class RuleTally:
    """How often a rule interrupted, and how often the change was signed all the same.

    `medications` are the names it was about, the most frequent first: no patient is among it.
    """

    kind: AlertKind
    ref: str
    shown: int
    overridden: int
    medications: tuple[str, ...] = ()

    @property
    def rate(self) -> float:
        """The share that was overridden, 0 to 1."""
        return self.overridden / self.shown if self.shown else 0.0


class UnansweredFindings(Invalid):
    """A change can't be signed: a finding that interrupts has no reason yet."""

    def __init__(self, findings: tuple[SafetyAlert, ...]) -> None:
        count = len(findings)
        what = "A safety finding needs" if count == 1 else f"{count} safety findings need"
        super().__init__((Problem("safety", f"{what} a reason, or another plan."),))
        self.findings = findings


def finding_key(alert: SafetyAlert) -> FindingKey:
    """Return what makes *alert* the same finding when it comes again."""
    return FindingKey(
        alert.kind,
        alert.ref[: LENGTHS["ref"]],
        tuple(sorted(set(alert.medications))),
        alert.message[: LENGTHS["message"]],
    )


def check_reason(reason: OverrideReason) -> tuple[Problem, ...]:
    """Return what is wrong with an override's reason."""
    text = reason.text.strip()
    if reason.code not in OVERRIDE_REASONS:
        return (Problem("safety", "Choose a reason for going on in spite of the finding."),)
    if reason.code == OTHER and not text:
        return (Problem("safety", "Say the reason for going on in spite of the finding."),)
    if len(text) > LENGTHS["reason_text"] or has_control_characters(text):
        fits = f"{LENGTHS['reason_text']:,}"
        return (Problem("safety", f"A reason is plain text of up to {fits} characters."),)
    return ()
