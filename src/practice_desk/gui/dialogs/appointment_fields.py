"""The fields of the form for an appointment that follow one another: type, room, and repeating."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from practice_desk.domain.appointment import Appointment, VisitKind
from practice_desk.domain.appointment_type import AppointmentType, Room, type_of
from practice_desk.domain.directory import PractitionerKind
from practice_desk.gui.binding import set_value
from practice_desk.gui.models.appointment_form import TypedSeries
from practice_desk.gui.wording import write_count

if TYPE_CHECKING:
    from practice_desk.gui.dialogs.appointment_dialog import AppointmentForm
    from practice_desk.services.appointment_setup import ScheduleSetup


@dataclass(frozen=True, slots=True)
class Choices:
    """The types that are offered. A type that is chosen says how long the visit is."""

    types: tuple[AppointmentType, ...]
    therapists: frozenset[int | None]

    def begin(self, value: Appointment) -> Appointment:
        """Return *value* as the form shows it first: of a type, and a new one of its length.

        A new one with a therapist begins as therapy.
        """
        if value.id is None and value.practitioner_id in self.therapists:
            value = replace(value, visit=VisitKind.THERAPY)
        kind = type_of(value, self.types)
        if kind is None:
            return value
        minutes = kind.minutes if value.id is None else value.minutes
        return replace(value, type_id=kind.id, minutes=minutes)


def fill_choices(form: AppointmentForm, value: Appointment, setup: ScheduleSetup) -> Choices:
    """Offer what is in use, and what *value* was booked with."""
    types = tuple(each for each in setup.types if each.is_active or each.id == value.type_id)
    rooms: Iterable[Room] = (
        each for each in setup.rooms if each.is_active or each.id == value.room_id
    )
    form.practitioner_id.addItem("Nobody in particular", None)
    for person in setup.people:
        form.practitioner_id.addItem(person.display_name, person.id)
    if value.practitioner_id not in [None, *(person.id for person in setup.people)]:
        form.practitioner_id.addItem("As booked", value.practitioner_id)  # has left since
    for kind in types:
        form.type_id.addItem(f"{kind.sign}  {kind.name}", kind.id)
    if type_of(value, types) is None:
        form.type_id.addItem("No type", None)
    form.room_id.addItem("No room", None)
    for room in rooms:
        form.room_id.addItem(room.name, room.id)
    lengths = {kind.id: kind.minutes for kind in types}
    form.type_id.activated.connect(
        lambda _place: set_value(
            form.minutes, lengths.get(form.type_id.currentData(), form.minutes.value())
        )
    )
    therapists = (each.id for each in setup.people if each.kind is PractitionerKind.THERAPIST)
    return Choices(types, frozenset(therapists))


class SeriesFields:
    """Whether a new visit comes again, or a change also goes for the visits that follow."""

    def __init__(self, form: AppointmentForm, value: Appointment, later: int) -> None:
        self._form = form
        form.ends.addItem("in all", False)
        form.ends.addItem("until", True)
        is_new = value.id is None
        form.repeats.setVisible(is_new)
        form.following.setVisible(later > 0)
        form.following.setText(f"Change the {write_count(later, '&following', '&following')} too")
        form.leave_out.hide()
        form.repeats.toggled.connect(lambda _on: self._offer())
        form.ends.currentIndexChanged.connect(lambda _place: self._offer())
        form.every_weeks.valueChanged.connect(
            lambda weeks: form.every_weeks.setSuffix(" week" if weeks == 1 else " weeks")
        )
        self._offer()

    @property
    def repeats(self) -> bool:
        """Whether the visit comes again."""
        return self._form.repeats.isChecked()

    @property
    def with_following(self) -> bool:
        """Whether the visits that follow are changed too."""
        return not self._form.following.isHidden() and self._form.following.isChecked()

    def typed(self) -> TypedSeries:
        """Return how it comes again."""
        form = self._form
        by_day = bool(form.ends.currentData())
        until = form.until.value() if by_day else None
        return TypedSeries(form.every_weeks.value(), form.count.value(), until, by_day)

    def _offer(self) -> None:
        """Show how often and until when only where the visit comes again."""
        form, by_day = self._form, bool(self._form.ends.currentData())
        form.every_weeks.setVisible(self.repeats)
        form.ends.setVisible(self.repeats)
        form.count.setVisible(self.repeats and not by_day)
        form.until.setVisible(self.repeats and by_day)
        if not self.repeats:
            form.leave_out.hide()
