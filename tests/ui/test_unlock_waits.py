"""The unlock window while somebody must wait after wrong passphrases."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from practice_desk.domain.attempts import MustWait
from practice_desk.gui import theme
from practice_desk.gui.dialogs.unlock_dialog import UnlockDialog
from tests.factories import PASSPHRASE, USER, MadeClinic
from tests.ui.flows import started, unlock, window_of

OTHER = "li.wei"


class Seconds:
    """A clock that nobody sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def dialog(qtbot: QtBot, seconds: Seconds, look: object) -> UnlockDialog:
    """The unlock window of two users; the first of them typed wrong ones five times."""
    dialog = UnlockDialog(now=seconds)
    qtbot.addWidget(dialog)
    dialog.show_clinic("Riverside", Path("/clinics/riverside"), (USER, OTHER), USER)
    dialog.show()
    dialog.form.secret.setText("not the passphrase")
    dialog.show_error(MustWait("That passphrase does not open this clinic.", timedelta(seconds=70)))
    return dialog


def test_that_the_wait_is_counted_down_and_then_one_may_try(
    dialog: UnlockDialog, seconds: Seconds, qtbot: QtBot
):
    form = dialog.form
    assert "does not open this clinic. You can try again in 1:10." in form.problem.text()
    color = form.problem.palette().windowText().color()
    assert color == QColor(theme.tokens().info), "as the banner is, which was red before"
    assert not form.unlock_button.isEnabled()
    with qtbot.assertNotEmitted(dialog.unlock_requested):
        qtbot.keyClick(form.secret, Qt.Key.Key_Return)
    seconds.now += 61.5
    dialog.waits.tick()
    assert "in 0:09" in form.problem.text()
    seconds.now += 9
    dialog.waits.tick()
    assert form.problem.text() == "You can try again now."
    assert form.unlock_button.isEnabled()
    with qtbot.waitSignal(dialog.unlock_requested):
        qtbot.keyClick(form.secret, Qt.Key.Key_Return)


def test_that_typing_goes_on_meanwhile(dialog: UnlockDialog, qtbot: QtBot):
    dialog.form.secret.clear()
    qtbot.keyClicks(dialog.form.secret, PASSPHRASE)
    assert dialog.form.secret.text() == PASSPHRASE
    assert not dialog.form.unlock_button.isEnabled()


def test_that_somebody_else_need_not_wait(dialog: UnlockDialog):
    form = dialog.form
    form.user_name.setCurrentText(OTHER)
    assert form.problem_frame.isHidden()
    assert form.unlock_button.isEnabled()
    form.user_name.setCurrentText(USER)
    assert "Too many" in form.problem.text() or "try again in" in form.problem.text()
    assert not form.unlock_button.isEnabled()


def test_that_the_recovery_code_is_taken_meanwhile(dialog: UnlockDialog, qtbot: QtBot):
    form = dialog.form
    form.switch_button.click()
    assert form.problem_frame.isHidden()
    form.secret.setText("ABCD")
    with qtbot.waitSignal(dialog.unlock_requested) as asked:
        form.unlock_button.click()
    assert asked.args == [USER, "ABCD", True]
    form.switch_button.click()
    assert "try again in" in form.problem.text()


def test_that_the_wait_is_read_aloud_once_and_not_every_second(
    dialog: UnlockDialog, seconds: Seconds
):
    spoken = dialog.form.secret.accessibleDescription()
    assert "1:10" in spoken
    seconds.now += 5
    dialog.waits.tick()
    assert dialog.form.secret.accessibleDescription() == spoken


def test_that_the_countdown_rests_when_nobody_must_wait(dialog: UnlockDialog, seconds: Seconds):
    assert dialog.waits.is_counting
    seconds.now += 80
    dialog.waits.tick()
    assert not dialog.waits.is_counting


def test_that_five_wrong_passphrases_make_the_window_wait_and_the_next_start_too(
    made: MadeClinic, qtbot: QtBot
):
    made.clinic.close()
    with started(made.root) as flow:
        for _ in range(5):
            unlock(flow, secret="not the passphrase")
        assert flow.unlock is not None
        assert "try again in 0:" in flow.unlock.form.problem.text()

    with started(made.root) as flow:
        assert flow.unlock is not None
        form = flow.unlock.form
        form.secret.setText(PASSPHRASE)
        qtbot.waitUntil(lambda: not form.unlock_button.isEnabled())
        assert "Too many wrong passphrases" in form.problem.text()
        form.switch_button.click()
        unlock(flow, secret=made.recovery_code)
        window = window_of(flow)
        assert "5 failed attempts to unlock" in window.messages.text
        assert window.messages.level == "caution"
