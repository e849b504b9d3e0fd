"""Linux: systemd-logind tells of sleep and asks sessions to lock, desktops tell of their own lock.

A delay inhibitor makes logind wait, five seconds at most, until the windows are off the screen: so
no chart flashes up when the computer wakes. Without D-Bus nothing is told; the idle clock then
finds out that time has jumped.
"""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusPendingCallWatcher,
    QDBusUnixFileDescriptor,
)

from practice_desk.app.session.events import SessionEvents

_LOGIND = "org.freedesktop.login1"
_LOGIND_PATH = "/org/freedesktop/login1"
_MANAGER = "org.freedesktop.login1.Manager"
_SCREEN_SAVERS = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
)


def system_bus() -> QDBusConnection | None:
    """Return the system's bus, None where there is none."""
    address = os.environ.get("DBUS_SYSTEM_BUS_ADDRESS")
    found = address or Path("/run/dbus/system_bus_socket").exists()
    return QDBusConnection.systemBus() if found else None


def session_bus() -> QDBusConnection | None:
    """Return the desktop's bus. Without one, libdbus would start a daemon of its own: None."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    found = os.environ.get("DBUS_SESSION_BUS_ADDRESS") or (
        runtime and Path(runtime, "bus").exists()
    )
    return QDBusConnection.sessionBus() if found else None


class LinuxSession(SessionEvents):
    """Listens on both buses; each may be missing."""

    def __init__(
        self,
        system: QDBusConnection | None,
        session: QDBusConnection | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._system = system if system is not None and system.isConnected() else None
        self._inhibitor: QDBusUnixFileDescriptor | None = None
        if self._system is not None:
            self._listen_to_logind(self._system)
            self._inhibit()
        if session is not None and session.isConnected():
            for interface in _SCREEN_SAVERS:
                self._connect(session, "", "", interface, "ActiveChanged", "_screen(bool)")

    @property
    def holds_sleep(self) -> bool:
        """Whether the computer waits for us before it sleeps."""
        return self._inhibitor is not None

    def ready(self) -> None:
        """Let the computer sleep."""
        self._inhibitor = None  # closes the descriptor, which is what logind waits for

    def _listen_to_logind(self, bus: QDBusConnection) -> None:
        self._connect(bus, _LOGIND, _LOGIND_PATH, _MANAGER, "PrepareForSleep", "_sleep(bool)")
        # Of every session: to lock once more often, on a shared computer, does no harm.
        self._connect(bus, _LOGIND, "", f"{_LOGIND}.Session", "Lock", "_lock()")

    def _connect(
        self, bus: QDBusConnection, service: str, path: str, interface: str, name: str, slot: str
    ) -> None:
        # The stub asks for bytes, the binding takes text only.
        bus.connect(service, path, interface, name, self, SLOT(slot))  # type: ignore[call-overload]

    def _inhibit(self) -> None:
        bus = self._system
        if bus is None or self._inhibitor is not None:
            return
        call = QDBusMessage.createMethodCall(_LOGIND, _LOGIND_PATH, _MANAGER, "Inhibit")
        call.setArguments(["sleep", "Practice Desk", "Takes charts off the screen", "delay"])
        watcher = QDBusPendingCallWatcher(bus.asyncCall(call), self)
        watcher.finished.connect(self._inhibited)

    @Slot(QDBusPendingCallWatcher)
    def _inhibited(self, watcher: QDBusPendingCallWatcher) -> None:
        arguments = watcher.reply().arguments()
        if arguments and isinstance(arguments[0], QDBusUnixFileDescriptor):
            self._inhibitor = arguments[0]
        watcher.deleteLater()

    @Slot(bool)
    def _sleep(self, begins: bool) -> None:
        self.suspending.emit()  # also when it is over: the news may have come too late
        if not begins:
            self._inhibit()

    @Slot()
    def _lock(self) -> None:
        self.screen_locked.emit()

    @Slot(bool)
    def _screen(self, active: bool) -> None:
        if active:
            self.screen_locked.emit()
