"""From the booking to the accepted answer: the screen in a patient's hands, and every way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from practice_desk.app import hand_over, paths
from practice_desk.app.flow import Flow
from practice_desk.app.watch import Watch
from practice_desk.domain.check_in import CheckInEnd, CheckInField
from practice_desk.domain.lock_cause import LockCause
from practice_desk.gui.dialogs import check_in_dialog
from practice_desk.gui.dialogs.check_in_dialog import CheckInDialog
from practice_desk.gui.dialogs.review_check_in_dialog import ReviewCheckInDialog
from practice_desk.gui.dialogs.unlock_dialog import UnlockDialog
from practice_desk.gui.idle import IdleClock
from practice_desk.gui.pages.registry import TODAY
from practice_desk.gui.pages.today_page import TodayPage
from practice_desk.services import check_in, patients
from practice_desk.services.start_up import open_clinic
from tests.audit_rows import audit_rows
from tests.factories import PASSPHRASE, USER, a_patient, a_pharmacy, an_appointment, make_clinic
from tests.ui.flows import started, unlock, window_of
from tests.ui.forms_to_type import schedule_page
from tests.ui.locked import seen_from_outside, visible_windows, windows_for_readers
from tests.ui.look import squeezed

BORN = date(1985, 3, 14)
OTHER = "Somebody-Else"


class Desk:
    """The unlocked application at the schedule of a day, with clocks that are moved by hand."""

    def __init__(self, flow: Flow, root: Path) -> None:
        self.flow, self.root = flow, root
        self.seconds = 1000.0
        self.watch = Watch(flow, IdleClock(lambda: (self.seconds, self.seconds)))

    @property
    def screen(self) -> CheckInDialog:
        """The check-in screen, which is up."""
        assert self.flow.check_in is not None
        return self.flow.check_in.dialog

    @property
    def is_locked(self) -> bool:
        """Whether only the unlock window is there and the clinic is closed."""
        shown = [type(window) for window in visible_windows()]
        return shown == [UnlockDialog] and self.flow.window is None

    def hand_over(self) -> CheckInDialog:
        """Press the button of the schedule."""
        schedule_page(window_of(self.flow)).check_in.click()
        return self.screen

    def recognize(self) -> CheckInDialog:
        """Hand over and type the right birth date."""
        screen = self.hand_over()
        QTest.keyClicks(screen.form.birth_date.edit, "3/14/1985")
        QTest.keyClick(screen.form.birth_date.edit, Qt.Key.Key_Return)
        return screen

    def correct(self) -> CheckInDialog:
        """Type another city."""
        screen = self.recognize()
        screen.form.city.clear()
        QTest.keyClicks(screen.form.city, "Salem")
        return screen

    def wait(self, seconds: float) -> None:
        """Let time pass with nobody there."""
        self.seconds += seconds
        self.watch.idle.look()


@pytest.fixture
def desk(look: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A clinic with one appointment today."""
    monkeypatch.setattr(paths, "config_folder", lambda: tmp_path)
    made = make_clinic(tmp_path)
    clinic = made.clinic
    patient = a_patient(clinic, city="Portland", preferred_pharmacy_id=a_pharmacy(clinic))
    a_patient(clinic, family_name=OTHER)
    an_appointment(clinic, patient)
    clinic.close()
    with started(made.root) as flow:
        desk = Desk(flow, made.root)
        unlock(flow)
        yield desk


def test_that_an_answer_goes_from_the_patient_into_the_chart_once_it_is_accepted(
    desk: Desk,
) -> None:
    screen = desk.correct()
    assert screen.form.send.text() == "Send my corrections"
    screen.form.send.click()
    assert desk.flow.window is None  # locked behind the thanks
    assert "Salem" not in " ".join(seen_from_outside())
    screen.form.unlock.click()
    assert desk.is_locked
    unlock(desk.flow)
    window = window_of(desk.flow)
    page = schedule_page(window)
    assert page.row is not None
    assert "Arrived, corrected" in page.row.cells
    page.review.click()
    review = window.findChild(ReviewCheckInDialog)
    assert review is not None
    assert squeezed(review) == []
    clinic = window.context.clinic
    assert patients.get_patient(clinic, 1).city == "Portland"
    review.buttons[CheckInField.CITY][0].click()
    assert patients.get_patient(clinic, 1).city == "Salem"
    assert not review.isVisible()
    told = [(row.operation, row.detail) for row in audit_rows(clinic)]
    assert ("check in", "screen handed over for appointment 1") in told
    assert ("check in", "check-in 1 answered, 1 line corrected") in told
    assert ("review check-in", "city of check-in 1 accepted") in told
    assert ("lock", "a patient checked in") in told


def test_that_today_tells_of_answers_and_leads_to_them(desk: Desk) -> None:
    desk.correct().form.send.click()
    desk.screen.form.unlock.click()
    unlock(desk.flow)
    window = window_of(desk.flow)
    window.show_page_of(TODAY)
    page = window.pages[window.page]
    assert isinstance(page, TodayPage)
    (line,) = [each for each in page.lines if "check-in" in each.sentence]
    assert line.sentence == "1 patient has corrected something at check-in."
    page.open_line(line.opens, line.tab)
    review = window.findChild(ReviewCheckInDialog)
    assert review is not None
    review.buttons[CheckInField.CITY][1].click()
    assert patients.get_patient(window.context.clinic, 1).city == "Portland"
    assert check_in.count_check_ins_to_review(window.context.clinic) == 0


def test_that_all_right_is_one_click_and_leaves_nothing_to_review(desk: Desk) -> None:
    screen = desk.recognize()
    assert screen.form.send.text() == "All of this is right"
    screen.form.send.setFocus()
    QTest.keyClick(screen.form.send, Qt.Key.Key_Return)
    assert screen.is_over
    QTest.keyClick(screen.form.unlock, Qt.Key.Key_Return)
    assert desk.is_locked
    unlock(desk.flow)
    page = schedule_page(window_of(desk.flow))
    assert page.row is not None
    assert "Arrived, checked in" in page.row.cells


def test_that_nothing_of_the_clinic_is_there_while_a_patient_checks_in(
    desk: Desk, qtbot: QtBot
) -> None:
    QAccessible.setActive(True)
    window = window_of(desk.flow)
    screen = desk.hand_over()
    assert visible_windows() == [screen]
    qtbot.waitUntil(lambda: window.windowHandle() is None)
    outside = " ".join(seen_from_outside())
    assert OTHER not in outside
    assert "Dąbrowski" not in outside  # not even whose turn it is
    assert window not in windows_for_readers()
    assert screen.windowTitle() == "Check-in"
    QAccessible.setActive(False)


WAYS_OUT: dict[str, Callable[[Desk], object]] = {
    "Esc": lambda d: QTest.keyClick(d.screen.form.city, Qt.Key.Key_Escape),
    "closing the window": lambda d: d.screen.close(),
    "Ctrl+L": lambda d: QTest.keyClick(
        d.screen.form.city, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier
    ),
    "two minutes without a key": lambda d: d.wait(121),
    "the screen lock": lambda d: d.flow.lock(LockCause.SCREEN),
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_that_every_way_out_locks_and_keeps_what_was_typed(desk: Desk, way: str) -> None:
    desk.correct()
    WAYS_OUT[way](desk)
    assert desk.is_locked
    assert desk.flow.check_in is None
    unlock(desk.flow)
    (review,) = check_in.check_ins_to_review(window_of(desk.flow).context.clinic)
    assert review.check_in.ending is CheckInEnd.LEFT
    assert [line.told for line in review.check_in.lines] == ["Salem"]


def test_that_going_to_another_program_locks(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = desk.correct()
    qtbot.waitUntil(screen.isActiveWindow)
    monkeypatch.setattr(check_in_dialog, "_is_elsewhere", lambda: True)
    monkeypatch.setattr(screen, "isActiveWindow", lambda: False)
    QApplication.sendEvent(screen, QEvent(QEvent.Type.ActivationChange))
    assert desk.is_locked


def test_that_an_application_left_after_its_window_locks_too(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = desk.correct()
    qtbot.waitUntil(screen.isActiveWindow)
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)
    application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert not desk.is_locked
    monkeypatch.setattr(check_in_dialog, "_is_elsewhere", lambda: True)
    application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    assert desk.is_locked


def test_that_a_lock_while_the_answers_are_saved_keeps_them_once_as_answered(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = desk.correct()
    endings: list[object] = []

    def keep(*given: object) -> None:
        endings.append(given[-1])
        desk.flow.lock()

    monkeypatch.setattr(hand_over, "keep_answers", keep)
    screen.form.send.click()
    assert endings == [CheckInEnd.ANSWERED]


def test_that_the_check_in_screen_waits_no_longer_than_two_minutes(desk: Desk) -> None:
    desk.recognize()
    desk.wait(100)
    assert not desk.is_locked
    QTest.keyClick(desk.screen.windowHandle(), Qt.Key.Key_A)
    desk.wait(100)
    assert not desk.is_locked
    desk.wait(21)
    assert desk.is_locked
    unlock(desk.flow)
    desk.wait(300)  # the usual period is back
    assert not desk.is_locked


def test_that_three_wrong_birth_dates_lock_and_are_recorded(desk: Desk) -> None:
    screen = desk.hand_over()
    edit = screen.form.birth_date.edit
    for number, typed in enumerate(("3/14/1986", "3/15/1985", "4/14/1985")):
        assert not desk.is_locked
        edit.setText(typed)
        QTest.keyClick(edit, Qt.Key.Key_Return)
        if number < 2:
            assert "not the birth date" in screen.form.problem.text()
    assert desk.is_locked
    unlock(desk.flow)
    clinic = window_of(desk.flow).context.clinic
    (last,) = [row for row in audit_rows(clinic) if "not recognized" in row.detail]
    assert last.patient_id == 1


def test_that_what_is_no_date_costs_no_try(desk: Desk) -> None:
    screen = desk.hand_over()
    for _ in range(4):
        screen.form.birth_date.edit.setText("soon")
        screen.form.go_on.click()
    assert not desk.is_locked


@pytest.mark.parametrize(
    "keys", ["Ctrl+V", "Ctrl+N", "Ctrl+F", "Ctrl+1", "Ctrl+Q", "Alt+Y", "F1", "Menu", "Ctrl+Z"]
)
def test_that_no_other_key_does_anything(desk: Desk, keys: str) -> None:
    screen = desk.recognize()
    QGuiApplication.clipboard().setText("from the front desk")
    before = screen.typed
    combination = QKeySequence(keys)[0]
    QTest.keyClick(screen.form.city, combination.key(), combination.keyboardModifiers())
    assert visible_windows() == [screen]
    assert screen.typed == before


def test_that_a_middle_click_pastes_nothing(desk: Desk) -> None:
    screen = desk.recognize()
    QGuiApplication.clipboard().setText("from the front desk")
    before = screen.typed
    QTest.mouseClick(screen.form.city, Qt.MouseButton.MiddleButton)
    QTest.mouseClick(screen.form.city, Qt.MouseButton.RightButton)
    assert screen.typed == before
    assert visible_windows() == [screen]


def test_that_the_thanks_give_way_to_the_lock_by_themselves(desk: Desk) -> None:
    desk.recognize().form.send.click()
    desk.screen._timer.timeout.emit()
    assert desk.is_locked


def test_that_the_clinic_opens_again_with_a_passphrase_only(desk: Desk) -> None:
    desk.hand_over()
    desk.flow.lock()
    unlock(desk.flow, secret="not the passphrase")
    assert desk.is_locked
    unlock(desk.flow, USER, PASSPHRASE)
    window_of(desk.flow).close()
    clinic = open_clinic(desk.root, USER, PASSPHRASE)
    assert patients.get_patient(clinic, 1).birth_date == BORN
    clinic.close()
