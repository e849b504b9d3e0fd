"""From what stands in the switch window to what is checked and signed. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from practice_desk.domain.dispense_request import DispenseRequest
from practice_desk.domain.errors import Problem
from practice_desk.domain.medication import Horizon, Medication, Origin
from practice_desk.domain.regimen import Regimen
from practice_desk.domain.safety import ChangeAction
from practice_desk.domain.safety_decision import OverrideReason
from practice_desk.knowledge.medications import MedicationConcept
from practice_desk.services.plan import PlanEntry
from practice_desk.services.safety_question import PlannedChange

Steps = tuple[Regimen | None, tuple[str, ...]]
"""Steps as a builder gives them: the regimen, or why there is none."""
Request = tuple[DispenseRequest | None, tuple[Problem, ...]]
"""What is entered of refills and supply of the new one, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class SwitchInput:
    """What stands in the window; *stops* tells that the old one is not stepped down.

    Steps have the source that their builder gives them: none where they are our starting point.
    *adverse_event_id* is the reported side effect that it is done for.
    """

    patient_id: int
    old: Medication
    concept: MedicationConcept | None
    stops: bool
    leave_on: date | None
    starts_on: date | None
    down: Steps
    up: Steps
    indication: str = ""
    comment: str = ""
    reasons: tuple[OverrideReason, ...] = ()
    request: Request = (None, ())
    adverse_event_id: int | None = None

    def changes(self) -> tuple[PlannedChange, PlannedChange] | None:
        """Return both halves for the safety checks, as far as their steps can be read.

        None while no medication is chosen or a day is missing.
        """
        up, down, new = self.up[0], self.down[0], self._new()
        if new is None or self.leave_on is None or self.starts_on is None:
            return None
        action = ChangeAction.STOP if self.stops else ChangeAction.CHANGE
        dosage = None if down is None else down.steps[0].dosage
        return (
            PlannedChange(
                action, self.old, self.leave_on, dosage, self.old.id, down,
                is_unread=down is None and not self.stops,
            ),
            PlannedChange(
                ChangeAction.START,
                new,
                self.starts_on,
                None if up is None else up.steps[0].dosage,
                None,
                up,
                dispense_request=self.request[0],
                is_unread=up is None,
            ),
        )  # fmt: skip

    def entries(self) -> tuple[tuple[PlanEntry, Medication, PlanEntry] | None, list[str]]:
        """Return what is signed, or None and what is missing, as sentences."""
        problems, up, down, new = self._problems(), self.up[0], self.down[0], self._new()
        if problems or self.leave_on is None or self.starts_on is None:
            return None, problems
        if up is None or new is None:
            return None, problems
        leaving = PlanEntry(
            self.leave_on,
            "switch_out" if self.stops else "taper",
            comment=self.comment,
            regimen=down,
            reasons=self.reasons,
            adverse_event_id=self.adverse_event_id,
        )
        entering = PlanEntry(
            self.starts_on,
            "switch_in",
            comment=self.comment,
            regimen=up,
            reasons=self.reasons,
            dispense_request=self.request[0],
            adverse_event_id=self.adverse_event_id,
        )
        return (leaving, new, entering), []

    def _problems(self) -> list[str]:
        problems = []
        if self.concept is None:
            problems.append("Choose the medication to switch to.")
        if self.leave_on is None or self.starts_on is None:
            problems.append("Enter both days.")
        down, up = self.down, self.up
        if not self.stops:
            problems += down[1]
            if down[0] is not None and down[0].total_days is None:
                problems.append("The steps down need an end: give the last step its days.")
        return [*problems, *up[1], *(problem.sentence for problem in self.request[1])]

    def _new(self) -> Medication | None:
        concept = self.concept
        if concept is None:
            return None
        return Medication(
            patient_id=self.patient_id,
            name=concept.display_name,
            horizon=Horizon.LONG_TERM,
            origin=Origin.CLINIC,
            concept_id=concept.id,
            rxnorm_code=concept.rxcui,
            schedule=concept.dea_schedule,
            indication=" ".join(self.indication.split()) or self.old.indication,
        )
