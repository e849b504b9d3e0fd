"""The side effects of the demo's patients: told, reviewed, changed for, and looked at again."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from practice_desk.app.demo.story import Step
from practice_desk.domain.adverse_event import AdverseEvent, Course, Frequency
from practice_desk.domain.adverse_event_review import (
    Action,
    CaseOutcome,
    Causality,
    Dechallenge,
    Decision,
    Review,
    Seriousness,
    Suspect,
    Told,
)
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.knowledge.side_effects import search
from practice_desk.services import charts, side_effects
from practice_desk.services.clinic import Clinic

PatientId = Callable[[], int]
"""The chart's id, known once the patient is registered."""

_ACTIONS = {PlanEventKind.STOP: Action.STOP, PlanEventKind.CHANGE: Action.LOWER}
_LASTING = "Sleepy until noon."
"""Goes on, milder: this one is watched for good."""
_WITHIN = timedelta(days=300)
"""A recheck is never set more than a year ahead."""
_CALL = "Since yesterday I have red itchy spots on my arms. Is that from the tablets?"


@dataclass
class ToldSideEffect:
    """The side effect for which *step* is taken; *today* is the demo's last day."""

    patient_id: PatientId
    step: Step
    today: date
    number: int = 0

    def report(self, clinic: Clinic) -> None:
        """Take it down, and review it with what is done about it."""
        step, day = self.step, clinic.today()
        plan = charts.reload_chart(clinic, self.patient_id()).plan
        item = next(item for item in plan if item.medication.concept_id == step.drug)
        suspect = item.medication.id or 0
        value = AdverseEvent(
            self.patient_id(),
            step.comment,
            day,
            effect=_coded(step.comment),
            severity=3,
            bother=4,
            frequency=Frequency.MOST_DAYS,
            course=Course.NEW,
            onset_on=day - timedelta(days=1 if "yesterday" in step.comment else 12),
            suspected_medication_id=suspect,
        )
        self.number = side_effects.report_side_effect(clinic, value).id
        judged = Suspect(suspect, item.medication.name, Causality.PROBABLE, Dechallenge.NOT_KNOWN)
        decided = Decision(_ACTIONS.get(step.kind, Action.WATCH), suspect, step.comment)
        is_rash = "Rash" in step.comment
        review = Review(
            value.effect,
            (decided,),
            suspects=(judged,),
            seriousness=(Seriousness.OTHER,) if is_rash else (),
            recheck_on=day + timedelta(days=1 if is_rash else 9),
        )
        side_effects.review_side_effect(clinic, self.patient_id(), self.number, review)

    def again_at(self, ended: datetime) -> datetime:
        """Return when it is looked at again: the one that lasts within the year before today."""
        if self.step.comment != _LASTING:
            return ended
        day = max(ended.date(), self.today - _WITHIN)
        return datetime.combine(day, ended.timetz())

    def look_again(self, clinic: Clinic) -> None:
        """Close it, or go on watching the one that lasts."""
        case = side_effects.side_effect_case(clinic, self.patient_id(), self.number)
        (before,) = case.suspects
        better = Suspect(before.medication_id, before.name, before.causality, Dechallenge.BETTER)
        if self.step.comment == _LASTING:
            told = Told(Course.LONG_LASTING, 2, 2, 1, "Still slow in the morning, but I manage.")
            advice = Decision(Action.MANAGE, None, "Takes it two hours earlier.")
            review = Review(
                case.effect, (advice,), told=told, suspects=(better,),
                recheck_on=self.today + timedelta(days=20),
            )  # fmt: skip
        else:
            told = Told(Course.GONE, 0, 0, 0, "It is gone.", clinic.today())
            outcome = CaseOutcome.RECOVERED
            review = Review(case.effect, (), told=told, suspects=(better,), outcome=outcome)
        side_effects.review_side_effect(clinic, self.patient_id(), self.number, review)


def take_call(patient_id: PatientId) -> Callable[[Clinic], None]:
    """Return the act that takes down a call nobody has looked at yet."""

    def take_down(clinic: Clinic) -> None:
        side_effects.take_down_call(clinic, patient_id(), _CALL)

    return take_down


def _coded(comment: str) -> str:
    """Return the pack's term for what was told, else its first words."""
    found = search(re.split(r"[,;.]", comment)[0], 1)
    return found[0].term if found else re.split(r"[,;.]", comment)[0]
