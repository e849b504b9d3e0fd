"""What was copied from a chart does not stay on the clipboard."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from practice_desk.gui.clipboard import ClipboardGuard, Mode

NOTE = "CANARY: sleeps badly since the change"


class Desk:
    """A clipboard shared with other programs: the offscreen one cannot tell whose its text is."""

    def __init__(self, qtbot: QtBot) -> None:
        self.ours = True
        self.guard = ClipboardGuard(owns=lambda _mode: self.ours)
        self.edit = QPlainTextEdit(NOTE)
        qtbot.addWidget(self.edit)

    @property
    def text(self) -> str:
        return QGuiApplication.clipboard().text()

    def copy(self) -> None:
        self.edit.selectAll()
        self.edit.copy()

    def copy_elsewhere(self, text: str) -> None:
        self.ours = False
        QGuiApplication.clipboard().setText(text)

    def wait_a_minute(self) -> None:
        timer = self.guard.timers[Mode.Clipboard]
        assert timer.isActive()
        assert timer.interval() == 60_000
        timer.timeout.emit()


@pytest.fixture
def desk(look: QApplication, qtbot: QtBot) -> Desk:
    """A guarded clipboard and a note."""
    return Desk(qtbot)


def test_that_copied_text_can_be_pasted_for_a_minute_and_then_is_gone(desk: Desk):
    desk.copy()
    assert desk.text == NOTE
    desk.wait_a_minute()
    assert desk.text == ""


def test_that_histories_are_asked_to_leave_the_text_out(desk: Desk):
    desk.copy()
    data = QGuiApplication.clipboard().mimeData()
    assert bytes(data.data("x-kde-passwordManagerHint").data()) == b"secret"


def test_that_what_another_program_copied_since_stays(desk: Desk):
    desk.copy()
    desk.copy_elsewhere("somebody else's")
    desk.wait_a_minute()
    assert desk.text == "somebody else's"


def test_that_the_same_text_is_taken_back_from_a_clipboard_manager(desk: Desk):
    desk.copy()
    desk.copy_elsewhere(NOTE)  # it keeps the text alive under its own name
    desk.wait_a_minute()
    assert desk.text == ""


def test_that_clearing_takes_back_only_what_is_ours(desk: Desk):
    desk.copy_elsewhere("before we came")
    desk.guard.clear()
    assert desk.text == "before we came"
    desk.ours = True
    desk.copy()
    desk.guard.clear()
    assert desk.text == ""
    assert not desk.guard.timers[Mode.Clipboard].isActive()


def test_that_copying_again_begins_a_new_minute(desk: Desk):
    desk.copy()
    first = desk.guard.timers[Mode.Clipboard]
    first.stop()
    desk.edit.setPlainText("something else")
    desk.copy()
    assert first.isActive()
    desk.wait_a_minute()
    assert desk.text == ""
