"""Recording one thing about a patient's supply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from PySide6.QtWidgets import QComboBox, QWidget

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.errors import Invalid, Problem
from practice_desk.domain.medication import PlanItem
from practice_desk.domain.supply import (
    Fill,
    SupplyEntry,
    SupplyKind,
    limit_of,
    of_kind,
    standing,
)
from practice_desk.domain.supply_days import Coverage, coverage, expected_count, need_of
from practice_desk.domain.supply_pattern import is_over_limit
from practice_desk.gui import theme
from practice_desk.gui.binding import set_value, value_of
from practice_desk.gui.context import AppContext
from practice_desk.gui.dialogs.chart_dialog import ChartDialog
from practice_desk.gui.dialogs.supply_forms import (
    FORMS,
    TITLES,
    CountForm,
    DecisionForm,
    FillForm,
    PdmpForm,
    SelfHarmForm,
)
from practice_desk.gui.drafting import Target
from practice_desk.gui.models.supply_form import field_names, read_details
from practice_desk.gui.models.supply_words import CHOICES, entry_text, limit_text, rounded
from practice_desk.gui.wording import write_count
from practice_desk.services.charts import Chart
from practice_desk.services.clinic import Clinic
from practice_desk.services.patients import Saved
from practice_desk.services.supply import record_supply

_CHOSEN_BY_HAND = frozenset({"kind", "outcome", "result", "answer", "positive"})
"""What somebody found or decided: nothing is filled in that a quick Enter could record."""
_NO_COUNT = "What should be there can’t be told: no fill, or no number in the directions."


@dataclass(frozen=True, slots=True)
class SupplyRequest:
    """What a form is opened for: a kind, the medication it begins with, the event it decides."""

    kind: SupplyKind
    medication_id: int | None = None
    event_id: int | None = None


class SupplyDialog(ChartDialog):
    """One form for each kind of entry; *items* are the medications that can be chosen."""

    draft_kind: ClassVar[str] = "supply"

    def __init__(
        self,
        context: AppContext,
        chart: Chart,
        items: tuple[PlanItem, ...],
        request: SupplyRequest,
        parent: QWidget | None,
    ) -> None:
        self.form = form = FORMS[request.kind]()
        super().__init__(context, form, TITLES[request.kind], chart.patient, parent)
        self._chart, self._items, self._request = chart, items, request
        self._fill_choices()
        form.happened_on.set_value(context.today())
        self._suggest()
        self._watch()
        self._work_out()
        first = getattr(form, self._first_field())
        first.setFocus()
        self.watch_typing()

    def draft_target(self) -> Target:
        """Return what kind of entry this is, and what it decides."""
        request = self._request
        return {
            "kind": str(request.kind),
            "medication": request.medication_id,
            "event": request.event_id,
        }

    def work(self) -> Callable[[], Saved]:
        """Return the call that records what stands in the form."""
        form, context, kind = self.form, self.context, self._request.kind
        typed = {name: _typed(getattr(form, name)) for name in field_names(kind)}
        day, medication_id = form.happened_on.value(), self._medication_id()
        known = {} if self._request.event_id is None else {"event_id": self._request.event_id}
        patient_id = self._chart.patient.id or 0

        def save(clinic: Clinic) -> Saved:
            details = read_details(kind, typed, **known)
            if day is None:
                raise Invalid((Problem("happened_on", "Enter the day."),))
            now = clinic.now()
            entry = SupplyEntry(patient_id, day, details, now, "", medication_id)
            return record_supply(clinic, entry)

        return lambda: save(context.clinic)

    def _medication_id(self) -> int | None:
        chosen = getattr(self.form, "medication_id", None)
        if isinstance(chosen, QComboBox):
            found = chosen.currentData()
            return None if found is None else int(found)
        event = self._event()
        return None if event is None else event.medication_id

    def _item(self) -> PlanItem | None:
        wanted = self._medication_id()
        return next((item for item in self._items if item.medication.id == wanted), None)

    def _event(self) -> SupplyEntry | None:
        wanted = self._request.event_id
        return next((e for e in self._chart.supply if wanted is not None and e.id == wanted), None)

    def _own_entries(self, item: PlanItem) -> list[SupplyEntry]:
        return [e for e in standing(self._chart.supply) if e.medication_id == item.medication.id]

    def _first_field(self) -> str:
        names = {SupplyKind.FILL: "quantity", SupplyKind.EVENT: "kind", SupplyKind.LIMIT: "days"}
        return names.get(self._request.kind, field_names(self._request.kind)[0])

    def _fill_choices(self) -> None:
        for name, words in CHOICES.items():
            combo = getattr(self.form, name, None)
            if isinstance(combo, QComboBox):
                for value, text in words.items():
                    combo.addItem(text, value)
                combo.setPlaceholderText("Choose…")
                combo.setCurrentIndex(-1 if name in _CHOSEN_BY_HAND else 0)
        medications = getattr(self.form, "medication_id", None)
        if isinstance(medications, QComboBox):
            for item in self._items:
                medications.addItem(item.medication.name, item.medication.id)
            set_value(medications, self._request.medication_id)
            if medications.currentIndex() < 0 and medications.count() == 1:
                medications.setCurrentIndex(0)

    def _suggest(self) -> None:
        """Fill in what is usually so: the last pharmacy and prescriber, who is at the keyboard."""
        form = self.form
        if isinstance(form, FillForm):
            fills = [e.details for e in reversed(of_kind(self._chart.supply, SupplyKind.FILL))]
            pharmacy = self._chart.care_team.pharmacy
            usual = [] if pharmacy is None else [pharmacy.name]
            prescriber = self._chart.care_team.prescriber
            ours = [] if prescriber is None else [prescriber.display_name]
            told = [fill for fill in fills if isinstance(fill, Fill)]
            _offer(form.pharmacy, [*usual, *(fill.pharmacy for fill in told)])
            _offer(form.prescriber, [*ours, *(fill.prescriber for fill in told)])
        elif isinstance(form, DecisionForm):
            event = self._event()
            form.record.setText("" if event is None else _event_line(event))
            form.decision.removeItem(0)  # to wait is no decision
            form.decision.setCurrentIndex(-1)
        elif isinstance(form, PdmpForm):
            form.checked_by.setText(self._chart.people.get(self.context.user_name, ""))
        elif isinstance(form, SelfHarmForm):
            form.instrument.setText("C-SSRS screener")

    def _watch(self) -> None:
        form = self.form
        if isinstance(form, FillForm | CountForm):
            form.medication_id.currentIndexChanged.connect(self._work_out)
            form.happened_on.value_changed.connect(self._work_out)
            if isinstance(form, FillForm):
                form.quantity.textChanged.connect(self._work_out)
                form.days.textChanged.connect(self._work_out)

    def _work_out(self) -> None:
        """Say what follows from what is typed: how long a fill lasts, what a count expects."""
        form, item, day = self.form, self._item(), self.form.happened_on.value()
        if isinstance(form, FillForm):
            limit = (
                None if item is None else limit_of(self._own_entries(item), item.medication.id or 0)
            )
            fill = self._coverage()
            said = "" if limit is None else f"Limit: {limit_text(limit)}."
            over = fill is not None and is_over_limit(fill, limit)
            theme.style(form.limit, role="problem" if over else "strong")
            if fill is not None and over:
                said += f" This fill lasts {write_count(fill.days or 0, 'day')}: over the limit."
            form.limit.setText(said)
            form.limit.setVisible(limit is not None)
            form.worked_out.setText(self._lasts(fill))
        elif isinstance(form, CountForm) and item is not None and day is not None:
            expected = expected_count(self._own_entries(item), need_of(item), day)
            form.worked_out.setText(
                _NO_COUNT
                if expected is None
                else f"Expected, taken as directed: {rounded(expected)}."
            )

    def _coverage(self) -> Coverage | None:
        """Return how long the typed fill lasts; None until the form tells enough of it."""
        form, item, day = self.form, self._item(), self.form.happened_on.value()
        if item is None or day is None:
            return None
        typed = {name: _typed(getattr(form, name)) for name in field_names(SupplyKind.FILL)}
        try:
            details = read_details(SupplyKind.FILL, typed)
        except Invalid:
            return None
        patient_id = self._chart.patient.id or 0
        now = SupplyEntry(patient_id, day, details, datetime.now(UTC), "", item.medication.id)
        earlier = [entry for entry in self._own_entries(item) if entry.happened_on <= day]
        return coverage([*earlier, now], need_of(item))[-1]

    def _lasts(self, last: Coverage | None) -> str:
        day = self.form.happened_on.value()
        if self._item() is None or day is None:
            return "Choose the medication and type the quantity to see how long it lasts."
        if last is None:
            return "Type the quantity to see how long it lasts."
        if last.days is None or last.until is None:
            return "How long it lasts can’t be told: the directions name no number. Type the days."
        how = "by the directions" if last.computed else "as told"
        before = ""
        if last.starts > day:
            before = f" after {write_count((last.starts - day).days, 'day')} still covered"
        return f"{write_count(last.days, 'day')} {how}{before}: until {write_date(last.until)}."


def _typed(widget: QWidget) -> object:
    if isinstance(widget, QComboBox) and widget.isEditable():
        return " ".join(widget.currentText().split())
    value: object = value_of(widget)
    return value


def _offer(combo: QComboBox, names: list[str]) -> None:
    combo.addItems([name for name in dict.fromkeys(names) if name])
    combo.setCurrentIndex(0 if combo.count() else -1)


def _event_line(event: SupplyEntry) -> str:
    return f"{write_date(event.happened_on)}: {entry_text(event.details)}"
