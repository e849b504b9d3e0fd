"""Medication reconciliation: our plan, the pharmacy's list and what the patient takes, compared.

Each line is resolved by a person; nothing is merged by itself. Lists and resolutions are only added
to: a newer list of a source takes the place of the former, which stays readable. FHIR: List,
MedicationStatement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from practice_desk.domain.checks import has_control_characters
from practice_desk.domain.errors import Problem
from practice_desk.domain.medication import Origin, PlanItem, PlanStatus

_LIST_MARK = re.compile(r"^\s*(?:\(?\d{1,2}[.)]|[-*•–])\s+")
MOST_LINES = 60
LONGEST_LINE = 300


class ListSource(StrEnum):
    """Whose list it is."""

    PHARMACY = "pharmacy"
    PATIENT = "patient"


class Resolved(StrEnum):
    """What a person decided about one line."""

    CONTINUE = "continue"
    CHANGE = "change"
    EXTERNAL = "external"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class ListLine:
    """One medication of a list: as told, its name, and the pack's id or empty."""

    told: str
    name: str
    concept_id: str = ""


@dataclass(frozen=True, slots=True)
class MedicationsListed:
    """A whole list as told on the entry's day; an empty one says that there is nothing on it."""

    source: ListSource
    lines: tuple[ListLine, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What was decided about one line, and what the line was then.

    `items` are plan items with the id of their last event, `listed` lists' lines as the list's
    entry and its place. A line that is another one since counts as not resolved.
    """

    resolved: Resolved
    items: tuple[tuple[int, int], ...] = ()
    listed: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class CancellationTold:
    """A letter has asked the pharmacy to cancel what these resolutions stopped."""

    letter_id: int
    resolutions: tuple[int, ...]


Details = MedicationsListed | Resolution | CancellationTold


@dataclass(frozen=True, slots=True)
class ReconciliationEntry:
    """A list as told, the resolution of a line, or that a letter told the pharmacy of some."""

    patient_id: int
    happened_on: date
    details: Details
    recorded_at: datetime
    recorded_by: str
    id: int | None = None


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """One medication as the three sides have it; any of them may be empty.

    `ours` are items of our plan, `pharmacy` and `patient` lines as told; `reported` items came in
    from elsewhere and nobody has reconciled them, `others` are from outside or the patient's own.
    `resolution` is the newest one of this very line. `stop_told` says that a medication of ours in
    it was stopped since the pharmacy told its list, so that the letter about that tells the stop,
    or that a letter has asked to cancel it.
    """

    name: str
    ours: tuple[PlanItem, ...] = ()
    reported: tuple[PlanItem, ...] = ()
    others: tuple[PlanItem, ...] = ()
    pharmacy: tuple[ListLine, ...] = ()
    patient: tuple[ListLine, ...] = ()
    listed: tuple[tuple[int, int], ...] = ()
    resolution: ReconciliationEntry | None = None
    stop_told: bool = False

    @property
    def to_cancel(self) -> bool:
        """Whether the pharmacy still has what was resolved as stopped, and no letter says so."""
        details = None if self.resolution is None else self.resolution.details
        stopped = isinstance(details, Resolution) and details.resolved is Resolved.STOP
        return stopped and bool(self.pharmacy) and not self.ours and not self.stop_told

    @property
    def items(self) -> tuple[PlanItem, ...]:
        """All items of the plan in this line."""
        return (*self.ours, *self.reported, *self.others)

    @property
    def item_marks(self) -> tuple[tuple[int, int], ...]:
        """The items, each with the id of its last event."""
        return tuple(sorted(_mark(item) for item in self.items))

    @property
    def going_on(self) -> tuple[PlanItem, ...]:
        """The items that nobody has stopped, or planned to stop."""
        return tuple(item for item in self.items if item.final_status is not PlanStatus.STOPPED)

    @property
    def main_item(self) -> PlanItem | None:
        """The item that a decision is about: ours first, then what was reported, then others.

        What is stopped on a later day already comes last.
        """
        return next(iter((*self.going_on, *self.items)), None)

    @property
    def choices(self) -> frozenset[Resolved]:
        """What can be decided about this line."""
        other = Resolved.CHANGE if self.ours else Resolved.EXTERNAL
        return frozenset({Resolved.CONTINUE, other, Resolved.STOP})


@dataclass(frozen=True, slots=True)
class Cancellation:
    """What the pharmacy is asked to cancel: a line of its list of the day `listed_on`, as told.

    `resolution_id` is the entry that resolved it as stopped, on the day `decided_on`.
    """

    resolution_id: int
    medication: str
    listed_on: date
    decided_on: date


def cancellations(
    lines: Iterable[ComparedLine],
    lists: dict[ListSource, ReconciliationEntry],
    is_controlled: Callable[[str], bool],
) -> tuple[Cancellation, ...]:
    """Return what the pharmacy is still to be asked to cancel.

    Of a medication that is controlled only the name goes into a letter, as elsewhere.
    """
    told = lists.get(ListSource.PHARMACY)
    return tuple(
        Cancellation(
            line.resolution.id,
            each.name if is_controlled(each.concept_id) else without_mark(each.told),
            told.happened_on,
            line.resolution.happened_on,
        )
        for line in lines
        if told is not None
        and line.to_cancel
        and line.resolution is not None
        and line.resolution.id is not None
        for each in line.pharmacy
    )


Ingredient = Callable[[str], str]
"""The ingredient of a pack's medication, empty where it is not known."""

_COMPARED = (PlanStatus.ACTIVE, PlanStatus.ON_HOLD, PlanStatus.PLANNED, PlanStatus.REPORTED)


@dataclass(slots=True)
class _Group:
    items: list[PlanItem] = field(default_factory=list)
    listed: list[tuple[int, int, ListSource, ListLine]] = field(default_factory=list)
    stopped: list[PlanItem] = field(default_factory=list)


def without_mark(row: str) -> str:
    """Return a row of a list without the number or dash that it begins with."""
    return _LIST_MARK.sub("", row)


def current_lists(entries: Iterable[ReconciliationEntry]) -> dict[ListSource, ReconciliationEntry]:
    """Return the newest list of each source."""
    lists = [entry for entry in entries if isinstance(entry.details, MedicationsListed)]
    lists.sort(key=lambda entry: (entry.happened_on, entry.id or 0))
    return {e.details.source: e for e in lists if isinstance(e.details, MedicationsListed)}


def compare(
    plan: Iterable[PlanItem], entries: Sequence[ReconciliationEntry], ingredient: Ingredient
) -> tuple[ComparedLine, ...]:
    """Put the three sides beside one another, by ingredient; what has none stays alone.

    Unless a person resolved an item and a listed line together: then these stay together. Lines
    that nobody resolved come first, then by name.
    """
    resolutions = [entry for entry in entries if isinstance(entry.details, Resolution)]
    together = _joined(resolutions)
    groups: dict[str, _Group] = {}
    lists = current_lists(entries)
    told_in_letters = _told_in_letters(entries)
    for item in plan:
        number = item.medication.id or 0
        key = ingredient(item.medication.concept_id) or together.get(number, f"item {number}")
        if item.status in _COMPARED:
            groups.setdefault(key, _Group()).items.append(item)
        elif item.status is PlanStatus.STOPPED and item.medication.origin is Origin.CLINIC:
            groups.setdefault(key, _Group()).stopped.append(item)
    for source, entry in lists.items():
        assert isinstance(entry.details, MedicationsListed)  # current_lists gives no other
        for place, line in enumerate(entry.details.lines):
            listed = (entry.id or 0, place)
            key = ingredient(line.concept_id) or together.get(listed, f"line {listed}")
            groups.setdefault(key, _Group()).listed.append((*listed, source, line))
    told = lists.get(ListSource.PHARMACY)
    since = None if told is None else told.happened_on
    shown = [group for group in groups.values() if group.items or group.listed]
    lines = [_with_letter(_line(group, resolutions, since), told_in_letters) for group in shown]
    lines.sort(key=lambda line: (line.resolution is not None, line.name.casefold()))
    return tuple(lines)


def _told_in_letters(entries: Iterable[ReconciliationEntry]) -> frozenset[int]:
    told = (each.details for each in entries)
    return frozenset(
        number
        for details in told
        if isinstance(details, CancellationTold)
        for number in details.resolutions
    )


def _with_letter(line: ComparedLine, told: frozenset[int]) -> ComparedLine:
    resolution = line.resolution
    if resolution is None or resolution.id not in told:
        return line
    return replace(line, stop_told=True)


def _joined(resolutions: Sequence[ReconciliationEntry]) -> dict[int | tuple[int, int], str]:
    """Return the key that a person's resolution gives to items (by id) and listed lines."""
    found: dict[int | tuple[int, int], str] = {}
    for entry in resolutions:
        details = entry.details
        if isinstance(details, Resolution) and details.items and details.listed:
            key = f"item {details.items[0][0]}"
            found.update({number: key for number, _ in details.items})
            found.update(dict.fromkeys(details.listed, key))
    return found


def _line(
    group: _Group, resolutions: Sequence[ReconciliationEntry], told_on: date | None
) -> ComparedLine:
    def told(source: ListSource) -> tuple[ListLine, ...]:
        return tuple(line for _, _, whose, line in group.listed if whose is source)

    items = group.items
    reported = tuple(item for item in items if item.status is PlanStatus.REPORTED)
    rest = [item for item in items if item not in reported]
    ours = tuple(item for item in rest if item.medication.origin is Origin.CLINIC)
    name = items[0].medication.name if items else group.listed[0][3].name
    found = ComparedLine(
        name,
        ours,
        reported,
        tuple(item for item in rest if item not in ours),
        told(ListSource.PHARMACY),
        told(ListSource.PATIENT),
        tuple(sorted((number, place) for number, place, _, _ in group.listed)),
        stop_told=any(
            told_on is not None and item.since is not None and item.since >= told_on
            for item in group.stopped
        ),
    )
    return _with_resolution(found, resolutions)


def _with_resolution(
    line: ComparedLine, resolutions: Sequence[ReconciliationEntry]
) -> ComparedLine:
    marks = line.item_marks
    for entry in reversed(resolutions):
        details = entry.details
        if isinstance(details, Resolution) and (details.items, details.listed) == (
            marks,
            line.listed,
        ):
            return replace(line, resolution=entry)
    return line


def _mark(item: PlanItem) -> tuple[int, int]:
    return (item.medication.id or 0, max((event.id or 0 for event in item.events), default=0))


def check_list(value: MedicationsListed) -> Iterator[Problem]:
    """Yield what is wrong with a typed list."""
    if len(value.lines) > MOST_LINES:
        yield Problem("lines", f"At most {MOST_LINES} medications fit on one list.")
    for line in value.lines:
        if len(line.told) > LONGEST_LINE or has_control_characters(line.told):
            yield Problem("lines", f"A line is plain text of up to {LONGEST_LINE} characters.")
            return
