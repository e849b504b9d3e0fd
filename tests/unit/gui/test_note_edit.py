"""What may be pasted into a note."""

from __future__ import annotations

from PySide6.QtCore import QMimeData

from practice_desk.gui.widgets.note_edit import LONGEST, NoteEdit


def paste(edit: NoteEdit, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    edit.insertFromMimeData(data)


def test_that_a_megabyte_is_refused_with_a_sentence_and_nothing_is_lost(qtbot):
    edit = NoteEdit()
    qtbot.addWidget(edit)
    edit.setPlainText("Takes it with breakfast")
    with qtbot.waitSignal(edit.refused) as refusal:
        paste(edit, "x" * 1_000_000)
    assert edit.toPlainText() == "Takes it with breakfast"
    assert "have 1,000,023 characters; 16,000 fit" in refusal.args[0]


def test_that_a_long_note_is_pasted_as_plain_text(qtbot):
    edit = NoteEdit()
    qtbot.addWidget(edit)
    data = QMimeData()
    data.setHtml("<b>bold</b>")
    data.setText("line\n" * (LONGEST // 5))
    edit.insertFromMimeData(data)
    assert edit.toPlainText() == "line\n" * (LONGEST // 5)


def test_that_invisible_characters_of_a_paste_stay_outside(qtbot):
    edit = NoteEdit()
    qtbot.addWidget(edit)
    paste(edit, "Sleeps\r\n\u202ewell\u202c\x07 שלום 😀")
    assert edit.toPlainText() == "Sleeps\nwell שלום 😀"
