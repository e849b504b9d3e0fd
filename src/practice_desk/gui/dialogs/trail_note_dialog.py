"""An administrator takes note of what is wrong with the audit trail, and says how it came about."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from practice_desk.domain.audit_trail import TrailDoubt
from practice_desk.gui import theme
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.dialogs.reason_dialog import ReasonForm
from practice_desk.services.patients import Saved
from practice_desk.services.trail import take_note

_GOES_ON = (
    "Work goes on with the records as they are here. What you write and what was found stays in "
    "the audit trail."
)
_BEFORE = "If a newer backup may exist, look for it first and restore it instead."


class TrailNoteDialog(ChartDialog):
    """One reason for every doubt there is."""

    def __init__(
        self, context: AppContext, doubts: tuple[TrailDoubt, ...], parent: QWidget | None = None
    ) -> None:
        self.form = form = ReasonForm()
        super().__init__(context, form, "Take note of what is wrong", None, parent)
        for widget in (form.chart_number_label, form.into_patient_id, form.into_name):
            widget.hide()
        missing = any(doubt.holds_writing for doubt in doubts)
        form.patient.setText("\n".join(doubt.sentence for doubt in doubts))
        form.patient.show()
        form.explanation.say(
            f"{_BEFORE} {_GOES_ON}" if missing else _GOES_ON, "danger" if missing else "caution"
        )
        form.reason_label.setText("&What happened, as far as you know")
        form.save_button.setText("Take &note and go on")
        if missing:
            theme.style(form.save_button, kind="danger")
        form.problem.hide()
        form.reason.setFocus()
        self.watch_typing()

    def work(self) -> Callable[[], Saved]:
        """Return the call that records the note."""
        context, reason = self.context, self.form.reason.toPlainText()
        return lambda: Saved(0, take_note(context.clinic, reason))
