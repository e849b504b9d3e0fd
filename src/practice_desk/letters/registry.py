"""Every letter kind, in one explicit list, so that frozen builds find them too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from practice_desk.domain.errors import LetterRefused, Problem
from practice_desk.letters.kinds import (
    consent,
    consent_page,
    dose_calendar,
    dose_calendar_page,
    handout,
    handout_page,
    medication_notice,
    medication_notice_page,
    medwatch,
    medwatch_page,
    patient_paper,
    patient_paper_page,
    safety_card,
    safety_card_page,
    timeline,
    timeline_page,
    treatment_plan,
    treatment_plan_page,
)
from practice_desk.letters.kinds.consent import ConsentContent
from practice_desk.letters.kinds.dose_calendar import DoseCalendarContent
from practice_desk.letters.kinds.handout import HandoutContent
from practice_desk.letters.kinds.medication_notice import MedicationNoticeContent
from practice_desk.letters.kinds.medwatch import MedwatchContent
from practice_desk.letters.kinds.patient_paper import PatientPaperContent
from practice_desk.letters.kinds.safety_card import SafetyCardContent
from practice_desk.letters.kinds.timeline import TimelineContent
from practice_desk.letters.kinds.treatment_plan import TreatmentPlanContent
from practice_desk.letters.pages import Composition

Content = TypeVar("Content")


@dataclass(frozen=True, slots=True)
class LetterKind(Generic[Content]):
    """One kind of letter: its code, its title on screen, its content type, checks and page."""

    code: str
    title: str
    content_type: type[Content]
    find_problems: Callable[[Content], tuple[Problem, ...]]
    make_page: Callable[[Content], Composition]

    def problems(self, content: object) -> tuple[Problem, ...]:
        """Return what keeps this content from being sent; raises TypeError for another type."""
        return self.find_problems(self._own(content))

    def compose(self, content: object) -> Composition:
        """Return the composed letter; raises LetterRefused and, for another type, TypeError."""
        own = self._own(content)
        found = self.find_problems(own)
        if found:
            raise LetterRefused(
                " ".join(problem.sentence for problem in found),
                "Complete or correct it in the chart or the settings, then make the letter.",
            )
        return self.make_page(own)

    def _own(self, content: object) -> Content:
        if not isinstance(content, self.content_type):
            raise TypeError(f"{self.code} takes {self.content_type.__name__}")
        return content


MEDICATION_NOTICE = LetterKind(
    medication_notice.CODE,
    "Medication notice to the pharmacy",
    MedicationNoticeContent,
    medication_notice_page.problems,
    medication_notice_page.compose,
)

DOSE_CALENDAR = LetterKind(
    dose_calendar.CODE,
    "Dose calendar for the patient",
    DoseCalendarContent,
    dose_calendar_page.problems,
    dose_calendar_page.compose,
)

MEDWATCH = LetterKind(
    medwatch.CODE,
    "Report of a serious reaction to the FDA (MedWatch)",
    MedwatchContent,
    medwatch_page.problems,
    medwatch_page.compose,
)

TIMELINE = LetterKind(
    timeline.CODE,
    "Course of treatment",
    TimelineContent,
    timeline_page.problems,
    timeline_page.compose,
)

PATIENT_PAPER = LetterKind(
    patient_paper.CODE,
    "Paper for the patient",
    PatientPaperContent,
    patient_paper_page.problems,
    patient_paper_page.compose,
)

CONSENT = LetterKind(
    consent.CODE,
    "Consent form",
    ConsentContent,
    consent_page.problems,
    consent_page.compose,
)

HANDOUT = LetterKind(
    handout.CODE,
    "Handout in plain words",
    HandoutContent,
    handout_page.problems,
    handout_page.compose,
)

TREATMENT_PLAN = LetterKind(
    treatment_plan.CODE,
    "Treatment plan for the patient",
    TreatmentPlanContent,
    treatment_plan_page.problems,
    treatment_plan_page.compose,
)

SAFETY_CARD = LetterKind(
    safety_card.CODE,
    "Safety plan as a wallet card",
    SafetyCardContent,
    safety_card_page.problems,
    safety_card_page.compose,
)

AnyKind = (
    LetterKind[MedicationNoticeContent]
    | LetterKind[DoseCalendarContent]
    | LetterKind[MedwatchContent]
    | LetterKind[TimelineContent]
    | LetterKind[PatientPaperContent]
    | LetterKind[ConsentContent]
    | LetterKind[HandoutContent]
    | LetterKind[TreatmentPlanContent]
    | LetterKind[SafetyCardContent]
)

KINDS: dict[str, AnyKind] = {
    MEDICATION_NOTICE.code: MEDICATION_NOTICE,
    DOSE_CALENDAR.code: DOSE_CALENDAR,
    MEDWATCH.code: MEDWATCH,
    TIMELINE.code: TIMELINE,
    PATIENT_PAPER.code: PATIENT_PAPER,
    CONSENT.code: CONSENT,
    HANDOUT.code: HANDOUT,
    TREATMENT_PLAN.code: TREATMENT_PLAN,
    SAFETY_CARD.code: SAFETY_CARD,
}
