"""A paper for the patient: a form to fill in, the safety plan, crisis information."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QLabel, QWidget

from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.patient import Patient
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.letter_dialog import LetterForm
from practice_desk.gui.dialogs.made_paper import MadePaperDialog, made_paper
from practice_desk.services import patient_papers
from practice_desk.services.clinic import Clinic
from practice_desk.services.kept_letters import SentLetter
from practice_desk.services.patient_papers import PaperDraft

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter

MakeDraft = Callable[[Clinic, int], PaperDraft]
"""Takes the clinic and the patient's id, on the worker."""


class PatientPaperForm(LetterForm):
    """`ui/patient_paper_dialog.ui`."""

    ui = "patient_paper_dialog.ui"
    title: QLabel
    explanation: QLabel


class PatientPaperDialog(MadePaperDialog[PaperDraft]):
    """Shows one paper, to be printed or saved."""

    noun: ClassVar[str] = "paper"
    title: ClassVar[str] = "Paper for the patient"

    def __init__(
        self, context: AppContext, patient: Patient, make: MakeDraft, parent: QWidget | None = None
    ) -> None:
        form = PatientPaperForm()
        super().__init__(context, patient, form, parent)
        self.form = form
        self.resize(1040, 700)
        clinic, patient_id = context.clinic, self.patient_id
        render = patient_papers.render_paper_for_patient
        self.make_paper(lambda: made_paper(make(clinic, patient_id), render))

    def filled(self, draft: PaperDraft) -> None:
        """Show which paper it is."""
        self.form.title.setText(draft.title)

    def give(
        self,
        clinic: Clinic,
        draft: PaperDraft,
        pages: RenderedLetter,
        delivery: LetterDelivery,
        path: Path | None,
    ) -> SentLetter:
        """Record that the paper left."""
        return patient_papers.give_paper(clinic, draft, pages, delivery, path)
