"""What a prescription asks to be handed out: refills and days' supply. FHIR: dispenseRequest.

Kept with the event of the plan for the checks alone. No letter carries it: letters are never a
prescription.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from practice_desk.domain.errors import Problem

MOST_REFILLS = 99
MOST_DAYS = 730


class FirstVisit(StrEnum):
    """How the patient was first seen before a controlled substance was prescribed."""

    IN_PERSON = "in_person"
    TELEHEALTH_ONLY = "telehealth_only"


@dataclass(frozen=True, slots=True)
class DispenseRequest:
    """What one prescription allows; None is what nobody entered, never none at all.

    `refills` counts fills after the first (FHIR: numberOfRepeatsAllowed), `days_supply` the days
    that each of them lasts (expectedSupplyDuration).
    """

    refills: int | None = None
    days_supply: int | None = None
    first_visit: FirstVisit | None = None

    @property
    def words(self) -> str:
        """It in a line: "30 days' supply, 2 refills"; empty where nothing was entered."""
        return ", ".join(part for part in (self._days(), self._refills(), self._visit()) if part)

    def _days(self) -> str:
        if self.days_supply is None:
            return ""
        return "1 day's supply" if self.days_supply == 1 else f"{self.days_supply} days' supply"

    def _refills(self) -> str:
        if self.refills is None:
            return ""
        if not self.refills:
            return "no refills"
        return "1 refill" if self.refills == 1 else f"{self.refills} refills"

    def _visit(self) -> str:
        return "" if self.first_visit is None else VISITS[self.first_visit]


VISITS = {
    FirstVisit.IN_PERSON: "first seen in person",
    FirstVisit.TELEHEALTH_ONLY: "seen by telehealth only",
}
Plain = dict[str, int | str]


def check(request: DispenseRequest) -> tuple[Problem, ...]:
    """Return what is wrong with *request*."""
    problems = []
    if request.refills is not None and not 0 <= request.refills <= MOST_REFILLS:
        problems.append(Problem("refills", f"Refills are a number from 0 to {MOST_REFILLS}."))
    if request.days_supply is not None and not 1 <= request.days_supply <= MOST_DAYS:
        sentence = f"Days' supply is a number of days from 1 to {MOST_DAYS}."
        problems.append(Problem("days_supply", sentence))
    return tuple(problems)


def to_plain(request: DispenseRequest) -> Plain:
    """Return *request* as plain data, without what nobody entered."""
    plain: Plain = {}
    if request.refills is not None:
        plain["refills"] = request.refills
    if request.days_supply is not None:
        plain["days_supply"] = request.days_supply
    if request.first_visit is not None:
        plain["first_visit"] = request.first_visit.value
    return plain


def from_plain(plain: Mapping[str, object]) -> DispenseRequest:
    """Return the request that `to_plain` wrote. Raises ValueError for anything else."""
    visit = plain.get("first_visit")
    return DispenseRequest(
        _count(plain.get("refills")),
        _count(plain.get("days_supply")),
        None if visit is None else FirstVisit(str(visit)),
    )


def _count(value: object) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise ValueError("not a dispense request: a count that is no number")
