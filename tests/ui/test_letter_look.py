"""The look of letters, chosen in the settings."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from practice_desk.gui.pages.letter_look_section import LetterLookSection
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_look import letter_look
from tests.ui.contexts import inline_context
from tests.unit.letters.test_look import picture


def test_that_the_clinic_chooses_its_logo_and_sheet(
    qtbot: QtBot, clinic: Clinic, tmp_path: Path
) -> None:
    section = LetterLookSection(inline_context(clinic))
    qtbot.addWidget(section.root)
    section.load()
    assert not section.is_changed()
    assert section.picture.text() == "No logo"
    (tmp_path / "logo.png").write_bytes(picture())
    (tmp_path / "notes.png").write_text("no picture")
    section.choose(tmp_path / "notes.png")
    assert "not a PNG or JPEG" in section.problem.text()
    section.choose(tmp_path / "gone.png")
    assert "cannot be read" in section.problem.text()
    section.choose(tmp_path / "logo.png")
    assert section.problem.isHidden()
    assert not section.picture.pixmap().isNull()
    section.sheet.setCurrentText("A4")
    qtbot.mouseClick(section.save_button, Qt.MouseButton.LeftButton)
    assert not section.is_changed()
    assert letter_look(clinic).a4
    assert letter_look(clinic).logo.startswith(b"\x89PNG")
    qtbot.mouseClick(section.remove_button, Qt.MouseButton.LeftButton)
    assert section.is_changed()
    section.discard()
    assert not section.picture.pixmap().isNull()
