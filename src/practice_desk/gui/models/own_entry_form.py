"""What is typed into the forms of own entries, as the plain facts of an entry. No widgets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from practice_desk.domain.dose_form import FORMS
from practice_desk.domain.errors import Problem
from practice_desk.knowledge.entry_words import number
from practice_desk.services.terms import Term

FORM_CHOICES = tuple(
    (name, words.name) for name, words in FORMS.items() if not name.startswith("injection")
)
"""The forms offered for an own medication: code and words."""
SCHEDULES = ("none", "CII", "CIII", "CIV", "CV")
Body = tuple[dict[str, object], tuple[Problem, ...]]
"""The plain facts of an entry, and what is wrong with what was typed."""
_ROUTES = {"patch": "transdermal", "nasal_spray": "nasal"}
_UNDER_THE_TONGUE = re.compile(r"_sl(_|$)")


@dataclass(frozen=True, slots=True)
class TypedMedication:
    """The fields of the form as they were typed; `forms` are a form's code and its strengths."""

    generic_name: str
    brand_names: str
    dea_schedule: str
    forms: Sequence[tuple[str, str]]
    classes: Sequence[str]
    usual_min: str
    usual_max: str
    label_max: str
    min_age_labelled: str


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
    amounts = [each.strip().removesuffix("mg").strip() for each in strengths.split(",")]
    made = []
    for amount in filter(None, amounts):
        if (value := _number(amount)) is None:
            problems.append(Problem(f"strengths_{place}", f"{amount} is no strength in mg."))
        else:
            made.append({"amount": number(value), "unit": "mg"})
    if not made and not problems:
        problems.append(Problem(f"strengths_{place}", "Enter the strengths that are made."))
    route = "sublingual" if _UNDER_THE_TONGUE.search(form) else _ROUTES.get(form, "oral")
    return {"form": form, "route": route, "strengths": made}


def _dose(typed: TypedMedication, problems: list[Problem]) -> dict[str, object] | None:
    texts = {name: getattr(typed, name).strip() for name in ("usual_min", "usual_max", "label_max")}
    if not any(texts.values()):
        return None
    dose: dict[str, object] = {"basis": "per_day", "unit": "mg"}
    for name, text in texts.items():
        value = _number(text)
        if value is not None:
            dose[name] = number(value)
        elif text or name != "label_max":
            problems.append(Problem(name, "Enter the dose in mg."))
    return dose


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and value > 0 else None
