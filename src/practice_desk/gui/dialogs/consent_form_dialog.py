"""The pages of a consent form: to be printed and signed on paper, or signed here."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from practice_desk.domain.consent import ConsentCase, Relation, Signature
from practice_desk.domain.consent_rules import check_signature
from practice_desk.domain.letter import LetterDelivery
from practice_desk.domain.patient import Patient
from practice_desk.gui.binding import value_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.consent_follow_dialogs import consent_words
from practice_desk.gui.dialogs.consent_forms import TITLES
from practice_desk.gui.dialogs.letter_dialog import LetterForm
from practice_desk.gui.dialogs.made_paper import MadePaperDialog, made_paper
from practice_desk.gui.models.consent_view import RELATIONS
from practice_desk.gui.widgets.signature_field import SignatureField
from practice_desk.services import consent_forms
from practice_desk.services.clinic import Clinic
from practice_desk.services.consent_forms import FormDraft
from practice_desk.services.kept_letters import SentLetter
from practice_desk.services.patients import Saved

if TYPE_CHECKING:
    from practice_desk.letters.rendering import RenderedLetter


class ConsentPagesForm(LetterForm):
    """``ui/consent_form_dialog.ui``."""

    ui = "consent_form_dialog.ui"
    title: QLabel
    name: QLineEdit
    relation: QComboBox
    authority: QLineEdit
    strokes: SignatureField
    clear: QPushButton
    another: QPushButton
    signers: QLabel
    sign: QPushButton


class ConsentFormDialog(MadePaperDialog[FormDraft]):
    """Shows one form. What is signed here is bound to exactly the pages that are shown."""

    noun: ClassVar[str] = "form"
    title: ClassVar[str] = "Consent form"

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        case: ConsentCase,
        parent: QWidget | None = None,
    ) -> None:
        form = ConsentPagesForm()
        super().__init__(context, patient, form, parent)
        self.form = form
        self._signed: tuple[Signature, ...] = ()
        self._patient = patient
        form.title.setText(TITLES[case.consent.category])
        form.title.setToolTip(consent_words(case))
        form.name.setText(patient.legal_name)
        for value, text in RELATIONS.items():
            form.relation.addItem(text, value)
        form.clear.clicked.connect(form.strokes.clear)
        form.another.clicked.connect(self._take_another)
        form.sign.clicked.connect(self.sign)
        form.strokes.drawn.connect(self.show_offered)
        self.resize(1120, 720)
        clinic, patient_id, number = context.clinic, self.patient_id, case.consent.id or 0
        self.make_paper(
            lambda: made_paper(
                consent_forms.consent_form(clinic, patient_id, number), consent_forms.render_form
            )
        )

    def give(
        self,
        clinic: Clinic,
        draft: FormDraft,
        pages: RenderedLetter,
        delivery: LetterDelivery,
        path: Path | None,
    ) -> SentLetter:
        """Record that the form was printed."""
        return consent_forms.print_form(clinic, draft, pages, delivery, path)

    def show_offered(self) -> None:
        """Offer to sign what is shown once something is drawn."""
        super().show_offered()
        ready, drawn = self.can_send and not self._busy, bool(self.form.strokes.strokes)
        self.form.sign.setEnabled(ready and (drawn or bool(self._signed)))
        self.form.another.setEnabled(ready and drawn)
        self.form.clear.setEnabled(drawn)

    def sign(self) -> None:
        """Keep the signatures with the pages that they were made on."""
        made = self.made
        signatures = self._with_current()
        if made is None or made.rendered is None or signatures is None:
            return
        draft, pages, clinic = made.draft, made.rendered, self.context.clinic
        self._set_busy(True)
        self.context.tasks.run(
            lambda: consent_forms.sign_with_pointer(clinic, draft, pages, signatures),
            done=self._kept,
            failed=self.show_failed,
            parent=self,
        )

    def _take_another(self) -> None:
        signatures = self._with_current()
        if signatures is None:
            return
        self._signed = signatures
        self.form.signers.setText("Signed so far: " + ", ".join(each.name for each in signatures))
        self.form.strokes.clear()
        self.form.name.clear()
        self.form.authority.clear()
        self.form.relation.setCurrentIndex(self.form.relation.findData(Relation.PARENT))
        self.form.name.setFocus()

    def _with_current(self) -> tuple[Signature, ...] | None:
        """Return all signatures, with the one that stands in the form; None where it lacks."""
        form = self.form
        if not form.strokes.strokes:
            return self._signed
        now = self.context.clinic.now()
        blank = Signature(value_of(form.name), Relation(value_of(form.relation)), now)
        own = replace(blank, authority=value_of(form.authority), strokes=form.strokes.strokes)
        problems = check_signature(own)
        self.say(" ".join(problem.sentence for problem in problems))
        return None if problems else (*self._signed, own)

    def _kept(self, saved: Saved) -> None:
        self._busy = False
        self.context.events.store_changed.emit(saved.changes)
        self.context.messages.success("The signed form is kept in the chart.")
        self.accept()
