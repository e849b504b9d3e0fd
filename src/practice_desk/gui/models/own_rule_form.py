"""What is typed into the forms of the clinic's own rules, as the plain facts of an entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from practice_desk.domain.errors import Problem
from practice_desk.gui.models.own_entry_form import Body
from practice_desk.knowledge.entry_words import number

STATES: Final[tuple[tuple[str, dict[str, bool]], ...]] = (
    ("Anybody", {}),
    ("Pregnant", {"pregnant": True}),
    ("Breastfeeding", {"lactating": True}),
    ("Could become pregnant", {"childbearing_potential": True}),
    (
        "Could become pregnant, no contraception recorded",
        {"childbearing_potential": True, "contraception": False},
    ),
)
"""What of pregnancy a patient rule can depend on, with the pack's condition."""
CHECK_KINDS: Final = (
    ("lab", "Laboratory test"),
    ("vital", "Vital sign"),
    ("procedure", "Procedure, such as an ECG"),
    ("clinical", "Examination or question"),
    ("admin", "Other, such as a registry"),
)
REACTIONS: Final = (("", "Any allergy to it"), ("severe", "Only after a severe reaction"))
_WHOM = "Choose at least one medication or class from the list."


@dataclass(frozen=True, slots=True)
class TypedPatientRule:
    """The fields of the form; `state` is one of `STATES`, `conditions` are the pack's ids."""

    applies_to: Sequence[str]
    conditions: Sequence[str]
    state: dict[str, bool]
    age_min: str
    age_max: str
    severity: str
    message: str


@dataclass(frozen=True, slots=True)
class TypedCheck:
    """The fields of the form of a check; `loinc` is empty for what is no laboratory test."""

    applies_to: Sequence[str]
    test: str
    kind: str
    loinc: str
    baseline: bool
    at: str
    every: str
    low: str
    high: str
    unit: str
    severity: str
    action: str
    note: str


@dataclass(frozen=True, slots=True)
class TypedAllergyRule:
    """The fields of the form of a cross-reaction."""

    allergen: str
    applies_to: Sequence[str]
    reaction: str
    severity: str
    message: str


def patient_rule_body(typed: TypedPatientRule) -> Body:
    """Return the rule's plain facts, and what is wrong with what was typed."""
    problems = _whom(typed.applies_to)
    when: dict[str, object] = dict(typed.state)
    for name, text in (("age_min", typed.age_min), ("age_max", typed.age_max)):
        if not text.strip():
            continue
        if text.strip().isdecimal() and int(text) <= 120:
            when[name] = int(text)
        else:
            problems.append(Problem(name, "Enter an age in whole years."))
    if typed.conditions:
        when["condition"] = list(typed.conditions)
    if not when:
        problems.append(Problem("state", "Say for whom it holds: age, pregnancy or condition."))
    low, high = when.get("age_min"), when.get("age_max")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        problems.append(Problem("age_max", "The highest age is not below the lowest."))
    body: dict[str, object] = {
        "applies_to": list(typed.applies_to),
        "when": when,
        "severity": typed.severity,
        "message": _said(typed.message, problems),
    }
    return body, tuple(problems)


def check_body(typed: TypedCheck) -> Body:
    """Return the plain facts of a check, and what is wrong with what was typed."""
    problems = _whom(typed.applies_to)
    if not typed.test.strip():
        problems.append(Problem("test", "Name what is to be checked."))
    steps: list[dict[str, object]] = []
    if typed.at.strip():
        steps.append({"at": " ".join(typed.at.casefold().split()), "from": "start"})
    if typed.every.strip():
        steps.append({"every": " ".join(typed.every.casefold().split()), "from": "start"})
    if not steps and not typed.baseline:
        problems.append(Problem("every", "Say when it is due: before the start, once, or every…"))
    body: dict[str, object] = {
        "applies_to": list(typed.applies_to),
        "test": " ".join(typed.test.split()),
        "kind": typed.kind,
        "baseline": typed.baseline,
        "steps": steps,
        "alerts": _limits(typed, problems),
        "note": typed.note.strip(),
    }
    if typed.loinc:
        body["loinc"] = [typed.loinc]
    return body, tuple(problems)


def allergy_body(typed: TypedAllergyRule) -> Body:
    """Return the plain facts of a cross-reaction, and what is wrong with what was typed."""
    problems = _whom(typed.applies_to)
    if not typed.allergen:
        problems.append(Problem("allergen", "Choose what the allergy is to from the list."))
    body: dict[str, object] = {
        "allergen": typed.allergen,
        "applies_to": list(typed.applies_to),
        "severity": typed.severity,
        "message": _said(typed.message, problems),
    }
    if typed.reaction:
        body["reaction"] = typed.reaction
    return body, tuple(problems)


def _whom(applies_to: Sequence[str]) -> list[Problem]:
    return [] if applies_to else [Problem("applies_to", _WHOM)]


def _said(message: str, problems: list[Problem]) -> str:
    if not message.strip():
        problems.append(Problem("message", "Say what it means and what to do."))
    return message.strip()


def _limits(typed: TypedCheck, problems: list[Problem]) -> list[dict[str, object]]:
    bounds: dict[str, object] = {}
    for name, text in (("low", typed.low), ("high", typed.high)):
        if text.strip():
            try:
                bounds[name] = number(Decimal(text.strip()))
            except InvalidOperation:
                problems.append(Problem(name, "Enter a number, or leave it empty."))
    if not bounds:
        return []
    if not typed.action.strip():
        problems.append(Problem("action", "Say what to do beyond the limit."))
    if not typed.unit.strip():
        problems.append(Problem("unit", "Name the unit of the limits."))
    alert = {"severity": typed.severity, "action": typed.action.strip(), "unit": typed.unit.strip()}
    return [{**alert, name: bound} for name, bound in bounds.items()]
