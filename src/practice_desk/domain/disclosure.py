"""What was told to somebody outside about a patient, and accounting for it. FHIR: AuditEvent.

Source: 45 CFR 164.528, the individual's right to an accounting of disclosures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.errors import Problem

YEARS = 6
"""How far back an individual may ask: "in the six years prior" (164.528(a)(1))."""


class DisclosureBasis(StrEnum):
    """On what ground something was disclosed."""

    TREATMENT = "treatment"
    PAYMENT = "payment"
    OPERATIONS = "operations"
    PATIENT = "patient"
    AUTHORIZATION = "authorization"
    REQUIRED_BY_LAW = "required_by_law"
    PUBLIC_HEALTH = "public_health"
    ABUSE = "abuse"
    OVERSIGHT = "oversight"
    COURT = "court"
    LAW_ENFORCEMENT = "law_enforcement"
    THREAT = "threat"
    WORKERS_COMPENSATION = "workers_compensation"
    OTHER = "other"


NEEDS_PART2_CONSENT = frozenset(
    {DisclosureBasis.TREATMENT, DisclosureBasis.PAYMENT, DisclosureBasis.OPERATIONS}
)
"""Grounds on which records of substance use disorder treatment go out with written consent only
(42 CFR 2.31 and 2.33); others, such as a court's order, have their own conditions there."""

NOT_REQUIRED = frozenset(
    {
        DisclosureBasis.TREATMENT,
        DisclosureBasis.PAYMENT,
        DisclosureBasis.OPERATIONS,
        DisclosureBasis.PATIENT,
        DisclosureBasis.AUTHORIZATION,
    }
)
"""What the rule lets an accounting leave out: to carry out treatment, payment and health care
operations (164.528(a)(1)(i)), to the individual (ii) and by authorization (iv). Other exceptions
(incidental, facility directories, national security, custody, limited data sets) do not occur here
or can't be told apart, and are accounted for."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One disclosure, or the taking back of one that was entered in error.

    `recipient` is name and, where known, address. `basis` is None for those recorded before it was
    kept. A retraction names the other in `retracts_id`, and its reason is the `purpose`.
    """

    patient_id: int
    disclosed_at: datetime
    disclosed_by: str
    recipient: str
    purpose: str
    what: str
    letter_id: int | None = None
    basis: DisclosureBasis | None = None
    retracts_id: int | None = None
    id: int | None = None

    @property
    def must_be_accounted_for(self) -> bool:
        """Whether an accounting may not leave this out; True where the ground is not known."""
        return self.basis not in NOT_REQUIRED


LENGTHS = {"recipient": 1000, "purpose": 200, "what": 500}


def check_disclosure(value: Disclosure, now: datetime) -> tuple[Problem, ...]:
    """Return what is wrong with a disclosure that somebody records by hand."""
    problems = [
        *check_required(
            value,
            recipient="Say who was told: a name, and an address if you know it.",
            what="Say in a few words what was told.",
            purpose="Say what it was for.",
        ),
        *check_lengths(value, LENGTHS),
    ]
    if value.basis is None:
        problems.append(Problem("basis", "Choose the ground."))
    if value.disclosed_at > now:
        problems.append(Problem("disclosed_at", "That day has not come yet. Check it."))
    return tuple(problems)


def standing(disclosures: tuple[Disclosure, ...]) -> tuple[Disclosure, ...]:
    """Return those that were not taken back, the newest first."""
    taken_back = {value.retracts_id for value in disclosures}
    kept = [v for v in disclosures if v.retracts_id is None and v.id not in taken_back]
    return tuple(sorted(kept, key=lambda value: (value.disclosed_at, value.id or 0), reverse=True))


def accounted_for(
    disclosures: tuple[Disclosure, ...], since: date, until: date, *, required_only: bool
) -> tuple[Disclosure, ...]:
    """Return what an accounting of those days, both included, tells; the newest first.

    With *required_only* without what the rule lets it leave out.
    """
    return tuple(
        value
        for value in standing(disclosures)
        if since <= value.disclosed_at.astimezone().date() <= until
        and (value.must_be_accounted_for or not required_only)
    )


def six_years_before(day: date) -> date:
    """Return the first day that an accounting asked for on *day* reaches back to."""
    try:
        return day.replace(year=day.year - YEARS)
    except ValueError:  # Feb 29
        return day.replace(year=day.year - YEARS, day=28)
