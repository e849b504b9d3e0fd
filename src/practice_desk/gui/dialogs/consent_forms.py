"""The forms about consents. Their fields have the names of what a consent says."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
)

from practice_desk.domain.consent import ConsentCategory
from practice_desk.gui.binding import Form
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.note_edit import NoteEdit


class ConsentForm(Form):
    """What all of them have."""

    heading: QLabel
    patient: QLabel
    law: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    language: QComboBox
    expires_on: DateField


class TreatmentConsentForm(ConsentForm):
    """``ui/consent_treatment_dialog.ui``."""

    ui = "consent_treatment_dialog.ui"
    services: NoteEdit


class MedicationConsentForm(ConsentForm):
    """``ui/consent_medication_dialog.ui``."""

    ui = "consent_medication_dialog.ui"
    medication: QComboBox
    purpose: QLineEdit
    is_class: QCheckBox
    benefits: NoteEdit
    risks: NoteEdit
    alternatives: NoteEdit
    no_treatment: NoteEdit
    questions: NoteEdit
    off_label: NoteEdit
    assent: QComboBox


class ReleaseConsentForm(ConsentForm):
    """``ui/consent_release_dialog.ui``."""

    ui = "consent_release_dialog.ui"
    recipient: QComboBox
    purpose: QLineEdit
    what: NoteEdit
    nouns: QListWidget
    labels: QListWidget
    expires_when: QLineEdit


class Part2ConsentForm(ConsentForm):
    """``ui/consent_part2_dialog.ui``."""

    ui = "consent_part2_dialog.ui"
    for_care: QCheckBox
    recipient: QComboBox
    purpose: QLineEdit
    what: NoteEdit
    nouns: QListWidget
    expires_when: QLineEdit


class TelehealthConsentForm(ConsentForm):
    """``ui/consent_telehealth_dialog.ui``."""

    ui = "consent_telehealth_dialog.ui"
    how: NoteEdit
    place: NoteEdit
    emergency: NoteEdit


class AgreementConsentForm(ConsentForm):
    """``ui/consent_agreement_dialog.ui``."""

    ui = "consent_agreement_dialog.ui"
    medications: NoteEdit
    pharmacy: QComboBox
    terms: NoteEdit


class RevokeConsentForm(Form):
    """``ui/consent_revoke_dialog.ui``."""

    ui = "consent_revoke_dialog.ui"
    heading: QLabel
    patient: QLabel
    record: QLabel
    effect: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    revoked_on: DateField
    by: QLineEdit
    reason: NoteEdit


class PaperConsentForm(Form):
    """``ui/consent_paper_dialog.ui``."""

    ui = "consent_paper_dialog.ui"
    heading: QLabel
    patient: QLabel
    record: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    signed_on: DateField
    name: QLineEdit
    relation: QComboBox
    authority: QLineEdit
    document: QComboBox
    from_file: QPushButton


FORMS: dict[ConsentCategory, type[ConsentForm]] = {
    ConsentCategory.TREATMENT: TreatmentConsentForm,
    ConsentCategory.MEDICATION: MedicationConsentForm,
    ConsentCategory.RELEASE: ReleaseConsentForm,
    ConsentCategory.PART2: Part2ConsentForm,
    ConsentCategory.TELEHEALTH: TelehealthConsentForm,
    ConsentCategory.AGREEMENT: AgreementConsentForm,
}
TITLES = {
    ConsentCategory.TREATMENT: "Consent to treatment",
    ConsentCategory.MEDICATION: "Consent to a medication",
    ConsentCategory.RELEASE: "Release of information",
    ConsentCategory.PART2: "Consent to share Part 2 records",
    ConsentCategory.TELEHEALTH: "Consent to telehealth",
    ConsentCategory.AGREEMENT: "Treatment agreement",
}
"""What each form is called."""
