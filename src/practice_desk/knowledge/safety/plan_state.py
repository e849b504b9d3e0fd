"""The plan as it will be once the change is made, which every check looks at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from practice_desk.domain.safety import (
    ChangeAction,
    PatientFacts,
    PlanChangeFacts,
    SafetyQuestion,
    StepProduct,
    TakenMedication,
    highest,
)
from practice_desk.knowledge.safety.implied import with_implied
from practice_desk.knowledge.safety.pack import SafetyPack

_ENDS = {"tobacco_cessation": "tobacco_smoking"}
"""Exposures that begin when another one ends."""
_TAKES = frozenset({ChangeAction.START, ChangeAction.CHANGE, ChangeAction.SWITCH})


@dataclass(frozen=True, slots=True)
class PlanState:
    """`changed` is what begins or changes, `others` what goes on beside it, `stopped` what ends.

    `variants` are the changed medication once for each form and interval that its steps have, with
    the highest dose of each; mostly that is `changed` alone.
    `patient` has what follows from the known facts; what is stated is in `question.patient`.
    """

    pack: SafetyPack
    question: SafetyQuestion
    patient: PatientFacts
    changed: TakenMedication | None
    others: tuple[TakenMedication, ...]
    stopped: str
    variants: tuple[TakenMedication, ...] = ()

    @property
    def change(self) -> PlanChangeFacts:
        """The change."""
        return self.question.change

    @property
    def begins(self) -> bool:
        """Whether the changed medication is started."""
        return self.change.action in (ChangeAction.START, ChangeAction.SWITCH)

    @property
    def products(self) -> tuple[StepProduct, ...]:
        """What the steps of the changed medication are taken as."""
        change, taken = self.change, self.changed
        if change.products or taken is None:
            return change.products
        return (StepProduct(taken.dose, taken.form, change.strength, change.interval_days),)

    def is_changed(self, taken: TakenMedication) -> bool:
        """Return whether *taken* is what begins or changes, in any of its forms."""
        return taken is self.changed or any(taken is each for each in self.variants)

    @property
    def everything(self) -> tuple[TakenMedication, ...]:
        """All that will be taken."""
        return self.others if self.changed is None else (*self.others, self.changed)

    def takes(self, group: str, *, beside: str = "") -> bool:
        """Return whether something of *group*, other than *beside*, will be taken."""
        return any(
            taken.med != beside and group in self.pack.groups(taken.med)
            for taken in self.everything
        )

    def other_lines(self, med: str) -> list[TakenMedication]:
        """Return the further lines of the plan that hold the same medication."""
        return [taken for taken in self.others if taken.med == med]


def plan_state(pack: SafetyPack, question: SafetyQuestion) -> PlanState:
    """Return the plan of *question* after its change."""
    change = question.change
    others = list(question.current)
    changed, stopped = None, ""
    if change.action in _TAKES and change.med:
        before = next((each for each in others if each.med == change.med), None)
        if before is not None and change.action is not ChangeAction.START:
            others.remove(before)
        form = change.form or (before.form if before else "")
        dose = change.dose if change.dose is not None else (before.dose if before else None)
        changed = TakenMedication(change.med, dose, form, interval_days=change.interval_days)
    if change.action is ChangeAction.STOP:
        stopped = change.med
    elif change.action is ChangeAction.SWITCH:
        stopped = change.from_med
    if stopped and not is_cross_taper(change):
        ended = next((each for each in others if each.med == stopped), None)
        if ended is not None:
            others.remove(ended)
    everything = others if changed is None else [*others, changed]
    patient = with_implied(question.patient, question.labs, _groups(pack, everything))
    over = {_ENDS[each] for each in question.new_exposures if each in _ENDS}
    if over:
        patient = replace(patient, exposures=patient.exposures - over)
    variants = _variants(change, changed)
    return PlanState(pack, question, patient, changed, tuple(others), stopped, variants)


def _variants(
    change: PlanChangeFacts, changed: TakenMedication | None
) -> tuple[TakenMedication, ...]:
    """Return *changed* once for each form and interval of its steps; itself where there is one."""
    if changed is None:
        return ()
    doses: dict[tuple[str, int | None], list[Decimal | None]] = {}
    for each in change.products:
        doses.setdefault((each.form, each.interval_days), []).append(each.dose)
    if len(doses) <= 1:
        return (changed,)
    return tuple(
        TakenMedication(changed.med, highest(found), form, interval_days=interval)
        for (form, interval), found in doses.items()
    )


def is_cross_taper(change: PlanChangeFacts) -> bool:
    """Return whether a switch has both medications taken for a while.

    With days between them the first is stepped down to its end, and the other one begins later.
    """
    return (
        change.action is ChangeAction.SWITCH
        and change.tapering
        and (change.gap_days is None or change.gap_days < 0)
    )


def _groups(pack: SafetyPack, everything: Iterable[TakenMedication]) -> frozenset[str]:
    return frozenset(group for taken in everything for group in pack.groups(taken.med))
