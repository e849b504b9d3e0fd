"""What a person typed into the patient search, understood."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from practice_desk.domain.calendar_text import read_dates
from practice_desk.domain.text import digits, fold

_YEAR = re.compile(r"[12]\d{3}", re.ASCII)
_NUMERIC_MONTH = re.compile(
    r"(?P<year>[12]\d{3})[-/.](?P<month>\d{1,2})|(?P<first>\d{1,2})[-/.](?P<last>[12]\d{3})",
    re.ASCII,
)
_MONTH = re.compile(
    rf"{_NUMERIC_MONTH.pattern.replace('?P<', '?P<_')}|[^\W\d_]{{3,}}\.?,? [12]\d{{3}}"
)


@dataclass(frozen=True, slots=True)
class PatientQuery:
    """The folded words of a search and the birth dates it may mean.

    `words` are compared by prefix with names, chart numbers and phone digits; `birth_dates` by
    equality; `born_between` are the first and the last day of a year or month of birth. What was
    taken for one beside names may be a chart number's part: `as_typed` are the words with it. A
    query of nothing lists everybody; one that `is_no_word` was typed of signs alone and finds
    nobody.
    """

    words: tuple[str, ...]
    birth_dates: tuple[date, ...]
    is_no_word: bool = False
    born_between: tuple[date, date] | None = None
    as_typed: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True when nothing was typed."""
        return not (self.words or self.birth_dates or self.born_between or self.is_no_word)


def read_patient_query(text: str, today: date) -> PatientQuery:
    """Understand *text*: names, a chart number, a phone number, a birth date, or a mixture.

    A phone number may be typed with any punctuation; a birth date, or its month or year alone, may
    stand beside a name.
    """
    text = " ".join(text.split())
    whole = tuple(found for found in read_dates(text, today) if found <= today)
    if whole:
        numbers = digits(text) if _is_number(text) else ""
        return PatientQuery((numbers,) if numbers else (), whole)
    if _is_number(text):
        numbers = digits(text)
        born = _born_in(text, today)
        return PatientQuery((_national(numbers),), (), born_between=born)
    left, dates = _split_off_date(text.split(), today)
    born = None
    if not dates:
        left, born = _split_off_period(left, today)
    words = tuple(fold(" ".join(left)).split())
    nothing = bool(text) and not (words or dates or born)
    typed = tuple(fold(text).split()) if born and words else ()
    return PatientQuery(words, dates, nothing, born, typed)


def _is_number(text: str) -> bool:
    return bool(digits(text)) and all(char.isdigit() or char in "+-.() /" for char in text)


def _national(number: str) -> str:
    return number[1:] if len(number) == 11 and number.startswith("1") else number


def _born_in(text: str, today: date) -> tuple[date, date] | None:
    """Return the days of a year ("1974") or of a month of one ("May 1974", "5/1974", "1974-05")."""
    if _YEAR.fullmatch(text):
        year = int(text)
        return (date(year, 1, 1), date(year, 12, 31)) if 1900 <= year <= today.year else None
    if not _MONTH.fullmatch(text):
        return None
    first = [found for found in read_dates(_with_day(text), today) if found.day == 1]
    if len(first) != 1 or first[0] > today:
        return None
    following = (first[0] + timedelta(days=31)).replace(day=1)
    return first[0], following - timedelta(days=1)


def _with_day(text: str) -> str:
    """Return the first day of the month that *text* names, in a form that reads one way only."""
    numeric = _NUMERIC_MONTH.fullmatch(text)
    if numeric is None:
        name, year = text.replace(",", " ").split()
        return f"{name} 1, {year}"
    year, month = numeric["year"] or numeric["last"], numeric["month"] or numeric["first"]
    return f"{year}-{int(month):02d}-01"


def _split_off_period(words: list[str], today: date) -> tuple[list[str], tuple[date, date] | None]:
    for length in (2, 1):
        for start in range(len(words) - length + 1):
            born = _born_in(" ".join(words[start : start + length]), today)
            if born is not None:
                return words[:start] + words[start + length :], born
    return words, None


def _split_off_date(words: list[str], today: date) -> tuple[list[str], tuple[date, ...]]:
    for length in (3, 2, 1):
        for start in range(len(words) - length + 1):
            part = words[start : start + length]
            if not any(char.isdigit() for char in "".join(part)):
                continue
            dates = tuple(d for d in read_dates(" ".join(part), today) if d <= today)
            if dates:
                return words[:start] + words[start + length :], dates
    return words, ()
