"""Takes back what our windows put on the clipboard: after a minute, at the lock, at the end.

Whatever is copied here may be chart text. Only what is still ours is cleared: once another program
has put something else there, the clipboard is that program's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from PySide6.QtCore import QMimeData, QObject, QTimer, Slot
from PySide6.QtGui import QClipboard, QGuiApplication

CLEAR_AFTER_MILLISECONDS = 60_000

_HINT = "x-kde-passwordManagerHint"
_HINTS = {
    _HINT: b"secret",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"\0" * 4,
    "org.nspasteboard.ConcealedType": b"",
}
"""Asks clipboard histories (KDE, Windows, macOS) to leave the text out. They may ignore it."""

Mode = QClipboard.Mode


class ClipboardGuard(QObject):
    """Watches the clipboard and, on X11, the selection from now on.

    *owns* tells whether a mode holds what this program put there, for platforms that cannot.
    """

    def __init__(
        self, parent: QObject | None = None, *, owns: Callable[[Mode], bool] | None = None
    ) -> None:
        super().__init__(parent)
        self._clipboard = QGuiApplication.clipboard()
        self._owns = owns or self._is_owner
        self._copied: dict[Mode, bytes] = {}
        self.timers = {mode: self._timer(mode) for mode in (Mode.Clipboard, Mode.Selection)}
        self._clipboard.dataChanged.connect(self._data_changed)
        self._clipboard.selectionChanged.connect(self._selection_changed)

    def clear(self) -> None:
        """Take back at once whatever is still ours."""
        for mode in list(self._copied):
            self._clear(mode)

    def _timer(self, mode: Mode) -> QTimer:
        timer = QTimer(self, interval=CLEAR_AFTER_MILLISECONDS, singleShot=True)
        timer.timeout.connect(lambda: self._clear(mode))
        return timer

    @Slot()
    def _data_changed(self) -> None:
        self._changed(Mode.Clipboard)

    @Slot()
    def _selection_changed(self) -> None:
        self._changed(Mode.Selection)

    def _changed(self, mode: Mode) -> None:
        text = self._clipboard.text(mode) if self._owns(mode) else ""
        if not text:
            return
        self._copied[mode] = _digest(text)
        self.timers[mode].start()
        if mode is Mode.Clipboard and not self._clipboard.mimeData(mode).hasFormat(_HINT):
            self._clipboard.setMimeData(_hinted(text), mode)

    def _clear(self, mode: Mode) -> None:
        """Clear one mode. A clipboard manager may have taken the same text over as its own."""
        self.timers[mode].stop()
        copied = self._copied.pop(mode, None)
        if copied is None:
            return
        if self._owns(mode) or _digest(self._clipboard.text(mode)) == copied:
            self._clipboard.clear(mode)

    def _is_owner(self, mode: Mode) -> bool:
        if mode is Mode.Selection:
            return self._clipboard.ownsSelection()
        return self._clipboard.ownsClipboard()


def _digest(text: str) -> bytes:
    """Return what recognises *text* without keeping one more copy of it."""
    return hashlib.sha256(text.encode()).digest()


def _hinted(text: str) -> QMimeData:
    data = QMimeData()
    data.setText(text)
    for name, value in _HINTS.items():
        data.setData(name, value)
    return data
