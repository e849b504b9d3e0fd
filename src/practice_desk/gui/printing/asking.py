"""The system's print dialog, as it was left for this kind of paper on this computer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QWidget

from practice_desk.gui.printing.job import letter_printer
from practice_desk.gui.printing.remembered import PrinterChoice, remember, remembered
from practice_desk.gui.printing.spooler import is_native, tray_of, use_tray


class PrinterDialog(QPrintDialog):
    """Asks for the printer, the tray and the copies of one paper.

    Printer and tray are those of the last paper of this *kind*. One copy, printed on one side, is
    offered every time, so that nobody's letter comes out more often or on fewer sheets by habit.
    """

    def __init__(
        self, parent: QWidget, code: str, kind: str, print_on: Callable[[QPrinter], object]
    ) -> None:
        self.paper_printer = letter_printer(code)  # the dialog uses it as long as it lives
        self._kind, self._print_on = kind, print_on
        self._before = _recall(self.paper_printer, kind)
        super().__init__(self.paper_printer, parent)
        self.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange, on=False)
        self.accepted.connect(self._accepted)

    def _accepted(self) -> None:
        printer = self.paper_printer
        if is_native(printer):
            choice = _chosen(printer, self._before)
            if choice.tray and not tray_of(printer):
                use_tray(printer, choice.tray)
            remember(self._kind, choice)
        self._print_on(printer)


def ask_printer(
    parent: QWidget, code: str, kind: str, print_on: Callable[[QPrinter], object]
) -> PrinterDialog:
    """Ask for a printer, and call *print_on* with it once it is chosen.

    *code* names the job, *kind* is the paper's for what is remembered.
    """
    dialog = PrinterDialog(parent, code, kind, print_on)
    QDialog.open(dialog)  # QPrintDialog's own asks for a slot by name
    return dialog


def _recall(printer: QPrinter, kind: str) -> PrinterChoice | None:
    """Take the printer of the last time if it is still there: Qt takes any name without a word."""
    choice = remembered(kind)
    if choice is None or choice.printer not in QPrinterInfo.availablePrinterNames():
        return None
    printer.setPrinterName(choice.printer)
    printer.setDuplex(QPrinter.DuplexMode.DuplexNone)  # a printer brings its own with it
    if choice.source is not None:
        printer.setPaperSource(QPrinter.PaperSource(choice.source))
    return choice


def _chosen(printer: QPrinter, before: PrinterChoice | None) -> PrinterChoice:
    """Return what to remember; CUPS's own tray is kept where the same printer is taken again.

    Its options are empty when the dialog opens, and hold a tray only where one was chosen there.
    """
    name, source = printer.printerName(), printer.paperSource()
    same = before if before is not None and before.printer == name else None
    tray = tray_of(printer) or (same.tray if same is not None else "")
    automatic = source is QPrinter.PaperSource.Auto
    return PrinterChoice(name, None if automatic else source.value, tray)
