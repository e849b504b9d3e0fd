"""Handouts on paper: what may reach the page, in both languages and sizes."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest

from practice_desk.domain.education import HandoutKind, Topic
from practice_desk.domain.handout import LANGUAGES, Handout
from practice_desk.domain.timing import Moment
from practice_desk.knowledge.education import all_topics, handout
from practice_desk.letters.kinds.handout import CODE, HandoutContent, HandoutDays, HandoutDose
from practice_desk.letters.rendering import problems, render
from tests.unit.letters.samples import CLOCK, a_notice, pages_of, text_of

CLOZAPINE = Topic(HandoutKind.MEDICATION, "clozapine")


def content(language: str = "en", **changes: object) -> HandoutContent:
    notice, said = a_notice(), handout(CLOZAPINE, language)
    assert said is not None
    made = HandoutContent(
        "L-000044",
        date(2026, 11, 26),
        notice.letterhead,
        notice.patient,
        language,
        said.title,
        said.sections,
        said.questions,
        said.reviewed,
        (
            HandoutDays(
                date(2026, 11, 26), None, (HandoutDose(Moment.BEDTIME, "1 tablet (100 mg)"),)
            ),
        ),
        ("Canary Pharmacy", "(503) 555-0177"),
        datetime(2026, 12, 8, 14, 30, tzinfo=UTC),
    )
    return replace(made, **changes)


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_a_large_handout_on_a4_says_everything_its_content_says(language):
    made = content(language, large=True, a4=True)
    assert problems(CODE, made) == ()
    pages = pages_of(render(CODE, made, made_at=CLOCK).pdf)
    text = " ".join(" ".join(pages).split())
    points = [point for one in made.sections for part in one.parts for point in part.points]
    for expected in (*points, *made.questions, "1 tablet", "Canary Pharmacy", "2:30 p.m."):
        assert " ".join(expected.split()) in text
    assert all("O’Connell" in page for page in pages)


def test_that_a_handout_that_nobody_reviewed_says_so_and_names_its_sources():
    assert "no clinician has reviewed" in text_of(render(CODE, content(), made_at=CLOCK).pdf)
    reviewed = text_of(render(CODE, content(reviewed=True), made_at=CLOCK).pdf)
    assert "no clinician" not in reviewed
    assert "FDA label clozapine" in " ".join(reviewed.split())


def test_that_nothing_but_the_listed_facts_can_reach_a_handout():
    assert {each.name for each in fields(HandoutContent)} == {
        "code", "written_on", "letterhead", "patient", "language", "title", "sections",
        "questions", "reviewed", "schedule", "pharmacy", "next_visit", "large", "a4", "calendar",
        "own_words",
    }  # fmt: skip


def framed(said: Handout) -> int:
    """Return the most points that one frame of a handout would hold."""
    parts = (part for one in said.sections if one.stands_out for part in one.parts)
    return max((len(part.points) for part in parts), default=0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_the_handout_with_most_in_one_frame_fits_its_pages_in_large_type(language):
    every = (handout(topic, language) for topic, _ in all_topics())
    said = max((each for each in every if each is not None), key=framed)
    made = content(language, title=said.title, sections=said.sections, large=True)
    assert framed(said) > 5
    assert render(CODE, made, made_at=CLOCK).pages > 1
