"""The pages of a PDF as pictures and on a printer. Call on the worker thread: a page takes a while.

pypdfium2 may be used by one thread at a time only, and the database worker is that thread.
"""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2
from PySide6.QtCore import QMarginsF, QRect
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from practice_desk.domain.errors import ExpectedError

POINTS_PER_INCH = 72
PRINT_DPI = 300
_A4_HEIGHT = 841.89
"""Points."""


class PrintFailed(ExpectedError):
    """The printer took the letter not at all or only in part."""

    default_next_step = "Check the printer, then print again. The letter is not recorded as sent."


def page_images(pdf: bytes, dpi: float) -> Iterator[QImage]:
    """Yield each page of *pdf* on white, *dpi* pixels to the inch."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
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


def letter_printer(code: str) -> QPrinter:
    """Return a printer set up for a letter; its job is named by the letter's number alone."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(PRINT_DPI)
    printer.setDocName(f"Letter {code}")
    printer.setFullPage(True)
    printer.setDuplex(QPrinter.DuplexMode.DuplexNone)
    return printer


def print_pdf(pdf: bytes, printer: QPrinter) -> None:
    """Print exactly the pages of *pdf*, edge to edge. Raises PrintFailed."""
    size = QPageSize(_page_size(pdf))
    printer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF()))
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        raise PrintFailed("The printer did not take the letter.")
    complete = False
    try:
        _paint_pages(painter, printer, pdf)
        complete = True
    finally:
        if not complete:
            printer.abort()
        ended = painter.end()
    if not ended or _has_failed(printer):
        raise PrintFailed("The printer stopped before the letter was complete.")


def _page_size(pdf: bytes) -> QPageSize.PageSizeId:
    """Return the sheet that the pages were made for; all but A4 are US Letter."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        _width, height = document.get_page_size(0)
    finally:
        document.close()
    sizes = QPageSize.PageSizeId
    return sizes.A4 if abs(height - _A4_HEIGHT) < 1 else sizes.Letter


def _paint_pages(painter: QPainter, printer: QPrinter, pdf: bytes) -> None:
    for number, image in enumerate(page_images(pdf, PRINT_DPI)):
        if number and not printer.newPage():
            raise PrintFailed("The printer stopped before the letter was complete.")
        paper = printer.pageLayout().fullRectPixels(printer.resolution())
        painter.drawImage(QRect(0, 0, paper.width(), paper.height()), image)
        if _has_failed(printer):
            raise PrintFailed("The printer stopped before the letter was complete.")


def _has_failed(printer: QPrinter) -> bool:
    states = QPrinter.PrinterState
    return printer.printerState() in (states.Error, states.Aborted)
