"""Overridden alerts, by rule."""

from __future__ import annotations

from collections import Counter

from practice_desk.domain.finding_words import kind_words
from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress
from practice_desk.domain.report import Answer, FilterField, ReportFilter
from practice_desk.domain.report_overrides import Interruption, by_rule
from practice_desk.domain.safety import AlertKind
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.services.reports.asked import medication_name
from practice_desk.services.reports.kind import ReportKind
from practice_desk.storage.safety import decisions_between
from practice_desk.storage.unit_of_work import UnitOfWork

_Rule = tuple[AlertKind, str]
_MOST_NAMES = 4


def _read(clinic: Clinic, work: UnitOfWork, asked: ReportFilter, progress: Progress) -> Answer:
    progress(0, 0, "Findings")
    known = knowledge_in(clinic, work)
    decided = decisions_between(work.connection, *asked.period)
    about: dict[_Rule, dict[str, None]] = {}
    for _, kind, ref, medications, _ in decided:
        names = (medication_name(known, each) for each in medications)
        about.setdefault((kind, ref), {}).update(dict.fromkeys(names))
    titles = _titles({rule: list(names) for rule, names in about.items()})
    return by_rule(
        Interruption(titles[kind, ref], patient_id, decision)
        for patient_id, kind, ref, _, decision in decided
    )


def _titles(about: dict[_Rule, list[str]]) -> dict[_Rule, str]:
    """Return what each rule is called; its id follows where two would be called the same."""
    plain = {rule: _title(rule, names) for rule, names in about.items()}
    often = Counter(plain.values())
    return {
        rule: title if often[title] == 1 else f"{title} ({_words(rule)})"
        for rule, title in plain.items()
    }


def _title(rule: _Rule, names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    told = ", ".join(names[:_MOST_NAMES]) or _words(rule)
    return f"{kind_words(rule[0])}: {told}{more}"


def _words(rule: _Rule) -> str:
    return rule[1].replace("_", " ")


KINDS = (
    ReportKind(
        "overridden alerts",
        "Overridden alerts",
        "How often each rule of the safety checks interrupted, and what was decided.",
        frozenset({FilterField.PERIOD}),
        _read,
        operation=Operation.VIEW_OVERRIDES,
    ),
)
