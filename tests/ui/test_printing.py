"""Printing finished pages: on a real queue, into a file, and where a printer fails silently."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from practice_desk.gui.pdf_pages import page_count, page_images
from practice_desk.gui.preferences import Preferences
from practice_desk.gui.printing.asking import ask_printer
from practice_desk.gui.printing.job import PrintFailed, letter_printer, print_pdf
from practice_desk.gui.printing.remembered import PrinterChoice, remember, remembered
from tests.ui.private_cups import LETTERS, PAUSED, REFUSES, find_cupsd, jobs, private_cups
from tests.unit.letters.samples import CHANGED, STOPPED, a_letter

_MOST_DIFFERENT = 0.002
"""Of the pixels at 75 dpi. Measured here: 0.0001 to 0.0009; another letter differs in 0.12."""


@pytest.fixture(scope="module")
def pages() -> bytes:
    """A letter of several pages."""
    return a_letter(*((CHANGED, STOPPED) * 5)).pdf


def to_file(path: Path) -> QPrinter:
    """Return a printer that prints into a PDF file, on every system."""
    printer = letter_printer("L-TEST1")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    return printer


def differences(one: bytes, other: bytes) -> list[float]:
    """Return for each page the share of pixels at 75 dpi that clearly differ."""
    assert page_count(one) == page_count(other)
    return [_share(*pair) for pair in zip(_small(one), _small(other), strict=True)]


def _small(pdf: bytes) -> list[bytes]:
    modes = (Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    scaled = (image.scaled(640, 828, *modes) for image in page_images(pdf, 300))
    return [
        bytes(each.convertToFormat(each.Format.Format_Grayscale8).constBits()) for each in scaled
    ]


def _share(one: bytes, other: bytes) -> float:
    return sum(abs(a - b) > 64 for a, b in zip(one, other, strict=True)) / len(one)


def test_that_copies_are_printed_whole_one_after_the_other(pages: bytes, tmp_path: Path) -> None:
    one = page_count(pages)
    assert one > 1
    printer = to_file(tmp_path / "two.pdf")
    printer.setCopyCount(2)
    print_pdf(pages, printer)
    printed = _small((tmp_path / "two.pdf").read_bytes())
    assert len(printed) == 2 * one
    wanted = _small(pages)
    assert all(
        _share(page, wanted[number % one]) < _MOST_DIFFERENT for number, page in enumerate(printed)
    )
    assert _share(printed[0], printed[1]) > 10 * _MOST_DIFFERENT


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_that_a_file_that_was_not_written_is_not_taken_for_printed() -> None:
    with pytest.raises(PrintFailed, match="recorded as sent"):
        print_pdf(a_letter().pdf, to_file(Path("/dev/full")))


def test_that_each_kind_of_paper_has_a_printer_of_its_own() -> None:
    kept = Preferences()
    remember("medication_notice", PrinterChoice("Front desk", 4, "Lower"), kept)
    assert remembered("medication_notice", kept) == PrinterChoice("Front desk", 4, "Lower")
    assert remembered("handout", kept) is None
    for damaged in ("{", "[]", '{"printer": 7}', '{"printer": ""}', '{"printer": "A", "tray": 1}'):
        kept.put("printer for handout", damaged)
        assert remembered("handout", kept) is None


def test_that_a_printer_that_is_gone_is_not_replaced_silently(qtbot: QtBot, pages: bytes) -> None:
    remember("handout", PrinterChoice("Unplugged", tray="Lower"))
    window = QWidget()
    qtbot.addWidget(window)
    asked: list[QPrinter] = []
    dialog = ask_printer(window, "L-TEST1", "handout", asked.append)
    assert dialog.paper_printer.printerName() != "Unplugged"
    dialog.reject()
    assert asked == []
    assert remembered("handout") == PrinterChoice("Unplugged", tray="Lower")
    nowhere = letter_printer("L-TEST1")
    if nowhere.printerName():
        pytest.skip("this computer has a printer, and nothing is to come out of it")
    with pytest.raises(PrintFailed):
        print_pdf(pages, nowhere)


def test_that_a_queue_gets_the_pages_of_the_preview_and_a_lost_job_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    cupsd = find_cupsd()
    if cupsd is None:
        pytest.skip("no cupsd here; the tests above print into files")
    letter = a_letter(CHANGED, STOPPED).pdf
    (tmp_path / "letter.pdf").write_bytes(letter)
    folder = tmp_path_factory.mktemp("cups")
    with private_cups(cupsd, folder) as socket:
        program = [sys.executable, "-m", "tests.ui.print_by_cups", str(tmp_path / "letter.pdf")]
        answers = subprocess.run(
            [*program, LETTERS, REFUSES, PAUSED],
            env=os.environ | {"CUPS_SERVER": str(socket), "QT_QPA_PLATFORM": "offscreen"},
            check=True,
            capture_output=True,
            text=True,
        )
    said = json.loads(answers.stdout)
    ((attributes, printed),) = jobs(folder)  # the server writes the last of it when it ends
    assert said[LETTERS] == "printed"
    assert "not accepting" in said[REFUSES]
    assert "stopped" in said[PAUSED]
    assert b"Letter L-TEST1" in attributes
    assert b"one-sided" in attributes
    assert b"Lower" in attributes
    assert b"copies\x00\x04\x00\x00\x00\x02" in attributes
    assert max(differences(letter, printed)) < _MOST_DIFFERENT
