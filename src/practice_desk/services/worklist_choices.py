"""What a worklist can be asked about in this clinic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from practice_desk.domain.permission import Operation
from practice_desk.domain.worklist import Missing
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import ClinicKnowledge, knowledge_in
from practice_desk.services.reports.asked import measure_name, medication_name
from practice_desk.services.reports.conditions import conditions_among
from practice_desk.services.worklist_reading import check_name, group_name, suggested
from practice_desk.storage.report_choices import (
    conditions_recorded,
    measures_recorded,
    medications_recorded,
    treating,
)


@dataclass(frozen=True, slots=True)
class MissingChoice:
    """One thing that patients may lack; `id` is that of a check or a measure."""

    kind: Missing
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class WorklistChoices:
    """Each list by name: who treats, what is taken, as medication and as class, and so on."""

    practitioners: tuple[tuple[int, str], ...]
    medications: tuple[tuple[str, str], ...]
    conditions: tuple[tuple[str, str], ...]
    missing: tuple[MissingChoice, ...]


def worklist_choices(clinic: Clinic) -> WorklistChoices:
    """Return what some chart of the clinic has, and the pack's checks of that."""
    with clinic.reading(Operation.LIST_WORKLIST) as work:
        known, connection = knowledge_in(clinic, work), work.connection
        taken = medications_recorded(connection)
        codes = conditions_recorded(connection)
        used = measures_recorded(connection)
        return WorklistChoices(
            tuple(treating(connection)),
            _by_name(_medications(known, taken)),
            tuple(conditions_among(known, codes)),
            tuple(_missing(known, taken, used)),
        )


def _medications(known: ClinicKnowledge, taken: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the ingredients of what is taken, and the classes that checks are for."""
    concepts = list(taken)
    for ingredient in {part for each in concepts for part in known.rules.ingredients(each)}:
        yield ingredient, medication_name(known, ingredient)
    groups = {group for each in concepts for group in known.rules.groups(each)}
    watched = {each for rule in known.rules.facts.monitoring for each in rule.applies_to}
    for group in groups & watched & known.rules.classes.keys():
        name = group_name(known, group)
        yield group, f"{name[:1].upper()}{name[1:]}"


def _missing(
    known: ClinicKnowledge, taken: Iterable[str], used: Iterable[str]
) -> Iterator[MissingChoice]:
    yield MissingChoice(Missing.VISIT, "", "A visit")
    wanted = {each.check for each in suggested(known, taken)}
    rules = [rule for rule in known.rules.facts.monitoring if rule.id in wanted]
    names = [check_name(known, rule) for rule in rules]
    for rule, name in sorted(zip(rules, names, strict=True), key=lambda pair: pair[1].casefold()):
        same = names.count(name) > 1
        whom = f" ({', '.join(group_name(known, each) for each in rule.applies_to)})"
        yield MissingChoice(Missing.CHECK, rule.id, f"{name}{whom if same else ''}")
    for measure, name in _by_name((each, measure_name(known, each)) for each in used):
        yield MissingChoice(Missing.MEASURE, measure, name)


def _by_name(found: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(found, key=lambda each: (each[1].casefold(), each[0])))
