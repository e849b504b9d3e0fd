"""What the check-in screen keeps of what was tapped, and what its keys do."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from practice_desk.domain.check_in_sheet import (
    CRISIS,
    TYPED,
    Answers,
    CheckInSheet,
    Choice,
    Item,
    Page,
    Wording,
)
from practice_desk.gui.check_in.screen import CheckInScreen
from practice_desk.services.check_in_wording import check_in_words
from tests.check_ins import BORN, recognize


@pytest.fixture
def screen(look: QApplication, qtbot: QtBot) -> CheckInScreen:
    """A screen with an alarming question and a page to end on."""
    choices = (Choice("0", "Not at all"), Choice("3", "Nearly every day", alarm=CRISIS))
    pages = (
        Page("q9", "Thoughts", (Item("q9", "How often?", choices),)),
        Page("topic", "Topic", (Item("topic", "", length=100),)),
    )
    words = check_in_words("en")
    shown = CheckInScreen(
        CheckInSheet(BORN, "Ana", (Wording("en", words.name, words.screen, pages),))
    )
    qtbot.addWidget(shown)
    shown.show()
    return shown


def ended(screen: CheckInScreen) -> Answers:
    """Go on to the end, and return the last answers."""
    kept: list[Answers] = []
    screen.ended.connect(kept.append)
    while not screen.is_over:
        screen.next.click()
    return kept[0]


@pytest.mark.parametrize("how", ["rather not say", "changed"])
def test_that_an_answer_at_which_help_was_named_stays_when_it_is_taken_back(
    screen: CheckInScreen, how: str
) -> None:
    recognize(screen)
    assert screen.page is not None
    buttons = screen.page.items[0].buttons
    buttons["3"].click()
    screen.notice.button.click()
    if how == "changed":
        buttons["0"].click()
    else:
        screen.skip.click()
    last = ended(screen)
    assert last.alarms == (("q9", "3"),)
    assert last.given.get("q9", "0") == "0"


@pytest.mark.parametrize("then", ["stays", "rather not say"])
def test_that_typed_words_of_suicide_show_where_help_is_and_are_told_also_when_taken_back(
    screen: CheckInScreen, then: str
) -> None:
    recognize(screen)
    screen.next.click()
    page = screen.page
    assert page is not None
    edit = page.items[0].edit
    assert edit is not None
    QTest.keyClicks(edit, "ya no quiero vivir")
    assert screen.stack.currentWidget() is page  # nobody is interrupted while they type
    screen.next.click()
    assert screen.stack.currentWidget() is screen.notice
    assert "988" in screen.notice.text.text()
    screen.notice.button.click()
    assert screen.stack.currentWidget() is page
    kept: list[Answers] = []
    screen.ended.connect(kept.append)
    (screen.next if then == "stays" else screen.skip).click()
    assert kept[0].alarms == (("topic", TYPED),)
    assert kept[0].given.get("topic", "") == ("ya no quiero vivir" if then == "stays" else "")


def test_that_return_chooses_no_answer_and_goes_on_once_there_is_one(
    screen: CheckInScreen,
) -> None:
    recognize(screen)
    assert screen.page is not None
    page, first = screen.page, screen.page.items[0].buttons["0"]
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert screen.page is page
    assert page.given() == {}
    QTest.keyClick(first, Qt.Key.Key_Space)
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert screen.page is not page
    assert screen.answers.given == {"q9": "0"}


def test_that_a_year_of_two_digits_costs_no_try(screen: CheckInScreen) -> None:
    for _ in range(5):
        for name, text in (("month", "3"), ("day", "14"), ("year", "85")):
            screen.who.edits[name].setText(text)
        screen.who.go_on.click()
        assert "4 digits" in screen.who.problem.text()
    assert screen.who.edits["year"].hasFocus() or not screen.isActiveWindow()
    recognize(screen)
    assert screen.page is not None
