"""What was signed, to read, and to give a copy of to the patient."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from practice_desk.domain.consent import ConsentCase
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.patient import Patient
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.consent_follow_dialogs import LEFT_WIDTH, consent_words
from practice_desk.gui.dialogs.letter_dialog import LetterDialog, ReadyPages
from practice_desk.gui.dialogs.patient_paper_dialog import PatientPaperForm
from practice_desk.services import consent_forms
from practice_desk.services.clinic import Clinic
from practice_desk.services.consent_forms import Verification
from practice_desk.services.kept_letters import SentLetter

_PDF = "application/pdf"
_ELSEWHERE = "This scan is no PDF. It is among the documents of this chart."


class SignedConsentDialog(LetterDialog):
    """Shows the signed pages, and says whether they are still what was signed."""

    noun: ClassVar[str] = "copy"
    title: ClassVar[str] = "Signed consent"

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        case: ConsentCase,
        parent: QWidget | None = None,
    ) -> None:
        form = PatientPaperForm()
        super().__init__(context, patient, form, parent)
        self.form = form
        self._pdf: bytes | None = None
        self._consent_id = case.consent.id or 0
        form.title.setText(consent_words(case))
        form.title.setWordWrap(True)
        form.title.setMaximumWidth(LEFT_WIDTH)
        self.resize(1040, 700)
        self.show_offered()
        clinic, patient_id, number = context.clinic, self.patient_id, self._consent_id
        context.tasks.run(
            lambda: (
                consent_forms.verify_signature(clinic, patient_id, number),
                consent_forms.signed_pages(clinic, patient_id, number),
            ),
            done=self._show,
            failed=self.show_failed,
            parent=self,
        )

    def ready_pages(self) -> ReadyPages | None:
        """Return the signed pages, once they were read."""
        if self._pdf is None:
            return None
        return ReadyPages(self._pdf, f"C-{self._consent_id}", self._given)

    def _given(self, clinic: Clinic, delivery: LetterDelivery, path: Path | None) -> SentLetter:
        changes = consent_forms.give_signed_copy(
            clinic, self.patient_id, self._consent_id, delivery, path
        )
        return SentLetter(0, f"C-{self._consent_id}", changes)

    def _show(self, found: tuple[Verification, tuple[bytes, str]]) -> None:
        verified, (data, media_type) = found
        if media_type == _PDF:
            self._pdf = data
            self.form.preview.show_pdf(data)
        else:
            self.form.preview.show_message(_ELSEWHERE)
        self.form.explanation.setText(verified.sentence)
        self.show_offered()
