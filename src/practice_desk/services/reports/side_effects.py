"""Side effects by suspected medication and by urgency: where they stand, and how long it took."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from practice_desk.domain.adverse_event import Urgency
from practice_desk.domain.progress import Progress
from practice_desk.domain.report import (
    Answer,
    Bars,
    Cell,
    CellKind,
    FilterField,
    ReportColumn,
    ReportFilter,
    ReportTable,
    StackedBars,
)
from practice_desk.domain.report_side_effects import (
    SideEffectFigures,
    figures_of,
    grouped,
    was_serious,
)
from practice_desk.domain.report_waits import SHARES, wait_cells, wait_columns
from practice_desk.domain.side_effect_case import CaseStatus, SideEffectCase, cases
from practice_desk.domain.waiting_time import RULE
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.services.reports.asked import NOT_IN_PACK, medication_name
from practice_desk.services.reports.kind import ReportKind
from practice_desk.storage.report_outcomes import cared_for_by
from practice_desk.storage.report_side_effects import suspected, told_between
from practice_desk.storage.unit_of_work import UnitOfWork

NO_SUSPECT = "No medication suspected"
_URGENCIES = {
    Urgency.NOW: "Now",
    Urgency.TODAY: "Today",
    Urgency.SOON: "Soon",
    Urgency.ROUTINE: "Routine",
}
_C = CellKind.COUNT
_COUNTS = (
    ReportColumn("reported", "Reported", _C),
    ReportColumn("open", "Open", _C, part_of="reported"),
    ReportColumn("closed", "Closed", _C, part_of="reported"),
    ReportColumn("undecided", "Not decided", _C, part_of="open"),
    ReportColumn("pressing", "Urgent of these", _C, part_of="undecided"),
    ReportColumn("overdue", "Recheck overdue", _C, part_of="open"),
)
_SERIOUS, _NOT_SERIOUS = "Serious", "Not serious"
_WHICH = (
    "Side effects that were told in the period; those entered in error are left out. Open: "
    "somebody still has to decide or to look again. Not decided: nobody has looked at what was "
    "told last; urgent: it had to be looked at the same day."
)
_SUSPECTED = (
    "By each medication that is suspected: as last reviewed, else as reported. One with several "
    "suspects counts with each of them, and once in the total."
)
_TIMES = (
    f"{SHARES} Days from the day of the report. Decided: the first review. Over: the patient is "
    "rid of it, as told or reviewed; closed while it went on, or with an unknown end, is not over. "
    f"{RULE}"
)


def _by_medication(
    clinic: Clinic, work: UnitOfWork, asked: ReportFilter, progress: Progress
) -> Answer:
    found = _cases(clinic, work, asked, progress)
    columns = (ReportColumn("medication", "Medication"), *_COUNTS)
    picture = StackedBars("Side effects by medication", "medication", ("open", "closed"))
    today = clinic.today()
    rows = _rows(_suspected(clinic, work, found), today)
    table = ReportTable(
        columns,
        tuple((name, *_counts(each)) for name, each in rows),
        ("All", *_counts(figures_of(found, today))),
        by_size=True,
    )
    return Answer(table, picture, (_WHICH, _SUSPECTED), _people(found))


def _by_urgency(
    clinic: Clinic, work: UnitOfWork, asked: ReportFilter, progress: Progress
) -> Answer:
    found = _cases(clinic, work, asked, progress)
    pairs = ((_URGENCIES[each.urgency], each) for each in found)
    note = "By how soon somebody who decides has to look at it: as told, coded or passed on."
    return _sorted("To be looked at", pairs, tuple(_URGENCIES.values()), note, clinic.today())


def _by_seriousness(
    clinic: Clinic, work: UnitOfWork, asked: ReportFilter, progress: Progress
) -> Answer:
    found = _cases(clinic, work, asked, progress)
    pairs = ((_SERIOUS if was_serious(each) else _NOT_SERIOUS, each) for each in found)
    note = "Serious: a review named one of the outcomes of FDA form 3500."
    return _sorted("Seriousness", pairs, (_SERIOUS, _NOT_SERIOUS), note, clinic.today())


def _sorted(
    title: str,
    pairs: Iterable[tuple[str, SideEffectCase]],
    order: tuple[str, ...],
    note: str,
    today: date,
) -> Answer:
    """Count side effects by what each is exactly one of, in the *order* of these."""
    groups = grouped(pairs)
    found = [case for cases in groups.values() for case in cases]
    table = ReportTable(
        (ReportColumn("group", title), *_COUNTS),
        tuple((name, *_counts(figures_of(groups.get(name, ()), today))) for name in order),
        ("All", *_counts(figures_of(found, today))),
    )
    picture = StackedBars("Side effects, open and closed", "group", ("open", "closed"))
    return Answer(table, picture, (_WHICH, note), _people(found))


def _times(clinic: Clinic, work: UnitOfWork, asked: ReportFilter, progress: Progress) -> Answer:
    found, today = _cases(clinic, work, asked, progress), clinic.today()
    rows = _rows(_suspected(clinic, work, found), today)
    columns = (
        ReportColumn("medication", "Medication"),
        ReportColumn("reported", "Reported", _C),
        *wait_columns("decision", "Decided", "reported"),
        *wait_columns("end", "Over", "reported"),
    )
    table = ReportTable(
        columns,
        tuple((name, *_days(each)) for name, each in rows),
        ("All", *_days(figures_of(found, today))),
        by_size=True,
    )
    picture = Bars("Days until half of them are over", "medication", "end_half")
    return Answer(table, picture, (_WHICH, _SUSPECTED, _TIMES), _people(found))


def _cases(
    clinic: Clinic, work: UnitOfWork, asked: ReportFilter, progress: Progress
) -> list[SideEffectCase]:
    """Return what was told in the period, as it stands today, the oldest report first."""
    progress(0, 2, "Side effects")
    reports, entries = told_between(work.connection, *asked.period)
    if asked.practitioner_id is not None:
        theirs = cared_for_by(work.connection, asked.practitioner_id)
        reports = [each for each in reports if each.patient_id in theirs]
    progress(1, 2, "Side effects")
    found = cases(reports, entries, clinic.today())
    return [each for each in found if each.status is not CaseStatus.RETRACTED]


def _names(
    clinic: Clinic, work: UnitOfWork, found: Iterable[SideEffectCase]
) -> dict[int, tuple[str, ...]]:
    """Return the ingredients of each suspected medication by name."""
    known = knowledge_in(clinic, work)
    ids = {number for case in found for number in case.suspected_ids}
    names = {}
    for number, concept_id in suspected(work.connection, ids).items():
        parts = known.rules.ingredients(concept_id) if concept_id else ()
        names[number] = tuple(medication_name(known, part) for part in parts) or (NOT_IN_PACK,)
    return names


def _told(case: SideEffectCase, names: dict[int, tuple[str, ...]]) -> set[str]:
    return {name for number in case.suspected_ids for name in names.get(number, ())}


def _suspected(
    clinic: Clinic, work: UnitOfWork, found: list[SideEffectCase]
) -> Iterator[tuple[str, SideEffectCase]]:
    """Yield each side effect with every medication that is suspected, or with none."""
    names = _names(clinic, work, found)
    for case in found:
        for name in _told(case, names) or {NO_SUSPECT}:
            yield name, case


def _rows(
    pairs: Iterable[tuple[str, SideEffectCase]], today: date
) -> list[tuple[str, SideEffectFigures]]:
    """Return the figures by medication, most reports first, what has no suspect last."""
    rows = [(name, figures_of(cases, today)) for name, cases in grouped(pairs).items()]
    rows.sort(key=lambda row: (row[0] == NO_SUSPECT, -row[1].reported.number, row[0].casefold()))
    return rows


def _counts(found: SideEffectFigures) -> tuple[Cell, ...]:
    return (
        found.reported,
        found.open,
        found.closed,
        found.undecided,
        found.pressing,
        found.overdue,
    )


def _days(found: SideEffectFigures) -> tuple[Cell, ...]:
    return found.reported, *wait_cells(found.to_decision), *wait_cells(found.to_end)


def _people(found: Iterable[SideEffectCase]) -> int:
    return len({case.report.patient_id for case in found})


_ASKS = frozenset({FilterField.PERIOD, FilterField.PRACTITIONER})
KINDS = (
    ReportKind(
        "side effects by medication",
        "Side effects by medication",
        "What was reported of which medication, and what of it is open.",
        _ASKS,
        _by_medication,
    ),
    ReportKind(
        "side effects by urgency",
        "Side effects by urgency",
        "What was reported by how soon it has to be looked at, and what of it is open.",
        _ASKS,
        _by_urgency,
    ),
    ReportKind(
        "side effects by seriousness",
        "Side effects by seriousness",
        "How many were serious, and what of them is open.",
        _ASKS,
        _by_seriousness,
    ),
    ReportKind(
        "side effect times",
        "Side effect times",
        "How long a decision took, and how long until the patient was rid of it.",
        _ASKS,
        _times,
    ),
)
