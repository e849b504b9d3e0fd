"""Prints a PDF on queues, as the application does, and says what it makes of each. Run by a test.

A process of its own, because libcups reads CUPS_SERVER once.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QSpinBox, QWidget

from practice_desk.domain.errors import ExpectedError
from practice_desk.gui.printing.asking import ask_printer
from practice_desk.gui.printing.job import print_pdf
from practice_desk.gui.printing.remembered import PrinterChoice, remember, remembered


def main(pdf: bytes, queues: list[str]) -> dict[str, str]:
    """Print two copies on each of *queues*, from the lower tray, through the dialog."""
    application = QApplication([])
    window = QWidget()
    answers = {}
    for queue in queues:
        remember("medication_notice", PrinterChoice(queue, tray="Lower"))

        def print_on(printer: QPrinter, queue: str = queue) -> None:
            try:
                print_pdf(pdf, printer)
                answers[queue] = "printed"
            except ExpectedError as error:
                answers[queue] = error.sentence

        dialog = ask_printer(window, "L-TEST1", "medication_notice", print_on)
        copies = dialog.findChild(QSpinBox, "copies")
        assert isinstance(copies, QSpinBox)
        copies.setValue(2)
        application.processEvents()
        dialog.accept()
        choice = remembered("medication_notice")
        assert choice == PrinterChoice(queue, tray="Lower"), choice
    return answers


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]).read_bytes(), sys.argv[2:])))
