"""A serious reaction for the FDA: looked at, worded, printed or saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from practice_desk.domain.patient import Patient
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.letter_dialog import LetterDialog, LetterForm, ReadyPages
from practice_desk.gui.widgets.note_edit import NoteEdit
from practice_desk.services import medwatch
from practice_desk.services.clinic import Clinic
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


@dataclass(frozen=True, slots=True)
class MadeReport:
    """A draft with its pages, or None while something is missing."""

    draft: MedwatchDraft
    rendered: RenderedLetter | None


class MedwatchDialog(LetterDialog):
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
        self.made: MadeReport | None = None
        self._report_id = report_id
        self._code, self._number, self._filled = "", 0, False
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

    def ready_pages(self) -> ReadyPages | None:
        """Return the report's pages, None while something is missing."""
        made = self.made
        if made is None or made.rendered is None:
            return None
        draft, pages = made.draft, made.rendered
        return ReadyPages(
            pages.pdf,
            draft.code,
            lambda clinic, delivery, path: medwatch.give_medwatch(
                clinic, draft, pages, delivery, path
            ),
        )

    def show_busy(self, busy: bool) -> None:
        """Let nothing be chosen while pages are under way, nor after they were printed."""
        form, free = self.form, not busy and not self.is_printed
        for widget in (form.narrative, form.with_tests, form.with_others, form.with_history):
            widget.setEnabled(free)

    def make(self) -> None:
        """Make the pages for what stands in the form."""
        self._number += 1
        number, form, context = self._number, self.form, self.context
        self.made = None
        self.show_offered()
        options = MedwatchOptions(
            narrative=form.narrative.toPlainText() if self._filled else None,
            with_tests=form.with_tests.isChecked(),
            with_history=form.with_history.isChecked(),
            with_others=form.with_others.isChecked(),
            code=self._code,
        )
        patient_id, report_id = self.patient_id, self._report_id
        context.tasks.run(
            lambda: _made(context.clinic, patient_id, report_id, options),
            done=lambda made: self._show_made(number, made),
            failed=self.show_failed,
            parent=self,
        )

    def _typed(self) -> None:
        if self._filled:
            self.made = None
            self.show_offered()
            self._pause.start()

    def _show_made(self, number: int, made: MadeReport) -> None:
        if number != self._number:
            return
        if not self._filled:
            self.form.narrative.setPlainText(made.draft.content.narrative)
            self._filled = True
        self.made, self._code = made, made.draft.code
        self.say(" ".join(problem.sentence for problem in made.draft.missing))
        if made.rendered is None:
            self.form.preview.show_message("The report appears here once nothing is missing.")
        else:
            self.form.preview.show_pdf(made.rendered.pdf)
        self.show_offered()


def _made(clinic: Clinic, patient_id: int, report_id: int, options: MedwatchOptions) -> MadeReport:
    draft = medwatch.medwatch_draft(clinic, patient_id, report_id, options)
    return MadeReport(draft, None if draft.missing else medwatch.render_medwatch(draft))
