"""How the composer names what a letter can be about, in one or two lines."""

from __future__ import annotations

from practice_desk.domain.appointment import Appointment
from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.care_plan import Goal
from practice_desk.domain.condition import Condition
from practice_desk.domain.directions import short_directions
from practice_desk.domain.medication import PlanItem
from practice_desk.domain.medication_trial import MedicationTrial
from practice_desk.domain.observation import Observation
from practice_desk.domain.observation_text import value_text
from practice_desk.domain.reconciliation import Cancellation
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.domain.supply import SupplyEvent
from practice_desk.gui.models.chart_facts import write_day
from practice_desk.gui.models.letter_view import cancellation_line, event_line
from practice_desk.gui.models.supply_words import CHOICES
from practice_desk.gui.wording import write_time
from practice_desk.services.letter_events import LetterEvent
from practice_desk.services.letter_offering import ItemValue, OfferedItem, OfferedSupplyEvent


def item_line(offered: OfferedItem) -> str:
    """Return what a list shows of one thing: what it is, and below it when and how."""
    value = offered.value
    if isinstance(value, LetterEvent):
        return event_line(value, told_before=offered.told_before)
    if isinstance(value, Cancellation):
        return cancellation_line(value)
    what, *facts = _parts(value)
    below = " · ".join(fact for fact in facts if fact)
    return f"{what}\n{below}" if below else what


def _parts(value: ItemValue) -> tuple[str, ...]:
    if isinstance(value, PlanItem):
        dosage = value.dosage
        return value.medication.name, "" if dosage is None else short_directions(dosage)
    if isinstance(value, OfferedSupplyEvent):
        return _supply(value)
    if isinstance(value, SideEffectCase):
        since = value.onset_on
        return value.effect or value.report.title, f"since {write_date(since)}" if since else ""
    if isinstance(value, Observation):
        return f"{value.display}: {value_text(value)}", write_day(value.observed_at)
    if isinstance(value, Appointment):
        day = value.starts_at.astimezone().date()
        return f"{write_date(day)}, {write_time(value.starts_at)}", f"{value.minutes} minutes"
    return _named(value)


def _supply(value: OfferedSupplyEvent) -> tuple[str, ...]:
    details = value.entry.details
    assert isinstance(details, SupplyEvent)  # only those are offered
    what = CHOICES["kind"][details.kind]
    decided = CHOICES["decision"][details.decision]
    return f"{value.medication.name}: {what}", write_date(value.entry.happened_on), decided


def _named(value: ItemValue) -> tuple[str, ...]:
    if isinstance(value, MedicationTrial):
        ended = value.ended_on
        return value.name, f"until {write_date(ended)}" if ended else ""
    if isinstance(value, Condition):
        return (value.display,)
    assert isinstance(value, Goal)
    due = value.due_on
    return value.description, f"by {write_date(due)}" if due else ""
