"""What must hold of an entry that a clinic writes or corrects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from practice_desk.domain.dose_form import FORMS, ROUTES
from practice_desk.domain.errors import Problem
from practice_desk.domain.units import find_unit
from practice_desk.knowledge.safety.guide_rules import check_guide_entry
from practice_desk.knowledge.safety.pack import SafetyPack
from practice_desk.knowledge.safety.records import (
    AllergyRule,
    ControlledRule,
    CountRule,
    DoseRange,
    Entry,
    InteractionRule,
    MedicationFacts,
    MonitoringRule,
    PatientRule,
)

_EVERY = re.compile(r"[1-9][0-9]* (day|week|month|year)s?")
_AT = re.compile(r"baseline|(day|week|month) [1-9][0-9]*")


def check_entry(entry: Entry, pack: SafetyPack, *, is_new: bool) -> tuple[Problem, ...]:
    """Return what is wrong with an entry; fields are named as in its record."""
    match entry:
        case MedicationFacts():
            return tuple(_medication(entry, pack, is_new=is_new))
        case InteractionRule():
            return tuple(_interaction(entry, pack))
        case MonitoringRule():
            return tuple(_monitoring(entry, pack))
        case PatientRule() | AllergyRule():
            return tuple(_rule(entry, pack))
        case CountRule() | ControlledRule():
            return () if entry.message.strip() else (Problem("message", "Say what it means."),)
        case _:
            return tuple(check_guide_entry(entry, pack))


def _medication(med: MedicationFacts, pack: SafetyPack, *, is_new: bool) -> Iterator[Problem]:
    name = med.generic_name.strip().casefold()
    if not name:
        yield Problem("generic_name", "Enter the generic name.")
    known = {each.generic_name.casefold() for each in pack.medications.values()}
    if is_new and name in known:
        yield Problem("generic_name", "The pack has this medication: correct its entry instead.")
    if unknown := [each for each in med.classes if each not in pack.classes]:
        yield Problem("classes", f"The pack has no class {unknown[0].replace('_', ' ')}.")
    for form in med.forms:
        if form.form not in FORMS or form.route not in ROUTES:
            yield Problem("forms", "Choose the form and the route.")
        if not form.strengths:
            yield Problem("forms", "Enter the strengths that are made.")
    if med.role == "prescribed" and not med.forms:
        yield Problem("forms", "Enter at least one form with its strengths.")
    if med.adult_dose is not None:
        yield from _dose(med.adult_dose)
    if med.min_age_labelled is not None and not 0 <= med.min_age_labelled <= 120:
        yield Problem("min_age_labelled", "Enter an age in years.")


def _dose(usual: DoseRange) -> Iterator[Problem]:
    if usual.usual_min < 0:
        yield Problem("usual_min", "A dose is not negative.")
    if usual.usual_max < usual.usual_min or usual.usual_max <= 0:
        yield Problem("usual_max", "The highest usual dose is at least the lowest.")
    if usual.label_max is not None and usual.label_max < usual.usual_max:
        yield Problem("label_max", "The maximum is at least the highest usual dose.")


def _interaction(rule: InteractionRule, pack: SafetyPack) -> Iterator[Problem]:
    known = {**pack.medications, **pack.classes}
    for field, ref in (("a", rule.a), ("b", rule.b)):
        if ref not in known and ref not in pack.facts.exposures:
            yield Problem(field, "Choose a medication or a class from the list.")
    if rule.a == rule.b and rule.a in pack.medications:
        yield Problem("b", "Choose another one than the first.")
    if rule.severity == "emergency":
        yield Problem("severity", "Choose one of the four severities.")
    for field, text, words in (
        ("effect", rule.effect, "Say what happens."),
        ("management", rule.management, "Say what to do about it."),
    ):
        if not text.strip():
            yield Problem(field, words)


def _rule(rule: PatientRule | AllergyRule, pack: SafetyPack) -> Iterator[Problem]:
    if not rule.message.strip():
        yield Problem("message", "Say what it means.")
    yield from _known(rule.applies_to, pack)
    if isinstance(rule, PatientRule):
        unknown = [each for each in rule.when.condition if each not in pack.conditions]
        if unknown:
            words = unknown[0].replace("_", " ")
            yield Problem("conditions", f"The pack has no condition {words}.")


def _known(refs: Iterable[str], pack: SafetyPack) -> Iterator[Problem]:
    known = {**pack.medications, **pack.classes}.keys() | pack.exposures
    unknown = [ref for ref in refs if ref not in known]
    if unknown:
        yield Problem("applies_to", f"The pack does not have {unknown[0].replace('_', ' ')}.")


def _monitoring(rule: MonitoringRule, pack: SafetyPack) -> Iterator[Problem]:
    yield from _known(rule.applies_to, pack)
    if not rule.test.strip():
        yield Problem("test", "Name what is to be checked.")
    steps = [step for each in pack.facts.monitoring for step in each.steps]
    known = {text for step in steps for text in (step.at, step.every)}
    for step in rule.steps:
        if step.every not in known and not _EVERY.fullmatch(step.every):
            yield Problem("every", "Write the interval as a number of weeks or months: 3 months.")
        if step.at not in known and not _AT.fullmatch(step.at):
            yield Problem("at", "Write when it is due as day, week or month: week 4.")
    for alert in rule.alerts:
        if alert.low is not None and alert.high is not None and alert.low >= alert.high:
            yield Problem("alerts", "The lower limit is below the upper one.")
        limits: tuple[Decimal | None, ...] = (alert.low, alert.high)
        if any(limit is not None and limit < 0 for limit in limits):
            yield Problem("alerts", "A limit is not negative.")
        if any(limit is not None for limit in limits) and alert.unit and not find_unit(alert.unit):
            yield Problem("unit", f"{alert.unit} is no unit known here, such as mg/dL or mmol/L.")
