"""Kinds of appointments that a clinic offers, and its rooms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from practice_desk.domain.appointment import LONGEST, SHORTEST, Appointment, VisitKind
from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.errors import Problem


class TypeColor(StrEnum):
    """The colours that an appointment may have; each is readable in the light and dark look."""

    BLUE = "blue"
    GREEN = "green"
    PURPLE = "purple"
    AMBER = "amber"
    TEAL = "teal"
    ROSE = "rose"
    INDIGO = "indigo"
    GRAY = "gray"


@dataclass(frozen=True, slots=True)
class AppointmentType:
    """One kind of appointment. The sign, one or two characters, says what the colour says."""

    name: str
    visit: VisitKind = VisitKind.OTHER
    minutes: int = 30
    color: TypeColor = TypeColor.GRAY
    sign: str = ""
    is_active: bool = True
    id: int | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """A room in which somebody is seen."""

    name: str
    is_active: bool = True
    id: int | None = None
    version: int | None = None


LENGTHS = {"name": 40, "sign": 2}
ROOM_LENGTHS = {"name": 40}
DEFAULT_TYPES = (
    AppointmentType("Medication visit", VisitKind.MEDICATION, 30, TypeColor.BLUE, "M"),
    AppointmentType("Therapy session", VisitKind.THERAPY, 50, TypeColor.GREEN, "T"),
    AppointmentType("Intake", VisitKind.INTAKE, 60, TypeColor.PURPLE, "I"),
    AppointmentType("Phone call", VisitKind.OTHER, 15, TypeColor.AMBER, "P"),
    AppointmentType("Other visit", VisitKind.OTHER, 30, TypeColor.GRAY, "O"),
)
"""What every clinic begins with; revision 0041 writes the same."""


def check_type(
    value: AppointmentType, others: Iterable[AppointmentType] = ()
) -> tuple[Problem, ...]:
    """Return what is wrong with *value* beside the *others* of the clinic."""
    problems = list(check_lengths(value, LENGTHS))
    problems += check_required(
        value, name="Give it a name.", sign="Give it a sign of one or two letters."
    )
    if not SHORTEST <= value.minutes <= LONGEST:
        problems.append(Problem("minutes", f"From {SHORTEST} to {LONGEST} minutes. Check it."))
    beside = [each for each in others if each.is_active and not _is_same(each, value)]
    if value.is_active and value.name.casefold() in {each.name.casefold() for each in beside}:
        problems.append(Problem("name", "There is a type of this name. Choose another."))
    same = next((each for each in beside if each.sign.casefold() == value.sign.casefold()), None)
    if value.is_active and same is not None:
        problems.append(Problem("sign", f"{same.name} has this sign. Choose another."))
    return tuple(problems)


def check_room(value: Room, others: Iterable[Room] = ()) -> tuple[Problem, ...]:
    """Return what is wrong with *value* beside the *others* of the clinic."""
    problems = list(check_lengths(value, ROOM_LENGTHS))
    problems += check_required(value, name="Give the room a name.")
    beside = [each for each in others if each.is_active and not _is_same(each, value)]
    names = {each.name.casefold() for each in beside}
    if value.is_active and value.name.casefold() in names:
        problems.append(Problem("name", "There is a room of this name. Choose another."))
    return tuple(problems)


def _is_same(one: AppointmentType | Room, other: AppointmentType | Room) -> bool:
    return one.id is not None and one.id == other.id


def type_of(value: Appointment, types: Iterable[AppointmentType]) -> AppointmentType | None:
    """Return the type of an appointment, else the first in use for its kind of visit, or None.

    Appointments that were booked without a type, such as at the end of a visit, have none stored.
    """
    several = tuple(types)
    if value.type_id is not None:
        return next((each for each in several if each.id == value.type_id), None)
    return next((each for each in several if each.is_active and each.visit is value.visit), None)
