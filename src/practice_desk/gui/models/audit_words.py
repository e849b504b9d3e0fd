"""The details of an audit entry in words, for who reads the trail and does not know our tables.

The trail keeps ids and terms of the program, which never change; here they are read out. What no
rule knows is shown as it is, without underscores.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from practice_desk.domain.approval import ApprovalKind
from practice_desk.domain.safeguard import WORDS as SAFEGUARDS
from practice_desk.domain.safeguard import Safeguard

_REQUESTS = {
    ApprovalKind.PURGE_CHART: "to purge the chart",
    ApprovalKind.MERGE_CHARTS: "to merge the chart into another",
    ApprovalKind.LIFT_RESTRICTION: "to lift the restriction",
    ApprovalKind.PUT_OFF_SAFEGUARD: "to put off a safeguard",
}
_STATES = {"done": "approved", "declined": "declined", "withdrawn": "taken back", "": "asked for"}
_NOUNS = {
    "adverse_event": "Side effect",
    "adverse_event_review": "Review of a side effect",
    "allergy_intolerance": "Allergy",
    "care_plan_entry": "Part of the treatment plan",
    "condition": "Condition",
    "consent": "Consent",
    "disclosure": "Disclosure",
    "document": "Document",
    "filed_document": "Document",
    "medication_trial": "Trial",
    "chart_event": "Event",
    "education_given": "Education",
    "monitoring_decision": "Decision on monitoring",
    "note": "Note",
    "note_signature": "Signature of a note",
    "note_phrase": "Phrase for notes",
    "observation": "Measured value",
    "organization": "Pharmacy or organization",
    "practitioner": "Clinician",
    "substance_use": "Substance use",
}
_STATEMENTS = {
    "no_known_allergies": "No known allergies, as asked",
    "withdrawn": "“No known allergies” taken back",
}
_PLAN = {
    "start": "Started",
    "change": "Changed",
    "hold": "Put on hold",
    "resume": "Resumed",
    "stop": "Stopped",
    "retract": "Marked as error:",
    "report": "Kept as told:",
}


def _request(match: re.Match[str]) -> str:
    wanted, state = _REQUESTS[ApprovalKind(match[2])], _STATES.get(match[3] or "", match[3])
    return f"Request {match[1]} {wanted}: {state}"


def _records(match: re.Match[str]) -> str:
    noun, numbers = _NOUNS[match[1]], match[2].split()
    several = "s" if len(numbers) > 1 and noun[-1] != "y" else ""
    error = ", marked as entered in error" if match[3] else ""
    return f"{noun}{several} {', '.join(numbers)}{error}"


def _plan(match: re.Match[str]) -> str:
    return f"{_PLAN[match[1]]} medication {match[2]}, entry {match[3]} of the plan"


def _plan_parts(match: re.Match[str]) -> str:
    said = [in_words(part) for part in match[0].split(", ")]
    return "; ".join([said[0], *(f"{part[:1].lower()}{part[1:]}" for part in said[1:])])


def _letter(match: re.Match[str]) -> str:
    return f"Letter {match[1]} {match[2]}, kept as document {match[3]}"


def _one_of(*names: str) -> str:
    return "|".join(map(re.escape, names))


_KINDS = _one_of(*(kind.value for kind in ApprovalKind))
_PLAN_PART = rf"(?:{_one_of(*_PLAN)}) medication \d+ event \d+"
_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (rf"request (\d+): ({_KINDS})(?: (\w+))?", _request),
        (rf"({_one_of(*_NOUNS)}) (\d+(?: \d+)*)( retracted)?", _records),
        (rf"({_one_of(*_PLAN)}) medication (\d+) event (\d+)", _plan),
        (rf"{_PLAN_PART}(?:, {_PLAN_PART})*(?:, \d+ findings overridden)?", _plan_parts),
        (r"letter (\d+) (\w+) document (\d+)", _letter),
        (
            rf"safeguard on: ({_one_of(*(each.value for each in Safeguard))})",
            lambda match: f"Put on again: {SAFEGUARDS[Safeguard(match[1])]}",
        ),
        (
            rf"allergy statement ({_one_of(*_STATEMENTS)})",
            lambda match: _STATEMENTS[match[1]],
        ),
        (r"draft (\d+): (.+)", lambda match: f"Form {match[1]}: {match[2]}"),
        (r"draft (\d+) discarded", lambda match: f"Form {match[1]} discarded"),
    )
)


def in_words(detail: str) -> str:
    """Return an audit entry's detail as a person would say it."""
    for pattern, words in _RULES:
        if match := pattern.fullmatch(detail):
            return words(match)
    plain = detail.replace("_", " ")
    return plain[:1].upper() + plain[1:]
