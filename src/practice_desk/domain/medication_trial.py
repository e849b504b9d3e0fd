"""Trials of medications: how high, how long at an adequate dose, and what came of it.

Whether a trial was adequate is computed from a rule with a source, never guessed: without a rule or
a dose to compare with it is "not computed", which says nothing about the trial.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from practice_desk.domain.checks import check_lengths, check_required
from practice_desk.domain.errors import Problem
from practice_desk.domain.quantity import Quantity, amount_text

_DAYS_A_WEEK = 7


class TrialResponse(StrEnum):
    """The clinician's judgement of what a trial did."""

    NOT_JUDGED = "not judged"
    NONE = "none"
    PARTIAL = "partial"
    RESPONSE = "response"
    REMISSION = "remission"
    WORSE = "worse"


class Adherence(StrEnum):
    """How it was taken."""

    NOT_ASKED = "not asked"
    AS_AGREED = "as agreed"
    MOSTLY = "mostly"
    PARTLY = "partly"
    HARDLY = "hardly"


class Adequacy(StrEnum):
    """What the rule says of a trial."""

    ADEQUATE = "adequate"
    TOO_SHORT = "too short"
    TOO_LOW = "too low"
    NOT_COMPUTED = "not computed"


@dataclass(frozen=True, slots=True)
class MedicationTrial:
    """What is known of one trial beside the plan.

    With `medication_id` it is a judgement of that plan item, whose doses and dates the plan has.
    Without, it is a trial from elsewhere as told: `highest_dose` is per day in `dose_unit`, `weeks`
    counts those at it, `told_by` says from whom the clinic knows.
    """

    patient_id: int
    name: str
    concept_id: str = ""
    medication_id: int | None = None
    began_on: date | None = None
    ended_on: date | None = None
    highest_dose: Decimal | None = None
    dose_unit: str = "mg"
    weeks: int | None = None
    response: TrialResponse = TrialResponse.NOT_JUDGED
    adherence: Adherence = Adherence.NOT_ASKED
    side_effects: str = ""
    stop_reason: str = ""
    told_by: str = ""
    note: str = ""
    recorded_by: str = ""
    retracted_reason: str = ""
    id: int | None = None
    version: int | None = None


LENGTHS = {
    "name": 200,
    "concept_id": 80,
    "dose_unit": 20,
    "side_effects": 500,
    "stop_reason": 300,
    "told_by": 200,
    "note": 4000,
    "recorded_by": 64,
    "retracted_reason": 500,
}
MOST_WEEKS = 5200


def check_trial(value: MedicationTrial, today: date) -> tuple[Problem, ...]:
    """Return what is wrong with *value* on the day *today*."""
    problems = [
        *check_required(value, name="Choose or enter the medication."),
        *check_lengths(value, LENGTHS),
    ]
    for field in ("began_on", "ended_on"):
        day = getattr(value, field)
        if day is not None and day > today:
            problems.append(Problem(field, "The date is in the future. Check it."))
    if value.began_on and value.ended_on and value.ended_on < value.began_on:
        problems.append(Problem("ended_on", "It ended before it began. Check the dates."))
    if value.highest_dose is not None and not 0 < value.highest_dose <= 100_000:
        problems.append(Problem("highest_dose", "Enter the highest dose in a day, such as 150."))
    if value.weeks is not None and not 0 <= value.weeks <= MOST_WEEKS:
        problems.append(Problem("weeks", "Enter how many weeks, such as 6."))
    return tuple(problems)


@dataclass(frozen=True, slots=True)
class DoseSpan:
    """From *start* until the day before *end*, the least and the most taken in a day.

    Both are None where the dose is not known, and zero while it is held.
    """

    start: date
    end: date
    lowest: Decimal | None
    highest: Decimal | None


def highest_dose(spans: Iterable[DoseSpan]) -> Decimal | None:
    """Return the highest dose in a day, None if none is known."""
    known = [span.highest for span in spans if span.highest and span.end > span.start]
    return max(known, default=None)


def longest_run(spans: Iterable[DoseSpan], least: Decimal) -> int:
    """Return the most days in a row on which at least *least* was taken.

    A day without, or with an unknown dose, ends the run.
    """
    longest, run, expected = 0, 0, None
    for span in sorted(spans, key=lambda each: each.start):
        if span.end <= span.start:
            continue
        if span.start != expected:
            run = 0
        enough = span.lowest is not None and span.lowest >= least
        run = run + (span.end - span.start).days if enough else 0
        longest, expected = max(longest, run), span.end
    return longest


@dataclass(frozen=True, slots=True)
class TrialUse:
    """For what a medication was tried and at which age in years; `codes` are ICD-10-CM."""

    indication: str = ""
    codes: tuple[str, ...] = ()
    age: int | None = None


@dataclass(frozen=True, slots=True)
class TrialRule:
    """How many *weeks* at an adequate dose make a trial of *group* adequate, and who says so.

    It was made for the conditions `about`, which have the ICD-10-CM `codes` (or codes that begin
    so) and one of `words` in their names, and for patients of `youngest` years or more.
    """

    group: str
    weeks: int
    text: str
    sources: tuple[str, ...]
    about: str = ""
    codes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    youngest: int | None = None

    def fits(self, use: TrialUse) -> bool:
        """Whether it was made for such a use; without a known use or age it can't be said."""
        if self.youngest is not None and (use.age is None or use.age < self.youngest):
            return False
        if not self.codes and not self.words:
            return True
        named = use.indication.casefold()
        return any(word in named for word in self.words) or any(
            code.startswith(self.codes) for code in use.codes
        )


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the rule says, in a sentence that shows the rule."""

    adequacy: Adequacy
    sentence: str


def assess(
    days: int | None,
    highest: Decimal | None,
    least: Quantity | None,
    rule: TrialRule | None,
    use: TrialUse | None = None,
) -> Assessment:
    """Compare *days* at *least* a day or more, and the *highest* dose, with the *rule*.

    *days* is None where it is not known how long. A rule that was not made for the *use* says
    nothing of it; None is a use that any rule fits.
    """
    misfit = rule is not None and use is not None and not rule.fits(use)
    if rule is None or misfit:
        why = "there is no rule for this kind of medication"
        if rule is not None:
            why = f"no rule for this age or indication; the one there is is about {rule.about}"
        if least is not None and days is not None:
            run = f"{days // _DAYS_A_WEEK} weeks in a row at {amount_text(least.amount)}"
            why = f"{why}; {run} {least.unit} a day or more, its lowest usual dose"
        return _not_computed(why)
    if least is None:
        return _not_computed("the clinical pack has no lowest usual dose a day for it")
    if highest is None or days is None:
        return _not_computed("the dose or its time is not known")
    dose = f"{amount_text(least.amount)} {least.unit} a day or more"
    asked = f"the rule asks for {rule.weeks} ({rule.text})"
    if highest < least.amount:
        reached = f"{amount_text(highest)} {least.unit} was the highest dose"
        return Assessment(Adequacy.TOO_LOW, f"Too low: {reached}; {dose} counts.")
    weeks = days // _DAYS_A_WEEK
    told = f"{weeks} week{'' if weeks == 1 else 's'} in a row at {dose}; {asked}."
    if weeks < rule.weeks:
        return Assessment(Adequacy.TOO_SHORT, f"Too short: {told}")
    return Assessment(Adequacy.ADEQUATE, f"Adequate: {told}")


def _not_computed(why: str) -> Assessment:
    return Assessment(Adequacy.NOT_COMPUTED, f"Not computed: {why}.")
