"""Papers for the patient: every measure that may be printed, and whom to call in a crisis."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from practice_desk.knowledge.instruments import instruments
from practice_desk.letters.kinds.patient_paper import CODE, PaperPart, PatientPaperContent
from practice_desk.letters.rendering import problems, render
from tests.unit.letters.samples import CLOCK, a_notice, pages_of, text_of

PRINTED = [each for each in instruments() if each.has_items]


def content(**changes: object) -> PatientPaperContent:
    notice = a_notice()
    made = PatientPaperContent(
        "L-000044",
        date(2026, 11, 26),
        notice.letterhead,
        notice.patient,
        "My safety plan",
        "Go through it step by step.",
        (PaperPart("Warning signs", "not sleeping\nstaying in bed"),),
        crisis=True,
    )
    return replace(made, **changes)


def test_that_a_safety_plan_says_whom_to_call_and_where_that_is_from():
    text = text_of(render(CODE, content(), made_at=CLOCK).pdf)
    for expected in ("not sleeping", "call or text 988", "911", "988lifeline.org", "Maggie"):
        assert expected in text


def test_that_the_same_paper_gives_the_same_bytes():
    first, second = (render(CODE, content(), made_at=CLOCK) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("instrument", PRINTED, ids=lambda each: each.id)
def test_that_a_form_shows_every_question_answer_and_the_attribution(instrument):
    parts = tuple(
        PaperPart(item.text, "", tuple(f"{o.value}  {o.label}" for o in item.options))
        for item in instrument.items
    )
    made = content(
        title=instrument.short_name,
        intro=instrument.stem,
        parts=parts,
        closing=instrument.licence.attribution,
        crisis=False,
    )
    assert problems(CODE, made) == ()
    pages = pages_of(render(CODE, made, made_at=CLOCK).pdf)
    text = " ".join(" ".join(pages).split())
    assert " ".join(instrument.items[-1].text.split()) in text
    assert instrument.licence.attribution[:30] in text
    assert all("O’Connell" in page for page in pages)
