"""What a person typed into the patient search, understood."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from practice_desk.domain.calendar_text import read_dates
from practice_desk.domain.text import digits, fold


@dataclass(frozen=True, slots=True)
class PatientQuery:
    """The folded words of a search and the birth dates it may mean.

    `words` are compared by prefix with names, chart numbers and phone digits; `birth_dates` by
    equality. A query of nothing lists everybody; one that `is_no_word` was typed of signs alone
    and finds nobody.
    """

    words: tuple[str, ...]
    birth_dates: tuple[date, ...]
    is_no_word: bool = False

    @property
    def is_empty(self) -> bool:
        """True when nothing was typed."""
        return not self.words and not self.birth_dates and not self.is_no_word


def read_patient_query(text: str, today: date) -> PatientQuery:
    """Understand *text*: names, a chart number, a phone number, a birth date, or a mixture.

    A phone number may be typed with any punctuation; a birth date may stand beside a name.
    """
    text = " ".join(text.split())
    whole = tuple(found for found in read_dates(text, today) if found <= today)
    if whole:
        numbers = digits(text) if _is_number(text) else ""
        return PatientQuery((numbers,) if numbers else (), whole)
    if _is_number(text):
        return PatientQuery((_national(digits(text)),), ())
    left, dates = _split_off_date(text.split(), today)
    words = tuple(fold(" ".join(left)).split())
    return PatientQuery(words, dates, is_no_word=bool(text) and not words and not dates)


def _is_number(text: str) -> bool:
    return bool(digits(text)) and all(char.isdigit() or char in "+-.() /" for char in text)


def _national(number: str) -> str:
    return number[1:] if len(number) == 11 and number.startswith("1") else number


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
