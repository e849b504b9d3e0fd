"""A paper for the patient: a form to fill in, the safety plan, crisis information."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QLabel, QWidget

from practice_desk.domain.patient import Patient
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.letter_dialog import LetterDialog, LetterForm, ReadyPages
from practice_desk.services import patient_papers
from practice_desk.services.clinic import Clinic
from practice_desk.services.patient_papers import PaperDraft

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter

MakeDraft = Callable[[Clinic, int], PaperDraft]
"""Takes the clinic and the patient's id, on the worker."""


class PatientPaperForm(LetterForm):
    """`ui/patient_paper_dialog.ui`."""

    ui = "patient_paper_dialog.ui"
    title: QLabel


@dataclass(frozen=True, slots=True)
class MadePaper:
    """A draft with its pages, or None while something is missing."""

    draft: PaperDraft
    rendered: RenderedLetter | None


class PatientPaperDialog(LetterDialog):
    """Shows one paper, to be printed or saved."""

    noun: ClassVar[str] = "paper"
    title: ClassVar[str] = "Paper for the patient"

    def __init__(
        self, context: AppContext, patient: Patient, make: MakeDraft, parent: QWidget | None = None
    ) -> None:
        form = PatientPaperForm()
        super().__init__(context, patient, form, parent)
        self.form = form
        self.made: MadePaper | None = None
        self.show_offered()
        self.resize(1040, 700)
        patient_id = self.patient_id
        context.tasks.run(
            lambda: _made(make(context.clinic, patient_id)),
            done=self._show_made,
            failed=self.show_failed,
            parent=self,
        )

    def ready_pages(self) -> ReadyPages | None:
        """Return the paper's pages, None while something is missing."""
        made = self.made
        if made is None or made.rendered is None:
            return None
        draft, pages = made.draft, made.rendered
        return ReadyPages(
            pages.pdf,
            draft.code,
            lambda clinic, delivery, path: patient_papers.give_paper(
                clinic, draft, pages, delivery, path
            ),
        )

    def _show_made(self, made: MadePaper) -> None:
        self.made = made
        self.form.title.setText(made.draft.title)
        self.say(" ".join(problem.sentence for problem in made.draft.missing))
        if made.rendered is None:
            self.form.preview.show_message("The paper appears here once nothing is missing.")
        else:
            self.form.preview.show_pdf(made.rendered.pdf)
        self.show_offered()


def _made(draft: PaperDraft) -> MadePaper:
    rendered = None if draft.missing else patient_papers.render_paper_for_patient(draft)
    return MadePaper(draft, rendered)
