"""The system's own lock and sleep, told over a private D-Bus as logind and desktops tell them."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from ctypes import wintypes
from pathlib import Path

import pytest
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusUnixFileDescriptor,
    QDBusVirtualObject,
)
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from practice_desk.app import paths
from practice_desk.app.flow import Flow
from practice_desk.app.session import windows
from practice_desk.app.session.events import SessionEvents
from practice_desk.app.session.linux import LinuxSession
from practice_desk.app.session.windows import WindowsSession
from practice_desk.app.watch import Watch
from practice_desk.gui.dialogs.unlock_dialog import UnlockDialog
from practice_desk.services.start_up import open_clinic
from tests.factories import PASSPHRASE, USER, make_clinic
from tests.ui.flows import started, unlock
from tests.ui.locked import visible_windows

LOGIND, LOGIND_PATH = "org.freedesktop.login1", "/org/freedesktop/login1"
needs_daemon = pytest.mark.skipif(
    shutil.which("dbus-daemon") is None, reason="there is no dbus-daemon to test with"
)


class Logind(QDBusVirtualObject):
    """Stands in for systemd-logind on a private bus: answers Inhibit and emits its signals."""

    def __init__(self, bus: QDBusConnection) -> None:
        super().__init__()
        self._bus = bus
        self.asked: list[object] = []
        self._reading: int | None = None
        assert bus.registerVirtualObject(LOGIND_PATH, self)
        assert bus.registerService(LOGIND)

    def introspect(self, path: str) -> str:
        return ""

    def handleMessage(self, message: QDBusMessage, connection: QDBusConnection) -> bool:
        self.asked.append(message.arguments())
        self._reading, writing = os.pipe()
        os.set_blocking(self._reading, False)
        answer = message.createReply()
        answer.setArguments([QDBusUnixFileDescriptor(writing)])
        os.close(writing)
        return connection.send(answer)

    @property
    def waits(self) -> bool:
        """Whether the inhibitor is still held: its pipe has a writer."""
        if self._reading is None:
            return False
        try:
            return os.read(self._reading, 1) != b""
        except BlockingIOError:
            return True

    def sleep(self, begins: bool) -> None:
        self._emit(LOGIND_PATH, f"{LOGIND}.Manager", "PrepareForSleep", begins)

    def lock_session(self) -> None:
        self._emit(f"{LOGIND_PATH}/session/_32", f"{LOGIND}.Session", "Lock")

    def _emit(self, path: str, interface: str, name: str, *arguments: object) -> None:
        message = QDBusMessage.createSignal(path, interface, name)
        message.setArguments(list(arguments))
        assert self._bus.send(message)


@pytest.fixture
def bus_address() -> Iterator[str]:
    """A private bus."""
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert daemon.stdout is not None
        yield daemon.stdout.readline().strip()
    finally:
        daemon.terminate()
        daemon.wait()
        daemon.stdout.close()


@pytest.fixture
def buses(bus_address: str) -> Iterator[tuple[QDBusConnection, QDBusConnection]]:
    """Our connection to the private bus, and that of the system."""
    names = ("practice-desk", "the-system")
    yield tuple(QDBusConnection.connectToBus(bus_address, name) for name in names)  # type: ignore[misc]
    for name in names:
        QDBusConnection.disconnectFromBus(name)


@pytest.fixture
def flow(look: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flow]:
    """The unlocked application."""
    monkeypatch.setattr(paths, "config_folder", lambda: tmp_path)
    made = make_clinic(tmp_path)
    made.clinic.close()
    with started(made.root) as flow:
        unlock(flow)
        yield flow


def cause(folder: Path) -> str:
    """Return why the clinic was locked last, as the audit trail tells it."""
    clinic = open_clinic(folder, USER, PASSPHRASE, beside=True)
    try:
        with clinic.store.read() as work:
            rows = work.connection.exec_driver_sql(
                "SELECT detail FROM audit_event WHERE operation = 'lock' ORDER BY id DESC"
            )
            return str(rows.scalars().first())
    finally:
        clinic.close()


def is_dark() -> bool:
    """Whether only the unlock window is on the screen."""
    return [type(window) for window in visible_windows()] == [UnlockDialog]


@needs_daemon
def test_that_sleep_waits_until_everything_is_off_the_screen(
    flow: Flow,
    buses: tuple[QDBusConnection, QDBusConnection],
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    ours, systems = buses
    logind = Logind(systems)
    events = LinuxSession(ours, ours)
    Watch(flow, events=events)
    qtbot.waitUntil(lambda: events.holds_sleep)
    assert logind.asked == [
        ["sleep", "Practice Desk", "Takes charts off the screen", "delay"],
    ]
    assert logind.waits
    dark_when_ready: list[bool] = []
    ready = events.ready
    monkeypatch.setattr(events, "ready", lambda: (dark_when_ready.append(is_dark()), ready()))
    logind.sleep(True)
    qtbot.waitUntil(lambda: not logind.waits)
    assert dark_when_ready == [True]
    assert cause(tmp_path / "clinic") == "the computer went to sleep"
    logind.sleep(False)
    qtbot.waitUntil(lambda: events.holds_sleep)  # for the next time


@needs_daemon
def test_that_sleep_does_not_wait_when_nothing_is_open(
    flow: Flow, buses: tuple[QDBusConnection, QDBusConnection], qtbot: QtBot
):
    ours, systems = buses
    logind = Logind(systems)
    events = LinuxSession(ours, None)
    Watch(flow, events=events)
    qtbot.waitUntil(lambda: events.holds_sleep)
    flow.lock()
    logind.sleep(True)
    qtbot.waitUntil(lambda: not logind.waits)


@needs_daemon
@pytest.mark.parametrize(
    "who",
    ["org.freedesktop.login1.Session", "org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"],
)
def test_that_the_systems_own_lock_locks(
    who: str,
    flow: Flow,
    buses: tuple[QDBusConnection, QDBusConnection],
    qtbot: QtBot,
    tmp_path: Path,
):
    ours, systems = buses
    logind = Logind(systems)
    Watch(flow, events=LinuxSession(ours, ours))
    if who.endswith("Session"):
        logind.lock_session()
    else:
        for active in (False, True):
            logind._emit(f"/{who.replace('.', '/')}", who, "ActiveChanged", active)
    qtbot.waitUntil(is_dark)
    assert cause(tmp_path / "clinic") == "the screen was locked"


def test_that_a_screen_that_is_unlocked_locks_nothing(flow: Flow):
    events = LinuxSession(None, None)
    Watch(flow, events=events)
    events._screen(False)
    assert flow.window is not None
    events._screen(True)
    assert is_dark()


@pytest.mark.parametrize(
    ("message", "parameter", "told"),
    [
        (windows.WM_WTSSESSION_CHANGE, windows.WTS_SESSION_LOCK, "screen"),
        (windows.WM_WTSSESSION_CHANGE, 8, ""),  # unlocked
        (windows.WM_POWERBROADCAST, windows.PBT_APMSUSPEND, "sleep"),
        (windows.WM_POWERBROADCAST, windows.PBT_APMRESUMEAUTOMATIC, "sleep"),
        (0x0200, windows.WTS_SESSION_LOCK, ""),  # the mouse moved
    ],
)
def test_that_windows_messages_are_understood(
    look: QApplication, message: int, parameter: int, told: str
):
    events = WindowsSession()
    heard: list[str] = []
    events.screen_locked.connect(lambda: heard.append("screen"))
    events.suspending.connect(lambda: heard.append("sleep"))
    sent = wintypes.MSG(message=message, wParam=parameter)
    assert events._ear.nativeEvent(b"windows_generic_MSG", ctypes.addressof(sent)) == (False, 0)
    assert "".join(heard) == told


def test_that_a_system_without_events_is_no_reason_to_fail(flow: Flow):
    Watch(flow, events=SessionEvents())
    assert flow.window is not None
