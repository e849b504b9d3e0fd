"""What a visit tells before somebody agrees, and the consents that it keeps."""

from __future__ import annotations

from dataclasses import dataclass

from practice_desk.domain.consent import MedicationConsent
from practice_desk.domain.consent_rules import LONGEST_LINE
from practice_desk.domain.education import HandoutKind, Topic
from practice_desk.domain.handout import ENGLISH, Handout
from practice_desk.domain.medication import Medication
from practice_desk.domain.plan_event import PlanEventKind
from practice_desk.domain.visit import ConsentElement, ConsentTalk
from practice_desk.domain.visit_consent import (
    consent_texts,
    purpose_text,
    told_from,
    told_text,
)
from practice_desk.knowledge.education import handout, library


@dataclass(frozen=True, slots=True)
class ToldFrom:
    """Where what is told comes from, and whether a clinician has accepted the text."""

    sources: tuple[str, ...]
    is_reviewed: bool


def told_of(
    medication: Medication, kind: PlanEventKind, language: str = ENGLISH
) -> dict[ConsentElement, str]:
    """Return what is told of *medication* before a change of *kind*, part by part."""
    raised = kind is not PlanEventKind.START
    text = _handout(medication, language)
    return consent_texts(text, medication.indication, raised=raised, language=language)


def source_of(medication: Medication, language: str = ENGLISH) -> ToldFrom | None:
    """Return where what is told of *medication* comes from, None where nothing is written."""
    text = _handout(medication, language)
    return None if text is None else ToldFrom(told_from(text), text.reviewed)


def provision_of(
    medication: Medication, kind: PlanEventKind, talk: ConsentTalk
) -> MedicationConsent:
    """Return what is agreed to: for each part what was told and what somebody added."""
    texts = told_of(medication, kind, talk.language)
    said = {element: told_text(talk, element, texts) for element in ConsentElement}
    return MedicationConsent(
        medication=medication.name,
        purpose=medication.indication.strip()
        or purpose_text(_handout(medication, talk.language))
        or said[ConsentElement.BENEFITS][:LONGEST_LINE],
        benefits=said[ConsentElement.BENEFITS],
        risks=said[ConsentElement.RISKS],
        alternatives=said[ConsentElement.ALTERNATIVES],
        no_treatment=said[ConsentElement.NO_TREATMENT],
        questions=said[ConsentElement.QUESTIONS],
        medication_id=medication.id,
    )


def _handout(medication: Medication, language: str) -> Handout | None:
    """Return what is written about a medication, None where that is nothing of its own."""
    if medication.concept_id not in library().facts:
        return None
    topic = Topic(HandoutKind.MEDICATION, medication.concept_id)
    return handout(topic, language, medication.name, medication.schedule)
