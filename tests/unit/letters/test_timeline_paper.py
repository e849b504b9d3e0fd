"""The course of treatment on paper, read back from its pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream

from practice_desk.domain.errors import LetterRefused
from practice_desk.domain.record_key import RecordKey
from practice_desk.domain.timeline import (
    Band,
    Bound,
    DoseSpell,
    EffectSpell,
    Happening,
    HappeningKind,
    LaneKind,
    MedicationTrack,
    Reached,
    Reading,
    SeriesTrack,
    Severity,
    Timeline,
)
from practice_desk.domain.timeline_layout import TimelineLayout
from practice_desk.letters.kinds.timeline import CODE, TimelineContent
from practice_desk.letters.rendering import problems, render
from tests.unit.letters.samples import CLOCK, a_notice, pages_of, text_of

TODAY = date(2026, 11, 25)


def day(back: int) -> date:
    return TODAY - timedelta(days=back)


def key(number: int) -> RecordKey:
    return RecordKey("record", number)


SERTRALINE = MedicationTrack(
    "sertraline", "mg",
    (
        DoseSpell(day(200), day(100), 50, "50 mg a day"),
        DoseSpell(day(100), None, 100, "100 mg a day"),
    ),
    key(1),
)  # fmt: skip
PHQ = SeriesTrack(
    "PHQ-9",
    LaneKind.MEASURE,
    tuple(
        Reading(day(back), value, f"{value} of 27", key(back), reached=reached)
        for back, value, reached in (
            (210, 20, Reached.NOTHING), (90, 9, Reached.RESPONSE), (20, 3, Reached.REMISSION),
        )
    ),
    lowest=0, highest=27, bands=(Band(0, 5, "minimal"), Band(5, 27, "more")),
    bounds=(Bound(10, "response: 10 or less", True),),
)  # fmt: skip
NAUSEA = EffectSpell("nausea", day(95), day(60), Severity.MODERATE, key(3), key(1), "sertraline")
STAY = Happening(
    HappeningKind.HOSPITAL_STAY, day(205), "Ward 3", key(4), day(199), lasts=True,
    detail="never on paper",
)  # fmt: skip
TIMELINE = Timeline(TODAY, (SERTRALINE,), (PHQ,), effects=(NAUSEA,), life=(STAY,))


def content(timeline: Timeline = TIMELINE, **changes: object) -> TimelineContent:
    notice = a_notice()
    made = TimelineContent(
        "L-000043", TODAY, notice.letterhead, notice.patient, timeline, day(220), TODAY,
        tuple(lane.key for lane in TimelineLayout(timeline).lanes), notice.signatory,
    )  # fmt: skip
    return replace(made, **changes)


def test_that_the_paper_tells_doses_scores_effects_and_stays():
    text = text_of(render(CODE, content(), made_at=CLOCK).pdf)
    for expected in (
        "Course of treatment", "sertraline", "100 mg a day", "PHQ-9", "3 of 27", "remission",
        "nausea · moderate", "Ward 3", "Life and hospital", "Side effects", "How to read it",
        "NOT A PRESCRIPTION", "(207) 555-0110", "Apr 19, 2026 to Nov 25, 2026",
    ):  # fmt: skip
        assert expected in text
    assert "never on paper" not in text


def test_that_only_the_lanes_that_were_chosen_are_on_it():
    lanes = tuple(lane for lane in content().lanes if lane.startswith("measure"))
    text = text_of(render(CODE, content(lanes=lanes), made_at=CLOCK).pdf)
    assert "PHQ-9" in text
    assert "sertraline" not in text.partition("How to read it")[0]


def test_that_the_same_content_gives_the_same_bytes():
    assert render(CODE, content(), made_at=CLOCK) == render(CODE, content(), made_at=CLOCK)


def test_that_many_lanes_go_on_over_the_pages():
    tracks = tuple(replace(SERTRALINE, name=f"drug {n}", record=key(n)) for n in range(30))
    rendered = render(CODE, content(Timeline(TODAY, tracks)), made_at=CLOCK)
    pages = pages_of(rendered.pdf)
    assert rendered.pages == len(pages) > 1
    assert all(any(f"drug {n}" in page for page in pages) for n in range(30))
    assert "course of treatment, continued" in pages[1]


def test_that_it_is_drawn_in_greys_with_embedded_fonts_and_without_pictures():
    reader = PdfReader(BytesIO(render(CODE, content(), made_at=CLOCK).pdf))
    page = reader.pages[0]
    drawn = ContentStream(page["/Contents"].get_object(), reader)
    operators = {operator.decode() for _, operator in drawn.operations}
    assert not operators & {"k", "K", "sc", "SC", "scn", "SCN", "Do"}
    colours = [values for values, operator in drawn.operations if operator in (b"rg", b"RG")]
    assert all(len({float(value) for value in values}) == 1 for values in colours)
    assert {"g", "G", "re", "l"} <= operators
    for font in page["/Resources"]["/Font"].values():
        assert "/FontFile2" in font.get_object()["/FontDescriptor"].get_object()


@pytest.mark.parametrize("name", ["drug \u0007", "drug 𓀀"])
def test_that_what_cannot_be_printed_is_refused(name: str):
    tracks = (replace(SERTRALINE, name=name),)
    with pytest.raises(LetterRefused):
        render(CODE, content(Timeline(TODAY, tracks)), made_at=CLOCK)


def test_that_a_paper_without_lanes_is_not_made():
    assert [each.field for each in problems(CODE, content(lanes=()))] == ["lanes"]
