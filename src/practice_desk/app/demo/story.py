"""How a demo patient's treatment is told: diagnoses, steps, scores over the weeks.

Weeks count from the patient's first visit. What would lie in the future is left out when the story
is played, so one story gives charts at every stage of a treatment.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from practice_desk.domain.condition import ConditionStatus
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.medication import Origin
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.regimen import Regimen

Points = tuple[tuple[float, int], ...]
"""(week, score) points between which a score moves evenly."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A condition of the story; from *settled_week* on it has *settled_as* as its status."""

    icd10cm: str
    display: str
    years_before: float = 1
    settled_week: float | None = None
    settled_as: ConditionStatus = ConditionStatus.REMISSION


@dataclass(frozen=True, slots=True)
class Step:
    """One plan event. *drug* is the pack's id, or the name of a medication it does not know.

    *review_weeks* makes a START short-term, reviewed so many weeks later. *retract* says why the
    step turns out to be an error, which is marked an hour later. *ahead_days* lets it take effect
    so many days after the demo's today. The pharmacy is told about a step with *letter*. With a
    *regimen* the medication goes on in its steps.
    """

    week: float
    kind: PlanEventKind
    drug: str
    dosage: Dosage | None = None
    reason: str = ""
    comment: str = ""
    indication: str = ""
    origin: Origin = Origin.CLINIC
    review_weeks: float = 0
    letter: bool = False
    retract: str = ""
    ahead_days: int = 0
    regimen: Regimen | None = None


@dataclass(frozen=True, slots=True)
class Lab:
    """One laboratory result; *code* is LOINC."""

    week: float
    code: str
    display: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class Story:
    """A course of treatment.

    *phq* and *gad* are the PHQ-9 and GAD-7 totals over the weeks, none where not used.
    *pounds_a_year* is what the weight does, *pulse* what the treatment adds to the heart rate.
    """

    diagnoses: tuple[Diagnosis, ...]
    steps: tuple[Step, ...] = ()
    phq: Points = ()
    gad: Points = ()
    labs: tuple[Lab, ...] = ()
    pounds_a_year: float = 0
    pulse: int = 0
    visits: tuple[float, ...] = ()


def start(
    week: float,
    drug: str,
    dosage: Dosage,
    indication: str,
    *,
    reason: str = "new_indication",
    comment: str = "",
    review_weeks: float = 0,
    letter: bool = True,
) -> Step:
    """Start a medication of ours; short-term where *review_weeks* is given."""
    return Step(
        week,
        PlanEventKind.START,
        drug,
        dosage,
        reason,
        comment,
        indication,
        review_weeks=review_weeks,
        letter=letter,
    )


def change(
    week: float, drug: str, dosage: Dosage, reason: str, comment: str = "", *, letter: bool = True
) -> Step:
    """Change a dose."""
    return Step(week, PlanEventKind.CHANGE, drug, dosage, reason, comment, letter=letter)


def stepped(step: Step, regimen: Regimen) -> Step:
    """Let a start or a change go on in the steps of *regimen*."""
    return replace(step, regimen=regimen)


def stop(week: float, drug: str, reason: str, comment: str = "", *, letter: bool = True) -> Step:
    """Stop a medication."""
    return Step(week, PlanEventKind.STOP, drug, None, reason, comment, letter=letter)


def hold(week: float, drug: str, reason: str, comment: str = "") -> Step:
    """Pause a medication."""
    return Step(week, PlanEventKind.HOLD, drug, None, reason, comment, letter=True)


def resume(week: float, drug: str, comment: str = "") -> Step:
    """Go on after a hold."""
    return Step(week, PlanEventKind.RESUME, drug, None, "resolved", comment, letter=True)


def outside(week: float, drug: str, dosage: Dosage, indication: str, *, own: bool = False) -> Step:
    """Record a medication of somebody else, or the patient's own (OTC)."""
    origin = Origin.OWN if own else Origin.OUTSIDE
    reason = "patient_wish" if own else "continued"
    return Step(week, PlanEventKind.START, drug, dosage, reason, "", indication, origin)


def short_outside(
    week: float, drug: str, dosage: Dosage, indication: str, weeks: float
) -> tuple[Step, Step]:
    """Record a short course from outside and its end."""
    begun = replace(outside(week, drug, dosage, indication), review_weeks=weeks)
    return begun, stop(week + weeks, drug, "goal_reached", "Course completed.", letter=False)


def reported(week: float, drug: str, dosage: Dosage, indication: str = "") -> Step:
    """Keep what another source reports, not reconciled."""
    return Step(
        week, PlanEventKind.REPORT, drug, dosage, "reported", "", indication, Origin.OUTSIDE
    )
