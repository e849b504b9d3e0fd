"""Interactions, monitoring, conditions, side effects, patient, allergy and federal rules."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tests.pack_rules.source import SEVERITIES, Entry, Pack, unknown

_LOINC = re.compile(r"(\d{1,5})-(\d)")
_ICD = re.compile(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?")
_SINCE = {
    "start", "dose_change", "interacting_drug_change", "month 6", "week 12", "month 12", "month 24",
}  # fmt: skip
_THRESHOLDS = {"low", "high", "pct_change", "high_uln_multiple", "positive", "systolic_drop"}
_OTHER_ALLERGENS = {"sesame", "phenylketonuria", "sulfonamide_antibiotic"}


def rule_problems(pack: Pack) -> Iterator[str]:
    """Yield what is wrong with everything that is no medication, class or instrument."""
    yield from _interactions(pack)
    for effect in pack.entries("side_effects"):
        yield from _side_effect(pack, effect)
    for rule in pack.entries("monitoring"):
        yield from _monitoring(pack, rule)
    for condition in pack.entries("conditions"):
        name = condition["id"]
        labelled = condition["labelled_medications"]
        yield from unknown(name, "medication", labelled, pack.medications)
        yield from (
            f"{name}: {c} is no code" for c in condition["icd10cm"] if not _ICD.fullmatch(c)
        )
    yield from _patient_rules(pack)
    yield from _federal_rules(pack)


def _interactions(pack: Pack) -> Iterator[str]:
    known = {
        "medication": pack.medications, "class": pack.classes, "exposure": pack.exposures,
    }  # fmt: skip
    ids, pairs = pack.ids("interactions"), Counter[tuple[frozenset[str], str]]()
    for rule in pack.entries("interactions"):
        name = rule["id"]
        for side in "ab":
            yield from unknown(
                name, rule[f"{side}_type"], [rule[side]], known[rule[f"{side}_type"]]
            )
        if rule["a_type"] == "exposure":
            yield f"{name}: an exposure stands second"
        if rule["a"] == rule["b"] and rule["a_type"] != "class":
            yield f"{name}: a medication with itself"
        if rule["severity"] not in SEVERITIES:
            yield f"{name}: severity {rule['severity']}"
        if rule["a"] != rule["b"]:
            pairs[frozenset((rule["a"], rule["b"])), rule["mechanism_group"]] += 1
        yield from unknown(name, "interaction", rule.get("supersedes"), ids)
        yield from unknown(name, "medication", rule.get("exclude_meds"), pack.medications)
        for milder in rule.get("severity_if") or ():
            if SEVERITIES.index(milder["severity"]) <= SEVERITIES.index(rule["severity"]):
                yield f"{name}: a small dose makes it no milder"
        only = rule.get("only_forms")
        if only and only["med"] not in {rule["a"], rule["b"]} & pack.medications:
            yield f"{name}: limited to forms of another medication"
        if any(len(rule.get(key) or "") < 5 for key in ("mechanism", "effect", "management")):
            yield f"{name}: does not say why, what happens and what to do"
    yield from (f"two rules for {sorted(pair)}, {g}" for (pair, g), n in pairs.items() if n > 1)


def _side_effect(pack: Pack, effect: Entry) -> Iterator[str]:
    name, flag = effect["id"], effect["red_flag"]
    if flag["level"] not in ("none", "same_day", "emergency"):
        yield f"{name}: a flag {flag['level']}"
    if flag["level"] != "none" and not flag.get("do"):
        yield f"{name}: a red flag without what to do"
    if not effect["plain_words"].rstrip().endswith("?"):
        yield f"{name}: its plain words ask nothing"
    if not effect.get("management"):
        yield f"{name}: nothing to do about it"
    yield from unknown(name, "class", effect["related_classes"], pack.classes)
    yield from unknown(name, "medication", effect["caused_by"], pack.medications)


def _monitoring(pack: Pack, rule: Entry) -> Iterator[str]:
    name, ids = rule["id"], pack.ids("monitoring")
    yield from unknown(name, "thing", rule["applies_to"], pack.medications | pack.classes)
    if not rule["steps"]:
        yield f"{name} is never due"
    for step in rule["steps"]:
        if ("at" in step) == ("every" in step) or step.get("from") not in _SINCE:
            yield f"{name}: a step {step}"
    for code in rule.get("loinc") or ():
        if not _is_loinc(code):
            yield f"{name}: {code} is no LOINC code"
    for alert in rule.get("alerts") or ():
        if alert["severity"] not in (*SEVERITIES, "emergency"):
            yield f"{name}: severity {alert['severity']}"
        if not _THRESHOLDS & set(alert) and "action" not in alert:
            yield f"{name}: an alert about nothing"
        if "low" in alert and "high" in alert and alert["low"] >= alert["high"]:
            yield f"{name}: a lower limit above the upper one"
    yield from unknown(name, "monitoring", filter(None, [rule.get("replaces")]), ids)
    for part in ("any", "all"):
        for when in (rule.get("only_if") or {}).get(part, ()):
            yield from unknown(name, "condition", when.get("condition"), pack.ids("conditions"))
            yield from unknown(name, "medication", when.get("with_med"), pack.medications)
            yield from unknown(name, "class", when.get("with_class"), pack.classes)
            yield from unknown(name, "symptom", when.get("symptom"), pack.ids("side_effects"))


def _is_loinc(code: str) -> bool:
    """Return whether the check digit (Luhn's, over the digits from the right) is right."""
    match = _LOINC.fullmatch(code)
    if match is None:
        return False
    total = 0
    for place, digit in enumerate(reversed(match[1])):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value // 10 + value % 10
    return (10 - total % 10) % 10 == int(match[2])


def _patient_rules(pack: Pack) -> Iterator[str]:
    anything = pack.medications | pack.classes
    for rule in pack.entries("patient_rules"):
        name, when = rule["id"], rule["when"]
        yield from unknown(name, "condition", when.get("condition"), pack.ids("conditions"))
        yield from unknown(name, "thing", rule["applies_to"], anything)
        yield from unknown(name, "class", rule.get("unless_taking_class"), pack.classes)
        named = (*(rule.get("exclude_meds") or ()), *(rule.get("only_meds") or ()))
        yield from unknown(name, "medication", named, pack.medications)
        if rule["severity"] not in SEVERITIES or not when:
            yield f"{name}: for nobody, or of no severity"
    for rule in pack.entries("patient_rules", "count_rules"):
        yield from unknown(rule["id"], "class", rule["count_classes"], pack.classes)
        if rule["severity"] not in SEVERITIES or not isinstance(rule["at_least"], int):
            yield f"{rule['id']}: of no severity or number"
    for rule in pack.entries("allergies", "allergy_rules"):
        yield from unknown(rule["id"], "allergen", [rule["allergen"]], anything | _OTHER_ALLERGENS)
        yield from unknown(rule["id"], "thing", rule["applies_to"], anything)
        if rule["severity"] not in SEVERITIES:
            yield f"{rule['id']}: severity {rule['severity']}"


def _federal_rules(pack: Pack) -> Iterator[str]:
    schedules = {each["id"]: each for each in pack.files["controlled"]["schedules"]}
    if list(schedules) != ["CII", "CIII", "CIV", "CV", "none"]:
        yield "controlled.yaml has other schedules"
        return
    if schedules["CII"].get("refills_allowed") != 0:
        yield "CII has refills"
    for name in ("CIII", "CIV"):
        allowed = schedules[name]
        if (allowed.get("refills_allowed"), allowed.get("max_refills_months")) != (5, 6):
            yield f"{name} has other refills than five in six months"
    for rule in pack.entries("controlled", "rules"):
        yield from unknown(rule["id"], "medication", rule["when"].get("med"), pack.medications)
        yield from unknown(rule["id"], "schedule", rule["when"].get("schedule"), set(schedules))
