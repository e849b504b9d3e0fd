"""The plan part of a visit: what can be done with each medication by one button. No widgets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from practice_desk.domain.directions import short_directions
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.next_dose import NextDoses
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.reasons import REASONS, Reason
from practice_desk.domain.safety import ChangeAction
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.gui.models.composed_change import ComposedChange
from practice_desk.gui.models.plan_diff import plan_diff
from practice_desk.gui.models.plan_list import first_possible_day
from practice_desk.services.plan import PlanEntry
from practice_desk.services.plan_changes import ChangeToSign
from practice_desk.services.safety_question import PlannedChange
from practice_desk.services.visits import needs_agreement

_UP_FIRST = ("partial_response", "no_response", "planned_step")
_DOWN_FIRST = ("side_effect", "taper", "patient_wish")
_STOP_FIRST = ("side_effect", "no_benefit", "goal_reached")
MOST_NAMED = 2
"""So many open side effects of a medication have a button of their own."""


@dataclass(frozen=True, slots=True)
class PlanOption:
    """One button: its words, what it does, and why where that is known.

    `report_id` is the side effect that it is done for. `is_more` says that the dose is higher.
    """

    words: str
    kind: PlanEventKind
    dosage: Dosage | None = None
    reason: str = ""
    report_id: int | None = None
    is_more: bool = False
    comment: str = ""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One medication: how it is taken and what can be done; `change` where it is changed."""

    item: PlanItem
    directions: str
    options: tuple[PlanOption, ...]
    place: int | None = None
    change: ComposedChange | None = None

    @property
    def name(self) -> str:
        """What it is called."""
        return self.item.medication.name

    @property
    def is_more(self) -> bool:
        """Whether its change gives more than before."""
        change = None if self.change is None else self.change.change
        return change is not None and needs_agreement(
            change.kind, self.item.dosage, change.entry.dosage
        )


def plan_rows(
    plan: Iterable[PlanItem],
    doses: dict[int, NextDoses],
    effects: Iterable[SideEffectCase],
    changes: tuple[ComposedChange, ...],
) -> list[PlanRow]:
    """Return a row for each medication of ours, those with a change marked with its place."""
    open_effects = [case for case in effects if case.is_open]
    places = {line.change.medication_id: place for place, line in enumerate(changes)}
    rows = []
    for item in plan:
        number = item.medication.id or 0
        mine = [case for case in open_effects if number in case.suspected_ids]
        place = places.get(number)
        rows.append(
            PlanRow(
                item,
                _directions(item),
                tuple(_options(item, doses.get(number, NextDoses()), mine)),
                place,
                None if place is None else changes[place],
            )
        )
    return rows


def _directions(item: PlanItem) -> str:
    words = "" if item.dosage is None else short_directions(item.dosage)
    if item.status is PlanStatus.ON_HOLD:
        return f"{words} · on hold".strip(" ·")
    return words


def _options(
    item: PlanItem, doses: NextDoses, effects: list[SideEffectCase]
) -> Iterable[PlanOption]:
    change, stop = PlanEventKind.CHANGE, PlanEventKind.STOP
    for dosage in doses.up:
        yield PlanOption(f"Raise to {dosage.dose}", change, dosage, is_more=True)
    for dosage in doses.down:
        yield PlanOption(f"Lower to {dosage.dose}", change, dosage)
    if item.status is PlanStatus.PLANNED:
        return
    for case in effects[:MOST_NAMED]:
        yield PlanOption(
            f"Stop: {case.effect.lower()}",
            stop,
            reason="side_effect",
            report_id=case.id,
            comment=f"{case.effect}: “{' '.join(case.told.words.split())}”"[:500],
        )
    yield PlanOption("Stop", stop)


def quick_reasons(option_kind: PlanEventKind, *, is_more: bool) -> tuple[Reason, ...]:
    """Return the reasons that stand as buttons, the likeliest first; the list has them all."""
    first: tuple[str, ...] = _STOP_FIRST
    if option_kind is PlanEventKind.CHANGE:
        first = _UP_FIRST if is_more else _DOWN_FIRST
    known = {reason.code: reason for reason in REASONS[option_kind]}
    return tuple(known[code] for code in first if code in known)


def composed(item: PlanItem, option: PlanOption, today: date) -> ComposedChange:
    """Return the change that a button makes; its reason may still be missing."""
    day = first_possible_day(item, today)
    entry = PlanEntry(
        day,
        option.reason,
        option.dosage,
        option.comment,
        adverse_event_id=option.report_id,
    )
    change = ChangeToSign(option.kind, entry, item.medication.id, item.medication)
    action = ChangeAction.STOP if option.kind is PlanEventKind.STOP else ChangeAction.CHANGE
    planned = PlannedChange(action, item.medication, day, option.dosage, item.medication.id)
    return ComposedChange(change, plan_diff(option.kind, item, planned), "", {})


def with_reason(line: ComposedChange, code: str, comment: str | None = None) -> ComposedChange:
    """Return *line* with its reason, and with a comment where one is given."""
    entry = replace(line.change.entry, reason_code=code)
    if comment is not None:
        entry = replace(entry, comment=comment)
    return replace(line, change=replace(line.change, entry=entry))
