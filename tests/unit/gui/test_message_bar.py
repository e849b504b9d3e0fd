"""Messages are one sentence, a next step and perhaps an action; never a box in the way."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from practice_desk.gui.messages import Level, MessageBar


@pytest.fixture
def bar(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    bar = MessageBar(window)
    QVBoxLayout(window).addWidget(bar)
    window.show()
    yield bar
    window.close()


def test_that_nothing_is_shown_before_the_first_message(bar):
    assert bar.isHidden()
    assert bar.text == ""


@pytest.mark.parametrize("level", list(Level))
def test_that_every_level_has_words_and_an_icon_beside_its_colour(bar, level):
    bar.show_message(level, "The letter was saved.", "Print it when you like.")
    assert bar.text == "The letter was saved. Print it when you like."
    assert bar.level == level
    assert bar.accessibleDescription().endswith(bar.text)
    icons = [label for label in bar.findChildren(QLabel) if not label.pixmap().isNull()]
    assert [bool(label.accessibleName()) for label in icons] == [True]


def test_that_the_newest_message_replaces_the_former_and_its_action(bar, qtbot):
    pressed = []
    bar.show_message(
        Level.INFO, "Retracted.", action="Undo", on_action=lambda: pressed.append("undo")
    )
    bar.success("Saved.")
    button = bar.findChild(QPushButton, "message_action")
    assert button.isHidden()
    assert bar.text == "Saved."
    assert pressed == []


def test_that_the_action_is_done_once_and_ends_the_message(bar, qtbot):
    pressed = []
    bar.show_message(
        Level.INFO, "Retracted.", action="Undo", on_action=lambda: pressed.append("undo")
    )
    button = bar.findChild(QPushButton, "message_action")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pressed == ["undo"]
    assert bar.isHidden()


def test_that_what_somebody_typed_is_never_read_as_markup(bar):
    bar.caution("<b>Robert</b>'); DROP TABLE--")
    label = bar.findChild(QLabel, "message_text")
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert bar.text == "<b>Robert</b>'); DROP TABLE--"


def test_that_escape_dismisses_the_message(bar, qtbot):
    bar.danger("The stick is full.")
    label = bar.findChild(QLabel, "message_text")
    label.setFocus()
    qtbot.keyClick(label, Qt.Key.Key_Escape)
    assert bar.isHidden()


def test_that_success_passes_by_itself_and_a_danger_stays(bar):
    bar.success("Saved.")
    bar.passing.timeout.emit()
    assert bar.text == ""
    bar.danger("The disk is full.")
    assert not bar.passing.isActive()
    bar.move_on()
    assert bar.text == "The disk is full."


def test_that_a_success_does_not_follow_into_the_next_chart(bar):
    bar.success("Letter was saved and is kept in the chart.")
    bar.move_on()
    assert bar.text == ""
