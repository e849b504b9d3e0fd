"""Medication reconciliation: lists as told, compared with the plan, each line resolved by a person.

Changing, starting and stopping is the plan's own business (`services.plan`); what is kept here is
the list and the decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from practice_desk.domain.audit_event import AuditKind
from practice_desk.domain.changes import Changes
from practice_desk.domain.errors import Invalid, NotFound, Problem
from practice_desk.domain.permission import Operation
from practice_desk.domain.reconciliation import (
    Cancellation,
    CancellationTold,
    ComparedLine,
    Details,
    ListLine,
    ListSource,
    MedicationsListed,
    ReconciliationEntry,
    Resolution,
    Resolved,
    cancellations,
    check_list,
    compare,
    current_lists,
    without_mark,
)
from practice_desk.knowledge.medications import MedicationList
from practice_desk.knowledge.pack import KnowledgePack
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.services.patients import Saved
from practice_desk.services.plan_reader import read_plan
from practice_desk.storage import people, reconciliation, registry
from practice_desk.storage.unit_of_work import UnitOfWork

LINE_GONE = "This line has changed since it was shown."
_MOST_WORDS = 4
"""Words at a line's beginning in which a medication's name is looked for."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The lines of one chart as of now, and the list that counts of each source.

    `to_cancel` is what the pharmacy is still to be asked to cancel.
    """

    lines: tuple[ComparedLine, ...]
    lists: dict[ListSource, ReconciliationEntry]
    people: dict[str, str]
    to_cancel: tuple[Cancellation, ...] = ()

    @property
    def open_lines(self) -> int:
        """How many lines nobody has resolved as they stand."""
        return sum(line.resolution is None for line in self.lines)


def compare_medications(clinic: Clinic, patient_id: int) -> Comparison:
    """Return the plan, the pharmacy's list and what the patient takes, side by side."""
    with clinic.viewing(Operation.VIEW_CHART, patient_id) as work:
        entries = reconciliation.reconciliations.for_patient(work.connection, patient_id)
        lines = _compare(clinic, work, patient_id, entries)
        return Comparison(
            lines,
            current_lists(entries),
            registry.accounts.names(work.connection),
            _to_cancel(clinic, work, lines, entries),
        )


def open_cancellations(
    clinic: Clinic, work: UnitOfWork, patient_id: int
) -> tuple[Cancellation, ...]:
    """Return what the pharmacy is still to be asked to cancel, inside a running unit of work."""
    entries = reconciliation.reconciliations.for_patient(work.connection, patient_id)
    return _to_cancel(clinic, work, _compare(clinic, work, patient_id, entries), entries)


def _to_cancel(
    clinic: Clinic,
    work: UnitOfWork,
    lines: Sequence[ComparedLine],
    entries: Sequence[ReconciliationEntry],
) -> tuple[Cancellation, ...]:
    known = knowledge_in(clinic, work).pack.medications

    def is_controlled(concept_id: str) -> bool:
        concept = known.by_id(concept_id) if concept_id else None
        return concept is not None and bool(concept.dea_schedule)

    return cancellations(lines, current_lists(entries), is_controlled)


def keep_told(
    clinic: Clinic, work: UnitOfWork, patient_id: int, letter_id: int, resolutions: Sequence[int]
) -> None:
    """Keep that a letter asked the pharmacy to cancel what *resolutions* stopped."""
    told = CancellationTold(letter_id, tuple(dict.fromkeys(resolutions)))
    _add(clinic, work, patient_id, clinic.today(), told)


def record_list(
    clinic: Clinic, patient_id: int, source: ListSource, text: str, told_on: date
) -> Saved:
    """Keep a list as told, one medication in each line of *text*, in the place of the former.

    A name of the clinical pack at a line's beginning is recognised; the line stays as typed.
    Raises Invalid or NotFound.
    """
    rows = [" ".join(row.split()) for row in text.splitlines()]
    problems = [] if told_on <= clinic.today() else [_future()]
    with clinic.writing(
        Operation.RECORD_OUTSIDE_MEDICATION, patient_id, kind=AuditKind.CREATE
    ) as work:
        people.patients.get(work.connection, patient_id)
        known = knowledge_in(clinic, work).pack.medications
        listed = MedicationsListed(source, tuple(read_line(row, known) for row in rows if row))
        if problems := [*problems, *check_list(listed)]:
            raise Invalid(tuple(problems))
        number = _add(clinic, work, patient_id, told_on, listed)
        work.detail = f"{source} list {number}, {len(listed.lines)} lines"
    return Saved(number, Changes.of(patient_id, "reconciliation_entry"))


def resolve_line(
    clinic: Clinic,
    patient_id: int,
    line: ComparedLine,
    resolved: Resolved,
    joined: int | None = None,
) -> Saved:
    """Keep what was decided about a line, as it stands now. Raises Invalid or NotFound.

    The line must be there as it was shown; what a decision changes in the plan comes before it.
    *joined* is the medication that was recorded for a listed line which the pack does not know.
    """
    if resolved not in line.choices:
        raise Invalid((Problem("resolved", "That can't be decided about this line."),))
    with clinic.writing(Operation.CHANGE_PLAN, patient_id) as work:
        entries = reconciliation.reconciliations.for_patient(work.connection, patient_id)
        now = _compare(clinic, work, patient_id, entries)
        if not any(_is_same(line, other) for other in now):
            raise NotFound(LINE_GONE, "Look at it again and decide.")
        marks = line.item_marks
        if joined is not None:
            marks = tuple(sorted({*marks, *_marks_of(now, joined)}))
        details = Resolution(resolved, marks, line.listed)
        number = _add(clinic, work, patient_id, clinic.today(), details)
        work.detail = f"reconciled {resolved}, entry {number}"
    return Saved(number, Changes.of(patient_id, "reconciliation_entry"))


def read_line(row: str, known: MedicationList) -> ListLine:
    """Return a typed line with the medication that its beginning names, if the pack knows it."""
    words = without_mark(row).replace(",", " ").split()
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        name = " ".join(words[:count])
        found = next(iter(known.by_name(name)), None) or known.by_part_of_name(name)
        if found:
            return ListLine(row, found.display_name, found.id)
    return ListLine(row, words[0] if words else row)


def _compare(
    clinic: Clinic, work: UnitOfWork, patient_id: int, entries: Sequence[ReconciliationEntry]
) -> tuple[ComparedLine, ...]:
    pack = knowledge_in(clinic, work).pack
    plan = read_plan(work, patient_id, clinic.today())
    return compare(plan, entries, lambda concept_id: _ingredient(pack, concept_id))


def _ingredient(pack: KnowledgePack, concept_id: str) -> str:
    """Return the RxNorm ingredient, or the pack's own id where it gives none; empty if unknown."""
    concept = pack.medications.by_id(concept_id) if concept_id else None
    return "" if concept is None else concept.rxcui or concept.id


def _marks_of(lines: Sequence[ComparedLine], medication_id: int) -> tuple[tuple[int, int], ...]:
    for line in lines:
        if medication_id in {item.medication.id for item in line.items}:
            return line.item_marks
    raise NotFound(LINE_GONE, "Look at it again and decide.")


def _is_same(line: ComparedLine, other: ComparedLine) -> bool:
    return (line.item_marks, line.listed) == (other.item_marks, other.listed)


def _add(
    clinic: Clinic,
    work: UnitOfWork,
    patient_id: int,
    on: date,
    details: Details,
) -> int:
    entry = ReconciliationEntry(patient_id, on, details, clinic.now(), clinic.session.user_name)
    return reconciliation.reconciliations.add(work.connection, entry)


def _future() -> Problem:
    return Problem("told_on", "That day has not come yet. Check it.")
