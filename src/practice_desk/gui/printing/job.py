"""Finished pages on a printer. Call `print_pdf` on the worker thread: a page takes a while."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PySide6.QtCore import QMarginsF, QRect
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from practice_desk.domain.errors import ExpectedError
from practice_desk.gui.pdf_pages import page_count, page_images
from practice_desk.gui.printing.spooler import find_fault, find_refusal, is_native

PRINT_DPI = 300
_SHEETS = (
    (QPageSize.PageSizeId.A4, (595.28, 841.89)),
    (QPageSize.PageSizeId.Comm10E, (297.0, 684.0)),
    (QPageSize.PageSizeId.DLE, (311.81, 623.62)),
)
"""Sheets beside US Letter: short and long side in points. Comm10E and DLE are envelopes."""
_STOPPED = "The printer stopped before the letter was complete."


class PrintFailed(ExpectedError):
    """The printer took the letter not at all or only in part."""

    default_next_step = "Check the printer, then print again. The letter is not recorded as sent."


def letter_printer(code: str) -> QPrinter:
    """Return a printer set up for a letter; its job is named by the letter's number alone.

    Letters are faxed, scanned and put into envelopes sheet by sheet: nothing is on their backs
    unless that is chosen in the dialog.
    """
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(PRINT_DPI)
    printer.setDocName(f"Letter {code}")
    printer.setFullPage(True)
    printer.setDuplex(QPrinter.DuplexMode.DuplexNone)
    return printer


def print_pdf(pdf: bytes, printer: QPrinter) -> None:
    """Print exactly the pages of *pdf*, edge to edge, as often as *printer* has copies.

    Raises PrintFailed unless the printer's queue has taken all of it, or the file is whole.
    """
    pages = page_count(pdf)
    _require_ready(printer, pages)
    printer.setPageLayout(_page_layout(pdf))
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        raise PrintFailed("The printer did not take the letter.")
    complete = False
    try:
        sheets = _paint_pages(painter, printer, pdf)
        complete = sheets > 0
    finally:
        if not complete:
            printer.abort()
        ended = painter.end()
    if not ended or _has_failed(printer):
        raise PrintFailed(_STOPPED)
    _require_taken(printer, sheets)


def print_cover(pdf: bytes, printer: QPrinter) -> None:
    """Print what goes before a letter, once. Into a file of its own, where one is printed into.

    Raises PrintFailed; *printer* is as before.
    """
    file, copies = printer.outputFileName(), printer.copyCount()
    if file:
        path = Path(file)
        printer.setOutputFileName(str(path.with_name(f"{path.stem}-cover.pdf")))
    printer.setCopyCount(1)
    try:
        print_pdf(pdf, printer)
    finally:
        printer.setCopyCount(copies)
        if file:
            printer.setOutputFileName(file)


def _require_ready(printer: QPrinter, pages: int) -> None:
    if pages == 0:
        raise PrintFailed("There is no page to print.", "Make the letter again.")
    fault = find_fault(printer.printerName()) if is_native(printer) else ""
    if fault:
        raise PrintFailed(fault)


def _require_taken(printer: QPrinter, sheets: int) -> None:
    """Raise PrintFailed where Qt says that all went well, and it did not."""
    if is_native(printer):
        refusal = find_refusal()
        if refusal:
            raise PrintFailed(f"The print system did not take the letter: {refusal}")
        return
    path = Path(printer.outputFileName())
    try:
        written = page_count(path.read_bytes()) if path.is_file() else 0
    except (OSError, pypdfium2.PdfiumError):
        written = 0
    if written != sheets:
        raise PrintFailed(
            "The file was not written completely.",
            "Make room on the disk, then print again. Nothing is recorded as sent.",
        )


def _page_layout(pdf: bytes) -> QPageLayout:
    """Return the sheet that the pages were made for; what is none of these is US Letter."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        width, height = document.get_page_size(0)
    finally:
        document.close()
    sides, orientations = sorted((width, height)), QPageLayout.Orientation
    apart = {
        size: max(abs(sides[0] - short), abs(sides[1] - long)) for size, (short, long) in _SHEETS
    }
    size = next((size for size, by in apart.items() if by < 1), QPageSize.PageSizeId.Letter)
    orientation = orientations.Landscape if width > height else orientations.Portrait
    return QPageLayout(QPageSize(size), orientation, QMarginsF())


def _paint_pages(painter: QPainter, printer: QPrinter, pdf: bytes) -> int:
    """Paint all sheets and return how many there were."""
    sheets = 0
    for image in _sheets(printer, pdf):
        if sheets and not printer.newPage():
            raise PrintFailed(_STOPPED)
        paper = printer.pageLayout().fullRectPixels(printer.resolution())
        painter.drawImage(QRect(0, 0, paper.width(), paper.height()), image)
        if _has_failed(printer):
            raise PrintFailed(_STOPPED)
        sheets += 1
    return sheets


def _sheets(printer: QPrinter, pdf: bytes) -> Iterator[QImage]:
    """Yield the pages as they come out: the copies are ours to make where no driver makes them."""
    copies = 1 if printer.supportsMultipleCopies() else max(1, printer.copyCount())
    backwards = printer.pageOrder() is QPrinter.PageOrder.LastPageFirst
    if printer.collateCopies():
        for _ in range(copies):
            yield from page_images(pdf, PRINT_DPI, backwards=backwards)
        return
    for image in page_images(pdf, PRINT_DPI, backwards=backwards):
        for _ in range(copies):
            yield image


def _has_failed(printer: QPrinter) -> bool:
    states = QPrinter.PrinterState
    return printer.printerState() in (states.Error, states.Aborted)
