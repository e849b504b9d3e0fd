"""The pages of a PDF as pictures. Call on the worker thread: a page takes a while.

pypdfium2 may be used by one thread at a time only, and the database worker is that thread.
"""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2
from PySide6.QtGui import QImage

POINTS_PER_INCH = 72


def page_count(pdf: bytes) -> int:
    """Return how many pages *pdf* has. Raises PdfiumError for what is none."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def page_images(pdf: bytes, dpi: float, *, backwards: bool = False) -> Iterator[QImage]:
    """Yield each page of *pdf* on white, *dpi* pixels to the inch; *backwards*, the last first."""
    document = pypdfium2.PdfDocument(pdf)
    numbers = range(len(document))
    try:
        for number in reversed(numbers) if backwards else numbers:
            page = document[number]
            bitmap = page.render(scale=dpi / POINTS_PER_INCH, prefer_bgrx=True)
            image = QImage(
                bytes(bitmap.buffer),
                bitmap.width,
                bitmap.height,
                bitmap.stride,
                QImage.Format.Format_RGB32,
            ).copy()
            bitmap.close()
            page.close()
            yield image
    finally:
        document.close()
