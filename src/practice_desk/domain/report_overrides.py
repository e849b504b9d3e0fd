"""Overridden alerts: how often each rule interrupted, and what was decided then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from practice_desk.domain.report import (
    Answer,
    Cell,
    CellKind,
    Counted,
    ReportColumn,
    ReportTable,
    StackedBars,
    share,
)
from practice_desk.domain.safety_decision import Decision

COLUMNS = (
    ReportColumn("rule", "Rule"),
    ReportColumn("shown", "Interrupted", CellKind.COUNT),
    ReportColumn("overridden", "Overridden", CellKind.COUNT, part_of="shown"),
    ReportColumn("repeated", "Reason stood", CellKind.COUNT, part_of="shown"),
    ReportColumn("heeded", "Heeded", CellKind.COUNT, part_of="shown"),
    ReportColumn("share", "Heeded, share", CellKind.PERCENT, of=("heeded", "shown")),
)
_DECISIONS = (Decision.OVERRIDDEN, Decision.REPEATED, Decision.HEEDED)
_NOTES = (
    "Findings that interrupted the signing of a change in the period, each as often as it did.",
    "Overridden: signed with a reason. Reason stood: signed under a reason given before.",
    "Heeded: the change was given up, or signed without what the finding was about.",
    "A rule that is nearly always overridden may be set too sharply.",
)


@dataclass(frozen=True, slots=True)
class Interruption:
    """One finding that interrupted: by which rule, in words, in whose chart, and what followed."""

    rule: str
    patient_id: int
    decision: Decision


def by_rule(found: Iterable[Interruption]) -> Answer:
    """Count interruptions by rule, the most frequent first."""
    everything = list(found)
    rules: dict[str, list[Interruption]] = {}
    for each in everything:
        rules.setdefault(each.rule, []).append(each)
    ordered = sorted(rules.items(), key=lambda rule: (-len(rule[1]), rule[0].casefold()))
    table = ReportTable(
        COLUMNS,
        tuple(_row(name, theirs) for name, theirs in ordered),
        _row("All", everything) if everything else None,
        by_size=True,
    )
    picture = StackedBars("Interruptions by rule", "rule", ("overridden", "repeated", "heeded"))
    return Answer(table, picture, _NOTES, len({each.patient_id for each in everything}))


def _row(name: str, found: list[Interruption]) -> tuple[Cell, ...]:
    parts = [_counted([each for each in found if each.decision is made]) for made in _DECISIONS]
    return (name, _counted(found), *parts, share(parts[-1].number, len(found)))


def _counted(found: list[Interruption]) -> Counted:
    return Counted(len(found), frozenset(each.patient_id for each in found))
