"""What goes before a letter or around it: where the address is, and that no patient is on it."""

from __future__ import annotations

from dataclasses import fields, replace
from io import BytesIO
from typing import get_type_hints

import pytest
from pypdf import PdfReader

from practice_desk.domain.errors import LetterRefused
from practice_desk.domain.letter_cover import CoverKind
from practice_desk.letters.covers import Cover, cover_problems, render_cover
from practice_desk.letters.parties import Recipient
from tests.unit.letters.samples import CLOCK, a_notice, text_of

_INCH, _MM = 72.0, 72 / 25.4
_LONG = Recipient(
    "Old Port Pharmacy", ("Harbor Building", "88 Exchange Street", "Portland, ME 04101")
)


def a_cover(kind: CoverKind, **changes: object) -> Cover:
    """A cover of the sample notice."""
    letter = a_notice()
    cover = Cover(kind, "L-7F3K9", letter.written_on, letter.letterhead, letter.recipient, 2)
    return replace(cover, **changes)


def places(pdf: bytes) -> dict[str, tuple[float, float]]:
    """Return where each text begins, in points from the left and upper edges of the page."""
    found: dict[str, tuple[float, float]] = {}
    (page,) = PdfReader(BytesIO(pdf)).pages
    height = float(page.mediabox.height)

    def visit(text: str, place: list[float], line: list[float], *_font: object) -> None:
        if text.strip():
            x = line[4] * place[0] + place[4]
            found[text.strip()] = (x, height - (line[5] * place[3] + place[5]))

    page.extract_text(visitor_text=visit)
    return found


@pytest.mark.parametrize(
    ("a4", "left", "right", "upper", "lower"),
    [
        (False, 0.875 * _INCH, 4.375 * _INCH, 2.5 * _INCH, 3.1667 * _INCH),
        (True, 20 * _MM, 105 * _MM, 62.7 * _MM, 90 * _MM),
    ],
)
def test_that_the_address_shows_in_the_window_however_the_sheet_slides(
    *, a4: bool, left: float, right: float, upper: float, lower: float
) -> None:
    page = render_cover(a_cover(CoverKind.WINDOW, a4=a4, recipient=_LONG), made_at=CLOCK)
    found = places(page.pdf)
    lines = [found[text] for text in (_LONG.name, *_LONG.address_lines)]
    assert all(left <= x < right - 100 for x, _y in lines)
    assert lines[0][1] - 8 >= upper  # the height of its capitals
    assert lines[-1][1] + 2 <= lower  # and what hangs below the line
    inside = [y for text, (x, y) in found.items() if x < right and upper <= y <= lower]
    assert len(inside) == len(lines)


def test_that_a_fax_cover_says_whom_it_is_for_and_how_many_pages_come() -> None:
    text = text_of(render_cover(a_cover(CoverKind.FAX, urgent=True), made_at=CLOCK).pdf)
    assert "Old Port Pharmacy Fax (207) 555-0143" in text
    assert "3, with this one" in text
    assert "URGENT" in text
    assert "Letter L-7F3K9" in text
    assert "call Harbor Mind Clinic at (207) 555-0100" in text


def test_that_a_cover_has_no_place_for_a_patient() -> None:
    hints = get_type_hints(Cover)
    names = {field.name for field in fields(Cover)}
    assert names == {
        "kind", "code", "written_on", "letterhead", "recipient", "pages", "urgent", "discreet", "a4"
    }  # fmt: skip
    assert not any("Patient" in str(hint) for hint in hints.values())


def test_that_a_discreet_envelope_leaves_off_what_kind_of_clinic_writes() -> None:
    for kind in (CoverKind.ENVELOPE, CoverKind.WINDOW):
        assert "Harbor Mind" in text_of(render_cover(a_cover(kind), made_at=CLOCK).pdf)
        page = render_cover(a_cover(kind, discreet=True), made_at=CLOCK)
        assert "Harbor Mind" not in text_of(page.pdf)
        assert "12 Quay Street" in text_of(page.pdf)


def test_that_a_cover_without_number_or_address_is_refused_with_a_sentence() -> None:
    nobody = Recipient("Old Port Pharmacy", ())
    for kind in CoverKind:
        with pytest.raises(LetterRefused, match="is missing"):
            render_cover(a_cover(kind, recipient=nobody), made_at=CLOCK)
    long = replace(_LONG, address_lines=("One", "Two", "Three", "Four", "Five"))
    (problem,) = cover_problems(a_cover(CoverKind.WINDOW, recipient=long))
    assert "too long" in problem.sentence
