"""Encounter."""

from __future__ import annotations

from practice_desk.domain.encounter import Encounter, check_encounter
from practice_desk.exchange.fhir.coded import all_texts, coding, first_text
from practice_desk.exchange.fhir.dates import when
from practice_desk.exchange.fhir.filing import (
    Filing,
    refuse_entered_in_error,
    refuse_problems,
)
from practice_desk.exchange.fhir.node import Node


def read_encounter(node: Node, filing: Filing) -> Encounter:
    """Return the visit. Raises KeepAside."""
    refuse_entered_in_error(node.text("status"))
    kind = coding(node.child("class"))
    period = node.child("period")
    value = Encounter(
        patient_id=filing.patient_id,
        status=node.text("status"),
        class_code=next(iter(kind.values()), ""),
        display=first_text(node, "type") or first_text(node, "serviceType") or kind.text,
        started_at=when(period.text("start")).at,
        ended_at=when(period.text("end")).at,
        reason=all_texts(node, "reasonCode"),
        reported=True,
    )
    refuse_problems(check_encounter(value))
    return value
