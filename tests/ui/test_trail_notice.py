"""The line that says that records are missing, and the rows written once a chart is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from practice_desk.domain.account import Role
from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.errors import DiskFull
from practice_desk.gui.dialogs.trail_note_dialog import TrailNoteDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.tasks import Tasks
from practice_desk.services import patients
from practice_desk.services.clinic import Clinic
from practice_desk.storage.store import Store
from tests.audit_rows import audit_rows
from tests.factories import MadeClinic, a_patient
from tests.rolled_back import grow, put_back, reopened, tamper
from tests.ui.shell import open_window


def _views(clinic: Clinic, patient_id: int) -> int:
    rows = audit_rows(clinic)
    return sum(row.kind is AuditKind.VIEW and row.patient_id == patient_id for row in rows)


@pytest.fixture
def lacking(made: MadeClinic, tmp_path: Path) -> Iterator[Clinic]:
    """An open clinic whose database was put back to an earlier state."""
    older = grow(made, tmp_path)
    put_back(made, older)
    clinic = reopened(made)
    yield clinic
    clinic.close()


def test_that_missing_records_are_said_and_taken_note_of_by_keyboard(
    qtbot: QtBot, lacking: Clinic
) -> None:
    window = open_window(qtbot, lacking)
    assert window.trail.isVisible()
    assert "Records are missing" in window.trail.text.text()
    assert "restore the newest backup" in window.trail.text.text()
    window.trail.note_button.setFocus()
    qtbot.keyClick(window.trail.note_button, Qt.Key.Key_Space)
    dialog = _dialog(window)
    assert "Records are missing" in dialog.form.patient.text()
    qtbot.keyClicks(dialog.form.reason, "The disk was replaced.")
    qtbot.keyClick(dialog.form.save_button, Qt.Key.Key_Space)
    assert not window.trail.isVisible()
    assert audit_rows(lacking)[-1].reason == "The disk was replaced."
    a_patient(lacking)


def _dialog(window: QWidget) -> TrailNoteDialog:
    found = [each for each in window.findChildren(TrailNoteDialog) if each.isVisible()]
    assert len(found) == 1
    return found[0]


def test_that_a_note_without_a_reason_stays_open(qtbot: QtBot, lacking: Clinic) -> None:
    window = open_window(qtbot, lacking)
    window.trail.note_button.click()
    dialog = _dialog(window)
    dialog.form.save_button.click()
    assert dialog.isVisible()
    assert "Say what happened" in _texts(dialog)
    assert lacking.doubts


def _texts(widget: QWidget) -> str:
    from PySide6.QtWidgets import QLabel

    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def test_that_who_is_no_administrator_is_told_and_offered_nothing(
    qtbot: QtBot, lacking: Clinic
) -> None:
    session = lacking.session
    roles = frozenset({Role.PRESCRIBER})
    lacking.session = type(session)(session.user_name, session.display_name, roles, "test")
    window = open_window(qtbot, lacking)
    assert window.trail.isVisible()
    assert not window.trail.note_button.isVisible()


def test_that_the_walk_finds_an_old_changed_entry(
    qtbot: QtBot, made: MadeClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("practice_desk.services.trail._CHECKED_AT_OPEN", 2)
    for _ in range(8):
        a_patient(made.clinic)
    made.clinic.close()
    tamper(made, "UPDATE audit_event SET detail = 'other' WHERE id = 3")
    clinic = reopened(made)
    window = open_window(qtbot, clinic)
    assert not window.trail.isVisible()
    window.trail.walk()
    assert "entry 3 does not fit" in window.trail.text.text()
    assert window.trail.isVisible()
    clinic.close()


def test_that_a_chart_is_shown_first_and_recorded_at_once_after(
    qtbot: QtBot, clinic: Clinic
) -> None:
    patient_id = a_patient(clinic)
    tasks = Tasks()
    window = open_window(qtbot, clinic, tasks)
    window.open_patient(patient_id)
    qtbot.waitUntil(lambda: window.chart.person is not None)
    qtbot.waitUntil(lambda: not tasks.is_busy and clinic.unrecorded == 0)
    assert _views(clinic, patient_id) == 1
    _settle(qtbot, window, tasks)


def test_that_a_reload_and_another_tab_add_no_row_but_the_next_opening_does(
    qtbot: QtBot, clinic: Clinic
) -> None:
    first, second = a_patient(clinic), a_patient(clinic)
    window = open_window(qtbot, clinic)
    window.open_patient(first)
    window.chart.reload()
    for number in range(4):
        window.chart.show_number(number)
    assert _views(clinic, first) == 1
    window.open_patient(second)
    window.open_patient(first)
    assert (_views(clinic, first), _views(clinic, second)) == (2, 1)


def test_that_a_chart_is_shown_while_nothing_can_be_recorded_and_the_row_follows(
    qtbot: QtBot, clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient_id, other = a_patient(clinic), a_patient(clinic)
    window = open_window(qtbot, clinic)
    with monkeypatch.context() as full:

        def refuse(_store: Store) -> None:
            raise DiskFull("The disk is full, so nothing was saved just now.")

        full.setattr(Store, "write", refuse)
        window.open_patient(patient_id)
        assert window.chart.person is not None
        assert "can't be recorded" in window.messages.text
    assert clinic.unrecorded == 1
    window.open_patient(other)
    assert clinic.unrecorded == 0
    assert (_views(clinic, patient_id), _views(clinic, other)) == (1, 1)


def test_that_a_row_is_written_before_the_chart_is_shown(qtbot: QtBot, clinic: Clinic) -> None:
    patient_id = a_patient(clinic)
    tasks = Tasks()
    window = open_window(qtbot, clinic, tasks)
    recorded: list[int] = []
    window.chart.shown.connect(lambda _id: recorded.append(_views(clinic, patient_id)))
    with qtbot.waitSignal(window.chart.shown):
        window.open_patient(patient_id)
    assert recorded == [1]
    _settle(qtbot, window, tasks)


def test_that_what_was_shown_last_is_recorded_when_the_clinic_is_closed(
    made: MadeClinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient_id = a_patient(made.clinic)
    with monkeypatch.context() as full:

        def refuse(_store: Store) -> None:
            raise DiskFull("The disk is full, so nothing was saved just now.")

        full.setattr(Store, "write", refuse)
        patients.get_patient(made.clinic, patient_id)
    assert made.clinic.unrecorded == 1
    made.clinic.close()
    clinic = reopened(made)
    assert _views(clinic, patient_id) == 1
    clinic.close()


def _settle(qtbot: QtBot, window: MainWindow, tasks: Tasks) -> None:
    """Let the worker come to rest before its clinic is closed."""
    qtbot.waitUntil(lambda: not tasks.is_busy)
    window.context.lock()
    tasks.shut_down()
