"""The plan as it will be once the change is made, which every check looks at."""

from __future__ import annotations

from dataclasses import dataclass

from practice_desk.domain.safety import (
    ChangeAction,
    PatientFacts,
    PlanChangeFacts,
    SafetyQuestion,
    TakenMedication,
)
from practice_desk.knowledge.safety.pack import SafetyPack

_TAKES = frozenset({ChangeAction.START, ChangeAction.CHANGE, ChangeAction.SWITCH})


@dataclass(frozen=True, slots=True)
class PlanState:
    """`changed` is what begins or changes, `others` what goes on beside it, `stopped` what ends."""

    pack: SafetyPack
    question: SafetyQuestion
    changed: TakenMedication | None
    others: tuple[TakenMedication, ...]
    stopped: str

    @property
    def patient(self) -> PatientFacts:
        """What is known of the patient."""
        return self.question.patient

    @property
    def change(self) -> PlanChangeFacts:
        """The change."""
        return self.question.change

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


def plan_state(pack: SafetyPack, question: SafetyQuestion) -> PlanState:
    """Return the plan of *question* after its change."""
    change = question.change
    changed, stopped = None, ""
    if change.action in _TAKES and change.med:
        before = next((each for each in question.current if each.med == change.med), None)
        form = change.form or (before.form if before else "")
        dose = change.dose if change.dose is not None else (before.dose if before else None)
        changed = TakenMedication(change.med, dose, form)
    if change.action is ChangeAction.STOP:
        stopped = change.med
    elif change.action is ChangeAction.SWITCH:
        stopped = change.from_med
    gone = {stopped, changed.med if changed else ""}
    others = tuple(each for each in question.current if each.med not in gone)
    if stopped and change.tapering and change.action is ChangeAction.SWITCH:
        others = (*others, *(each for each in question.current if each.med == stopped))
    return PlanState(pack, question, changed, others, stopped)
