"""What is typed into the forms of own entries, as the plain facts of an entry. No widgets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from practice_desk.domain.dose_form import FORMS, ROUTES
from practice_desk.domain.errors import Problem
from practice_desk.domain.quantity import Strength, canonical_unit
from practice_desk.knowledge.entry_words import number
from practice_desk.services.terms import Term

_INJECTED = ("intramuscular", "subcutaneous")
FORM_CHOICES = (
    *((name, words.name) for name, words in FORMS.items() if not name.startswith("injection")),
    *(
        (f"{name}|{route}", f"{FORMS[name].name} {ROUTES[route].name}")
        for name in ("injection", "injection_lai", "injection_depot")
        for route in _INJECTED
    ),
)
"""The forms offered for an own medication: code, with the route for an injection, and words."""
DOSE_UNITS = ("mg", "mcg", "g", "mL", "units", "mEq")
BASES = (("per_day", "A day"), ("per_injection", "An injection"))
"""What a dose range is for, by the pack's word."""
SCHEDULES = ("none", "CII", "CIII", "CIV", "CV")
Body = tuple[dict[str, object], tuple[Problem, ...]]
"""The plain facts of an entry, and what is wrong with what was typed."""
_ROUTES = {"patch": "transdermal", "nasal_spray": "nasal"}
_STRENGTH = re.compile(r"([0-9.]+)\s*([A-Za-zµμ].*)?")
_UNDER_THE_TONGUE = re.compile(r"_sl(_|$)")


@dataclass(frozen=True, slots=True)
class TypedMedication:
    """The fields of the form as they were typed; `forms` are a form's code and its strengths.

    `basis` and `dose_unit` say what the dose range counts, `interval_days` how far injections are
    apart at least.
    """

    generic_name: str
    brand_names: str
    dea_schedule: str
    forms: Sequence[tuple[str, str]]
    classes: Sequence[str]
    usual_min: str
    usual_max: str
    label_max: str
    min_age_labelled: str
    basis: str = "per_day"
    dose_unit: str = "mg"
    interval_days: str = ""


def medication_body(typed: TypedMedication) -> Body:
    """Return the entry's plain facts, and what of the typing is no number."""
    problems: list[Problem] = []
    body: dict[str, object] = {
        "generic_name": " ".join(typed.generic_name.split()),
        "brand_names": [each.strip() for each in typed.brand_names.split(",") if each.strip()],
        "dea_schedule": typed.dea_schedule,
        "classes": list(typed.classes),
        "forms": [_form(place, *each, problems) for place, each in _given(typed.forms)],
    }
    if dose := _dose(typed, problems):
        body["adult_dose"] = dose
    if typed.min_age_labelled.strip():
        if typed.min_age_labelled.strip().isdecimal():
            body["min_age_labelled"] = int(typed.min_age_labelled)
        else:
            problems.append(Problem("min_age_labelled", "Enter an age in whole years."))
    return body, tuple(problems)


def interaction_body(
    first: Term | None, second: Term | None, severity: str, effect: str, management: str
) -> Body:
    """Return the rule's plain facts; an exposure always stands second."""
    missing = [
        Problem(field, "Choose a medication or a class from the list.")
        for field, term in (("a", first), ("b", second))
        if term is None
    ]
    if first is None or second is None:
        return {}, tuple(missing)
    if first.topic == "exposure":
        first, second = second, first
    if first.topic == "exposure":
        return {}, (Problem("a", "One of the two has to be a medication or a class."),)
    body: dict[str, object] = {
        "a": first.pack_id,
        "a_type": first.topic,
        "b": second.pack_id,
        "b_type": second.topic,
        "severity": severity,
        "effect": effect.strip(),
        "management": management.strip(),
    }
    return body, ()


def _given(forms: Sequence[tuple[str, str]]) -> list[tuple[int, tuple[str, str]]]:
    return [(place, each) for place, each in enumerate(forms, start=1) if each[0]]


def _form(place: int, form: str, strengths: str, problems: list[Problem]) -> dict[str, object]:
    made = []
    for text in filter(None, (each.strip() for each in strengths.split(","))):
        if (strength := _strength(text)) is None:
            words = f"{text} is no strength, such as 25 mg, 50 mcg or 100 units/mL."
            problems.append(Problem(f"strengths_{place}", words))
        else:
            made.append(strength)
    if not made and not problems:
        problems.append(Problem(f"strengths_{place}", "Enter the strengths that are made."))
    code, _, route = form.partition("|")
    if not route:
        route = "sublingual" if _UNDER_THE_TONGUE.search(form) else _ROUTES.get(form, "oral")
    return {"form": code, "route": route, "strengths": made}


def _strength(text: str) -> dict[str, object] | None:
    """Return a strength as the pack has it; a number alone is in mg."""
    match = _STRENGTH.fullmatch(text)
    amount = None if match is None else _number(match[1])
    if match is None or amount is None:
        return None
    unit = canonical_unit(match[2] or "mg")
    try:
        Strength.of((amount,), unit)
    except ValueError:
        return None
    return {"amount": number(amount), "unit": unit}


def _dose(typed: TypedMedication, problems: list[Problem]) -> dict[str, object] | None:
    """Return the dose range; a maximum alone is of what is taken as needed."""
    texts = {name: getattr(typed, name).strip() for name in ("usual_min", "usual_max", "label_max")}
    interval = typed.interval_days.strip()
    if not any(texts.values()):
        return None
    dose: dict[str, object] = {"basis": typed.basis, "unit": typed.dose_unit}
    if texts["label_max"] and not texts["usual_min"] and not texts["usual_max"]:
        dose |= {"usual_min": "0", "below_range_ok": True}
        texts = {"usual_max": texts["label_max"], "label_max": texts["label_max"]}
    for name, text in texts.items():
        value = _number(text)
        if value is not None:
            dose[name] = number(value)
        elif text or name != "label_max":
            problems.append(Problem(name, f"Enter the dose in {typed.dose_unit}."))
    if interval.isdecimal() and typed.basis == "per_injection":
        dose |= {"interval_days": int(interval), "min_interval_days": int(interval)}
    elif interval or typed.basis == "per_injection":
        words = "Enter the days that lie between two injections; for daily doses leave it empty."
        problems.append(Problem("interval_days", words))
    return dose


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and value > 0 else None
