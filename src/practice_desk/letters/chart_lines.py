"""What of a chart letters to clinicians list: medications as taken, allergies, measured values.

To a clinician the directions of a controlled medication are told too, since they treat by them;
what would make a prescription of the page, a quantity or refills, is in none of these values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from practice_desk.domain.allergy_intolerance import (
    AllergyIntolerance,
    AllergySeverity,
    AllergyState,
)
from practice_desk.domain.dose_form import form_name
from practice_desk.domain.errors import Problem
from practice_desk.domain.medication import PlanItem, PlanStatus
from practice_desk.domain.observation import Observation, ObservationStatus
from practice_desk.domain.observation_text import value_text
from practice_desk.domain.regimen_text import step_directions
from practice_desk.domain.side_effect_case import SideEffectCase
from practice_desk.letters.checks import check_length
from practice_desk.letters.dates import short_date
from practice_desk.letters.facts import LetterFacts
from practice_desk.letters.sheet import Cell, Grid
from practice_desk.letters.wording import LetterWording

TAKEN = frozenset(
    {
        "medications.item.medication.name",
        "medications.item.dosage",
        "medications.item.present",
        "medications.item.course",
    }
)
"""The facts that lines of medications as taken carry."""
ALLERGIES = frozenset({"allergies.substance", "allergies.reaction"})
_GONE = (ObservationStatus.CANCELLED, ObservationStatus.REGISTERED)
_LONG = 2000  # characters


class Mark(StrEnum):
    """What is said beside a medication."""

    NONE = "none"
    HOLD = "hold"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class TakenLine:
    """A medication as it is taken, or will be."""

    name: str
    form: str
    taken: str
    mark: Mark = Mark.NONE


@dataclass(frozen=True, slots=True)
class Reading:
    """A result or the total of a measure, as written, with its day."""

    name: str
    value: str
    taken_on: date
    preliminary: bool = False


@dataclass(frozen=True, slots=True)
class AllergyLines:
    """What is known of allergies. They can be listed without a line: where none may go out."""

    state: AllergyState
    lines: tuple[str, ...] = ()


def taken_lines(facts: LetterFacts) -> tuple[TakenLine, ...]:
    """Return the medications among the facts, by name."""
    items = (each.item for each in facts.medications)
    ordered = sorted(items, key=lambda item: item.medication.name.casefold())
    return tuple(_taken(item) for item in ordered)


def readings(observations: Iterable[Observation]) -> tuple[Reading, ...]:
    """Return measured values that stand, the newest first."""
    found = [each for each in observations if each.status not in _GONE]
    found.sort(key=lambda each: each.observed_at, reverse=True)
    return tuple(
        Reading(
            each.display,
            value_text(each),
            each.observed_at.astimezone().date(),
            each.status is ObservationStatus.PRELIMINARY,
        )
        for each in found
    )


def allergy_lines(facts: LetterFacts) -> AllergyLines:
    """Return what is known of allergies; none that may be told is not none at all."""
    return AllergyLines(facts.allergy_state, tuple(map(_allergy, facts.allergies)))


def side_effect_terms(cases: Iterable[SideEffectCase]) -> tuple[str, ...]:
    """Return coded terms with the day of onset; what has the patient's words only stays here."""
    return tuple(
        each.effect
        if each.onset_on is None
        else f"{each.effect}, since {short_date(each.onset_on)}"
        for each in cases
        if each.effect
    )


def chart_problems(
    lines: Iterable[TakenLine], told: Iterable[Reading], allergies: AllergyLines
) -> Iterator[Problem]:
    """Yield what is too long for a page."""
    for line in lines:
        yield from check_length(line.name, "medication", "the medication's name")
        yield from check_length(line.form, "form", "the dose form")
        yield from check_length(line.taken, "directions", f"the text on {line.name}", _LONG)
    for each in told:
        yield from check_length(each.name, "results", "the name of a result")
        yield from check_length(each.value, "results", f"the value of {each.name}", _LONG)
    for text in allergies.lines:
        yield from check_length(text, "allergies", "the text on an allergy", 600)


def allergy_text(allergies: AllergyLines, wording: LetterWording) -> str:
    """Return allergies as one text; what was not asked or may not go out never reads as none."""
    if allergies.lines:
        return "\n".join(allergies.lines)
    return wording.words[f"allergies_{allergies.state}"]


def taken_grid(lines: Iterable[TakenLine], wording: LetterWording) -> Grid:
    """Return the table of medications."""
    labels, words = wording.labels, wording.words
    return Grid(
        (labels["medication"], labels["taken"]),
        tuple(
            (
                Cell(
                    strong=each.name,
                    beside=each.form,
                    label="" if each.mark is Mark.NONE else words[each.mark],
                ),
                Cell(each.taken),
            )
            for each in lines
        ),
        (0.4, 0.6),
    )


def readings_grid(told: Iterable[Reading], wording: LetterWording) -> Grid:
    """Return the table of results."""
    labels, words = wording.labels, wording.words
    return Grid(
        (labels["test"], labels["value"], labels["taken_on"]),
        tuple(
            (
                Cell(each.name),
                Cell(strong=each.value, small=words["preliminary"] if each.preliminary else ""),
                Cell(short_date(each.taken_on)),
            )
            for each in told
        ),
        (0.46, 0.32, 0.22),
    )


def _taken(item: PlanItem) -> TakenLine:
    form = "" if item.dosage is None else form_name(item.dosage.form)
    stretch = item.present or next(iter(item.course), None)
    taken = "" if stretch is None else step_directions(stretch.step)
    if item.status is PlanStatus.PLANNED and stretch is not None:
        taken = f"From {short_date(stretch.start)}: {taken}"
    marks = {PlanStatus.ON_HOLD: Mark.HOLD, PlanStatus.PLANNED: Mark.PLANNED}
    return TakenLine(item.medication.name, form, taken, marks.get(item.status, Mark.NONE))


def _allergy(value: AllergyIntolerance) -> str:
    text = f"{value.substance}: {value.reaction}" if value.reaction else value.substance
    return text if value.severity is AllergySeverity.UNKNOWN else f"{text} ({value.severity})"
