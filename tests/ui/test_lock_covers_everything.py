"""Every form, page, dialog and popup, full of canaries: nothing of them is left at a lock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QPushButton,
    QTabWidget,
    QToolTip,
)
from pytestqt.qtbot import QtBot

from practice_desk.app import paths
from practice_desk.app.demo.screen_here import ScreenHere
from practice_desk.app.flow import Flow
from practice_desk.gui.dialogs.crash_dialog import CrashDialog
from practice_desk.gui.dialogs.health_dialogs import ConditionDialog
from practice_desk.gui.dialogs.patient_dialog import PatientDialog
from practice_desk.gui.dialogs.unlock_dialog import UnlockDialog
from practice_desk.gui.form_state import read_state
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.widgets.reply_field import ReplyField
from practice_desk.services.check_in_review import check_ins_to_review
from tests.check_ins import go_to, recognize, screen_of
from tests.factories import make_clinic
from tests.ui.flows import started, unlock, window_of
from tests.ui.forms_to_type import (
    CANARY,
    FAMILY_NAME,
    FORMS,
    a_full_chart,
    open_form,
    plan_page,
    schedule_page,
    type_everywhere,
)
from tests.ui.locked import seen_from_outside, visible_windows

pytestmark = pytest.mark.begins_first


class Tally:
    """What was shown, and what went wrong."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.left: list[str] = []
        self.reachable: list[str] = []
        self.changed: list[str] = []

    def figure(self) -> str:
        return (
            f"lock: {len(self.shown)} forms, pages, dialogs and popups full of canaries; still on "
            f"the screen {len(self.left)}, readable from outside {len(self.reachable)}, typing "
            f"that came back changed {len(self.changed)}"
        )


@pytest.fixture
def flow(look: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flow]:
    """The unlocked application with a chart of canaries open."""
    monkeypatch.setattr(paths, "config_folder", lambda: tmp_path)
    made = make_clinic(tmp_path)
    a_full_chart(made.clinic)
    made.clinic.close()
    QAccessible.setActive(True)
    with started(made.root) as flow:
        unlock(flow)
        window_of(flow).open_patient(1)
        yield flow
    QAccessible.setActive(False)


def check(flow: Flow, qtbot: QtBot, name: str, tally: Tally) -> None:
    """Lock over what is shown as *name*, look from outside, unlock again, and close it."""
    tally.shown.append(name)
    windows = visible_windows()
    shown = [window for window in windows if isinstance(window, QDialog)]
    for window in windows:  # forms that are a part of a page; an empty reply is read anew with it
        parts = (each for each in window.findChildren(QDialog) if each.isVisible())
        begun = (p for p in parts if not isinstance(p, ReplyField) or p.is_begun)
        shown += [each for each in begun if each not in shown]
    typed = {form: read_state(form) for form in shown if not isinstance(form, QFileDialog)}
    flow.lock()
    if [type(window) for window in visible_windows()] != [UnlockDialog]:
        tally.left.append(name)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: all(form.windowHandle() is None for form in typed))
    outside = [text for text in seen_from_outside() if CANARY in text or FAMILY_NAME in text]
    if outside:
        tally.reachable.append(f"{name}: {outside}")
    unlock(flow)
    for form, state in typed.items():
        if not form.isVisible() or read_state(form) != state:
            tally.changed.append(f"{name}: {type(form).__name__}")
        form.done(QDialog.DialogCode.Rejected)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def pages(window: MainWindow) -> Iterator[str]:
    """Bring every page forward, and every tab of each; yield its name."""
    for place in range(window.chart.tabs.count()):
        if window.chart.tabs.isTabVisible(place):
            window.show_page(0)
            window.chart.tabs.setCurrentIndex(place)
            yield f"chart: {window.chart.tabs.tabText(place)}"
    for number, button in enumerate(window.rail._group.buttons()):
        if button.isHidden():
            continue
        window.show_page(number)
        tabs = _tabs(window, number)
        for place in range(1 if tabs is None else tabs.count()):
            if (tabs := _tabs(window, number)) is not None:  # a page may be made anew at a lock
                tabs.setCurrentIndex(place)
            yield f"{button.text()}: tab {place}"


def _tabs(window: MainWindow, number: int) -> QTabWidget | None:
    page = window.pages.get(number)
    return None if page is None else page.findChild(QTabWidget)


def openers(window: MainWindow) -> list[QAbstractButton]:
    """Return the buttons on the screen that open a dialog: their text ends in an ellipsis."""
    buttons = window.findChildren(QPushButton)
    return [
        each
        for each in buttons
        if each.isVisible() and each.isEnabled() and each.text().endswith("…")
    ]


def popups(window: MainWindow, qtbot: QtBot) -> Iterator[str]:
    """Show each kind of popup over a form; yield its name."""
    form = open_form(window, "new patient")
    assert isinstance(form, PatientDialog)
    form.form.sex_assigned.addItem(f"{CANARY} choice")
    form.form.sex_assigned.showPopup()
    yield "a combo box's list"
    form = open_form(window, "add a condition")
    assert isinstance(form, ConditionDialog)
    form.form.display.setFocus()
    form.activateWindow()
    qtbot.waitUntil(form.form.display.hasFocus)
    qtbot.keyClicks(form.form.display, "depr")
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    yield "a completer's list"
    form = open_form(window, "stop a medication")
    menu = form.form.comment.createStandardContextMenu()  # type: ignore[attr-defined]
    menu.addAction(f"{CANARY} action")
    menu.popup(QPoint(0, 0))
    yield "a context menu"
    form = open_form(window, "add vitals")
    form.setToolTip(f"{CANARY} tip")
    QToolTip.showText(QPoint(5, 5), f"{CANARY} tip", form)
    yield "a tooltip"
    window.chart.access.menu.popup(QPoint(0, 0))
    yield "the chart's menu"
    window.messages.danger(f"{CANARY} message")
    yield "a message"
    window.messages.clear()
    crash = CrashDialog()
    crash.setWindowTitle(f"{CANARY} crash")
    crash.show_crash(ValueError(CANARY))
    yield "a crash report"


def test_that_nothing_is_left_of_any_window_and_all_typing_comes_back(
    flow: Flow, qtbot: QtBot, record_property: Callable[[str, object], None]
):
    tally, window = Tally(), window_of(flow)
    for name in FORMS:
        window.show_page(0)
        type_everywhere(open_form(window, name))
        check(flow, qtbot, name, tally)
    window.show_page(0)
    plan_page(window).write_letter()
    check(flow, qtbot, "letter composer", tally)
    for action in window.chart.access.actions.values():
        if action.isVisible():
            action.trigger()
            check(flow, qtbot, action.text(), tally)
    for name in pages(window):
        check(flow, qtbot, name, tally)
        for number in range(len(openers(window))):
            _click(window, number)
            check(flow, qtbot, f"{name}: opener {number}", tally)
    window.show_page(0)
    for name in popups(window, qtbot):
        check(flow, qtbot, name, tally)
    _check_in(flow, tally)
    record_property("figures", tally.figure())
    assert not tally.left
    assert not tally.reachable
    assert not tally.changed
    assert len(tally.shown) > 50


def _check_in(flow: Flow, tally: Tally) -> None:
    """Lock over the check-in screen, which does not come back: what was typed is in the clinic."""
    flow.start_screen = ScreenHere
    schedule_page(window_of(flow)).visit.check_in.click()
    screen = screen_of(flow)
    recognize(screen)
    go_to(screen, "contacts")
    type_everywhere(screen)
    tally.shown.append("the check-in screen")
    flow.lock()
    if screen.isVisible() or flow.unlock is None:
        tally.left.append("the check-in screen")
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if outside := [text for text in seen_from_outside() if CANARY in text or FAMILY_NAME in text]:
        tally.reachable.append(f"the check-in screen: {outside}")
    unlock(flow)
    (kept,) = check_ins_to_review(window_of(flow).context.clinic)
    if not all(CANARY in line.told for line in kept.check_in.lines):
        tally.changed.append("the check-in screen")


def _click(window: MainWindow, number: int) -> None:
    """Press the opener with this *number* and type into what it opens."""
    found = openers(window)
    if number >= len(found):
        return
    found[number].click()
    for dialog in visible_windows():
        if isinstance(dialog, QDialog) and not isinstance(dialog, QFileDialog):
            type_everywhere(dialog)


def test_that_titles_of_unlocked_windows_name_no_patient(flow: Flow):
    window = window_of(flow)
    titles = [window.windowTitle()]
    for name in FORMS:
        form = open_form(window, name)
        titles.append(form.windowTitle())
        form.done(QDialog.DialogCode.Rejected)
    assert not [title for title in titles if FAMILY_NAME in title or "sertraline" in title]
