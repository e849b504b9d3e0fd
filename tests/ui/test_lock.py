"""The lock with the real windows: what is taken away, what is kept, and for whom."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QToolTip
from pytestqt.qtbot import QtBot

from practice_desk.app import paths
from practice_desk.app.flow import Flow
from practice_desk.domain.account import Role
from practice_desk.domain.lock_cause import LockCause
from practice_desk.domain.patient import PatientSummary
from practice_desk.gui.dialogs.health_dialogs import ConditionDialog
from practice_desk.gui.dialogs.patient_dialog import PatientDialog
from practice_desk.gui.dialogs.plan_step_dialog import PlanStepDialog
from practice_desk.gui.dialogs.unlock_dialog import UnlockDialog
from practice_desk.gui.letters.composer import LetterComposer
from practice_desk.gui.pages.health_page import HealthPage
from practice_desk.gui.pages.plan_page import PlanPage
from practice_desk.gui.pages.registry import APP_PAGES, CHART_PAGES, HEALTH, SETTINGS
from practice_desk.gui.tasks import Tasks
from practice_desk.services.charts import Chart
from practice_desk.services.demographics import Demographics
from practice_desk.services.start_up import open_clinic
from tests.factories import (
    PASSPHRASE,
    USER,
    MadeClinic,
    a_colleague,
    a_medication,
    a_patient,
    make_clinic,
)
from tests.ui.flows import COLLEAGUE, started, unlock, unlock_colleague, window_of
from tests.ui.locked import seen_from_outside, visible_windows

TYPED = "CANARY half typed"
PATIENCE = 30_000
"""Milliseconds that real workers get on a busy machine."""


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep this computer's settings out of the test."""
    monkeypatch.setattr(paths, "config_folder", lambda: tmp_path)


@pytest.fixture
def closed(tmp_path: Path) -> MadeClinic:
    """A clinic of two people with one patient, closed."""
    made = make_clinic(tmp_path)
    patient_id = a_patient(made.clinic, family_name="Canarias", alert="CANARY alert")
    a_medication(made.clinic, patient_id)
    a_colleague(made.clinic, Role.PRESCRIBER, user=COLLEAGUE)
    made.clinic.close()
    return made


@pytest.fixture
def flow(look: QApplication, closed: MadeClinic) -> Iterator[Flow]:
    """The application, unlocked, with the patient's chart open."""
    with started(closed.root) as flow:
        unlock(flow, USER)
        window_of(flow).open_patient(1)
        yield flow


def type_a_condition(flow: Flow) -> ConditionDialog:
    """Open the form for a new condition and type into it."""
    chart = window_of(flow).chart
    chart.show_page("Health")
    page = chart.tabs.currentWidget()
    assert isinstance(page, HealthPage)
    page.conditions.add.click()
    dialog = page.findChild(ConditionDialog)
    assert isinstance(dialog, ConditionDialog)
    dialog.form.display.setText(TYPED)
    return dialog


def audit(closed: MadeClinic) -> list[tuple[str, str, str]]:
    """Return (who, what, detail) of every audit row, once the clinic is closed."""
    clinic = open_clinic(closed.root, USER, PASSPHRASE, beside=True)
    try:
        with clinic.store.read() as work:
            rows = work.connection.exec_driver_sql(
                "SELECT user_name, operation, detail FROM audit_event ORDER BY id"
            )
            return [(who, what, detail) for who, what, detail in rows]
    finally:
        clinic.close()


def test_that_only_the_unlock_window_is_left_on_the_screen(flow: Flow, qtbot: QtBot):
    dialog = type_a_condition(flow)
    menu = QMenu("CANARY menu", window_of(flow))
    menu.addAction("CANARY action")
    menu.popup(QPoint(0, 0))
    QToolTip.showText(QPoint(10, 10), "CANARY tip", dialog)
    assert len(visible_windows()) >= 3
    flow.lock()
    assert [type(window) for window in visible_windows()] == [UnlockDialog]
    qtbot.waitUntil(lambda: not any("CANARY" in text for text in seen_from_outside()))
    assert not any("Canarias" in text for text in seen_from_outside())


def test_that_everything_is_gone_before_the_unlock_window_shows(
    flow: Flow, monkeypatch: pytest.MonkeyPatch
):
    type_a_condition(flow)
    left: list[object] = []
    show = UnlockDialog.show

    def show_and_look(dialog: UnlockDialog) -> None:
        left.extend(visible_windows())
        show(dialog)

    monkeypatch.setattr(UnlockDialog, "show", show_and_look)
    flow.lock()
    assert left == []


def test_that_the_same_person_finds_everything_as_it_was(flow: Flow, qtbot: QtBot):
    window = window_of(flow)
    health = CHART_PAGES.index(HEALTH)
    window.chart.tabs.setCurrentIndex(health)
    dialog = type_a_condition(flow)
    flow.lock()
    qtbot.waitUntil(lambda: dialog.windowHandle() is None)  # gone from the window system, too
    unlock(flow)
    assert window_of(flow) is window
    assert window.isVisible()
    assert dialog.isVisible()
    assert dialog.form.display.text() == TYPED
    assert window.chart.patient_id == 1
    assert "Canarias" in window.chart.header.name.text()
    assert window.chart.tabs.currentIndex() == health
    assert window.patients.model.rowCount() == 1


def test_that_no_chart_is_painted_before_it_is_read_again(flow: Flow):
    window = window_of(flow)
    flow.lock()
    assert window.chart.chart is None
    assert window.chart.header.name.text() == ""
    assert window.patients.model.rowCount() == 0
    assert not window.chart._built, "pages of the chart still hold what they showed"


def read_of_patients() -> list[object]:
    """Return the charts, persons and lines of lists that are in memory."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    kinds = (Chart, Demographics, PatientSummary)
    return [each for each in gc.get_objects() if isinstance(each, kinds)]


@pytest.fixture
def read_before() -> list[object]:
    """What windows of earlier tests in this process still hold. Asked for before the clinic."""
    return read_of_patients()


def test_that_no_chart_and_no_list_stays_in_memory(
    read_before: list[object], flow: Flow, qtbot: QtBot
):
    window = window_of(flow)
    for place in range(window.chart.tabs.count()):
        window.chart.tabs.setCurrentIndex(place)
    for number in range(1, len(APP_PAGES) + 1):
        window.show_page(number)
    window.show_page(1)
    flow.lock()

    others = set(map(id, read_before))

    def kept() -> list[object]:
        return [each for each in read_of_patients() if id(each) not in others]

    qtbot.waitUntil(lambda: kept() == [])  # what was under way on the worker ends first
    unlock(flow)
    assert window.page == 1
    assert window.pages[1].isVisible()
    assert kept() != []


def test_that_another_person_works_meanwhile_and_sees_nothing_of_it(flow: Flow, qtbot: QtBot):
    first = window_of(flow)
    dialog = type_a_condition(flow)
    flow.lock()
    unlock_colleague(flow)
    second = window_of(flow)
    assert second is not first
    assert second.context.user_name == COLLEAGUE
    assert not first.isVisible()
    assert not dialog.isVisible()
    qtbot.waitUntil(lambda: not any(TYPED in text for text in seen_from_outside()))
    second.open_patient(1)
    assert "Canarias" in second.chart.header.name.text()

    flow.lock()
    unlock(flow, USER)
    assert window_of(flow) is first
    assert dialog.isVisible()
    assert dialog.form.display.text() == TYPED
    dialog.form.save_button.click()
    assert any(c.display == TYPED for c in first.chart.chart.conditions)  # type: ignore[union-attr]


def test_that_windows_that_hold_nothing_are_not_kept_for_later(flow: Flow, qtbot: QtBot):
    first = window_of(flow)
    with qtbot.waitSignal(first.destroyed):
        flow.lock()
        unlock_colleague(flow)
    flow.lock()
    unlock(flow, USER)
    assert window_of(flow).context.user_name == USER


def test_that_somebody_whose_roles_changed_gets_new_windows(flow: Flow, closed: MadeClinic):
    first = window_of(flow)
    flow.lock()
    clinic = open_clinic(closed.root, USER, PASSPHRASE)
    with clinic.store.write() as work:
        work.connection.exec_driver_sql(
            "UPDATE account SET roles = ? WHERE user_name = ?", (Role.FRONT_DESK.value, USER)
        )
        work.commit()
    clinic.close()
    unlock(flow)
    assert window_of(flow) is not first
    assert window_of(flow).context.clinic.session.roles == {Role.FRONT_DESK}


def test_that_the_key_is_wiped_and_the_writer_lock_given_back(flow: Flow, closed: MadeClinic):
    clinic = window_of(flow).context.clinic
    flow.lock()
    with pytest.raises(ValueError, match="wiped"):
        _ = clinic.data_key.raw
    open_clinic(closed.root, USER, PASSPHRASE).close()


def test_that_lock_and_unlock_are_rows_of_the_audit_trail(flow: Flow, closed: MadeClinic):
    flow.lock(LockCause.SUSPEND)
    unlock_colleague(flow)
    flow.lock()
    told = [row for row in audit(closed) if row[1] in ("lock", "unlock")]
    assert told[-5:-1] == [
        (USER, "unlock", ""),
        (USER, "lock", "the computer went to sleep"),
        (COLLEAGUE, "unlock", ""),
        (COLLEAGUE, "lock", "by hand"),
    ]


def test_that_a_disk_that_takes_nothing_more_does_not_keep_the_windows_open(
    flow: Flow, closed: MadeClinic, monkeypatch: pytest.MonkeyPatch
):
    clinic = window_of(flow).context.clinic
    monkeypatch.setattr(clinic, "writing", _no_room)
    flow.lock()
    assert [type(window) for window in visible_windows()] == [UnlockDialog]
    unlock(flow)
    assert window_of(flow).isVisible()


def test_that_copied_text_leaves_the_clipboard(flow: Flow, monkeypatch: pytest.MonkeyPatch):
    guard = flow.lock_up.clipboard
    monkeypatch.setattr(guard, "_owns", lambda _mode: True)
    QGuiApplication.clipboard().setText(TYPED)
    flow.lock()
    assert QGuiApplication.clipboard().text() == ""


def test_that_a_file_dialog_is_closed_for_good(flow: Flow):
    window = window_of(flow)
    dialog = QFileDialog(window, "CANARY dialog")
    chosen: list[str] = []
    dialog.fileSelected.connect(chosen.append)
    dialog.open()
    flow.lock()
    assert not dialog.isVisible()
    unlock(flow)
    assert not dialog.isVisible()
    assert chosen == []


def test_that_shortcuts_and_drops_are_dead_while_locked(flow: Flow, qtbot: QtBot):
    window = window_of(flow)
    flow.lock()
    window.activateWindow()
    for keys in ("Ctrl+N", "Ctrl+F", "Ctrl+L"):
        qtbot.keySequence(window, keys)
    assert window.findChild(PatientDialog) is None
    assert [type(each) for each in visible_windows()] == [UnlockDialog]


def test_that_a_passphrase_half_typed_in_the_settings_is_forgotten(flow: Flow):
    window = window_of(flow)
    window.show_page_of(SETTINGS)
    page = window.pages[window.page]
    field = page.passphrase.form.passphrase  # type: ignore[attr-defined]
    field.setText("twelve loud geese")
    flow.lock()
    assert field.text() == ""


def test_that_nothing_typed_and_taken_out_again_can_be_brought_back(flow: Flow, qtbot: QtBot):
    dialog = type_a_condition(flow)
    edit, note = dialog.form.display, dialog.form.note
    qtbot.keyClicks(edit, "and more")
    qtbot.keyClicks(note, "CANARY")
    note.selectAll()
    note.cut()
    flow.lock()
    unlock(flow)
    assert edit.text() == f"{TYPED}and more"
    edit.undo()
    note.undo()
    assert edit.text() == f"{TYPED}and more"
    assert note.toPlainText() == ""


def _no_room(*_: object, **__: object) -> None:
    from practice_desk.domain.errors import DiskFull

    raise DiskFull("There is no room left.")


class _Shown(QObject):
    """Notes every window that the window system is asked to show."""

    def __init__(self, shown: list[object]) -> None:
        super().__init__()
        self._shown = shown

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Expose and isinstance(watched, QWindow):
            self._shown.append(watched.title())
        return False


class TestWorkThatGoesOn:
    """Long work behind the lock, on real workers."""

    @pytest.fixture
    def flow(self, look: QApplication, closed: MadeClinic, qtbot: QtBot) -> Iterator[Flow]:
        """The application as it runs, unlocked."""
        tasks, beside = Tasks(), Tasks()
        with started(closed.root, tasks, beside) as flow:
            unlock(flow, USER)
            qtbot.waitUntil(lambda: flow.window is not None, timeout=PATIENCE)
            qtbot.waitUntil(lambda: not tasks.is_busy, timeout=PATIENCE)
            yield flow

    def test_that_it_neither_keeps_the_windows_open_nor_stops(
        self, flow: Flow, closed: MadeClinic, qtbot: QtBot
    ):
        context, go_on, ended = window_of(flow).context, threading.Event(), threading.Event()

        def work() -> None:
            clinic = context.clinic
            assert go_on.wait(20)
            with clinic.store.read() as unit:
                unit.connection.exec_driver_sql("SELECT count(*) FROM patient")
            ended.set()

        context.long_work.run(work)
        flow.lock()
        assert [type(window) for window in visible_windows()] == [UnlockDialog]

        unlock_colleague(flow)  # is let in while it goes on
        qtbot.waitUntil(lambda: flow.window is not None, timeout=PATIENCE)
        window = window_of(flow)
        assert window.context.user_name == COLLEAGUE
        assert not ended.is_set()
        go_on.set()
        qtbot.waitUntil(lambda: not flow.beside.is_busy, timeout=PATIENCE)  # type: ignore[union-attr]
        assert ended.is_set()
        window.open_patient(1)  # the clinic stays open for whoever is in
        qtbot.waitUntil(lambda: "Canarias" in window.chart.header.name.text(), timeout=PATIENCE)
        flow.lock()
        with qtbot.waitSignal(flow.lock_up.darkened, timeout=PATIENCE):
            pass
        open_clinic(closed.root, USER, PASSPHRASE).close()

    def test_that_a_save_under_way_ends_and_what_it_opens_waits(self, flow: Flow, qtbot: QtBot):
        window, go_on = window_of(flow), threading.Event()
        window.open_patient(1)
        qtbot.waitUntil(lambda: window.chart.chart is not None, timeout=PATIENCE)
        window.chart.show_page("Plan")
        page = window.chart.tabs.currentWidget()
        assert isinstance(page, PlanPage)
        page.select(1)
        page.form.stop.click()
        form = page.dialog
        assert isinstance(form, PlanStepDialog)
        form.form.reason_code.setCurrentIndex(1)
        window.context.tasks.run(lambda: go_on.wait(20))  # the disk is slow just now
        form.form.save_and_write.click()
        flow.lock()
        shown: list[object] = []
        watcher = _Shown(shown)
        QApplication.instance().installEventFilter(watcher)  # type: ignore[union-attr]
        with qtbot.waitSignal(flow.lock_up.darkened, timeout=PATIENCE):
            go_on.set()
        QApplication.instance().removeEventFilter(watcher)  # type: ignore[union-attr]
        assert set(shown) <= {"Unlock clinic"}
        assert [type(each) for each in visible_windows()] == [UnlockDialog]
        unlock(flow)
        qtbot.waitUntil(lambda: flow.window is not None, timeout=PATIENCE)
        assert isinstance(page.dialog, LetterComposer)
        assert page.dialog.isVisible()
        assert not shiboken6.isValid(form) or not form.isVisible()
        qtbot.waitUntil(lambda: not flow.tasks.is_busy, timeout=PATIENCE)
        page.dialog.done(0)

    def test_that_the_clinic_closes_when_it_has_ended(
        self, flow: Flow, closed: MadeClinic, qtbot: QtBot
    ):
        window, go_on = window_of(flow), threading.Event()
        window.context.long_work.run(lambda: go_on.wait(20))
        flow.lock()
        unlock(flow, secret="not the passphrase")
        qtbot.waitUntil(
            lambda: bool(flow.unlock and flow.unlock.form.problem.text()), timeout=PATIENCE
        )
        with qtbot.waitSignal(flow.lock_up.darkened, timeout=PATIENCE):
            go_on.set()
        assert not window.context.is_open
        open_clinic(closed.root, USER, PASSPHRASE).close()
