"""Reading a report, and who is behind one of its numbers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from practice_desk.domain.permission import Operation
from practice_desk.domain.progress import Progress, no_progress
from practice_desk.domain.report import FilterField, Report, ReportFilter
from practice_desk.services.clinic import Clinic
from practice_desk.services.reports.asked import asked_in_words
from practice_desk.services.reports.kind import ReportKind
from practice_desk.storage import people
from practice_desk.storage.unit_of_work import UnitOfWork

USUAL_DAYS = 365
"""How many days a report looks back that was asked for no other period, today included."""


@dataclass(frozen=True, slots=True)
class PatientLine:
    """A patient behind a number."""

    patient_id: int
    name: str
    chart_number: str
    birth_date: date | None


@dataclass(frozen=True, slots=True)
class Behind:
    """The patients behind a number, by name; so many more are in charts closed to the reader."""

    lines: tuple[PatientLine, ...]
    closed: int


def read_report(
    clinic: Clinic, kind: ReportKind, asked: ReportFilter, progress: Progress = no_progress
) -> Report:
    """Return the report as of now. Raises Cancelled when *progress* does, and NotPermitted.

    What *kind* does not ask for does not narrow it.
    """
    asked = only_asked(kind, asked, clinic.today())
    with clinic.viewing(kind.operation) as work:
        work.detail = f"report {kind.name}"
        words = asked_in_words(clinic, work, asked)
        answer = kind.read(clinic, work, asked, progress)
    return Report(kind.title, words, clinic.now(), answer, asked, kind.name)


def only_asked(kind: ReportKind, asked: ReportFilter, today: date) -> ReportFilter:
    """Return *asked* with what *kind* knows to be narrowed by, and with days where it needs them.

    Days in the wrong order are turned round.
    """
    asks = kind.asks
    if FilterField.PERIOD in asks:
        until = asked.until or today
        since = asked.since or until - timedelta(days=USUAL_DAYS - 1)
        asked = replace(asked, since=min(since, until), until=max(since, until))
    else:
        asked = replace(asked, since=None, until=None)
    return replace(
        asked,
        practitioner_id=asked.practitioner_id if FilterField.PRACTITIONER in asks else None,
        medication=asked.medication if FilterField.MEDICATION in asks else None,
        condition=asked.condition if FilterField.CONDITION in asks else None,
        measure=asked.measure if FilterField.MEASURE in asks else None,
    )


def patients_behind(clinic: Clinic, kind: ReportKind, patient_ids: Collection[int]) -> Behind:
    """Return the patients behind a number of *kind*. Raises NotPermitted.

    Those whose chart is closed to the person at the keyboard are counted and not named.
    """
    with clinic.viewing(kind.names) as work:
        work.detail = f"behind report {kind.name}"
        named = [each for each in sorted(patient_ids) if _may_name(clinic, work, each, kind.names)]
        lines = [_line(work, each) for each in named]
        work.patient_ids = frozenset(named)
    return Behind(
        tuple(sorted(lines, key=lambda line: (line.name.casefold(), line.patient_id))),
        len(set(patient_ids)) - len(named),
    )


def _may_name(clinic: Clinic, work: UnitOfWork, patient_id: int, names: Operation) -> bool:
    """Return whether a patient may be named: where it tells of a chart, only if that is open."""
    return names is Operation.VIEW_SCHEDULE or clinic.sees_chart(work, patient_id)


def _line(work: UnitOfWork, patient_id: int) -> PatientLine:
    patient = people.patients.get(work.connection, patient_id)
    return PatientLine(patient_id, patient.display_name, patient.chart_number, patient.birth_date)
