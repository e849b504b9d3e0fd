"""A message inside the clinic about a patient and a thing of the chart. FHIR: Task.

What was said and done about it are entries (`message_entry`), where it stands is worked out from
them (`message_case`). The message itself is never changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from practice_desk.domain.checks import has_control_characters
from practice_desk.domain.errors import Problem

SUBJECT_LENGTH = 160


class AboutNoun(StrEnum):
    """What a message can be about, by the name of its table.

    **Psychotherapy notes are not among them** (45 CFR 164.501).
    """

    NOTE = "note"
    SIDE_EFFECT = "adverse_event"
    LETTER = "letter"
    DOCUMENT = "filed_document"
    MEASURE = "questionnaire_response"
    RESULT = "observation"
    MEDICATION = "medication"
    APPOINTMENT = "appointment"
    EVENT = "chart_event"
    GOAL = "care_plan_entry"


RECORD_NOUNS = {
    "note": AboutNoun.NOTE,
    "adverse_event": AboutNoun.SIDE_EFFECT,
    "letter": AboutNoun.LETTER,
    "filed_document": AboutNoun.DOCUMENT,
    "questionnaire_response": AboutNoun.MEASURE,
    "score": AboutNoun.RESULT,
    "result": AboutNoun.RESULT,
    "medication": AboutNoun.MEDICATION,
    "chart_event": AboutNoun.EVENT,
    "care_plan_entry": AboutNoun.GOAL,
}
"""What a `timeline.RecordKey` is about, by its noun."""


@dataclass(frozen=True, slots=True)
class Message:
    """`patient_id` is None for what is about the office only; `about_id` 0 for no one thing.

    `about_noun` is an `AboutNoun`, or empty. `created_at` is aware.
    """

    patient_id: int | None
    subject: str
    created_at: datetime
    created_by: str
    about_noun: str = ""
    about_id: int = 0
    id: int | None = None


def check_message(message: Message) -> tuple[Problem, ...]:
    """Return what keeps a message from being sent, by field."""
    problems = []
    subject = message.subject.strip()
    if not subject:
        problems.append(Problem("subject", "Say in a few words what it is about."))
    elif len(subject) > SUBJECT_LENGTH:
        sentence = f"At most {SUBJECT_LENGTH} characters fit. Shorten it."
        problems.append(Problem("subject", sentence))
    elif has_control_characters(subject):
        problems.append(Problem("subject", "This holds invisible control characters."))
    if message.about_noun and message.patient_id is None:
        problems.append(Problem("patient_name", "Choose the patient whose record it is about."))
    return tuple(problems)
