"""The code on a letter, read back by a decoder that knows nothing of the encoder."""

from __future__ import annotations

from datetime import UTC, datetime

import pypdfium2
import pytest
import zxingcpp

from practice_desk.letters.drawing import PdfDocument
from practice_desk.letters.qr import QrCode
from practice_desk.letters.text import clean
from tests.unit.letters.samples import CHANGED, a_letter

FAX_DPI = 200
TEXTS = ("PD:L-000042", "PD:9ZK4-77QX-PHRM", "https://clinic.example/l/42?x=Ünï", "A", "7" * 300)


def _picture(text: str, dpi: int) -> object:
    """The top of a page with the code on it, in black and white as a fax sends it."""
    document = PdfDocument(
        title=clean("Test", "title"),
        made_at=datetime(2026, 11, 26, tzinfo=UTC),
        page_size=(200, 100),
    )
    QrCode(text).draw(document.pen, 20, 90, 160)
    document.pen.showPage()
    pdf = pypdfium2.PdfDocument(document.finish())
    picture = pdf[0].render(scale=dpi / 72).to_pil().convert("L")
    pdf.close()
    return picture.point(lambda level: 255 * (level > 127)).convert("L")


@pytest.mark.parametrize("text", TEXTS[:2])
def test_that_the_code_of_a_letter_is_read_from_a_fax(text: str) -> None:
    assert [found.text for found in zxingcpp.read_barcodes(_picture(text, FAX_DPI))] == [text]


@pytest.mark.parametrize("text", TEXTS)
def test_that_any_text_comes_back_as_it_was(text: str) -> None:
    assert [found.text for found in zxingcpp.read_barcodes(_picture(text, 600))] == [text]


def test_that_the_code_is_one_path_within_its_side() -> None:
    document = PdfDocument(
        title=clean("Test", "title"),
        made_at=datetime(2026, 11, 26, tzinfo=UTC),
        page_size=(200, 100),
    )
    code = QrCode(TEXTS[0])
    code.draw(document.pen, 20, 90, 160)
    document.pen.showPage()
    pdf = pypdfium2.PdfDocument(document.finish())
    drawn = [shape.get_bounds() for shape in pdf[0].get_objects()]
    pdf.close()
    assert len(drawn) == 1
    left, bottom, right, upper = drawn[0]
    assert left >= 180 - code.side
    assert right <= 180
    assert upper <= 90
    assert bottom >= 90 - code.side


def test_that_the_strip_to_send_back_bears_the_number_and_nothing_else() -> None:
    pdf = pypdfium2.PdfDocument(a_letter(CHANGED, code="L-7F3K9").pdf)
    picture = pdf[0].render(scale=FAX_DPI / 72).to_pil().convert("L")
    pdf.close()
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == ["L-7F3K9"]
