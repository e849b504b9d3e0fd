"""macOS: the distributed notification that the screen was locked, through CoreFoundation.

Written from Apple's documentation and not tried on a Mac. Going to sleep locks the screen where a
password is asked for on waking; otherwise the idle clock finds out that time has jumped.
"""

from __future__ import annotations

import ctypes

from PySide6.QtCore import QObject

from practice_desk.app.session.events import SessionEvents

_FRAMEWORK = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation"
_UTF8 = 0x08000100  # kCFStringEncodingUTF8
_DELIVER_IMMEDIATELY = 4
_LOCKED = b"com.apple.screenIsLocked"
_POINTER = ctypes.c_void_p
_Callback = ctypes.CFUNCTYPE(None, *[_POINTER] * 5)


class MacSession(SessionEvents):
    """Told on the main run loop, which is Qt's own there."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._callback = _Callback(self._told)  # CoreFoundation holds it, so it must stay alive
        core = ctypes.CDLL(_FRAMEWORK)
        core.CFNotificationCenterGetDistributedCenter.restype = _POINTER
        core.CFStringCreateWithCString.restype = _POINTER
        core.CFStringCreateWithCString.argtypes = [_POINTER, ctypes.c_char_p, ctypes.c_uint32]
        core.CFNotificationCenterAddObserver.restype = None
        core.CFNotificationCenterAddObserver.argtypes = [
            _POINTER, _POINTER, _Callback, _POINTER, _POINTER, ctypes.c_long,
        ]  # fmt: skip
        core.CFNotificationCenterAddObserver(
            core.CFNotificationCenterGetDistributedCenter(),
            None,
            self._callback,
            core.CFStringCreateWithCString(None, _LOCKED, _UTF8),
            None,
            _DELIVER_IMMEDIATELY,
        )

    def _told(self, *_: object) -> None:
        self.screen_locked.emit()
