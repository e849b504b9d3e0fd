"""Cases for the checker: a patient, a plan, a change, and what has to be found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from practice_desk.domain.safety import (
    AlertKind,
    AlertSeverity,
    ChangeAction,
    FollowUp,
    KnownAllergy,
    LabResult,
    PatientFacts,
    PlanChangeFacts,
    RecentStop,
    SafetyAlert,
    SafetyQuestion,
    TakenMedication,
)
from practice_desk.knowledge.safety.case_file import (
    Case,
    CaseAllergy,
    CaseChange,
    CaseLab,
    Wanted,
    read_cases,
)
from practice_desk.knowledge.safety.case_names import medication_id
from practice_desk.knowledge.safety.case_unknowns import ANCESTRIES, unknown_in_case
from practice_desk.knowledge.safety.checker import check_change, review_plan
from practice_desk.knowledge.safety.pack import SafetyPack, safety_pack

_BOUND = re.compile(r"([<>])=? *(\d+(?:\.\d+)?)")
_EXPOSURE_WORDS = {"tobacco": "tobacco_smoking", "grapefruit": "grapefruit_juice"}

__all__ = ["Case", "CaseResult", "question_of", "read_cases", "run_cases"]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What one case found, and how that differs from what it has to."""

    id: str
    expected: tuple[str, ...]
    missing: tuple[str, ...]
    forbidden: tuple[str, ...]
    noisy: tuple[str, ...]
    alerts: tuple[SafetyAlert, ...]

    @property
    def passed(self) -> bool:
        """True when everything expected was found and nothing else that matters."""
        return not (self.missing or self.forbidden or self.noisy)


def run_cases(cases: Iterable[Case], pack: SafetyPack | None = None) -> list[CaseResult]:
    """Run every case through the checker."""
    used = pack or safety_pack()
    return [_result(case, used) for case in cases]


def _result(case: Case, pack: SafetyPack) -> CaseResult:
    question = question_of(case, pack)
    found = check_change(question, pack)
    found += unknown_in_case(question, _ancestries(case), pack)
    wanted = list(case.expect)
    forbidden = [_words(w) for w in case.must_not if any(_fits(w, a, pack) for a in found)]
    standing = review_plan(question, pack) if case.review_pairs or _only_reviews(case) else []
    for first, second, ref, severity in case.review_pairs:
        pair = frozenset({medication_id(first, pack), medication_id(second, pack)})
        found += [a for a in standing if a.ref == ref and frozenset(a.medications) == pair]
        wanted.append(Wanted(AlertKind.INTERACTION, ref, severity))
    if _only_reviews(case):
        found += [a for a in standing if a not in found and any(_fits(w, a, pack) for w in wanted)]
    missing = [_words(each) for each in wanted if not any(_fits(each, a, pack) for a in found)]
    noisy = []
    if case.quiet:
        noisy = [
            f"{a.kind.value} {a.ref} {a.severity.value}"
            for a in found
            if a.severity.rank <= AlertSeverity.MODERATE.rank
            and not any(_fits(each, a, pack) for each in wanted)
        ]
    expected = tuple(map(_words, wanted))
    return CaseResult(
        case.id, expected, tuple(missing), tuple(forbidden), tuple(noisy), tuple(found)
    )


def _only_reviews(case: Case) -> bool:
    """Return whether nothing changes: what is expected then stands in the plan."""
    return case.change.action is ChangeAction.NONE


def _fits(wanted: Wanted, alert: SafetyAlert, pack: SafetyPack) -> bool:
    return (
        alert.kind is wanted.kind
        and (not wanted.ref or _names(wanted.ref, alert, pack))
        and (wanted.severity is None or alert.severity is wanted.severity)
    )


def _names(ref: str, alert: SafetyAlert, pack: SafetyPack) -> bool:
    """Return whether *ref* is what the alert is about; two of a class are two of a wider one."""
    if alert.kind is not AlertKind.DUPLICATE_CLASS:
        return alert.ref in (ref, medication_id(ref, pack))
    return alert.ref == ref or (
        pack.duplicates(ref) and all(ref in pack.groups(med) for med in alert.medications)
    )


def _words(wanted: Wanted) -> str:
    severity = wanted.severity.value if wanted.severity else ""
    return " ".join(part for part in (wanted.kind.value, wanted.ref, severity) if part)


def _exposures(written: Iterable[str]) -> frozenset[str]:
    """Return exposures by the pack's ids; the format's page also says plain words for some."""
    return frozenset(_EXPOSURE_WORDS.get(word, word) for word in written)


def question_of(case: Case, pack: SafetyPack) -> SafetyQuestion:
    """Return the question that a case asks; medications may be named as on a label."""
    patient = case.patient
    metabolizer = patient.metabolizer
    if isinstance(metabolizer, dict):
        metabolizer = tuple(f"{enzyme}_{kind}" for enzyme, kind in metabolizer.items())
    metabolizers = {metabolizer} if isinstance(metabolizer, str) else set(metabolizer)
    contraception = patient.contraception
    if isinstance(contraception, str):
        contraception = contraception.casefold() not in ("", "none", "no", "false")
    fields: dict[str, Any] = {
        name: getattr(patient, name)
        for name in (
            "sex", "pregnant", "trimester", "lactating", "childbearing_potential",
            "hepatic", "egfr", "weight_kg",
        )
    }  # fmt: skip
    facts = PatientFacts(
        age=None if patient.age is None else int(patient.age),
        contraception=contraception,
        ancestry=next((each for each in _ancestries(case) if each in ANCESTRIES), ""),
        **fields,
        conditions=frozenset(patient.conditions),
        allergies=tuple(_allergy(each, pack) for each in patient.allergies),
        exposures=_exposures(patient.exposures),
        metabolizers=frozenset(metabolizers),
        symptoms=frozenset(patient.symptoms),
    )
    change = _planned(case.change, pack)
    return SafetyQuestion(
        facts,
        _current(case, change, pack),
        change,
        tuple(
            RecentStop(medication_id(each.med, pack), each.days_ago) for each in case.recent_stops
        ),
        _exposures(case.new_exposures),
        tuple(map(_lab, case.labs)),
        tuple(
            FollowUp(
                medication_id(each.med, pack),
                int(each.weeks_on),
                tuple((name, int(weeks)) for name, weeks in each.last.items() if weeks is not None),
            )
            for each in case.follow_up
        ),
    )


def _current(case: Case, change: PlanChangeFacts, pack: SafetyPack) -> tuple[TakenMedication, ...]:
    """Return the plan before the change; what begins again after a gap is no second line of it."""
    again = (
        change.med if change.action is ChangeAction.START and change.gap_days is not None else ""
    )
    lines = (
        TakenMedication(medication_id(each.med, pack), each.dose, each.form)
        for each in case.current
    )
    return tuple(line for line in lines if line.med != again)


def _planned(change: CaseChange, pack: SafetyPack) -> PlanChangeFacts:
    written = {
        name: getattr(change, name) for name in PlanChangeFacts.__slots__ if hasattr(change, name)
    }
    written["med"] = medication_id(change.med, pack)
    return PlanChangeFacts(from_med=medication_id(change.from_, pack), **written)


def _allergy(allergy: CaseAllergy, pack: SafetyPack) -> KnownAllergy:
    severe = {"severe": True, "mild": False}.get(allergy.reaction)
    name = allergy.allergen
    if name not in pack.classes:
        name = medication_id(name, pack)
    return KnownAllergy(name, severe)


def _ancestries(case: Case) -> tuple[str, ...]:
    written = case.patient.ancestry
    return ((written,) if written else ()) if isinstance(written, str) else written


def _lab(lab: CaseLab) -> LabResult:
    """Return a result; one such as ">3.0" is a bound."""
    bound = _BOUND.fullmatch(str(lab.value).strip())
    if bound is None:
        return LabResult(lab.loinc, _value(lab.value), lab.phase)
    return LabResult(lab.loinc, Decimal(bound[2]), lab.phase, comparator=bound[1])


def _value(value: float | str) -> Decimal | str:
    """Return a number as it is written, and anything else as text."""
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return str(value)
