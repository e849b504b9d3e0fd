"""The plan: each medication with what can be done by one button, and what the checks find."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.live_check import LiveCheck, Question
from practice_desk.gui.models.composed_change import ComposedChange
from practice_desk.gui.models.safety_view import SafetyView
from practice_desk.gui.models.visit_model import VisitModel
from practice_desk.gui.models.visit_plan import PlanOption, composed
from practice_desk.gui.plain_text import plain_label
from practice_desk.gui.visit.plan_row import PlanRowWidget
from practice_desk.gui.visit.section import VisitSection, empty, link
from practice_desk.gui.widgets.chip import chip
from practice_desk.gui.wording import write_count
from practice_desk.services.plan_changes import ChangeToSign


class PlanSection(VisitSection):
    """Changes are composed here and signed with the visit; nothing is in the plan before."""

    key, title = "plan", "Plan"

    form_wanted = Signal(str, object)
    """Emits "change", "hold", "resume" or "start", and the `PlanItem` or None."""

    def __init__(
        self, context: AppContext, model: VisitModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(model, parent)
        self._context = context
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self.body.addLayout(self._rows)
        self.start = link("Start a medication…", clicked=partial(self._want, "start", None))
        self.start.setObjectName("start_medication")
        self.body.addWidget(self.start)
        self.live = LiveCheck(context, model.patient_id, self._question, self)
        self.live.found.connect(self._found)
        self.live.panel.answered.connect(self._answered)
        self.live.panel.put_reasons(model.state.reasons)
        self.body.addWidget(self.live.panel)
        self.read = chip("I have read what the checks found")
        self.read.setObjectName("findings_read")
        self.read.clicked.connect(self._read)
        self._told = plain_label("", "dim")
        row = QHBoxLayout()
        row.addWidget(self.read)
        row.addWidget(self._told, 1)
        self.body.addLayout(row)
        self._widgets: dict[object, PlanRowWidget] = {}
        self._shown: list[object] = []
        self._asked: tuple[Question | None, int] | None = None

    def show_model(self) -> None:
        """Show every medication, its change, and the checks."""
        changes = self.model.state.changes
        self._show_rows()
        question = self._question()
        asked = (question, self.model.refreshed)
        if asked != self._asked:
            is_same = self._asked is not None and self._asked[0] == question
            self._asked = asked
            if is_same:
                self.live.ask_again()  # about a chart that is no longer what it was
            else:
                self.live.ask_soon()
        is_read = self.model.state.read is not None
        self.read.setVisible(bool(changes))
        self.read.setEnabled(self.model.checked is not None)
        self.read.setChecked(is_read)
        self._told.setVisible(bool(changes))
        checking = "" if self.model.checked is not None else "The checks look at it…"
        self._told.setText(checking)
        count = len(changes)
        self.say(
            write_count(count, "change, not signed yet", "changes, not signed yet")
            if count
            else "No change"
        )

    def _show_rows(self) -> None:
        rows = self.model.plan_rows()
        changes = self.model.state.changes
        known = {row.item.medication.id for row in rows}
        others = [
            (place, line)
            for place, line in enumerate(changes)
            if line.change.medication_id not in known
        ]
        shown: list[object] = [(row.item, row.options) for row in rows]
        shown += [line.title for _, line in others]
        if shown != self._shown:
            self._shown = shown
            empty(self._rows)
            self._widgets = {}
            for row in rows:
                self._add(row.item.medication.id, row.name)
            for place, line in others:
                self._add(f"new {place}", line.title)
            if not rows and not others:
                self._rows.addWidget(plain_label("Nothing is in our plan yet.", "dim"))
        for row in rows:
            self._widgets[row.item.medication.id].show_row(row)
        for place, line in others:
            self._widgets[f"new {place}"].show_new(place, line)

    def _add(self, key: object, name: str) -> None:
        widget = PlanRowWidget(name)
        widget.option_chosen.connect(self._choose)
        widget.reason_given.connect(self.model.give_reason)
        widget.out_wanted.connect(self.model.take_out)
        widget.form_wanted.connect(self._want)
        self._widgets[key] = widget
        self._rows.addWidget(widget)

    def _choose(self, item: object, option: PlanOption) -> None:
        rows = self.model.plan_rows()
        row = next((each for each in rows if each.item is item or each.item == item), None)
        if row is not None:
            line = composed(row.item, option, self.model.today)
            self.model.put_change(line, row.place)

    def put(self, line: ComposedChange) -> None:
        """Take a change that was composed in its own form."""
        places = [
            place
            for place, each in enumerate(self.model.state.changes)
            if each.change.medication_id is not None
            and each.change.medication_id == line.change.medication_id
        ]
        self.model.put_change(line, places[0] if places else None)
        given = line.change.entry.reasons
        if given:
            self.live.panel.add_reasons(given)
            self._answered()

    def _question(self) -> Question | None:
        """Return what the checks are asked: reasons and comments change nothing about it."""
        return tuple(_bare(line.change) for line in self.model.state.changes) or None

    def _found(self, _view: SafetyView | None) -> None:
        self.model.take_checked(self.live.checked)

    def _answered(self) -> None:
        reasons = self.live.panel.all_reasons
        self.model.put(replace(self.model.state, reasons=reasons))

    def _read(self) -> None:
        if self.model.state.read is None:
            self.model.read_findings()
        else:
            self.model.put(replace(self.model.state, read=None))

    def _want(self, form: str, item: object) -> None:
        self.form_wanted.emit(form, item)


def _bare(change: ChangeToSign) -> ChangeToSign:
    return replace(change, entry=replace(change.entry, reason_code="", comment="", reasons=()))
