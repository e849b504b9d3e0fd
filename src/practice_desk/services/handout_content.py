"""From a plan's medication to what its handout says of the patient's own schedule.

English is what the dose calendar says. In Spanish only what is structured is written anew; a
sentence of directions stays in English, as pharmacies print it on the label, and is marked so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from practice_desk.domain.handout import ENGLISH
from practice_desk.domain.medication import PlanItem
from practice_desk.letters.kinds.dose_calendar import CalendarLine
from practice_desk.letters.kinds.handout import HandoutDay, HandoutDays, HandoutDose
from practice_desk.services.calendar_content import calendar_lines, doses_on

_PIECES = {
    "tablet": "tableta", "tablets": "tabletas", "capsule": "cápsula", "capsules": "cápsulas",
    "patch": "parche", "patches": "parches", "film": "lámina", "films": "láminas",
    "lozenge": "pastilla", "lozenges": "pastillas", "spray": "rociada", "sprays": "rociadas",
    "injection": "inyección", "injections": "inyecciones", "mL": "mL", "of": "de",
    "mg": "mg", "mcg": "mcg", "g": "g",
}  # fmt: skip
_WEEKS = 4
"""Weeks of a handout's calendar; most come again within them."""
_WORD = re.compile(r"[A-Za-z]+")
_AS_ON_LABEL = "Como dice la etiqueta, en inglés: “{text}”"


def schedule_of(items: Iterable[PlanItem], language: str, today: date) -> tuple[HandoutDays, ...]:
    """Return what is taken of *items* from *today* on, by day."""
    return tuple(_days(line, language) for line in calendar_lines(items, today))


def calendar_of(items: Sequence[PlanItem], language: str, today: date) -> tuple[HandoutDay, ...]:
    """Return the weeks from today's on, Sunday first, with what is taken of *items* on each day.

    Days before today have nothing. It is empty where nothing is taken on any of them.
    """
    first = today - timedelta(days=today.isoweekday() % 7)
    days = tuple(_day(items, language, today, first + timedelta(days=n)) for n in range(_WEEKS * 7))
    return days if any(each.doses for each in days) else ()


def _day(items: Sequence[PlanItem], language: str, today: date, day: date) -> HandoutDay:
    if day < today:
        return HandoutDay(day)
    doses: list[HandoutDose] = []
    for item in items:
        taken = doses_on(item, day)
        if taken is not None:
            doses += [HandoutDose(each.moment, _amount(each.amount, language)) for each in taken]
            doses += [] if taken else [HandoutDose(None, "")]
    ends = {item.course[-1].end for item in items if item.course}
    return HandoutDay(day, tuple(doses), stops=ends == {day})


def _days(line: CalendarLine, language: str) -> HandoutDays:
    doses = tuple(HandoutDose(each.moment, _amount(each.amount, language)) for each in line.doses)
    if line.directions:
        doses += (HandoutDose(None, _told(line.directions, language)),)
    return HandoutDays(
        line.first,
        line.last,
        doses,
        _told(line.days, language),
        _told(line.note, language),
        line.stops,
    )


def _amount(text: str, language: str) -> str:
    """Return an amount such as "1 tablet (50 mg)", in Spanish where every word of it is known."""
    if language == ENGLISH:
        return text
    if any(word not in _PIECES for word in _WORD.findall(text)):
        return _told(text, language)
    return _WORD.sub(lambda found: _PIECES[found[0]], text)


def _told(text: str, language: str) -> str:
    if language == ENGLISH or not text:
        return text
    return _AS_ON_LABEL.format(text=" ".join(text.split()))
