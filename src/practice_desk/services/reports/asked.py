"""What was asked of a report, in words, and what it can be narrowed to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from practice_desk.domain.calendar_text import write_date
from practice_desk.domain.report import FilterField, ReportFilter
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import ClinicKnowledge, knowledge_in
from practice_desk.services.reports.conditions import condition_name, conditions_among
from practice_desk.services.reports.kind import ReportKind
from practice_desk.storage import people
from practice_desk.storage.report_choices import (
    conditions_recorded,
    measures_recorded,
    medications_recorded,
    treating,
)
from practice_desk.storage.unit_of_work import UnitOfWork

NOT_IN_PACK = "Not in the clinical pack"
"""What a report calls a medication that has no entry there: words that were typed stay inside."""
Choice = tuple[str, str]
"""An id, and its name."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a report can be narrowed to in this clinic, each list by name."""

    practitioners: tuple[tuple[int, str], ...] = ()
    medications: tuple[Choice, ...] = ()
    conditions: tuple[Choice, ...] = ()
    measures: tuple[Choice, ...] = ()


def filter_choices(clinic: Clinic, kind: ReportKind) -> Choices:
    """Return what *kind* can be narrowed to: what some chart has. Raises NotPermitted."""
    with clinic.reading(kind.operation) as work:
        known, asks, connection = knowledge_in(clinic, work), kind.asks, work.connection
        return Choices(
            tuple(treating(connection)) if FilterField.PRACTITIONER in asks else (),
            _medications(work, known) if FilterField.MEDICATION in asks else (),
            _conditions(work, known) if FilterField.CONDITION in asks else (),
            _measures(work, known) if FilterField.MEASURE in asks else (),
        )


def asked_in_words(clinic: Clinic, work: UnitOfWork, asked: ReportFilter) -> str:
    """Return what *asked* narrows a report to."""
    return " · ".join(_words(clinic, work, asked)) or "All charts"


def _words(clinic: Clinic, work: UnitOfWork, asked: ReportFilter) -> Iterator[str]:
    if asked.since is not None and asked.until is not None:
        yield f"{write_date(asked.since)} to {write_date(asked.until)}"
    if asked.practitioner_id is not None:
        who = people.practitioners.get(work.connection, asked.practitioner_id)
        yield f"Patients of {who.display_name}"
    known = knowledge_in(clinic, work)
    if asked.medication is not None:
        yield f"Taking {medication_name(known, asked.medication)}"
    if asked.condition is not None:
        yield f"With {condition_name(known, asked.condition)}"
    if asked.measure is not None:
        yield f"Measured by {measure_name(known, asked.measure)}"


def medication_name(known: ClinicKnowledge, ingredient: str) -> str:
    """Return the generic name of an ingredient, as the pack has it, or its id in words."""
    return known.rules.name(ingredient)


def measure_name(known: ClinicKnowledge, measure: str) -> str:
    """Return a measure's short name, or its id where it is known no more."""
    found = next((each for each in known.instruments if each.id == measure), None)
    return measure if found is None else found.name


def _medications(work: UnitOfWork, known: ClinicKnowledge) -> tuple[Choice, ...]:
    rules = known.rules
    taken = medications_recorded(work.connection)
    ingredients = {each for concept in taken for each in rules.ingredients(concept)}
    return _by_name((each, medication_name(known, each)) for each in ingredients)


def _conditions(work: UnitOfWork, known: ClinicKnowledge) -> tuple[Choice, ...]:
    return tuple(conditions_among(known, conditions_recorded(work.connection)))


def _measures(work: UnitOfWork, known: ClinicKnowledge) -> tuple[Choice, ...]:
    used = measures_recorded(work.connection)
    return _by_name((each, measure_name(known, each)) for each in used)


def _by_name(found: Iterator[Choice]) -> tuple[Choice, ...]:
    return tuple(sorted(found, key=lambda each: (each[1].casefold(), each[0])))
