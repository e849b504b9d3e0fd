"""Psychotherapy notes in the real windows: typed, kept, locked away, and nobody else's to see."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from practice_desk.domain.account import Role
from practice_desk.domain.errors import DiskFull
from practice_desk.domain.psychotherapy_note import PsychotherapyNote
from practice_desk.gui import psychotherapy_keeper
from practice_desk.gui.dialogs.older_notes_dialog import OlderNotesDialog
from practice_desk.gui.dialogs.own_code_dialog import OwnCodeDialog
from practice_desk.gui.dialogs.psychotherapy_note_dialog import PsychotherapyNoteDialog
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.pages.psychotherapy_page import PsychotherapyPage
from practice_desk.services import psychotherapy_keys
from practice_desk.services.clinic import Clinic
from practice_desk.services.psychotherapy_notes import sign_own_note
from practice_desk.services.start_up import open_clinic
from tests.factories import (
    CHEAP,
    PASSPHRASE,
    USER,
    MadeClinic,
    a_colleague,
    a_patient,
    make_clinic,
)
from tests.ui.flows import COLLEAGUE, started, unlock, unlock_colleague, window_of
from tests.ui.shell import open_window

CANARY = "Zqxcanary"


def page_of(window: MainWindow) -> PsychotherapyPage:
    """Open the chart at its page of psychotherapy notes."""
    window.open_patient(1)
    window.chart.show_page("Psychotherapy")
    page = window.chart.tabs.currentWidget()
    assert isinstance(page, PsychotherapyPage)
    return page


def words_in_all_windows() -> str:
    """Return what stands in every label and text field there is, shown or hidden."""
    labels = [each.text() for each in QApplication.allWidgets() if isinstance(each, QLabel)]
    texts = [
        each.toPlainText() for each in QApplication.allWidgets() if isinstance(each, QPlainTextEdit)
    ]
    return "\n".join([*labels, *texts])


def test_that_a_note_is_typed_kept_at_the_lock_and_seen_by_its_author_alone(
    look: QApplication, qtbot: QtBot, tmp_path: Path
):
    made = make_clinic(tmp_path)
    a_patient(made.clinic)
    psychotherapy_keys.begin_notes(made.clinic, PASSPHRASE, profile=CHEAP)
    a_colleague(made.clinic, Role.THERAPIST, user=COLLEAGUE)
    made.clinic.close()
    with started(made.root) as flow:
        unlock(flow)
        page = page_of(window_of(flow))
        page.gate.passphrase.setText(PASSPHRASE)
        page.gate.main.click()
        page.write.click()
        (dialog,) = page.findChildren(PsychotherapyNoteDialog)
        QTest.keyClicks(dialog.form.text, f"{CANARY} at the lake")
        assert dialog.keeper.timer.isActive()
        dialog.keeper.timer.timeout.emit()
        assert dialog.form.kept.text().startswith("Kept sealed")
        QTest.keyClicks(dialog.form.text, ", again")
        flow.lock()
        qtbot.waitUntil(lambda: CANARY not in words_in_all_windows())

        unlock_colleague(flow)
        other = page_of(window_of(flow))
        assert other.gate.main.text() == "Make my key"
        assert CANARY not in words_in_all_windows()
        flow.lock()

        unlock(flow, USER)
        page = page_of(window_of(flow))
        assert page.list.count() == 0
        page.gate.passphrase.setText("not that one")
        page.gate.main.click()
        assert "does not open" in page.gate.problem.text()
        page.gate.passphrase.setText(PASSPHRASE)
        page.gate.main.click()
        assert page.text.toPlainText() == f"{CANARY} at the lake, again"
        window_of(flow).chart.show_page("Notes")
        assert CANARY not in words_in_all_windows()


def test_that_the_author_begins_with_a_code_signs_deletes_and_seals(
    qtbot: QtBot, look: QApplication, clinic: Clinic, tmp_path: Path
):
    a_patient(clinic)
    page = page_of(open_window(qtbot, clinic))
    page.gate.passphrase.setText(PASSPHRASE)
    page.gate.main.click()
    (code,) = page.findChildren(OwnCodeDialog)
    own_code = code.form.code.text()
    printer = QPrinter()
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    code.print_sheet(printer)
    assert (tmp_path / "printed.pdf").stat().st_size > 5_000
    assert "again" in code.form.print_button.text().replace("&", "")
    code.form.last_group.setText("0000")
    code.form.save_button.click()
    assert code.isVisible()
    code.form.last_group.setText(own_code[-4:].lower())
    code.form.save_button.click()
    assert not code.isVisible()

    assert own_code not in words_in_all_windows()
    page.write.click()
    (dialog,) = page.findChildren(PsychotherapyNoteDialog)
    dialog.form.save_button.click()
    assert "Nothing is written" in dialog.form.problem.text()
    QTest.keyClicks(dialog.form.text, "One")
    dialog.form.save_button.click()
    assert not dialog.isVisible()
    assert page.facts.text().startswith("Signed")
    assert page.go_on_button.isHidden()
    page.delete.click()
    assert page.list.count() == 1
    assert "gone for good" in page.said.text
    page.delete.click()
    assert page.list.count() == 0
    page.seal.click()
    assert page.gate.main.text() == "Open my notes"


def test_that_a_note_that_the_lock_could_not_keep_is_kept_once_its_author_opened_the_notes(
    look: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    made = make_clinic(tmp_path)
    a_patient(made.clinic)
    psychotherapy_keys.begin_notes(made.clinic, PASSPHRASE, profile=CHEAP)
    made.clinic.close()

    def full(*_arguments: object, **_more: object) -> None:
        raise DiskFull("The disk is full.", "Free some space.")

    with started(made.root) as flow:
        unlock(flow)
        page = page_of(window_of(flow))
        page.gate.passphrase.setText(PASSPHRASE)
        page.gate.main.click()
        page.write.click()
        (dialog,) = page.findChildren(PsychotherapyNoteDialog)
        QTest.keyClicks(dialog.form.text, f"{CANARY} at the lake")
        with monkeypatch.context() as patched:
            patched.setattr(psychotherapy_keeper, "keep_note", full)
            flow.lock()
        unlock(flow)
        assert dialog.isVisible()
        dialog.reject()
        assert dialog.isVisible(), "the notes are sealed: closing would lose what was typed"
        assert QApplication.activeModalWidget() is None
        page = page_of(window_of(flow))
        page.gate.passphrase.setText(PASSPHRASE)
        page.gate.main.click()
        dialog.reject()
        assert not dialog.isVisible()
        assert page.text.toPlainText() == f"{CANARY} at the lake"


def test_that_notes_of_before_one_began_anew_come_back_with_a_code_found_later(
    qtbot: QtBot, look: QApplication, made: MadeClinic
):
    clinic = made.clinic
    patient_id = a_patient(clinic)
    code = psychotherapy_keys.begin_notes(clinic, PASSPHRASE, profile=CHEAP)
    note = PsychotherapyNote(patient_id, clinic.today(), f"{CANARY} of before")
    sign_own_note(clinic, note)
    clinic.author_key.forget()
    page = page_of(open_window(qtbot, clinic))
    gate = page.gate
    gate.passphrase.setText("somebody guesses")
    gate.main.click()
    gate.replaced.click()
    gate.passphrase.setText(PASSPHRASE)
    gate.anew.click()
    assert "stays, and opens if you find" in gate.problem.text()
    gate.anew.click()
    (shown,) = page.findChildren(OwnCodeDialog)
    shown.form.cancel_button.click()
    assert page.older.text() == "1 note in this chart under your earlier key."
    page.open_older.click()
    (older,) = page.findChildren(OlderNotesDialog)
    QTest.keyClicks(older.form.secret, "not that one")
    QTest.keyClick(older.form.secret, Qt.Key.Key_Return)
    assert "does not open" in older.form.problem.text()
    older.form.secret.setText(code)
    older.form.save_button.click()
    assert page.open_older.isHidden()
    assert older.form.secret.secret() == ""
    assert page.text.toPlainText() == f"{CANARY} of before"
    page.seal.click()
    gate.passphrase.setText("somebody guesses")
    gate.main.click()
    gate.passphrase.setText(PASSPHRASE)
    gate.main.click()
    assert page.list.count() == 1
    assert "1 wrong passphrase was typed" in words_in_all_windows()


_TYPIST = """
import sys
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
app = QApplication(["typist", "-style", "fusion"])
from practice_desk.app import paths
paths.config_folder = lambda: Path(sys.argv[2])
from practice_desk.gui import theme
theme.install(app, False)
from practice_desk.gui.tasks import Tasks
from practice_desk.app.flow import Flow
from practice_desk.gui.dialogs.psychotherapy_note_dialog import PsychotherapyNoteDialog
from tests.ui.flows import PASSPHRASE, unlock
flow = Flow(Tasks(), Tasks())
flow.start(Path(sys.argv[1]))
unlock(flow)
def until(ready):
    while not ready():
        QTest.qWait(10)
until(lambda: flow.window is not None)
window = flow.window
window.open_patient(1)
until(lambda: window.chart.chart is not None)
window.chart.show_page("Psychotherapy")
page = window.chart.tabs.currentWidget()
until(lambda: page.gate.main.text() == "Open my notes")
page.gate.passphrase.setText(PASSPHRASE)
page.gate.main.click()
until(lambda: page.stack.currentIndex() == 1)
page.write.click()
dialog = page.findChildren(PsychotherapyNoteDialog)[0]
while True:
    QTest.keyClicks(dialog.form.text, "Zqxcan ")
    if dialog.form.kept.text().startswith("Kept"):
        print(len(dialog.form.text.toPlainText()), flush=True)
    QTest.qWait(50)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_that_a_kill_costs_the_last_seconds_of_a_note_and_leaves_no_word_in_clear(
    look: QApplication,
    qtbot: QtBot,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
):
    made = make_clinic(tmp_path)
    a_patient(made.clinic)
    psychotherapy_keys.begin_notes(made.clinic, PASSPHRASE, profile=CHEAP)
    made.clinic.close()
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", _TYPIST, str(made.root), str(tmp_path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment, cwd=Path(__file__).parents[2]
    ) as typist:
        assert typist.stdout is not None
        lines = [typist.stdout.readline() for _ in range(6)]
        typist.send_signal(signal.SIGKILL)
        rest = typist.stdout.read().split()
    typed = max(int(line) for line in [*lines, *rest] if line.strip())
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in files if b"Zqxcan" in path.read_bytes()]
    clinic = open_clinic(made.root, USER, PASSPHRASE)
    with clinic.store.read() as work:
        query = "SELECT sealed FROM psychotherapy_note"
        (sealed,) = work.connection.exec_driver_sql(query).scalars()
        drafts = work.connection.exec_driver_sql("SELECT count(*) FROM draft").scalar_one()
    assert b"Zqxcan" not in sealed, "in the database, too, it is sealed"
    assert drafts == 0
    page = page_of(open_window(qtbot, clinic))
    page.gate.passphrase.setText(PASSPHRASE)
    page.gate.main.click()
    kept = len(page.text.toPlainText())
    assert page.text.toPlainText().startswith("Zqxcan Zqxcan")
    assert typed - kept <= 5 * 7 * 20, "it types seven characters every 50 ms, at most"
    record_property("figures", f"psychotherapy note: kill -9 while typing, {kept} of {typed} kept")
    clinic.close()
