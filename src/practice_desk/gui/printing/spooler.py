"""Whether the system's print queue took what Qt handed it.

On Linux Qt sends the pages by `cupsPrintFile` and looks at no answer (measured with 6.11.3): a job
for a queue that refuses jobs is lost, and `QPainter.end` and `QPrinter.printerState` say that all
is well. libcups keeps the answer for each thread, so asking it on the thread that printed is exact.
"""

from __future__ import annotations

import ctypes
import sys

from PySide6.QtPrintSupport import QPrintEngine, QPrinter, QPrinterInfo

_OPTIONS = QPrintEngine.PrintEnginePropertyKey(0xFE00)
"""Qt's own key of the CUPS options of a job: names and values in turns."""
_TRAY = "InputSlot"
_FAILED_FROM = 0x0400
"""RFC 8011, 4.1.6.2: client errors from here, then server errors."""
_FAULTS = (QPrinter.PrinterState.Error, QPrinter.PrinterState.Aborted)


def is_native(printer: QPrinter) -> bool:
    """Return whether *printer* stands for a printer of the system, not for a file."""
    return printer.outputFormat() is QPrinter.OutputFormat.NativeFormat


def find_fault(name: str) -> str:
    """Return why nothing comes out of the printer *name* now, as a sentence; empty where it may."""
    info = QPrinterInfo.printerInfo(name)
    if info.isNull():
        return f"The printer “{name}” is not there." if name else "No printer is set up."
    if info.state() in _FAULTS:
        return f"The printer “{name}” is stopped or reports an error."
    return ""


def find_refusal() -> str:
    """Return why the queue did not take what was last printed on this thread; empty if it did."""
    cups = _libcups()
    if cups is None or int(cups.cupsLastError()) < _FAILED_FROM:
        return ""
    said = cups.cupsLastErrorString()
    return said.decode(errors="replace").strip() if said else "The print system gave no reason."


def tray_of(printer: QPrinter) -> str:
    """Return the tray that was chosen for *printer* among CUPS's options; empty where none was."""
    options = _options(printer)
    return dict(zip(options[::2], options[1::2], strict=False)).get(_TRAY, "")


def use_tray(printer: QPrinter, tray: str) -> None:
    """Take the paper from *tray*, as CUPS names it."""
    if sys.platform.startswith("linux"):
        printer.printEngine().setProperty(_OPTIONS, [*_options(printer), _TRAY, tray])


def _options(printer: QPrinter) -> list[str]:
    if not sys.platform.startswith("linux"):
        return []
    found = printer.printEngine().property(_OPTIONS)
    return [str(each) for each in found] if isinstance(found, list) else []


def _libcups() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        library = ctypes.CDLL("libcups.so.2")  # the one that Qt's own plug-in has loaded
    except OSError:
        return None
    library.cupsLastErrorString.restype = ctypes.c_char_p
    return library
