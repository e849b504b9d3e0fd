"""The estimate beside the field: off the window's thread, and only once typing pauses."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from practice_desk.domain.errors import Problem
from practice_desk.gui.tasks import Tasks
from practice_desk.gui.widgets.passphrase_check import PassphraseCheck
from practice_desk.gui.widgets.passphrase_field import PassphraseField

LONG = "spoon asphalt gravity"


class Judged:
    """A judge that finds weak what repeats, and remembers what it was asked and on which thread."""

    def __init__(self):
        self.asked = []
        self.threads = set()
        self.tasks = Tasks()
        self.may_answer = threading.Event()
        self.may_answer.set()

    def __call__(self, passphrase):
        self.asked.append(passphrase)

        def judge():
            self.threads.add(threading.current_thread())
            assert self.may_answer.wait(10)
            weak = passphrase.startswith("spoon spoon")
            return (Problem("passphrase", "It repeats itself."),) if weak else ()

        return judge


@pytest.fixture
def typed(qtbot):
    first, again, label = PassphraseField(), PassphraseField(), QLabel()
    for widget in (first, again, label):
        qtbot.addWidget(widget)
        widget.show()
    judged = Judged()
    PassphraseCheck(first, again, label, judged.tasks, judged)
    yield first, again, label, judged
    judged.tasks.shut_down()


def test_that_the_verdict_comes_once_typing_pauses_and_from_the_worker(typed, qtbot):
    first, again, label, judged = typed
    qtbot.keyClicks(first, LONG)
    assert label.text().startswith("Long enough. ")
    qtbot.waitUntil(lambda: "hard to guess" in label.text())
    assert judged.asked == [LONG]
    assert threading.main_thread() not in judged.threads
    qtbot.keyClicks(again, LONG)
    assert "the same" in label.text()
    assert judged.asked == [LONG]


def test_that_a_weakness_is_shown_as_a_problem_until_it_is_typed_away(typed, qtbot):
    first, _again, label, _judged = typed
    first.setText("spoon spoon spoon")
    qtbot.waitUntil(lambda: label.text() == "It repeats itself.")
    assert label.property("role") == "problem"
    assert first.accessibleDescription() == "It repeats itself."
    first.setText("spoon asphalt spoon gravity")
    assert label.property("role") == "small"
    qtbot.waitUntil(lambda: "hard to guess" in label.text())


def test_that_an_overtaken_verdict_is_not_shown(typed, qtbot):
    first, _again, label, judged = typed
    judged.may_answer.clear()
    first.setText("spoon spoon spoon")
    qtbot.waitUntil(lambda: len(judged.threads) == 1)
    first.setText("spoon")
    judged.may_answer.set()
    qtbot.waitUntil(lambda: not judged.tasks.is_busy)
    assert label.text() == "10 more characters."


def test_that_a_short_one_is_never_estimated(typed, qtbot):
    first, _again, label, judged = typed
    first.setText("spoon")
    assert label.text() == "10 more characters."
    first.setText(LONG)
    qtbot.waitUntil(lambda: "hard to guess" in label.text())
    assert judged.asked == [LONG]


def test_that_a_passphrase_can_be_pasted(typed, qtbot):
    first, _again, label, judged = typed
    QGuiApplication.clipboard().setText(LONG * 40)
    first.paste()
    assert first.secret() == LONG * 40
    qtbot.waitUntil(lambda: judged.asked == [LONG * 40])
    qtbot.waitUntil(lambda: "hard to guess" in label.text())


def test_that_a_line_break_that_was_pasted_with_it_does_not_count(typed, qtbot):
    first, again, label, _judged = typed
    QGuiApplication.clipboard().setText(f"  {LONG} \r\n")
    first.paste()
    assert first.secret() == f"  {LONG} "
    qtbot.keyClicks(again, f"  {LONG} ")
    assert "the same" in label.text()


def test_that_the_estimator_is_not_loaded_with_the_windows():
    program = (
        "import sys, practice_desk.gui.main_window, practice_desk.gui.dialogs.create_clinic_dialog,"
        "practice_desk.services.start_up; print('zxcvbn' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr
