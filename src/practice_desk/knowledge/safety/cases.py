"""Cases for the checker: a patient, a plan, a change, and what has to be found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import msgspec
import yaml

from practice_desk.domain.errors import UnreadableInput
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
from practice_desk.knowledge.safety.checker import check_change, review_plan
from practice_desk.knowledge.safety.pack import SafetyPack, safety_pack

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Refuses what is misspelled."""


class _Allergy(_Strict, frozen=True):
    allergen: str
    reaction: str = ""


class _Patient(_Strict, frozen=True):
    age: int | None = None
    sex: str = ""
    conditions: tuple[str, ...] = ()
    allergies: tuple[_Allergy, ...] = ()
    pregnant: bool | None = None
    trimester: int | None = None
    lactating: bool | None = None
    childbearing_potential: bool | None = None
    contraception: bool | None = None
    exposures: tuple[str, ...] = ()
    ancestry: str = ""
    hepatic: str = ""
    egfr: Decimal | None = None
    weight_kg: Decimal | None = None
    metabolizer: str | tuple[str, ...] = ()
    symptoms: tuple[str, ...] = ()


class _Taken(_Strict, frozen=True):
    med: str
    dose: Decimal | None = None
    form: str = ""
    unit: str = ""


class _Change(_Strict, frozen=True):
    action: ChangeAction = ChangeAction.NONE
    med: str = ""
    from_: str = msgspec.field(default="", name="from")
    dose: Decimal | None = None
    form: str = ""
    strength: Decimal | None = None
    refills: int | None = None
    days_supply: int | None = None
    months_after_issue: int | None = None
    interval_days: int | None = None
    indication: str = ""
    gap_days: int | None = None
    tapering: bool = False
    first_visit: str = ""
    setting: str = ""


class _Stop(_Strict, frozen=True):
    med: str
    days_ago: int


class _Lab(_Strict, frozen=True):
    loinc: str
    value: int | float | str
    phase: str = ""
    unit: str = ""


class _FollowUp(_Strict, frozen=True):
    med: str
    weeks_on: int
    last: dict[str, int] = {}


class _Wanted(_Strict, frozen=True):
    kind: AlertKind
    ref: str = ""
    severity: AlertSeverity | None = None


class Case(_Strict, frozen=True):
    """One case as it is written."""

    id: str
    title: str = ""
    tier: str = ""
    why: str = ""
    patient: _Patient = _Patient()
    current: tuple[_Taken, ...] = ()
    change: _Change = _Change()
    recent_stops: tuple[_Stop, ...] = ()
    new_exposures: tuple[str, ...] = ()
    labs: tuple[_Lab, ...] = ()
    follow_up: tuple[_FollowUp, ...] = ()
    review_pairs: tuple[tuple[str, str, str, AlertSeverity], ...] = ()
    expect: tuple[_Wanted, ...] = ()
    must_not: tuple[_Wanted, ...] = ()
    quiet: bool = False


class CaseFile(_Strict, frozen=True):
    """A file of cases."""

    cases: tuple[Case, ...]
    cases_version: str = ""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What one case found, and how that differs from what it has to."""

    id: str
    missing: tuple[str, ...]
    forbidden: tuple[str, ...]
    noisy: tuple[str, ...]
    alerts: tuple[SafetyAlert, ...]

    @property
    def passed(self) -> bool:
        """True when everything expected was found and nothing else that matters."""
        return not (self.missing or self.forbidden or self.noisy)


def read_cases(path: Path) -> tuple[Case, ...]:
    """Read a file of cases. Raises UnreadableInput, naming the line where it can."""
    try:
        plain = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
        return msgspec.convert(plain, CaseFile, strict=False).cases
    except OSError as error:
        raise UnreadableInput(f"The file of cases can't be read: {error.strerror}.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" Line {mark.line + 1} is not right." if mark else ""
        raise UnreadableInput(f"The file of cases is not YAML.{where}") from error
    except (msgspec.ValidationError, UnicodeDecodeError) as error:
        raise UnreadableInput(f"The file of cases is not as it should be: {error}.") from error


def run_cases(cases: Iterable[Case], pack: SafetyPack | None = None) -> list[CaseResult]:
    """Run every case through the checker."""
    used = pack or safety_pack()
    return [_result(case, used) for case in cases]


def _result(case: Case, pack: SafetyPack) -> CaseResult:
    question = question_of(case)
    found = check_change(question, pack)
    wanted = list(case.expect)
    if case.review_pairs:
        standing = review_plan(question, pack)
        for first, second, ref, severity in case.review_pairs:
            pair = frozenset({first, second})
            found += [a for a in standing if a.ref == ref and frozenset(a.medications) == pair]
            wanted.append(_Wanted(AlertKind.INTERACTION, ref, severity))
    missing = [_words(each) for each in wanted if not any(_fits(each, a) for a in found)]
    forbidden = [_words(each) for each in case.must_not if any(_fits(each, a) for a in found)]
    noisy = []
    if case.quiet:
        noisy = [
            f"{a.kind.value} {a.ref} {a.severity.value}"
            for a in found
            if a.severity.rank <= AlertSeverity.MODERATE.rank
            and not any(_fits(each, a) for each in wanted)
        ]
    return CaseResult(case.id, tuple(missing), tuple(forbidden), tuple(noisy), tuple(found))


def _fits(wanted: _Wanted, alert: SafetyAlert) -> bool:
    return (
        alert.kind is wanted.kind
        and (not wanted.ref or alert.ref == wanted.ref)
        and (wanted.severity is None or alert.severity is wanted.severity)
    )


def _words(wanted: _Wanted) -> str:
    severity = wanted.severity.value if wanted.severity else ""
    return " ".join(part for part in (wanted.kind.value, wanted.ref, severity) if part)


def question_of(case: Case) -> SafetyQuestion:
    """Return the question that a case asks."""
    patient, change = case.patient, case.change
    metabolizer = patient.metabolizer
    metabolizers = {metabolizer} if isinstance(metabolizer, str) else set(metabolizer)
    fields: dict[str, Any] = {
        name: getattr(patient, name)
        for name in (
            "age", "sex", "pregnant", "trimester", "lactating", "childbearing_potential",
            "contraception", "ancestry", "hepatic", "egfr", "weight_kg",
        )
    }  # fmt: skip
    facts = PatientFacts(
        **fields,
        conditions=frozenset(patient.conditions),
        allergies=tuple(_allergy(each) for each in patient.allergies),
        exposures=frozenset(patient.exposures),
        metabolizers=frozenset(metabolizers),
        symptoms=frozenset(patient.symptoms),
    )
    names = [name for name in PlanChangeFacts.__slots__ if name != "from_med"]
    planned = PlanChangeFacts(
        from_med=change.from_, **{name: getattr(change, name) for name in names}
    )
    return SafetyQuestion(
        facts,
        tuple(TakenMedication(each.med, each.dose, each.form) for each in case.current),
        planned,
        tuple(RecentStop(each.med, each.days_ago) for each in case.recent_stops),
        frozenset(case.new_exposures),
        tuple(LabResult(each.loinc, _value(each.value), each.phase) for each in case.labs),
        tuple(
            FollowUp(each.med, each.weeks_on, tuple(each.last.items())) for each in case.follow_up
        ),
    )


def _allergy(allergy: _Allergy) -> KnownAllergy:
    severe = {"severe": True, "mild": False}.get(allergy.reaction)
    return KnownAllergy(allergy.allergen, severe)


def _value(value: float | str) -> Decimal | str:
    """Return a number as it is written, and anything else as text."""
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return str(value)
