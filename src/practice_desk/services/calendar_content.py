"""From a plan's courses to what a patient's dose calendar says; nothing else passes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from practice_desk.domain.course import Stretch
from practice_desk.domain.directions import (
    FOOD,
    amount_with_dose,
    counted,
    joined,
    patient_directions,
)
from practice_desk.domain.dispensing import due_days, is_taken_on
from practice_desk.domain.dosage import Dosage
from practice_desk.domain.medication import PlanItem
from practice_desk.domain.quantity import Quantity
from practice_desk.domain.regimen import InjectionWindow, Regimen
from practice_desk.domain.regimen_text import pieces_words, window_of, window_text
from practice_desk.letters.dates import short_date
from practice_desk.letters.kinds.dose_calendar import (
    NAMED_DAYS,
    CalendarDose,
    CalendarLine,
    CalendarRule,
)

_DAYS_AHEAD = 400
_MOST_DATES = 6
_MOST_DATES_OF_STEP = 31
_TURNS = ("every second day", "the days between")


def calendar_lines(items: Iterable[PlanItem], from_day: date) -> tuple[CalendarLine, ...]:
    """Return what is taken of *items* from *from_day* on, by day and then by medication."""
    lines = [line for item in items for line in _of_item(item, from_day)]
    return tuple(sorted(lines, key=lambda line: line.first))


def calendar_rules(items: Iterable[PlanItem]) -> tuple[CalendarRule, ...]:
    """Return the hold rules of *items*, each with its medication."""
    return tuple(
        CalendarRule(item.medication.name, rule.trigger, rule.action)
        for item in items
        if (regimen := item.regimen or _first_regimen(item)) is not None
        for rule in regimen.hold_rules
    )


def doses_on(item: PlanItem, day: date) -> tuple[CalendarDose, ...] | None:
    """Return what is taken of *item* on *day* at named times of day.

    It is empty on a day on which only directions say how it is taken, and None where nothing is to
    be taken, or only as needed.
    """
    stretch = next((each for each in item.course if each.covers(day)), None)
    if stretch is None or stretch.is_held:
        return None
    dosage = stretch.dosage_on(day)
    if dosage.as_needed:
        return None
    if dosage.timing.is_counted and not _is_due(dosage, stretch, day):
        return None
    return _doses(dosage, pieces_words(stretch.step))


def _is_due(dosage: Dosage, stretch: Stretch, day: date) -> bool:
    begun = stretch.start - timedelta(days=stretch.day_of_step)
    return is_taken_on(dosage.timing, begun, day)


def _first_regimen(item: PlanItem) -> Regimen | None:
    return item.steps_ahead[0].event.regimen if item.steps_ahead else None


def _of_item(item: PlanItem, from_day: date) -> Iterator[CalendarLine]:
    name = item.medication.name
    coming = [each for each in item.course if each.end is None or each.end > from_day]
    for stretch in coming:
        if not stretch.is_held:
            yield from _of_stretch(name, stretch, from_day)
    ends = coming[-1].end if coming else None
    if ends is not None:
        yield CalendarLine(ends, None, name, stops=True)


def _of_stretch(name: str, stretch: Stretch, from_day: date) -> Iterator[CalendarLine]:
    first = max(stretch.start, from_day)
    last = None if stretch.end is None else stretch.end - timedelta(days=1)
    done = stretch.day_of_step + (first - stretch.start).days
    step = stretch.step
    note = [step.note] if step.note else []
    turns = [step.dosage_on(done + turn) for turn in range(len(step.dosages))]
    for turn, dosage in enumerate(turns):
        words = pieces_words(step)
        due = _due_days(dosage, stretch, from_day)
        yield CalendarLine(
            first=first,
            last=last,
            medication=name,
            doses=_doses(dosage, words),
            directions="" if _by_time(dosage) else patient_directions(dosage, words),
            days=_turn(turn, first) if len(turns) > 1 else _due(due, stretch),
            note="\n".join([*_window(step.window, due, stretch), *note, *_besides(dosage)]),
        )


def _turn(turn: int, first: date) -> str:
    """Return on which days one of two doses in turns is taken, with the first two dates of it."""
    dates = [short_date(first + timedelta(days=turn + ahead)) for ahead in (0, 2)]
    return f"{_TURNS[turn]}: {joined([*dates, 'so on'])}"


def _due_days(dosage: Dosage, stretch: Stretch, from_day: date) -> list[date]:
    """Return the next days of what is not taken every day or on the same days of every week."""
    if dosage.as_needed or not dosage.timing.is_counted:
        return []
    begun = stretch.start - timedelta(days=stretch.day_of_step)
    until = min(stretch.end or date.max, from_day + timedelta(days=_DAYS_AHEAD))
    return [
        day
        for day in due_days(dosage.timing, begun, max(0, (until - begun).days))
        if day >= from_day
    ]


def _named(due: list[date], stretch: Stretch) -> list[date]:
    """Return the days to name: up to `_MOST_DATES_OF_STEP` where it ends, else `_MOST_DATES`."""
    return due[: _MOST_DATES if stretch.end is None else _MOST_DATES_OF_STEP]


def _due(due: list[date], stretch: Stretch) -> str:
    named = _named(due, stretch)
    dates = [short_date(day) for day in named]
    if len(due) > len(named):
        dates.append("so on")
    return f"{NAMED_DAYS}{joined(dates)}" if dates else ""


def _window(window: InjectionWindow | None, due: list[date], stretch: Stretch) -> list[str]:
    """Return between which days each named injection may be given; a rule where none is named."""
    if window is None:
        return []
    said = []
    for day in _named(due, stretch):
        first, last = (short_date(bound) for bound in window_of(window, day))
        said.append(f"{short_date(day)}: not before {first}, not after {last}.")
    return said or [window_text(window)]


def _by_time(dosage: Dosage) -> bool:
    """Whether it is taken every day at named times, which a calendar can list."""
    named = bool(dosage.split or dosage.timing.moments)
    return named and dosage.timing.is_daily and not dosage.as_needed


def _besides(dosage: Dosage) -> list[str]:
    """Return what the times of day leave unsaid: food, and the note; directions say both."""
    if not _by_time(dosage):
        return []
    food = dosage.timing.food
    said = [] if food is None else [f"{FOOD[food].capitalize()}."]
    return [*said, *([dosage.note] if dosage.note else [])]


def _amount(dosage: Dosage, dose: Quantity, words: dict[str, str]) -> str:
    """Return "1 tablet (10 mg)", and of which strength where it is not one whole piece."""
    strength, pieces = dosage.strength, counted(dosage, dose)
    if strength is None or pieces is None or dosage.units_of(dose) == 1:
        return amount_with_dose(dosage, dose, words)
    return f"{pieces} of {strength} ({dose})"


def _doses(dosage: Dosage, words: dict[str, str]) -> tuple[CalendarDose, ...]:
    if not _by_time(dosage):
        return ()
    if dosage.dose is None:
        return tuple(
            CalendarDose(part.moment, _amount(dosage, part.dose, words)) for part in dosage.split
        )
    amount = _amount(dosage, dosage.dose, words)
    return tuple(CalendarDose(moment, amount) for moment in dosage.timing.moments)


def calendar_names(items: Sequence[PlanItem]) -> str:
    """Return the medications' names for the letter's title."""
    return ", ".join(item.medication.name for item in items)
