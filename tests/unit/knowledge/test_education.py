"""Handouts in plain words: every one is whole, sourced, in both languages and easy to read."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import textstat

from practice_desk.assets import asset
from practice_desk.domain.education import HandoutKind, Topic
from practice_desk.domain.handout import ENGLISH, LANGUAGES, REQUIRED, SPANISH, Handout
from practice_desk.domain.reading_grade import reading_grade
from practice_desk.knowledge import compile as compiling
from practice_desk.knowledge.education import all_topics, class_of, handout
from practice_desk.knowledge.education_records import FILE_NAME
from practice_desk.knowledge.pack import knowledge_pack

HIGHEST_GRADE = 6
WITHOUT_HANDOUT = {"other", "neurology"}
"""Topics of the pack that gather what has nothing in common."""
FAMILIAR = re.compile(
    r"\b(tú|tu|tus|ti|tienes|puedes|debes|quieres|sientes|tomas|llama|no dejes)\b",
    re.IGNORECASE,
)


def made(kind: HandoutKind, topic_id: str, language: str = ENGLISH) -> Handout:
    found = handout(Topic(kind, topic_id), language)
    assert found is not None
    return found


def sentences(said: Handout) -> Iterator[str]:
    """Yield every point and lead as a sentence, without the name of what it is about."""
    name = re.compile("|".join(map(re.escape, (said.name, *said.name.split()))), re.IGNORECASE)
    for section in said.sections:
        for part in section.parts:
            for line in filter(None, (part.lead, *part.points)):
                plain = name.sub("it", line).rstrip(":")
                yield plain if plain[-1] in ".?!" else f"{plain}."
    yield from said.questions


def grade(text: str, language: str) -> float:
    """Return the school grade that a text asks for: Flesch-Kincaid, in Spanish Crawford's."""
    textstat.set_lang("en_US" if language == ENGLISH else "es")
    measure = textstat.flesch_kincaid_grade if language == ENGLISH else textstat.crawford
    return float(measure(text))


def points(said: Handout, key: str) -> str:
    section = next(each for each in said.sections if each.key == key)
    return " ".join(point for part in section.parts for point in part.points)


def test_that_the_compiled_handouts_are_those_of_the_yaml_files():
    delivered = asset("resources", "education", FILE_NAME).read_bytes()
    assert compiling.compile_education() == delivered, (
        "run: python -m practice_desk.knowledge.compile"
    )


def test_that_every_handout_has_all_sections_with_sources_in_two_languages_of_an_easy_grade():
    wrong = []
    for topic, _name in all_topics():
        both = [made(topic.kind, topic.id, language) for language in LANGUAGES]
        for said in both:
            keys = [each.key for each in said.sections]
            wrong += [
                (topic, said.language, key) for key in REQUIRED[topic.kind] if key not in keys
            ]
            for section in said.sections:
                told = section.parts and all(p.points and all(p.points) for p in section.parts)
                if not (told and section.sources and section.heading):
                    wrong.append((topic, said.language, section.key))
            text = " ".join(sentences(said))
            if (found := grade(text, said.language)) > HIGHEST_GRADE:
                wrong.append((topic, said.language, found))
        english, spanish = ([points(each, s.key) for s in each.sections] for each in both)
        if len(english) != len(spanish) or any(map(str.__eq__, english, spanish)):
            wrong.append((topic, "says the same in both languages", ""))
    assert not wrong


def test_that_a_text_for_students_of_a_university_is_found_too_hard():
    english = "Pharmacological discontinuation necessitates progressively individualized tapering."
    spanish = (
        "La discontinuación farmacológica requiere una reducción progresivamente individualizada."
    )
    assert min(grade(english, ENGLISH), grade(spanish, SPANISH)) > HIGHEST_GRADE


def test_that_every_medication_of_the_pack_has_a_handout_and_a_class():
    prescribed = {each.id for each in knowledge_pack().medications.all if each.prescribed}
    with_handout = {topic.id for topic, _ in all_topics() if topic.kind is HandoutKind.MEDICATION}
    assert with_handout == prescribed
    assert all(class_of(each) for each in prescribed)


def test_that_every_group_of_mental_conditions_has_a_handout():
    from practice_desk.knowledge.education import conditions_for

    topics = set(knowledge_pack().conditions.topics()) - WITHOUT_HANDOUT
    assert [each for each in topics if not conditions_for((), {each})] == []


def test_that_spanish_handouts_say_usted():
    familiar = [
        (topic.id, found[0])
        for topic, _ in all_topics()
        for line in sentences(made(topic.kind, topic.id, SPANISH))
        if (found := FAMILIAR.search(line))
    ]
    assert not familiar


def test_that_what_is_not_known_of_a_medication_sends_to_the_pharmacist_and_is_never_left_out():
    said = handout(Topic(HandoutKind.MEDICATION, "own:1"), ENGLISH, "zibocaine", "CIV")
    assert said is not None
    assert said.title.endswith("zibocaine")
    for key in ("expect", "common", "serious", "missed", "alcohol", "driving", "pregnancy"):
        assert "pharmacist" in points(said, key)
    assert "Lock it up" in points(said, "controlled")


@pytest.mark.parametrize(
    ("medication", "key", "expected"),
    [
        ("alprazolam", "stopping", "seizure"),
        ("lithium", "stopping", "because"),
        ("valproate", "pregnancy", "birth defects"),
        ("clozapine", "missed", "2 days or more"),
        ("paliperidone_palmitate_1m", "storage", "We keep it here"),
        ("naloxone", "storage", "Do not lock it up"),
        ("disulfiram", "alcohol", "any alcohol"),
        ("ziprasidone", "how_to_take", "full meal"),
    ],
)
def test_that_a_medication_says_what_is_its_own(medication, key, expected):
    assert expected in points(made(HandoutKind.MEDICATION, medication), key)


def test_that_only_the_form_that_is_taken_is_explained():
    topic = Topic(HandoutKind.MEDICATION, "sertraline")
    tablets, liquid = (handout(topic, ENGLISH, form=form) for form in ("tablet", "solution"))
    assert tablets is not None
    assert liquid is not None
    assert "Liquid" not in points(tablets, "how_to_take")
    assert "Liquid" in points(liquid, "how_to_take")


def test_that_the_grade_shown_while_a_clinic_types_is_close_to_what_the_library_measures():
    apart = []
    for number, (topic, _name) in enumerate(all_topics()):
        if number % 10 and topic.kind is HandoutKind.MEDICATION:
            continue
        for language in LANGUAGES:
            text = " ".join(sentences(made(topic.kind, topic.id, language)))
            typed = reading_grade(text, language)
            assert typed is not None
            if abs(typed - max(0, grade(text, language))) > 1.5:
                apart.append((topic.id, language, typed, grade(text, language)))
    assert not apart
