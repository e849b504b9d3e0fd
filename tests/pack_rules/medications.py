"""Medications: what is required, that references lead somewhere, that doses stand in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from practice_desk.domain.dose_form import FORMS, ROUTES
from tests.pack_rules.source import Entry, Pack, is_number, unknown

_REQUIRED = (
    "generic_name", "brand_names", "classes", "dea_schedule", "qt_risk", "serotonergic",
    "anticholinergic_burden", "sedating", "role",
)  # fmt: skip
_OF_PRESCRIBED = (
    "forms", "taper", "washouts", "pregnancy_note", "pediatric_note", "geriatric_note", "cyp",
    "common_side_effects", "serious_side_effects", "boxed_warnings",
)  # fmt: skip
_ENZYMES = {
    "cyp1a2", "cyp2a6", "cyp2b6", "cyp2c9", "cyp2c19", "cyp2d6", "cyp2e1", "cyp3a4",
}  # fmt: skip
_LEVELS = {
    "substrate": {"major", "minor", "sensitive"},
    "inhibitor": {"strong", "moderate", "weak"},
    "inducer": {"strong", "moderate", "weak"},
}
_COMBINED = re.compile(r"\d+(\.\d+)?(/\d+(\.\d+)?)+")
_RXCUI = re.compile(r"[1-9]\d{0,6}")
_NO_MAXIMUM = {"antipsychotic_lai", "opioid_rescue", "alcohol_deterrent"}
_LONGEST_WASHOUT = 60
SCHEDULES = {
    "alprazolam": "CIV", "clonazepam": "CIV", "diazepam": "CIV", "lorazepam": "CIV",
    "zolpidem": "CIV", "eszopiclone": "CIV", "zaleplon": "CIV", "suvorexant": "CIV",
    "lemborexant": "CIV", "daridorexant": "CIV", "zuranolone": "CIV", "methylphenidate": "CII",
    "amphetamine_mixed_salts": "CII", "lisdexamfetamine": "CII", "dextroamphetamine": "CII",
    "dexmethylphenidate": "CII", "methamphetamine": "CII",
    "serdexmethylphenidate_dexmethylphenidate": "CII", "modafinil": "CIV", "armodafinil": "CIV",
    "solriamfetol": "CIV", "pregabalin": "CV", "esketamine": "CIII", "ketamine": "CIII",
    "buprenorphine": "CIII", "methadone": "CII", "atomoxetine": "none", "viloxazine": "none",
    "gabapentin": "none", "bupropion": "none", "hydroxyzine": "none", "clonidine": "none",
    "guanfacine": "none", "ramelteon": "none", "sodium_oxybate": "CIII", "tramadol": "CIV",
    "carisoprodol": "CIV", "phenobarbital": "CIV", "oxycodone": "CII",
}  # fmt: skip
"""Federal schedules of medications that must never be wrong: 21 CFR 1308.12 to 1308.15."""


def medication_problems(pack: Pack) -> Iterator[str]:
    """Yield what is wrong with medications."""
    found = {med["id"]: med for med in pack.entries("medications")}
    for med in found.values():
        if missing := [key for key in _REQUIRED if key not in med]:
            yield f"{med['id']} lacks {missing}"
            continue
        yield from _references(pack, med)
        yield from _limits(pack, med)
        yield from _cyp(med)
        yield from _forms(med)
        if med["role"] == "prescribed":
            yield from _prescribed(med)
        elif med.get("boxed_warnings"):
            yield f"{med['id']} is not prescribed and has a boxed warning"
    for name, schedule in SCHEDULES.items():
        if name not in found or found[name]["dea_schedule"] != schedule:
            yield f"{name} is not under {schedule}"


def _references(pack: Pack, med: Entry) -> Iterator[str]:
    name = med["id"]
    anything = pack.medications | pack.classes | pack.exposures
    yield from unknown(name, "class", med["classes"], pack.classes)
    effects = pack.ids("side_effects")
    for key in ("common_side_effects", "serious_side_effects"):
        yield from unknown(name, "side effect", med.get(key), effects)
    yield from unknown(name, "monitoring", med.get("monitoring"), pack.ids("monitoring"))
    if med.get("rxcui") and not _RXCUI.fullmatch(med["rxcui"]):
        yield f"{name}: {med['rxcui']} is no RxNorm code"
    for washout in med.get("washouts") or ():
        yield from unknown(name, "washout", [washout["before_starting"]], anything)
        if not is_number(washout["days"]) or not 0 < washout["days"] <= _LONGEST_WASHOUT:
            yield f"{name}: a washout of {washout['days']} days"
    rules = {rule["id"]: rule for rule in pack.entries("monitoring")}
    for ref in med.get("monitoring") or ():
        applies = set(rules[ref]["applies_to"]) if ref in rules else set()
        if ref in rules and not applies & {name, *pack.groups(med)}:
            yield f"{name}: {ref} does not apply to it"


def _limits(pack: Pack, med: Entry) -> Iterator[str]:
    name, made = med["id"], {form["form"] for form in med.get("forms", ())}
    for limit in med.get("dose_limits") or ():
        when = limit["when"]
        if not when:
            yield f"{name}: a limit for nobody"
        yield from unknown(name, "form made", when.get("form"), made)
        yield from unknown(name, "condition", when.get("indication"), pack.ids("conditions"))
        yield from unknown(name, "class", when.get("with_class"), pack.classes)
        beside = (*when.get("with_med", ()), *when.get("without_med", ()))
        yield from unknown(name, "medication", beside, pack.medications)
        if "max" in limit and (not is_number(limit["max"]) or limit["max"] <= 0):
            yield f"{name}: a limit of {limit['max']}"
        if not ({"max", "recommended"} & set(limit) or limit.get("avoid") or limit.get("note")):
            yield f"{name}: a limit that says nothing"


def _cyp(med: Entry) -> Iterator[str]:
    for kind, levels in _LEVELS.items():
        for each in (med.get("cyp") or {}).get(kind, ()):
            if each["enzyme"] not in _ENZYMES or each["level"] not in levels:
                yield f"{med['id']}: {kind} {each}"


def _forms(med: Entry) -> Iterator[str]:
    for form in med.get("forms") or ():
        where = f"{med['id']}, {form['form']}"
        if form["form"] not in FORMS or form["route"] not in ROUTES:
            yield f"{where}: unknown form or route"
        amounts = [(str(each["amount"]), each["unit"]) for each in form["strengths"]]
        if not amounts or len(amounts) != len(set(amounts)):
            yield f"{where}: no strengths, or one twice"
        for each in form["strengths"]:
            amount = each["amount"]
            good = amount > 0 if is_number(amount) else _COMBINED.fullmatch(str(amount))
            if not good:
                yield f"{where}: {amount} is no strength"


def _prescribed(med: Entry) -> Iterator[str]:
    name = med["id"]
    if missing := [key for key in _OF_PRESCRIBED if key not in med]:
        yield f"{name} lacks {missing}"
    dose = med.get("adult_dose")
    if not dose:
        if not med.get("dose_note"):
            yield f"{name} has no dose, and no note why"
        return
    starts = [dose[key] for key in dose if key.startswith("start")]
    steps = [
        *(starts if dose["basis"] == "per_day" else ()),
        dose.get("usual_min"),
        dose.get("usual_max"),
        dose.get("label_max"),
    ]
    doses = [step for step in steps if step is not None]
    if any(not is_number(step) or step <= 0 for step in doses):
        yield f"{name}: a dose is no number above nothing"
    elif any(before > after for before, after in pairwise(doses)):
        yield f"{name}: start, usual range and maximum are not in this order: {doses}"
    has_maximum = dose.get("label_max") is not None or "label_max_mg_per_kg" in dose
    if not has_maximum and not set(med["classes"]) & _NO_MAXIMUM and name != "methadone":
        yield f"{name} has no maximum"
