"""Windows: session and power messages, sent to a window of ours that never shows.

Written from Microsoft's documentation and not tried on Windows.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes

from PySide6.QtCore import QByteArray, QObject
from PySide6.QtWidgets import QWidget

from practice_desk.app.session.events import SessionEvents

WM_POWERBROADCAST, PBT_APMSUSPEND, PBT_APMRESUMEAUTOMATIC = 0x0218, 0x0004, 0x0012
WM_WTSSESSION_CHANGE, WTS_SESSION_LOCK = 0x02B1, 0x0007
_THIS_SESSION = 0


class WindowsSession(SessionEvents):
    """Told by window messages; a filter on all of them would run Python for every mouse move."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ear = _Ear(self)
        if sys.platform == "win32":
            handle = int(self._ear.winId())
            ctypes.windll.wtsapi32.WTSRegisterSessionNotification(handle, _THIS_SESSION)

    def hear(self, message: int, parameter: int) -> None:
        """Take one window message."""
        if message == WM_WTSSESSION_CHANGE and parameter == WTS_SESSION_LOCK:
            self.screen_locked.emit()
        elif message == WM_POWERBROADCAST and parameter in (PBT_APMSUSPEND, PBT_APMRESUMEAUTOMATIC):
            self.suspending.emit()


class _Ear(QWidget):
    """A top-level window, as power messages go to nothing else. It is never shown."""

    def __init__(self, session: WindowsSession) -> None:
        super().__init__()
        self._session = session

    def nativeEvent(
        self, kind: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> object:
        """Pass on what the system sends to this window."""
        told = wintypes.MSG.from_address(int(message))
        self._session.hear(int(told.message), int(told.wParam))
        return False, 0
