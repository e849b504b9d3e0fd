"""From the booking to the accepted answer: the screen in a patient's hands, and every way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from practice_desk.app import paths
from practice_desk.app.demo.screen_here import ScreenHere
from practice_desk.app.flow import Flow
from practice_desk.app.watch import Watch
from practice_desk.domain.check_in import CheckInField
from practice_desk.domain.check_in_sheet import CheckInEnd
from practice_desk.domain.lock_cause import LockCause
from practice_desk.domain.measure_schedule import Rhythm
from practice_desk.gui.check_in import screen as screen_module
from practice_desk.gui.check_in.screen import CheckInScreen
from practice_desk.gui.dialogs.check_in_alert import CheckInAlert
from practice_desk.gui.dialogs.check_in_paper_dialog import CheckInPaperDialog
from practice_desk.gui.dialogs.review_check_in_dialog import ReviewCheckInDialog
from practice_desk.gui.idle import IdleClock
from practice_desk.gui.pages.registry import TODAY
from practice_desk.gui.pages.today_page import TodayPage
from practice_desk.services import check_in_review, check_in_waiting, measure_schedules, patients
from practice_desk.services.start_up import open_clinic
from tests.audit_rows import audit_rows
from tests.check_ins import BORN, file_all, go_to, recognize, screen_of
from tests.factories import PASSPHRASE, USER, a_patient, a_pharmacy, an_appointment, make_clinic
from tests.ui.flows import started, unlock, window_of
from tests.ui.forms_to_type import schedule_page
from tests.ui.locked import seen_from_outside, visible_windows, windows_for_readers
from tests.ui.look import squeezed

OTHER = "Somebody-Else"


class Desk:
    """The unlocked application at the schedule of a day, with clocks that are moved by hand."""

    def __init__(self, flow: Flow, root: Path) -> None:
        self.flow, self.root = flow, root
        self.seconds = 1000.0
        clock = IdleClock(lambda: (self.seconds, self.seconds), lambda: 2)
        self.watch = Watch(flow, IdleClock(lambda: (self.seconds, self.seconds)))
        flow.start_screen = partial(ScreenHere, clock=clock)

    @property
    def screen(self) -> CheckInScreen:
        """The check-in screen, which is up."""
        return screen_of(self.flow)

    @property
    def is_locked(self) -> bool:
        """Whether only the unlock window is there, on its cover, and the clinic is closed."""
        flow = self.flow
        if flow.unlock is None or flow.cover is None or flow.window is not None:
            return False
        return set(visible_windows()) == {flow.unlock, *flow.cover.sheets}

    def hand_over(self) -> CheckInScreen:
        """Press the button of the schedule."""
        schedule_page(window_of(self.flow)).visit.check_in.click()
        return self.screen

    def recognize(self) -> CheckInScreen:
        """Hand over and type the right birth date."""
        screen = self.hand_over()
        recognize(screen)
        return screen

    def correct(self) -> CheckInScreen:
        """Type another city."""
        screen = self.recognize()
        go_to(screen, "address")
        city = self.field("city")
        city.clear()
        QTest.keyClicks(city, "Salem")
        return screen

    def field(self, key: str) -> QLineEdit:
        """Return the field of the page that is up."""
        assert self.screen.page is not None
        found = {view.item.key: view.edit for view in self.screen.page.items}[key]
        assert isinstance(found, QLineEdit)
        return found

    def answer_all(self) -> CheckInScreen:
        """Go on to the end."""
        screen = self.screen
        while not screen.is_over:
            screen.next.click()
        return screen

    def wait(self, seconds: float) -> None:
        """Let time pass with nobody there."""
        self.seconds += seconds
        assert self.flow.check_in is not None
        assert isinstance(self.flow.check_in.screen, ScreenHere)
        turn = self.flow.check_in.screen.turn
        assert turn is not None
        turn.idle.look()


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
    assert desk.flow.window is None  # locked from the hand-over on
    desk.answer_all()
    assert "Salem" not in " ".join(seen_from_outside())
    screen.notice.button.click()
    assert desk.is_locked
    unlock(desk.flow)
    window = window_of(desk.flow)
    page = schedule_page(window)
    assert page.row is not None
    assert "Arrived, to review" in page.row.cells
    page.visit.review.click()
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
    assert ("check in", "check-in 1 answered, 1 line to decide") in told
    assert ("review check-in", "city of check-in 1 accepted") in told
    assert ("lock", "a patient checked in") in told


def test_that_today_tells_of_answers_and_leads_to_them(desk: Desk) -> None:
    desk.correct()
    desk.answer_all().notice.button.click()
    unlock(desk.flow)
    window = window_of(desk.flow)
    window.show_page_of(TODAY)
    page = window.pages[window.page]
    assert isinstance(page, TodayPage)
    (row,) = [each for each in page.groups.rows if "check-in" in each.line.sentence]
    assert row.button is not None
    row.button.click()
    review = window.findChild(ReviewCheckInDialog)
    assert review is not None
    review.buttons[CheckInField.CITY][1].click()
    assert patients.get_patient(window.context.clinic, 1).city == "Portland"
    assert len(check_in_waiting.check_ins_waiting(window.context.clinic)) == 0


def test_that_a_turn_by_keyboard_alone_leaves_nothing_to_review(desk: Desk) -> None:
    screen = desk.hand_over()
    for text in ("3", "/", "14", "1985"):
        front = screen.focusWidget()
        assert front is not None
        QTest.keyClicks(front, text)
    front = screen.focusWidget()
    assert front is not None
    QTest.keyClick(front, Qt.Key.Key_Return)
    while not screen.is_over:
        screen.next.setFocus()
        QTest.keyClick(screen.next, Qt.Key.Key_Return)
    QTest.keyClick(screen.notice.button, Qt.Key.Key_Return)
    assert desk.is_locked
    unlock(desk.flow)
    page = schedule_page(window_of(desk.flow))
    assert page.row is not None
    assert "Arrived, checked in" in page.row.cells


def test_that_the_birth_date_can_be_tapped_and_the_language_changed(desk: Desk) -> None:
    screen = desk.hand_over()
    screen.who.languages["es"].click()
    for digit in ("0", "3", "1", "4", "2", "⌫", "1", "9", "8", "5"):
        screen.who.keys[digit].click()
    screen.who.go_on.click()
    assert screen.page is not None
    assert screen.next.text() == "Siguiente"
    assert screen.progress.text().startswith("1 de ")


def test_that_back_keeps_what_was_typed_and_skipping_takes_it_back(desk: Desk) -> None:
    screen = desk.correct()
    screen.back.click()
    screen.next.click()
    assert desk.field("city").text() == "Salem"
    screen.skip.click()
    screen.back.click()
    assert desk.field("city").text() == "Portland"
    assert screen.answers.skipped == ("address",)


def test_that_nothing_of_the_clinic_is_there_while_a_patient_checks_in(
    desk: Desk, qtbot: QtBot
) -> None:
    QAccessible.setActive(True)
    window = window_of(desk.flow)
    screen = desk.hand_over()
    assert desk.flow.cover is not None
    assert set(visible_windows()) == {screen, *desk.flow.cover.sheets}
    assert not window.context.is_open  # the key is wiped
    qtbot.waitUntil(lambda: window.windowHandle() is None)
    outside = " ".join(seen_from_outside())
    assert OTHER not in outside
    assert "Dąbrowski" not in outside  # not even whose turn it is
    assert window not in windows_for_readers()
    assert screen.windowTitle() == "Check-in"
    QAccessible.setActive(False)


WAYS_OUT: dict[str, Callable[[Desk], object]] = {
    "Esc": lambda d: QTest.keyClick(d.field("city"), Qt.Key.Key_Escape),
    "closing the window": lambda d: d.screen.close(),
    "Ctrl+L": lambda d: QTest.keyClick(
        d.field("city"), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier
    ),
    "two minutes without a key": lambda d: d.wait(121),
    "the screen lock": lambda d: d.flow.lock(LockCause.SCREEN),
    "closing the cover": lambda d: d.flow.cover and d.flow.cover.front.close(),
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_that_every_way_out_asks_for_the_passphrase_and_keeps_what_was_typed(
    desk: Desk, way: str
) -> None:
    desk.correct()
    WAYS_OUT[way](desk)
    assert desk.is_locked
    assert desk.flow.check_in is None
    assert desk.flow.unlock is not None
    assert not desk.flow.unlock.form.other_button.isVisible()
    desk.flow.unlock.reject()  # a patient can't close it
    assert desk.is_locked
    unlock(desk.flow)
    assert desk.flow.cover is None
    (review,) = check_in_review.check_ins_to_review(window_of(desk.flow).context.clinic)
    assert review.check_in.ending is CheckInEnd.LEFT
    assert [line.told for line in review.check_in.lines] == ["Salem"]


@pytest.mark.parametrize("tells", ["window", "application"])
def test_that_going_to_another_program_ends_the_turn(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tells: str
) -> None:
    screen = desk.correct()
    qtbot.waitUntil(screen.isActiveWindow)
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)
    application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert not desk.is_locked
    monkeypatch.setattr(screen_module, "_is_elsewhere", lambda: True)
    monkeypatch.setattr(screen, "isActiveWindow", lambda: False)
    if tells == "window":
        QApplication.sendEvent(screen, QEvent(QEvent.Type.ActivationChange))
    else:
        application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    assert desk.is_locked


def test_that_what_was_typed_is_sealed_before_anybody_leaves(desk: Desk) -> None:
    screen = desk.correct()
    screen._typing.timeout.emit()
    (sealed,) = (desk.root / "check-in").iterdir()
    assert b"Salem" not in sealed.read_bytes()
    desk.flow.shut_down()  # as at a kill, nobody says that it is over
    clinic = open_clinic(desk.root, USER, PASSPHRASE)

    file_all(clinic)
    (review,) = check_in_review.check_ins_to_review(clinic)
    assert [line.told for line in review.check_in.lines] == ["Salem"]
    clinic.close()


def test_that_the_check_in_screen_waits_no_longer_than_two_minutes(desk: Desk) -> None:
    screen = desk.recognize()
    desk.wait(100)
    assert "20 seconds" in screen.warning.text()
    QTest.keyClick(screen.windowHandle(), Qt.Key.Key_A)
    assert screen.warning.text() == ""
    desk.wait(100)
    assert not screen.is_over
    desk.wait(21)
    assert desk.is_locked


def test_that_three_wrong_birth_dates_end_it_and_are_recorded(desk: Desk) -> None:
    screen = desk.hand_over()
    for day in (15, 16, 17):
        assert not desk.is_locked
        recognize(screen, BORN.replace(day=day))
        if day < 17:
            assert "not the birth date" in screen.who.problem.text()
    assert desk.is_locked
    unlock(desk.flow)
    clinic = window_of(desk.flow).context.clinic
    (last,) = [row for row in audit_rows(clinic) if "not recognized" in row.detail]
    assert last.patient_id == 1


def test_that_what_is_no_date_costs_no_try(desk: Desk) -> None:
    screen = desk.hand_over()
    for _ in range(4):
        screen.who.edits["month"].setText("13")
        screen.who.go_on.click()
    assert "whole year" in screen.who.problem.text()
    assert not screen.is_over


@pytest.mark.parametrize(
    "keys",
    ["Ctrl+V", "Ctrl+N", "Ctrl+F", "Ctrl+1", "Ctrl+Q", "Ctrl+P", "Alt+Y", "F1", "Menu", "Ctrl+Z"],
)
def test_that_no_other_key_does_anything(desk: Desk, keys: str) -> None:
    screen = desk.correct()
    QGuiApplication.clipboard().setText("from the front desk")
    before = visible_windows()
    combination = QKeySequence(keys)[0]
    QTest.keyClick(desk.field("city"), combination.key(), combination.keyboardModifiers())
    assert visible_windows() == before
    assert desk.field("city").text() == "Salem"
    assert not screen.is_over


def test_that_a_middle_click_pastes_nothing(desk: Desk) -> None:
    desk.correct()
    QGuiApplication.clipboard().setText("from the front desk")
    before = visible_windows()
    QTest.mouseClick(desk.field("city"), Qt.MouseButton.MiddleButton)
    QTest.mouseClick(desk.field("city"), Qt.MouseButton.RightButton)
    assert desk.field("city").text() == "Salem"
    assert visible_windows() == before


def test_that_the_thanks_give_way_to_the_lock_by_themselves(desk: Desk) -> None:
    desk.recognize()
    desk.answer_all().thanks.timeout.emit()
    assert desk.is_locked


def test_that_the_clinic_opens_again_with_a_passphrase_only(desk: Desk) -> None:
    desk.hand_over()
    desk.flow.lock()
    unlock(desk.flow, secret="not the passphrase")
    assert desk.is_locked
    unlock(desk.flow, USER, PASSPHRASE)
    assert window_of(desk.flow).isVisible()


def test_that_the_questions_are_printed_in_the_language_that_is_chosen(
    desk: Desk, tmp_path: Path
) -> None:
    page = schedule_page(window_of(desk.flow))
    page.visit.on_paper.click()
    dialog = page.findChild(CheckInPaperDialog)
    assert dialog is not None
    assert squeezed(dialog) == []
    english = dialog.rendered
    dialog.language.setCurrentIndex(dialog.language.findData("es"))
    assert dialog.rendered not in (None, english)
    dialog.save_to(tmp_path / "questions.pdf")
    assert (tmp_path / "questions.pdf").read_bytes().startswith(b"%PDF")
    told = [(row.operation, row.detail) for row in audit_rows(window_of(desk.flow).context.clinic)]
    assert told[-1] == ("print check-in", "questions of a check-in saved as a file")


def test_that_the_patient_is_told_when_nothing_can_be_kept(desk: Desk) -> None:
    (desk.root / "check-in").write_bytes(b"a file in the way")
    screen = desk.correct()
    assert "could not be saved" in screen.warning.text()


def test_that_an_answer_about_self_harm_is_told_at_once_and_the_patient_sees_where_help_is(
    desk: Desk,
) -> None:
    clinic = window_of(desk.flow).context.clinic
    measure_schedules.set_schedule(clinic, 1, "phq9", Rhythm.WEEKLY, "Starting")
    screen = desk.recognize()
    go_to(screen, "measure:phq9:q9")
    assert screen.page is not None
    screen.page.items[0].buttons["1"].click()
    assert "988" in screen.notice.text.text()
    screen.notice.button.click()
    desk.answer_all().notice.button.click()
    unlock(desk.flow)
    window = window_of(desk.flow)
    alert = window.findChild(CheckInAlert)
    assert alert is not None
    assert "PHQ-9" in alert.banner.text
    assert squeezed(alert) == []
    alert.open_chart.click()
    assert window.chart.isVisible()


def test_that_answers_that_cannot_be_opened_are_told_of_with_what_to_do(desk: Desk) -> None:
    screen = desk.correct()
    desk.answer_all()
    screen.notice.button.click()
    (sealed,) = (desk.root / "check-in").iterdir()
    sealed.write_bytes(b"cut")
    unlock(desk.flow)
    told = window_of(desk.flow).context.messages.text
    assert "can’t be opened" in told
    assert "Ask them again" in told
    assert sealed.read_bytes() == b"cut"


class _NeverUp(QObject):
    """A screen whose process can't be started."""

    said = Signal(bytes)
    gone = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        QTimer.singleShot(0, self, self.gone.emit)

    def send(self, message: bytes) -> None:
        """Nobody hears it."""

    def close(self) -> None:
        """There is nothing to end."""


def test_that_a_screen_that_cannot_be_started_says_so_above_the_passphrase(
    desk: Desk, qtbot: QtBot
) -> None:
    desk.flow.start_screen = _NeverUp
    schedule_page(window_of(desk.flow)).visit.check_in.click()
    qtbot.waitUntil(lambda: desk.is_locked)
    assert desk.flow.unlock is not None
    assert "could not be started" in desk.flow.unlock.form.problem.text()
    unlock(desk.flow)
