"""The safety plan as a wallet card: whole, in panels, and without the patient's name on it."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from io import BytesIO

from pypdf import PdfReader

from practice_desk.letters.kinds.safety_card import CODE, CardStep, SafetyCardContent
from practice_desk.letters.pages import PAGE_WIDTH
from practice_desk.letters.rendering import problems, render
from practice_desk.letters.wallet_card import CARD_HEIGHT, CARD_WIDTH
from tests.unit.letters.samples import CLOCK, a_notice, pages_of, text_of

STEPS = (
    CardStep("Warning signs", "not sleeping\nstaying in bed"),
    CardStep("What I can do alone", "walk to the harbor"),
    CardStep("How we make my home safer", "my brother keeps the pills"),
)


def content(*steps: CardStep, **changes: object) -> SafetyCardContent:
    notice = a_notice()
    made = SafetyCardContent(
        "L-000044", date(2026, 11, 26), notice.letterhead, notice.patient, steps or STEPS
    )
    return replace(made, **changes)


def test_that_nothing_but_the_listed_facts_can_reach_a_card():
    named = {each.name for each in fields(SafetyCardContent)}
    assert named == {"code", "written_on", "letterhead", "patient", "steps"}
    assert {each.name for each in fields(CardStep)} == {"heading", "text"}


def test_that_a_card_says_whom_to_call_and_every_step_on_one_sheet():
    rendered = render(CODE, content(), made_at=CLOCK)
    text = text_of(rendered.pdf)
    for step in STEPS:
        assert step.heading in text
        assert " ".join(step.text.split()) in text
    for expected in ("call 911", "call or text 988", "(207) 555-0100", "1 of 2", "2 of 2"):
        assert expected in text
    assert rendered.pages == 1


def test_that_the_longest_plan_goes_on_further_panels_and_nothing_leaves_the_card():
    steps = tuple(
        CardStep(f"Step {number}", "WORDS " * 600 + f"end{number}") for number in range(6)
    )
    pdf = render(CODE, content(*steps), made_at=CLOCK).pdf
    pages = pages_of(pdf)
    assert len(pages) > 1
    assert all("O’Connell" in page for page in pages)
    assert all(f"end{number}" in " ".join(pages) for number in range(6))
    assert " ".join(pages).count("WORDS") == 6 * 600
    for across, up in _places(pdf):
        assert 0 < across < CARD_WIDTH
        assert FOOT < up < CARD_HEIGHT - FOOT / 2


FOOT = 14
"""Points at the lower edge of a panel that belong to its number."""


def _places(pdf: bytes) -> list[tuple[float, float]]:
    """Return where the lines of steps begin in their panels, in points from the lower left."""
    found: list[tuple[str, float, float]] = []

    def visit(text: str, outer: list[float], inner: list[float], *_rest: object) -> None:
        found.append((text, inner[4] + outer[4], inner[5] + outer[5]))

    PdfReader(BytesIO(pdf)).pages[0].extract_text(visitor_text=visit)
    number = next(up for text, _, up in found if text.startswith("1 of"))
    edge = number - 6
    left = (PAGE_WIDTH - 2 * CARD_WIDTH) / 2
    return [
        ((x - left) % CARD_WIDTH, (up - edge) % CARD_HEIGHT)
        for text, x, up in found
        if "WORDS" in text
    ]


def test_that_a_card_without_a_plan_is_not_printed():
    assert [each.field for each in problems(CODE, content(steps=()))] == ["steps"]
