"""What follows a consent: signed on paper and scanned in, revoked, entered in error."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from typing import ClassVar

from PySide6.QtWidgets import QFileDialog, QWidget

from practice_desk.domain.consent import ConsentCase, Relation, Revoked, Signature
from practice_desk.domain.document_file import MAX_BYTES
from practice_desk.domain.errors import ExpectedError, Invalid, Problem
from practice_desk.domain.filed_document import FiledDocument, Filing
from practice_desk.domain.permission import Operation
from practice_desk.gui.binding import value_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.dialogs.consent_forms import PaperConsentForm, RevokeConsentForm
from practice_desk.gui.dialogs.visit_dialogs import RetractDialog
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.consent_view import KINDS, RELATIONS, about_text
from practice_desk.services.charts import Chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.consents import retract_consent, revoke_consent, sign_on_paper
from practice_desk.services.documents import chart_documents, keep_document
from practice_desk.services.patients import Saved

LEFT_WIDTH = 340
"""Pixels of the column beside pages, as wide as the field to sign in."""
_NO_SCAN = "The scan comes later"
_EFFECT = (
    "From now on nothing goes out by it. What went out before stays in the accounting of"
    " disclosures."
)


def consent_words(case: ConsentCase) -> str:
    """Return which consent a dialog is about."""
    return f"{KINDS[case.consent.category]}: {about_text(case.consent.provision)}"


class PaperConsentDialog(ChartDialog):
    """Keeps who signed on paper, and which document of the chart is the scan."""

    draft_kind: ClassVar[str] = "consent on paper"

    def __init__(
        self, context: AppContext, chart: Chart, case: ConsentCase, parent: QWidget | None
    ) -> None:
        self.form = form = PaperConsentForm()
        super().__init__(context, form, "Signed on paper", chart.patient, parent)
        self._chart, self._case = chart, case
        self._path: Path | None = None
        form.record.setText(consent_words(case))
        form.signed_on.set_value(context.today())
        form.name.setText(chart.patient.legal_name)
        for value, text in RELATIONS.items():
            form.relation.addItem(text, value)
        form.document.addItem(_NO_SCAN, None)
        self._show_signed()
        form.from_file.setVisible(context.may(Operation.FILE_DOCUMENT, chart.patient.id))
        form.from_file.clicked.connect(self._ask_file)
        (form.name if case.signed is None else form.document).setFocus()
        patient_id = chart.patient.id or 0
        context.tasks.run(
            lambda: chart_documents(context.clinic, patient_id).documents,
            done=self._show_documents,
            failed=self._failed,
            parent=self,
        )
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return which consent was signed."""
        return {"consent": self._case.consent.id}

    def take_file(self, path: Path) -> None:
        """File *path* in the chart when this is saved, and keep it as the scan."""
        self._path = path
        self.form.document.addItem(f"File: {path.name}", None)
        self.form.document.setCurrentIndex(self.form.document.count() - 1)

    def work(self) -> Callable[[], Saved]:
        """Return the call that keeps what stands in the form."""
        form, clinic = self.form, self.context.clinic
        day = form.signed_on.value()
        patient_id, consent_id = self._chart.patient.id or 0, self._case.consent.id or 0
        relation = Relation(value_of(form.relation))
        name, authority = value_of(form.name), value_of(form.authority)
        document: int | None = form.document.currentData()
        is_file = form.document.currentIndex() == form.document.count() - 1
        path, before = self._path if is_file else None, self._case.signed

        def save() -> Saved:
            if day is None:
                raise Invalid((Problem("signed_on", "Enter the day."),))
            at = datetime.combine(day, time(12)).astimezone()
            by = (Signature(name, relation, min(at, clinic.now()), authority),)
            signed = by if before is None else before.signatures
            scan = _file(clinic, patient_id, path) if path is not None else document
            return sign_on_paper(clinic, patient_id, consent_id, signed, day, scan)

        return save

    def _show_signed(self) -> None:
        """Show who signed where only the scan is still to come."""
        signed, form = self._case.signed, self.form
        if signed is None or not signed.signatures:
            return
        first = signed.signatures[0]
        form.name.setText(", ".join(each.name for each in signed.signatures))
        form.relation.setCurrentIndex(form.relation.findData(first.relation))
        form.authority.setText(first.authority)
        form.signed_on.set_value(self._case.signed_on)
        for field in (form.name, form.relation, form.authority, form.signed_on):
            field.setEnabled(False)

    def _show_documents(self, documents: tuple[FiledDocument, ...]) -> None:
        for each in documents:
            if not each.retracted_reason:
                self.form.document.addItem(each.title, each.document_id)
        if self.drafts is not None:
            self.drafts.settle()

    def _ask_file(self) -> None:
        dialog = QFileDialog(self, "The scan of the signed paper")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: self.take_file(Path(chosen)))
        QFileDialog.open(dialog)  # its own asks for a slot by name


class RevokeConsentDialog(ChartDialog):
    """Keeps that a consent was revoked: when, by whom and how."""

    draft_kind: ClassVar[str] = "consent revoked"

    def __init__(
        self, context: AppContext, chart: Chart, case: ConsentCase, parent: QWidget | None
    ) -> None:
        self.form = form = RevokeConsentForm()
        super().__init__(context, form, "Revoke a consent", chart.patient, parent)
        self._chart, self._case = chart, case
        form.record.setText(consent_words(case))
        form.effect.setText(_EFFECT)
        form.revoked_on.set_value(context.today())
        form.by.setFocus()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return which consent was revoked."""
        return {"consent": self._case.consent.id}

    def work(self) -> Callable[[], Saved]:
        """Return the call that keeps what stands in the form."""
        form, clinic = self.form, self.context.clinic
        day, revoked = form.revoked_on.value(), Revoked(value_of(form.by), value_of(form.reason))
        patient_id, consent_id = self._chart.patient.id or 0, self._case.consent.id or 0

        def save() -> Saved:
            if day is None:
                raise Invalid((Problem("revoked_on", "Enter the day."),))
            return revoke_consent(clinic, patient_id, consent_id, revoked, day)

        return save


class ConsentRetractDialog(RetractDialog):
    """Asks why a consent was entered in error."""

    draft_kind: ClassVar[str] = "consent retraction"

    def __init__(
        self, context: AppContext, chart: Chart, case: ConsentCase, parent: QWidget | None
    ) -> None:
        patient_id, consent_id = chart.patient.id or 0, case.consent.id or 0

        def retract(clinic: Clinic, reason: str) -> Saved:
            return retract_consent(clinic, patient_id, consent_id, reason)

        about: Target = {"consent": consent_id}
        words = consent_words(case)
        super().__init__(context, chart.patient, words, retract, parent, about=about)


def _file(clinic: Clinic, patient_id: int, path: Path) -> int:
    """File a scan in the chart; return the document with its bytes."""
    try:
        with path.open("rb") as source:
            content = source.read(MAX_BYTES + 1)  # more is refused, and need not be read
    except OSError:
        raise ExpectedError("This file can't be read.", "Check it, and choose it again.") from None
    number = keep_document(clinic, patient_id, path.name, content, Filing()).id
    found = chart_documents(clinic, patient_id).documents
    return next(each.document_id for each in found if each.id == number)
