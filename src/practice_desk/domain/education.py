"""Education: which handout was explained, and what the patient made of it. FHIR: Communication.

An entry is added and never changed; a mistake is marked. Teach-back means that the patient says in
own words what was explained; the newest entry on a topic tells where it stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.errors import Problem
from practice_desk.domain.medication import Origin, PlanItem, PlanStatus


class HandoutKind(StrEnum):
    """What a handout is about."""

    MEDICATION = "medication"
    CLASS = "class"
    CONDITION = "condition"
    SKILL = "skill"


class TeachBack(StrEnum):
    """What came of asking the patient to say it in own words."""

    UNDERSTOOD = "understood"
    NEEDS_MORE = "needs more"
    DECLINED = "declined"
    NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True, order=True)
class Topic:
    """One handout by its kind and its id in the library; a medication's is the pack's id."""

    kind: HandoutKind
    id: str


@dataclass(frozen=True, slots=True)
class EducationGiven:
    """One time a topic was explained.

    `title` is the handout's as given, `language` "en" or "es". `learner` is whom it was explained
    to where that was not the patient. `letter_id` is the paper that was kept, None where nothing
    was printed; `medication_id` the plan's medication that it was about.
    """

    patient_id: int
    kind: HandoutKind
    topic_id: str
    title: str
    language: str
    given_on: date
    given_by: str
    recorded_at: datetime
    result: TeachBack = TeachBack.NOT_ASKED
    patient_words: str = ""
    learner: str = ""
    letter_id: int | None = None
    medication_id: int | None = None
    retracted_reason: str = ""
    id: int | None = None
    version: int | None = None

    @property
    def topic(self) -> Topic:
        """Which handout it was."""
        return Topic(self.kind, self.topic_id)


class DueReason(StrEnum):
    """Why something is to be explained."""

    STARTED = "started"
    NEEDS_MORE = "needs more"
    NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True)
class EducationDue:
    """A topic to explain, or to explain again; `since` is the day from which it is due."""

    topic: Topic
    name: str
    reason: DueReason
    since: date
    medication_id: int | None = None


LENGTHS = {
    "topic_id": 80,
    "title": 200,
    "language": 10,
    "given_by": 64,
    "patient_words": 1000,
    "learner": 80,
    "retracted_reason": 500,
}
NEW_FOR = timedelta(days=90)
"""How long a started medication without education is asked for."""
_TAKEN = frozenset({PlanStatus.ACTIVE, PlanStatus.PLANNED})


def check_education(value: EducationGiven, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with *value* on the day *today*."""
    problems = [
        *check_required(value, topic_id="Choose a handout.", title="Choose a handout."),
        *check_lengths(value, LENGTHS),
    ]
    if value.given_on > today:
        problems.append(Problem("given_on", "The date is in the future. Check it."))
    return tuple(problems)


def standing_education(given: Iterable[EducationGiven]) -> tuple[EducationGiven, ...]:
    """Return the entries that were not taken back, the oldest first."""
    standing = (each for each in given if not each.retracted_reason)
    return tuple(sorted(standing, key=lambda each: (each.given_on, each.id or 0)))


def newest_by_topic(given: Iterable[EducationGiven]) -> dict[Topic, EducationGiven]:
    """Return where each topic stands: its newest entry that was not taken back."""
    return {each.topic: each for each in standing_education(given)}


def education_due(
    plan: Iterable[PlanItem], given: Iterable[EducationGiven], today: date
) -> tuple[EducationDue, ...]:
    """Return what is to be explained on the day *today*, the longest due first.

    Due are medications of this clinic that were planned or begun in the last `NEW_FOR` and never
    explained, and topics whose last teach-back showed a need for more or was not done. A medication
    is called by its own name: the handout's title may be in the patient's language.
    """
    newest, plan = newest_by_topic(given), tuple(plan)
    names = {item.medication.concept_id: item.medication.name for item in plan}
    due = [each for item in plan if (each := _of_start(item, newest, today)) is not None]
    for topic, entry in newest.items():
        if entry.result in (TeachBack.NEEDS_MORE, TeachBack.NOT_ASKED):
            reason = DueReason(entry.result.value)
            is_medication = topic.kind is HandoutKind.MEDICATION
            name = names.get(topic.id, entry.title) if is_medication else entry.title
            due.append(EducationDue(topic, name, reason, entry.given_on, entry.medication_id))
    return tuple(sorted(due, key=lambda each: (each.since, each.name)))


def _of_start(
    item: PlanItem, newest: dict[Topic, EducationGiven], today: date
) -> EducationDue | None:
    medication = item.medication
    topic = Topic(HandoutKind.MEDICATION, medication.concept_id)
    if not medication.concept_id or topic in newest or item.status not in _TAKEN:
        return None
    if medication.origin is not Origin.CLINIC:
        return None
    since = item.started_on or today
    if today - since > NEW_FOR:
        return None
    return EducationDue(topic, medication.name, DueReason.STARTED, since, medication.id)
