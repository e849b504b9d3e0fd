"""Writing notes in the real window: what is typed, what is kept, what nobody loses."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from practice_desk.domain.note import Modality, Note, NoteKind
from practice_desk.domain.note_section import NotePart, NoteSection, Origin, copied, generated
from practice_desk.gui.dialogs.note_editor import NoteEditor
from practice_desk.gui.main_window import MainWindow
from practice_desk.gui.widgets.section_edit import SectionEdit
from practice_desk.services import charts, notes
from practice_desk.services.clinic import Clinic
from practice_desk.services.start_up import open_clinic
from tests.factories import PASSPHRASE, USER, a_note, a_patient, make_clinic
from tests.ui.shell import open_window


@pytest.fixture
def window(qtbot: QtBot, clinic: Clinic) -> MainWindow:
    window = open_window(qtbot, clinic)
    window.open_patient(a_patient(clinic))
    window.chart.show_page("Notes")
    return window


def kept(window: MainWindow) -> tuple[Note, ...]:
    return charts.reload_chart(window.context.clinic, 1).notes


def write(window: MainWindow) -> NoteEditor:
    """Begin a note."""
    window.chart.tabs.currentWidget().notes.add.click()  # type: ignore[attr-defined]
    return editor_of(window)


def go_on(window: MainWindow) -> NoteEditor:
    """Open the draft that is selected."""
    window.chart.tabs.currentWidget().reading.go_on.click()  # type: ignore[attr-defined]
    return editor_of(window)


def editor_of(window: MainWindow) -> NoteEditor:
    (editor,) = [each for each in window.findChildren(NoteEditor) if each.isVisible()]
    return editor


def choose(editor: NoteEditor, kind: NoteKind) -> None:
    place = editor.form.kind.findText({NoteKind.INDIVIDUAL: "Individual therapy"}[kind])
    editor.form.kind.setCurrentIndex(place)
    editor.form.kind.activated.emit(place)


def test_that_a_session_is_written_by_keyboard_and_codes_are_only_offered(
    window: MainWindow, qtbot: QtBot
):
    editor = write(window)
    choose(editor, NoteKind.INDIVIDUAL)
    form = editor.form
    form.seen_on.set_value(editor.context.clinic.today() - timedelta(days=1))
    form.started_at.setText("2:00")
    form.ended_at.setText("2:45")
    form.modality.setCurrentIndex(2)
    assert form.minutes.text() == "45 minutes"
    assert "90834" in form.suggestion.text()
    assert "38 to 52 minutes of psychotherapy" in form.code_notes.text()
    assert "CMS" in form.code_notes.text()
    assert editor.note().codes == ()
    form.suggestion.click()
    assert editor.note().codes == ("90834",)

    first = editor.column.edits[0]
    first.setFocus()
    QTest.keyClicks(first, "Slept ")
    QTest.keyClick(first, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(first, "well")
    QTest.keyClick(first, Qt.Key.Key_Return)
    QTest.keyClicks(first, "- walks")
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert editor.focusWidget() is editor.column.edits[1]
    assert [section.title for section in editor.note().sections] == ["Data", "Assessment", "Plan"]
    assert editor.note().sections[0].text == "Slept **well**\n- **walks**"
    editor.activateWindow()
    qtbot.waitUntil(editor.isActiveWindow)
    plan = editor.column.edits[2]
    plan.setFocus()
    QTest.keyClicks(plan, "Called. /lv")
    QTest.keyClick(editor.column.popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "message" in plan.toPlainText())
    assert plan.toPlainText() == "Called. Left a message to call back, without clinical content."
    QTest.keyClick(editor.column.edits[1], Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (signed,) = kept(window)
    assert (signed.state, signed.codes, signed.minutes) == ("signed", ("90834",), 45)
    assert signed.modality is Modality.VIDEO


def test_that_closing_keeps_what_was_typed_its_author_goes_on_and_discarding_does_not(
    window: MainWindow,
):
    write(window).reject()
    assert kept(window) == (), "nobody typed"
    editor = write(window)
    editor.column.edits[0].setPlainText("Wrong chart")
    editor.keeper.keep()
    editor.form.discard_button.click()
    assert "for good" in editor.form.problem.text()
    assert len(kept(window)) == 1
    editor.form.discard_button.click()
    assert kept(window) == ()
    editor = write(window)
    editor.column.edits[0].setPlainText("Half a")
    editor.reject()
    assert not editor.isVisible()
    (draft,) = kept(window)
    assert (draft.state, draft.sections[0].text) == ("draft", "Half a")
    editor = go_on(window)
    editor.column.edits[0].setPlainText("Half a thought")
    editor.form.save_button.click()
    (signed,) = kept(window)
    assert (signed.id, signed.state, signed.begun_at) == (draft.id, "signed", draft.begun_at)


def test_that_a_draft_written_elsewhere_is_told_and_both_texts_are_kept(window: MainWindow):
    a_note(window.context.clinic, 1, "First", signed=False)
    window.chart.reload()
    editor = go_on(window)
    (draft,) = kept(window)
    part = NoteSection.typed("note", "Note", "Elsewhere")
    notes.save_draft(window.context.clinic, replace(draft, sections=(part,)))
    editor.column.edits[0].setPlainText("Here")
    editor.keeper.keep()
    assert "nothing was overwritten" in editor.form.problem.text()
    assert sorted(note.text for note in kept(window)) == ["Elsewhere", "Here"]
    editor.column.edits[0].setPlainText("Here too")
    editor.form.save_button.click()
    assert {note.text: note.state for note in kept(window)} == {
        "Elsewhere": "draft", "Here too": "signed",
    }  # fmt: skip


def test_that_earlier_words_are_copied_by_section_with_their_day_and_outlive_another_format(
    window: MainWindow,
):
    clinic, day = window.context.clinic, window.context.today() - timedelta(days=30)
    section = NoteSection.typed("plan", "Plan", "Walk **daily**.")
    told = NoteSection.typed("subjective", "Subjective", "Slept badly.")
    value = Note(1, NoteKind.MEDICATION, day, (told, section), "", clinic.now())
    notes.sign_note(clinic, value)
    window.chart.reload()
    editor = write(window)
    plan = editor.column.edits[3]
    assert plan.copy_button is not None
    plan.copy_button.click()
    assert plan.copy_button.isHidden()
    first, *_, last = editor.note().sections
    assert first.is_empty, "nothing else came along"
    (part,) = last.parts
    assert (part.text, part.origin, part.of) == ("Walk **daily**.", Origin.COPIED, day)
    assert "Copied from note by Ana Berg" in plan.origins
    QTest.keyClicks(plan, " Twice.")
    (part,) = editor.note().sections[-1].parts
    assert (part.origin, part.edited) == (Origin.COPIED, True)
    place = editor.form.format.findText("DAP")
    editor.form.format.setCurrentIndex(place)
    editor.form.format.activated.emit(place)
    menu = editor.form.approaches.menu()
    next(action for action in menu.actions() if action.text() == "CBT").trigger()
    titles = [section.title for section in editor.note().sections]
    assert titles[:3] == ["Data", "Assessment", "Mood check"]
    assert titles[-1] == "Plan"
    assert editor.note().sections[-1].text == "Walk **daily**. Twice.", "no word is dropped"


@pytest.fixture
def edit(qtbot: QtBot, look: QApplication) -> SectionEdit:
    edit = SectionEdit("Plan", 3)
    qtbot.addWidget(edit)
    edit.show()
    return edit


def test_that_words_nobody_typed_stay_marked_until_they_are_edited(edit: SectionEdit):
    made = generated("Started sertraline 50 mg.\n- PHQ-9: 9", "medication plan")
    old = copied(NotePart("Works nights."), "note by Ana Berg", date(2026, 11, 3))
    edit.put((made, old))
    assert edit.parts() == (made, old)
    assert edit.origins == (
        "Generated from medication plan · Copied from note by Ana Berg, Nov 3, 2026"
    )
    edit.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    QTest.keyClicks(edit, "New line")
    assert [part.origin for part in edit.parts()] == [
        Origin.GENERATED, Origin.COPIED, Origin.TYPED,
    ]  # fmt: skip
    edit.moveCursor(QTextCursor.MoveOperation.Start)
    QTest.keyClicks(edit, "Re")
    first, second, *_ = edit.parts()
    assert (first.origin, first.text) == (Origin.TYPED, "ReStarted sertraline 50 mg.")
    assert (second.origin, second.text) == (Origin.GENERATED, "- PHQ-9: 9")


def test_that_pasted_words_are_plain_and_too_many_are_refused(edit: SectionEdit):
    rich = QMimeData()
    rich.setHtml("<b>bold</b><script>x</script>")
    rich.setText("bold\r\n**st\u202ears**\x07\x9f")  # a note that held these would not be kept
    edit.insertFromMimeData(rich)
    assert edit.parts() == (NotePart("bold\n\\*\\*stars\\*\\*"),)
    much = QMimeData()
    much.setText("x" * 50_000)
    edit.insertFromMimeData(much)
    assert edit.toPlainText() == "bold\n**stars**"


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
from practice_desk.gui.dialogs.note_editor import NoteEditor
from tests.ui.flows import unlock
flow = Flow(Tasks(), Tasks())
flow.start(Path(sys.argv[1]))
unlock(flow)
def until(ready):
    while not ready():
        QTest.qWait(20)
until(lambda: flow.window is not None)
window = flow.window
window.open_patient(1)
until(lambda: window.chart.chart is not None)
window.chart.show_page("Notes")
window.chart.tabs.currentWidget().notes.add.click()
until(lambda: window.findChildren(NoteEditor))
editor = window.findChildren(NoteEditor)[0]
typed = ""
while True:
    QTest.keyClicks(editor.column.edits[0], "CANARY ")
    typed += "CANARY "
    if "kept" in editor.form.kept.text():
        print(len(typed), flush=True)
    QTest.qWait(50)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_that_a_kill_costs_the_last_seconds_of_a_note_and_its_author_goes_on(
    look: QApplication,
    qtbot: QtBot,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
):
    made = make_clinic(tmp_path)
    a_patient(made.clinic)
    made.clinic.close()
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, "-c", _TYPIST, str(made.root), str(tmp_path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment, cwd=Path(__file__).parents[2]
    ) as typist:
        assert typist.stdout is not None
        lines = [typist.stdout.readline() for _ in range(12)]  # some seconds of typing
        typist.send_signal(signal.SIGKILL)
        rest = typist.stdout.read().split()
    typed = max(int(line) for line in [*lines, *rest] if line.strip())
    clinic = open_clinic(made.root, USER, PASSPHRASE)
    (unsigned,) = notes.unsigned_notes(clinic)
    saved = len(unsigned.note.sections[0].text)
    assert unsigned.note.patient_id == 1
    assert typed - saved <= 5 * 7 * 20, "it types seven characters every 50 ms, at most"
    record_property("figures", f"notes: kill -9 while typing, {saved} of {typed} characters kept")
    window = open_window(qtbot, clinic)
    window.open_patient(1)
    window.chart.show_page("Notes")
    editor = go_on(window)
    assert editor.column.edits[0].toPlainText().strip() == unsigned.note.sections[0].text.strip()
    editor.done(0)
    clinic.close()
