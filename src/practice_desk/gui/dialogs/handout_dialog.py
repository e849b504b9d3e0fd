"""A handout for one patient: chosen, looked at in its language and size, printed or saved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QCompleter, QLabel, QWidget

from practice_desk.domain.education import TeachBack, Topic
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.patient import Patient
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.letter_dialog import LetterForm
from practice_desk.gui.dialogs.made_paper import MadePaperDialog, made_paper
from practice_desk.gui.models.education_view import KINDS, LANGUAGES, RESULTS, name_of
from practice_desk.services import handouts
from practice_desk.services.clinic import Clinic
from practice_desk.services.education import Offer
from practice_desk.services.handouts import HandoutDraft, HandoutOptions, Taught
from practice_desk.services.kept_letters import LeavingPages, SentLetter

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter

_SHEETS = (("US Letter", False), ("A4", True))
_ASKED = (TeachBack.NOT_ASKED, TeachBack.UNDERSTOOD, TeachBack.NEEDS_MORE, TeachBack.DECLINED)


class HandoutForm(LetterForm):
    """`ui/handout_dialog.ui`."""

    ui = "handout_dialog.ui"
    title: QLabel
    topic: QComboBox
    language: QComboBox
    sheet: QComboBox
    large: QCheckBox
    result: QComboBox


class HandoutDialog(MadePaperDialog[HandoutDraft]):
    """Shows *chosen* of *offers* first; any other can be found by typing a part of its name."""

    noun: ClassVar[str] = "handout"
    title: ClassVar[str] = "Handout"

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        offers: Sequence[Offer],
        chosen: Topic,
        language: str,
        parent: QWidget | None = None,
    ) -> None:
        form = HandoutForm()
        super().__init__(context, patient, form, parent)
        self.form = form
        self._topics = [each.topic for each in offers]
        self._fill(offers, chosen, language)
        self.resize(1120, 720)
        form.topic.currentIndexChanged.connect(self._make)
        form.language.currentIndexChanged.connect(self._make)
        form.sheet.currentIndexChanged.connect(self._make)
        form.large.toggled.connect(self._make)
        self._make()

    def give(
        self,
        clinic: Clinic,
        draft: HandoutDraft,
        pages: RenderedLetter,
        delivery: LetterDelivery,
        path: Path | None,
    ) -> SentLetter:
        """Record that the handout left, with the teach-back as it was chosen."""
        leaving = LeavingPages(pages, delivery, path)
        return handouts.give_handout(clinic, draft, leaving, Taught(self._result))

    def show_busy(self, busy: bool) -> None:
        """Let nothing be chosen while pages are under way, nor after they were printed."""
        form = self.form
        for choice in (form.topic, form.language, form.sheet, form.large, form.result):
            choice.setEnabled(not busy and not self.is_printed)

    def _fill(self, offers: Sequence[Offer], chosen: Topic, language: str) -> None:
        form = self.form
        for each in offers:
            form.topic.addItem(f"{name_of(each)} · {KINDS[each.topic.kind].lower()}")
        form.topic.setEditable(True)
        form.topic.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = QCompleter(form.topic.model(), form.topic)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        form.topic.setCompleter(completer)
        edit = form.topic.lineEdit()
        if edit is not None:
            edit.editingFinished.connect(self._name_topic)
        form.print.setDefault(False)  # Enter chooses a handout here, and prints nothing
        form.print.setAutoDefault(False)
        form.topic.setCurrentIndex(self._topics.index(chosen))
        for code, name in LANGUAGES.items():
            form.language.addItem(name, code)
        form.language.setCurrentIndex(max(0, form.language.findData(language)))
        for name, is_a4 in _SHEETS:
            form.sheet.addItem(name, is_a4)
        for result in _ASKED:
            form.result.addItem(RESULTS[result], result)
        form.result.currentIndexChanged.connect(self._choose_result)
        self._result = TeachBack.NOT_ASKED

    def _name_topic(self) -> None:
        """Show which handout it is, where what was typed is none."""
        topic = self.form.topic
        topic.setEditText(topic.itemText(topic.currentIndex()))

    def _choose_result(self) -> None:
        self._result = _ASKED[self.form.result.currentIndex()]

    def _make(self) -> None:
        form, clinic, patient_id, code = self.form, self.context.clinic, self.patient_id, self.code
        if form.topic.currentIndex() < 0:
            return
        topic = self._topics[form.topic.currentIndex()]
        options = HandoutOptions(
            form.language.currentData(), form.large.isChecked(), form.sheet.currentData()
        )
        self.make_paper(
            lambda: made_paper(
                handouts.handout_draft(clinic, patient_id, topic, options, code),
                handouts.render_handout,
            )
        )
