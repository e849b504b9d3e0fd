"""Deciding what another person asked for, signing off an emergency, putting off a safeguard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from PySide6.QtWidgets import QWidget

from practice_desk.domain.approval import ApprovalKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.safeguard import WORDS, Safeguard
from practice_desk.gui import theme
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.dialogs.reason_dialog import ReasonForm
from practice_desk.gui.models.approval_view import about
from practice_desk.services.approvals import ApprovalLine, approve, ask_approval, decline_approval
from practice_desk.services.chart_access import AccessToReview, sign_off_access
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import Saved

Subject = ApprovalLine | AccessToReview | Safeguard
"""What is decided about."""


@dataclass(frozen=True, slots=True)
class DecisionWords:
    """How a decision is spoken of."""

    title: str
    button: str
    save: str
    note: str
    tone: str


class Decision(Enum):
    """What can be decided."""

    APPROVE = DecisionWords("Approve", "Approve…", "&Approve", "&Note (optional)", "caution")
    DECLINE = DecisionWords("Decline", "Decline…", "&Decline", "&Note (optional)", "info")
    SIGN_OFF = DecisionWords(
        "Sign off an emergency access", "Sign off…", "&Sign off", "&What you found", "info"
    )
    PUT_OFF = DecisionWords(
        "Ask to put off a safeguard", "Ask to put off…", "&Ask", "&Reason", "caution"
    )


_HAPPENS = {
    ApprovalKind.PURGE_CHART: "Everything in this chart is deleted for good, at once.",
    ApprovalKind.MERGE_CHARTS: "Every record moves into the other chart, at once. "
    "It can't be undone.",
    ApprovalKind.LIFT_RESTRICTION: "Every clinician can open this chart again.",
    ApprovalKind.PUT_OFF_SAFEGUARD: "The safeguard is off until somebody puts it on again.",
}


class DecisionDialog(ChartDialog):
    """Takes one decision with a note."""

    def __init__(
        self,
        context: AppContext,
        decision: Decision,
        subject: Subject,
        parent: QWidget | None = None,
    ) -> None:
        self.form = form = ReasonForm()
        super().__init__(context, form, decision.value.title, None, parent)
        self._decision, self._subject = decision, subject
        for widget in (form.chart_number_label, form.into_patient_id, form.into_name):
            widget.hide()
        form.patient.setText(_about(subject))
        form.patient.show()
        form.explanation.say(_explanation(decision, subject), decision.value.tone)
        form.reason_label.setText(decision.value.note)
        form.save_button.setText(decision.value.save)
        if decision is Decision.APPROVE:
            theme.style(form.save_button, kind="danger")
        form.problem.hide()
        form.reason.setFocus()
        self.watch_typing()

    def work(self) -> Callable[[], Saved]:
        """Return the call that takes the decision."""
        context, decision, subject = self.context, self._decision, self._subject
        note = self.form.reason.toPlainText().strip()
        return lambda: Saved(0, _decide(context.clinic, decision, subject, note))


def _decide(clinic: Clinic, decision: Decision, subject: Subject, note: str) -> Changes:
    if isinstance(subject, Safeguard):
        return ask_approval(clinic, ApprovalKind.PUT_OFF_SAFEGUARD, note, safeguard=subject)
    if isinstance(subject, AccessToReview):
        return sign_off_access(clinic, subject.access.id or 0, note)
    call = approve if decision is Decision.APPROVE else decline_approval
    return call(clinic, subject.approval.id or 0, note)


def _about(subject: Subject) -> str:
    if isinstance(subject, Safeguard):
        return WORDS[subject]
    if isinstance(subject, AccessToReview):
        return f"{subject.patient_name}, opened by {subject.opened_by}"
    return f"{about(subject)}, asked for by {subject.asked_by}"


def _explanation(decision: Decision, subject: Subject) -> str:
    if isinstance(subject, Safeguard):
        return "A second person has to approve it. Anybody who runs the clinic can put it on again."
    reason = subject.access.reason if isinstance(subject, AccessToReview) else ""
    if isinstance(subject, ApprovalLine):
        reason = subject.approval.reason
        if decision is Decision.APPROVE:
            return f"{_HAPPENS[subject.approval.kind]} Reason given: {reason}"
    return f"Reason given: {reason}"
