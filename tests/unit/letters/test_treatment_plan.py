"""The treatment plan on paper: what may reach the page, whole, and how it is signed."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from io import BytesIO

from pypdf import PdfReader

from practice_desk.domain.care_plan import Agreed, Horizon, Lifecycle
from practice_desk.letters.kinds.treatment_plan import (
    CODE,
    PaperGoal,
    PaperObjective,
    PaperProblem,
    PaperSigning,
    TreatmentPlanContent,
)
from practice_desk.letters.rendering import problems, render
from tests.unit.letters.samples import CLOCK, a_notice, pages_of, text_of

GOAL = PaperGoal(
    "Sleep six hours",
    Horizon.LONG,
    Lifecycle.ON_HOLD,
    date(2027, 3, 1),
    "I want my nights back.",
    (PaperObjective("Falls asleep sooner", "ISI at most 7", date(2027, 1, 5)),),
    ("CBT for insomnia · weekly · T. Reed",),
    ("Sleep through · trazodone · A. Berg",),
)
SIGNING = PaperSigning(
    "Ana Berg", "PMHNP-BC", date(2026, 11, 20), date(2027, 2, 18), Agreed.HERE, (((1, 1, 0),),)
)


def content(*goals: PaperGoal, **changes: object) -> TreatmentPlanContent:
    notice = a_notice()
    made = TreatmentPlanContent(
        "L-000044",
        date(2026, 11, 26),
        notice.letterhead,
        notice.patient,
        (PaperProblem("Bad sleep", "I lie awake until two.", goals or (GOAL,)),),
    )
    return replace(made, **changes)


def test_that_nothing_but_the_listed_facts_can_reach_a_treatment_plan():
    listed = {each: {field.name for field in fields(each)} for each in _TYPES}
    assert listed == _TYPES


_TYPES = {
    TreatmentPlanContent: {
        "code", "written_on", "letterhead", "patient", "problems", "signing", "replaced_on",
        "signed_text",
    },
    PaperProblem: {"title", "patient_words", "goals"},
    PaperGoal: {
        "description", "horizon", "lifecycle", "due_on", "patient_words", "objectives", "therapy",
        "medication",
    },
    PaperObjective: {"description", "measured", "due_on"},
    PaperSigning: {"name", "credentials", "signed_on", "review_on", "agreed", "strokes"},
}  # fmt: skip


def test_that_a_plan_to_be_signed_says_all_of_it_and_has_a_line_for_both():
    text = text_of(render(CODE, content(), made_at=CLOCK).pdf)
    for expected in (
        "Bad sleep", "I lie awake until two.", "Long-term goal", "by March 1, 2027", "on hold",
        "Sleep six hours", "I want my nights back.", "Falls asleep sooner", "ISI at most 7",
        "January 5, 2027", "CBT for insomnia · weekly · T. Reed", "trazodone · A. Berg",
        "Signature of the patient", "Signature of the clinician", "again by:",
    ):  # fmt: skip
        assert expected in text


def test_that_a_signed_plan_says_who_signed_how_and_by_when_it_is_reviewed():
    text = text_of(render(CODE, content(signing=SIGNING), made_at=CLOCK).pdf)
    for expected in ("Signed by Ana Berg, PMHNP-BC on November 20, 2026", "February 18, 2027"):
        assert expected in text
    assert "signed the same words on the screen" in text
    assert "Signature of the clinician" not in text
    on_paper = replace(SIGNING, agreed=Agreed.PAPER, strokes=())
    assert "Printed name" in text_of(render(CODE, content(signing=on_paper), made_at=CLOCK).pdf)


def test_that_an_earlier_plan_says_so_and_its_signed_words_print_on_a4():
    words = "Problem: Bad sleep\n\nGoal (long-term, active): Sleep <six> hours"
    earlier = content(
        problems=(), signing=SIGNING, replaced_on=date(2027, 1, 2), signed_text=words,
        letterhead=replace(a_notice().letterhead, a4=True),
    )  # fmt: skip
    pdf = render(CODE, earlier, made_at=CLOCK).pdf
    assert "A newer one was signed on January 2, 2027" in text_of(pdf)
    assert "Sleep <six> hours" in text_of(pdf)
    assert round(float(PdfReader(BytesIO(pdf)).pages[0].mediabox.width)) == 595


def test_that_the_longest_plan_loses_nothing_and_names_the_patient_on_each_page():
    words = "W" * 990 + " the end"
    goals = tuple(
        replace(
            GOAL,
            description="word " * 95 + f"goal{number}",
            patient_words=words,
            therapy=tuple("What is done " * 50 + f"so{number}.{each}" for each in range(6)),
        )
        for number in range(4)
    )
    pages = pages_of(render(CODE, content(*goals), made_at=CLOCK).pdf)
    text = " ".join(pages)
    assert all(f"goal{number}" in text for number in range(4))
    assert all(f"so{number}.{each}" in text for number in range(4) for each in range(6))
    assert text.count("the end") == 4
    assert all("O’Connell" in page for page in pages)


def test_that_a_plan_without_a_goal_is_not_printed():
    bare = content(problems=(PaperProblem("Bad sleep"),))
    assert [each.field for each in problems(CODE, bare)] == ["problems"]
