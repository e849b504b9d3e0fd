"""A letter against a bare canvas that draws the same words with the same embedded fonts."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from practice_desk.domain.letter_code import LENGTH, LETTERS
from practice_desk.letters import fonts
from practice_desk.letters.rendering import render
from tests.bench.measure import Measure, interleaved, median, timed
from tests.unit.letters import samples

MADE_AT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
LETTERS_EACH = 40


def letter() -> list[Measure]:
    """Time letters of distinct codes, each with its own QR code, one after another."""
    codes = map("".join, product(("L-",), *[LETTERS] * LENGTH))
    content = samples.a_notice(code=next(codes))
    page = render("medication_notice", content, made_at=MADE_AT)
    lines = PdfReader(io.BytesIO(page.pdf)).pages[0].extract_text().splitlines()

    def ours() -> float:
        return timed(
            lambda: [
                render("medication_notice", replace(content, code=next(codes)), made_at=MADE_AT)
                for _ in range(LETTERS_EACH)
            ]
        )

    def bare() -> float:
        return timed(lambda: [_bare(lines, n) for n in range(LETTERS_EACH)])

    ours(), bare()
    value, floor = interleaved(ours, bare, 5)
    ours_each, bare_each = median(value) / LETTERS_EACH, median(floor) / LETTERS_EACH
    each = Measure("letter", ours_each, "ms", bare_each, 4.0).emit()
    rate = Measure("letters_per_second", 1000 / each.value, "1/s", 1000 / each.floor).emit()
    return [each, rate]


def _bare(lines: list[str], number: int) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(612, 792), invariant=1, initialFontName=fonts.REGULAR)
    for place, line in enumerate([*lines, f"L-{number:05d}"]):
        canvas.setFont(fonts.BOLD if place % 4 == 0 else fonts.REGULAR, 10)
        canvas.drawString(50, 760 - 12 * place, line)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()
