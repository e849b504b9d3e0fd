"""An entry of the pack in words: its title and its facts, for reading, reviewing and comparing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from practice_desk.domain.dose_form import form_name
from practice_desk.domain.knowledge import EntryKey, EntryKind
from practice_desk.knowledge.guide_words import GuideEntry, guide_lines, guide_title
from practice_desk.knowledge.safety.pack import SafetyPack
from practice_desk.knowledge.safety.records import (
    AllergyRule,
    ControlledRule,
    CountRule,
    DoseRange,
    Entry,
    InteractionRule,
    MedicationFacts,
    MonitoringAlert,
    MonitoringRule,
    PatientRule,
)

KIND_WORDS = {
    EntryKind.MEDICATION: "Medication",
    EntryKind.INTERACTION: "Interaction",
    EntryKind.PATIENT_RULE: "Patient rule",
    EntryKind.COUNT_RULE: "Count rule",
    EntryKind.ALLERGY_RULE: "Allergy rule",
    EntryKind.CONTROLLED_RULE: "Controlled substance rule",
    EntryKind.MONITORING: "Monitoring",
    EntryKind.SIDE_EFFECT: "Side effect",
    EntryKind.CONDITION: "Condition",
    EntryKind.INSTRUMENT: "Measure",
    EntryKind.CLASS: "Class",
    EntryKind.UPPER_LIMIT: "Usual upper limit",
}
_BASIS = {"per_day": "a day", "per_session": "a session", "per_injection": "an injection"}
_LABELS = {
    "age_min": "age from",
    "age_max": "age to",
    "egfr_below": "eGFR below",
    "weight_max_kg": "weight to (kg)",
    "interval_days_max": "every so many days at most:",
    "a_max_dose": "first one at most",
    "b_max_dose": "second one at most",
    "max": "at most",
    "with_class": "with",
    "with_med": "with",
    "without_med": "without",
    "raises": "allows more",
}
Names = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of an entry under its label."""

    label: str
    text: str


def title(entry: Entry, pack: SafetyPack) -> str:
    """Return what an entry is called in a list."""
    names = name_giver(pack)
    match entry:
        case MedicationFacts():
            return entry.generic_name
        case InteractionRule():
            return f"{names(entry.a)} + {names(entry.b)}"
        case PatientRule():
            return f"{_few(entry.applies_to, names)}: {_condition(entry.when) or 'everybody'}"
        case CountRule():
            return f"{entry.at_least} or more of {_few(entry.count_classes, names)}"
        case AllergyRule():
            return f"Allergy to {names(entry.allergen)}: {_few(entry.applies_to, names)}"
        case MonitoringRule():
            return f"{entry.test}: {_few(entry.applies_to, names)}"
        case ControlledRule():
            return f"{entry.message[:80]}{'…' if len(entry.message) > 80 else ''}"
        case _:
            return guide_title(entry)


def facts(entry: Entry, pack: SafetyPack) -> tuple[Fact, ...]:
    """Return the facts of an entry, those without content left out; sources are apart."""
    names = name_giver(pack)
    return tuple(Fact(label, text) for label, text in _lines(entry, names) if text)


def name_giver(pack: SafetyPack) -> Names:
    """Return what gives the name of a medication, class or exposure by its id."""

    def name(ref: str) -> str:
        entry = pack.classes.get(ref)
        return entry.name if entry else pack.name(ref)

    return name


def number(amount: Decimal) -> str:
    """Write an amount without trailing zeros: "2.5", "200"."""
    return f"{amount.normalize():f}"


def dose_range(usual: DoseRange) -> str:
    """Return a dose range: "50 to 200 mg a day, at most 200 mg"."""
    unit = usual.unit.partition("/")[0]
    text = f"{number(usual.usual_min)} to {number(usual.usual_max)} {unit} {_BASIS[usual.basis]}"
    if usual.label_max is not None:
        text += f", at most {number(usual.label_max)} {unit}"
    if usual.interval_days is not None:
        text += f", every {usual.interval_days} days"
    return text


def _lines(entry: Entry, names: Names) -> Iterable[tuple[str, str]]:
    if isinstance(entry, GuideEntry):
        return guide_lines(entry, names)
    match entry:
        case MedicationFacts():
            return _medication(entry, names)
        case InteractionRule():
            return _interaction(entry, names)
        case MonitoringRule():
            return _monitoring(entry, names)
        case CountRule():
            which, limits = entry.count_classes, [("At least", str(entry.at_least))]
        case ControlledRule():
            which, limits = (), [("Valid until", entry.valid_until)]
        case AllergyRule():
            which = entry.applies_to
            limits = [("Allergy to", names(entry.allergen)), ("Reaction", entry.reaction or "")]
        case PatientRule():
            which = entry.applies_to
            limits = [
                ("Not with", _all(entry.unless_taking_class, names)),
                ("Except", _all(entry.exclude_meds, names)),
                ("Only", _all(entry.only_meds, names)),
            ]
    when = "" if isinstance(entry, AllergyRule) else _condition(entry.when)
    return [
        ("Severity", entry.severity),
        ("Says", entry.message),
        ("Applies to", _all(which, names)),
        ("When", when),
        *limits,
    ]


def _medication(med: MedicationFacts, names: Names) -> list[tuple[str, str]]:
    forms = [
        f"{form_name(form.form)}, {form.route}: "
        + ", ".join(f"{each.amount} {each.unit}" for each in form.strengths)
        for form in med.forms
    ]
    limits = [_words(msgspec.to_builtins(limit)) for limit in med.dose_limits]
    starts = [
        f"{each.context.replace('_', ' ')}: "
        + ", ".join(f"weeks {s.weeks} at most {number(s.max_mg_per_day)} mg" for s in each.steps)
        for each in med.titration
    ]
    washouts = [f"{w.days} days before {names(w.before_starting)}" for w in med.washouts]
    age = med.min_age_labelled
    taper = med.taper
    return [
        ("Adult dose", dose_range(med.adult_dose) if med.adult_dose else ""),
        ("About the dose", med.adult_dose.note if med.adult_dose else ""),
        ("Dose note", med.dose_note),
        ("Limits", "\n".join(limits)),
        ("Begins with", "\n".join(starts)),
        ("Labelled from", f"{age} years" if age is not None else ""),
        ("Children", med.pediatric_note),
        ("Older people", med.geriatric_note),
        ("Boxed warnings", "\n".join(med.boxed_warnings)),
        (
            "Stopping",
            f"Step down ({taper.urgency}). {taper.note}" if taper and taper.advised else "",
        ),
        ("Washout", "\n".join(washouts)),
        ("Forms", "\n".join(forms)),
        ("Schedule", "" if med.dea_schedule == "none" else med.dea_schedule),
        ("Classes", _all(med.classes, names)),
    ]


def _interaction(rule: InteractionRule, names: Names) -> list[tuple[str, str]]:
    milder = [_words(msgspec.to_builtins(each)) for each in rule.severity_if]
    only = (
        f"{names(rule.only_forms.med)}: {', '.join(rule.only_forms.forms)}"
        if (rule.only_forms)
        else ""
    )
    return [
        ("Severity", rule.severity),
        ("What happens", rule.effect),
        ("What to do", rule.management),
        ("Why", rule.mechanism),
        ("Between", f"{names(rule.a)} and {names(rule.b)}"),
        ("Except", _all(rule.exclude_meds, names)),
        ("Only as", only.replace("_", " ")),
        ("Milder", "\n".join(milder)),
    ]


def _monitoring(rule: MonitoringRule, names: Names) -> list[tuple[str, str]]:
    steps = [
        f"{step.at or f'every {step.every}'}, from {step.from_.replace('_', ' ')}"
        + (f", until {step.until}" if step.until else "")
        for step in rule.steps
    ]
    tighter = [f"every {t.every} when {_condition(t.when)}" for t in rule.tighter]
    only_if = _words(msgspec.to_builtins(rule.only_if)) if rule.only_if else ""
    return [
        ("When", "\n".join(steps)),
        ("Before the start", "yes" if rule.baseline else ""),
        ("More often", "\n".join(tighter)),
        ("Limits", "\n".join(map(_threshold, rule.alerts))),
        ("Only if", only_if),
        ("Note", rule.note),
        ("Applies to", _all(rule.applies_to, names)),
        ("Except", _all(rule.except_meds, names)),
        ("LOINC", ", ".join(rule.loinc)),
    ]


def _threshold(alert: MonitoringAlert) -> str:
    limits = [
        f"{word} {number(value)} {alert.unit}".strip()
        for word, value in (("below", alert.low), ("above", alert.high))
        if value is not None
    ]
    if alert.pct_change is not None:
        limits.append(f"change of {number(alert.pct_change)} %")
    if alert.high_uln_multiple is not None:
        limits.append(f"above {number(alert.high_uln_multiple)} times the upper limit")
    if alert.systolic_drop is not None:
        limits.append(f"systolic drop of {number(alert.systolic_drop)}")
    if alert.positive:
        limits.append("positive")
    of = " ".join(filter(None, (alert.part, alert.phase, alert.sex))).replace("_", " ")
    head = f"{of}: " if of else ""
    return f"{head}{', '.join(limits)} ({alert.severity}): {alert.action}"


def _condition(when: msgspec.Struct) -> str:
    return _words(msgspec.to_builtins(when))


def _words(plain: Mapping[str, object]) -> str:
    """Return plain data as words: "age from 65, condition heart failure"."""
    return "; ".join(filter(None, (_pair(name, value) for name, value in plain.items())))


def _pair(name: str, value: object) -> str:
    label = _LABELS.get(name, name.replace("_", " "))
    if isinstance(value, Mapping):
        return _words(value)
    if isinstance(value, list | tuple):
        parts = [_words(each) if isinstance(each, Mapping) else str(each) for each in value]
        return f"{label} {', '.join(parts)}".replace("_", " ")
    if isinstance(value, bool):
        return label if value else f"not {label}"
    return str(value) if name == "note" else f"{label} {value}".replace("_", " ")


def _all(refs: Iterable[str], names: Names) -> str:
    return ", ".join(map(names, refs))


def _few(refs: tuple[str, ...], names: Names) -> str:
    shown = ", ".join(map(names, refs[:2]))
    return f"{shown} and {len(refs) - 2} more" if len(refs) > 2 else shown


def key_words(key: EntryKey) -> str:
    """Return an entry's kind and id for the audit trail; no patient data is in either."""
    return f"{KIND_WORDS[key.kind].casefold()} {key.id}"
