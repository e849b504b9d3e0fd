"""Condition."""

from __future__ import annotations

from practice_desk.domain.condition import (
    Condition,
    ConditionCategory,
    ConditionStatus,
    check_condition,
    is_icd10cm,
)
from practice_desk.exchange.fhir.coded import ICD10CM, coded, notes
from practice_desk.exchange.fhir.dates import When, when_of
from practice_desk.exchange.fhir.filing import (
    Filing,
    refuse_entered_in_error,
    refuse_problems,
)
from practice_desk.exchange.fhir.keep_aside import KeepAside
from practice_desk.exchange.fhir.node import Node

_STATUS = {
    "active": ConditionStatus.ACTIVE,
    "recurrence": ConditionStatus.ACTIVE,
    "relapse": ConditionStatus.ACTIVE,
    "inactive": ConditionStatus.INACTIVE,
    "remission": ConditionStatus.REMISSION,
    "resolved": ConditionStatus.RESOLVED,
}
_DOUBTS = ("provisional", "differential", "unconfirmed")
_PAST = frozenset({ConditionStatus.INACTIVE, ConditionStatus.RESOLVED})


def read_condition(node: Node, filing: Filing) -> Condition:
    """Return the diagnosis. Raises KeepAside."""
    verification = coded(node.child("verificationStatus")).values()
    refuse_entered_in_error("entered-in-error" if "entered-in-error" in verification else "")
    if "refuted" in verification:
        raise KeepAside("Its source says that the patient does not have it.")
    concept = coded(node.child("code"))
    onset = when_of(node, "onsetDateTime", "onsetPeriod")
    abated = when_of(node, "abatementDateTime")
    if not abated.text:
        abated = when_of(Node({"end": node.child("abatementPeriod").raw("end")}), "end")
    status = _status(node, abated)
    code = concept.code(ICD10CM).upper()
    value = Condition(
        patient_id=filing.patient_id,
        display=concept.text,
        category=ConditionCategory.HISTORY if status in _PAST else ConditionCategory.PROBLEM,
        icd10cm=code if is_icd10cm(code) else "",
        status=status,
        onset_on=onset.day,
        abated_on=abated.day,
        note=_note(node, onset, abated, verification),
        source_code=concept.source_code(),
        reported=True,
    )
    refuse_problems(check_condition(value, filing.today))
    return value


def _status(node: Node, abated: When) -> ConditionStatus:
    for code in coded(node.child("clinicalStatus")).values():
        if code in _STATUS:
            return _STATUS[code]
    has_ended = abated.text or any(name.startswith("abatement") for name in node.names())
    return ConditionStatus.RESOLVED if has_ended else ConditionStatus.ACTIVE


def _note(node: Node, onset: When, abated: When, verification: frozenset[str]) -> str:
    lines = [notes(node)]
    if onset.is_vague:
        lines.append(f"Onset in the imported record: {onset.text}")
    elif node.text("onsetString"):
        lines.append(f"Onset in the imported record: {node.text('onsetString')}")
    if abated.is_vague:
        lines.append(f"End in the imported record: {abated.text}")
    lines.extend(f"{code.capitalize()} at the source" for code in _DOUBTS if code in verification)
    return "\n".join(line for line in lines if line)
