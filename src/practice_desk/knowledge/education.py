"""Handouts in plain words, composed of the texts in `resources/education` and the pack's facts.

A medication's handout is its class's text, its own, and what the pack says of it. Where a fact is
missing the handout says so and names whom to ask; no section is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache

import msgspec

from practice_desk.assets import asset
from practice_desk.domain.education import HandoutKind, Topic
from practice_desk.domain.handout import Handout
from practice_desk.knowledge import education_records as records
from practice_desk.knowledge.education_medication import (
    Library,
    class_handout,
    medication_handout,
    plain_handout,
)

_DAMAGED = "Practice Desk's handouts are damaged: reinstall it"


@cache
def library() -> Library:
    """Return all texts, read when first asked for. Raises RuntimeError for a damaged file."""
    data = asset("resources", "education", records.FILE_NAME).read_bytes()
    try:
        made = msgspec.json.decode(data, type=records.EducationFile)
    except msgspec.DecodeError as error:
        raise RuntimeError(_DAMAGED) from error
    return Library(made)


def handout(
    topic: Topic, language: str, name: str = "", schedule: str = "", form: str = ""
) -> Handout | None:
    """Return a handout, None where the library has none of that topic.

    A medication that the library does not know, such as the clinic's own, has one that says what
    holds for all and sends the patient to the pharmacist for the rest; *name* and the DEA
    *schedule* are then its own. *form* is the pack's code of the form that is taken, if one is.
    """
    found = library()
    match topic.kind:
        case HandoutKind.MEDICATION:
            return medication_handout(found, topic.id, language, name, schedule, form)
        case HandoutKind.CLASS if topic.id in found.classes:
            return class_handout(found, found.classes[topic.id], language)
        case HandoutKind.CONDITION if topic.id in found.conditions:
            entry = found.conditions[topic.id]
            return plain_handout(found, topic, entry.name, entry.sections, language)
        case HandoutKind.SKILL if topic.id in found.skills:
            skill = found.skills[topic.id]
            return plain_handout(found, topic, skill.name, skill.sections, language)
    return None


def all_topics() -> Iterator[tuple[Topic, str]]:
    """Yield every topic of the library with its English name, kind by kind."""
    found = library()
    for facts in found.facts.values():
        yield Topic(HandoutKind.MEDICATION, facts.id), facts.name
    for group in found.classes.values():
        yield Topic(HandoutKind.CLASS, group.id), group.name.en
    for condition in found.conditions.values():
        yield Topic(HandoutKind.CONDITION, condition.id), condition.name.en
    for skill in found.skills.values():
        yield Topic(HandoutKind.SKILL, skill.id), skill.name.en


def topic_name(topic: Topic) -> str:
    """Return a topic's English name; its id where the library has it no longer."""
    return next((name for each, name in all_topics() if each == topic), topic.id)


def class_of(medication_id: str) -> Topic | None:
    """Return the class handout of a medication, None where the library has none."""
    facts = library().facts.get(medication_id)
    return None if facts is None or not facts.group else Topic(HandoutKind.CLASS, facts.group)


def is_alone(class_topic: Topic) -> bool:
    """Return whether a class has one medication, so that its handout says nothing more."""
    return sum(each.group == class_topic.id for each in library().facts.values()) < 2


def conditions_for(condition_ids: Collection[str], topics: Collection[str]) -> tuple[Topic, ...]:
    """Return the handouts on the pack's conditions and mental-health topics of a chart."""
    return tuple(
        Topic(HandoutKind.CONDITION, each.id)
        for each in library().conditions.values()
        if not (
            set(each.conditions).isdisjoint(condition_ids) and set(each.topics).isdisjoint(topics)
        )
    )


def skills_for(topics: Collection[str], *, controlled: bool, opioids: bool) -> tuple[Topic, ...]:
    """Return the handouts on skills that suit a chart's topics and what is taken."""
    return tuple(
        Topic(HandoutKind.SKILL, each.id)
        for each in library().skills.values()
        if not set(each.topics).isdisjoint(topics)
        or (controlled and each.for_controlled)
        or (opioids and each.for_opioids)
    )
