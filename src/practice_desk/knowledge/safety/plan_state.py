"""The plan as it will be once the change is made, which every check looks at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from practice_desk.domain.safety import (
    ChangeAction,
    PatientFacts,
    PlanChangeFacts,
    SafetyQuestion,
    TakenMedication,
)
from practice_desk.knowledge.safety.implied import with_implied
from practice_desk.knowledge.safety.pack import SafetyPack

_TAKES = frozenset({ChangeAction.START, ChangeAction.CHANGE, ChangeAction.SWITCH})


@dataclass(frozen=True, slots=True)
class PlanState:
    """`changed` is what begins or changes, `others` what goes on beside it, `stopped` what ends.

    `patient` has what follows from the known facts; what is stated is in `question.patient`.
    """

    pack: SafetyPack
    question: SafetyQuestion
    patient: PatientFacts
    changed: TakenMedication | None
    others: tuple[TakenMedication, ...]
    stopped: str

    @property
    def change(self) -> PlanChangeFacts:
        """The change."""
        return self.question.change

    @property
    def begins(self) -> bool:
        """Whether the changed medication is started."""
        return self.change.action in (ChangeAction.START, ChangeAction.SWITCH)

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
        changed = TakenMedication(change.med, dose, form)
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
    return PlanState(pack, question, patient, changed, tuple(others), stopped)


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
