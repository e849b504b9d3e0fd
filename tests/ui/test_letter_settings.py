"""The clinic's own words for letters, in the settings."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from practice_desk.gui.letters.compose_model import ComposeModel, Wanted
from practice_desk.gui.pages.letter_wording_section import LetterWordingSection
from practice_desk.letters.kinds import adverse_effect
from practice_desk.services.clinic import Clinic
from practice_desk.services.letter_offering import read_offering
from practice_desk.services.letter_wording import WordedPassage
from tests.factories import a_patient
from tests.ui.contexts import inline_context


def test_that_letters_begin_with_the_clinics_own_words_until_they_are_put_back(
    qtbot: QtBot, clinic: Clinic
) -> None:
    def begun() -> str:
        offering = read_offering(clinic, patient_id, adverse_effect.CODE)
        model = ComposeModel.begun(adverse_effect.KIND, offering, Wanted(adverse_effect.CODE))  # type: ignore[arg-type]  # one kind for any
        return model.choices().passage("question") or ""

    patient_id = a_patient(clinic)
    section = LetterWordingSection(inline_context(clinic))
    qtbot.addWidget(section.root)
    section.load()
    table = section.passages.table
    assert table.choose(_is_question, focus=False)
    delivered = section.text.toPlainText()
    assert delivered == begun()
    section.text.setPlainText("What do you see?")
    section.save_button.click()
    assert not section.is_changed()
    assert begun() == "What do you see?"

    assert table.choose(_is_question, focus=False)
    section.text.setPlainText("x" * 2_000)
    section.save_button.click()
    assert "shorten it" in section.problem.text()
    section.discard()
    section.restore_button.click()
    assert begun() == delivered


def _is_question(record: object) -> bool:
    return isinstance(record, WordedPassage) and record.kind == adverse_effect.CODE
