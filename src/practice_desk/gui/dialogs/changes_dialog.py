"""The changes of one visit: composed one after the other, checked and signed together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from practice_desk.domain.draft import Json
from practice_desk.domain.errors import ExpectedError, Problem, StaleRecord
from practice_desk.domain.medication import Origin
from practice_desk.domain.patient import Patient
from practice_desk.domain.safety import SafetyAlert
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.live_check import Question
from practice_desk.gui.dialogs.tray_dialog import TrayDialog, TrayForm, TrayWork
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.composed_change import ComposedChange, from_plain, to_plain
from practice_desk.gui.widgets.change_line import ChangeLine
from practice_desk.services.plan_changes import ChangeToSign, SignedChanges, sign_changes


class ChangesForm(TrayForm):
    """`ui/changes_dialog.ui`."""

    ui = "changes_dialog.ui"
    explanation: QLabel
    lines: QWidget


class ChangesDialog(TrayDialog):
    """The unsigned changes of one patient's plan. All of them are signed at once, or none.

    *newest_event* is the `newest_event_id` of the plan over which they are composed.
    """

    draft_kind: ClassVar[str] = "changes"
    form_type = ChangesForm
    form: ChangesForm

    edit_wanted = Signal(int)
    """Emits the place of a change whose form is to be opened again."""
    another_wanted = Signal()
    """Emitted when one more is to be chosen in the plan."""
    plan_wanted = Signal()
    """Emitted when somebody else has changed the plan, and it is to be shown as it stands."""

    def __init__(
        self,
        context: AppContext,
        patient: Patient,
        newest_event: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, patient, parent)
        self.newest_event = newest_event
        self.changes: tuple[ComposedChange, ...] = ()
        self.set_heading("Changes to sign")
        rows = self.form.lines.layout()
        assert isinstance(rows, QVBoxLayout)  # the form gives it one
        self._rows_of_lines = rows
        self.form.explanation.setText(
            "Nothing of this is in the plan yet. For another change, choose a medication and press "
            "c, h or s, or press n for a new one."
        )
        self.form.cancel.clicked.disconnect()
        self.form.cancel.clicked.connect(self.reject)
        self.foot.another.show()
        self.foot.another.clicked.connect(self.another_wanted)
        self.keep_drafts(context, "Changes of the plan", self.patient_id)
        self.watch_findings(self._question, self.form.lines)

    def put(self, line: ComposedChange, place: int | None = None) -> None:
        """Add *line*, or put it in *place* of the one that was edited."""
        lines = list(self.changes)
        lines[len(lines) if place is None else place : None if place is None else place + 1] = [
            line
        ]
        self._show(lines)
        self.touch()
        if self.drafts is not None:
            self.drafts.choose()
            self.drafts.keep()

    def take_out(self, place: int) -> None:
        """Leave the change at *place* out; with the last one the whole closes."""
        lines = list(self.changes)
        del lines[place]
        if not lines:
            self.discard()
            return
        self._show(lines)
        if self.drafts is not None:
            self.drafts.choose()

    def place_of(self, medication_id: int | None) -> int | None:
        """Return where a medication of the plan is changed here; None if it is not."""
        places = (
            place
            for place, line in enumerate(self.changes)
            if medication_id is not None and line.change.medication_id == medication_id
        )
        return next(places, None)

    def beside(self, place: int | None) -> tuple[ChangeToSign, ...]:
        """Return all changes but the one at *place*, which is being edited."""
        return tuple(line.change for i, line in enumerate(self.changes) if i != place)

    @property
    def seen(self) -> tuple[SafetyAlert, ...]:
        """What interrupted so far, here and in the forms of the changes."""
        composed = (alert for line in self.changes for alert in line.change.entry.seen)
        return (*super().seen, *composed)

    def work(self) -> tuple[TrayWork | None, tuple[Problem, ...]]:
        """Return what signing does."""
        changes = [line.change for line in self.changes]
        changes[0] = replace(changes[0], entry=self.answered(changes[0].entry))
        patient_id, newest = self.patient_id, self.newest_event
        return (
            lambda clinic: sign_changes(clinic, patient_id, changes, newest_event=newest),
            (),
        )

    def failed(self, error: ExpectedError) -> None:
        """Say why nothing was signed; after another's change the plan is shown anew."""
        super().failed(error)
        if isinstance(error, StaleRecord):
            self.say("Somebody else changed this plan meanwhile. Look at it again, then sign.")
            self.plan_wanted.emit()

    def reject(self) -> None:
        """Close at the second time: several changes are not thrown away by one key."""
        if self._warned:
            self.discard()
            return
        self._warned = True
        self.say(f"Nothing is signed yet. Once more discards all {len(self.changes)}.")

    def order_tabs(self) -> None:
        """Let the Tab key go down the changes, the findings and the buttons."""
        form = self.form
        lines = [
            each for line in self.findChildren(ChangeLine) for each in (line.edit, line.take_out)
        ]
        stops = (*lines, *self.check_stops(), *self.foot.stops)
        for first, second in pairwise((*stops, form.save, form.save_and_write, form.cancel)):
            QWidget.setTabOrder(first, second)

    def draft_extra(self) -> Target:
        """Return the changes, and over which plan they were composed."""
        lines: list[Json] = [to_plain(line) for line in self.changes]
        return {**super().draft_extra(), "changes": lines, "newest": self.newest_event}

    def take_extra(self, extra: Target) -> None:
        """Show the changes that were kept."""
        super().take_extra(extra)
        kept, newest = extra.get("changes"), extra.get("newest")
        plain = [each for each in kept if isinstance(each, dict)] if isinstance(kept, list) else []
        self._show([from_plain(each, self.patient_id) for each in plain])
        self.newest_event = newest if isinstance(newest, int) else 0

    def signed_beside(self, signed: SignedChanges) -> None:
        """Count what the same person has signed in another form meanwhile as seen."""
        self.newest_event = max(self.newest_event, *signed.event_ids)
        self.check_again()

    def _question(self) -> Question | None:
        return tuple(line.change for line in self.changes) or None

    def _show(self, lines: Sequence[ComposedChange]) -> None:
        self.changes = tuple(lines)
        while (item := self._rows_of_lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        for place, line in enumerate(lines):
            row = ChangeLine(line)
            row.edit_wanted.connect(lambda place=place: self.edit_wanted.emit(place))
            row.out_wanted.connect(lambda place=place: self.take_out(place))
            self._rows_of_lines.addWidget(row)
        count = len(lines)
        self.form.save.setText("&Sign" if count == 1 else f"&Sign {count} changes")
        ours = any(
            line.change.medication is None or line.change.medication.origin is Origin.CLINIC
            for line in lines
        )
        self.form.save_and_write.setVisible(ours and self.may_write_letter)
        if self.live_check is not None:
            given = [reason for line in lines for reason in line.change.entry.reasons]
            self.live_check.panel.add_reasons(given)
            self.live_check.ask_soon()
        self.order_tabs()
