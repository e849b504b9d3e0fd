"""Education: what is offered to a patient, what was explained, and what is still to be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from practice_desk.domain.condition import Condition, ConditionCategory, ConditionStatus
from practice_desk.domain.education import (
    EducationDue,
    EducationGiven,
    HandoutKind,
    Topic,
    check_education,
    education_due,
    newest_by_topic,
)
from practice_desk.domain.errors import NotFound
from practice_desk.domain.medication import Origin, PlanItem, PlanStatus
from practice_desk.domain.permission import Operation
from practice_desk.knowledge import education as library
from practice_desk.knowledge.pack import KnowledgePack
from practice_desk.services.check_in_wording import languages_for
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.services.health import retract_records, save_record
from practice_desk.services.patients import Saved
from practice_desk.services.plan_reader import read_plan
from practice_desk.storage import education as stored
from practice_desk.storage import health, people, plan, registry
from practice_desk.storage.unit_of_work import UnitOfWork

_GIVE = Operation.GIVE_EDUCATION
_TAKEN = frozenset({PlanStatus.ACTIVE, PlanStatus.PLANNED, PlanStatus.ON_HOLD})
_CURRENT = frozenset({ConditionStatus.ACTIVE, ConditionStatus.REMISSION})


@dataclass(frozen=True, slots=True)
class Offer:
    """A handout that suits a chart, why, and where its education stands.

    `why` is "in the plan", or the condition's name, or empty for what is only in the library.
    """

    topic: Topic
    name: str
    why: str
    newest: EducationGiven | None = None
    due: EducationDue | None = None
    medication_id: int | None = None


@dataclass(frozen=True, slots=True)
class EducationState:
    """Where a chart's education stands.

    `offers` are what suits the plan and the conditions, what is due first; `given` every entry,
    the newest first, those taken back too. `language` is the patient's, "en" or "es".
    """

    offers: tuple[Offer, ...]
    given: tuple[EducationGiven, ...]
    due: tuple[EducationDue, ...]
    language: str


def education_state(clinic: Clinic, patient_id: int) -> EducationState:
    """Return where a chart's education stands. Raises NotFound or NotPermitted."""
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        work.detail = "education"
        return read_education(clinic, work, patient_id)


def read_education(clinic: Clinic, work: UnitOfWork, patient_id: int) -> EducationState:
    """Return the same inside a running unit of work. Raises NotFound."""
    patient = people.patients.get(work.connection, patient_id)
    items = read_plan(work, patient_id, clinic.today())
    given = stored.education_given.for_patient(work.connection, patient_id)
    due = education_due(items, given, clinic.today())
    conditions = health.conditions.for_patient(work.connection, patient_id)
    pack = knowledge_in(clinic, work).pack
    offers = _offers(items, conditions, given, due, pack)
    language = languages_for(patient.language)[0]
    return EducationState(offers, tuple(reversed(given)), due, language)


def read_due_education(
    clinic: Clinic, work: UnitOfWork, patient_id: int, items: Sequence[PlanItem]
) -> tuple[EducationDue, ...]:
    """Return what is still to be explained, for a brief that has read the plan already."""
    given = stored.education_given.for_patient(work.connection, patient_id)
    return education_due(items, given, clinic.today())


def record_education(clinic: Clinic, value: EducationGiven) -> Saved:
    """Record that something was explained, by whoever is at the keyboard.

    Raises Invalid, or NotFound where the medication or the letter is another chart's.
    """
    _require_new(value)
    value = replace(value, given_by=clinic.session.user_name, recorded_at=clinic.now())
    problems = check_education(value, clinic.today())

    def belongs(_clinic: Clinic, work: UnitOfWork, entry: EducationGiven) -> None:
        require_own(work, entry)

    return save_record(
        clinic, stored.education_given, value, problems, operation=_GIVE, also=belongs
    )


def retract_education(clinic: Clinic, value: EducationGiven, reason: str) -> Saved:
    """Take back an entry made in error; it stays readable. Raises Invalid or StaleRecord."""
    records, patient_id = stored.education_given, value.patient_id
    return retract_records(clinic, records, patient_id, (value,), reason, _GIVE)


def all_offers(state: EducationState) -> tuple[Offer, ...]:
    """Return every handout of the library, with where it stands in this chart."""
    newest = newest_by_topic(state.given)
    offered = {each.topic: each for each in state.offers}
    return tuple(
        offered.get(topic, Offer(topic, name, "", newest.get(topic)))
        for topic, name in library.all_topics()
    )


def require_own(work: UnitOfWork, value: EducationGiven) -> None:
    """Raise NotFound where what an entry refers to is not in its chart."""
    referred: list[int] = []
    if value.medication_id is not None:
        referred.append(plan.medications.get(work.connection, value.medication_id).patient_id)
    if value.letter_id is not None:
        referred.append(registry.letters.get(work.connection, value.letter_id).patient_id)
    if any(each != value.patient_id for each in referred):
        raise NotFound("This record is not in this chart.", "Open the chart again.")


def _require_new(value: EducationGiven) -> None:
    if value.id is not None:  # an entry is only added or taken back
        raise ValueError(value.id)


def _offers(
    items: Iterable[PlanItem],
    conditions: Iterable[Condition],
    given: Iterable[EducationGiven],
    due: Iterable[EducationDue],
    pack: KnowledgePack,
) -> tuple[Offer, ...]:
    newest = newest_by_topic(given)
    due_by_topic = {each.topic: each for each in due}
    found: dict[Topic, Offer] = {}
    taken = [item for item in items if item.status in _TAKEN and item.medication.concept_id]
    taken.sort(key=lambda item: item.medication.origin is not Origin.CLINIC)
    for offer in (*_of_plan(taken), *_of_conditions(taken, conditions, pack)):
        found.setdefault(offer.topic, offer)
    for topic, waiting in due_by_topic.items():
        found.setdefault(topic, Offer(topic, waiting.name, "", medication_id=waiting.medication_id))
    offers = (
        Offer(
            each.topic,
            each.name,
            each.why,
            newest.get(each.topic),
            due_by_topic.get(each.topic),
            each.medication_id,
        )
        for each in found.values()
    )
    return tuple(sorted(offers, key=lambda each: each.due is None))


def _of_plan(taken: Iterable[PlanItem]) -> Iterator[Offer]:
    classes: list[Offer] = []
    for item in taken:
        medication = item.medication
        topic = Topic(HandoutKind.MEDICATION, medication.concept_id)
        yield Offer(topic, medication.name, "in the plan", medication_id=medication.id)
        group = library.class_of(medication.concept_id)
        if group is not None and not library.is_alone(group):
            classes.append(Offer(group, library.topic_name(group), medication.name))
    yield from classes


def _of_conditions(
    taken: Iterable[PlanItem], conditions: Iterable[Condition], pack: KnowledgePack
) -> Iterator[Offer]:
    names: dict[Topic, str] = {}
    topics: set[str] = set()
    for each in conditions:
        problem = each.category is ConditionCategory.PROBLEM and not each.retracted_reason
        if not problem or each.status not in _CURRENT:
            continue
        coded = pack.conditions.by_code(each.icd10cm) if each.icd10cm else ()
        own = {topic for concept in coded for topic in concept.topics} | {each.topic} - {""}
        topics |= own
        for topic in library.conditions_for({concept.id for concept in coded}, own):
            names.setdefault(topic, each.display)
    for topic, display in names.items():
        yield Offer(topic, library.topic_name(topic), display)
    controlled, opioids = _what_is_taken(taken, pack)
    for topic in library.skills_for(topics, controlled=controlled, opioids=opioids):
        yield Offer(topic, library.topic_name(topic), "")


def _what_is_taken(taken: Iterable[PlanItem], pack: KnowledgePack) -> tuple[bool, bool]:
    """Return whether anything controlled, and any opioid, is taken."""
    controlled = opioids = False
    for item in taken:
        concept = pack.medications.by_id(item.medication.concept_id)
        controlled |= bool(item.medication.schedule or (concept and concept.is_controlled))
        opioids |= concept is not None and any("opioid" in name for name in concept.classes)
    return controlled, opioids
