"""Which facts of an entry a clinic can correct in a form, and the correction that comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from decimal import Decimal, InvalidOperation
from typing import Final

import msgspec

from practice_desk.domain.errors import Problem
from practice_desk.knowledge.editable_fact import LIST_SEPARATOR, EditableFact, Path
from practice_desk.knowledge.entry_words import number
from practice_desk.knowledge.guide_editing import guide_facts
from practice_desk.knowledge.guide_words import GuideEntry
from practice_desk.knowledge.safety.records import (
    Entry,
    InteractionRule,
    MedicationFacts,
    MonitoringAlert,
    MonitoringRule,
)

SEVERITIES: Final = ("contraindicated", "major", "moderate", "minor")


def editable_facts(entry: Entry) -> tuple[EditableFact, ...]:
    """Return what of *entry* can be corrected, in the order of a form."""
    if isinstance(entry, GuideEntry):
        return guide_facts(entry)
    match entry:
        case MedicationFacts():
            return tuple(_of_medication(entry))
        case MonitoringRule():
            return tuple(_of_monitoring(entry))
        case InteractionRule():
            words = [("effect", "What happens"), ("management", "What to do")]
        case _:
            words = [("message", "What it says")]
    severity = EditableFact(("severity",), "Severity", entry.severity, choices=SEVERITIES)
    return (severity, *(EditableFact((n,), label, getattr(entry, n)) for n, label in words))


def correction(
    entry: Entry, texts: Mapping[Path, str]
) -> tuple[dict[str, object], tuple[Problem, ...]]:
    """Return what *texts*, by path, change of *entry*, and what is wrong with them.

    The change is of whole top-level facts, but for the adult dose, of which it is the parts.
    """
    plain = msgspec.json.decode(msgspec.json.encode(entry))  # lists, which can be changed
    changed = deepcopy(plain)
    body: dict[str, object] = {}
    problems = []
    for fact in editable_facts(entry):
        text = texts.get(fact.path, fact.text).strip()
        if text == fact.text:
            continue
        value = _value(fact, text)
        if value is _WRONG:
            whole = "whole " if fact.is_whole else ""
            problems.append(Problem(fact.name, f"Enter a {whole}number, or leave it empty."))
            continue
        _put(changed, fact.path, value)
        top = str(fact.path[0])
        if len(fact.path) == 2 and isinstance(plain.get(top), dict):
            parts = body.setdefault(top, {})
            assert isinstance(parts, dict)  # just put there
            parts[str(fact.path[1])] = value
        else:
            body[top] = changed.get(top)
    _keep_flag(body)
    return body, tuple(problems)


_WRONG: Final = object()


def _keep_flag(body: dict[str, object]) -> None:
    """A side effect is flagged where its level asks for action."""
    flag = body.get("red_flag")
    if isinstance(flag, dict) and "level" in flag:
        flag["is"] = flag["level"] != "none"


def _value(fact: EditableFact, text: str) -> object:
    if fact.choices == ("yes", "no"):
        return text == "yes"
    if fact.is_list:
        parts = [part.strip() for part in text.split(LIST_SEPARATOR) if part.strip()]
        return [part.casefold().replace(" ", "_") for part in parts] if fact.is_ids else parts
    if not fact.is_number:
        return text
    if not text:
        return None
    try:
        amount = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return _WRONG
    if not amount.is_finite():
        return _WRONG
    if not fact.is_whole:
        return number(amount)
    return int(amount) if amount == int(amount) else _WRONG


def _put(plain: dict[str, object], path: Path, value: object) -> None:
    at: object = plain
    for step in path[:-1]:
        assert isinstance(at, dict | list)  # as the record is made
        at = at[step]  # type: ignore[index]  # a name of a dict, a place of a list
    assert isinstance(at, dict)  # every path ends in a name
    if value is None:
        at.pop(path[-1], None)
    else:
        at[path[-1]] = value


def _of_medication(med: MedicationFacts) -> Iterator[EditableFact]:
    usual = med.adult_dose
    if usual is not None:
        unit = usual.unit
        for name, label in (
            ("usual_min", "Usual dose from"),
            ("usual_max", "Usual dose to"),
            ("label_max", "Maximum"),
        ):
            text = _text(getattr(usual, name))
            yield EditableFact(("adult_dose", name), f"{label} ({unit})", text, is_number=True)
    age = "" if med.min_age_labelled is None else str(med.min_age_labelled)
    yield EditableFact(
        ("min_age_labelled",), "Labelled from (years)", age, is_number=True, is_whole=True
    )
    yield EditableFact(("dose_note",), "Dose note", med.dose_note)
    yield EditableFact(("pediatric_note",), "Children", med.pediatric_note)
    yield EditableFact(("geriatric_note",), "Older people", med.geriatric_note)


def _of_monitoring(rule: MonitoringRule) -> Iterator[EditableFact]:
    for place, step in enumerate(rule.steps):
        since = step.from_.replace("_", " ")
        if step.every:
            yield EditableFact(
                ("steps", place, "every"), f"Every, counted from {since}", step.every
            )
        else:
            yield EditableFact(("steps", place, "at"), f"Due, counted from {since}", step.at)
    for place, alert in enumerate(rule.alerts):
        for name, label in (("low", "Below"), ("high", "Above")):
            value: Decimal | None = getattr(alert, name)
            if value is not None:
                yield EditableFact(
                    ("alerts", place, name), _limit(label, alert), number(value), is_number=True
                )
    yield EditableFact(("note",), "Note", rule.note)


def _limit(label: str, alert: MonitoringAlert) -> str:
    of = " ".join(filter(None, (alert.part, alert.phase, alert.sex))).replace("_", " ")
    return f"{label} ({', '.join(filter(None, (alert.unit, of, alert.severity)))})"


def _text(value: Decimal | None) -> str:
    return "" if value is None else number(value)
