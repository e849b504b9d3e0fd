"""Controlled substances on paper: which schedule, and what a letter may say of one.

No letter may pass as a prescription: the parts of one (21 CFR 1306.05(a): drug, strength, form,
quantity, directions, and the prescriber's DEA number) never stand together on a page.
"""

from __future__ import annotations

import re
from enum import StrEnum

from practice_desk.domain.directory import dea_number_is_valid

# The amount of one dose and nothing else: "1 mg", "0.5 to 1 mg", "9.5 mg/24 hours", "1½ tablets".
_AMOUNT = re.compile(
    r"(?:\d[\d,]*(?:\.\d+)?)?[½¼¾]?(?: (?:to|and) \d+(?:\.\d+)?[½¼¾]?)? ?[A-Za-z%]+"
    r"(?:/(?:\d+(?:\.\d+)? ?)?[A-Za-z]+)?"
)

# What makes a prescription of a sentence: counts of pieces, refills, directions, a DEA number.
_PRESCRIBES = re.compile(
    r"#\s*\d|\d+\s*(?:x|×|tab|cap|pill|patch|film|ml\b)|\bdisp(?:ense)?\b|\bqty\b|\bquantit"
    r"|\brefill|\bsig\b|\btake\b|\b(?:once|twice|daily|bid|tid|qid|prn)\b|\bDEA\b",
    re.IGNORECASE,
)
_LIKE_DEA_NUMBER = re.compile(r"\b[A-Z][A-Z9]\d{7}\b")


class DeaSchedule(StrEnum):
    """Schedule under 21 CFR 1308; `NONE` for a medication that is not controlled."""

    NONE = "none"
    II = "CII"
    III = "CIII"
    IV = "CIV"
    V = "CV"

    @classmethod
    def of(cls, schedule: str) -> DeaSchedule:
        """Return the schedule that a chart or the clinical pack names; empty means none.

        Raises ValueError for a schedule that is not known.
        """
        return cls(schedule or "none")

    @classmethod
    def strictest(cls, schedule: str) -> DeaSchedule:
        """Return the schedule of that name; one that is not known counts as the strictest."""
        try:
            return cls.of(schedule)
        except ValueError:
            return cls.II

    @property
    def controlled(self) -> bool:
        """Tell whether the medication is a controlled substance."""
        return self is not DeaSchedule.NONE


class ControlledRule(StrEnum):
    """The most that a kind of letter says of a controlled substance, beside its name and form.

    Whatever the rule, there is no DEA number, quantity or number of refills of one on any page.
    """

    NAME = "name"
    DOSE = "dose"
    """Also the amount of one dose."""
    DIRECTIONS = "directions"
    """Also how it is taken: for clinicians and patients, to whom nobody dispenses by it."""


def is_amount(dose: str) -> bool:
    """Return whether *dose* is the amount of one dose and nothing else."""
    return _AMOUNT.fullmatch(dose.strip()) is not None


def reads_like_prescription(text: str) -> bool:
    """Return whether free text says what only a prescription may say of a controlled substance.

    Counts of pieces, refills, directions or a DEA number: it errs on the side of yes.
    """
    numbers = _LIKE_DEA_NUMBER.findall(text.upper())
    return _PRESCRIBES.search(text) is not None or any(map(dea_number_is_valid, numbers))
