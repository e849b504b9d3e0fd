"""Nobody at the keyboard: the warning, the lock, and what counts as somebody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from practice_desk.app import paths
from practice_desk.app.flow import Flow
from practice_desk.app.watch import Watch
from practice_desk.gui.dialogs.patient_dialog import PatientDialog
from practice_desk.gui.idle import IdleClock
from practice_desk.gui.pages.registry import SETTINGS
from practice_desk.gui.pages.settings_page import SettingsPage
from practice_desk.gui.preferences import preferences
from practice_desk.services.start_up import open_clinic
from tests.factories import PASSPHRASE, USER, a_patient, make_clinic
from tests.ui.flows import started, unlock, window_of


class Desk:
    """The unlocked application, with clocks that are moved by hand."""

    def __init__(self, flow: Flow) -> None:
        self.flow = flow
        self.steady = self.wall = 1000.0
        self.watch = Watch(flow, IdleClock(lambda: (self.steady, self.wall)))

    @property
    def locked(self) -> bool:
        return self.flow.window is None

    @property
    def notice(self) -> str:
        notice = self.watch.notice
        return notice.text.text() if notice is not None and notice.isVisible() else ""

    def wait(self, seconds: float) -> None:
        """Let time pass with nobody there; the watch looks every second."""
        self.steady += seconds
        self.wall += seconds
        self.watch.idle.look()


@pytest.fixture
def desk(
    look: QApplication, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desk]:
    """An unlocked clinic whose main window is in front."""
    monkeypatch.setattr(paths, "config_folder", lambda: tmp_path)
    made = make_clinic(tmp_path)
    a_patient(made.clinic)
    made.clinic.close()
    with started(made.root) as flow:
        desk = Desk(flow)
        unlock(flow)
        activate(qtbot, window_of(flow))
        yield desk


def activate(qtbot: QtBot, window: QWidget) -> None:
    """Bring *window* to the front and wait until the keyboard is there."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def press(window: QWidget, key: Qt.Key = Qt.Key.Key_A) -> None:
    """Press a key as the window system delivers it: to the window."""
    handle = window.windowHandle()
    assert handle is not None
    QTest.keyClick(handle, key)


def new_patient(desk: Desk, qtbot: QtBot) -> PatientDialog:
    """Open the form for a new patient and bring it to the front."""
    window = window_of(desk.flow)
    window.new_patient()
    dialog = window.findChild(PatientDialog)
    assert isinstance(dialog, PatientDialog)
    activate(qtbot, dialog)
    return dialog


def test_that_ten_minutes_without_anybody_lock(desk: Desk):
    desk.wait(599)
    assert not desk.locked
    desk.wait(1)
    assert desk.locked
    assert desk.flow.unlock is not None
    assert desk.flow.unlock.isVisible()


def test_that_the_last_half_minute_is_announced_and_a_key_takes_it_back(desk: Desk):
    desk.wait(569)
    assert desk.notice == ""
    desk.wait(1)
    assert desk.notice.startswith("Practice Desk locks in 30 seconds.")
    desk.wait(29)
    assert desk.notice.startswith("Practice Desk locks in 1 second.")
    press(window_of(desk.flow))
    assert desk.notice == ""
    desk.wait(569)
    assert not desk.locked


def test_that_the_warning_shows_on_the_form_in_front(desk: Desk, qtbot: QtBot):
    dialog = new_patient(desk, qtbot)
    desk.wait(580)
    assert desk.notice
    assert desk.watch.notice is not None
    assert desk.watch.notice.window() is dialog
    dialog.reject()  # its window goes away during the warning
    qtbot.waitUntil(lambda: not desk.flow.window.findChildren(PatientDialog))  # type: ignore[union-attr]
    desk.wait(10)
    assert desk.notice


def test_that_typing_in_any_of_our_windows_counts(desk: Desk, qtbot: QtBot):
    dialog = new_patient(desk, qtbot)
    for _ in range(5):
        desk.wait(500)
        press(dialog)
    assert not desk.locked
    assert dialog.form.given_name.text() == "aaaaa"


def test_that_the_mouse_counts(desk: Desk):
    handle = window_of(desk.flow).windowHandle()
    assert handle is not None
    for step in range(5):
        desk.wait(500)
        QTest.mouseMove(handle, QPoint(100 + step, 100))
    assert not desk.locked


def test_that_what_an_input_method_writes_counts(desk: Desk, qtbot: QtBot):
    dialog = new_patient(desk, qtbot)
    dialog.form.given_name.setFocus()
    qtbot.waitUntil(dialog.form.given_name.hasFocus)
    desk.wait(500)
    event = QInputMethodEvent()
    event.setCommitString("ă")  # dictation and compose keys press no key
    QApplication.sendEvent(dialog.form.given_name, event)
    desk.wait(500)
    assert not desk.locked


def test_that_a_missed_suspend_locks_before_the_first_key_does_anything(desk: Desk, qtbot: QtBot):
    dialog = new_patient(desk, qtbot)
    press(dialog)
    desk.wall += 3600  # nobody told us, and the steady clock stood still
    press(dialog)
    assert desk.locked
    assert dialog.form.given_name.text() == "a"


def test_that_the_unlock_window_starts_a_new_period(desk: Desk):
    desk.wait(700)
    assert desk.locked
    desk.wait(5000)
    unlock(desk.flow)
    desk.wait(599)
    assert not desk.locked


def test_that_the_period_is_chosen_in_the_settings(desk: Desk):
    window = window_of(desk.flow)
    window.show_page_of(SETTINGS)
    page = next(page for page in window.pages.values() if isinstance(page, SettingsPage))
    minutes = page.computer.form.idle_minutes
    assert (minutes.minimum(), minutes.value(), minutes.maximum()) == (1, 10, 30)
    minutes.setValue(2)
    assert preferences.idle_minutes() == 2
    desk.wait(119)
    assert not desk.locked
    desk.wait(1)
    assert desk.locked


@pytest.mark.parametrize("in_form", [False, True])
def test_that_ctrl_l_locks_from_every_window(desk: Desk, qtbot: QtBot, in_form: bool):
    window: QWidget = new_patient(desk, qtbot) if in_form else window_of(desk.flow)
    qtbot.keySequence(window, "Ctrl+L")
    assert desk.locked
    assert [w for w in QApplication.topLevelWidgets() if w.isVisible()] == [desk.flow.unlock]


def test_that_ctrl_l_in_a_form_keeps_working_after_the_lock(desk: Desk, qtbot: QtBot):
    dialog: QDialog = new_patient(desk, qtbot)
    qtbot.keySequence(dialog, "Ctrl+L")
    unlock(desk.flow)
    activate(qtbot, dialog)
    qtbot.keySequence(dialog, "Ctrl+L")
    assert desk.locked


def test_that_an_idle_lock_is_told_apart_in_the_audit_trail(desk: Desk, tmp_path: Path):
    desk.wait(700)
    clinic = open_clinic(tmp_path / "clinic", USER, PASSPHRASE, beside=True)
    try:
        with clinic.store.read() as work:
            rows = work.connection.exec_driver_sql(
                "SELECT detail FROM audit_event WHERE operation = 'lock'"
            ).all()
    finally:
        clinic.close()
    assert [row.detail for row in rows] == ["nobody at the keyboard"]


def test_that_nothing_is_watched_while_locked(desk: Desk):
    desk.wait(700)
    assert not desk.watch.idle.timer.isActive()
    press_on = desk.flow.unlock
    assert press_on is not None
    desk.wait(10_000)
    assert press_on.isVisible()
