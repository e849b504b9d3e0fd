"""AllergyIntolerance."""

from __future__ import annotations

from practice_desk.domain.allergy_intolerance import (
    AllergyIntolerance,
    AllergySeverity,
    AllergyStatus,
    AllergyType,
    check_allergy,
)
from practice_desk.exchange.fhir.coded import SNOMED, all_texts, coded, notes
from practice_desk.exchange.fhir.dates import When, when_of
from practice_desk.exchange.fhir.filing import (
    Filing,
    refuse_entered_in_error,
    refuse_problems,
)
from practice_desk.exchange.fhir.keep_aside import KeepAside
from practice_desk.exchange.fhir.node import Node

_NO_KNOWN_ALLERGY = frozenset({"716186003", "409137002", "428607008", "429625007"})
"""SNOMED CT: no known allergy; no known drug, environmental, food allergy."""

_SEVERITIES = (AllergySeverity.SEVERE, AllergySeverity.MODERATE, AllergySeverity.MILD)


def read_allergy(node: Node, filing: Filing) -> AllergyIntolerance:
    """Return the allergy. Raises KeepAside.

    "No known allergies" is a person's answer to a question, so it is not taken over from another
    source: the chart keeps saying that nobody here has asked.
    """
    verification = coded(node.child("verificationStatus")).values()
    refuse_entered_in_error("entered-in-error" if "entered-in-error" in verification else "")
    if "refuted" in verification:
        raise KeepAside("Its source says that the patient does not have this allergy.")
    substance = coded(node.child("code"))
    if substance.code(SNOMED) in _NO_KNOWN_ALLERGY:
        raise KeepAside("Its source says “no known allergies”: ask the patient and record it.")
    reactions = list(node.children("reaction"))
    onset = when_of(node, "onsetDateTime", "onsetPeriod")
    value = AllergyIntolerance(
        patient_id=filing.patient_id,
        substance=substance.text or next((coded(r.child("substance")).text for r in reactions), ""),
        type=_type(node),
        reaction="; ".join(text for r in reactions if (text := all_texts(r, "manifestation"))),
        severity=_severity(reactions),
        status=_status(node),
        onset_on=onset.day,
        note=_note(node, onset, verification),
        source_code=substance.source_code(),
        reported=True,
    )
    refuse_problems(check_allergy(value, filing.today))
    return value


def _type(node: Node) -> AllergyType:
    is_intolerance = node.text("type") == "intolerance"
    return AllergyType.INTOLERANCE if is_intolerance else AllergyType.ALLERGY


def _severity(reactions: list[Node]) -> AllergySeverity:
    given = {reaction.text("severity") for reaction in reactions}
    return next((known for known in _SEVERITIES if known in given), AllergySeverity.UNKNOWN)


def _status(node: Node) -> AllergyStatus:
    given = coded(node.child("clinicalStatus")).values()
    return next((known for known in AllergyStatus if known in given), AllergyStatus.ACTIVE)


def _note(node: Node, onset: When, verification: frozenset[str]) -> str:
    lines = [notes(node)]
    if node.text("criticality") == "high":
        lines.append("High criticality at the source")
    if onset.is_vague:
        lines.append(f"Onset in the imported record: {onset.text}")
    if "unconfirmed" in verification:
        lines.append("Unconfirmed at the source")
    return "\n".join(line for line in lines if line)
