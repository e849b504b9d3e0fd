"""Outcomes by measure: who was measured, responded and is in remission, and the latest totals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import partial
from operator import attrgetter

from practice_desk.domain.instrument import Instrument
from practice_desk.domain.period import Period
from practice_desk.domain.progress import Progress
from practice_desk.domain.report import Answer, FilterField, ReportFilter
from practice_desk.domain.report_outcomes import (
    DatedTotal,
    MeasureOutcomes,
    TreatedPatient,
    outcomes,
)
from practice_desk.domain.report_outcomes_tables import (
    changes_answer,
    latest_totals,
    outcomes_answer,
)
from practice_desk.services.clinic import Clinic
from practice_desk.services.clinic_knowledge import knowledge_in
from practice_desk.services.measures import with_totals
from practice_desk.services.reports.conditions import patients_with
from practice_desk.services.reports.kind import ReportKind
from practice_desk.storage import report_outcomes as stored
from practice_desk.storage.unit_of_work import UnitOfWork

_USUAL = "phq9"
"""The measure of the picture where nobody was measured by any."""
_WHAT = ("Plans", "Totals of measures")
_STEPS = 3


def _outcomes(clinic: Clinic, work: UnitOfWork, asked: ReportFilter, progress: Progress) -> Answer:
    found = [*_read(clinic, work, asked, progress)]
    shown = max(found, key=lambda each: (each.again.number, each.measured.number))
    return outcomes_answer(found, shown)


def _changes(clinic: Clinic, work: UnitOfWork, asked: ReportFilter, progress: Progress) -> Answer:
    return changes_answer([*_read(clinic, work, asked, progress)])


def _latest(clinic: Clinic, work: UnitOfWork, asked: ReportFilter, progress: Progress) -> Answer:
    period = Period(*asked.period)
    instruments = _instruments(clinic, work, asked)
    treated, totals = _facts(clinic, work, asked, instruments, progress)
    used = {
        each.id: sum(any(period.has(t.on) for t in own) for own in totals[each.id].values())
        for each in instruments
    }
    shown = max(instruments, key=lambda each: (used[each.id], each.id == _USUAL))
    return latest_totals(shown, _patients(work, shown, treated, totals), period)


def _read(
    clinic: Clinic, work: UnitOfWork, asked: ReportFilter, progress: Progress
) -> Iterable[MeasureOutcomes]:
    """Yield the outcomes by every measure that somebody was measured by, at least by one."""
    period = Period(*asked.period)
    instruments = _instruments(clinic, work, asked)
    treated, totals = _facts(clinic, work, asked, instruments, progress)
    used = [each for each in instruments if totals[each.id]]
    for each in used or [each for each in instruments if each.id == _USUAL] or instruments[:1]:
        yield outcomes(each, _patients(work, each, treated, totals), period)


_Totals = Mapping[str, Mapping[int, list[DatedTotal]]]


def _facts(
    clinic: Clinic,
    work: UnitOfWork,
    asked: ReportFilter,
    instruments: Collection[Instrument],
    progress: Progress,
) -> tuple[dict[int, date], _Totals]:
    """Return since when who was treated, and their totals by measure, the oldest first."""
    period = Period(*asked.period)
    plans, measures = (partial(progress, n, _STEPS, what) for n, what in enumerate(_WHAT))
    plans()
    concepts = _concepts(clinic, work, asked)
    treated = stored.treated_in(work.connection, period, concepts, plans)
    treated = _narrowed(clinic, work, asked, treated)
    measures()
    totals: dict[str, dict[int, list[DatedTotal]]] = defaultdict(dict)
    for number, name, total in stored.totals_until(work.connection, tuple(instruments), measures):
        if number in treated and total.on <= period.last:
            totals[name].setdefault(number, []).append(total)
    for own in totals.values():
        for found in own.values():
            found.sort(key=attrgetter("on", "id"))
    progress(2, _STEPS, "Outcomes")
    return treated, totals


def _patients(
    work: UnitOfWork, instrument: Instrument, treated: Mapping[int, date], totals: _Totals
) -> list[TreatedPatient]:
    own = totals[instrument.id]
    chosen = stored.chosen_baselines(work.connection, instrument.id)
    return [
        TreatedPatient(number, since, tuple(own.get(number, ())), chosen.get(number))
        for number, since in treated.items()
    ]


def _instruments(clinic: Clinic, work: UnitOfWork, asked: ReportFilter) -> list[Instrument]:
    known = [*with_totals(knowledge_in(clinic, work).instruments)]
    return [each for each in known if asked.measure in (None, each.id)] or known


def _concepts(clinic: Clinic, work: UnitOfWork, asked: ReportFilter) -> frozenset[str] | None:
    """Return which of the pack's medications hold what was asked for; None for any."""
    if asked.medication is None:
        return None
    rules = knowledge_in(clinic, work).rules
    return frozenset(
        each for each in rules.medications if asked.medication in rules.ingredients(each)
    )


def _narrowed(
    clinic: Clinic, work: UnitOfWork, asked: ReportFilter, treated: dict[int, date]
) -> dict[int, date]:
    if asked.practitioner_id is not None:
        theirs = stored.cared_for_by(work.connection, asked.practitioner_id)
        treated = {number: day for number, day in treated.items() if number in theirs}
    if asked.condition is not None:
        having = patients_with(knowledge_in(clinic, work), work, asked.condition)
        treated = {number: day for number, day in treated.items() if number in having}
    return treated


_F = FilterField
_ASKS = frozenset({_F.PERIOD, _F.PRACTITIONER, _F.MEDICATION, _F.CONDITION, _F.MEASURE})
KINDS = (
    ReportKind(
        "outcomes by measure",
        "Outcomes by measure",
        "How many of those in treatment responded and are in remission, and after how long.",
        _ASKS,
        _outcomes,
    ),
    ReportKind(
        "changes by measure",
        "Better and worse by measure",
        "How many of those in treatment got better or worse by a change that patients notice.",
        _ASKS,
        _changes,
    ),
    ReportKind(
        "latest totals",
        "Latest totals of a measure",
        "How ill those in treatment were when they were last measured, and who was not.",
        _ASKS,
        _latest,
    ),
)
