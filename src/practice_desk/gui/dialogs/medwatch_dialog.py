"""A serious reaction for the FDA: looked at, worded, printed or saved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.patient import Patient
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.letter_dialog import LetterForm
from practice_desk.gui.dialogs.made_paper import MadePaper, MadePaperDialog, made_paper
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.services import medwatch
from practice_desk.services.clinic import Clinic
from practice_desk.services.kept_letters import SentLetter
from practice_desk.services.medwatch import MedwatchDraft, MedwatchOptions

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter

_TYPING_PAUSE_MS = 400


class MedwatchForm(LetterForm):
    """`ui/medwatch_dialog.ui`."""

    ui = "medwatch_dialog.ui"
    title: QLabel
    narrative: NoteEdit
    with_tests: QCheckBox
    with_others: QCheckBox
    with_history: QCheckBox


class MedwatchDialog(MadePaperDialog[MedwatchDraft]):
    """The report of one side effect of one patient."""

    noun: ClassVar[str] = "report"
    title: ClassVar[str] = "Report to the FDA"

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        report_id: int,
        parent: QWidget | None = None,
    ) -> None:
        form = MedwatchForm()
        super().__init__(context, patient, form, parent)
        self.form = form
        self._report_id = report_id
        self._filled = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.make)
        for box in (form.with_tests, form.with_others):
            box.setChecked(True)
        for box in (form.with_tests, form.with_others, form.with_history):
            box.toggled.connect(self.make)
        form.narrative.textChanged.connect(self._typed)
        self.show_offered()
        self.resize(1160, 720)
        self.make()

    def give(
        self,
        clinic: Clinic,
        draft: MedwatchDraft,
        pages: RenderedLetter,
        delivery: LetterDelivery,
        path: Path | None,
    ) -> SentLetter:
        """Record that the report left."""
        return medwatch.give_medwatch(clinic, draft, pages, delivery, path)

    def show_busy(self, busy: bool) -> None:
        """Let nothing be chosen while pages are under way, nor after they were printed."""
        form, free = self.form, not busy and not self.is_printed
        for widget in (form.narrative, form.with_tests, form.with_others, form.with_history):
            widget.setEnabled(free)

    def make(self) -> None:
        """Make the pages for what stands in the form."""
        form, clinic = self.form, self.context.clinic
        options = MedwatchOptions(
            narrative=form.narrative.toPlainText() if self._filled else None,
            with_tests=form.with_tests.isChecked(),
            with_history=form.with_history.isChecked(),
            with_others=form.with_others.isChecked(),
            code=self.code,
        )
        patient_id, report_id = self.patient_id, self._report_id
        self.make_paper(lambda: _made(clinic, patient_id, report_id, options))

    def filled(self, draft: MedwatchDraft) -> None:
        """Show the narrative that was made, to be gone on with."""
        if not self._filled:
            self.form.narrative.setPlainText(draft.content.narrative)
            self._filled = True

    def _typed(self) -> None:
        if self._filled:
            self.made = None
            self.show_offered()
            self._pause.start()


def _made(
    clinic: Clinic, patient_id: int, report_id: int, options: MedwatchOptions
) -> MadePaper[MedwatchDraft]:
    draft = medwatch.medwatch_draft(clinic, patient_id, report_id, options)
    return made_paper(draft, medwatch.render_medwatch)
