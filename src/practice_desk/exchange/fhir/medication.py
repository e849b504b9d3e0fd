"""MedicationRequest and MedicationStatement: both arrive as "reported, not reconciled"."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from practice_desk.domain.medication import (
    COMMENT_LENGTH,
    Horizon,
    Medication,
    Origin,
    check_medication,
)
from practice_desk.domain.plan_event import PlanEvent, PlanEventKind
from practice_desk.exchange.fhir.coded import RXNORM, Coded, all_texts, coded, notes
from practice_desk.exchange.fhir.dates import When, when, when_of
from practice_desk.exchange.fhir.dosage import read_dosage
from practice_desk.exchange.fhir.filing import (
    Filing,
    refuse_entered_in_error,
    refuse_problems,
)
from practice_desk.exchange.fhir.keep_aside import KeepAside
from practice_desk.exchange.fhir.node import Node
from practice_desk.exchange.fhir.records import ReportedMedication

EARLIEST_YEAR = 1900
_ENDED = {"stopped": "Stopped", "completed": "Completed"}
_OPEN = {"on-hold": "On hold", "intended": "Intended, not yet taken"}
_NOT_TAKEN = {
    "cancelled": "Its source says that it was cancelled before it was taken.",
    "draft": "It is a draft at its source, not a prescription.",
    "not-taken": "Its source says that the patient does not take it.",
}
_ORDERS = frozenset({"order", "original-order", "reflex-order", "filler-order", "instance-order"})


def read_medication(node: Node, filing: Filing) -> ReportedMedication:
    """Return the reported medication. Raises KeepAside.

    One that has ended is reported and stopped, so that old courses do not fill the plan.
    """
    status = node.text("status")
    _refuse_what_is_not_taken(node, status)
    source = _medicine(node, filing)
    medication = Medication(
        patient_id=filing.patient_id,
        name=source.text,
        horizon=_horizon(node),
        origin=Origin.OUTSIDE,
        rxnorm_code=source.code(RXNORM)[:20],
        indication=_indication(node, filing)[:300],
        prescriber_name=filing.references.name(node.child("requester"), node)[:240],
    )
    refuse_problems(check_medication(medication))
    return ReportedMedication(medication, _events(node, status, filing), source.text)


def _refuse_what_is_not_taken(node: Node, status: str) -> None:
    refuse_entered_in_error(status)
    if status in _NOT_TAKEN:
        raise KeepAside(_NOT_TAKEN[status])
    if node.flag("doNotPerform"):
        raise KeepAside("It asks not to give the medication.")
    intent = node.text("intent")
    if intent and intent not in _ORDERS:
        raise KeepAside(f"It is only a {intent}, not an order."[:500])


def _medicine(node: Node, filing: Filing) -> Coded:
    if "medicationReference" in node:
        source = filing.references.concept(node.child("medicationReference"), node)
    else:
        source = coded(node.child("medicationCodeableConcept"))
    if not source.text:
        raise KeepAside("It does not say which medication.")
    return source


def _horizon(node: Node) -> Horizon:
    course = coded(node.child("courseOfTherapyType")).values()
    return Horizon.SHORT_TERM if "acute" in course else Horizon.LONG_TERM


def _indication(node: Node, filing: Filing) -> str:
    said = all_texts(node, "reasonCode")
    named = (filing.references.name(ref, node) for ref in node.children("reasonReference"))
    return said or ", ".join(dict.fromkeys(text for text in named if text))


def _instructions(node: Node) -> list[Node]:
    return [*node.children("dosageInstruction"), *node.children("dosage")]


def _events(node: Node, status: str, filing: Filing) -> tuple[PlanEvent, ...]:
    started = when_of(node, "effectiveDateTime", "effectivePeriod", "authoredOn", "dateAsserted")
    begins = started.day or filing.today
    if begins > filing.today:
        raise KeepAside("Its date is in the future.")
    if begins.year < EARLIEST_YEAR:
        raise KeepAside("Its date is before 1900.")
    report = PlanEvent(
        kind=PlanEventKind.REPORT,
        effective_on=begins,
        reason_code="reported",
        recorded_at=filing.now,
        recorded_by=filing.user_name,
        dosage=read_dosage(_instructions(node)),
        comment=_comment(node, started, status),
    )
    if status not in _ENDED:
        return (report,)
    stop = replace(
        report,
        kind=PlanEventKind.STOP,
        effective_on=_end(node, begins, filing.today),
        reason_code="other",
        dosage=None,
        comment=f"{_ENDED[status]} according to the source",
    )
    return (report, stop)


def _end(node: Node, begins: date, today: date) -> date:
    """Return the end that the source knows, else the day it begins, never after today."""
    ends = [when(node.child("effectivePeriod").text("end"))]
    for instruction in _instructions(node):
        bounds = instruction.child("timing").child("repeat").child("boundsPeriod")
        ends.append(when(bounds.text("end")))
    known = [end.day for end in ends if end.day is not None]
    return min(max([begins, *known]), today)


def _comment(node: Node, started: When, status: str) -> str:
    lines = [notes(node)]
    if status in _OPEN:
        lines.append(f"{_OPEN[status]} according to the source")
    if started.day is None:
        given = f"its date in the source: {started.text}" if started.text else "no date given"
        lines.append(f"Dated by the import: {given}")
    return "\n".join(line for line in lines if line)[:COMMENT_LENGTH]
