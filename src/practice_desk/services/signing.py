"""Signing a change of the plan: it is checked once more, and what was decided is kept with it.

The rule holds below every window: what interrupts can be signed only with a reason, unless one
that was given before still stands in the chart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from practice_desk.domain.changes import Changes
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.errors import Invalid
from practice_desk.domain.medication import Medication, Origin, plan_item, standing_events
from practice_desk.domain.override_lapse import Lapse, PresentPlan, earlier_decision
from practice_desk.domain.permission import Operation
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.domain.safety import ChangeAction, SafetyAlert, SafetyFindings
from practice_desk.domain.safety_decision import (
    Decision,
    FindingKey,
    OverrideReason,
    RuleTally,
    SafetyDecision,
    UnansweredFindings,
    check_reason,
    finding_key,
)
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.services.safety import find_in
from practice_desk.services.safety_question import PlannedChange
from practice_desk.services.safety_retraction import retraction_change
from practice_desk.storage import plan, registry
from practice_desk.storage.safety import safety_decisions
from practice_desk.storage.unit_of_work import UnitOfWork

ACTIONS = {
    PlanEventKind.START: ChangeAction.START,
    PlanEventKind.CHANGE: ChangeAction.CHANGE,
    PlanEventKind.RESUME: ChangeAction.START,
    PlanEventKind.HOLD: ChangeAction.STOP,
    PlanEventKind.STOP: ChangeAction.STOP,
}
"""What an event does to the body: a hold ends it as suddenly as a stop, a resume begins it."""


@dataclass(frozen=True, slots=True)
class CheckedChange:
    """What the checks found about a change, and the overrides that still stand in the chart.

    `needs_reasons` is False for what is prescribed elsewhere and only recorded here: a fact is
    written down whatever is found about it.
    """

    findings: SafetyFindings
    standing: tuple[tuple[SafetyAlert, SafetyDecision], ...] = ()
    needs_reasons: bool = True
    people: tuple[tuple[str, str], ...] = ()
    """Display names by user name, of those who decided."""
    not_asked: frozenset[FindingKey] = frozenset()
    """Findings of several changes that need no reason, as only what is recorded has them."""
    lapsed: tuple[tuple[SafetyAlert, SafetyDecision, Lapse], ...] = ()
    """Findings that were accepted before, and why that no longer stands."""

    @property
    def unanswered(self) -> tuple[SafetyAlert, ...]:
        """What interrupts and has no reason that stands."""
        if not self.needs_reasons:
            return ()
        known = [alert for alert, _ in self.standing]
        return tuple(
            alert
            for alert in self.findings.alerts
            if alert.severity.interrupts
            and alert not in known
            and finding_key(alert) not in self.not_asked
        )


@dataclass(slots=True)
class Signature:
    """The decisions that one signed change leaves; written once its event has a number."""

    decisions: list[SafetyDecision] = field(default_factory=list)

    @property
    def overrides(self) -> int:
        """How many findings are overridden with it."""
        return sum(each.decision is Decision.OVERRIDDEN for each in self.decisions)

    def write(self, work: UnitOfWork, event: PlanEvent, event_id: int) -> None:
        """Keep the decisions with the event, in the same transaction."""
        for decision in self.decisions:
            if decision.decision is not Decision.HEEDED:
                decision = replace(decision, medication_id=event.medication_id, event_id=event_id)
            safety_decisions.add(work.connection, decision)


def check_for_signing(clinic: Clinic, patient_id: int, change: PlannedChange) -> CheckedChange:
    """Check the plan as it will be with *change*. Raises NotFound or NotPermitted."""
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        return checked_in(clinic, work, patient_id, change)


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    """An event that is about to be signed. *replaced* is what it takes over, and how that ends.

    *is_unread* tells that it is only composed so far, and no dose of it can be read.
    """

    medication: Medication
    event: PlanEvent
    replaced: tuple[Medication, PlanEvent] | None = None
    is_unread: bool = False

    def pairs(self, number: int) -> tuple[tuple[Medication, PlanEvent], ...]:
        """Return all its events with their medications; a new one gets the negative *number*."""
        event, medication = self.event, self.medication
        if medication.id is None:
            medication, event = replace(medication, id=number), replace(event, medication_id=number)
        return ((medication, event), *([self.replaced] if self.replaced is not None else []))


def check_together(
    clinic: Clinic, work: UnitOfWork, planned: Sequence[PlannedEvent]
) -> list[CheckedChange]:
    """Check each event over the plan as it will be with all the others."""
    pairs = [each.pairs(-number) for number, each in enumerate(planned, 1)]
    checked = []
    for place, each in enumerate(planned):
        beside = [pair for other, some in enumerate(pairs) if other != place for pair in some]
        change, patient_id = _change_of(work, each), each.medication.patient_id
        checked.append(checked_in(clinic, work, patient_id, change, beside=beside))
    return checked


def joined_checks(checked: Sequence[CheckedChange]) -> CheckedChange:
    """Return what was found about several changes as one; the same finding comes once."""
    first = checked[0]
    found = {finding_key(alert): alert for each in checked for alert in each.findings.alerts}
    alerts = tuple(sorted(found.values(), key=lambda alert: alert.severity.rank))
    names = dict(pair for each in checked for pair in each.findings.names)
    asked = {finding_key(alert) for each in checked for alert in each.unanswered}
    standing = {
        finding_key(alert): (alert, why) for each in checked for alert, why in each.standing
    }
    return CheckedChange(
        replace(first.findings, alerts=alerts, names=tuple(names.items())),
        tuple((found[key], why) for key, (_, why) in standing.items()),
        any(each.needs_reasons for each in checked),
        tuple(dict(pair for each in checked for pair in each.people).items()),
        frozenset(key for key in found if key not in asked),
        tuple(each for one in checked for each in one.lapsed),
    )


def sign_events(
    clinic: Clinic,
    work: UnitOfWork,
    planned: Sequence[PlannedEvent],
    reasons: Iterable[OverrideReason],
    seen: Iterable[SafetyAlert] = (),
) -> list[Signature]:
    """Check the plan as it will be with all of *planned*, in the transaction that records them.

    *seen* is what interrupted while they were composed; what is no longer found was heeded. A
    finding about several of them is decided once. Raises UnansweredFindings or Invalid.
    """
    given, checked = _given(reasons), check_together(clinic, work, planned)
    missing = {
        finding_key(alert): alert
        for each in checked
        for alert in each.unanswered
        if finding_key(alert) not in given
    }
    if missing:
        raise UnansweredFindings(tuple(missing.values()))
    signatures, decided = [], set[FindingKey]()
    for each, one in zip(planned, checked, strict=True):
        signed = _signed(clinic, each.medication.patient_id, one, given)
        decisions = [decision for decision in signed if decision.about not in decided]
        decided.update(decision.about for decision in decisions)
        signatures.append(Signature(decisions))
    present = [alert for each in checked for alert in each.findings.alerts]
    version = checked[0].findings.pack_version
    patient_id = planned[0].medication.patient_id
    signatures[0].decisions += _heeded(clinic, patient_id, seen, present, version)
    return signatures


def _change_of(work: UnitOfWork, planned: PlannedEvent) -> PlannedChange:
    """Return what an event does, as the checks are asked about it."""
    event, medication = planned.event, planned.medication
    dosage, regimen = event.dosage, event.regimen
    if event.kind is PlanEventKind.RESUME and regimen is None and not planned.is_unread:
        dosage = _held_dosage(work, medication, event)
    changed_id = medication.id if planned.replaced is None else planned.replaced[0].id
    return PlannedChange(
        ACTIONS[event.kind],
        medication,
        event.effective_on,
        dosage,
        changed_id,
        regimen,
        dispense_request=event.dispense_request,
        is_unread=planned.is_unread,
    )


def sign_retraction(
    clinic: Clinic,
    work: UnitOfWork,
    medication: Medication,
    event: PlanEvent,
    reasons: Iterable[OverrideReason],
    seen: Iterable[SafetyAlert] = (),
) -> Signature:
    """Check the plan as it will be without *event*, where more or something else is taken then.

    Raises UnansweredFindings or Invalid.
    """
    today = clinic.today()
    events = plan.plan_events.of_medication(work.connection, medication.id or 0)
    item = plan_item(medication, events, today)
    change = retraction_change(item, event.id or 0, today) if item is not None else None
    return Signature() if change is None else _sign(clinic, work, change, _given(reasons), seen)


def _given(reasons: Iterable[OverrideReason]) -> dict[FindingKey, OverrideReason]:
    """Return *reasons* by what they are about. Raises Invalid."""
    given = {reason.about: reason for reason in reasons}
    if problems := [problem for reason in given.values() for problem in check_reason(reason)]:
        raise Invalid(tuple(problems))
    return given


def _sign(
    clinic: Clinic,
    work: UnitOfWork,
    change: PlannedChange,
    given: dict[FindingKey, OverrideReason],
    seen: Iterable[SafetyAlert],
) -> Signature:
    patient_id = change.medication.patient_id
    checked = checked_in(clinic, work, patient_id, change)
    missing = [alert for alert in checked.unanswered if finding_key(alert) not in given]
    if missing:
        raise UnansweredFindings(tuple(missing))
    return Signature(
        [
            *_signed(clinic, patient_id, checked, given),
            *_heeded(
                clinic, patient_id, seen, checked.findings.alerts, checked.findings.pack_version
            ),
        ]
    )


def give_up_change(clinic: Clinic, patient_id: int, seen: tuple[SafetyAlert, ...]) -> Changes:
    """Record that a change was given up after *seen* had interrupted. Raises NotPermitted."""
    with clinic.writing(Operation.CHANGE_PLAN, patient_id) as work:
        version = knowledge_in(clinic, work).pack.identity.version
        heeded = list(_heeded(clinic, patient_id, seen, (), version))
        for decision in heeded:
            safety_decisions.add(work.connection, decision)
        work.detail = f"change given up, {len(heeded)} findings heeded"
    return Changes()


def override_report(clinic: Clinic) -> list[RuleTally]:
    """Return, for every rule that ever interrupted, how often it did and was overridden.

    Medications have their names; nothing tells whose they are. Raises NotPermitted.
    """
    with clinic.viewing(Operation.VIEW_OVERRIDES) as work:
        medications = knowledge_in(clinic, work).pack.medications
        tallies = safety_decisions.tally(work.connection)

    def name(medication: str) -> str:
        concept = medications.by_id(medication)
        return concept.display_name if concept else medication.replace("_", " ")

    return [replace(tally, medications=tuple(map(name, tally.medications))) for tally in tallies]


def _held_dosage(work: UnitOfWork, medication: Medication, resume: PlanEvent) -> Dosage | None:
    """Return what a resume goes on with."""
    events = plan.plan_events.of_medication(work.connection, medication.id or 0)
    item = plan_item(medication, events, resume.effective_on)
    return None if item is None else item.dosage


def checked_in(
    clinic: Clinic,
    work: UnitOfWork,
    patient_id: int,
    change: PlannedChange,
    *,
    beside: Sequence[tuple[Medication, PlanEvent]] = (),
) -> CheckedChange:
    """Check inside a running unit of work, as if the events *beside* it were signed already."""
    findings = find_in(clinic, work, patient_id, change, beside=beside)
    ours = change.medication.origin is Origin.CLINIC
    return with_decisions(clinic, work, patient_id, findings, needs_reasons=ours)


def with_decisions(
    clinic: Clinic,
    work: UnitOfWork,
    patient_id: int,
    findings: SafetyFindings,
    *,
    needs_reasons: bool,
) -> CheckedChange:
    """Return *findings* with the overrides that still stand in the chart, and those that lapsed."""
    decisions = safety_decisions.for_patient(work.connection, patient_id)
    asked = [alert for alert in findings.alerts if alert.severity.interrupts] if decisions else []
    if not asked:
        return CheckedChange(findings, (), needs_reasons)
    present = PresentPlan(
        clinic.now(),
        dict(findings.doses),
        findings.begun,
        _newest(work, patient_id, PlanEventKind.START),
        _newest(work, patient_id, PlanEventKind.START, PlanEventKind.RESUME),
    )
    stands, lapsed = [], []
    for alert in asked:
        match earlier_decision(alert, decisions, present):
            case decision, None:
                stands.append((alert, decision))
            case decision, Lapse() as why:
                lapsed.append((alert, decision, why))
    names = registry.accounts.names(work.connection) if stands or lapsed else {}
    people = tuple(names.items())
    return CheckedChange(findings, tuple(stands), needs_reasons, people, lapsed=tuple(lapsed))


def _newest(work: UnitOfWork, patient_id: int, *kinds: PlanEventKind) -> dict[str, datetime]:
    """Return when each of the pack's medications had its newest event of *kinds* (aware)."""
    medications = plan.medications.for_patient(work.connection, patient_id)
    concepts = {each.id: each.concept_id for each in medications}
    found: dict[str, datetime] = {}
    for event in standing_events(plan.plan_events.of_patient(work.connection, patient_id)):
        med = concepts.get(event.medication_id, "")
        if event.kind in kinds and med:
            found[med] = max(event.recorded_at, found.get(med, event.recorded_at))
    return found


def _signed(
    clinic: Clinic,
    patient_id: int,
    checked: CheckedChange,
    given: dict[FindingKey, OverrideReason],
) -> Iterator[SafetyDecision]:
    if not checked.needs_reasons:
        return
    version = checked.findings.pack_version
    for alert in checked.unanswered:
        reason = given[finding_key(alert)]
        yield _decision(
            clinic,
            patient_id,
            alert,
            Decision.OVERRIDDEN,
            version,
            reason.code,
            reason.text.strip(),
            checked.findings.doses,
        )
    for alert, stands in checked.standing:
        yield _decision(
            clinic,
            patient_id,
            alert,
            Decision.REPEATED,
            version,
            stands.reason_code,
            stands.reason_text,
            checked.findings.doses,
        )


def _heeded(
    clinic: Clinic,
    patient_id: int,
    seen: Iterable[SafetyAlert],
    present: Iterable[SafetyAlert],
    pack_version: str,
) -> Iterator[SafetyDecision]:
    signed = {finding_key(alert) for alert in present}
    for key, alert in {finding_key(alert): alert for alert in seen}.items():
        if alert.severity.interrupts and key not in signed:
            yield _decision(clinic, patient_id, alert, Decision.HEEDED, pack_version)


def _decision(
    clinic: Clinic,
    patient_id: int,
    alert: SafetyAlert,
    decision: Decision,
    pack_version: str,
    code: str = "",
    text: str = "",
    doses: tuple[tuple[str, Decimal | None], ...] = (),
) -> SafetyDecision:
    key = finding_key(alert)
    return SafetyDecision(
        patient_id=patient_id,
        kind=key.kind,
        ref=key.ref,
        medications=key.medications,
        severity=alert.severity,
        message=key.message,
        decision=decision,
        reason_code=code,
        reason_text=text,
        decided_by=clinic.session.user_name,
        decided_at=clinic.now(),
        pack_version=pack_version,
        doses=tuple(pair for pair in doses if pair[0] in key.medications),
    )
