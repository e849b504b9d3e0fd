"""The treatment plan on paper, for the patient to read, sign and keep.

The content type is the whitelist: what the plan says and how it was signed. No dose, no score, no
rating and no diagnosis but what the plan itself calls the problem.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from practice_desk.domain.care_plan import Agreed, Horizon, Lifecycle
from practice_desk.domain.consent import Stroke
from practice_desk.letters.kind import Page, PaperKind
from practice_desk.letters.parties import Letterhead, LetterPatient

CODE = "treatment_plan"


@dataclass(frozen=True, slots=True)
class PaperObjective:
    """What will be different, by what that is measured ("PHQ-9 at most 4"), and by which day."""

    description: str
    measured: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class PaperGoal:
    """A goal with its steps, and what is done for it in therapy and by medication."""

    description: str
    horizon: Horizon
    lifecycle: Lifecycle = Lifecycle.ACTIVE
    due_on: date | None = None
    patient_words: str = ""
    objectives: tuple[PaperObjective, ...] = ()
    therapy: tuple[str, ...] = ()
    medication: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperProblem:
    """A problem, also as the patient says it, with its goals."""

    title: str
    patient_words: str = ""
    goals: tuple[PaperGoal, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperSigning:
    """How exactly this plan was signed in the chart; `strokes` are what the patient drew."""

    name: str
    credentials: str
    signed_on: date
    review_on: date
    agreed: Agreed
    strokes: tuple[Stroke, ...] = ()


@dataclass(frozen=True, slots=True)
class TreatmentPlanContent:
    """Everything that the paper may say; without `signing` it has a line for each who signs.

    An earlier version says with `replaced_on` when a newer one was signed. `signed_text` are the
    words that were signed, in place of `problems` where those are named otherwise by now.
    """

    code: str
    written_on: date
    letterhead: Letterhead
    patient: LetterPatient
    problems: tuple[PaperProblem, ...]
    signing: PaperSigning | None = None
    replaced_on: date | None = None
    signed_text: str = ""


def _page() -> Page[TreatmentPlanContent]:
    from practice_desk.letters.kinds import treatment_plan_page

    return treatment_plan_page


KIND = PaperKind(CODE, "Treatment plan for the patient", TreatmentPlanContent, _page)
