"""The dose calendar as the patient reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from practice_desk.domain.errors import LetterRefused
from practice_desk.domain.timing import Moment
from practice_desk.letters.kinds.dose_calendar import (
    CODE,
    CalendarDose,
    CalendarLine,
    CalendarRule,
    DoseCalendarContent,
)
from practice_desk.letters.rendering import problems, render
from tests.unit.letters.samples import CLOCK, a_notice, pages_of, text_of

DAY = date(2026, 11, 25)
DOWN = CalendarLine(
    DAY,
    date(2026, 12, 8),
    "venlafaxine",
    (CalendarDose(Moment.MORNING, "1 capsule (75 mg)"),),
)
UP = CalendarLine(
    DAY,
    None,
    "sertraline",
    doses=(
        CalendarDose(Moment.MORNING, "1 tablet of 50 mg and ½ tablet of 25 mg (62.5 mg)"),
        CalendarDose(Moment.BEDTIME, "1 tablet (50 mg)"),
    ),
)


def content(**changes: object) -> DoseCalendarContent:
    notice = a_notice()
    made = DoseCalendarContent(
        code="L-000043",
        written_on=DAY,
        letterhead=notice.letterhead,
        patient=notice.patient,
        lines=(DOWN, UP, CalendarLine(date(2026, 12, 9), None, "venlafaxine", stops=True)),
        rules=(CalendarRule("lamoTRIgine", "a rash", "Stop and call the clinic."),),
        signatory=notice.signatory,
    )
    return replace(made, **changes)


def test_that_the_calendar_says_what_to_take_from_which_day():
    text = text_of(render(CODE, content(), made_at=CLOCK).pdf)
    for expected in (
        "Nov 25, 2026 to Dec 8, 2026",
        "From Nov 25, 2026",
        "Morning: 1 tablet of 50 mg and ½ tablet of 25 mg (62.5 mg)",
        "Bedtime: 1 tablet (50 mg)",
        "No more from this day on.",
        "lamoTRIgine: if a rash: Stop and call the clinic.",
        "(207) 555-0110",
        "NOT A PRESCRIPTION",
        "Maggie",
    ):
        assert expected in text


def test_that_no_line_breaks_within_a_date_or_a_dose():
    days = "On " + ", ".join(f"Dec {day}, 2026" for day in range(1, 29))
    inject = f"Inject it. {'156 mg ' * 40}"
    due = CalendarLine(DAY, None, "paliperidone", directions=inject, days=days)
    pdf = render(CODE, content(lines=(due,)), made_at=CLOCK).pdf
    rows = [
        row for page in PdfReader(BytesIO(pdf)).pages for row in page.extract_text().split("\n")
    ]
    ends = {row.replace("\u00a0", " ").split()[-1] for row in rows if row.strip()}
    assert "mg" in ends
    assert "2026," in ends
    assert not ends & {"Dec", "156"}
    assert not ends & {f"{day}," for day in range(1, 29)}


def test_that_the_same_calendar_gives_the_same_bytes():
    first, second = (render(CODE, content(), made_at=CLOCK) for _ in range(2))
    assert first == second


def test_that_a_long_calendar_goes_over_pages_which_name_the_patient():
    starts = [DAY + timedelta(weeks=number) for number in range(40)]
    many = tuple(replace(DOWN, first=day, last=day + timedelta(days=6)) for day in starts)
    pages = pages_of(render(CODE, content(lines=many), made_at=CLOCK).pdf)
    assert len(pages) > 2
    assert all("O’Connell" in page and "NOT A PRESCRIPTION" in page for page in pages[1:])


def test_that_text_without_a_glyph_is_refused_and_never_left_blank():
    odd = replace(DOWN, note="take with 茶")
    with pytest.raises(LetterRefused, match="cannot print"):
        render(CODE, content(lines=(odd,)), made_at=CLOCK)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"lines": ()}, "lines"),
        ({"lines": (replace(DOWN, doses=()),)}, "lines.0"),
        ({"code": " "}, "code"),
    ],
)
def test_that_what_is_missing_is_named(changes, field):
    assert field in {problem.field for problem in problems(CODE, content(**changes))}
