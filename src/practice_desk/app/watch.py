"""What locks: nobody at the keyboard, the system's own lock and sleep, Ctrl+L in every window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog

from practice_desk.domain.lock_cause import LockCause
from practice_desk.gui.idle import IdleClock, IdleWatch

if TYPE_CHECKING:
    from practice_desk.app.flow import Flow
    from practice_desk.app.session.events import SessionEvents
    from practice_desk.gui.widgets.lock_notice import LockNotice

_SHORTCUT = "lock_shortcut"


class Watch(QObject):
    """Locks the windows of *flow* when it is time."""

    def __init__(
        self, flow: Flow, clock: IdleClock | None = None, events: SessionEvents | None = None
    ) -> None:
        super().__init__(flow)
        self._flow = flow
        self._watching = False
        self.idle = IdleWatch(clock, self)
        self.notice: LockNotice | None = None
        self.idle.expired.connect(lambda: flow.lock(LockCause.IDLE))
        self.idle.warned.connect(self._warn)
        self.idle.active.connect(self._end_warning)
        flow.entered.connect(self._begin)
        flow.left.connect(self._end)
        self._events = events
        if events is not None:
            events.screen_locked.connect(lambda: flow.lock(LockCause.SCREEN))
            events.suspending.connect(self._suspend)
        if flow.window is not None:
            self._begin()

    @Slot()
    def _suspend(self) -> None:
        """Lock, and let the computer sleep once the clinic is closed and its key wiped."""
        self._flow.lock(LockCause.SUSPEND)
        if self._events is not None:
            self._flow.lock_up.once_dark(self._events.ready)

    @Slot()
    def _begin(self) -> None:
        self._end()
        self._watching = True
        self.idle.start()
        _application().focusWindowChanged.connect(self._give_shortcut)

    @Slot()
    def _end(self) -> None:
        if not self._watching:
            return
        self._watching = False
        self.idle.stop()
        self._end_warning()
        _application().focusWindowChanged.disconnect(self._give_shortcut)

    def _warn(self, seconds: int) -> None:
        front = QApplication.activeWindow() or self._flow.window
        if front is None:
            return
        if self.notice is None or not shiboken6.isValid(self.notice):  # it went with its window
            from practice_desk.gui.widgets.lock_notice import LockNotice  # when it is needed

            self.notice = LockNotice(front)
        self.notice.show_on(front, seconds)

    def _end_warning(self) -> None:
        if self.notice is not None and shiboken6.isValid(self.notice):
            self.notice.hide()
            self.notice.deleteLater()
        self.notice = None

    @Slot()
    def _give_shortcut(self) -> None:
        """Let Ctrl+L lock from a dialog, too: a shortcut of the main window is dead behind it."""
        front = QApplication.activeWindow()
        if not isinstance(front, QDialog) or front.findChild(QShortcut, _SHORTCUT) is not None:
            return
        shortcut = QShortcut(QKeySequence("Ctrl+L"), front)
        shortcut.setObjectName(_SHORTCUT)
        shortcut.activated.connect(lambda: self._flow.lock())


def _application() -> QGuiApplication:
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)  # there are windows to watch
    return application
