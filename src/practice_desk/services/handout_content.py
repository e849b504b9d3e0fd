"""From a plan's medication to what its handout says of the patient's own schedule.

English is what the dose calendar says. In Spanish only what is structured is written anew; a
sentence of directions stays in English, as pharmacies print it on the label, and is marked so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from practice_desk.domain.handout import ENGLISH
from practice_desk.domain.medication import PlanItem
from practice_desk.letters.kinds.dose_calendar import CalendarLine
from practice_desk.letters.kinds.handout import HandoutDays, HandoutDose
from practice_desk.services.calendar_content import calendar_lines

_PIECES = {
    "tablet": "tableta", "tablets": "tabletas", "capsule": "cápsula", "capsules": "cápsulas",
    "patch": "parche", "patches": "parches", "film": "lámina", "films": "láminas",
    "lozenge": "pastilla", "lozenges": "pastillas", "spray": "rociada", "sprays": "rociadas",
    "injection": "inyección", "injections": "inyecciones", "mL": "mL", "of": "de",
    "mg": "mg", "mcg": "mcg", "g": "g",
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z]+")
_AS_ON_LABEL = "Como dice la etiqueta, en inglés: “{text}”"


def schedule_of(items: Iterable[PlanItem], language: str, today: date) -> tuple[HandoutDays, ...]:
    """Return what is taken of *items* from *today* on, by day."""
    return tuple(_days(line, language) for line in calendar_lines(items, today))


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
