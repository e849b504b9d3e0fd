"""The forms about a patient's supply. Their fields have the names of what an entry holds."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton

from practice_desk.domain.supply import SupplyKind
from practice_desk.gui.binding import Form
from practice_desk.gui.widgets.date_field import DateField
from practice_desk.gui.widgets.note_edit import NoteEdit


class SupplyForm(Form):
    """What all of them have."""

    heading: QLabel
    patient: QLabel
    problem: QLabel
    save_button: QPushButton
    cancel_button: QPushButton
    happened_on: DateField


class FillForm(SupplyForm):
    """``ui/supply_fill_dialog.ui``."""

    ui = "supply_fill_dialog.ui"
    limit: QLabel
    worked_out: QLabel
    medication_id: QComboBox
    quantity: QLineEdit
    days: QLineEdit
    source: QComboBox
    pharmacy: QComboBox
    prescriber: QComboBox
    note: NoteEdit


class EventForm(SupplyForm):
    """``ui/supply_event_dialog.ui``."""

    ui = "supply_event_dialog.ui"
    medication_id: QComboBox
    kind: QComboBox
    pieces: QLineEdit
    told: NoteEdit
    decision: QComboBox
    reason: QLineEdit


class DecisionForm(SupplyForm):
    """``ui/supply_decision_dialog.ui``."""

    ui = "supply_decision_dialog.ui"
    record: QLabel
    decision: QComboBox
    reason: QLineEdit


class CountForm(SupplyForm):
    """``ui/supply_count_dialog.ui``."""

    ui = "supply_count_dialog.ui"
    worked_out: QLabel
    medication_id: QComboBox
    found: QLineEdit
    note: NoteEdit


class AgreementForm(SupplyForm):
    """``ui/supply_agreement_dialog.ui``."""

    ui = "supply_agreement_dialog.ui"
    renew_on: DateField
    note: NoteEdit


class PdmpForm(SupplyForm):
    """``ui/supply_pdmp_dialog.ui``."""

    ui = "supply_pdmp_dialog.ui"
    checked_by: QLineEdit
    outcome: QComboBox
    found: NoteEdit


class ScreenForm(SupplyForm):
    """``ui/supply_screen_dialog.ui``."""

    ui = "supply_screen_dialog.ui"
    panel: QLineEdit
    result: QComboBox
    confirmed: QComboBox
    found: NoteEdit


class LimitForm(SupplyForm):
    """``ui/supply_limit_dialog.ui``."""

    ui = "supply_limit_dialog.ui"
    medication_id: QComboBox
    days: QLineEdit
    tell_pharmacy: QComboBox
    reason: QLineEdit


class NaloxoneForm(SupplyForm):
    """``ui/supply_naloxone_dialog.ui``."""

    ui = "supply_naloxone_dialog.ui"
    answer: QComboBox
    note: NoteEdit


class SelfHarmForm(SupplyForm):
    """``ui/supply_self_harm_dialog.ui``."""

    ui = "supply_self_harm_dialog.ui"
    instrument: QLineEdit
    positive: QComboBox
    note: NoteEdit


class FollowingForm(SupplyForm):
    """``ui/supply_following_dialog.ui``."""

    ui = "supply_following_dialog.ui"
    medication_id: QComboBox
    followed: QComboBox
    reason: QLineEdit


class Part2Form(SupplyForm):
    """``ui/supply_part2_dialog.ui``."""

    ui = "supply_part2_dialog.ui"
    applies: QComboBox


FORMS: dict[SupplyKind, type[SupplyForm]] = {
    SupplyKind.FILL: FillForm,
    SupplyKind.EVENT: EventForm,
    SupplyKind.DECISION: DecisionForm,
    SupplyKind.COUNT: CountForm,
    SupplyKind.AGREEMENT: AgreementForm,
    SupplyKind.PDMP: PdmpForm,
    SupplyKind.SCREEN: ScreenForm,
    SupplyKind.LIMIT: LimitForm,
    SupplyKind.NALOXONE: NaloxoneForm,
    SupplyKind.SELF_HARM: SelfHarmForm,
    SupplyKind.FOLLOWING: FollowingForm,
    SupplyKind.PART2: Part2Form,
}
"""The form of each kind of entry; a retraction has the one that all records share."""
TITLES = {
    SupplyKind.FILL: "Record a fill",
    SupplyKind.EVENT: "Record an early, lost, stolen or travel event",
    SupplyKind.DECISION: "Decide on an event",
    SupplyKind.COUNT: "Record a count",
    SupplyKind.AGREEMENT: "Record a treatment agreement",
    SupplyKind.PDMP: "Record a PDMP check",
    SupplyKind.SCREEN: "Record a drug screen",
    SupplyKind.LIMIT: "Set a quantity limit",
    SupplyKind.NALOXONE: "Record the offer of naloxone",
    SupplyKind.SELF_HARM: "Record a self-harm screen",
    SupplyKind.FOLLOWING: "Follow a medication’s supply, or not",
    SupplyKind.PART2: "Records under 42 CFR Part 2",
}
"""What each form is called."""
