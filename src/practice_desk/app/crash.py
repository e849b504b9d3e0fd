"""Bugs: logged without values, and shown calmly instead of a traceback."""

from __future__ import annotations

import logging
import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from practice_desk.gui.dialogs.crash_dialog import CrashDialog

_log = logging.getLogger("practice_desk.crash")


class CrashHook(QObject):
    """Takes every exception nobody expected: from slots, from the worker, from other threads."""

    _caught = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dialog: CrashDialog | None = None
        self._caught.connect(self._show_soon)

    def install(self) -> None:
        """Catch from now on."""
        sys.excepthook = self._from_main
        threading.excepthook = lambda args: self.report(args.exc_value)

    def report(self, error: BaseException | None) -> None:
        """Log and show *error*. Callable from any thread."""
        if error is None or isinstance(error, KeyboardInterrupt | SystemExit):
            return
        from practice_desk.gui.crash_report import crash_report

        _log.error("unexpected failure\n%s", crash_report(error))
        self._caught.emit(error)

    def _from_main(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self.report(error.with_traceback(trace))

    def _show_soon(self, error: BaseException) -> None:
        QTimer.singleShot(0, self, lambda: self._show(error))  # not inside what has failed

    def _show(self, error: BaseException) -> None:
        if self._dialog is None:
            from practice_desk.gui.dialogs.crash_dialog import CrashDialog

            self._dialog = CrashDialog()
            self._dialog.quit_requested.connect(QApplication.quit)
        self._dialog.show_crash(error)
