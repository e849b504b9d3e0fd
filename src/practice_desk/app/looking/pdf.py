"""The pages of a PDF from outside, as pixels and text: nothing in it is run or followed.

The library is built without JavaScript and XFA; actions, links and embedded files are not touched.
"""

from __future__ import annotations

import pypdfium2
import pypdfium2.raw as pdfium

from practice_desk.app.looking.serving import CannotShow
from practice_desk.domain.document_file import MAX_PAGES, Pixels, Refusal

_MOST_OBJECTS = 300_000
"""Objects of one page; a dense plan of a building has some ten thousand."""


class PdfFile:
    """Implements `Shown`."""

    def __init__(self, content: bytes) -> None:
        try:
            self._document = pypdfium2.PdfDocument(content)
            self.pages = len(self._document)
        except pypdfium2.PdfiumError as error:
            is_locked = getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD
            raise CannotShow(Refusal.PASSWORD if is_locked else Refusal.DAMAGED) from error
        if self.pages > MAX_PAGES:
            raise CannotShow(Refusal.MANY_PAGES)
        if self.pages < 1:
            raise CannotShow(Refusal.DAMAGED)
        if self._document.get_formtype() == pdfium.FORMTYPE_ACRO_FORM:
            self._document.init_forms()  # what was filled in is drawn too

    def draw(self, number: int, width: int, height: int) -> Pixels:
        """Return a page on white within so many dots. Raises CannotShow."""
        page = self._page(number)
        try:
            across, down = page.get_size()
            if across <= 0 or down <= 0:
                raise CannotShow(Refusal.DAMAGED)
            if pdfium.FPDFPage_CountObjects(page) > _MOST_OBJECTS:
                raise CannotShow(Refusal.LARGE)
            scale = min(width / across, height / down)
            if int(min(across, down) * scale) < 1:
                raise CannotShow(Refusal.DAMAGED)
            bitmap = page.render(scale=scale, rev_byteorder=True)
            return _cropped(bitmap, width, height)
        except pypdfium2.PdfiumError as error:
            raise CannotShow(Refusal.DAMAGED) from error
        finally:
            page.close()

    def text(self, number: int) -> str:
        """Return the text on a page, as far as it has some."""
        page = self._page(number)
        try:
            words = page.get_textpage()
            try:
                return str(words.get_text_bounded())
            finally:
                words.close()
        except pypdfium2.PdfiumError:
            return ""
        finally:
            page.close()

    def close(self) -> None:
        """Let go of the document."""
        self._document.close()

    def _page(self, number: int) -> pypdfium2.PdfPage:
        try:
            return self._document[number]
        except pypdfium2.PdfiumError as error:
            raise CannotShow(Refusal.DAMAGED) from error


def _cropped(bitmap: pypdfium2.PdfBitmap, width: int, height: int) -> Pixels:
    """Return the picture without the gaps between its rows; rounding may have added a dot."""
    data, stride = bytes(bitmap.buffer), bitmap.stride
    across, down = min(bitmap.width, width), min(bitmap.height, height)
    rows = (data[row * stride : row * stride + 3 * across] for row in range(down))
    picture = Pixels(across, down, b"".join(rows))
    bitmap.close()
    return picture
